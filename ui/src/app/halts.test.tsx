import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { HaltView } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { frameIs } from "@/test/deeds";
import { openScene } from "@/test/scene";

const NOW = 1_791_450_000_000;
const MINUTE = 60_000;
const HALT: HaltView = {
  halt: "closed_only",
  token: null,
  order: null,
  market: null,
  outcome: null,
  since: NOW - 40 * MINUTE,
  until: null,
  shares: null,
  usd: null,
  words: "address in closed only mode",
  remedy: "lift",
};
/** One of each remedy. */
const HALTS: HaltView[] = [
  HALT,
  {
    ...HALT,
    halt: "shares_missing",
    token: "10000",
    market: "Fed rate cut at the December meeting?",
    outcome: "Yes",
    since: NOW - 12 * MINUTE,
    shares: "14.5",
    words: null,
    remedy: "accept",
  },
  {
    ...HALT,
    halt: "foreign_order",
    token: "10011",
    order: "0xf00d",
    market: "Bitcoin above $120,000 on 31 December?",
    outcome: "No",
    since: NOW - 5 * MINUTE,
    shares: "30",
    words: null,
    remedy: "wait",
  },
];

/** A halt that is lifted or accepted stands no more. */
function halted(recorded: Recorded): void {
  let halts = HALTS;
  const without = (gone: HaltView["halt"]) => {
    halts = halts.filter((one) => one.halt !== gone);
    return frameIs(recorded, { halts });
  };
  recorded.changes("frame", (frame) => ({ ...frame, halts }));
  recorded.says("liftHalt", ({ halt }) => without(halt as HaltView["halt"]));
  // What the dashboard's curve marks: nothing yet.
  recorded.says("history", { rows: [], next: null });
  recorded.says("acceptDifference", () => without("shares_missing"));
}

const open = (path: string) => openScene({ path, scene: "followed", with: halted });

describe("halts", () => {
  it("say what happened, since when, what it does and what to do, and are lifted by hand", async () => {
    const { user, recorded } = await open("/orders");
    expect(await screen.findByText("The account can only close positions.")).toBeInTheDocument();
    expect(
      screen.getByText(/Buying is off; sells continue\. .* Since .* Observed: “address in closed/),
    ).toBeInTheDocument();
    expect(screen.getByText(/And 2 more on the dashboard/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "It’s fixed, continue" }));
    await waitFor(() =>
      expect(recorded.sent("liftHalt")).toEqual([{ halt: "closed_only", token: null, order: null }]),
    );
    expect(await screen.findByText("Shares missing on the exchange.")).toBeInTheDocument();
  });

  it("of missing shares are accepted only after a question with the figures", async () => {
    const { user, recorded } = await open("/dashboard");
    const card = (await screen.findByText("Needs attention")).closest("section");
    const list = within(card ?? document.body);
    expect(await list.findByText(/The account has an order Pilotfish did not place/)).toBeInTheDocument();
    await user.click(list.getByRole("button", { name: "Accept the difference…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Correct our records?" }));
    expect(dialog.getByText(/14\.50 fewer shares of “/)).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Not now" }));
    expect(recorded.sent("acceptDifference")).toEqual([]);
    await user.click(list.getByRole("button", { name: "Accept the difference…" }));
    await user.click(await screen.findByRole("button", { name: "Accept" }));
    await waitFor(() => expect(recorded.sent("acceptDifference")).toEqual([{ token: "10000" }]));
    await waitFor(() =>
      expect(screen.queryByText("Shares missing on the exchange.")).not.toBeInTheDocument(),
    );
  });

  it("of data of an earlier Pilotfish offer another demo", async () => {
    const trouble = { code: "database_outdated", detail: "pilotfish.db", reason: null } as const;
    const { user } = await openScene({
      path: "/dashboard",
      scene: "failed",
      with: (recorded) =>
        recorded.changes("frame", (frame) => ({ ...frame, trouble })).refuses("follows", "database_outdated"),
    });
    expect(await screen.findByText(/from an earlier version of Pilotfish/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Reset demo…" }));
    expect(await screen.findByRole("alertdialog", { name: "Reset the demo?" })).toBeInTheDocument();
  });

  it("are not told as an exchange that does not answer where the clock is off", async () => {
    const trouble = {
      code: "clock_off",
      detail: "Computer clock: 90.0 s behind Polymarket",
      reason: null,
    } as const;
    await openScene({
      path: "/dashboard",
      scene: "down",
      with: (recorded) => recorded.changes("frame", (frame) => ({ ...frame, trouble })),
    });
    expect(await screen.findByText("Trading has not started.")).toBeInTheDocument();
    expect(screen.getByText(/Turn on automatic time /)).not.toHaveTextContent(trouble.detail);
    expect(screen.getByText(trouble.detail)).toBeInTheDocument();
    expect(screen.queryByText(/does not answer\./)).not.toBeInTheDocument();
  });
});
