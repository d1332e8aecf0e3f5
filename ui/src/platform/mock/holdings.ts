/** Positions of the simulated engine, and closing them. */
import type {
  CloseDraft,
  ClosePreview,
  ClosesPreview,
  Hedge,
  Position,
  Positions,
  TakePreview,
} from "../types";
import type { MockOrder, MockPosition } from "./entities";
import { address, amount, money, price } from "./entities";
import { conditionOf, MARKETS } from "./fixture/markets";
import { boundOf } from "./ladder";
import { gainOf } from "./records";
import { sumsOf } from "./sums";
import type { World } from "./world";

export const tokenOf = (one: Pick<MockPosition, "market" | "outcome">): string =>
  `${1000 + one.market}${one.outcome}`;

const sales = (world: World, one: MockPosition): MockOrder[] =>
  world.orders.filter(
    (order) =>
      order.status !== "ended" &&
      order.side === "SELL" &&
      order.follow === one.follow &&
      order.market === one.market &&
      order.outcome === one.outcome,
  );

const sellingOf = (world: World, one: MockPosition): number =>
  sales(world, one).reduce((sum, order) => sum + order.shares - order.filled, 0);

function rowOf(world: World, one: MockPosition): Position {
  const gain = gainOf(world, one);
  return {
    follow: one.follow,
    token: tokenOf(one),
    traderAddress: address(one.trader),
    trader: one.trader,
    followStatus: world.follows.find((follow) => follow.id === one.follow)?.status ?? "removed",
    market: MARKETS[one.market]?.question ?? "",
    outcome: one.outcome === 0 ? "Yes" : "No",
    outcomeIndex: one.outcome,
    shares: amount(one.shares),
    averageCost: price((100 * one.cost) / one.shares),
    price: price(world.middle(one.market, one.outcome)),
    cost: money(one.cost),
    value: money(one.cost + gain),
    pnl: money(gain),
    pnlPercent: ((100 * gain) / one.cost).toFixed(1),
    since: one.since,
    selling: amount(sellingOf(world, one)),
    closing: sales(world, one).find((order) => order.closes)?.id ?? null,
    condition: conditionOf(one.market),
    endsAt: world.now + (5 + one.market * 11) * 86_400_000,
    breakEven: price(evenOf((100 * one.cost) / one.shares)),
    bidValue: money((one.shares * world.book(one.market, one.outcome).bid) / 100 - bidFee(world, one)),
    bidTakesAll: true,
  };
}

const bidFee = (world: World, one: MockPosition): number =>
  feeOf(one.shares, world.book(one.market, one.outcome).bid);

/** Where a sale brings what a share cost, cents: found by small steps. */
function evenOf(cost: number): number {
  let at = cost;
  while (at < 99 && at - feeOf(1, at) * 100 < cost) at += 0.1;
  return at;
}

/** Markets of which both outcomes are held. */
function hedgesOf(world: World): Hedge[] {
  const markets = [...new Set(world.positions.map((one) => one.market))];
  return markets.flatMap((market) => {
    const of = (outcome: number) =>
      world.positions.filter((one) => one.market === market && one.outcome === outcome);
    const held = (rows: MockPosition[]) => rows.reduce((sum, one) => sum + one.shares, 0);
    const cost = (rows: MockPosition[]) => rows.reduce((sum, one) => sum + one.cost, 0);
    const [yes, no] = [of(0), of(1)];
    const shares = Math.min(held(yes), held(no));
    if (shares < 0.01) return [];
    const paid = (shares * cost(yes)) / held(yes) + (shares * cost(no)) / held(no);
    return [
      {
        condition: conditionOf(market),
        shares: amount(shares),
        outcomes: ["Yes", "No"] as [string, string],
        pays: money(shares),
        cost: money(paid),
        lockedIn: money(shares - paid),
      },
    ];
  });
}

export function positionsOf(world: World): Positions {
  const rows = world.positions
    .map((one) => rowOf(world, one))
    .sort((a, b) => Number(b.value) - Number(a.value));
  const gain = world.positions.reduce((sum, one) => sum + gainOf(world, one), 0);
  const cost = world.positions.reduce((sum, one) => sum + one.cost, 0);
  return {
    rows,
    sums: sumsOf(world),
    cost: money(cost),
    value: money(cost + gain),
    pnl: money(gain),
    pnlPercent: cost > 0 ? ((100 * gain) / cost).toFixed(1) : null,
    bidValue: money(rows.reduce((sum, row) => sum + Number(row.bidValue), 0)),
    unpriced: 0,
    markets: new Set(world.positions.map((one) => one.market)).size,
    nextEnd: rows.length > 0 ? Math.min(...rows.map((row) => row.endsAt ?? 0)) : null,
    hedges: hedgesOf(world),
  };
}

/** Shares in the user's own closes: nothing takes those over. */
const closingOf = (world: World, one: MockPosition): number =>
  sales(world, one)
    .filter((order) => order.closes)
    .reduce((sum, order) => sum + order.shares - order.filled, 0);

