/** The orders of the simulated world as the engine's interface shows them. */
import type { CancelPreview, OrderRow } from "../types";
import type { MockOrder } from "./entities";
import { address, amount, money, price } from "./entities";
import { conditionOf, MARKETS } from "./fixture/markets";
import type { BookNow } from "./ladder";
import { boundOf, regimeOf, stageStarts } from "./ladder";
import type { World } from "./world";

export const reservedOf = (order: MockOrder): number =>
  order.side === "BUY" ? Math.round((order.shares - order.filled) * (order.limit ?? order.first)) / 100 : 0;

/** What cancelling these would take back. */
export function cancelPreviewOf(world: World, ids: number[]): CancelPreview {
  const chosen = new Set(ids);
  const working = world.orders.filter((order) => order.status === "working" && chosen.has(order.id));
  const sales = working.filter((order) => order.side === "SELL");
  return {
    orders: working.length,
    purchases: working.length - sales.length,
    reserved: money(working.reduce((sum, order) => sum + reservedOf(order), 0)),
    sales: sales.length,
    shares: amount(sales.reduce((sum, order) => sum + order.shares - order.filled, 0)),
  };
}

/** Cents to the side that would fill it. */
const awayOf = (side: string, limit: number, book: BookNow): number =>
  Math.max(0, side === "BUY" ? book.ask - limit : limit - book.bid);

/** Between two looks at an order. */
const LOOK = 5 * 60_000;

export function rowOf(world: World, order: MockOrder): OrderRow {
  const book = world.book(order.market, order.outcome);
  const starts = stageStarts(order.signalAt);
  const average = order.filled > 0 ? order.paid / order.filled : null;
  const worse =
    average === null ? null : order.side === "BUY" ? average - order.first : order.first - average;
  const over = order.status === "ended";
  return {
    id: order.id,
    follow: order.follow,
    traderAddress: address(order.trader),
    trader: order.trader,
    market: MARKETS[order.market]?.question ?? "",
    condition: conditionOf(order.market),
    outcome: order.outcome === 0 ? "Yes" : "No",
    outcomeIndex: order.outcome,
    side: order.side,
    shares: amount(order.shares),
    value: over
      ? money(order.paid / 100)
      : order.limit === null
        ? null
        : money((order.paid + (order.shares - order.filled) * order.limit) / 100),
    endsAt: world.now - (world.now % 86_400_000) + (9 + order.market * 3) * 86_400_000,
    filled: amount(order.filled),
    filledPercent: Math.round((order.filled / order.shares) * 100),
    firstPrice: price(order.first),
    limit: order.limit === null ? null : price(order.limit),
    bound: price(boundOf(order.side, order.first)),
    bid: over ? null : price(book.bid),
    ask: over ? null : price(book.ask),
    away: over || order.limit === null ? null : price(awayOf(order.side, order.limit, book)),
    averagePrice: average === null ? null : price(average),
    slippage: worse === null ? null : price(worse),
    stage: order.stage,
    regime: regimeOf(book),
    signalAt: order.signalAt,
    nextStageAt: over || order.stage === 5 ? null : (starts[order.stage] ?? null),
    // At its next look, which comes every five minutes.
    nextTryAt: order.status === "working" && order.stage === 5 ? world.now - (world.now % LOOK) + LOOK : null,
    stageStarts: starts,
    status: order.status,
    child: over || order.stage === 5 ? "none" : order.status === "ending" ? "cancelling" : "resting",
    waiting: !over && order.stage === 5 ? "beyond_bound" : null,
    heldBy: null,
    end: order.end,
    reserved: money(over ? 0 : reservedOf(order)),
    style: "ladder",
    execution: order.closes ? "market" : order.hastened ? "take_then_ladder" : "ladder",
    createdAt: order.signalAt + 900,
    endedAt: order.endedAt,
  };
}
