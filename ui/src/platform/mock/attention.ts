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
      kind: "beyond_bound",
      about: {
        order: order.id,
        market: MARKETS[order.market]?.question ?? null,
        outcome: order.outcome === 0 ? "Yes" : "No",
        side: order.side,
        trader: { name: order.trader, address: address(order.trader) },
      },
      price: price(order.side === "BUY" ? ask : bid),
      bound: price(boundOf(order.side, order.first)),
    });
  }
  const today = world.now - (world.now % DAY);
  const skips = world.journal.flatMap(({ event, at, trader }) =>
    event.kind === "skip" && at >= today ? [{ reason: event.reason, trader }] : [],
  );
  for (const reason of new Set(skips.map((skip) => skip.reason))) {
    const mine = skips.filter((skip) => skip.reason === reason);
    const who = [...new Set(mine.map((skip) => skip.trader))];
    const only = who.length === 1 ? (who[0] ?? null) : null;
    found.push({
      kind: "skipped",
      count: mine.length,
      reason,
      trader: only === null ? null : { name: only, address: address(only) },
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
      kind: "near_limit",
      gate: "daily_spend",
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
      kind: "orphans",
      count: orphans.length,
      worth: money(orphans.reduce((sum, one) => sum + one.cost + gainOf(world, one), 0)),
    });
  return found;
}
