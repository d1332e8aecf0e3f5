/** What stands on a price path as a sign: taken from the order's events, oldest first. */
import type { ActivityEntry, OrderRow } from "@/platform";
import { centsOf } from "./geometry";

export type MarkKind = "signal" | "placed" | "repriced" | "part" | "filled" | "cancelled";

export interface Mark {
  kind: MarkKind;
  at: number;
  cents: number;
  /** The event behind it; none for the signal. */
  seq: number | null;
  /** Shares, of a fill. */
  shares: string | null;
  price: string | null;
}

export function marksOf(order: OrderRow, events: ActivityEntry[]): Mark[] {
  const first = centsOf(order.firstPrice);
  const marks: Mark[] = [
    { kind: "signal", at: order.signalAt, cents: first, seq: null, shares: null, price: order.firstPrice },
  ];
  let placed = false;
  let limit = order.firstPrice;
  for (const event of [...events].sort((a, b) => a.at - b.at || a.seq - b.seq)) {
    const fact = (name: string) => event.facts.find((one) => one.name === name)?.value;
    const mark = (kind: MarkKind, price: string, shares: string | null = null) =>
      marks.push({ kind, at: event.at, cents: centsOf(price), seq: event.seq, shares, price });
    if (event.kind === "order" && event.detail === "placed" && !placed) {
      placed = true;
      mark("placed", fact("limit") ?? order.firstPrice);
    } else if (event.kind === "price") {
      const next = fact("limit");
      if (next === undefined || next === limit) continue;
      limit = next;
      mark("repriced", next);
    } else if (event.kind === "fill") {
      const whole = fact("filled") !== undefined && fact("filled") === fact("of");
      mark(whole ? "filled" : "part", fact("price") ?? limit, fact("shares") ?? null);
    } else if (event.kind === "order" && event.detail === "ended" && fact("code") !== "filled") {
      mark("cancelled", order.limit ?? limit);
    }
  }
  return marks;
}
