import { describe, expect, it } from "vitest";
import type { ActivityEntry } from "@/platform";
import { append, grow, JOURNAL_AT_MOST } from "./journal";

const entry = (seq: number): ActivityEntry => ({
  seq,
  at: seq,
  kind: "control",
  detail: "paused",
  trader: null,
  traderAddress: null,
  market: null,
  outcome: null,
  outcomeIndex: null,
  side: null,
  order: null,
  facts: [],
  gates: [],
});
/** Newest first, as the engine gives them. */
const page = (from: number, to: number, next: number | null) => ({
  entries: Array.from({ length: from - to + 1 }, (_, i) => entry(from - i)),
  next,
});
const seqs = (entries: ActivityEntry[]) => entries.map((one) => one.seq);

describe("the journal's list", () => {
  it("begins with the newest page", () => {
    expect(grow(null, page(9, 5, 5))).toEqual({ entries: page(9, 5, 5).entries, next: 5 });
  });

  it("takes what is new on top, without repeats, and keeps its older end", () => {
    const known = append(grow(null, page(9, 5, 5)), page(4, 1, null));
    const grown = grow(known, page(11, 7, 7));
    expect(seqs(grown.entries)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(grown.next).toBeNull();
  });

  it("is the same list when nothing is new", () => {
    const known = grow(null, page(9, 5, 5));
    expect(grow(known, page(9, 5, 5))).toBe(known);
  });

  it("stays the same while there is nothing at all", () => {
    const nothing = grow(null, { entries: [], next: null });
    expect(grow(nothing, { entries: [], next: null })).toBe(nothing);
    expect(seqs(grow(nothing, page(2, 1, null)).entries)).toEqual([2, 1]);
  });

  it("begins anew when the newest page does not reach it, rather than hide a gap", () => {
    const grown = grow(grow(null, page(9, 5, 5)), page(30, 26, 26));
    expect(seqs(grown.entries)).toEqual([30, 29, 28, 27, 26]);
    expect(grown.next).toBe(26);
  });

  it("appends an older page once", () => {
    const known = grow(null, page(9, 5, 5));
    const twice = append(append(known, page(4, 2, 2)), page(4, 2, 2));
    expect(seqs(twice.entries)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
  });

  it("has a bound", () => {
    let known = grow(null, page(JOURNAL_AT_MOST, 1, null));
    known = grow(known, page(JOURNAL_AT_MOST + 3, JOURNAL_AT_MOST - 3, null));
    expect(known.entries).toHaveLength(JOURNAL_AT_MOST);
    expect(known.entries[0]?.seq).toBe(JOURNAL_AT_MOST + 3);
  });
});
