import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { useLive } from "@/live/store";
import type {
  ActivityEntry,
  ActivityQuery,
  DecisionRow,
  DecisionsQuery,
  GateView,
  HistoryRow,
} from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { keepsSettings, keepsTables } from "@/test/deeds";
import { openScene } from "@/test/scene";
import { walletOf } from "@/test/traders";

const MONTH = { query: { window: "month", order: "pnl", category: null, search: null } };
const EVERY = { verdict: null, trader: null, from: null, until: null, text: null };
const COPIED = { query: { ...EVERY, verdict: "copied", before: null, limit: 100 } };

const PAUSED: ActivityEntry = {
  seq: 9_000,
  at: 1_791_703_110_000,
  event: { kind: "control", action: "paused" },
  trader: null,
  traderAddress: null,
  market: null,
  condition: null,
  outcome: null,
  outcomeIndex: null,
  side: null,
  order: null,
  gates: [],
};

/** Of the first copied buy the limit a market cut a part away. */
function cutByMarket(recorded: Recorded): void {
  const gate: GateView = {
    gate: "market_limit",
    asked: "188",
    allowed: "121.87",
    basis: { by: "money", used: "72", limit: "150" },
    room: "121.87",
    outcome: "bound",
  };
  recorded.changes("decisions", (page) => {
    const at = page.rows.findIndex(({ side, verdict }) => side === "BUY" && verdict === "copied");
    const rows = page.rows.map(
      (row, place): DecisionRow =>
        place === at
          ? {
              ...row,
              verdict: "adjusted",
              asked: "188",
              allowed: "121.87",
              gates: row.gates.map((one) => (one.gate === "market_limit" ? gate : one)),
              leftOut: { shares: "66.13", price: "0.55", pnl: "0" },
            }
          : row,
    );
    return { ...page, rows };
  });
}

/** The journal's newest, of the kinds and with the trader that are asked for. */
function journal(recorded: Recorded): void {
  const whole = { query: { before: null, follow: null, kinds: [], text: null, limit: 100 } };
  recorded.says("decisions", { rows: [], next: null });
  recorded.says("decisionCounts", recorded.read("decisionCounts", { filter: EVERY }));
  recorded.says("activity", (given) => {
    const { kinds, text } = (given as { query: ActivityQuery }).query;
    const page = recorded.read("activity", whole);
    const entries = page.entries.filter(
      ({ event, trader }) =>
        (kinds.length === 0 || kinds.some((kind) => kind === event.kind)) &&
        (text === null || trader === text),
    );
    return { ...page, entries, next: null };
  });
}

