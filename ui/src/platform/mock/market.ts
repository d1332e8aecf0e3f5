/** A market as an object in the simulated world. */
import type {
  BookLevel,
  ChartSpan,
  ChartTrade,
  DecisionRow,
  MarketBook,
  MarketChart,
  MarketHolder,
  MarketPage,
  MarketTradeRow,
  Platform,
  TraderCurve,
} from "../types";
import { dice, hash } from "./dice";
import { address, amount, money, price } from "./entities";
import { conditionOf, MARKETS } from "./fixture/markets";
import { TRADERS } from "./fixture/traders";
import { positionsOf } from "./holdings";
import { rowOf } from "./order-rows";
import { rowOf as fillRowOf } from "./past-fills";
import { traderOf } from "./views";
import type { World } from "./world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of the market of the mockups: price in cents and shares. */
const FED_ASKS: [number, number][] = [
  [60.8, 1420],
  [60.9, 2310.5],
  [61, 5000],
  [61.2, 860],
  [61.5, 7240],
  [61.8, 1975],
  [62, 12_400],
  [62.4, 3150],
];
const FED_BIDS: [number, number][] = [
  [59.7, 640],
  [59.6, 1905],
  [59.5, 3200],
  [59.2, 4410],
  [59, 9150],
  [58.8, 2740],
  [58.5, 6020],
];

interface Given {
  world(): World;
  answer<T>(give: () => T, needsVenue?: boolean): Promise<T>;
  refuse(code: string, detail: string): never;
}

const SPANS: Record<ChartSpan, number> = {
  hour: HOUR,
  six_hours: 6 * HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  all: 40 * DAY,
};

type Markets = Pick<
  Platform,
  "market" | "marketBook" | "marketChart" | "marketTrades" | "openPage" | "traderCurve"
>;

export function marketsOf({ world, answer, refuse }: Given): Markets {
  const find = (which: string): number => {
    const at = MARKETS.findIndex((_, i) => conditionOf(i) === which || which.startsWith(`${1000 + i}`));
    return at >= 0 ? at : refuse("unknown_market", `no market ${which}`);
  };
  return {
    market: (which) => answer(() => pageOf(world(), find(which))),
    marketBook: (which, outcome) => answer(() => bookOf(world(), find(which), outcome), true),
    marketChart: (which, outcome, span) => answer(() => chartOf(world(), find(which), outcome, span), true),
    marketTrades: (which) => answer(() => tradesOf(world(), find(which)), true),
    openPage: (page) =>
      answer(() => {
        if (world().mode === "demo") refuse("no_page", "the demo");
        return { address: `https://polymarket.com/${page.kind}`, opened: false };
      }),
    traderCurve: (who, period) =>
      answer(() => {
        const seed = TRADERS.find((one) => address(one.name) === who) ?? refuse("unknown_trader", who);
        return curveOf(world(), seed, period);
      }, true),
  };
}

function curveOf(world: World, seed: (typeof TRADERS)[number], period: string): TraderCurve {
  const page = traderOf(world, seed);
  const points = (period === "all" ? page.curveAll : page.curve).map((one) => ({
    ...one,
    value: one.value ?? 0,
  }));
  const length = period === "day" ? DAY : period === "week" ? 7 * DAY : Number.POSITIVE_INFINITY;
  const within = points.filter((point) => point.at >= world.now - length);
  const base = within[0]?.value ?? 0;
  const curve = within.map(({ at, value }) => ({ at, value: value - base }));
  return { points: curve, made: curve.length > 0 ? money(curve.at(-1)?.value ?? 0) : null };
}

function pageOf(world: World, market: number): MarketPage {
  const { question, category } = MARKETS[market] ?? { question: "", category: "" };
  const middle = world.middle(market, 0);
  const day = world.now - (world.now % DAY);
  const positions = positionsOf(world)
    .rows.filter((row) => row.market === question)
    .map((position) => ({
      position,
      pays: money(Number(position.shares)),
      paysResult: money(Number(position.shares) - Number(position.cost)),
    }));
  const decisions = seenIn(world, market).map(({ row }) => row);
  const orders = world.orders
    .filter((order) => order.market === market)
    .map((order) => rowOf(world, order))
    .sort((a, b) => Number(a.status === "ended") - Number(b.status === "ended") || b.signalAt - a.signalAt);
  return {
    condition: conditionOf(market),
    question,
    category,
    state: { kind: "trading" },
    endsAt: day + (17 + market) * DAY + 19 * HOUR,
    closedAt: null,
    volume: money(4_812_300 + market * 12_345),
    volumeDay: money(318_400 - market * 9_000),
    outcomes: [
      { token: `${1000 + market}0`, name: "Yes", price: cents(middle) },
      { token: `${1000 + market}1`, name: "No", price: cents(100 - middle) },
    ],
    leading: positions[0]?.position.outcomeIndex ?? 0,
    rules: {
      text: "YES pays $1 if the Federal Open Market Committee lowers the upper bound of its target range at the meeting of 8 and 9 December 2026. Otherwise NO pays $1. A meeting that is cancelled counts as no cut.",
      source: "federalreserve.gov",
      openedAt: world.now - 23 * DAY,
      feePercent: "5",
      tick: "0.001",
      minShares: "5",
      known: true,
    },
    holders: holdersOf(world, market, middle),
    copied: world.follows.filter((follow) => follow.status !== "removed").length,
    positions,
    orders,
    decisions,
    moreDecisions: false,
    fills: world.fills
      .filter((fill) => fill.market === market)
      .map((fill) => fillRowOf(fill))
      .reverse(),
  };
}

