/** What a person has done can be taken back with the message that says so. */
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useLive } from "@/live/store";
import type { FollowView } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { frameIs, keepsSettings } from "@/test/deeds";
import { openScene } from "@/test/scene";

const undo = () => screen.findByRole("button", { name: "Undo" });

describe("undo", () => {
  it("goes on again after a pause, and pauses again after going on", async () => {
    const { user, recorded } = await openScene({ path: "/dashboard" });
    const running = recorded.read("frame");
    recorded.says("pause", () => frameIs(recorded, { state: "paused" }));
    recorded.says("resume", () => frameIs(recorded, { state: running.state }));
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(await screen.findByRole("button", { name: "Resume" })).toBeInTheDocument();
    await user.click(await undo());
    await waitFor(() => expect(recorded.sent("resume")).toHaveLength(1));
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    await user.click(await screen.findByRole("button", { name: "Resume" }));
    expect(await screen.findByRole("button", { name: "Pause" })).toBeInTheDocument();
    // Of the messages, the newest: going on.
    const buttons = await waitFor(() => {
      const all = screen.getAllByRole("button", { name: "Undo" });
      expect(all.length).toBeGreaterThan(0);
      return all;
    });
    await user.click(buttons.at(-1) as HTMLElement);
    await waitFor(() => expect(recorded.sent("pause")).toHaveLength(3));
    expect(await screen.findByRole("button", { name: "Resume" })).toBeInTheDocument();
  });

  it("copies a trader again whose follow was switched off", async () => {
    const { user, recorded } = await openScene({ path: "/following", with: switches });
    const toggle = () => screen.findByRole("switch", { name: "Copy 25usdc" });
    await user.click(await toggle());
    const dialog = within(await screen.findByRole("alertdialog", { name: "Stop copying 25usdc?" }));
    await user.click(dialog.getByRole("button", { name: "Stop and cancel 1 order" }));
    await waitFor(async () => expect(await toggle()).not.toBeChecked());
    await user.click(await undo());
    await waitFor(async () => expect(await toggle()).toBeChecked());
    expect(recorded.sent("switchFollow")).toEqual([
      { follow: 1, on: false },
      { follow: 1, on: true },
    ]);
  });

  it("switches a notification on again, and nothing else with it", async () => {
    const { user, recorded } = await openScene({ path: "/settings", with: keepsSettings });
    const saved = () => recorded.sent("saveSettings").at(-1)?.settings;
    await user.click(await screen.findByRole("switch", { name: "Refusals" }));
    await waitFor(() => expect(saved()).toMatchObject({ notifyRefusals: false }));
    await user.click(screen.getByRole("radio", { name: "Compact" }));
    await waitFor(() => expect(saved()).toMatchObject({ density: "compact" }));
    const [first] = await screen.findAllByRole("button", { name: "Undo" });
    await user.click(first as HTMLElement);
    await waitFor(() => expect(saved()).toMatchObject({ notifyRefusals: true, density: "compact" }));
  });

  it("keeps a trader who was removed, and copies them as before", async () => {
    const { user, recorded } = await openScene({ path: "/following", with: switches });
    await user.click(await screen.findByRole("button", { name: "Unfollow 25usdc" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Unfollow 25usdc?" }));
    await user.click(dialog.getByRole("button", { name: "Unfollow and cancel 1 order" }));
    await waitFor(() => expect(recorded.sent("switchFollow")).toEqual([{ follow: 1, on: false }]));
    await user.click(await undo());
    await waitFor(() => expect(recorded.sent("switchFollow").at(-1)).toEqual({ follow: 1, on: true }));
    // The message is gone, and what would have come with its end did not come.
    await waitFor(() => expect(useLive.getState().toasts).toEqual([]));
    await waitFor(() => expect(screen.getByRole("switch", { name: "Copy 25usdc" })).toBeChecked());
    expect(recorded.sent("unfollow")).toEqual([]);
  });
});

/** A follow that is switched is so in the list that is read next. */
function switches(recorded: Recorded): void {
  recorded.says("switchFollow", async ({ follow, on }) => {
    const status = on ? ("active" as const) : ("off" as const);
    const switched = (row: FollowView) => (row.id === follow ? { ...row, status } : row);
    recorded.changes("followList", (list) => ({ ...list, rows: list.rows.map(switched) }));
    const { rows } = await recorded.platform.followList();
    return rows.find((row) => row.id === follow) as FollowView;
  });
}
