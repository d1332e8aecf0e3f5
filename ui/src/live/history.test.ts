import { describe, expect, it } from "vitest";
import type { HistoryRow } from "@/platform";
import { appendHistory, growHistory } from "./history";

const row = (id: number, settlement = "confirmed") => ({ id, at: id, settlement }) as HistoryRow;
const page = (from: number, to: number, more = true) => ({
  rows: Array.from({ length: from - to + 1 }, (_, i) => row(from - i)),
  next: more ? { at: to, id: to } : null,
});
const ids = (rows: HistoryRow[]) => rows.map((one) => one.id);

describe("the history's list", () => {
  it("takes new fills on top and keeps its older end", () => {
    const known = appendHistory(growHistory(null, page(9, 6)), page(5, 1, false));
    const grown = growHistory(known, page(11, 8));
    expect(ids(grown.rows)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(grown.next).toBeNull();
  });

  it("shows how a fill it knows has settled since", () => {
    const known = growHistory(null, { rows: [row(2, "matched"), row(1)], next: null });
    const grown = growHistory(known, { rows: [row(2), row(1)], next: null });
    expect(grown.rows[0]?.settlement).toBe("confirmed");
  });

  it("begins anew rather than hide a gap", () => {
    const grown = growHistory(growHistory(null, page(9, 5)), page(30, 26));
    expect(ids(grown.rows)).toEqual([30, 29, 28, 27, 26]);
    expect(grown.next).toEqual({ at: 26, id: 26 });
  });

  it("appends an older page once", () => {
    const known = growHistory(null, page(9, 7));
    expect(ids(appendHistory(appendHistory(known, page(6, 4)), page(6, 4)).rows)).toEqual([9, 8, 7, 6, 5, 4]);
  });

  it("keeps what was found further back while the newest have no hit", () => {
    const known = appendHistory(growHistory(null, { rows: [], next: { at: 9, id: 9 } }), page(5, 1, false));
    expect(growHistory(known, { rows: [], next: { at: 9, id: 9 } })).toBe(known);
  });

  it("is empty when the filter finds nothing", () => {
    expect(growHistory(null, { rows: [], next: null })).toEqual({ rows: [], next: null });
  });
});
