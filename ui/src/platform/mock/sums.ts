/** The simulated account's figures of one moment. */
import type { Sums } from "../types";
import { money } from "./entities";
import { reservedOf } from "./order-rows";
import { figuresOf } from "./records";
import type { World } from "./world";

export function sumsOf(world: World): Sums {
  const working = world.orders.filter((order) => order.status !== "ended");
  const reserved = working.reduce((sum, order) => sum + reservedOf(order), 0);
  const limit = Number(world.settings.limits.maxExposure);
  const held = world.positions.reduce((sum, one) => sum + one.cost, 0);
  return {
    balance: world.failed ? null : money(world.cash),
    exposure: money(held + reserved),
    exposureLimit: money(limit),
    exposurePercent: (((held + reserved) / limit) * 100).toFixed(1),
    held: money(held),
    reserved: money(reserved),
    pnl: money(world.follows.reduce((sum, one) => sum + figuresOf(world, one).pnl, 0)),
    workingOrders: working.length,
  };
}
