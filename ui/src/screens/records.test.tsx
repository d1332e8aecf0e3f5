import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CloseDraft, ClosesPreview, Hedge, HistoryQuery } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { openScene } from "@/test/scene";
import { tipped } from "@/test/tipped";

const HOT = "Fed rate cut at the December meeting?";

/** What is closed is answered with an order. */
function closes(recorded: Recorded): void {
  recorded.says("close", { orders: [14], skipped: [] });
  recorded.says("previewClose", (given) =>
    recorded.has("previewClose", given)
      ? recorded.read("previewClose", given)
      : partly(given.close as CloseDraft, recorded),
  );
}

/** A part that was typed, or at a price that was: as the whole says, with these figures. */
function partly(draft: CloseDraft, recorded: Recorded): ClosesPreview {
  const whole = recorded.read("previewClose", {
    close: { ...draft, percent: 100, shares: null, limit: null, notBelow: null },
  });
  const [one] = whole.each;
  if (!one) throw new Error("nothing is closed");
  const shares = draft.shares ?? (Number(one.shares) * (draft.percent ?? 100)) / 100;
  const price = draft.limit ?? draft.notBelow;
  const rests = price !== null && Number(price) > Number(one.bids[0]?.price);
  const proceeds = (Number(shares) * Number(one.price)).toFixed(6);
  const sold = {
    ...one,
    shares: `${shares}`,
    stays: `${Number(one.shares) - Number(shares)}`,
    bound: price ?? one.bound,
    ...(rests
      ? { atOnce: "0", proceeds: "0", received: "0", fee: "0", rests: `${shares}`, result: null }
      : { atOnce: `${shares}`, proceeds, received: proceeds }),
  };
  return { ...whole, each: [sold], proceeds: sold.proceeds ?? "0", received: sold.received ?? "0" };
}

const NO_FILTER = { trader: null, from: null, until: null, side: null, text: null };

