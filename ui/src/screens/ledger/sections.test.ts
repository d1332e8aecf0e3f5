import { describe, expect, it } from "vitest";
import type { LedgerDay } from "@/platform";
import { OPEN_ROWS, Sections, shownAtFirst } from "./sections";

const day = (name: string, entries: number): LedgerDay => ({
  day: name,
  entries,
  cash: "0",
  cashSoFar: "0",
  balance: "0",
  first: 1,
  last: entries,
});

describe("the ledger's lines", () => {
  const days = [day("2026-11-22", 3), day("2026-11-21", 2), day("2026-11-20", 4)];

  it("are a head for each day and its rows, in order, without a gap", () => {
    const sections = new Sections(days, 3, new Set());
    expect(sections.count).toBe(12);
    const told = Array.from({ length: sections.count }, (_, i) => {
      const line = sections.at(i);
      if (line?.kind === "row") return `${line.day.day.slice(-2)}/${line.index}`;
      return line?.kind === "day" ? line.day.day.slice(-2) : line?.kind;
    });
    expect(told).toEqual("22 22/0 22/1 22/2 21 21/0 21/1 20 20/0 20/1 20/2 20/3".split(" "));
    expect([sections.at(-1), sections.at(12)]).toEqual([undefined, undefined]);
  });

  it("leave out what is folded, a day or all that are older", () => {
    const folded = new Sections(days, 3, new Set(["2026-11-21"]));
    expect(folded.count).toBe(10);
    expect(folded.at(4)).toMatchObject({ kind: "day", open: false });
    expect(folded.at(5)).toMatchObject({ kind: "day", open: true });
    const older = new Sections(days, 1, new Set());
    expect(older.count).toBe(5);
    expect(older.at(4)).toEqual({ kind: "days", days: days.slice(1) });
  });

  it("are found at once in fifty thousand", () => {
    const many = Array.from({ length: 500 }, (_, i) => day(`day ${i}`, 100));
    const sections = new Sections(many, 500, new Set());
    expect(sections.count).toBe(50_500);
    expect(sections.at(50_499)).toMatchObject({ kind: "row", index: 99 });
    expect(sections.at(101)).toMatchObject({ kind: "day", day: { day: "day 1" } });
  });

  it("begin with the newest day whole, and bundle no single day", () => {
    expect(shownAtFirst([day("a", 10 * OPEN_ROWS), day("b", 1), day("c", 1)])).toBe(1);
    expect(shownAtFirst([day("a", OPEN_ROWS), day("b", 1)])).toBe(2);
    expect(shownAtFirst([])).toBe(0);
  });
});
