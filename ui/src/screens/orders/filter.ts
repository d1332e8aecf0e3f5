/** The filters of the orders as they stand in the address, and what they leave. */
import { signOf } from "@/format/decimal";
import type { OrderRow } from "@/platform";

/** Which list: at work; over with shares filled, all of them or a part; over with none. */
export type OrdersTab = "working" | "filled" | "unfilled";

export interface OrdersSearch {
  /** Nothing for those at work. */
  show?: "filled" | "unfilled" | undefined;
  /** A trader's wallet. */
  trader?: string | undefined;
  /** 1 to 5. */
  stage?: number | undefined;
  /** The one that is open. */
  order?: number | undefined;
}

/** The list an order stands in. */
export const tabOf = (row: OrderRow): OrdersTab =>
  // The percentage is rounded down: a little of a large order is 0 %, and filled all the same.
  row.status !== "ended" ? "working" : signOf(row.filled) > 0 ? "filled" : "unfilled";

interface Wanted {
  text: string;
  trader: string | undefined;
  stage: number | undefined;
}

export function matching(rows: OrderRow[], { text, trader, stage }: Wanted): OrderRow[] {
  const typed = text.trim().toLowerCase();
  if (!typed && trader === undefined && stage === undefined) return rows;
  return rows.filter(
    (row) =>
      (trader === undefined || row.traderAddress === trader) &&
      (stage === undefined || row.stage === stage) &&
      (!typed || `${row.market} ${row.trader}`.toLowerCase().includes(typed)),
  );
}

/** The traders that these orders copy, by name. */
export function tradersIn(rows: OrderRow[]): { address: string; name: string }[] {
  const names = new Map(rows.map((row) => [row.traderAddress, row.trader]));
  return [...names]
    .map(([address, name]) => ({ address, name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
