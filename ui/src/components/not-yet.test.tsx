import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { HistoryRow } from "@/platform";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

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
    const mock = createMock({ scenario: "", language: "en" });
    mock.decisions = nothing;
    mock.activity = nothing;
    const { user } = await openWindow({ path, mock });
    expect(await screen.findByText("No matches among the most recent events")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Search older events" }));
    expect(await screen.findByText(end)).toBeInTheDocument();
  });

  it("of the history goes past what has no hit", async () => {
    const mock = createMock({ scenario: "", language: "en" });
    const first = (await mock.history({ ...NO_FILTER, after: null, limit: 1 })).rows[0] as HistoryRow;
    let asked = 0;
    mock.history = async ({ after }) => {
      asked += 1;
      if (after === null) return { rows: [], next: { at: 9, id: 9 } };
      const next = after.id > 6 ? { at: after.at - 1, id: after.id - 1 } : null;
      return { rows: next === null ? [first] : [], next };
    };
    const { user } = await openWindow({ path: "/history?q=zzz", mock });
    await user.click(await screen.findByRole("button", { name: "Search older events" }));
    expect(await screen.findByText(first.market)).toBeInTheDocument();
    expect(asked).toBeGreaterThan(4);
  });
});

const NO_FILTER = { trader: null, from: null, until: null, side: null, text: null, market: null };
