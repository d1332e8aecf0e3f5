import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { PlatformError } from "@/platform";
import { createMock } from "@/platform/mock";
import { openWindow, tipped } from "@/test/render";

const HOT = "Hottest year on record: 2026?";

describe("positions", () => {
  it("are closed in a sheet that says what it brings after the fee", async () => {
    const { user, mock } = await openWindow({ path: "/positions" });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    const sheet = within(await screen.findByRole("complementary", { name: "Close position" }));
    // What comes in is after the fee, in the sum, in the result and on the button.
    const sums = within((await sheet.findByText("You receive")).closest("dl") ?? document.body);
    expect(sums.getByText("85.00 shares at 63.7¢ on average").nextSibling).toHaveTextContent(/^\$54\.1\d$/);
    expect(sums.getByText("Fee, 4% of p × (1 − p)").nextSibling).toHaveTextContent("−$0.79");
    expect(sums.getByText("You receive").nextSibling).toHaveTextContent(/^\$53\.3\d$/);
    expect(sums.getByText(/after fees$/)).toBeInTheDocument();
    expect(
      within(sheet.getByRole("region", { name: "Bids it would hit" })).getAllByRole("listitem"),
    ).toHaveLength(2);
    await user.click(sheet.getByRole("button", { name: "Cancel" }));
    expect(mock.world.positions).toHaveLength(14);
    (await screen.findByRole("row", { name: HOT })).focus();
    await user.keyboard("c");
    await user.click(
      await screen.findByRole("button", { name: /^Sell 85\.00 for about \$53\.3/ }, { timeout: 10_000 }),
    );
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Close position" })).not.toBeInTheDocument(),
    );
    mock.advance(1000);
    await waitFor(() => expect(screen.queryByRole("row", { name: HOT })).not.toBeInTheDocument());
  });

  it("that the copy sells already say so, and may be closed all the same", async () => {
    const { user } = await openWindow({ path: "/positions" });
    const gta = within(await screen.findByRole("row", { name: "GTA VI released before 1 March 2027?" }));
    expect(tipped(/^A copied sell order already covers all of it/)).toBeInTheDocument();
    await user.click(gta.getByRole("button"));
    expect(await screen.findByText(/^35\.00 shares at .* on average$/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Sell 35/ })).toBeEnabled();
  });

  it("of less than a lot are shown, and offer no sale that cannot be", async () => {
    const mock = createMock();
    const [first] = mock.world.positions;
    if (first) Object.assign(first, { shares: 0.004, cost: 0.002 });
    await openWindow({ path: "/positions", mock });
    const dust = within((await screen.findByText("Dust")).closest("tr") ?? document.body);
    expect(dust.getByText("< 0.01")).toBeInTheDocument();
    expect(dust.queryByRole("button")).not.toBeInTheDocument();
  });

  it("can be closed while everything is stopped", async () => {
    const { user } = await openWindow({ path: "/positions", scenario: "stopped" });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    expect(await screen.findByRole("button", { name: /^Sell 85\.00 for about/ })).toBeEnabled();
    expect(screen.getByText(/copied once you resume/)).toBeInTheDocument();
  });

  it("are closed in parts, at the market within a bound or at a limit", async () => {
    const { user, mock } = await openWindow({ path: "/positions" });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    await user.click(await screen.findByRole("radio", { name: /^50/ }));
    expect(await screen.findByText(/^42\.50 shares at .* on average$/)).toBeInTheDocument();
    expect(screen.getByLabelText("Shares to sell")).toHaveValue("42.50");
    expect(screen.getByText(/^You keep 42\.50 shares/)).toBeInTheDocument();
    // Above the bid nobody buys now, and it says so.
    const bound = screen.getByLabelText("Not below");
    await user.clear(bound);
    await user.type(bound, "70");
    expect(await screen.findByText(/^No bid at 70\.0¢ or better right now/)).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Limit" }));
    expect(screen.getByText("Enter a price in cents.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Sell" })).toBeDisabled();
    await user.type(screen.getByLabelText("Limit price"), "70");
    await user.click(await screen.findByRole("button", { name: /^Offer 42\.50 at 70/ }));
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Close position" })).not.toBeInTheDocument(),
    );
    const sale = mock.world.orders.at(-1);
    expect([sale?.side, sale?.shares, sale?.limit]).toEqual(["SELL", 42.5, 70]);
  });

  it("are closed by shares as they are typed", async () => {
    const { user, mock } = await openWindow({ path: "/positions" });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    const shares = screen.getByLabelText("Shares to sell");
    await user.clear(shares);
    expect(screen.getByText("Enter how many of your 85.00 shares to sell.")).toBeInTheDocument();
    await user.type(shares, "12.5");
    await user.click(await screen.findByRole("button", { name: /^Sell 12\.50 for about/ }));
    await waitFor(() => expect(mock.world.orders.at(-1)?.shares).toBe(12.5));
  });

  it("are all closed from one sheet, or those of one follow", async () => {
    const { user, mock } = await openWindow({ path: "/positions" });
    await user.click(await screen.findByRole("button", { name: "Close several…" }));
    const sheet = within(await screen.findByRole("complementary", { name: "Close positions" }));
    expect(await sheet.findByRole("button", { name: /^Sell 14 positions for about/ })).toBeEnabled();
    expect(
      within(sheet.getByRole("list", { name: "Proceeds by position" })).getAllByRole("listitem"),
    ).toHaveLength(14);
    await user.click(sheet.getByRole("button", { name: "Cancel" }));
    await user.type(screen.getByLabelText("Market or trader"), "kestrel");
    await user.click(await screen.findByRole("button", { name: "Close several…" }));
    await user.click(await screen.findByRole("button", { name: /^Sell \d+ positions? for about/ }));
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Close positions" })).not.toBeInTheDocument(),
    );
    const kestrel = mock.world.follows.find((one) => one.trader === "kestrel")?.id;
    const sales = mock.world.orders.filter((order) => order.closes && order.status !== "ended");
    expect(new Set(sales.map((order) => order.follow))).toEqual(new Set([kestrel]));
  });

  it("of both sides of a market stand under what they pay whatever comes", async () => {
    const mock = createMock();
    const [first] = mock.world.positions;
    if (first)
      mock.world.positions.push({ ...first, outcome: first.outcome === 0 ? 1 : 0, shares: 20, cost: 4 });
    await openWindow({ path: "/positions", mock });
    const hedge = (await screen.findAllByText("Hedge."))[0]?.closest("tr") as HTMLElement;
    expect(within(hedge).getByText(/^20\.00 YES \+ 20\.00 NO pay \$20\.00 either way/)).toBeInTheDocument();
    expect(within(hedge).getByText("locked in")).toBeInTheDocument();
  });

  it("of removed follows are marked and can be listed alone", async () => {
    const { user } = await openWindow({ path: "/positions", scenario: "orphans" });
    expect(
      await screen.findByText(/^2 positions belong to traders you no longer follow/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: /^No longer followed/ }));
    expect(screen.getAllByRole("row")).toHaveLength(3);
    expect(screen.getAllByText("No longer followed")).toHaveLength(2);
  });

  it("show a dash, not a guess, where there is no price", async () => {
    const mock = createMock();
    const all = await mock.positions();
    const [first, ...rest] = all.rows;
    if (!first) throw new Error("no row");
    const blind = { ...first, price: null, value: null, pnl: null, pnlPercent: null };
    await openWindow({
      path: "/positions",
      mock: Object.assign(mock, { positions: async () => ({ ...all, rows: [blind, ...rest] }) }),
    });
    const row = within(await screen.findByRole("row", { name: first.market }));
    expect(row.getAllByText("—")).toHaveLength(4);
  });
});

