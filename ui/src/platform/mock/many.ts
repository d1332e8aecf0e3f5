/** A world with as much in it as anyone will ever have: 50,000 fills and 5,000 working orders. */
import { dice } from "./dice";
import { MARKETS } from "./fixture/markets";
import { HOUR } from "./ladder";
import type { World } from "./world";

const FILLS = 50_000;
const ORDERS = 5000;

export function fillUp(world: World): void {
  const roll = dice(99);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(roll() * of.length)] as T;
  const oldest = world.fills[0]?.at ?? world.now;
  const step = (300 * 24 * HOUR) / FILLS;
  const made = Array.from({ length: FILLS - world.fills.length }, (_, i) => {
    const follow = pick(world.follows);
    const first = Math.round(50 + roll() * 900) / 10;
    return {
      id: 0,
      at: Math.round(oldest - (i + 1) * step),
      order: 1,
      follow: follow.id,
      trader: follow.trader,
      market: Math.floor(roll() * MARKETS.length),
      outcome: (roll() < 0.6 ? 0 : 1) as 0 | 1,
      side: "BUY" as const,
      shares: Math.round(500 + roll() * 9000) / 100,
      price: first,
      first,
      fee: 0,
      realised: null,
      stage: 1,
      taker: false,
      settlement: "confirmed" as const,
    };
  });
  world.fills.unshift(...made.reverse());
  world.fills.forEach((fill, i) => {
    fill.id = i + 1;
  });
  const working = world.orders.filter((order) => order.status === "working");
  for (let i = working.length; i < ORDERS; i++) {
    const like = pick(working);
    world.orders.push({ ...like, id: 100_000 + i, signalAt: like.signalAt - i * 1000, track: like.track });
  }
}
