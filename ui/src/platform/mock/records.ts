/** The simulated engine's books: fills, holdings and what came of them. Every figure of a screen is added up from here. */
import type { ActivityEvent } from "../types";
import type { MockFill, MockFollow, MockOrder, MockPosition } from "./entities";
import { amount, money, price } from "./entities";
import type { World } from "./world";

type Execution = Pick<
  MockFill,
  "at" | "shares" | "price" | "fee" | "realised" | "stage" | "taker" | "settlement"
>;

/** Books an execution and writes it down. `order.filled` already counts it. */
export function bookFill(world: World, order: MockOrder, done: Execution): void {
  const worse = order.side === "BUY" ? done.price - order.first : order.first - done.price;
  world.fills.push({
    ...done,
    id: world.fills.length + 1,
    order: order.id,
    follow: order.follow,
    trader: order.trader,
    market: order.market,
    outcome: order.outcome,
    side: order.side,
    first: order.first,
  });
  const event: ActivityEvent = {
    kind: "fill",
    shares: amount(done.shares),
    price: price(done.price),
    traderPrice: price(order.first),
    slippage: price(worse),
    fee: money(done.fee),
    liquidity: done.taker ? "taker" : "maker",
    stage: done.stage,
    filled: amount(order.filled),
    of: amount(order.shares),
    realised: money(done.realised ?? 0),
    hash: `0x${done.at.toString(16)}`,
  };
  world.log.write(event, order, done.at);
  world.log.write(
    { kind: "settlement", settlement: "confirmed", shares: amount(done.shares), trade: `t${done.at}` },
    order,
    done.at + 4000,
  );
}

const held = (world: World, order: Pick<MockOrder, "follow" | "market" | "outcome">) =>
  world.positions.find(
    (one) => one.follow === order.follow && one.market === order.market && one.outcome === order.outcome,
  );

/** What a sale makes against the average cost of what is held. */
export function realisedBy(world: World, order: MockOrder, shares: number, at: number): number {
  const position = held(world, order);
  if (!position || position.shares <= 0) return 0;
  return Math.round((shares * at) / 1 - shares * ((100 * position.cost) / position.shares)) / 100;
}

/** Moves the holding by an execution. */
export function moveHolding(world: World, order: MockOrder, done: Execution): void {
  const position = held(world, order);
  if (order.side === "BUY") {
    const cost = (done.shares * done.price) / 100;
    const middle = world.middle(order.market, order.outcome);
    if (!position) {
      world.positions.push({
        follow: order.follow,
        trader: order.trader,
        market: order.market,
        outcome: order.outcome,
        shares: done.shares,
        cost,
        gain: (done.shares * middle) / 100 - cost,
        middle,
        since: done.at,
      });
      return;
    }
    position.gain = gainOf(world, position) + (done.shares * middle) / 100 - cost;
    position.middle = middle;
    position.cost += cost;
    position.shares += done.shares;
    return;
  }
  if (!position) return;
  const part = Math.min(1, done.shares / position.shares);
  position.gain = gainOf(world, position) * (1 - part);
  position.middle = world.middle(order.market, order.outcome);
  position.cost *= 1 - part;
  position.shares = Math.round((position.shares - done.shares) * 100) / 100;
  if (position.shares < 0.01) {
    const whole = world.fills.filter(
      (fill) =>
        fill.follow === position.follow &&
        fill.market === position.market &&
        fill.outcome === position.outcome &&
        fill.at >= position.since,
    );
    const result = whole.reduce((sum, fill) => sum + (fill.realised ?? 0) - fill.fee, 0);
    world.closed.push({ at: done.at, follow: position.follow, trader: position.trader, result });
    world.positions.splice(world.positions.indexOf(position), 1);
  }
}

/** Worth above cost, USD. */
export const gainOf = (world: World, position: MockPosition): number =>
  position.gain +
  (position.shares * (world.middle(position.market, position.outcome) - position.middle)) / 100;

export interface Figures {
  pnl: number;
  /** After fees. */
  realised: number;
  open: number;
  held: number;
  fills: number;
  fees: number;
  /** Σ shares × slippage ÷ Σ shares, cents. */
  slippage: number | null;
  bps: number | null;
}

export const worseOf = (fill: MockFill): number =>
  fill.side === "BUY" ? fill.price - fill.first : fill.first - fill.price;

/** Share-weighted slippage in cents and in bps. */
export function slippageOf(fills: MockFill[]): { slippage: number | null; bps: number | null; usd: number } {
  const shares = fills.reduce((sum, fill) => sum + fill.shares, 0);
  const worth = fills.reduce((sum, fill) => sum + fill.shares * fill.first, 0);
  const worse = fills.reduce((sum, fill) => sum + fill.shares * worseOf(fill), 0);
  return {
    slippage: shares > 0 ? worse / shares : null,
    bps: worth > 0 ? (10_000 * worse) / worth : null,
    usd: worse / 100,
  };
}

interface Sums {
  fills: number;
  fees: number;
  realised: number;
  shares: number;
  worth: number;
  worse: number;
}

/** The sums of each follow's fills so far: fills are only ever added, so each is counted once. */
const counted = new WeakMap<
  MockFill[],
  { first: MockFill | undefined; seen: number; by: Map<number, Sums> }
>();

function sumsOf(world: World, follow: number): Sums {
  const { fills } = world;
  let known = counted.get(fills);
  if (!known || known.first !== fills[0]) {
    known = { first: fills[0], seen: 0, by: new Map() };
    counted.set(fills, known);
  }
  for (; known.seen < fills.length; known.seen++) {
    const fill = fills[known.seen] as MockFill;
    const sums = known.by.get(fill.follow) ?? {
      fills: 0,
      fees: 0,
      realised: 0,
      shares: 0,
      worth: 0,
      worse: 0,
    };
    known.by.set(fill.follow, {
      fills: sums.fills + 1,
      fees: sums.fees + fill.fee,
      realised: sums.realised + (fill.realised ?? 0),
      shares: sums.shares + fill.shares,
      worth: sums.worth + fill.shares * fill.first,
      worse: sums.worse + fill.shares * worseOf(fill),
    });
  }
  return known.by.get(follow) ?? { fills: 0, fees: 0, realised: 0, shares: 0, worth: 0, worse: 0 };
}

/** What came of a follow so far. */
export function figuresOf(world: World, follow: Pick<MockFollow, "id">): Figures {
  const sums = sumsOf(world, follow.id);
  const positions = world.positions.filter((one) => one.follow === follow.id);
  const paid = world.payouts
    .filter((one) => one.follow === follow.id)
    .reduce((sum, one) => sum + one.realised, 0);
  const realised = sums.realised + paid - sums.fees;
  const open = positions.reduce((sum, one) => sum + gainOf(world, one), 0);
  return {
    pnl: realised + open,
    realised,
    open,
    held: positions.reduce((sum, one) => sum + one.cost, 0),
    fills: sums.fills,
    fees: sums.fees,
    slippage: sums.shares > 0 ? sums.worse / sums.shares : null,
    bps: sums.worth > 0 ? (10_000 * sums.worse) / sums.worth : null,
  };
}
