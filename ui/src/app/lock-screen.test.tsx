import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useLive } from "@/live/store";
import type { Frame } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { frameIs, keepsSettings } from "@/test/deeds";
import { openScene } from "@/test/scene";

const title = () => screen.findByRole("heading", { level: 1, name: "The window is locked" });

/** A program with a passphrase, in that state. */
const withPassphrase = (frame: Partial<Frame>) => (recorded: Recorded) => {
  recorded.changes("frame", (now) => ({ ...now, ...frame }));
  recorded.changes("lockStanding", (standing) => ({ ...standing, passphrase: "set" as const }));
};

const open = (path: string, frame: Partial<Frame>, more?: (recorded: Recorded) => void) =>
  openScene({
    path,
    scene: "fresh",
    with: (recorded) => {
      withPassphrase(frame)(recorded);
      more?.(recorded);
    },
  });

/** Stopping everything is answered with a frame that says so. */
const stops = (recorded: Recorded) => recorded.says("stopAll", () => frameIs(recorded, { state: "stopped" }));

describe("a locked window", () => {
  it("shows the engine’s state and nothing of the account, and keeps nothing that was read before", async () => {
    const { client, user } = await open("/settings", { mode: "live", clock: null }, (recorded) =>
      // From then on it answers nothing but what the lock screen needs.
      recorded.says("lockWindow", () => {
        recorded.refuses("settings", "window_locked");
        return frameIs(recorded, { locked: true }, ["all"]);
      }),
    );
    await user.click(await screen.findByRole("button", { name: "Lock now" }));
    expect(await title()).toBeInTheDocument();
    const bar = within(screen.getByRole("banner"));
    expect(bar.getByText("LIVE")).toBeInTheDocument();
    expect(bar.getByText("Running")).toBeInTheDocument();
    expect(document.body.textContent).not.toMatch(/\$\d/);
    expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
    await waitFor(() => expect(client.getQueryCache().getAll()).toEqual([]));
    expect(useLive.getState().settings).toBeNull();
  });

  it("is opened by the passphrase, and reads everything again", async () => {
    const { user } = await open("/settings", { locked: true }, (recorded) =>
      recorded.says("unlock", () => frameIs(recorded, { locked: false }, ["all"])),
    );
    await title();
    await user.click(screen.getByRole("button", { name: "Unlock…" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Settings" })).toBeInTheDocument();
    expect(await screen.findByRole("region", { name: "Protection" })).toBeInTheDocument();
  });

  it("stays locked where it is not given, and says so", async () => {
    const { user } = await open("/dashboard", { locked: true }, (recorded) =>
      recorded.refuses("unlock", "not_unlocked", "the passphrase was not given"),
    );
    await title();
    await user.click(screen.getByRole("button", { name: "Unlock…" }));
    expect(await screen.findByText(/The passphrase was not entered/)).toBeInTheDocument();
    expect(await title()).toBeInTheDocument();
  });

  it("is stopped by the key at once", async () => {
    const { recorded, user } = await open("/dashboard", { locked: true, mode: "live", clock: null }, stops);
    await title();
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await waitFor(() => expect(recorded.sent("stopAll")).toHaveLength(1));
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  });

  it("stops everything by its button, after a question", async () => {
    const { recorded, user } = await open("/dashboard", { locked: true, mode: "live", clock: null }, stops);
    await title();
    await user.click(screen.getByRole("button", { name: "Stop all" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Stop everything?" }));
    expect(question.getByText(/All open live orders are cancelled on the exchange/)).toBeInTheDocument();
    expect(recorded.sent("stopAll")).toEqual([]);
    await user.click(question.getByRole("button", { name: "Stop all" }));
    await waitFor(() => expect(recorded.sent("stopAll")).toHaveLength(1));
    expect(
      await screen.findByText("Everything is stopped. To start again, unlock the window."),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stopped" })).toBeDisabled();
  });

  it("leads to the engine beside, which is stopped from there", async () => {
    const beside = {
      mode: "live" as const,
      state: "running" as const,
      halt: null,
      trouble: null,
      workingOrders: 2,
    };
    const { recorded, user } = await open(
      "/dashboard",
      { locked: true, modes: ["demo", "live"], beside: [beside] },
      (told) =>
        told.says("showMode", () =>
          frameIs(told, { mode: "live", modes: ["live", "demo"], beside: [], clock: null }),
        ),
    );
    await title();
    await user.click(screen.getByRole("button", { name: "Show LIVE" }));
    await waitFor(() => expect(recorded.sent("showMode")).toEqual([{ mode: "live" }]));
    expect(await screen.findByText("LIVE")).toBeInTheDocument();
    expect(await title()).toBeInTheDocument();
  });
});

describe("the lock’s setting", () => {
  it("is chosen in Settings, and the engine is told that somebody is there", async () => {
    const { recorded, user } = await open("/settings", {}, keepsSettings);
    expect(recorded.sent("windowUsed")).toEqual([]);
    await user.click(await screen.findByRole("radio", { name: "15 min" }));
    await waitFor(() =>
      expect(recorded.sent("saveSettings").at(-1)).toMatchObject({
        settings: { lockAfter: "fifteen_minutes" },
      }),
    );
    await user.keyboard("{Tab}");
    await waitFor(() => expect(recorded.sent("windowUsed")).not.toEqual([]));
    const often = recorded.sent("windowUsed").length;
    await user.keyboard("{Tab}{Tab}{Tab}");
    expect(recorded.sent("windowUsed")).toHaveLength(often);
  });

  it("needs a passphrase, and says so where there is none", async () => {
    await openScene({ path: "/settings", scene: "fresh" });
    expect(await screen.findByText(/You need a Pilotfish passphrase/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Lock now" })).not.toBeInTheDocument();
    expect(screen.queryByRole("radio", { name: "15 min" })).not.toBeInTheDocument();
  });
});
