/** What must have happened before the fixture's moment: the journal of its orders. */

import type { MockOrder } from "./entities";
import { amount, money, price } from "./entities";
import { ENDED, ORDERS } from "./fixture/orders";
import { boundOf, HOUR, limitAt, stageAt } from "./ladder";
import type { World } from "./world";

export function writeHistory(world: World, idle: boolean): void {
  const open = idle ? [] : ORDERS;
  const seeds = [
    ...ENDED.map((seed) => ({ ...seed, startedAgo: seed.endedHoursAgo + seed.ageHours, ended: seed })),
    ...open.map((seed) => ({ ...seed, startedAgo: seed.ageHours, ended: null })),
  ].sort((a, b) => b.startedAgo - a.startedAgo);
  for (const { startedAgo, ended, ...seed } of seeds) {
    const theirs = Math.round((seed.shares * 100) / Number(percentageOf(world, seed.trader)));
    const at = world.now - startedAgo * HOUR;
    world.log.signal(
      seed.trader,
      seed.market,
      seed.outcome,
      seed.side === "BUY" ? 0 : theirs,
      seed.side === "BUY" ? theirs : 0,
      seed.first,
      at,
    );
    const cut = seed.shares === 121.87 ? 188 : seed.shares;
    const order = world.open({ ...seed, ageHours: startedAgo }, cut);
    replay(world, order, ended ? seed.ageHours : startedAgo);
    if (ended) {
      order.status = "ended";
      order.end = ended.end;
      order.endedAt = world.now - ended.endedHoursAgo * HOUR;
      order.filled = seed.filled;
      world.log.write(
        "order",
        "ended",
        order,
        { code: ended.end, filled: amount(seed.filled), of: amount(seed.shares) },
        order.endedAt,
      );
    }
  }
  world.log.writeFor(
    "25usdc",
    8,
    1,
    "BUY",
    "skip",
    "under_minimum_size",
    { asked: "2.80" },
    world.now - 52_000,
  );
  world.log.writeFor(
    "slippage",
    3,
    0,
    "BUY",
    "skip",
    "under_minimum_size",
    { asked: "3.10" },
    world.now - 800_000,
  );
  world.journal.sort((a, b) => a.at - b.at || a.seq - b.seq);
  world.journal.forEach((entry, i) => {
    entry.seq = i + 1;
  });
  world.touched.clear();
  world.announcements = [];
}

/** Writes what must have happened to a seeded order on its way to its age. */
function replay(world: World, order: MockOrder, hours: number): void {
  const { filled } = order;
  order.filled = 0;
  const book = world.book(order.market, order.outcome);
  for (const start of [6, 12, 24]) {
    if (hours < start) break;
    const at = order.signalAt + start * HOUR;
    const limit = limitAt(order.side, order.first, start * HOUR, book);
    world.log.price(order, stageAt(start * HOUR), limit, book, at);
    order.stage = stageAt(start * HOUR);
    order.limit = limit;
  }
  if (filled > 0) {
    order.filled = filled;
    order.paid = filled * (order.limit ?? order.first);
    const at = order.limit ?? order.first;
    const worse = order.side === "BUY" ? at - order.first : order.first - at;
    const when = order.signalAt + Math.max(0.4, hours - 0.9) * HOUR;
    world.log.write(
      "fill",
      "maker",
      order,
      {
        shares: amount(filled),
        price: price(at),
        trader_price: price(order.first),
        slippage: price(worse),
        fee: "0.00",
        liquidity: "maker",
        stage: String(order.stage),
        filled: amount(filled),
        of: amount(order.shares),
      },
      when,
    );
    world.log.write("settlement", "confirmed", order, { shares: amount(filled) }, when + 4000);
  }
  if (hours >= 36) {
    order.stage = 5;
    world.log.write(
      "conversion",
      null,
      order,
      {
        bound: price(boundOf(order.side, order.first)),
        worst: price(order.side === "BUY" ? book.ask : book.bid),
        shares: amount(order.shares - filled),
        budget: order.side === "BUY" ? money(((order.shares - filled) * book.ask) / 100) : "",
        attempt: "1",
      },
      order.signalAt + 36 * HOUR,
    );
  }
}

function percentageOf(world: World, trader: string): string {
  return world.follows.find((one) => one.trader === trader)?.draft.percentage ?? "2.0";
}