describe("positions", () => {
  it("are closed in a sheet that says what it brings after the fee", async () => {
    const { user, recorded } = await openScene({ path: "/positions", with: closes });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    const sheet = within(await screen.findByRole("complementary", { name: "Close position" }));
    // What comes in is after the fee, in the sum, in the result and on the button.
    const sums = within((await sheet.findByText("You receive")).closest("dl") ?? document.body);
    expect(sums.getByText("64.00 shares at 59.7¢ on average").nextSibling).toHaveTextContent("$38.21");
    expect(sums.getByText("Fee, 4% of p × (1 − p)").nextSibling).toHaveTextContent("−$0.62");
    expect(sums.getByText("You receive").nextSibling).toHaveTextContent("$37.59");
    expect(sums.getByText(/after fees$/)).toBeInTheDocument();
    expect(
      within(sheet.getByRole("region", { name: "Bids it would hit" })).getAllByRole("listitem"),
    ).toHaveLength(2);
    await user.click(sheet.getByRole("button", { name: "Cancel" }));
    expect(recorded.sent("close")).toEqual([]);
    (await screen.findByRole("row", { name: HOT })).focus();
    await user.keyboard("c");
    await user.click(await screen.findByRole("button", { name: /^Sell 64\.00 for about \$37\.59/ }));
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Close position" })).not.toBeInTheDocument(),
    );
    expect(recorded.sent("close")).toMatchObject([{ close: { percent: 100, target: { follow: 1 } } }]);
  });

  it("that the copy sells already say so, and may be closed all the same", async () => {
    const { user } = await openScene({
      path: "/positions",
      with: (recorded) =>
        recorded.changes("positions", (held) => ({
          ...held,
          rows: held.rows.map((row) => (row.market === HOT ? { ...row, selling: row.shares } : row)),
        })),
    });
    const gta = within(await screen.findByRole("row", { name: HOT }));
    expect(tipped(/^A copied sell order already covers all of it/)).toBeInTheDocument();
    await user.click(gta.getByRole("button"));
    expect(await screen.findByText(/^64\.00 shares at .* on average$/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Sell 64/ })).toBeEnabled();
  });

  it("of less than a lot are shown, and offer no sale that cannot be", async () => {
    await openScene({
      path: "/positions",
      with: (recorded) =>
        recorded.changes("positions", (held) => ({
          ...held,
          rows: held.rows.map((row, at) => (at === 0 ? { ...row, shares: "0.004", cost: "0.002" } : row)),
        })),
    });
    const dust = within((await screen.findByText("Dust")).closest("tr") ?? document.body);
    expect(dust.getByText("< 0.01")).toBeInTheDocument();
    expect(dust.queryByRole("button")).not.toBeInTheDocument();
  });

  it("can be closed while everything is stopped", async () => {
    const { user } = await openScene({ path: "/positions", scene: "demo-stopped" });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    expect(await screen.findByRole("button", { name: /^Sell 64\.00 for about/ })).toBeEnabled();
    expect(screen.getByText(/copied once you resume/)).toBeInTheDocument();
  });

  it("that are closed while copying is paused say that later trades wait for that", async () => {
    const { user } = await openScene({ path: "/positions", scene: "demo-paused" });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    expect(await screen.findByText(/copied once you resume/)).toBeInTheDocument();
    expect(screen.queryByText(/are still copied/)).not.toBeInTheDocument();
  });

  it("are closed in parts, at the market within a bound or at a limit", async () => {
    const { user, recorded } = await openScene({ path: "/positions", with: closes });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    await user.click(await screen.findByRole("radio", { name: /^50/ }));
    expect(await screen.findByText(/^32\.00 shares at .* on average$/)).toBeInTheDocument();
    expect(screen.getByLabelText("Shares to sell")).toHaveValue("32.00");
    expect(screen.getByText(/^You keep 32\.00 shares/)).toBeInTheDocument();
    // Above the bid nobody buys now, and it says so.
    const bound = screen.getByLabelText("Not below");
    await user.clear(bound);
    await user.type(bound, "70");
    expect(await screen.findByText(/^No bid at 70\.0¢ or better right now/)).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Limit" }));
    expect(screen.getByText("Enter a price in cents.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Sell" })).toBeDisabled();
    await user.type(screen.getByLabelText("Limit price"), "70");
    await user.click(await screen.findByRole("button", { name: /^Offer 32\.00 at 70/ }));
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Close position" })).not.toBeInTheDocument(),
    );
    expect(recorded.sent("close")).toMatchObject([{ close: { percent: 50, limit: "0.7" } }]);
  });

  it("are closed by shares as they are typed", async () => {
    const { user, recorded } = await openScene({ path: "/positions", with: closes });
    await user.click(await screen.findByRole("button", { name: `Close ${HOT}` }));
    const shares = screen.getByLabelText("Shares to sell");
    await user.clear(shares);
    expect(screen.getByText("Enter how many of your 64.00 shares to sell.")).toBeInTheDocument();
    await user.type(shares, "12.5");
    await user.click(await screen.findByRole("button", { name: /^Sell 12\.50 for about/ }));
    await waitFor(() => expect(recorded.sent("close")).toMatchObject([{ close: { shares: "12.50" } }]));
  });

  it("are all closed from one sheet, or those of one follow", async () => {
    const { user, recorded } = await openScene({ path: "/positions", with: closes });
    await user.click(await screen.findByRole("button", { name: "Close several…" }));
    const sheet = within(await screen.findByRole("complementary", { name: "Close positions" }));
    expect(await sheet.findByRole("button", { name: /^Sell 6 positions for about/ })).toBeEnabled();
    expect(
      within(sheet.getByRole("list", { name: "Proceeds by position" })).getAllByRole("listitem"),
    ).toHaveLength(6);
    await user.click(sheet.getByRole("button", { name: "Cancel" }));
    await user.type(screen.getByLabelText("Market or trader"), "kestrel");
    await user.click(await screen.findByRole("button", { name: "Close several…" }));
    await user.click(await screen.findByRole("button", { name: /^Sell \d+ positions? for about/ }));
    await waitFor(() =>
      expect(screen.queryByRole("complementary", { name: "Close positions" })).not.toBeInTheDocument(),
    );
    expect(recorded.sent("close")).toMatchObject([{ close: { target: { scope: "follow", follow: 3 } } }]);
  });

  it("of both sides of a market stand under what they pay whatever comes", async () => {
    await openScene({
      path: "/positions",
      with: (recorded) =>
        recorded.changes("positions", (held) => {
          const [first] = held.rows;
          if (!first) throw new Error("nothing is held");
          const other = { ...first, token: "1", outcome: "No", outcomeIndex: 1, shares: "20", cost: "4" };
          const hedge: Hedge = {
            condition: first.condition,
            shares: "20",
            outcomes: ["Yes", "No"],
            pays: "20",
            cost: "18.15",
            lockedIn: "1.85",
          };
          return { ...held, rows: [...held.rows, other], hedges: [hedge] };
        }),
    });
    const hedge = (await screen.findAllByText("Hedge."))[0]?.closest("tr") as HTMLElement;
    expect(within(hedge).getByText(/^20\.00 YES \+ 20\.00 NO pay \$20\.00 either way/)).toBeInTheDocument();
    expect(within(hedge).getByText("locked in")).toBeInTheDocument();
  });

  it("say that their price is the middle of the book, and beside it what selling brings", async () => {
    await openScene({ path: "/positions" });
    expect(await screen.findByRole("columnheader", { name: "Mid, ¢" })).toBeInTheDocument();
    expect(tipped(/^Mid price; if the book has only one side/)).toBeInTheDocument();
    expect(tipped(/value at mid less cost, before fees$/)).toBeInTheDocument();
    expect(screen.queryByRole("columnheader", { name: /^Now/ })).not.toBeInTheDocument();
  });

  it("of removed follows are marked and can be listed alone", async () => {
    const { user } = await openScene({ path: "/positions", scene: "demo-unfollowed" });
    expect(
      await screen.findByText(/^2 positions belong to traders you no longer follow/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: /^No longer followed/ }));
    expect(screen.getAllByRole("row")).toHaveLength(3);
    expect(screen.getAllByText("No longer followed")).toHaveLength(2);
  });

  it("show a dash, not a guess, where there is no price", async () => {
    // Of what has no book the engine gives no price.
    await openScene({ path: "/positions" });
    const row = within(await screen.findByRole("row", { name: "Hottest year on record: 2026?" }));
    expect(row.getAllByText("—")).toHaveLength(5);
  });
});

