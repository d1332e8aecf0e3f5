import { describe, expect, it } from "vitest";
import type { LedgerDay, LedgerFilter, LedgerRow, LedgerRowsQuery, Platform } from "@/platform";
import { LEDGER_PAGE, LedgerPages, rowsOf } from "./ledger";

const filter: LedgerFilter = {
  kind: null,
  trader: null,
  market: null,
  year: null,
  from: null,
  until: null,
  text: null,
};
const dayOf = (entries: number): LedgerDay => ({
  day: "2026-11-22",
  entries,
  cash: "0",
  cashSoFar: "0",
  balance: "0",
  first: 1,
  last: entries,
});

/** An engine whose day has so many rows; each is its number. */
function engine() {
  const asked: LedgerRowsQuery[] = [];
  const platform = {
    ledgerRows: async (query: LedgerRowsQuery) => {
      asked.push(query);
      const most = Math.min(query.limit, query.last - query.skip);
      return Array.from({ length: most }, (_, i) => ({ seq: query.skip + i + 1 }) as LedgerRow);
    },
  } as unknown as Platform;
  return { asked, platform };
}

describe("the ledger's pages", () => {
  it("hold a row at its place, the newest first", async () => {
    const { platform } = engine();
    const pages = new LedgerPages();
    const day = dayOf(LEDGER_PAGE + 5);
    expect(pages.at(day, 0)).toBeUndefined();
    for (const page of [0, 1]) await pages.read(platform, filter, { day, page });
    expect(pages.at(day, 0)?.seq).toBe(LEDGER_PAGE + 5);
    expect(pages.at(day, 4)?.seq).toBe(LEDGER_PAGE + 1);
    expect(pages.at(day, 5)?.seq).toBe(LEDGER_PAGE);
    expect(pages.at(day, LEDGER_PAGE + 4)?.seq).toBe(1);
  });

  it("are read again only where their day has grown", async () => {
    const { platform, asked } = engine();
    const pages = new LedgerPages();
    const before = dayOf(LEDGER_PAGE + 5);
    for (const page of [0, 1]) await pages.read(platform, filter, { day: before, page });
    const after = dayOf(LEDGER_PAGE + 7);
    expect(rowsOf({ day: after, page: 1 })).toBe(7);
    expect(pages.isMissing({ day: after, page: 0 })).toBe(false);
    expect(pages.isMissing({ day: after, page: 1 })).toBe(true);
    // What is known keeps its place while the rest is on its way.
    expect(pages.at(after, 2)?.seq).toBe(LEDGER_PAGE + 5);
    await pages.read(platform, filter, { day: after, page: 1 });
    expect(pages.at(after, 0)?.seq).toBe(LEDGER_PAGE + 7);
    expect(asked.map(({ skip, last }) => [skip, last])).toEqual([
      [0, LEDGER_PAGE + 5],
      [LEDGER_PAGE, LEDGER_PAGE + 5],
      [LEDGER_PAGE, LEDGER_PAGE + 7],
    ]);
  });

  it("are not asked for twice at once", async () => {
    const { platform } = engine();
    const pages = new LedgerPages();
    const wanted = { day: dayOf(3), page: 0 };
    const reading = pages.read(platform, filter, wanted);
    expect(pages.isMissing(wanted)).toBe(false);
    await reading;
    expect(pages.isMissing(wanted)).toBe(false);
  });
});
