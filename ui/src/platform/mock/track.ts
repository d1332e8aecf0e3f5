/** The book and the limit over an order's life, as its price path shows them. Prices in cents. */
import { dice } from "./dice";
import type { MockOrder, Track } from "./entities";
import { boundOf, HOUR, limitAt, stageAt } from "./ladder";
import type { World } from "./world";

/** As often as the real engine looks, while a picture of it stays small. */
export const EVERY_MS = HOUR / 3;
/** More than that is thinned by the real engine. */
const POINTS_AT_MOST = 440;

const tenth = (cents: number) => Math.round(cents * 10) / 10;

/**
 * Writes the track of an order from before the window was there: its book walks from the trader's price to what it is now
 * (or, where the price it filled at is given, to that).
 */
export function layTrack(world: World, order: MockOrder, hours: number, filledAt?: number): void {
  const half = world.markets[order.market]?.half ?? 0.5;
  const sign = order.side === "BUY" ? 1 : -1;
  const from = order.first + sign * half;
  const now = world.middle(order.market, order.outcome);
  const to = filledAt === undefined ? now : filledAt + sign * half;
  const steps = Math.max(2, Math.floor((hours * HOUR) / EVERY_MS));
  const roll = dice(order.id * 7919 + order.market);
  const walk = [0];
  for (let i = 1; i <= steps; i++) walk.push((walk[i - 1] ?? 0) + (roll() + roll() - 1) * 0.42);
  const drift = walk[steps] ?? 0;
  order.track = walk.map((value, i): Track => {
    const part = i / steps;
    const middle = Math.min(98, Math.max(2, from + (to - from) * part + value - drift * part));
    const at = Math.round(order.signalAt + part * hours * HOUR);
    const age = at - order.signalAt;
    const book = { bid: tenth(middle - half), ask: tenth(middle + half) };
    const stage = stageAt(age);
    // An hour without any news of the book, in one of them.
    const gap = order.market === 5 && age > 20 * HOUR && age < 21.2 * HOUR;
    const limit = stage === 5 ? null : limitAt(order.side, order.first, age, book);
    return { at, bid: gap ? null : book.bid, ask: gap ? null : book.ask, limit, stage };
  });
}

/** Adds what is seen now, when enough time has gone by or the limit moved. */
export function follow(world: World, order: MockOrder): void {
  const last = order.track.at(-1);
  const limit = order.stage === 5 ? null : order.limit;
  const moved = !last || last.limit !== limit || last.stage !== order.stage;
  if (!moved && world.now - last.at < EVERY_MS) return;
  const { bid, ask } = world.book(order.market, order.outcome);
  order.track.push({ at: world.now, bid, ask, limit, stage: order.stage });
  if (order.track.length > POINTS_AT_MOST)
    order.track = order.track.filter((_, i) => i % 2 === 0 || i === order.track.length - 1);
}

/** The limit that was worked at that moment. */
export const limitThen = (order: MockOrder, at: number): number =>
  order.track.findLast((point) => point.at <= at)?.limit ?? order.limit ?? boundOf(order.side, order.first);
