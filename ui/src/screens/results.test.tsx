import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

describe("the dashboard", () => {
  it("is where the window opens once somebody is followed", async () => {
    await openWindow({ path: "/" });
    expect(await screen.findByRole("region", { name: "Needs attention" })).toBeInTheDocument();
    expect(screen.getAllByText("+$214.62").length).toBeGreaterThan(0);
    expect(screen.getByText("34 of 58 closed copies")).toBeInTheDocument();
    const traders = within(screen.getByRole("region", { name: "By trader" }));
    expect(traders.getByText("cost you")).toBeInTheDocument();
  });

  it("has figures of other periods, each with its basis", async () => {
    const { user } = await openWindow({ path: "/dashboard" });
    await user.click(await screen.findByRole("radio", { name: "7D" }));
    expect(await screen.findByText("Profit and loss, last 7 days")).toBeInTheDocument();
    expect(window.location.hash).toContain("period=week");
  });

  it("says what needs a look and leads there", async () => {
    const { user } = await openWindow({ path: "/dashboard" });
    const card = within(await screen.findByRole("region", { name: "Needs attention" }));
    expect(card.getByText("Waiting at its price bound")).toBeInTheDocument();
    await user.click(card.getByRole("link", { name: "Review: Waiting at its price bound" }));
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });

  it("says what to do while there is nothing", async () => {
    await openWindow({ path: "/dashboard", scenario: "fresh" });
    expect(await screen.findByRole("heading", { name: "Nothing to show yet" })).toBeInTheDocument();
  });
});

describe("performance", () => {
  it("says how sure a win rate is, and of how many", async () => {
    await openWindow({ path: "/performance" });
    expect(
      await screen.findByText("58.6% of 58 won, 95% CI 45.8% to 70.4%".replace("45.8%", "45.8")),
    ).toBeInTheDocument();
    expect(screen.getByRole("img", { name: /^Fills by slippage: / })).toBeInTheDocument();
    expect(screen.getByText("116 of 135 orders")).toBeInTheDocument();
  });

  it("says where the rest of a trader's profit went, over the whole life of a follow", async () => {
    const { user } = await openWindow({ path: "/performance?period=day" });
    const card = within(await screen.findByRole("region", { name: "From their result to yours" }));
    const table = within(
      await card.findByRole("table", { name: /^From \+\$171\.22, the result of 25usdc’s trades/ }),
    );
    const rows = table.getAllByRole("rowheader").map((one) => one.textContent);
    expect(rows[0]).toBe("25usdc, at 2.0%");
    expect(rows.at(-1)).toBe("Yours");
    expect(rows).not.toContain("Closed by you");
    expect(table.getByRole("row", { name: /^Fees −\$3\.61 \d+ fills with a fee$/ })).toBeInTheDocument();
    expect(table.getByText("75.0% of the trader’s profit kept")).toBeInTheDocument();
    expect(card.getByText("−$42.82 in total since 24 Oct")).toBeInTheDocument();

    await user.click(card.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "northbound" }));
    expect(await card.findByText("northbound, at 0.5%")).toBeInTheDocument();
    expect(card.getByText("3 trades without a price are not included.")).toBeInTheDocument();
  });

  it("is saved as a file of the period that is shown", async () => {
    const mock = createMock();
    const save = vi.fn(async () => ({ path: "Downloads/pilotfish-demo-performance.csv", rows: 5 }));
    const { user } = await openWindow({
      path: "/performance?period=week",
      mock: Object.assign(mock, { exportPerformance: save }),
    });
    await screen.findByRole("region", { name: "From their result to yours" });
    await user.click(screen.getByRole("button", { name: "CSV" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith("week"));
    const told = await screen.findAllByText("5 traders saved to Downloads/pilotfish-demo-performance.csv");
    expect(told.length).toBeGreaterThan(0);
  });

  it.each(["/performance", "/performance?period=all"])(
    "is empty before anything filled: %s",
    async (path) => {
      await openWindow({ path, scenario: "fresh" });
      expect(await screen.findByRole("heading", { name: "No results yet" })).toBeInTheDocument();
      expect(screen.getByRole("button", { name: "CSV" })).toBeDisabled();
    },
  );
});

describe("an order's price path", () => {
  it("is stepped through with the arrow keys, and lights the event up", async () => {
    const { mock } = await openWindow({ path: "/orders" });
    const fed = (await mock.orders({ ended: false })).find((one) => one.market.startsWith("Fed"));
    window.location.hash = `/orders?order=${fed?.id}`;
    const picture = await screen.findByRole("img", { name: /^Price path of the order on Fed rate cut/ });
    fireEvent.keyDown(picture, { key: "Home" });
    expect(await screen.findByText(/Copy created: 160.00 at 58.0¢. .*stage 1/)).toBeInTheDocument();
    fireEvent.keyDown(picture, { key: "End" });
    expect(await screen.findByText(/Repriced .*stage 3/)).toBeInTheDocument();
    expect(screen.getAllByRole("listitem").some((line) => line.className.includes("bg-raised"))).toBe(true);
  });

  it("is there in figures too", async () => {
    const { user, mock } = await openWindow({ path: "/orders" });
    const fed = (await mock.orders({ ended: false })).find((one) => one.market.startsWith("Fed"));
    window.location.hash = `/orders?order=${fed?.id}`;
    await user.click(await screen.findByRole("radio", { name: "Table" }));
    const table = within(await screen.findByRole("table", { name: "Price path in figures" }));
    expect(table.getAllByText("if the book doesn’t change")).toHaveLength(2);
    expect(table.getAllByRole("row").length).toBeGreaterThan(5);
  });
});

describe("settings and the first step", () => {
  it("switch each kind of notification, and show one to try", async () => {
    const { user, mock } = await openWindow({ path: "/settings" });
    await user.click(await screen.findByRole("switch", { name: "Refusals" }));
    await waitFor(async () => expect((await mock.settings()).notifyRefusals).toBe(false));
    await user.click(screen.getByRole("button", { name: "Send test" }));
    expect((await screen.findAllByText(/^Your desktop accepted the notification/)).length).toBeGreaterThan(0);
    expect(screen.queryByLabelText("Quiet from")).not.toBeInTheDocument();
    await user.click(screen.getByRole("switch", { name: "Quiet hours" }));
    fireEvent.change(await screen.findByLabelText("Quiet from"), { target: { value: "23:30" } });
    await waitFor(async () => expect((await mock.settings()).quietFrom).toBe("23:30"));
  });

  it("change colours and rows at once", async () => {
    const { user } = await openWindow({ path: "/settings" });
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
    const { user } = await openWindow({ path: "/settings" });
    expect(await screen.findByText(/share\/pilotfish\/demo$/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Licences" }));
    expect(await screen.findByText("tokio")).toBeInTheDocument();
  });

  it("begin with the demo, in paper or with a wallet", async () => {
    const { user, mock } = await openWindow({ path: "/", scenario: "first" });
    expect(
      await screen.findByRole("heading", { name: "Copy traders, at your own pace" }),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Start on paper" })).toBeEnabled();
    expect(screen.getByRole("button", { name: "Set up a wallet…" })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Open the demo" }));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
    expect((await mock.settings()).welcomed).toBe(true);
  });
});
