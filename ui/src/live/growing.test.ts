import { describe, expect, it } from "vitest";
import { append, grow, type Numbered, ROWS_AT_MOST, refresh, sharedPage } from "./growing";
import { keepRows } from "./sharing";

const known = new Map<number, Numbered>();
/** The same row is the same object, as the query library gives it. */
const entry = (seq: number): Numbered => {
  const row = known.get(seq) ?? { seq };
  known.set(seq, row);
  return row;
};
/** Newest first, as the engine gives them. */
const page = (from: number, to: number, next: number | null) => ({
  rows: Array.from({ length: from - to + 1 }, (_, i) => entry(from - i)),
  next,
});
const seqs = (rows: Numbered[]) => rows.map((one) => one.seq);

describe("a list that grows", () => {
  it("begins with the newest page", () => {
    expect(grow(null, page(9, 5, 5))).toEqual({ rows: page(9, 5, 5).rows, next: 5 });
  });

  it("takes what is new on top, without repeats, and keeps its older end", () => {
    const list = append(grow(null, page(9, 5, 5)), page(4, 1, null));
    const grown = grow(list, page(11, 7, 7));
    expect(seqs(grown.rows)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(grown.next).toBeNull();
  });

  it("is the same list when nothing is new", () => {
    const list = grow(null, page(9, 5, 5));
    expect(grow(list, page(9, 5, 5))).toBe(list);
  });

  it("stays the same while there is nothing at all", () => {
    const nothing = grow(null, { rows: [], next: null });
    expect(grow(nothing, { rows: [], next: null })).toBe(nothing);
    expect(seqs(grow(nothing, page(2, 1, null)).rows)).toEqual([2, 1]);
  });

  it("begins anew when the newest page does not reach it, rather than hide a gap", () => {
    const grown = grow(grow(null, page(9, 5, 5)), page(30, 26, 26));
    expect(seqs(grown.rows)).toEqual([30, 29, 28, 27, 26]);
    expect(grown.next).toBe(26);
  });

  it("appends an older page once", () => {
    const list = grow(null, page(9, 5, 5));
    const twice = append(append(list, page(4, 2, 2)), page(4, 2, 2));
    expect(seqs(twice.rows)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
  });

  it("that is held still shows what became of its rows, and no new ones", () => {
    const list = append(grow(null, page(9, 5, 5)), page(4, 1, null));
    const decided = { seq: 7, verdict: "copied" };
    const newest = { rows: [entry(10), entry(9), entry(8), decided, entry(6)], next: 6 };
    const refreshed = refresh(list, newest);
    expect(seqs(refreshed.rows)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(refreshed.rows[2]).toBe(decided);
    expect(refreshed.next).toBeNull();
    expect(refresh(list, page(11, 7, 7))).toBe(list);
  });

  it("has a bound", () => {
    let list = grow(null, page(ROWS_AT_MOST, 1, null));
    list = grow(list, page(ROWS_AT_MOST + 3, ROWS_AT_MOST - 3, null));
    expect(list.rows).toHaveLength(ROWS_AT_MOST);
    expect(list.rows[0]?.seq).toBe(ROWS_AT_MOST + 3);
  });

  it("shows a row as it was read last", () => {
    const list = append(grow(null, page(9, 5, 5)), page(4, 1, null));
    const changed = { seq: 8, verdict: "copied" };
    const read = { rows: [entry(9), changed, entry(7)], next: 7 };
    const grown = grow(list, read);
    expect(grown.rows[1]).toBe(changed);
    expect(seqs(grown.rows)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(grown.next).toBeNull();
  });

  it("shares the page that was read before where it says the same", () => {
    const share = sharedPage<Numbered>((before, fresh) => keepRows(before, fresh, (row) => row.seq));
    const before = page(3, 1, null);
    expect(share(before, { rows: [{ seq: 3 }, { seq: 2 }, { seq: 1 }], next: null })).toBe(before);
    expect(share(before, { rows: [{ seq: 4 }, { seq: 3 }], next: 3 })).toEqual({
      rows: [{ seq: 4 }, { seq: 3 }],
      next: 3,
    });
  });
});