/** What copied traders did in the market of the mockups, newest first. */
function seenIn(world: World, market: number): { row: DecisionRow }[] {
  if (market !== 0 || world.follows.length === 0) return [];
  const order = world.orders.find((one) => one.market === 0 && one.trader === "25usdc")?.id ?? null;
  const seen = (
    trader: string,
    hoursAgo: number,
    outcomeIndex: 0 | 1,
    shares: string,
    at: string,
    more: Partial<DecisionRow>,
  ): { row: DecisionRow } => ({
    row: {
      seq: 9000 - Math.round(hoursAgo * 10),
      at: world.now - hoursAgo * HOUR,
      after: 900,
      verdict: "skipped",
      traderAddress: address(trader),
      trader,
      market: MARKETS[0]?.question ?? "",
      condition: conditionOf(0),
      category: "economics",
      outcome: outcomeIndex === 0 ? "Yes" : "No",
      outcomeIndex,
      change: "new_position",
      origin: "trades",
      priceSource: "traded",
      side: "BUY",
      shares,
      price: at,
      percentage: "2",
      asked: null,
      allowed: null,
      order: null,
      reason: null,
      gates: [],
      leftOut: null,
      ...more,
    },
  });
  return [
    seen("25usdc", 14.2, 0, "8000", "0.58", { verdict: "copied", asked: "160", allowed: "160", order }),
    seen("kestrel", 17.7, 0, "900", "0.594", { reason: "filtered" }),
    seen("denizz", 20.45, 1, "400", "0.412", { reason: "under_minimum_size", asked: "4" }),
  ];
}

/** A middle between two ticks has a digit more. */
const cents = (value: number): string => (value / 100).toFixed(4);

function holdersOf(world: World, market: number, middle: number): MarketHolder[] {
  const of = (name: string, outcome: 0 | 1, shares: number, cost: number): MarketHolder => {
    const worth = outcome === 0 ? middle : 100 - middle;
    const last = seenIn(world, market).find(({ row }) => row.trader === name)?.row;
    return {
      address: address(name),
      name,
      percentage: world.follows.find((follow) => follow.trader === name)?.draft.percentage ?? "2.0",
      active: true,
      outcome: outcome === 0 ? "Yes" : "No",
      outcomeIndex: outcome,
      shares: amount(shares),
      averageCost: price(cost),
      pnl: money((shares * (worth - cost)) / 100),
      last: last
        ? {
            at: last.at,
            bought: last.side === "BUY",
            shares: last.shares,
            price: last.price ?? "0",
            outcome: last.outcome,
            outcomeIndex: last.outcomeIndex,
            verdict: last.verdict,
          }
        : null,
    };
  };
  if (market !== 0 || world.follows.length === 0) return [];
  return [of("25usdc", 0, 12_400, 56.226), of("denizz", 1, 3100, 43), of("kestrel", 0, 900, 59.4)];
}

function bookOf(world: World, market: number, outcome: number): MarketBook {
  const { bid, ask } = world.book(market, 0);
  const grown = (first: number, step: number): [number, number][] =>
    Array.from({ length: 9 }, (_, i) => [
      Math.round((first + i * step) * 10) / 10,
      40 + (hash(`${market}/${i}/${step}`) % 90_000) / 10,
    ]);
  const fed = market === 0 && Math.abs(ask - 60.8) < 0.05;
  const asks = fed ? FED_ASKS : grown(ask, 0.2);
  const bids = fed ? FED_BIDS : grown(bid, -0.2);
  const mine = world.orders
    .filter((order) => order.market === market && order.status === "working" && order.limit !== null)
    .map((order) => ({
      cents: order.outcome === 0 ? (order.limit ?? 0) : 100 - (order.limit ?? 0),
      bid: (order.side === "BUY") === (order.outcome === 0),
      left: order.shares - order.filled,
    }));
  const withMine = (levels: [number, number][], bid: boolean) => {
    const all = levels.map(([at, shares]) => ({ at, shares, ours: 0 }));
    for (const order of mine.filter((one) => one.bid === bid)) {
      const level = all.find((one) => Math.abs(one.at - order.cents) < 0.04);
      if (level) {
        level.shares += order.left;
        level.ours += order.left;
      } else all.push({ at: order.cents, shares: order.left, ours: order.left });
    }
    return all.sort((a, b) => (bid ? b.at - a.at : a.at - b.at)).slice(0, 12);
  };
  const side = (levels: { at: number; shares: number; ours: number }[], flip: boolean): BookLevel[] => {
    let total = 0;
    return levels.map(({ at, shares, ours }) => {
      const cent = flip ? 100 - at : at;
      total += (shares * cent) / 100;
      return {
        price: price(cent),
        shares: amount(shares),
        total: money(total),
        ours: ours > 0 ? amount(ours) : null,
      };
    });
  };
  const flip = outcome === 1;
  const middle = (bid + ask) / 2;
  return {
    outcomeIndex: outcome,
    sides: "both",
    bids: side(withMine(flip ? asks : bids, !flip), flip),
    asks: side(withMine(flip ? bids : asks, flip), flip),
    mid: cents(flip ? 100 - middle : middle),
    spread: price(ask - bid),
    spreadPercent: ((100 * (ask - bid)) / (flip ? 100 - middle : middle)).toFixed(1),
    hasOurs: mine.length > 0,
    changedAt: world.now,
    age: 200,
  };
}

