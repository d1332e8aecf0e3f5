import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "@/test/render";

const row = (name: string) => screen.findByRole("row", { name });
const FED = "Fed rate cut at the December meeting?";

describe("orders", () => {
  it("show each order with where it stands", async () => {
    await openWindow({ path: "/orders" });
    const fed = within(await row(FED));
    for (const text of ["BUY", "YES", "160.00", "58.0", "14:12", "9:48", "On the book"]) {
      expect(fed.getByText(new RegExp(`^${text.replace(".", "\\.")}$`, "i"))).toBeInTheDocument();
    }
    expect(fed.getByText(/3 Mid/)).toBeInTheDocument();
    expect(screen.getAllByRole("row")).toHaveLength(8);
    expect(
      within(await row("Ethereum to reach $6,000 in 2026?")).getByText("outside its price bound"),
    ).toBeInTheDocument();
  });

  it("climb while time passes", async () => {
    const { mock } = await openWindow({ path: "/orders" });
    const bitcoin = "Bitcoin above $120,000 on 31 December?";
    expect(within(await row(bitcoin)).getByText(/1 Trader/)).toBeInTheDocument();
    // Five venue hours at 60×: its first stage ends at 6 h, and it is 1.6 h old.
    await act(async () => mock.advance(300_000));
    await waitFor(async () => expect(within(await row(bitcoin)).getByText(/2 To ask/)).toBeInTheDocument());
  });

  it("open beside the list, walk with j and k, and close", async () => {
    const { user } = await openWindow({ path: "/orders" });
    (await row(FED)).focus();
    await user.keyboard("{Enter}");
    const detail = await screen.findByRole("complementary", { name: "Order details" });
    expect(await within(detail).findByRole("heading", { name: FED })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("option", { selected: true })).toHaveFocus());
    await user.keyboard("j");
    expect(
      await screen.findByRole("heading", { name: "GTA VI released before 1 March 2027?" }),
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
    const { mock } = await openWindow({ path: "/orders" });
    const fed = (await mock.orders({ ended: false })).find((one) => one.market === FED);
    window.location.hash = `/orders?order=${fed?.id}`;
    const detail = within(await screen.findByRole("complementary", { name: "Order details" }));
    expect(await detail.findByText("Stage 2, Toward ask: 58.0¢ → 58.2¢")).toBeInTheDocument();
    expect(detail.getByText("Copy created: 160.00 at 58.0¢")).toBeInTheDocument();
    const path = within(await detail.findByRole("region", { name: "Price path" }));
    expect(await path.findByText("↑ Max price: 68.0¢")).toBeInTheDocument();
    expect(path.getByText("25usdc paid 58.0¢")).toBeInTheDocument();
    expect(detail.getAllByText("59.7 / 60.8").length).toBeGreaterThan(0);
  });

  it("are cancelled only after a question that says what comes of it", async () => {
    const { user, mock } = await openWindow({ path: "/orders" });
    (await row(FED)).focus();
    await user.keyboard("c");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Cancel this order?" }));
    expect(
      dialog.getByText(/\$57\.79\) will be cancelled.*You keep the 64\.00 shares already filled/),
    ).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Keep order" }));
    expect((await mock.orders({ ended: false })).every((one) => one.status === "working")).toBe(true);
    await waitFor(async () => expect(await row(FED)).toHaveFocus());
    await user.keyboard("c");
    await user.click(await screen.findByRole("button", { name: "Cancel order ($57.79)" }));
    await waitFor(async () =>
      expect((await mock.orders({ ended: false })).find((one) => one.market === FED)?.status).toBe("ending"),
    );
  });

  it("are all cancelled together", async () => {
    const { user, mock } = await openWindow({ path: "/orders" });
    await user.click(await screen.findByRole("button", { name: /^Cancel all 7/ }));
    await user.click(await screen.findByRole("button", { name: /^Cancel 7 orders \(\$/ }));
    await waitFor(async () =>
      expect((await mock.orders({ ended: false })).every((one) => one.status === "ending")).toBe(true),
    );
  });

  it("that are over stand in lists of their own: those with shares filled, and those without, and how they ended", async () => {
    const { user } = await openWindow({ path: "/orders" });
    await user.click(await screen.findByRole("radio", { name: "Filled" }));
    const jobless = await screen.findAllByRole("row", { name: "US jobless rate at 4.4% in October?" });
    expect(jobless.some((one) => within(one).queryByText("Partly filled, rest below minimum"))).toBe(true);
    expect(screen.queryByText("Cancelled by you")).not.toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Unfilled" }));
    const recession = await screen.findAllByRole("row", { name: "Recession called in the US before 2028?" });
    expect(recession.some((one) => within(one).queryByText("Cancelled by you"))).toBe(true);
    expect(screen.queryByText("Partly filled, rest below minimum")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Cancel/ })).not.toBeInTheDocument();
  });

  it("stand beside the detail in the list that the open one is in", async () => {
    const { user } = await openWindow({ path: "/orders?show=unfilled&order=1" });
    expect(await screen.findByText(/^\d+ filled$/)).toBeInTheDocument();
    expect(await screen.findByText("Partly filled, rest below minimum")).not.toHaveClass("truncate");
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("radio", { name: "Filled", checked: true })).toBeInTheDocument();
  });

  it("say how far they are from being filled, and at market when they try again", async () => {
    await openWindow({ path: "/orders" });
    // The ask of 60.8 less our limit of 60.2; of a sale, our limit of 17.4 less the bid of 17.2.
    expect(within(await row(FED)).getByText("0.6")).toBeInTheDocument();
    const sale = within(await row("Ethereum to reach $6,000 in 2026?"));
    expect(sale.getByText("0.2")).toBeInTheDocument();
    expect(sale.getByRole("timer")).toHaveTextContent("0:03");
  });

  it("are filtered by trader and by stage, and the address says so", async () => {
    const { user } = await openWindow({ path: "/orders" });
    await row(FED);
    await user.click(screen.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "25usdc" }));
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(3));
    expect(window.location.hash).toMatch(/trader=.*0x/);
    await user.click(screen.getByRole("combobox", { name: "Stage" }));
    await user.click(await screen.findByRole("option", { name: "4 Best ask or bid" }));
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
    expect(window.location.hash).toContain("stage=4");
    await user.click(screen.getByRole("combobox", { name: "Stage" }));
    await user.click(await screen.findByRole("option", { name: "1 Trader’s price" }));
    await user.click(await screen.findByRole("button", { name: "Clear filter" }));
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(8));
    expect(window.location.hash).toBe("#/orders");
  });

  it("can be filtered, and say so when nothing is left", async () => {
    const { user } = await openWindow({ path: "/orders" });
    await row(FED);
    await user.keyboard("/");
    await user.keyboard("northbound");
    expect(screen.getAllByRole("row")).toHaveLength(2);
    await user.keyboard("xyz");
    expect(screen.getByRole("heading", { name: "No matching orders" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear filter" }));
    expect(screen.getAllByRole("row")).toHaveLength(8);
  });

  it("have an empty state with one way on", async () => {
    const { user } = await openWindow({ path: "/orders", scenario: "fresh" });
    expect(
      await screen.findByText("You aren’t following anyone yet, so there is nothing to copy."),
    ).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Choose a trader" }));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
  });

  it("mark prices as old while the venue does not answer", async () => {
    await openWindow({ path: "/orders", scenario: "disconnected" });
    expect(await screen.findByText(/^Bid and ask are 48.s old$/)).toBeInTheDocument();
  });
});
