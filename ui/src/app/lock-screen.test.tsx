import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { useLive } from "@/live/store";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

const title = () => screen.findByRole("heading", { level: 1, name: "The window is locked" });

describe("a locked window", () => {
  it("shows the engine’s state and nothing of the account, and keeps nothing that was read before", async () => {
    const mock = createMock({ mode: "live" });
    const { client, user } = await openWindow({ path: "/settings", mock });
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
    const mock = createMock({ scenario: "locked" });
    const { user } = await openWindow({ path: "/settings", mock });
    await title();
    await user.click(screen.getByRole("button", { name: "Unlock…" }));
    await act(async () => mock.advance(0));
    expect(await screen.findByRole("heading", { level: 1, name: "Settings" })).toBeInTheDocument();
    expect(await screen.findByRole("region", { name: "Protection" })).toBeInTheDocument();
  });

  it("stays locked where it is not given, and says so", async () => {
    const mock = createMock({ scenario: "locked-refused" });
    const { user } = await openWindow({ path: "/dashboard", mock });
    await title();
    await user.click(screen.getByRole("button", { name: "Unlock…" }));
    expect(await screen.findByText(/The passphrase was not entered/)).toBeInTheDocument();
    expect(await title()).toBeInTheDocument();
  });

  it("is stopped by the key at once", async () => {
    const mock = createMock({ scenario: "locked", mode: "live" });
    const { user } = await openWindow({ path: "/dashboard", mock });
    await title();
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await waitFor(() => expect(mock.world.stopped).toBe(true));
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  });

  it("stops everything by its button, after a question", async () => {
    const mock = createMock({ scenario: "locked", mode: "live" });
    const { user } = await openWindow({ path: "/dashboard", mock });
    await title();
    await user.click(screen.getByRole("button", { name: "Stop all" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Stop everything?" }));
    expect(question.getByText(/All open live orders are cancelled on the exchange/)).toBeInTheDocument();
    await user.click(question.getByRole("button", { name: "Stop all" }));
    await waitFor(() => expect(mock.world.stopped).toBe(true));
    expect(
      await screen.findByText("Everything is stopped. To start again, unlock the window."),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stopped" })).toBeDisabled();
  });

  it("leads to the engine beside, which is stopped from there", async () => {
    const mock = createMock({ scenario: "locked", beside: "live" });
    const { user } = await openWindow({ path: "/dashboard", mock });
    await title();
    await user.click(screen.getByRole("button", { name: "Show LIVE" }));
    await waitFor(() => expect(mock.world.mode).toBe("live"));
    expect(await title()).toBeInTheDocument();
  });
});

describe("the lock’s setting", () => {
  it("is chosen in Settings, and the engine is told that somebody is there", async () => {
    const mock = createMock();
    const used = vi.spyOn(mock, "windowUsed");
    const { user } = await openWindow({ path: "/settings", mock });
    expect(used).not.toHaveBeenCalled();
    await user.click(await screen.findByRole("radio", { name: "15 min" }));
    await waitFor(() => expect(mock.world.settings.lockAfter).toBe("fifteen_minutes"));
    await user.keyboard("{Tab}");
    await waitFor(() => expect(used).toHaveBeenCalled());
    const often = used.mock.calls.length;
    await user.keyboard("{Tab}{Tab}{Tab}");
    expect(used).toHaveBeenCalledTimes(often);
  });

  it("needs a passphrase, and says so where there is none", async () => {
    const mock = createMock({ scenario: "no-passphrase" });
    await openWindow({ path: "/settings", mock });
    expect(await screen.findByText(/You need a Pilotfish passphrase/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Lock now" })).not.toBeInTheDocument();
    expect(screen.queryByRole("radio", { name: "15 min" })).not.toBeInTheDocument();
  });
});