describe("the history", () => {
  it("is filtered by trader and side, with sums of what is left", async () => {
    const { user } = await openWindow({ path: "/history" });
    expect(await screen.findByText("121")).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Sells" }));
    await user.click(screen.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "northbound" }));
    await waitFor(() => expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "3"));
    expect(window.location.hash).toContain("side=SELL");
    expect(screen.getAllByText("$0.00").length).toBeGreaterThan(0);
  });

  it("finds a market by its words and says when nothing matches", async () => {
    const { user } = await openWindow({ path: "/history" });
    await screen.findByText("121");
    await user.keyboard("/nothing like it");
    expect(await screen.findByRole("heading", { name: "No matching fills" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("121")).toBeInTheDocument();
  });

  it("is saved as a file of what is shown", async () => {
    const mock = createMock();
    const save = vi.fn(async () => ({ path: "~/Downloads/history.csv", rows: 9 }));
    const { user } = await openWindow({
      path: "/history?side=SELL",
      mock: Object.assign(mock, { exportHistory: save }),
    });
    await user.click(await screen.findByRole("button", { name: "CSV" }));
    await waitFor(() =>
      expect(save).toHaveBeenCalledWith(expect.objectContaining({ side: "SELL", trader: null })),
    );
    expect((await screen.findAllByText("9 rows saved to ~/Downloads/history.csv")).length).toBeGreaterThan(0);
  });

  it("loads the next page when its end comes near", async () => {
    const mock = createMock();
    const whole = await mock.history({
      trader: null,
      from: null,
      until: null,
      side: null,
      text: null,
      after: null,
      limit: 500,
    });
    const history = vi.fn(async ({ after }: { after: unknown }) =>
      after === null
        ? {
            rows: whole.rows.slice(0, 40),
            next: { at: whole.rows[39]?.at ?? 0, id: whole.rows[39]?.id ?? 0 },
          }
        : { rows: whole.rows.slice(40), next: null },
    );
    await openWindow({ path: "/history", mock: Object.assign(mock, { history }) });
    await waitFor(() =>
      expect(history).toHaveBeenCalledWith(expect.objectContaining({ after: expect.anything() })),
    );
    expect(await screen.findByText("Beginning of history")).toBeInTheDocument();
  });

  it("tells what failed and offers another try", async () => {
    const mock = createMock();
    const history = async () => {
      throw new PlatformError({ code: "database_failed", detail: "locked" });
    };
    await openWindow({ path: "/history", mock: Object.assign(mock, { history }) });
    expect(await screen.findByText("The database could not be written.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });

  it("opens the order of a fill", async () => {
    const { user } = await openWindow({ path: "/history" });
    (await screen.findAllByRole("row", { name: "Shutdown before Christmas?" }))[0]?.focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });
});
