/** The gates that the simulated engine says an order passed. */
import type { ActivityEntry } from "../types";
import type { MockOrder } from "./entities";
import { amount } from "./entities";
import { MARKETS } from "./fixture/markets";
import { HOUR } from "./ladder";

/** Shares that a limit in USD has room for; none where any number may pass. */
function roomOf(name: string, basis: string, cents: number): string | null {
  const [used, limit] = basis.split(" ").map(Number);
  if (!name.endsWith("_limit") && name !== "daily_spend") return null;
  return amount((100 * ((limit ?? 0) - (used ?? 0))) / cents);
}

/** Every gate of a purchase, the market limit binding where something was cut. */
export function gatesFor(order: MockOrder, asked: number): ActivityEntry["gates"] {
  const cut = order.shares < asked;
  const first = Math.min(asked, 156.25);
  const gate = (name: string, from: number, to: number, basis: string, outcome = "passed") => ({
    gate: name,
    asked: amount(from),
    allowed: amount(to),
    basis,
    room: roomOf(name, basis, order.first),
    outcome,
  });
  if (order.side === "SELL") {
    return [
      gate("stopped", asked, asked, ""),
      gate("follow_off", asked, asked, ""),
      gate("market_open", asked, asked, ""),
      gate("held", asked, asked, `${amount(asked)} 0.00`),
    ];
  }
  return [
    gate("stopped", asked, asked, ""),
    gate("paused", asked, asked, ""),
    gate("follow_off", asked, asked, ""),
    gate("market_open", asked, asked, ""),
    gate("filter", asked, asked, MARKETS[order.market]?.category ?? ""),
    gate("price_band", asked, asked, "0.02 0.98"),
    gate("time_to_resolution", asked, asked, `${33 * 24 * HOUR} ${HOUR}`),
    gate("order_limit", asked, cut ? first : asked, "0.00 100.00", cut ? "cut" : "passed"),
    gate(
      "market_limit",
      cut ? first : asked,
      order.shares,
      cut ? "72.00 150.00" : "0.00 250.00",
      cut ? "bound" : "passed",
    ),
    gate("follow_limit", order.shares, order.shares, "214.11 500.00"),
    gate("exposure_limit", order.shares, order.shares, "664.16 1500.00"),
    gate("daily_spend", order.shares, order.shares, "168.10 300.00"),
    gate("open_orders", order.shares, order.shares, "6 50"),
    gate("balance", order.shares, order.shares, "1507.14 1639.40"),
    gate("minimum", order.shares, order.shares, `5 ${(order.first / 100).toFixed(3)}`),
  ];
}