function chartOf(world: World, market: number, outcome: number, span: ChartSpan): MarketChart {
  const from = world.now - SPANS[span];
  const roll = dice(market * 31 + 7);
  const middle = world.middle(market, 0);
  const steps = 120;
  const walk = [0];
  for (let i = 1; i <= steps; i++) walk.push((walk[i - 1] ?? 0) + (roll() + roll() - 1) * 0.5);
  const drift = walk[steps] ?? 0;
  const start = middle - 2.65;
  const drawn = (cent: number, of: number) => cents(of === outcome ? cent : 100 - cent);
  const points = walk.map((value, i) => ({
    at: Math.round(from + ((world.now - from) * i) / steps),
    price: drawn(
      Math.min(99, Math.max(1, start + ((middle - start) * i) / steps + value - (drift * i) / steps)),
      0,
    ),
  }));
  const orders = world.orders.filter((order) => order.market === market);
  const name = (of: number) => (of === 0 ? "Yes" : "No");
  const fills: ChartTrade[] = world.fills
    .filter((fill) => fill.market === market && fill.at >= from)
    .map((fill) => ({
      at: fill.at,
      traderAddress: address(fill.trader),
      trader: fill.trader,
      order: fill.order,
      bought: fill.side === "BUY",
      outcome: name(fill.outcome),
      outcomeIndex: fill.outcome,
      shares: amount(fill.shares),
      price: price(fill.price),
      drawn: drawn(fill.price, fill.outcome),
    }));
  const trades: ChartTrade[] = seenIn(world, market)
    .filter(({ row }) => row.at >= from)
    .reverse()
    .map(({ row }) => ({
      at: row.at,
      traderAddress: row.traderAddress,
      trader: row.trader,
      order: row.order,
      bought: row.side === "BUY",
      outcome: row.outcome,
      outcomeIndex: row.outcomeIndex,
      shares: row.shares,
      price: row.price ?? "0",
      drawn: drawn(Number(row.price) * 100, row.outcomeIndex),
    }));
  return {
    outcomeIndex: outcome,
    span,
    from,
    until: world.now,
    points,
    change: cents((outcome === 0 ? 1 : -1) * 2.65),
    fills,
    trades,
    limits: orders
      .filter((order) => order.track.length > 0 && (order.endedAt ?? world.now) >= from)
      .map((order) => ({
        order: order.id,
        buys: order.side === "BUY",
        outcomeIndex: order.outcome,
        points: [
          ...order.track.map((one) => ({
            at: one.at,
            limit: one.limit === null ? null : drawn(one.limit, order.outcome),
          })),
          ...(order.endedAt === null ? [] : [{ at: order.endedAt, limit: null }]),
        ],
      })),
  };
}

function tradesOf(world: World, market: number): MarketTradeRow[] {
  const roll = dice(market * 17 + 3);
  const { bid, ask } = world.book(market, 0);
  return Array.from({ length: 24 }, (_, i) => {
    const bought = roll() > 0.3;
    const who = TRADERS[Math.floor(roll() * TRADERS.length)]?.name ?? "";
    const follow = world.follows.find((one) => one.trader === who && one.status !== "removed");
    return {
      at: world.now - i * 340_000 - Math.floor(roll() * 200_000),
      whose:
        i === 9
          ? { kind: "us" as const }
          : follow
            ? { kind: "followed" as const, name: who }
            : { kind: "other" as const },
      address: address(who),
      bought,
      outcome: "Yes",
      outcomeIndex: 0,
      price: price(bought ? ask : bid),
      shares: amount(10 + roll() * 900),
      transaction: `0x${address(`${market}/${i}`).slice(2).padEnd(64, "0")}`,
    };
  });
}
