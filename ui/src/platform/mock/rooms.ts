/** What other limits would leave room for in the simulated world. */
import type { GlobalLimit, LimitRoom, LimitsView } from "../types";
import { money } from "./entities";
import { sumsOf } from "./sums";
import type { World } from "./world";

export function roomsOf(world: World, then: LimitsView): LimitRoom[] {
  const now = world.settings.limits;
  const sums = sumsOf(world);
  const room = (limit: GlobalLimit, before: string, after: string, used: string): LimitRoom[] => {
    const left = (whole: string) => money(Math.max(0, Number(whole) - Number(used)));
    return before === after
      ? []
      : [{ limit, before, after, used, leftBefore: left(before), leftAfter: left(after) }];
  };
  return [
    ...room("daily_spend", now.maxDailySpend, then.maxDailySpend, "246.1"),
    ...room("exposure", now.maxExposure, then.maxExposure, sums.exposure),
    ...room("open_orders", String(now.maxOpenOrders), String(then.maxOpenOrders), String(sums.workingOrders)),
  ];
}
