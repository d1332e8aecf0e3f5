import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openScene } from "@/test/scene";

describe("the leaderboard", () => {
  it("has percents alone in the column of percents: dollars stand in the tooltip", async () => {
    await openScene({
      path: "/leaderboard",
      scene: "fresh",
      with: (recorded) =>
        recorded.changes("leaderboard", (board) => {
          const rows = board.rows.map((row, at) => ({
            ...row,
            drawdown: "-2433.10",
            drawdownPercent: at === 0 ? "12.5" : null,
          }));
          return { ...board, rows };
        }),
    });
    const table = await screen.findByRole("table", { name: /./ });
    const [, known, unknown] = await within(table).findAllByRole("row");
    expect(known).toHaveTextContent("12.5");
    expect(unknown).not.toHaveTextContent("2.4k");
    const why = unknown?.querySelector('[data-tip^="Down"]');
    expect(why).toHaveTextContent("—");
    expect(why?.getAttribute("data-tip")).toMatch(/^Down \$2,433 from the peak\. Their equity cannot/);
  });
});
