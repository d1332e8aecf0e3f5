import { describe, expect, it } from "vitest";
import type { ActivityEntry, HistoryPage, HistoryRow } from "@/platform";
import { keepEvents, keepRows, sharedHistory } from "./sharing";

const row = (id: number, limit = "0.5", starts = [1, 2]) => ({ id, limit, starts });
const keep = (known: ReturnType<typeof row>[], fresh: ReturnType<typeof row>[]) =>
  keepRows(known, fresh, (one) => one.id);

describe("rows that are read again", () => {
  it("are the same list when nothing changed", () => {
    const known = [row(1), row(2)];
    expect(keep(known, [row(1), row(2)])).toBe(known);
  });

  it("renews only the row that changed", () => {
    const known = [row(1), row(2), row(3)];
    const kept = keep(known, [row(1), row(2, "0.6"), row(3)]);
    expect(kept.map((one, i) => one === known[i])).toEqual([true, false, true]);
    expect(kept[1]?.limit).toBe("0.6");
  });

  it("sees a change within a list", () => {
    const known = [row(1)];
    expect(keep(known, [row(1, "0.5", [1, 3])])[0]?.starts).toEqual([1, 3]);
  });

  it("keeps rows that moved, came and went", () => {
    const known = [row(1), row(2), row(3)];
    const kept = keep(known, [row(9), row(1), row(3)]);
    expect(kept[1]).toBe(known[0]);
    expect(kept[2]).toBe(known[2]);
    expect(kept.map((one) => one.id)).toEqual([9, 1, 3]);
  });

  it("gives a shorter list as such", () => {
    const known = [row(1), row(2)];
    expect(keep(known, [row(1)])).toEqual([row(1)]);
  });

  it("keeps the fills of a history page under a new one", () => {
    const fill = (id: number, settlement = "confirmed") => ({ id, settlement }) as HistoryRow;
    const known: HistoryPage = { rows: [fill(2, "matched"), fill(1)], next: null };
    const page = sharedHistory(known, { rows: [fill(3), fill(2), fill(1)], next: null });
    expect(page.rows[1]?.settlement).toBe("confirmed");
    expect(page.rows[2]).toBe(known.rows[1]);
    expect(sharedHistory(page, structuredClone(page))).toBe(page);
  });

  it("keeps the events of the journal", () => {
    const known = [{ seq: 2 }, { seq: 1 }] as ActivityEntry[];
    const kept = keepEvents(known, [{ seq: 3 }, { seq: 2 }] as ActivityEntry[]);
    expect(kept[1]).toBe(known[0]);
    expect(keepEvents(kept, structuredClone(kept))).toBe(kept);
  });

  it("sees a change within a group", () => {
    const known = [{ id: 1, leftOut: { pnl: "1" }, gates: [{ gate: "held" }] }];
    const read = (pnl: string) => [{ id: 1, leftOut: { pnl }, gates: [{ gate: "held" }] }];
    expect(keepRows(known, read("1"), (one) => one.id)).toBe(known);
    expect(keepRows(known, read("2"), (one) => one.id)).not.toBe(known);
  });
});
