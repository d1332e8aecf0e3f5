import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { NoticeKind, NoticeRow, Notices } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { openScene } from "@/test/scene";
import { tipped } from "@/test/tipped";

const HOUR = 3_600_000;
const NOW = 1_791_450_000_000;
const trader = (name: string) => ({ address: `0x${name.padEnd(40, "0")}`, name });

const row = (ago: number, count: number, group: NoticeRow["group"], what: NoticeKind): NoticeRow => ({
  first: NOW - ago - HOUR,
  last: NOW - ago,
  count,
  new: true,
  group,
  what,
});

/** What came while the user was away, one of each kind of choice. */
const NOTICES: Notices = {
  rows: [
    row(HOUR / 2, 1, "needs_you", {
      kind: "waiting",
      reason: "beyond_bound",
      order: 1,
      side: "BUY",
      place: { market: "Ukraine ceasefire by 31 March 2027?", outcome: "Yes" },
      needs: "0.281",
      bound: "0.274",
    }),
    row(14 * HOUR, 12, "needs_you", {
      kind: "limit",
      gate: "daily_spend",
      figure: { of: "usd", usd: "300" },
      skipped: 12,
      cut: 0,
      traders: [
        { trader: trader("25usdc"), count: 7 },
        { trader: trader("denizz"), count: 3 },
        { trader: trader("kestrel"), count: 2 },
      ],
      leftOut: "184.2",
      follow: null,
      raise: { limit: "daily_spend", now: "300", to: "400" },
    }),
    row(HOUR, 9, "money", {
      kind: "fills",
      bought: "245.82",
      sold: "37.92",
      fees: "0.28",
      last: {
        order: 1,
        side: "BUY",
        shares: "121.87",
        price: "0.64",
        market: "Shutdown before Christmas?",
        outcome: "No",
      },
    }),
    row(3 * HOUR, 1, "money", {
      kind: "collected",
      usd: "60",
      place: { market: "US jobless rate at 4.4% in October?", outcome: "Yes" },
    }),
    row(5 * HOUR, 1, "system", { kind: "connection", downMs: 41_000, stands: false }),
    { ...row(29 * HOUR, 1, "money", { kind: "undone", shares: "46.45", order: 1 }), new: false },
  ],
  unread: 5,
  readUntil: NOW - 24 * HOUR,
  newest: NOW - HOUR / 2,
  since: NOW - 7 * 24 * HOUR,
};

function isAway(recorded: Recorded): void {
  recorded.says("notices", NOTICES);
  recorded.changes("settings", (settings) => ({
    ...settings,
    limits: { ...settings.limits, maxDailySpend: "300" },
  }));
  recorded.says("readNotices", ({ until }) => {
    const read: Notices = {
      ...NOTICES,
      rows: NOTICES.rows.map((one) => ({ ...one, new: false })),
      unread: 0,
      readUntil: until as number,
    };
    recorded.says("notices", read);
    return read;
  });
}

const open = () => openScene({ path: "/orders", scene: "fresh", with: isAway });

async function openCentre() {
  const opened = await open();
  const bell = await screen.findByRole("button", { name: /^Notifications, 5 new/ });
  await opened.user.click(bell);
  const panel = within(await screen.findByRole("complementary", { name: "Notifications" }));
  return { ...opened, panel };
}

describe("the notification centre", () => {
  it("says the reason with its count, then who and how much; what needs the user has the way out as its first button", async () => {
    const { panel, user } = await openCentre();
    const limit = within(
      panel
        .getByText("Daily spending limit reached: 12 trades from 3 traders not copied")
        .closest("li") as HTMLElement,
    );
    expect(limit.getByText(/25usdc 7, denizz 3, kestrel 2; \$184\.20 not copied/)).toBeInTheDocument();
    expect(limit.getByText(/The limit is \$300\.00\./)).toBeInTheDocument();
    expect(limit.getAllByRole("button").map((one) => one.textContent)).toEqual([
      "Raise to $400…",
      "See 12 decisions",
    ]);
    // It asks with both figures before anything is raised.
    await user.click(limit.getByRole("button", { name: "Raise to $400…" }));
    const question = within(await screen.findByRole("alertdialog"));
    expect(question.getByText("$300.00")).toBeInTheDocument();
    expect(question.getByText("$400.00")).toBeInTheDocument();
  });

  it("has only a link where nothing is to be done, and shows one kind alone", async () => {
    const { panel, user } = await openCentre();
    const fills = within(
      panel.getByText("9 fills: bought $245.82, sold $37.92").closest("li") as HTMLElement,
    );
    expect(fills.getByRole("button", { name: "See fills" })).toBeInTheDocument();
    await user.click(panel.getByRole("radio", { name: "Needs you 2" }));
    expect(panel.queryByText(/9 fills/)).not.toBeInTheDocument();
    expect(panel.getByText("Order waiting at its max price")).toBeInTheDocument();
    await user.click(panel.getByRole("radio", { name: "System 1" }));
    expect(panel.getByText(/was unreachable for 41 s/)).toBeInTheDocument();
  });

  it("is read when the user says so, and the bell counts no more", async () => {
    const { panel, user } = await openCentre();
    await user.click(panel.getByRole("button", { name: "Mark all as read" }));
    await waitFor(() => expect(tipped(/^Notifications \(n\)$/)).toBeInTheDocument());
    expect(panel.queryByText("While you were away")).not.toBeInTheDocument();
    expect(panel.getByText(/12 trades from 3 traders/)).toBeInTheDocument();
  });

  it("opens with n, closes with Escape, and gives the focus back to the bell", async () => {
    const { user } = await open();
    await screen.findByRole("heading", { name: "Orders" });
    await user.keyboard("n");
    expect(await screen.findByRole("complementary", { name: "Notifications" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("complementary", { name: "Notifications" })).not.toBeInTheDocument();
    expect(document.querySelector("[data-bell]")).toHaveFocus();
  });
});
