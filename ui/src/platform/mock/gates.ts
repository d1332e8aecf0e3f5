/** The gates that the simulated engine says an order passed. */
import type { GateBasis, GateName, GateOutcome, GateView } from "../types";
import type { MockOrder } from "./entities";
import { amount, price } from "./entities";
import { MARKETS } from "./fixture/markets";
import { HOUR } from "./ladder";

/** Shares that a limit in USD has room for; none where any number may pass. */
const roomOf = (basis: GateBasis, cents: number): string | null =>
  basis.by === "money" ? amount((100 * (Number(basis.limit) - Number(basis.used))) / cents) : null;

const OPEN: GateBasis = { by: "switch" };
const money = (used: string, limit: string): GateBasis => ({ by: "money", used, limit });

/** Every gate of a purchase, the market limit binding where something was cut. */
export function gatesFor(order: MockOrder, asked: number): GateView[] {
  const cut = order.shares < asked;
  const first = Math.min(asked, 156.25);
  const gate = (
    name: GateName,
    from: number,
    to: number,
    basis: GateBasis,
    outcome: GateOutcome = "passed",
  ): GateView => ({
    gate: name,
    asked: amount(from),
    allowed: amount(to),
    basis,
    room: roomOf(basis, order.first),
    outcome,
  });
  if (order.side === "SELL") {
    return [
      gate("stopped", asked, asked, OPEN),
      gate("follow_off", asked, asked, OPEN),
      gate("market_open", asked, asked, OPEN),
      gate("held", asked, asked, { by: "held", held: amount(asked), selling: "0.00" }),
    ];
  }
  return [
    gate("stopped", asked, asked, OPEN),
    gate("paused", asked, asked, OPEN),
    gate("follow_off", asked, asked, OPEN),
    gate("market_open", asked, asked, OPEN),
    gate("filter", asked, asked, {
      by: "word",
      word: MARKETS[order.market]?.category ?? "",
    }),
    gate("price_band", asked, asked, { by: "band", from: "0.02", to: "0.98" }),
    gate("time_to_resolution", asked, asked, { by: "time", left: 33 * 24 * HOUR, least: HOUR }),
    gate("order_limit", asked, cut ? first : asked, money("0.00", "100.00"), cut ? "cut" : "passed"),
    gate(
      "market_limit",
      cut ? first : asked,
      order.shares,
      cut ? money("72.00", "150.00") : money("0.00", "250.00"),
      cut ? "bound" : "passed",
    ),
    gate("follow_limit", order.shares, order.shares, money("214.11", "500.00")),
    gate("exposure_limit", order.shares, order.shares, money("664.16", "1500.00")),
    gate("daily_spend", order.shares, order.shares, money("168.10", "300.00")),
    gate("open_orders", order.shares, order.shares, { by: "count", used: 6, limit: 50 }),
    gate("balance", order.shares, order.shares, { by: "balance", free: "1507.14", cash: "1639.40" }),
    gate("minimum", order.shares, order.shares, { by: "minimum", shares: "5", price: price(order.first) }),
  ];
}
