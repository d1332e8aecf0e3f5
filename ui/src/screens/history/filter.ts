/** The filters of the history as they stand in the address, and as the engine is asked. Days are the computer's own. */
import type { HistoryFilter, Side } from "@/platform";

export interface HistorySearch {
  /** A trader's wallet. */
  trader?: string | undefined;
  side?: Side | undefined;
  /** Text in the market. */
  q?: string | undefined;
  /** `day`, `week`, `month`, `dates`; nothing for all. */
  span?: string | undefined;
  /** `2026-11-22`, with `dates`. */
  from?: string | undefined;
  /** The last day, itself included. */
  to?: string | undefined;
}

const DAY = 86_400_000;
const SPANS: Record<string, number> = { day: DAY, week: 7 * DAY, month: 30 * DAY };

/** The beginning of that day; null where it is no day. */
export function dayStart(day: string | undefined): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!match) return null;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Number.isNaN(date.getTime()) ? null : date.getTime();
}

/** The day after, also where the clocks change. */
function dayAfter(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

export function filterOf(search: HistorySearch, now: number): HistoryFilter {
  const span = SPANS[search.span ?? ""];
  const dates = search.span === "dates";
  const to = dates ? dayStart(search.to) : null;
  return {
    trader: search.trader ?? null,
    side: search.side ?? null,
    text: search.q ?? null,
    // To the minute, so that a moving clock does not make a new filter of it all the time.
    from: dates ? dayStart(search.from) : span ? now - (now % 60_000) - span : null,
    until: to === null ? null : dayAfter(to),
  };
}

export const isFiltered = (search: HistorySearch): boolean =>
  Object.values(search).some((value) => value !== undefined);

/**
 * The venue's time in whole steps of at least a minute and of at least five seconds of a person's: a span that ends now is
 * another question each time it moves, and the demo's clock moves ten minutes a second.
 */
export const steady = (now: number, speed: number): number => {
  const step = 60_000 * Math.max(1, Math.ceil(speed / 12));
  return now - (now % step);
};
