import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openScene } from "@/test/scene";

describe("where the window opens", () => {
  it("waits for an engine that is not there yet, and does not take it for one that follows nobody", async () => {
    let asked = 0;
    await openScene({
      path: "/",
      scene: "followed",
      with: (recorded) =>
        recorded.says("followList", async () => {
          asked += 1;
          if (asked < 3) throw { code: "venue_unreachable", detail: "the engine starts", reason: null };
          return recorded.read("followList");
        }),
    });
    await waitFor(() => expect(window.location.hash).toBe("#/dashboard"));
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it("begins with the leaderboard where nobody is followed", async () => {
    await openScene({ path: "/", scene: "fresh" });
    await waitFor(() => expect(window.location.hash).toBe("#/leaderboard"));
  });

  it("says that an address leads nowhere, with a way on", async () => {
    const { user } = await openScene({ path: "/nowhere", scene: "followed" });
    expect(await screen.findAllByRole("heading", { name: "Page not found" })).not.toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Go to the dashboard" }));
    await waitFor(() => expect(window.location.hash).toBe("#/dashboard"));
  });

  it("offers a way back from a trader who is none", async () => {
    const { user } = await openScene({
      path: "/trader/0x0000000000000000000000000000000000000bad",
      scene: "fresh",
      with: (recorded) => recorded.refuses("trader", "not_found"),
    });
    const failure = within(await screen.findByRole("alert"));
    await user.click(failure.getByRole("button", { name: "Back to the leaderboard" }));
    await waitFor(() => expect(window.location.hash).toBe("#/leaderboard"));
  });

  it("runs nothing before the first choice: no money, no pause, nothing to stop", async () => {
    await openScene({ path: "/welcome", scene: "first" });
    expect(await screen.findByText("Not started")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stop all" })).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Pause" })).not.toBeInTheDocument();
    expect(screen.queryByText("Running")).not.toBeInTheDocument();
  });

  it("can be stopped before the first choice, where a terminal has begun to copy", async () => {
    await openScene({
      path: "/welcome",
      with: (recorded) => recorded.changes("settings", (settings) => ({ ...settings, welcomed: false })),
    });
    expect(await screen.findByText("Running")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stop all" })).toBeEnabled();
    expect(screen.queryByText("Not started")).not.toBeInTheDocument();
  });
});
