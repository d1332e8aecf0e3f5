/** An order's price path as the real engine would give it: what was seen, and what the ladder would do next. */
import type { OrderPath, PathAhead } from "../types";
import type { MockOrder } from "./entities";
import { price } from "./entities";
import { HOUR, limitAt, stageStarts } from "./ladder";
import type { World } from "./world";

const shown = (cents: number | null): string | null => (cents === null ? null : price(cents));

export function pathOf(world: World, order: MockOrder): OrderPath {
  const over = order.endedAt;
  return {
    order: order.id,
    points: order.track
      .filter((point) => over === null || point.at <= over)
      .map((point) => ({
        ...point,
        bid: shown(point.bid),
        ask: shown(point.ask),
        limit: shown(point.limit),
      })),
    ahead: order.status === "working" ? aheadOf(world, order) : [],
  };
}

function aheadOf(world: World, order: MockOrder): PathAhead[] {
  const book = world.book(order.market, order.outcome);
  const starts = stageStarts(order.signalAt);
  const ahead: PathAhead[] = [];
  const add = (at: number, stage: number) => {
    if (at <= world.now || stage > 5) return;
    const limit = stage === 5 ? null : price(limitAt(order.side, order.first, at - order.signalAt, book));
    if (limit !== null && ahead.at(-1)?.limit === limit) return;
    ahead.push({ at, limit, stage });
  };
  for (let stage = order.stage; stage < 5; stage++) {
    // Within stage 2 the limit rises little by little.
    if (stage === 2) for (let hours = 7; hours < 12; hours++) add(order.signalAt + hours * HOUR, 2);
    add(starts[stage] ?? 0, stage + 1);
  }
  return ahead;
}
