/** What happens by itself in the simulated world: orders climb, fill and end, and traders trade. */

import type { AnnouncedEvent, EndReason } from "../types";
import type { MockOrder } from "./entities";
import { amount, isCopiedSale, money, price } from "./entities";
import { MARKETS } from "./fixture/markets";
import { boundOf, HOUR, limitAt, stageAt } from "./ladder";
import { bookFill, moveHolding, realisedBy } from "./records";
import type { World } from "./world";

export function work(world: World, order: MockOrder, span: number): void {
  if (order.status === "ending") {
    end(world, order, order.end ?? "cancelled_by_user");
    return;
  }
  // A stop has taken it off the exchange.
  if (world.stopped && isCopiedSale(order)) return;
  for (const one of world.fills.slice(-20)) if (world.now - one.at > 5000) one.settlement = "confirmed";
  const age = world.now - order.signalAt;
  if (order.closes || order.hastened) {
    // A close, or what the person does not wait for, takes from the book at once.
    const now = world.book(order.market, order.outcome);
    settle(
      world,
      order,
      Math.round((order.shares - order.filled) * 100) / 100,
      order.side === "BUY" ? now.ask : now.bid,
      true,
    );
    return;
  }
  const book = world.book(order.market, order.outcome);
  const stage = stageAt(age);
  const limit = limitAt(order.side, order.first, age, book);
  if (stage !== order.stage || (stage > 1 && limit !== order.limit)) {
    if (stage === 5 && order.stage !== 5) {
      const conversion = {
        kind: "conversion" as const,
        bound: price(boundOf(order.side, order.first)),
        worst: price(order.side === "BUY" ? book.ask : book.bid),
        shares: amount(order.shares - order.filled),
        budget: order.side === "BUY" ? money(((order.shares - order.filled) * book.ask) / 100) : null,
        attempt: 1,
      };
      world.log.write(conversion, order);
      announce(world, { kind: "converted" }, order, {});
    } else {
      world.log.price(order, stage, limit, book);
    }
    order.stage = stage;
    order.limit = limit;
    world.touched.add("orders");
  }
  const crosses = order.side === "BUY" ? limit >= book.ask : limit <= book.bid;
  const chance = stage === 5 || crosses ? span / (20 * 60_000) : span / (14 * HOUR);
  if (world.roll() < chance) fill(world, order, stage === 5 || crosses, book);
}

function fill(world: World, order: MockOrder, takes: boolean, book: { bid: number; ask: number }): void {
  const open = order.shares - order.filled;
  const part =
    world.roll() < 0.4 ? open : Math.max(1, Math.round(open * (0.2 + world.roll() * 0.5) * 100) / 100);
  const shares = Math.min(open, part);
  const at = takes ? (order.side === "BUY" ? book.ask : book.bid) : (order.limit ?? order.first);
  settle(world, order, shares, at, takes);
}

function settle(world: World, order: MockOrder, shares: number, at: number, takes: boolean): void {
  order.filled = Math.round((order.filled + shares) * 100) / 100;
  order.paid += shares * at;
  const fee = takes ? shares * 0.004 : 0;
  world.cash += ((order.side === "BUY" ? -1 : 1) * shares * at) / 100 - fee;
  const done = {
    at: world.now,
    shares,
    price: at,
    fee,
    realised: order.side === "SELL" ? realisedBy(world, order, shares, at) : null,
    stage: order.stage,
    taker: takes,
    settlement: "matched" as const,
  };
  bookFill(world, order, done);
  moveHolding(world, order, done);
  world.touched.add("follows");
  const whole = order.shares - order.filled < 0.01;
  announce(world, { kind: whole ? "filled" : "partly_filled" }, order, {
    shares: amount(shares),
    price: price(at),
  });
  if (whole) end(world, order, "filled");
}

function end(world: World, order: MockOrder, reason: EndReason): void {
  order.status = "ended";
  order.end = reason;
  order.endedAt = world.now;
  world.log.write(
    {
      kind: "order",
      step: { name: "ended", reason, filled: amount(order.filled), of: amount(order.shares) },
    },
    order,
  );
  if (reason !== "filled") announce(world, { kind: "cancelled", reason }, order, {});
  world.touched.add("orders");
  world.touched.add("follows");
}

export function signal(world: World): void {
  const active = world.follows.filter((one) => one.status === "active");
  const follow = active[Math.floor(world.roll() * active.length)];
  if (!follow) return;
  const market = Math.floor(world.roll() * MARKETS.length);
  const outcome: 0 | 1 = world.roll() < 0.6 ? 0 : 1;
  const { ask } = world.book(market, outcome);
  const theirs = Math.round(100 + world.roll() * 9000);
  const ours = Math.floor(theirs * Number(follow.draft.percentage)) / 100;
  world.lastTradeSeen = world.now;
  follow.signals += 1;
  world.log.signal(follow.trader, market, outcome, 0, theirs, ask);
  const asked = ours;
  const most = Math.floor((Number(follow.draft.maxOrder) / ask) * 10000) / 100;
  const shares = Math.min(asked, most);
  if (world.paused || world.stopped || shares < 5) {
    follow.skips += 1;
    const reason = world.stopped ? "stopped" : world.paused ? "paused" : "under_minimum_size";
    world.log.writeFor(follow.trader, market, outcome, "BUY", { kind: "skip", reason, asked: amount(asked) });
  } else {
    world.open(
      { market, outcome, side: "BUY", trader: follow.trader, shares, filled: 0, first: ask, ageHours: 0 },
      asked,
    );
  }
  world.touched.add("follows");
}

function announce(
  world: World,
  event: AnnouncedEvent,
  order: MockOrder,
  more: { shares?: string; price?: string },
): void {
  world.announcements.push({
    event,
    order: order.id,
    side: order.side,
    shares: more.shares ?? null,
    price: more.price ?? null,
    outcome: order.outcome === 0 ? "Yes" : "No",
    market: MARKETS[order.market]?.question ?? null,
    trader: order.trader,
    follow: order.follow,
    also: 0,
  });
}
