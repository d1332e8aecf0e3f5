/** The dashboard of the simulated engine: figures, what to look at, and where the orders stand. */
import type { Attention, Dashboard, Period } from "../types";
import { address, money, price } from "./entities";
import { MARKETS } from "./fixture/markets";
import { boundOf, HOUR, stageStarts } from "./ladder";
import { reservedOf } from "./order-rows";
import { periodOf } from "./period";
import { gainOf } from "./records";
import { sumsOf } from "./sums";
import type { World } from "./world";

const DAY = 24 * HOUR;
const BLANK: Attention = {
  kind: "",
  order: null,
  follow: null,
  market: null,
  outcome: null,
  side: null,
  address: null,
  trader: null,
  traderAddress: null,
  reason: null,
  count: null,
  price: null,
  limit: null,
  used: null,
  percent: null,
  until: null,
  heldBy: null,
};

export function dashboardOf(world: World, period: Period): Dashboard {
  const working = world.orders.filter((order) => order.status !== "ended");
  const upcoming = working
    .flatMap((order) => {
      const at = order.stage < 5 ? stageStarts(order.signalAt)[order.stage] : undefined;
      return at === undefined
        ? []
        : [{ order: order.id, stage: order.stage + 1, side: order.side, trader: order.trader, at }];
    })
    .sort((a, b) => a.at - b.at);
  return {
    ...periodOf(world, period),
    sums: sumsOf(world),
    attention: attentionOf(world),
    stages: [1, 2, 3, 4, 5].map((stage) => {
      const mine = working.filter((order) => order.stage === stage);
      return {
        stage,
        orders: mine.length,
        sales: mine.filter((order) => order.side === "SELL").length,
        reserved: money(mine.reduce((sum, order) => sum + reservedOf(order), 0)),
      };
    }),
    next: upcoming[0] ?? null,
  };
}

function attentionOf(world: World): Attention[] {
  const found: Attention[] = [];
  for (const order of world.orders) {
    if (order.status === "ended" || order.stage !== 5) continue;
    const { bid, ask } = world.book(order.market, order.outcome);
    found.push({
      ...BLANK,
      kind: "beyond_bound",
      order: order.id,
      market: MARKETS[order.market]?.question ?? null,
      outcome: order.outcome === 0 ? "Yes" : "No",
      side: order.side,
      price: price(order.side === "BUY" ? ask : bid),
      limit: price(boundOf(order.side, order.first)),
    });
  }
  const today = world.now - (world.now % DAY);
  const skips = world.journal.filter((entry) => entry.kind === "skip" && entry.at >= today);
  const who = [...new Set(skips.map((entry) => entry.trader))];
  if (skips.length > 0) {
    const only = who.length === 1 ? (who[0] ?? null) : null;
    found.push({
      ...BLANK,
      kind: "skipped",
      count: skips.length,
      reason: skips.every((entry) => entry.detail === skips[0]?.detail) ? (skips[0]?.detail ?? null) : null,
      trader: only,
      traderAddress: only ? address(only) : null,
    });
  }
  const { maxDailySpend } = world.settings.limits;
  const bought = world.fills.filter((fill) => fill.side === "BUY" && fill.at >= today);
  const reserved = world.orders.reduce(
    (sum, order) => sum + (order.status === "ended" ? 0 : reservedOf(order)),
    0,
  );
  // What works since yesterday counts there; and no day spends more than its limit.
  const spent = Math.min(
    0.82 * Number(maxDailySpend),
    bought.reduce((sum, fill) => sum + (fill.shares * fill.price) / 100 + fill.fee, 0) + reserved,
  );
  if (spent >= 0.8 * Number(maxDailySpend)) {
    found.push({
      ...BLANK,
      kind: "near_limit",
      reason: "daily_spend",
      used: money(spent),
      limit: maxDailySpend,
      percent: ((100 * spent) / Number(maxDailySpend)).toFixed(0),
      until: today + DAY,
    });
  }
  const orphans = world.positions.filter(
    (one) => world.follows.find((follow) => follow.id === one.follow)?.status === "removed",
  );
  if (orphans.length > 0)
    found.push({
      ...BLANK,
      kind: "orphans",
      count: orphans.length,
      used: money(orphans.reduce((sum, one) => sum + one.cost + gainOf(world, one), 0)),
    });
  return found;
}
