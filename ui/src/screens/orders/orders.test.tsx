import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { GateView, OrderRow } from "@/platform";
import { openScene } from "@/test/scene";

const row = (name: string) => screen.findByRole("row", { name });
const FED = "Fed rate cut at the December meeting?";

describe("orders", () => {
  it("show each order with where it stands", async () => {
    await openScene({ path: "/orders" });
    const fed = within(await row(FED));
    for (const text of ["BUY", "YES", "160.00", "58.0", "14:14", "9:46", "On the book"]) {
      expect(fed.getByText(new RegExp(`^${text.replace(".", "\\.")}$`, "i"))).toBeInTheDocument();
    }
    expect(fed.getByText(/3 Mid/)).toBeInTheDocument();
    expect(screen.getAllByRole("row")).toHaveLength(5);
  });

  it("climb while time passes", async () => {
    const { recorded } = await openScene({ path: "/orders" });
    const bitcoin = "Bitcoin above $120,000 on 31 December?";
    expect(within(await row(bitcoin)).getByText(/1 Trader/)).toBeInTheDocument();
    // Its first stage ends at 6 h; five hours later it is past that.
    await act(() => recorded.becomes("demo-later"));
    await waitFor(async () => expect(within(await row(bitcoin)).getByText(/2 To ask/)).toBeInTheDocument());
  });

  it("open beside the list, walk with j and k, and close", async () => {
    const { user } = await openScene({ path: "/orders" });
    (await row(FED)).focus();
    await user.keyboard("{Enter}");
    const detail = await screen.findByRole("complementary", { name: "Order details" });
    expect(await within(detail).findByRole("heading", { name: FED })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("option", { selected: true })).toHaveFocus());
    await user.keyboard("j");
    expect(
      await screen.findByRole("heading", { name: "Verstappen to win the 2027 Australian GP?" }),
    ).toBeInTheDocument();
    await user.keyboard("k");
    expect(await screen.findByRole("heading", { name: FED })).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Order details" })).not.toBeInTheDocument(),
    );
    await waitFor(async () => expect(await row(FED)).toHaveFocus());
  });

  it("tell in the drawer what happened and why", async () => {
    await openScene({ path: "/orders?order=10" });
    const detail = within(await screen.findByRole("complementary", { name: "Order details" }));
    expect(await detail.findByText("Stage 2, Toward ask: 58.0¢ → 58.2¢")).toBeInTheDocument();
    expect(detail.getByText("Copy created: 160.00 at 58.0¢")).toBeInTheDocument();
    const path = within(await detail.findByRole("region", { name: "Price path" }));
    expect(await path.findByText("↑ Max price: 68.0¢")).toBeInTheDocument();
    expect(path.getByText("25usdc paid 58.0¢")).toBeInTheDocument();
    expect(detail.getAllByText("59.7 / 60.8").length).toBeGreaterThan(0);
  });

  it("that are the user's own close say so, and lay nothing of it to the trader", async () => {
    const own = (row: OrderRow): OrderRow =>
      row.id === 12 ? { ...row, execution: "market" as const, stage: 5 } : row;
    await openScene({
      path: "/orders?order=12",
      with: (recorded) => {
        recorded.changes("orderList", (list) => ({ ...list, rows: list.rows.map(own) }));
        recorded.changes("order", (detail) => ({ ...detail, order: own(detail.order) }));
      },
    });
    const detail = within(await screen.findByRole("complementary", { name: "Order details" }));
    expect(await detail.findByText("your own close, copied from")).toBeInTheDocument();
    expect(detail.queryByText("copying")).not.toBeInTheDocument();
    const path = within(await detail.findByRole("region", { name: "Price path" }));
    expect(await path.findByText(/^When you closed: \d/)).toBeInTheDocument();
    expect(path.queryByText(/sold at/)).not.toBeInTheDocument();
  });

  it("are cancelled only after a question that says what comes of it", async () => {
    const { user, recorded } = await openScene({ path: "/orders" });
    (await row(FED)).focus();
    await user.keyboard("c");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Cancel this order?" }));
    expect(
      dialog.getByText(/\$58\.75\) will be cancelled.*You keep the 64\.00 shares already filled/),
    ).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Keep order" }));
    expect(recorded.sent("cancelOrder")).toEqual([]);
    await waitFor(async () => expect(await row(FED)).toHaveFocus());
    await user.keyboard("c");
    await user.click(await screen.findByRole("button", { name: "Cancel order ($58.75)" }));
    await waitFor(() => expect(screen.queryByRole("row", { name: FED })).not.toBeInTheDocument());
    expect(recorded.sent("cancelOrder")).toEqual([{ order: 10 }]);
  });

  it("are all cancelled together", async () => {
    const { user, recorded } = await openScene({ path: "/orders" });
    await user.click(await screen.findByRole("button", { name: /^Cancel all 4/ }));
    await user.click(await screen.findByRole("button", { name: /^Cancel 4 orders \(\$/ }));
    await waitFor(() => expect(recorded.sent("cancelOrders")).toEqual([{ orders: [10, 11, 12, 13] }]));
    await waitFor(() => expect(screen.queryByRole("row", { name: FED })).not.toBeInTheDocument());
  });

  it("that are over stand in lists of their own: those with shares filled, and those without, and how they ended", async () => {
    const { user } = await openScene({ path: "/orders" });
    await user.click(await screen.findByRole("radio", { name: "Filled" }));
    const jobless = await screen.findAllByRole("row", { name: "US jobless rate at 4.4% in October?" });
    expect(jobless.some((one) => within(one).queryByText("Filled"))).toBe(true);
    expect(screen.queryByText("Cancelled by you")).not.toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Unfilled" }));
    const verstappen = await screen.findAllByRole("row", {
      name: "Verstappen to win the 2027 Australian GP?",
    });
    expect(verstappen.some((one) => within(one).queryByText("Cancelled by you"))).toBe(true);
    expect(screen.queryByText("Filled", { selector: "td *" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Cancel/ })).not.toBeInTheDocument();
  });

  it("stand beside the detail in the list that the open one is in", async () => {
    const { user } = await openScene({
      path: "/orders?show=unfilled&order=1",
      with: (recorded) => {
        const isPart = (row: OrderRow): OrderRow =>
          row.id === 1 ? { ...row, filled: "80", filledPercent: 94, end: "rest_below_minimum" } : row;
        recorded.changes("orderList", (list) => ({ ...list, rows: list.rows.map(isPart) }));
        recorded.changes("order", (detail) => ({ ...detail, order: isPart(detail.order) }));
      },
    });
    expect(await screen.findByText(/^\d+ filled$/)).toBeInTheDocument();
    expect(await screen.findByText("Partly filled, rest below minimum")).not.toHaveClass("truncate");
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("radio", { name: "Filled", checked: true })).toBeInTheDocument();
  });

  it("say how far they are from being filled, and at market when they try again", async () => {
    await openScene({
      path: "/orders",
      with: (recorded) => {
        const { now } = recorded.read("frame");
        // Its ladder is at its end, and nobody buys above its bound.
        const atMarket = (row: OrderRow): OrderRow =>
          row.side === "SELL"
            ? {
                ...row,
                stage: 5,
                nextStageAt: null,
                nextTryAt: now + 3 * 60_000,
                waiting: "beyond_bound",
                child: "none",
              }
            : row;
        recorded.changes("orderList", (list) => ({ ...list, rows: list.rows.map(atMarket) }));
      },
    });
    // The ask of 60.8 less our limit of 60.2; of a sale, our limit of 34.0 less the bid of 33.2.
    expect(within(await row(FED)).getByText("0.6")).toBeInTheDocument();
    const sale = within(await row("Shutdown before Christmas?"));
    expect(sale.getByText("0.8")).toBeInTheDocument();
    expect(sale.getByText("outside its price bound")).toBeInTheDocument();
    expect(sale.getByRole("timer")).toHaveTextContent("0:03");
  });

  it("that wait for a limit say which, and how much it is", async () => {
    const heldBy: GateView = {
      gate: "daily_spend",
      asked: "10",
      allowed: "0",
      basis: { by: "money", used: "300", limit: "300" },
      room: "0",
      outcome: "bound",
    };
    await openScene({
      path: "/orders",
      with: (recorded) =>
        recorded.changes("orderList", (list) => ({
          ...list,
          rows: list.rows.map((row) =>
            row.market === FED ? { ...row, waiting: "limit" as const, child: "none" as const, heldBy } : row,
          ),
        })),
    });
    expect(within(await row(FED)).getByText("On hold: Daily spending limit ($300.00)")).toBeInTheDocument();
  });

  it("are filtered by trader and by stage, and the address says so", async () => {
    const { user } = await openScene({ path: "/orders" });
    await row(FED);
    await user.click(screen.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "25usdc" }));
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
    expect(window.location.hash).toMatch(/trader=.*0x/);
    await user.click(screen.getByRole("combobox", { name: "Stage" }));
    await user.click(await screen.findByRole("option", { name: "3 Mid" }));
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
    expect(window.location.hash).toContain("stage=3");
    await user.click(screen.getByRole("combobox", { name: "Stage" }));
    await user.click(await screen.findByRole("option", { name: "1 Trader’s price" }));
    await user.click(await screen.findByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(5));
    expect(window.location.hash).toBe("#/orders");
  });

  it("can be filtered, and say so when nothing is left", async () => {
    const { user } = await openScene({ path: "/orders" });
    await row(FED);
    await user.keyboard("/");
    await user.keyboard("northbound");
    expect(screen.getAllByRole("row")).toHaveLength(2);
    await user.keyboard("xyz");
    expect(screen.getByRole("heading", { name: "No matching orders" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear filter" }));
    expect(screen.getAllByRole("row")).toHaveLength(5);
  });

  it("have an empty state with one way on", async () => {
    const { user } = await openScene({ path: "/orders", scene: "fresh" });
    expect(
      await screen.findByText("You aren’t following anyone yet, so there is nothing to copy."),
    ).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Choose a trader" }));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
  });

  it("mark prices as old while the venue does not answer", async () => {
    await openScene({
      path: "/orders",
      scene: "disconnected",
      with: (recorded) =>
        recorded.changes("frame", (frame) => ({ ...frame, disconnectedSince: frame.now - 48_000 })),
    });
    expect(await screen.findByText(/^Bid and ask are 48.s old$/)).toBeInTheDocument();
  });
});
