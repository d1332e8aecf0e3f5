/** Orders whose price path the tests of its picture draw: one of each side, and one that is over. */
import type { ActivityEntry, ActivityEvent, OrderPath, OrderRow, PathPoint } from "@/platform";

const HOUR = 3_600_000;
/** When the buy's trader bought: 1 December 2026, 00:00 UTC. */
const SIGNAL = 1_796_083_200_000;
/** The stages begin then, counted in hours. */
const LADDER = [0, 6, 12, 24, 36];

const startsAt = (signal: number) => LADDER.map((hours) => signal + hours * HOUR);

/** A buy in its third stage, with two fills. */
export const BUY: OrderRow = {
  id: 6,
  follow: 1,
  traderAddress: "0xa17e3c9b50f7e3c9b50f7e3c9b50f7e3c9b50fd0",
  trader: "25usdc",
  market: "Fed rate cut at the December meeting?",
  condition: "0xc0",
  outcome: "Yes",
  outcomeIndex: 0,
  side: "BUY",
  shares: "160",
  value: "95",
  endsAt: null,
  filled: "64",
  filledPercent: 40,
  firstPrice: "0.58",
  limit: "0.602",
  bound: "0.68",
  bid: "0.597",
  ask: "0.608",
  away: "0.006",
  averagePrice: "0.581",
  slippage: "0.001",
  stage: 3,
  regime: "normal",
  signalAt: SIGNAL,
  nextStageAt: SIGNAL + 24 * HOUR,
  nextTryAt: null,
  stageStarts: startsAt(SIGNAL),
  status: "working",
  child: "resting",
  waiting: null,
  heldBy: null,
  end: null,
  reserved: "57.79",
  style: "ladder",
  execution: "ladder",
  createdAt: SIGNAL + 900,
  endedAt: null,
};

/** The moment at which the buy is looked at. */
export const NOW = SIGNAL + 14.2 * HOUR;

const point = (hours: number, bid: string, ask: string, limit: string, stage: number): PathPoint => ({
  at: SIGNAL + hours * HOUR,
  bid,
  ask,
  limit,
  stage,
});

export const BUY_PATH: OrderPath = {
  order: BUY.id,
  points: [
    point(0, "0.58", "0.591", "0.58", 1),
    point(0.4, "0.58", "0.591", "0.58", 1),
    point(2, "0.585", "0.596", "0.58", 1),
    point(6.1, "0.592", "0.603", "0.582", 2),
    point(8, "0.593", "0.604", "0.583", 2),
    point(9, "0.593", "0.604", "0.583", 2),
    point(12.2, "0.593", "0.604", "0.598", 3),
    point(14, "0.598", "0.609", "0.603", 3),
    point(14.2, "0.597", "0.608", "0.602", 3),
  ],
  ahead: [
    { at: SIGNAL + 24 * HOUR, limit: "0.608", stage: 4 },
    { at: SIGNAL + 36 * HOUR, limit: null, stage: 5 },
  ],
};

const happened = (seq: number, hours: number, event: ActivityEvent): ActivityEntry => ({
  seq,
  at: SIGNAL + hours * HOUR,
  event,
  trader: BUY.trader,
  traderAddress: BUY.traderAddress,
  market: BUY.market,
  condition: BUY.condition,
  outcome: BUY.outcome,
  outcomeIndex: BUY.outcomeIndex,
  side: BUY.side,
  order: BUY.id,
  gates: [],
});

const price = (stage: number, limit: string, previous: string): ActivityEvent => ({
  kind: "price",
  stage,
  previousStage: stage,
  regime: "normal",
  traderPrice: "0.58",
  bid: "0.593",
  ask: "0.604",
  tick: "0.001",
  limit,
  previous,
  age: 0,
  heldShort: false,
});

const fill = (shares: string, at: string, filled: string): ActivityEvent => ({
  kind: "fill",
  shares,
  price: at,
  traderPrice: "0.58",
  slippage: "0.001",
  fee: "0",
  liquidity: "maker",
  stage: 2,
  filled,
  of: BUY.shares,
  realised: "0",
  hash: "0x1a",
});

/** What happened to the buy, newest first. */
export const BUY_EVENTS: ActivityEntry[] = [
  happened(6, 14.2, price(3, "0.602", "0.583")),
  happened(5, 10, fill("30", "0.583", "64")),
  happened(4, 8, price(2, "0.583", "0.58")),
  happened(3, 1, fill("34", "0.58", "34")),
  happened(2, 0.001, {
    kind: "order",
    step: { name: "placed", limit: "0.58", shares: BUY.shares, rests: true, expiresAt: null },
  }),
  happened(1, 0, {
    kind: "order",
    step: { name: "opened", shares: BUY.shares, asked: BUY.shares, traderPrice: "0.58" },
  }),
];

/** A sale in its third stage. */
export const SALE: OrderRow = {
  ...BUY,
  id: 4,
  follow: 3,
  trader: "kestrel",
  market: "GTA VI released before 1 March 2027?",
  side: "SELL",
  shares: "55",
  value: "39.11",
  filled: "20",
  filledPercent: 36,
  firstPrice: "0.725",
  limit: "0.71",
  bound: "0.625",
  bid: "0.704",
  ask: "0.715",
  averagePrice: "0.713",
  slippage: "0.012",
  reserved: "0",
};

export const SALE_PATH: OrderPath = {
  order: SALE.id,
  points: [
    point(0, "0.714", "0.725", "0.725", 1),
    point(3, "0.712", "0.723", "0.725", 1),
    point(6.1, "0.71", "0.721", "0.718", 2),
    point(12.2, "0.705", "0.716", "0.711", 3),
    point(14.2, "0.704", "0.715", "0.71", 3),
  ],
  ahead: BUY_PATH.ahead,
};

/** A buy that ended near the price that its trader paid. */
export const OVER: OrderRow = {
  ...BUY,
  id: 1,
  trader: "northbound",
  market: "US jobless rate at 4.4% in October?",
  shares: "25",
  value: "10.43",
  filled: "21.5",
  filledPercent: 86,
  firstPrice: "0.471",
  limit: "0.488",
  bound: "0.571",
  bid: null,
  ask: null,
  away: null,
  averagePrice: "0.485",
  slippage: "0.014",
  stage: 5,
  nextStageAt: null,
  status: "ended",
  child: "none",
  end: "rest_below_minimum",
  reserved: "0",
  endedAt: SIGNAL + 36.1 * HOUR,
};

export const OVER_PATH: OrderPath = {
  order: OVER.id,
  points: [
    point(0, "0.471", "0.483", "0.471", 1),
    point(2, "0.473", "0.485", "0.471", 1),
    point(6, "0.467", "0.479", "0.473", 2),
    point(24, "0.475", "0.487", "0.486", 4),
    point(36, "0.476", "0.488", "0.488", 5),
  ],
  ahead: [],
};