describe("the leaderboard", () => {
  it("is where one begins while nothing is followed", async () => {
    await openScene({ path: "/", scene: "fresh" });
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
    expect(await screen.findByRole("button", { name: "Follow 25usdc" })).toBeInTheDocument();
  });

  it("gives way to the dashboard once there are follows", async () => {
    await openScene({ path: "/" });
    expect(await screen.findByRole("heading", { name: "Dashboard" })).toBeInTheDocument();
  });

  it("filters by category and name, and keeps it in the address", async () => {
    const { user } = await openScene({
      path: "/leaderboard",
      with: (recorded) => {
        // Who is best in weather, as the venue would list them.
        const whole = recorded.read("leaderboard", MONTH);
        recorded.says("leaderboard", (given) =>
          (given as typeof MONTH).query.category === null
            ? whole
            : { ...whole, rows: whole.rows.filter(({ name }) => name === "lowtide") },
        );
      },
    });
    await screen.findByRole("row", { name: "25usdc" });
    await user.click(screen.getByRole("button", { name: "Weather" }));
    await waitFor(() => expect(screen.queryByRole("row", { name: "25usdc" })).not.toBeInTheDocument());
    expect(window.location.hash).toContain("category=weather");
    expect(await screen.findByRole("row", { name: "lowtide" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: /^Market makers/ }));
    expect(window.location.hash).toContain("hide=true");
  });

  it("sorts by a column, exactly", async () => {
    const { user } = await openScene({ path: "/leaderboard" });
    await screen.findByRole("row", { name: "25usdc" });
    await user.click(screen.getByRole("button", { name: "ROI, %" }));
    expect(screen.getByRole("columnheader", { name: "ROI, %" })).toHaveAttribute("aria-sort", "descending");
    expect(screen.getAllByRole("row")[1]).toHaveAccessibleName("tern");
  });

  it("shows what is followed with its percentage", async () => {
    await openScene({ path: "/leaderboard" });
    expect(await screen.findByRole("button", { name: "You follow 25usdc at 2.0%" })).toBeInTheDocument();
  });

  it("opens an address that is not in the list", async () => {
    const { user } = await openScene({
      path: "/leaderboard",
      with: (recorded) => recorded.refuses("trader", "unknown_trader"),
    });
    await screen.findByRole("row", { name: "25usdc" });
    await user.type(
      screen.getByRole("textbox", { name: "Find a trader" }),
      "0x0000000000000000000000000000000000000001{Enter}",
    );
    expect(await screen.findByText("No trader has this name or address.")).toBeInTheDocument();
  });

  it("promises nothing of an address that it does not list", async () => {
    const { user } = await openScene({
      path: "/leaderboard",
      with: (recorded) => {
        const whole = recorded.read("leaderboard", MONTH);
        recorded.says("leaderboard", (given) =>
          (given as { query: { search: string | null } }).query.search === null
            ? whole
            : { ...whole, rows: [] },
        );
      },
    });
    await screen.findByRole("row", { name: "25usdc" });
    const field = screen.getByRole("textbox", { name: "Find a trader" });
    await user.type(field, "nobody");
    expect(await screen.findByText(/^No one on this list has that name\./)).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, "0x0000000000000000000000000000000000000001");
    expect(
      await screen.findByText("This address isn’t on this list. Open it to see whether Polymarket knows it."),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Open this address" })).toBeInTheDocument();
  });

  it("says what to do when the venue does not answer", async () => {
    await openScene({ path: "/leaderboard", scene: "down" });
    expect(await screen.findByRole("heading", { name: "Polymarket is not responding." })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });
});

describe("a trader's page", () => {
  it("is read again while somebody looks at it", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      const { recorded } = await openScene({ path: `/trader/${walletOf("25usdc")}` });
      await screen.findByText("Open positions");
      const before = recorded.sent("trader").length;
      await act(() => vi.advanceTimersByTimeAsync(31_000));
      expect(recorded.sent("trader").length).toBeGreaterThan(before);
    } finally {
      vi.useRealTimers();
    }
  });

  it("marks our fills of their trades on their curve, and nobody else's", async () => {
    // The scene's curve ends before its fills begin.
    const earlier = (row: HistoryRow) => ({ ...row, at: row.at - 5 * 86_400_000 });
    const { recorded } = await openScene({
      path: `/trader/${walletOf("25usdc")}`,
      with: (told) => told.changes("history", (page) => ({ ...page, rows: page.rows.map(earlier) })),
    });
    const chart = await screen.findByRole("img", { name: /^PnL, 30 days: from/ });
    await waitFor(() => expect(chart.querySelectorAll("[data-fills]").length).toBeGreaterThan(0));
    const marked = [...chart.querySelectorAll<SVGElement>("[data-fills]")];
    const { rows } = recorded.read("history", recorded.sent("history").at(-1));
    expect(marked.reduce((sum, sign) => sum + Number(sign.dataset.fills), 0)).toBe(rows.length);
    expect(new Set(rows.map(({ trader }) => trader))).toEqual(new Set(["25usdc"]));
  });
});

