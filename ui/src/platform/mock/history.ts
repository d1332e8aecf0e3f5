/** What must have happened before the fixture's moment: orders, fills, holdings and the journal of them. */

import type { MockOrder } from "./entities";
import { amount, money, price } from "./entities";
import type { FollowSeed } from "./fixture/follows";
import { FOLLOWS } from "./fixture/follows";
import { MARKETS } from "./fixture/markets";
import type { NotCopiedSeed } from "./fixture/not-copied";
import { NOT_COPIED } from "./fixture/not-copied";
import type { EndedSeed, OrderSeed } from "./fixture/orders";
import { ENDED, ORDERS } from "./fixture/orders";
import { pastOf } from "./fixture/past";
import { POSITIONS } from "./fixture/positions";
import { boundOf, HOUR, stageAt } from "./ladder";
import { bookFill, realisedBy } from "./records";
import { layTrack, limitThen } from "./track";
import type { World } from "./world";

export function writeHistory(world: World, idle: boolean): void {
  takePositions(world);
  const open = idle ? [] : ORDERS;
  const seeds = [
    ...ENDED.map((seed) => ({ ...seed, startedAgo: seed.endedHoursAgo + seed.ageHours, ended: seed })),
    ...open.map((seed) => ({ ...seed, startedAgo: seed.ageHours, ended: null })),
  ].sort((a, b) => b.startedAgo - a.startedAgo);
  for (const { startedAgo, ended, ...seed } of seeds) writeOrder(world, seed, startedAgo, ended);
  for (const follow of FOLLOWS) writePast(world, follow);
  for (const seed of NOT_COPIED) writeNotCopied(world, seed);
  world.journal.sort((a, b) => a.at - b.at || a.seq - b.seq);
  world.journal.forEach((entry, i) => {
    entry.seq = i + 1;
  });
  world.fills.sort((a, b) => a.at - b.at || a.id - b.id);
  world.fills.forEach((fill, i) => {
    fill.id = i + 1;
  });
  world.closed.sort((a, b) => a.at - b.at);
  world.touched.clear();
  world.announcements = [];
}

/** A change that a rule or the venue's minimum held back. */
function writeNotCopied(world: World, seed: NotCopiedSeed): void {
  const { trader, market, outcome, theirs, asked, at: price, ago, reason, gate, basis } = seed;
  const at = world.now - ago;
  world.log.signal(trader, market, outcome, 0, theirs, price, at);
  world.log.writeFor(trader, market, outcome, "BUY", { kind: "skip", reason, asked: amount(asked) }, at, [
    {
      gate: "price_band",
      asked: amount(asked),
      allowed: amount(asked),
      basis: { by: "band", from: "0.02", to: "0.98" },
      room: null,
      outcome: "passed",
    },
    { gate, asked: amount(asked), allowed: "0", basis, room: "0", outcome: "bound" },
  ]);
}

function takePositions(world: World): void {
  for (const { heldHours, gain, ...seed } of POSITIONS) {
    const follow = world.follows.find((one) => one.trader === seed.trader);
    world.positions.push({
      ...seed,
      follow: follow?.id ?? 0,
      gain,
      middle: world.middle(seed.market, seed.outcome),
      since: world.now - heldHours * HOUR,
    });
  }
}

function writeOrder(world: World, seed: OrderSeed, startedAgo: number, ended: EndedSeed | null): MockOrder {
  const theirs = Math.round((seed.shares * 100) / Number(percentageOf(world, seed.trader)));
  const at = world.now - startedAgo * HOUR;
  const buys = seed.side === "BUY";
  world.log.signal(
    seed.trader,
    seed.market,
    seed.outcome,
    buys ? 0 : theirs,
    buys ? theirs : 0,
    seed.first,
    at,
  );
  const cut = seed.shares === 121.87 ? 188 : seed.shares;
  const order = world.open({ ...seed, ageHours: startedAgo }, cut);
  replay(world, order, ended ? seed.ageHours : startedAgo, ended);
  if (ended) {
    order.status = "ended";
    order.end = ended.end;
    order.endedAt = world.now - ended.endedHoursAgo * HOUR;
    order.filled = seed.filled;
    world.log.write(
      {
        kind: "order",
        step: { name: "ended", reason: ended.end, filled: amount(seed.filled), of: amount(seed.shares) },
      },
      order,
      order.endedAt,
    );
  }
  return order;
}

