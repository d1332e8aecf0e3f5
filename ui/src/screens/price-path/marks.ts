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
    const what = event.event;
    const mark = (kind: MarkKind, price: string, shares: string | null = null) =>
      marks.push({ kind, at: event.at, cents: centsOf(price), seq: event.seq, shares, price });
    if (what.kind === "order" && what.step.name === "placed" && !placed) {
      placed = true;
      mark("placed", what.step.limit);
    } else if (what.kind === "price") {
      if (what.limit === limit) continue;
      limit = what.limit;
      mark("repriced", limit);
    } else if (what.kind === "fill") {
      mark(what.filled === what.of ? "filled" : "part", what.price, what.shares);
    } else if (what.kind === "order" && what.step.name === "ended" && what.step.reason !== "filled") {
      mark("cancelled", order.limit ?? limit);
    }
  }
  return marks;
}
