/**
 * The ledger's list as one run of lines: a head for each day, its rows where it is open, and one head over all days that are folded
 * together at the end.
 */
import type { LedgerDay } from "@/platform";

/** Days are open until so many rows are; what is older is one line. */
export const OPEN_ROWS = 60;

export type Line =
  | { kind: "day"; day: LedgerDay; open: boolean }
  | { kind: "days"; days: LedgerDay[] }
  | { kind: "row"; day: LedgerDay; index: number };

interface Section {
  start: number;
  /** Lines, the head among them. */
  lines: number;
  line: Extract<Line, { kind: "day" | "days" }>;
}

/** How many of the newest days are lines of their own at first. */
export function shownAtFirst(days: LedgerDay[]): number {
  let rows = 0;
  let shown = 0;
  for (const day of days) {
    if (shown > 0 && rows + day.entries > OPEN_ROWS) break;
    rows += day.entries;
    shown += 1;
  }
  // One day by itself is no bundle.
  return days.length - shown === 1 ? days.length : shown;
}

/** `own`: so many of the newest days are lines of their own, open but for those that the person folded. */
export class Sections {
  private readonly sections: Section[] = [];
  readonly count: number;

  constructor(days: LedgerDay[], own: number, folded: ReadonlySet<string>) {
    let start = 0;
    const add = (line: Section["line"], lines: number) => {
      this.sections.push({ start, lines, line });
      start += lines;
    };
    for (const day of days.slice(0, own)) {
      const open = !folded.has(day.day);
      add({ kind: "day", day, open }, 1 + (open ? day.entries : 0));
    }
    const older = days.slice(own);
    if (older.length > 0) add({ kind: "days", days: older }, 1);
    this.count = start;
  }

  at(place: number): Line | undefined {
    let low = 0;
    let high = this.sections.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.sections[middle]?.start ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    const section = this.sections[low];
    if (!section || place < 0 || place >= this.count) return undefined;
    if (place === section.start) return section.line;
    if (section.line.kind !== "day") return undefined;
    return { kind: "row", day: section.line.day, index: place - section.start - 1 };
  }
}
