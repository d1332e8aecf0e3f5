import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Attention, SkipReason } from "@/platform";
import { keepsSettings } from "@/test/deeds";
import { openScene } from "@/test/scene";
import { walletOf } from "@/test/traders";

describe("the dashboard", () => {
  it("is where the window opens once somebody is followed", async () => {
    await openScene({ path: "/" });
    expect(await screen.findByRole("region", { name: "Needs attention" })).toBeInTheDocument();
    expect(screen.getAllByText("+$23.11").length).toBeGreaterThan(0);
    expect(screen.getByText("2 of 2 closed copies")).toBeInTheDocument();
    const traders = within(screen.getByRole("region", { name: "By trader" }));
    expect(traders.getByText("cost you")).toBeInTheDocument();
  });

  it("has figures of other periods, each with its basis", async () => {
    const { user } = await openScene({ path: "/dashboard" });
    await user.click(await screen.findByRole("radio", { name: "7D" }));
    expect(await screen.findByText("Profit and loss, last 7 days")).toBeInTheDocument();
    expect(window.location.hash).toContain("period=week");
  });

  it("says what needs a look and leads there", async () => {
    const { user } = await openScene({
      path: "/dashboard",
      with: (recorded) => {
        const bound: Attention = {
          kind: "beyond_bound",
          about: {
            order: 10,
            market: "Fed rate cut at the December meeting?",
            outcome: "Yes",
            side: "BUY",
            trader: { name: "25usdc", address: walletOf("25usdc") },
          },
          price: "0.71",
          bound: "0.68",
        };
        recorded.changes("dashboard", (read) => ({ ...read, attention: [bound, ...read.attention] }));
      },
    });
    const card = within(await screen.findByRole("region", { name: "Needs attention" }));
    expect(card.getByText("Waiting at its price bound")).toBeInTheDocument();
    await user.click(card.getByRole("link", { name: "Review: Waiting at its price bound" }));
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });

  it("begins each line with its reason, and says of what nobody sells what it is worth", async () => {
    const skipped = (reason: SkipReason, count: number): Attention => ({
      kind: "skipped",
      reason,
      count,
      trader: null,
    });
    const attention: Attention[] = [
      { kind: "orphans", count: 1, worth: "159.8" },
      skipped("under_one_dollar", 15),
      skipped("price_band", 11),
    ];
    await openScene({
      path: "/dashboard",
      with: (recorded) => recorded.changes("dashboard", (read) => ({ ...read, attention })),
    });
    const card = within(await screen.findByRole("region", { name: "Needs attention" }));
    expect(card.getByText("1 position from a removed follow")).toBeInTheDocument();
    expect(card.getByText(/^Worth \$159\.80 at today’s price\./)).toBeInTheDocument();
    expect(card.getByText("15 trades skipped: worth less than $1")).toBeInTheDocument();
    expect(card.getByText("11 trades skipped: outside your price range")).toBeInTheDocument();
  });

  it("shows no stage in its colour while nothing is in it", async () => {
    await openScene({ path: "/dashboard", scene: "followed" });
    const card = within(await screen.findByRole("region", { name: "Open orders" }));
    const chips = card.getAllByRole("listitem").map((line) => line.firstElementChild);
    expect(chips).toHaveLength(5);
    for (const chip of chips) expect(chip).toHaveClass("bg-transparent", "text-text-3");
  });

  it("says what to do while there is nothing", async () => {
    await openScene({ path: "/dashboard", scene: "fresh" });
    expect(await screen.findByRole("heading", { name: "Nothing to show yet" })).toBeInTheDocument();
  });
});

describe("performance", () => {
  it("says how sure a win rate is, and of how many", async () => {
    await openScene({ path: "/performance" });
    expect(await screen.findByText("100.0% of 2 won, 95% CI 34.2 to 100.0%")).toBeInTheDocument();
    expect(screen.getByRole("img", { name: /^Fills by slippage: / })).toBeInTheDocument();
    expect(screen.getByText("8 of 9 orders")).toBeInTheDocument();
  });

  it("shows no stage in its colour in which nothing filled", async () => {
    await openScene({ path: "/performance" });
    const card = within(await screen.findByRole("region", { name: "Fills by stage" }));
    const rows = card.getAllByRole("row").filter((row) => row.querySelector("[data-tip] svg"));
    const quiet = rows.filter((row) => within(row).getAllByRole("cell")[2]?.textContent === "0");
    expect(quiet.length).toBeGreaterThan(0);
    for (const row of quiet) expect(row.querySelector("[data-tip]")).toHaveClass("bg-transparent");
  });

  it("says where the rest of a trader's profit went, over the whole life of a follow", async () => {
    const { user } = await openScene({ path: "/performance?period=day" });
    const card = within(await screen.findByRole("region", { name: "From their result to yours" }));
    const table = within(
      await card.findByRole("table", { name: /^From \+\$4\.98, the result of 25usdc’s trades/ }),
    );
    const rows = table.getAllByRole("rowheader").map((one) => one.textContent);
    expect(rows[0]).toBe("25usdc, at 2.0%");
    expect(rows.at(-1)).toBe("Yours");
    // Of what never happened there is no row.
    expect(rows).not.toContain("Closed by you");
    expect(table.getByText("27.0% of the trader’s profit kept")).toBeInTheDocument();
    expect(card.getByText("−$3.64 in total since 8 Oct")).toBeInTheDocument();

    await user.click(card.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "slippage" }));
    expect(await card.findByRole("rowheader", { name: "Closed by you" })).toBeInTheDocument();
    expect(card.getByRole("row", { name: /^Fees −\$0\.13 1 fill with a fee$/ })).toBeInTheDocument();
  });

  it("says of how many trades nothing can be said", async () => {
    const { user } = await openScene({
      path: "/performance",
      with: (recorded) =>
        recorded.changes("shortfall", (shortfall) =>
          shortfall.name === "northbound" ? { ...shortfall, unpriced: 3 } : shortfall,
        ),
    });
    const card = within(await screen.findByRole("region", { name: "From their result to yours" }));
    await user.click(card.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "northbound" }));
    expect(await card.findByText("northbound, at 0.5%")).toBeInTheDocument();
    expect(card.getByText("3 trades without a price are not included.")).toBeInTheDocument();
  });

  it("is saved as a file of the period that is shown", async () => {
    const { user, recorded } = await openScene({
      path: "/performance?period=week",
      with: (told) =>
        told.says("exportPerformance", { path: "Downloads/pilotfish-demo-performance.csv", rows: 5 }),
    });
    await screen.findByRole("region", { name: "From their result to yours" });
    await user.click(screen.getByRole("button", { name: "CSV" }));
    await waitFor(() => expect(recorded.sent("exportPerformance")).toEqual([{ period: "week" }]));
    const told = await screen.findAllByText("5 traders saved to Downloads/pilotfish-demo-performance.csv");
    expect(told.length).toBeGreaterThan(0);
  });

  it.each(["/performance", "/performance?period=all"])(
    "is empty before anything filled: %s",
    async (path) => {
      await openScene({ path, scene: "fresh" });
      expect(await screen.findByRole("heading", { name: "No results yet" })).toBeInTheDocument();
      expect(screen.getByRole("button", { name: "CSV" })).toBeDisabled();
    },
  );
});

