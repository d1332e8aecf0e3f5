import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { PlatformError } from "@/platform";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

describe("where the window opens", () => {
  it("waits for an engine that is not there yet, and does not take it for one that follows nobody", async () => {
    const mock = createMock({});
    const read = mock.followList;
    let refusals = 0;
    const late = Object.assign(mock, {
      followList: async () => {
        refusals += 1;
        if (refusals < 3) throw new PlatformError({ code: "venue_unreachable", detail: "the engine starts" });
        return read();
      },
    });
    await openWindow({ path: "/", mock: late });
    await waitFor(() => expect(window.location.hash).toBe("#/dashboard"));
    expect(refusals).toBeGreaterThanOrEqual(3);
  });

  it("begins with the leaderboard where nobody is followed", async () => {
    await openWindow({ path: "/", scenario: "fresh" });
    await waitFor(() => expect(window.location.hash).toBe("#/leaderboard"));
  });

  it("says that an address leads nowhere, with a way on", async () => {
    const { user } = await openWindow({ path: "/nowhere" });
    expect(await screen.findAllByRole("heading", { name: "Page not found" })).not.toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Go to the dashboard" }));
    await waitFor(() => expect(window.location.hash).toBe("#/dashboard"));
  });

  it("offers a way back from a trader who is none", async () => {
    const { user } = await openWindow({ path: "/trader/0x0000000000000000000000000000000000000bad" });
    const failure = within(await screen.findByRole("alert"));
    await user.click(failure.getByRole("button", { name: "Back to the leaderboard" }));
    await waitFor(() => expect(window.location.hash).toBe("#/leaderboard"));
  });

  it("runs nothing before the first choice: no money, no pause, nothing to stop", async () => {
    await openWindow({ path: "/welcome", scenario: "first" });
    expect(await screen.findByText("Not started")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stop all" })).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Pause" })).not.toBeInTheDocument();
    expect(screen.queryByText("Running")).not.toBeInTheDocument();
  });
});