/** The copies that are over, and the purchases of what is held and was bought before the orders at work. */
function writePast(world: World, follow: FollowSeed): void {
  const mine = world.follows.find((one) => one.trader === follow.trader);
  const known = world.fills
    .filter((fill) => fill.trader === follow.trader)
    .reduce((sum, fill) => sum + (fill.realised ?? 0), 0);
  for (const copy of pastOf(follow, follow.realised + follow.fees - known, follow.fees)) {
    for (const seed of copy.sale ? [copy.buy, copy.sale] : [copy.buy])
      writeOrder(world, seed, seed.endedHoursAgo + seed.ageHours, seed);
    const at = world.now - copy.overHoursAgo * HOUR;
    world.closed.push({ at, follow: mine?.id ?? 0, trader: follow.trader, result: copy.result });
    if (copy.sale === null) {
      world.payouts.push({ at, follow: mine?.id ?? 0, trader: follow.trader, realised: copy.result });
      const { market, outcome, shares } = copy.buy;
      world.log.writeFor(
        follow.trader,
        market,
        outcome,
        "SELL",
        {
          kind: "resolution",
          payout: copy.result > 0 ? "1" : "0",
          shares: amount(shares),
          realised: money(copy.result),
        },
        at,
      );
    }
  }
  for (let i = 0; i < Math.round(follow.fills * 0.15); i++) {
    const market = (i * 5 + follow.fills) % MARKETS.length;
    const ago = 60 + ((i * 53) % (follow.sinceDays * 20));
    const seed: EndedSeed = {
      market,
      outcome: i % 3 === 0 ? 1 : 0,
      side: "BUY",
      trader: follow.trader,
      shares: 20 + i * 7,
      filled: 0,
      first: 30 + ((i * 11) % 40),
      ageHours: 4 + i,
      end: i % 2 === 0 ? "turned_round" : "market_closed",
      endedHoursAgo: ago,
      price: 30 + ((i * 11) % 40),
    };
    writeOrder(world, seed, ago + seed.ageHours, seed);
  }
  for (const held of POSITIONS.filter((one) => one.trader === follow.trader)) {
    const { market, outcome } = held;
    const of = world.fills.filter(
      (fill) => fill.trader === held.trader && fill.market === market && fill.outcome === outcome,
    );
    const net = of.reduce((sum, fill) => sum + (fill.side === "BUY" ? fill.shares : -fill.shares), 0);
    const missing = Math.round((held.shares - net) * 100) / 100;
    if (missing < 0.01) continue;
    const bought = (100 * held.cost) / held.shares;
    const seed: EndedSeed = {
      market,
      outcome,
      side: "BUY",
      trader: held.trader,
      shares: missing,
      filled: missing,
      first: Math.round(bought * 10) / 10,
      ageHours: 2.2,
      end: "filled",
      endedHoursAgo: held.heldHours,
      price: Math.round(bought * 100) / 100,
      stage: 1,
    };
    writeOrder(world, seed, seed.endedHoursAgo + seed.ageHours, seed);
  }
}

/** Writes what must have happened to a seeded order on its way to its age. */
function replay(world: World, order: MockOrder, hours: number, ended: EndedSeed | null): void {
  const { filled } = order;
  order.filled = 0;
  const fixed = ended?.price;
  layTrack(world, order, hours, fixed);
  let last = order.track[0];
  // The journal of what is long over is short: its first and its last price.
  for (const point of order.track.slice(1)) {
    const moved = point.stage !== last?.stage || (point.stage > 1 && point.limit !== last.limit);
    if (!last || !moved || point.limit === null || point.stage === 5) continue;
    if (point.bid === null || point.ask === null) continue;
    if (fixed === undefined || point.stage !== last.stage) {
      order.limit = last.limit;
      world.log.price(
        { ...order, stage: last.stage },
        point.stage,
        point.limit,
        { bid: point.bid, ask: point.ask },
        point.at,
      );
    }
    last = point;
  }
  order.stage = Math.min(stageAt(hours * HOUR), 5);
  order.limit = last?.limit ?? order.first;
  const parts = order.fills ?? [[Math.max(0.2, hours - (fixed === undefined ? 0.9 : 0)), filled] as const];
  for (const [after, shares] of filled > 0 ? parts : []) {
    const when = Math.round(order.signalAt + after * HOUR);
    const at = fixed ?? limitThen(order, when);
    order.filled = Math.round((order.filled + shares) * 100) / 100;
    order.paid += shares * at;
    const stage = ended?.stage ?? stageAt(after * HOUR);
    bookFill(world, order, {
      at: when,
      shares,
      price: at,
      fee: ended?.fee ?? 0,
      realised: order.side === "SELL" ? (ended?.realised ?? realisedBy(world, order, shares, at)) : null,
      stage,
      taker: (ended?.fee ?? 0) > 0,
      settlement: "confirmed",
    });
  }
  if (hours >= 36 && !ended) {
    const now = world.book(order.market, order.outcome);
    order.stage = 5;
    world.log.write(
      {
        kind: "conversion",
        bound: price(boundOf(order.side, order.first)),
        worst: price(order.side === "BUY" ? now.ask : now.bid),
        shares: amount(order.shares - filled),
        budget: order.side === "BUY" ? money(((order.shares - filled) * now.ask) / 100) : null,
        attempt: 1,
      },
      order,
      order.signalAt + 36 * HOUR,
    );
  }
}

function percentageOf(world: World, trader: string): string {
  return world.follows.find((one) => one.trader === trader)?.draft.percentage ?? "2.0";
}