describe("an order's price path", () => {
  it("is stepped through with the arrow keys, and lights the event up", async () => {
    await openScene({ path: "/orders?order=10" });
    const picture = await screen.findByRole("img", { name: /^Price path of the order on Fed rate cut/ });
    fireEvent.keyDown(picture, { key: "Home" });
    expect(await screen.findByText(/opened a position at 58.0¢. .*stage 1/)).toBeInTheDocument();
    fireEvent.keyDown(picture, { key: "End" });
    expect(await screen.findByText(/Live on the book.*stage 3/)).toBeInTheDocument();
    expect(screen.getAllByRole("listitem").some((line) => line.className.includes("bg-raised"))).toBe(true);
  });

  it("is there in figures too", async () => {
    const { user } = await openScene({ path: "/orders?order=10" });
    await user.click(await screen.findByRole("radio", { name: "Table" }));
    const table = within(await screen.findByRole("table", { name: "Price path in figures" }));
    expect(table.getAllByText("if the book doesn’t change")).toHaveLength(3);
    expect(table.getAllByRole("row").length).toBeGreaterThan(5);
  });
});

describe("settings and the first step", () => {
  it("switch each kind of notification, and show one to try", async () => {
    const { user, recorded } = await openScene({ path: "/settings", with: keepsSettings });
    const saved = () => recorded.sent("saveSettings").at(-1)?.settings;
    await user.click(await screen.findByRole("switch", { name: "Refusals" }));
    await waitFor(() => expect(saved()).toMatchObject({ notifyRefusals: false }));
    await user.click(screen.getByRole("button", { name: "Send test" }));
    expect((await screen.findAllByText(/^Your desktop accepted the notification/)).length).toBeGreaterThan(0);
    expect(screen.queryByLabelText("Quiet from")).not.toBeInTheDocument();
    await user.click(screen.getByRole("switch", { name: "Quiet hours" }));
    fireEvent.change(await screen.findByLabelText("Quiet from"), { target: { value: "23:30" } });
    await waitFor(() => expect(saved()).toMatchObject({ quietFrom: "23:30" }));
  });

  it("change colours and rows at once", async () => {
    const { user } = await openScene({ path: "/settings", with: keepsSettings });
    await user.click(await screen.findByRole("radio", { name: /Colour-blind$/ }));
    await waitFor(() => expect(document.documentElement.dataset.colours).toBe("colourblind"));
    // A position has three lines: 58 px where nothing else was chosen.
    for (const [density, height] of [
      ["Compact", "50px"],
      ["Comfortable", "64px"],
    ] as const) {
      await user.click(await screen.findByRole("radio", { name: density }));
      window.location.hash = "/positions";
      expect(await screen.findByRole("row", { name: "Shutdown before Christmas?" })).toHaveStyle({ height });
      window.location.hash = "/settings";
    }
  });

  it("say where the files are and under which terms the parts", async () => {
    const { user } = await openScene({ path: "/settings" });
    expect(await screen.findByText(/data\/pilotfish\/demo$/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Licences" }));
    expect(await screen.findByText("tokio")).toBeInTheDocument();
  });

  it("begin with the demo, in paper or with a wallet", async () => {
    const { user, recorded } = await openScene({ path: "/", scene: "first", with: keepsSettings });
    expect(
      await screen.findByRole("heading", { name: "Copy traders, at your own pace" }),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Start on paper" })).toBeEnabled();
    expect(screen.getByRole("button", { name: "Set up a wallet…" })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Open the demo" }));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
    expect(recorded.sent("saveSettings").at(-1)).toMatchObject({ settings: { welcomed: true } });
  });
});