describe("the history", () => {
  it("is filtered by trader and side, with sums of what is left", async () => {
    const { user } = await openScene({ path: "/history" });
    expect(await screen.findByText("12")).toBeInTheDocument();
    await user.click(screen.getByRole("radio", { name: "Sells" }));
    await user.click(screen.getByRole("combobox", { name: "Trader" }));
    await user.click(await screen.findByRole("option", { name: "slippage" }));
    await waitFor(() => expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "2"));
    expect(window.location.hash).toContain("side=SELL");
    expect(screen.getAllByText("$0.00").length).toBeGreaterThan(0);
  });

  it("finds a market by its words and says when nothing matches", async () => {
    const { user } = await openScene({
      path: "/history",
      with: (recorded) => {
        recorded.says("history", (given) => {
          const { text } = (given as { query: HistoryQuery }).query;
          return text === null ? recorded.read("history", given) : { rows: [], next: null };
        });
        const none = recorded.read("historyTotals", { filter: NO_FILTER });
        recorded.says("historyTotals", none);
      },
    });
    await screen.findByText("12");
    await user.keyboard("/nothing like it");
    expect(await screen.findByRole("heading", { name: "No matching fills" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("12")).toBeInTheDocument();
  });

  it("is saved as a file of what is shown", async () => {
    const { user, recorded } = await openScene({
      path: "/history?side=SELL",
      with: (told) => told.says("exportHistory", { path: "~/Downloads/history.csv", rows: 9 }),
    });
    await user.click(await screen.findByRole("button", { name: "CSV" }));
    await waitFor(() =>
      expect(recorded.sent("exportHistory")).toMatchObject([{ filter: { side: "SELL", trader: null } }]),
    );
    expect((await screen.findAllByText("9 rows saved to ~/Downloads/history.csv")).length).toBeGreaterThan(0);
  });

  it("loads the next page when its end comes near", async () => {
    const { recorded } = await openScene({
      path: "/history",
      with: (told) => {
        const whole = told.read("history", { query: { ...NO_FILTER, after: null, limit: 200 } });
        const [first, ...rest] = [whole.rows.slice(0, 5), whole.rows.slice(5)];
        const last = first.at(-1);
        if (!last) throw new Error("the scene has fills");
        told.says("history", ({ query }) =>
          (query as HistoryQuery).after === null
            ? { rows: first, next: { at: last.at, id: last.id } }
            : { rows: rest.flat(), next: null },
        );
      },
    });
    await waitFor(() =>
      expect(recorded.sent("history").at(-1)).toMatchObject({ query: { after: expect.anything() } }),
    );
    expect(await screen.findByText("Beginning of history")).toBeInTheDocument();
  });

  it("tells what failed and offers another try", async () => {
    await openScene({
      path: "/history",
      with: (recorded) => recorded.refuses("history", "database_failed", "locked"),
    });
    expect(await screen.findByText("The database could not be written.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });

  it("leads from an empty list to where something is: to the traders while nobody is followed", async () => {
    const { user } = await openScene({ path: "/history", scene: "fresh" });
    expect(await screen.findByRole("heading", { name: "No fills yet" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Choose a trader" }));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
  });

  it("opens the order of a fill", async () => {
    const { user } = await openScene({ path: "/history" });
    (await screen.findAllByRole("row", { name: "Shutdown before Christmas?" }))[0]?.focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });
});
