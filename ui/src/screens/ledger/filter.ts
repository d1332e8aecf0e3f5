/** The ledger's filters as they stand in the address, and as the engine is asked. Days are the computer's own. */
import type { LedgerFilter, LedgerKind } from "@/platform";
import { dayStart } from "@/screens/history/filter";

export interface LedgerSearch {
  kind?: string | undefined;
  /** A trader's wallet. */
  trader?: string | undefined;
  /** A market's condition id. */
  market?: string | undefined;
  /** Text in the market or the trader's name. */
  q?: string | undefined;
  /** `day`, `week`, `month`, `dates`; nothing for all. */
  span?: string | undefined;
  year?: number | undefined;
  /** `2026-11-22`, with `dates`. */
  from?: string | undefined;
  /** The last day, itself included. */
  to?: string | undefined;
}

/** In the order in which they lead from the first balance to the last. */
export const KINDS: LedgerKind[] = [
  "deposit",
  "withdrawal",
  "buy",
  "sell",
  "fee",
  "payout",
  "redemption",
  "reversal",
  "correction",
];

const DAY = 86_400_000;
const SPANS: Record<string, number> = { day: DAY, week: 7 * DAY, month: 30 * DAY };

/** The beginning of the day after that one, also where the clocks change. */
function dayAfter(day: string | undefined): number | null {
  const at = dayStart(day);
  if (at === null) return null;
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** `now` in steps, so that a moving clock does not make a new filter of it all the time. */
export function filterOf(search: LedgerSearch, now: number): LedgerFilter {
  const span = SPANS[search.span ?? ""];
  const dates = search.span === "dates";
  return {
    kind: KINDS.find((kind) => kind === search.kind) ?? null,
    trader: search.trader ?? null,
    market: search.market ?? null,
    year: search.year ?? null,
    from: dates ? dayStart(search.from) : span ? now - span : null,
    until: dates ? dayAfter(search.to) : null,
    text: search.q ?? null,
  };
}

export const isFiltered = (search: LedgerSearch): boolean =>
  Object.values(search).some((value) => value !== undefined);

/** The middle of that day by the computer's calendar: for its name, whatever hour the clocks change at. */
export function noonOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12).getTime();
}
