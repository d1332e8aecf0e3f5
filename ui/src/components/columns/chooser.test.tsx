import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { TableLayout } from "@/platform";
import { keepsTables } from "@/test/deeds";
import { openScene } from "@/test/scene";

const heads = () =>
  within(screen.getByRole("table", { name: "Orders" }))
    .getAllByRole("columnheader")
    .map((head) => head.getAttribute("data-column"));

describe("the chooser of columns", () => {
  it("stands beside the table, works by keyboard alone, and what it chose is kept", async () => {
    const { user, recorded } = await openScene({ path: "/orders", with: keepsTables });
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    const panel = within(await screen.findByRole("complementary", { name: "Columns" }));
    // The table is still there, and the first line has the focus.
    expect(heads()).toContain("market");
    const market = panel.getByRole("checkbox", { name: "Market" });
    expect(market).toHaveFocus();
    // Space takes the trader away.
    await user.keyboard("{ArrowDown} ");
    await waitFor(() => expect(heads()).not.toContain("trader"));
    // Alt and the arrows move what has the focus, which keeps it.
    await user.keyboard("{ArrowDown}{Alt>}{ArrowUp}{ArrowUp}{/Alt}");
    await waitFor(() => expect(heads().slice(0, 3)).toEqual(["choose", "side", "market"]));
    expect(panel.getByRole("checkbox", { name: "Side" })).toHaveFocus();
    expect(panel.getByRole("status")).toHaveTextContent("Side, 1 of");
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(panel.getByRole("status")).toHaveTextContent(/Side, \d+ pixels wide/);
    await waitFor(async () => {
      const { tables } = await recorded.platform.remembered();
      const [layout] = tables;
      expect([layout?.table, layout?.columns[0]?.column]).toEqual(["orders_working", "side"]);
      expect(layout?.columns.find(({ column }) => column === "trader")?.shown).toBe(false);
    });
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("complementary", { name: "Columns" })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Columns" })).toHaveFocus();
  });

  it("keeps a layout under a name, shows it again and forgets it", async () => {
    const { user, recorded } = await openScene({ path: "/orders", with: keepsTables });
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    const panel = within(await screen.findByRole("complementary", { name: "Columns" }));
    await user.click(panel.getByRole("checkbox", { name: "Trader" }));
    await waitFor(() => expect(heads()).not.toContain("trader"));
    await user.click(panel.getByRole("button", { name: "Save as view…" }));
    expect(panel.getByRole("textbox", { name: "View name" })).toHaveFocus();
    await user.keyboard("Short{Enter}");
    const view = await panel.findByRole("button", { name: "Short", pressed: true });
    expect((await recorded.platform.remembered()).views.map(({ table, name }) => [table, name])).toEqual([
      ["orders_working", "Short"],
    ]);
    await user.click(panel.getByRole("button", { name: "Reset" }));
    await waitFor(() => expect(heads()).toContain("trader"));
    expect(view).toHaveAttribute("aria-pressed", "false");
    await user.click(view);
    await waitFor(() => expect(heads()).not.toContain("trader"));
    // The name's own Escape leaves the panel open.
    await user.click(panel.getByRole("button", { name: "Save as view…" }));
    await user.keyboard("{Escape}");
    expect(panel.getByRole("button", { name: "Save as view…" })).toBeInTheDocument();
    await user.click(panel.getByRole("button", { name: "Delete view Short" }));
    await waitFor(() => expect(panel.queryByRole("button", { name: "Short" })).not.toBeInTheDocument());
  });

  it("goes back to the program's own columns", async () => {
    const { user, recorded } = await openScene({ path: "/orders", with: keepsTables });
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    const panel = within(await screen.findByRole("complementary", { name: "Columns" }));
    expect(panel.getByRole("button", { name: "Reset" })).toBeDisabled();
    await user.click(panel.getByRole("checkbox", { name: "Trader" }));
    await waitFor(() => expect(heads()).not.toContain("trader"));
    await user.click(panel.getByRole("button", { name: "Reset" }));
    await waitFor(() => expect(heads()).toContain("trader"));
    await waitFor(async () => expect((await recorded.platform.remembered()).tables).toEqual([]));
  });

  it("is there after a restart", async () => {
    const layout: TableLayout = {
      table: "orders_working",
      columns: [
        { column: "limit", shown: true, width: 120 },
        { column: "market", shown: true, width: null },
      ],
    };
    await openScene({
      path: "/orders",
      with: (recorded) => recorded.changes("remembered", (kept) => ({ ...kept, tables: [layout] })),
    });
    await screen.findByRole("table", { name: "Orders" });
    expect(heads().slice(0, 3)).toEqual(["choose", "limit", "market"]);
  });
});