/** A taker's fee at a rate of 4 %: shares × rate × p × (1 − p). */
const feeOf = (shares: number, cents: number): number => shares * 0.04 * (cents / 100) * (1 - cents / 100);

/** Of a limit: what is not taken at once rests, and is filled at the limit without a fee. */
function onceFilledOf(one: MockPosition, shares: number, limit: string | null, atOnce: number | null) {
  if (limit === null) return { rests: null, onceFilled: null, onceFilledResult: null };
  const received = atOnce === null ? shares * Number(limit) : shares * atOnce - feeOf(shares, atOnce * 100);
  return {
    rests: amount(atOnce === null ? shares : 0),
    onceFilled: money(received),
    onceFilledResult: money(received - (shares * one.cost) / one.shares),
  };
}

export function closePreviewOf(world: World, one: MockPosition, close: CloseDraft): ClosePreview {
  const wanted = close.shares === null ? (one.shares * (close.percent ?? 100)) / 100 : Number(close.shares);
  const shares = Math.max(0, Math.min(wanted, one.shares - closingOf(world, one)));
  const { bid } = world.book(one.market, one.outcome);
  const problem =
    shares < 0.01
      ? "nothing_to_sell"
      : (shares * bid) / 100 < 1
        ? "under_one_dollar"
        : close.limit !== null && shares < 5
          ? "under_minimum_size"
          : null;
  // A bound above the bid finds no buyer yet.
  const least = close.limit ?? close.notBelow;
  const taken = least === null || Number(least) <= bid / 100;
  const cost = one.cost / one.shares;
  return {
    follow: one.follow,
    token: tokenOf(one),
    shares: amount(shares),
    atOnce: taken ? amount(shares) : "0",
    bids: [
      { price: price(bid), shares: amount(shares * 3), taken: amount(taken ? shares : 0) },
      { price: price(bid - 1), shares: amount(900), taken: "0" },
    ],
    bookAt: world.now - 200,
    feeRate: "4.0",
    cost: taken ? money(shares * cost) : null,
    stays: amount(one.shares - shares),
    staysCost: money((one.shares - shares) * cost),
    proceeds: taken ? money((shares * bid) / 100) : null,
    fee: taken ? money(feeOf(shares, bid)) : null,
    received: taken ? money((shares * bid) / 100 - feeOf(shares, bid)) : null,
    price: taken ? price(bid) : null,
    bound: least ?? price(boundOf("SELL", bid)),
    result: taken ? money(shares * (bid / 100 - one.cost / one.shares) - feeOf(shares, bid)) : null,
    ...onceFilledOf(one, shares, close.limit, taken ? bid / 100 : null),
    foreignOrders: false,
    problem,
  };
}

export function closesPreviewOf(world: World, held: MockPosition[], close: CloseDraft): ClosesPreview {
  const each = held.map((one) => closePreviewOf(world, one, close));
  const sold = each.filter((one) => one.problem === null);
  const sum = (of: (one: ClosePreview) => string | null) =>
    money(sold.reduce((so, one) => so + Number(of(one) ?? 0), 0));
  return {
    each,
    closed: sold.length,
    unpriced: 0,
    proceeds: sum((one) => one.proceeds),
    fee: sum((one) => one.fee),
    received: sum((one) => one.received),
    result: sum((one) => one.result),
    foreignOrders: false,
  };
}

export function takePreviewOf(world: World, order: MockOrder): TakePreview {
  const shares = order.shares - order.filled;
  const buys = order.side === "BUY";
  const book = world.book(order.market, order.outcome);
  const at = buys ? book.ask : book.bid;
  const worse = order.limit === null ? null : (buys ? at - order.limit : order.limit - at) / 100;
  return {
    shares: amount(shares),
    price: price(at),
    value: money((shares * at) / 100),
    fee: money(feeOf(shares, at)),
    total: money((shares * at) / 100 + (buys ? 1 : -1) * feeOf(shares, at)),
    againstLimit: worse === null ? null : money(Math.max(0, shares * worse)),
    bound: price(boundOf(order.side, order.first)),
    problem: world.stopped ? "stopped" : null,
  };
}

/** Makes the sale; it fills at the next look. */
export function closeNow(world: World, one: MockPosition, shares: number, close: CloseDraft): number {
  const slower = new Set(sales(world, one).filter((order) => !order.closes));
  world.endWhere((order) => slower.has(order), "nothing_left");
  const { bid } = world.book(one.market, one.outcome);
  const order = world.open(
    {
      market: one.market,
      outcome: one.outcome,
      side: "SELL",
      trader: one.trader,
      shares,
      filled: 0,
      first: bid,
      ageHours: 0,
    },
    shares,
  );
  order.follow = one.follow;
  order.closes = true;
  if (close.limit !== null) order.limit = Number(close.limit) * 100;
  return order.id;
}
