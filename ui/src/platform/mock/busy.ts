/** Far more than any account will ever see: a thousand changes a second, for measuring what the window bears. */
import { amount, price } from "./entities";
import { MARKETS } from "./fixture/markets";
import { bookFill } from "./records";
import type { World } from "./world";

/** Of so many changes one is a fill, which touches more: history, figures, messages. */
const FILL_EVERY = 32;

/** Changes that many working orders, as one batch of the real channel would. */
export function stir(world: World, changes: number): void {
  const working = world.orders.filter((order) => order.status === "working");
  if (working.length === 0) return;
  world.now += 100;
  for (let i = 0; i < changes; i++) {
    const order = working[Math.floor(world.roll() * working.length)];
    if (!order) continue;
    const step = world.roll() < 0.5 ? -0.1 : 0.1;
    order.limit = Math.min(98, Math.max(2, Math.round(((order.limit ?? order.first) + step) * 10) / 10));
    if (i % FILL_EVERY !== 0) continue;
    const shares = 1;
    // It never ends: what comes in at one end would have to be replaced at the other.
    order.filled = order.filled + 2 < order.shares ? order.filled + shares : order.filled;
    bookFill(world, order, {
      at: world.now,
      shares,
      price: order.limit,
      fee: 0,
      realised: null,
      stage: order.stage,
      taker: false,
      settlement: "confirmed",
    });
    world.announcements.push({
      event: { kind: "partly_filled" },
      order: order.id,
      side: order.side,
      shares: amount(shares),
      price: price(order.limit),
      outcome: order.outcome === 0 ? "Yes" : "No",
      market: MARKETS[order.market]?.question ?? null,
      trader: order.trader,
      follow: order.follow,
      also: 0,
    });
  }
  for (const topic of ["orders", "follows", "activity"] as const) world.touched.add(topic);
}