describe("following", () => {
  it("shows what each trader made, and its switch", async () => {
    await openScene({ path: "/following" });
    const row = within(await screen.findByRole("row", { name: "slippage" }));
    expect(row.getByText("+20.97")).toBeInTheDocument();
    expect(row.getByText("0 of 4")).toBeInTheDocument();
    expect(row.getByRole("switch", { name: "Copy slippage" })).toBeChecked();
    expect(screen.getByText("+$23.11")).toBeInTheDocument();
  });

  it("shows the columns that are chosen, and keeps them", async () => {
    const { user, recorded } = await openScene({ path: "/following", with: keepsTables });
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    const panel = within(await screen.findByRole("complementary", { name: "Columns" }));
    expect(screen.queryByRole("columnheader", { name: "Since" })).not.toBeInTheDocument();
    await user.click(panel.getByRole("checkbox", { name: "Since" }));
    await user.click(panel.getByRole("checkbox", { name: "Skipped" }));
    expect(await screen.findByRole("columnheader", { name: "Since" })).toBeInTheDocument();
    expect(screen.queryByRole("columnheader", { name: "Skipped" })).not.toBeInTheDocument();
    // The switch and the buttons are no columns to choose, and stay at the edges.
    const heads = within(screen.getByRole("table", { name: "Following" })).getAllByRole("columnheader");
    expect([heads[0], heads.at(-1)].map((head) => head?.getAttribute("data-column"))).toEqual([
      "on",
      "actions",
    ]);
    await waitFor(async () => {
      const { tables } = await recorded.platform.remembered();
      const kept = tables.find(({ table }) => table === "following")?.columns;
      expect(
        kept?.filter(({ column }) => ["since", "skips"].includes(column)).map(({ shown }) => shown),
      ).toEqual([false, true]);
    });
  });

  it("asks before a switch takes orders away, and says how many", async () => {
    const { user, recorded } = await openScene({ path: "/following" });
    await user.click(await screen.findByRole("switch", { name: "Copy 25usdc" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Stop copying 25usdc?" }));
    await user.click(dialog.getByRole("button", { name: "Stop and cancel 1 order" }));
    await waitFor(() => expect(recorded.sent("switchFollow")).toEqual([{ follow: 1, on: false }]));
    await waitFor(() => expect(screen.getByRole("switch", { name: "Copy 25usdc" })).not.toBeChecked());
  });

  it("removes a follow only after saying what happens", async () => {
    const { user, recorded } = await openScene({ path: "/following" });
    await user.click(await screen.findByRole("button", { name: "Unfollow 25usdc" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Unfollow 25usdc?" }));
    expect(
      dialog.getByText(/1 open order will be cancelled\. \$228\.9\d in positions and orders/),
    ).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Unfollow and cancel 1 order" }));
    // It is off at once, and gone with the message that offers to undo it.
    await waitFor(() => expect(recorded.sent("switchFollow")).toEqual([{ follow: 1, on: false }]));
    await screen.findAllByText("No longer following 25usdc");
    act(() => {
      for (const { id } of useLive.getState().toasts) useLive.getState().dismiss(id);
    });
    await waitFor(() => expect(screen.queryByRole("row", { name: "25usdc" })).not.toBeInTheDocument());
    expect(recorded.sent("unfollow")).toEqual([{ follow: 1 }]);
  });

  it("has an empty state", async () => {
    await openScene({ path: "/following", scene: "fresh" });
    expect(
      await screen.findByRole("heading", { name: "You aren’t following anyone yet" }),
    ).toBeInTheDocument();
  });
});

describe("activity", () => {
  it("shows a decision's gates when it is opened, and which one bound", async () => {
    const { user } = await openScene({ path: "/activity", with: cutByMarket });
    await user.click(await screen.findByText("121.87 of 188.00, per market"));
    const gates = within(await screen.findByRole("table", { name: "Checks applied" }));
    const bound = gates.getByRole("row", { name: /Per market/ });
    expect(bound).toHaveTextContent("$150.00");
    expect(bound).toHaveTextContent("$72.00 used");
    expect(bound).toHaveTextContent("limiting");
    // Each rule is said, and what it alone had room for.
    expect(gates.getByText(/^\d+\.\d% of their size$/)).toBeInTheDocument();
    expect(gates.getByRole("row", { name: /Cash reserve|Balance/ })).toHaveTextContent(/\d/);
    expect(gates.queryByText("Stop all")).not.toBeInTheDocument();
    expect(screen.getByText("66.13 shares")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "View order" }));
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });

  it("names no market by its number, and shows no alarm where a limit of one's own held", async () => {
    const token = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
    await openScene({
      path: "/activity",
      with: (recorded) =>
        recorded.changes("decisions", (page) => ({
          ...page,
          rows: page.rows.map((row, at): DecisionRow => {
            if (at === 0) return { ...row, market: token, outcome: "" };
            return at === 1 ? { ...row, verdict: "refused", reason: "limit", order: null } : row;
          }),
        })),
    });
    expect(await screen.findByText("Loading market…")).toBeInTheDocument();
    expect(screen.queryByText(token)).not.toBeInTheDocument();
    const refused = screen.getByText("Refused", { selector: "ol *" }).parentElement;
    expect(refused).toHaveClass("text-warn");
    expect(refused).not.toHaveClass("text-loss");
  });

  it("counts each verdict and shows one of them alone", async () => {
    const { user, recorded } = await openScene({ path: "/activity" });
    const filter = { verdict: null, trader: null, from: null, until: null, text: null };
    const { skipped, copied } = recorded.read("decisionCounts", { filter });
    await user.click(await screen.findByRole("radio", { name: `Skipped ${skipped}` }));
    await waitFor(() => expect(screen.queryByText("Copied", { selector: "ol *" })).not.toBeInTheDocument());
    expect(screen.getAllByText("Skipped", { selector: "ol *" })).toHaveLength(skipped);
    await user.click(screen.getByRole("radio", { name: `Copied ${copied}` }));
    await waitFor(() => expect(screen.getAllByText("Copied", { selector: "ol *" })).toHaveLength(copied));
  });

  it("asks for the trader and the text, and has a file made of what is filtered", async () => {
    const { user, recorded } = await openScene({
      path: "/activity?show=copied",
      with: (told) => {
        told.says("decisions", () => told.read("decisions", COPIED));
        told.says("decisionCounts", () => told.read("decisionCounts", { filter: EVERY }));
        told.says("exportDecisions", { path: "/data/downloads/pilotfish-demo-decisions.csv", rows: 3 });
      },
    });
    await user.type(await screen.findByRole("textbox", { name: "Market or trader" }), "kestrel");
    await waitFor(() =>
      expect(recorded.sent("decisions").at(-1)).toMatchObject({
        query: { text: "kestrel", verdict: "copied" },
      }),
    );
    await user.click(screen.getByRole("button", { name: "Export CSV" }));
    await waitFor(() =>
      expect(recorded.sent("exportDecisions")).toMatchObject([
        { filter: { text: "kestrel", verdict: "copied" } },
      ]),
    );
    expect((await screen.findAllByText(/decisions saved to .*demo-decisions\.csv/)).length).toBeGreaterThan(
      0,
    );
  });

  it("shows every event behind the decisions, of the chosen group and with the text", async () => {
    const { user, recorded } = await openScene({ path: "/activity", with: journal });
    await user.click(await screen.findByRole("button", { name: "Every event" }));
    await user.click(await screen.findByRole("radio", { name: "Fills" }));
    await waitFor(() =>
      expect(recorded.sent("activity").at(-1)).toMatchObject({
        query: { kinds: ["fill", "settlement", "resolution", "resolution_corrected", "redeemed"] },
      }),
    );
    await user.type(screen.getByRole("textbox", { name: "Market or trader" }), "kestrel");
    await waitFor(() =>
      expect(recorded.sent("activity").at(-1)).toMatchObject({ query: { text: "kestrel" } }),
    );
    await waitFor(() => expect(screen.queryByText(/Bitcoin/)).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: "Decisions" }));
    expect(await screen.findByRole("radio", { name: /^Copied/ })).toBeInTheDocument();
  });

  it("takes new events in while it stands at the top", async () => {
    const { recorded } = await openScene({ path: "/activity?show=events" });
    await screen.findByText("Copy created: 90.00 at 55.0¢");
    recorded.changes("activity", (page) => ({ ...page, entries: [PAUSED, ...page.entries] }));
    await act(() => recorded.tells({ touched: ["activity"] }));
    expect(await screen.findByText("Paused", { selector: "b" }, { timeout: 3000 })).toBeInTheDocument();
  });

  it("has an empty state, and another for a filter that finds nothing", async () => {
    const { user } = await openScene({
      path: "/activity?q=nobody",
      with: (recorded) =>
        recorded
          .says("decisions", (given) => {
            const { text } = (given as { query: DecisionsQuery }).query;
            return text === null ? recorded.read("decisions", given) : { rows: [], next: null };
          })
          .says("decisionCounts", recorded.read("decisionCounts", { filter: EVERY })),
    });
    expect(await screen.findByRole("heading", { name: "No matching decisions" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect((await screen.findAllByText("Copied", { selector: "ol *" })).length).toBeGreaterThan(0);
  });
});

describe("settings", () => {
  it("change the language at once", async () => {
    const { user } = await openScene({ path: "/settings", with: keepsSettings });
    await user.click(await screen.findByRole("radio", { name: "Français" }));
    expect(await screen.findByRole("heading", { name: "Réglages" })).toBeInTheDocument();
    expect(document.documentElement.lang).toBe("fr");
    await user.click(screen.getByRole("radio", { name: "Clair" }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("light"));
  });

  it("take limits only when they make sense", async () => {
    const { user, recorded } = await openScene({
      path: "/settings",
      with: (told) => {
        told.changes("settings", (settings) => ({
          ...settings,
          limits: { ...settings.limits, maxExposure: "1500" },
        }));
        keepsSettings(told);
      },
    });
    const saved = () => recorded.sent("saveSettings").at(-1)?.settings;
    const exposure = await screen.findByRole("textbox", { name: "Total exposure" });
    const save = screen.getByRole("button", { name: "Save limits" });
    expect(save).toBeDisabled();
    await user.clear(exposure);
    await user.type(exposure, "lots");
    expect(exposure).toHaveAccessibleDescription("Enter a number.");
    expect(save).toBeDisabled();
    await user.clear(exposure);
    await user.type(exposure, "2,500");
    expect(screen.getByText("= $2,500.00")).toBeInTheDocument();
    await user.click(save);
    // More money at risk is asked about first, with both figures.
    const question = within(await screen.findByRole("alertdialog", { name: "Raise these limits?" }));
    expect(saved()).toBeUndefined();
    await user.click(question.getByRole("button", { name: "Raise limits" }));
    await waitFor(() => expect(saved()).toMatchObject({ limits: { maxExposure: "2500.00" } }));
    const reserve = screen.getByRole("textbox", { name: "Cash reserve" });
    await user.clear(reserve);
    await user.type(reserve, "101");
    expect(reserve).toHaveAccessibleDescription("Between 0% and 100%.");
  });

  it("show the engine's refusal", async () => {
    const { user } = await openScene({
      path: "/settings",
      with: (recorded) => recorded.refuses("saveSettings", "out_of_range", "maxExposure: from 0 to 1"),
    });
    const exposure = await screen.findByRole("textbox", { name: "Total exposure" });
    await user.clear(exposure);
    await user.type(exposure, "7{Enter}");
    expect(await screen.findByText(/A value is out of range/)).toBeInTheDocument();
  });

  it("reset the demo only after the word was typed", async () => {
    const { user, recorded } = await openScene({ path: "/settings" });
    recorded.says("resetDemo", async () => {
      await recorded.becomes("fresh");
      return recorded.read("frame");
    });
    await user.click(await screen.findByRole("button", { name: "Reset demo…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Reset the demo?" }));
    expect(dialog.getByText(/5 follows, 4 open orders/)).toBeInTheDocument();
    const confirm = dialog.getByRole("button", { name: "Reset demo" });
    expect(confirm).toBeDisabled();
    await user.type(dialog.getByRole("textbox"), "reset");
    await user.click(confirm);
    await waitFor(() => expect(recorded.sent("resetDemo")).toHaveLength(1));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
  });
});
