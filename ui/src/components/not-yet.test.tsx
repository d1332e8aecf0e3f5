import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ActivityQuery, DecisionsQuery, HistoryQuery, HistoryRow } from "@/platform";
import { openScene } from "@/test/scene";

const NO_FILTER = { trader: null, from: null, until: null, side: null, text: null };
const NO_DECISIONS = { verdict: null, trader: null, from: null, until: null, text: null };

const FIRST: HistoryRow = {
  id: 7,
  at: 1_791_450_000_000,
  order: 1,
  follow: 1,
  traderAddress: "0xa27e3c9b50f7e3c9b50f7e3c9b50f7e3c9b50fd1",
  trader: "denizz",
  market: "Shutdown before Christmas?",
  condition: "0x04",
  outcome: "Yes",
  outcomeIndex: 0,
  side: "BUY",
  shares: "60",
  price: "0.33",
  traderPrice: "0.33",
  slippage: "0",
  slippageUsd: "0",
  value: "19.8",
  fee: "0",
  realised: null,
  stage: 1,
  liquidity: "maker",
  settlement: "confirmed",
};

/** Nothing among the newest rows, and nothing among the older ones either. */
const nothing = async ({ before }: { before: number | null }) => ({
  rows: [],
  entries: [],
  next: before === null ? 500 : null,
});

describe("a filter that found nothing yet", () => {
  it.each([
    ["decisions", "/activity?q=zzz", "No matching decisions"],
    ["journal", "/activity?show=events&q=zzz", "No matching events"],
  ])("of the %s goes on looking when it is asked", async (_, path, end) => {
    const { user } = await openScene({
      path,
      scene: "fresh",
      with: (recorded) =>
        recorded
          .says("decisions", ({ query }) => nothing(query as DecisionsQuery))
          .says("decisionCounts", recorded.read("decisionCounts", { filter: NO_DECISIONS }))
          .says("activity", ({ query }) => nothing(query as ActivityQuery)),
    });
    expect(await screen.findByText("No matches among the most recent events")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Search older events" }));
    expect(await screen.findByText(end)).toBeInTheDocument();
  });

  it("of the history goes past what has no hit", async () => {
    let asked = 0;
    const { user } = await openScene({
      path: "/history?q=zzz",
      scene: "fresh",
      with: (recorded) =>
        recorded
          .says("historyTotals", recorded.read("historyTotals", { filter: NO_FILTER }))
          .says("history", ({ query }) => {
            const { after } = query as HistoryQuery;
            asked += 1;
            if (after === null) return { rows: [], next: { at: 9, id: 9 } };
            const next = after.id > 6 ? { at: after.at - 1, id: after.id - 1 } : null;
            return { rows: next === null ? [FIRST] : [], next };
          }),
    });
    await user.click(await screen.findByRole("button", { name: "Search older events" }));
    expect(await screen.findByText(FIRST.market)).toBeInTheDocument();
    expect(asked).toBeGreaterThan(4);
  });
});
