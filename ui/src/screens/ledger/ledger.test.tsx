import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { keepsTables } from "@/test/deeds";
import { openScene } from "@/test/scene";

const PATH = "/history/ledger";

/** Micro-dollars: tests add up what the window does not. */
const micros = (figure: string): bigint => {
  const text = figure.replace(/[^\d.\u2212-]/g, "").replace("\u2212", "-");
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, "0"));
  return text.startsWith("-") ? -value : value;
};

describe("the ledger", () => {
  it("reads as one sum from what there was to the balance", async () => {
    await openScene({ path: PATH });
    const totals = within(await screen.findByRole("radiogroup", { name: /^Totals by type/ }));
    const figures = totals
      .getAllByRole("radio")
      .map((tile) => tile.lastElementChild?.textContent ?? "")
      .filter((text) => /\d/.test(text));
    const sum = figures.reduce((so, figure) => so + micros(figure), 0n);
    const balance = screen.getByText("= Balance").nextElementSibling?.textContent ?? "";
    expect(figures).toHaveLength(8);
    expect(sum).toBe(micros(balance));
  });

  it("is filtered by a total, while the others stay in sight", async () => {
    const { user } = await openScene({ path: PATH });
    const fees = await screen.findByRole("radio", { name: /^Fees/ });
    await user.click(fees);
    await waitFor(() => expect(screen.getByRole("button", { name: /^CSV, 2 rows$/ })).toBeEnabled());
    const table = within(screen.getByRole("table", { name: "Ledger" }));
    await waitFor(() => expect(table.getAllByRole("row", { name: /^Fee / }).length).toBe(2));
    expect(table.queryByRole("row", { name: /^Buy / })).not.toBeInTheDocument();
    expect(screen.getByRole("radio", { name: /^Buys/ })).toBeInTheDocument();
    // What the rows say (−0.20 and −0.13), the total over them and the sum below are one figure.
    expect(screen.getByText("2 rows, −$0.33 in cash.")).toBeInTheDocument();
    expect(screen.getByRole("radio", { name: /^Fees/ })).toHaveTextContent("−0.33");
  });

  it("is filtered by any market with entries, whether it is still held, chosen or found by its name", async () => {
    const { user } = await openScene({ path: PATH });
    const picker = await screen.findByRole("combobox", { name: "Market" });
    expect(picker).toHaveTextContent("All markets");
    await user.click(picker);
    await user.click(await screen.findByRole("option", { name: /^Shutdown before Christmas/ }));
    await waitFor(() => expect(picker).toHaveTextContent("Shutdown before Christmas?"));
    const rows = (name: RegExp) =>
      within(screen.getByRole("table", { name: "Ledger" })).queryAllByRole("row", { name });
    await waitFor(() => expect(rows(/Arsenal/)).toHaveLength(0));
    expect(rows(/Shutdown/)).not.toHaveLength(0);
    await user.click(picker);
    await user.type(await screen.findByRole("combobox", { name: "Find a market" }), "arsenal");
    await user.click(await screen.findByRole("option", { name: /^Arsenal/ }));
    await waitFor(() => expect(rows(/Arsenal/)).not.toHaveLength(0));
    await user.click(picker);
    await user.click(await screen.findByRole("option", { name: "All markets" }));
    await waitFor(() => expect(rows(/GTA/)).not.toHaveLength(0));
  });

  it("offers a market of which nothing is held any more", async () => {
    const over = { condition: `0x${"9".repeat(64)}`, question: "Rain in Lisbon on 3 May?" };
    const { user } = await openScene({
      path: PATH,
      with: (recorded) => recorded.changes("ledgerMarkets", (listed) => [...listed, over]),
    });
    await user.click(await screen.findByRole("combobox", { name: "Market" }));
    expect(await screen.findByRole("option", { name: over.question })).toBeInTheDocument();
    await user.type(await screen.findByRole("combobox", { name: "Find a market" }), "LISBON");
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1));
  });

  it("folds a day to its net and its last balance", async () => {
    const { user } = await openScene({ path: PATH });
    const head = await screen.findByRole("button", { name: /^Hide rows of Fri 9 Oct, 8 rows$/ });
    const line = head.closest("tr") as HTMLElement;
    expect(within(line).getByText("9,769.17")).toBeInTheDocument();
    expect(await screen.findAllByRole("row", { name: /Arsenal/ })).not.toHaveLength(0);
    head.focus();
    await user.keyboard("{ArrowLeft}");
    expect(await screen.findByRole("button", { name: /^Show rows of Fri 9 Oct/ })).toHaveAttribute(
      "aria-expanded",
      "false",
    );
  });

  it("shows other columns for tax and for an audit", async () => {
    const { recorded, user } = await openScene({ path: PATH, with: keepsTables });
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    await user.click(screen.getByRole("radio", { name: "Tax" }));
    expect(screen.getByRole("columnheader", { name: "Realised PnL, $" })).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Audit" }));
    expect(screen.getByRole("columnheader", { name: "Trade" })).toBeInTheDocument();
    expect(screen.queryByRole("columnheader", { name: "Realised PnL, $" })).not.toBeInTheDocument();
    // It is written a little later, and not when the next test has begun.
    const written = () => recorded.sent("rememberTable").at(-1)?.layout;
    await waitFor(() =>
      expect(written()).toMatchObject({
        columns: expect.arrayContaining([expect.objectContaining({ column: "trade", shown: true })]),
      }),
    );
  });

  it("says what to do where nothing is found, and where it cannot be read", async () => {
    const { user } = await openScene({ path: `${PATH}?q=nowhere` });
    await user.click(await screen.findByRole("button", { name: "Clear filters" }));
    expect(await screen.findByRole("table", { name: "Ledger" })).toBeInTheDocument();
  });

  it("says what went wrong, and tries again", async () => {
    let down = true;
    const { user } = await openScene({
      path: PATH,
      with: (recorded) =>
        recorded.says("ledger", async (given) => {
          if (down) throw { code: "database_failed", detail: "no answer", reason: null };
          return recorded.read("ledger", given);
        }),
    });
    const again = await screen.findByRole("button", { name: /again/i });
    down = false;
    await user.click(again);
    expect(await screen.findByRole("table", { name: "Ledger" })).toBeInTheDocument();
  });
});
