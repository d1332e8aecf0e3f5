import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useLive } from "@/live/store";
import type { ActivityEntry, ActivityEvent, ActivityPage, Announcement } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { frameIs } from "@/test/deeds";
import { openScene } from "@/test/scene";
import { tipped } from "@/test/tipped";

/** The journal since a stop that ended so many orders, newest first. */
function stoppedAfter(orders: number): ActivityPage {
  const entry = (seq: number, event: ActivityEvent, market: string | null): ActivityEntry => ({
    seq,
    at: 1_791_703_110_000,
    event,
    trader: null,
    traderAddress: null,
    market,
    condition: null,
    outcome: null,
    outcomeIndex: null,
    side: null,
    order: market === null ? null : seq,
    gates: [],
  });
  const ended: ActivityEvent = {
    kind: "order",
    step: { name: "ended", reason: "cancelled_by_user", filled: "0", of: "10" },
  };
  const entries = Array.from({ length: orders }, (_, i) => entry(100 + orders - i, ended, `Market ${i + 1}`));
  return { entries: [...entries, entry(100, { kind: "control", action: "stopped" }, null)], next: null };
}

describe("an engine that is not heard", () => {
  it("is said in the pill and the banner, and no figure looks live", async () => {
    await openScene({ path: "/orders" });
    act(() => useLive.getState().setSilent());
    expect(await screen.findByText("Pilotfish’s engine is not responding.")).toBeInTheDocument();
    expect(screen.getByText("Not responding")).toBeInTheDocument();
    expect(screen.queryByText("Running")).not.toBeInTheDocument();
    expect(document.querySelector("[data-silent]")).not.toBeNull();
  });
});

describe("the frame", () => {
  it("stops everything with one key from anywhere, and no other key undoes it", async () => {
    const { user, recorded } = await openScene({ path: "/leaderboard" });
    await user.click(await screen.findByRole("textbox", { name: "Find a trader" }));
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await waitFor(() => expect(recorded.read("frame").state).toBe("stopped"));
    expect(
      await screen.findByText("Stopped. Nothing is copied and no orders are placed."),
    ).toBeInTheDocument();
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stopped" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Pause" })).toBeDisabled();
    await user.keyboard("{Enter}{Control>}{Shift>}k{/Shift}{/Control}{Enter} ");
    expect(recorded.read("frame").state).toBe("stopped");
    expect(recorded.sent("startAgain")).toEqual([]);
  });

  it("is stopped again by the key while something is still open at the exchange", async () => {
    const { user, recorded } = await openScene({
      path: "/orders",
      scene: "demo-stopped",
      with: (told) => {
        told.changes("frame", (frame) => ({ ...frame, onExchange: 2 }));
        told.says("stopAll", () => told.read("frame"));
      },
    });
    await screen.findByText("Stopped. Nothing is copied and no orders are placed.");
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await waitFor(() => expect(recorded.sent("stopAll")).toHaveLength(1));
  });

  it("asks with figures where the button is pressed: Enter stops, and the next Enter does nothing", async () => {
    const { user, recorded } = await openScene({ path: "/orders" });
    const button = await screen.findByRole("button", { name: "Stop all" });
    button.focus();
    await user.keyboard("{Enter}");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Stop everything?" }));
    const stop = dialog.getByRole("button", { name: /^Stop and cancel 3 orders \(\$/ });
    await waitFor(() => expect(stop).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(recorded.read("frame").state).toBe("stopped"));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    // Not on the page's first thing, which would be the way past the rail.
    await waitFor(() => expect(document.getElementById("main")).toHaveFocus());
    await user.keyboard("{Enter} ");
    expect(recorded.read("frame").state).toBe("stopped");
    expect(recorded.sent("startAgain")).toEqual([]);
  });

  it("starts again after showing what happened", async () => {
    const { user, recorded } = await openScene({
      path: "/orders",
      scene: "demo-stopped",
      with: (told) => told.says("activity", stoppedAfter(3)),
    });
    await user.click(await screen.findByRole("button", { name: "Review and start again…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Start copying again?" }));
    expect(await dialog.findByText(/^3 orders were cancelled/)).toBeInTheDocument();
    expect(dialog.getByText("1 copied sell order was on hold and now continues.")).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Start again" }));
    await waitFor(() => expect(recorded.read("frame").state).toBe("running"));
  });

  it("looks back from the newest, and says how much lies before it", async () => {
    const { user } = await openScene({
      path: "/orders",
      scene: "demo-stopped",
      with: (told) => told.says("activity", stoppedAfter(9)),
    });
    await user.click(await screen.findByRole("button", { name: "Review and start again…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Start copying again?" }));
    expect(await dialog.findByText(/Market 1$/)).toBeInTheDocument();
    expect(dialog.queryByText(/Market 7$/)).not.toBeInTheDocument();
    expect(dialog.getByText("and 4 earlier events")).toBeInTheDocument();
  });

  it("pauses and resumes", async () => {
    const { user } = await openScene({ path: "/orders" });
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    await user.click(await screen.findByRole("button", { name: "Resume" }));
    expect(await screen.findByRole("button", { name: "Pause" })).toBeInTheDocument();
  });

  it("sets the demo's clock to a speed and to any other", async () => {
    const { user, recorded } = await openScene({
      path: "/orders",
      with: (told) => {
        told.changes("frame", (frame) => ({
          ...frame,
          clock: frame.clock && { ...frame.clock, paused: false },
        }));
        told.says("setClock", ({ speed, paused }) => {
          const { clock } = told.read("frame");
          const set = { speed: speed as number | null, paused: paused as boolean | null };
          return frameIs(told, {
            clock: clock && { ...clock, speed: set.speed ?? clock.speed, paused: set.paused ?? clock.paused },
          });
        });
      },
    });
    const clock = within(await screen.findByRole("region", { name: "Demo clock" }));
    await user.click(clock.getByRole("radio", { name: "600×" }));
    await waitFor(() => expect(recorded.read("frame").clock?.speed).toBe(600));
    await user.click(clock.getByRole("button", { name: "Pause the demo clock" }));
    await waitFor(() => expect(recorded.read("frame").clock?.paused).toBe(true));
    await user.click(clock.getByRole("button", { name: "Other speed" }));
    const field = await screen.findByRole("textbox", { name: "Other speed" });
    await user.clear(field);
    await user.type(field, "601");
    expect(screen.getByRole("button", { name: "Set" })).toBeDisabled();
    await user.clear(field);
    await user.type(field, "300{Enter}");
    await waitFor(() => expect(recorded.read("frame").clock?.speed).toBe(300));
  });

  it("has no clock outside the demo, and always says with what money", async () => {
    await openScene({ path: "/orders", scene: "live" });
    expect(await screen.findByRole("heading", { name: "Orders" })).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "Demo clock" })).not.toBeInTheDocument();
    // In the top bar, and in the rail, wide or narrow: the word is short enough for both.
    expect(screen.getAllByText("LIVE")).toHaveLength(2);
  });

  it("gives a place no tooltip over its neighbours: only its sign has one, for where the name is hidden", async () => {
    await openScene({ path: "/orders" });
    const link = await screen.findByRole("link", { name: "Dashboard" });
    expect(link).not.toHaveAttribute("title");
    expect(tipped(/^Dashboard$/, link)).toHaveClass("wide:pointer-events-none");
  });

  it("goes where the keys say", async () => {
    const { user } = await openScene({ path: "/orders" });
    await screen.findByRole("heading", { name: "Orders" });
    for (const [key, name] of [
      ["l", "Leaderboard"],
      ["f", "Following"],
      ["a", "Activity"],
      ["s", "Settings"],
      ["o", "Orders"],
    ]) {
      await user.keyboard(`g${key}`);
      expect(await screen.findByRole("heading", { name, level: 1 })).toBeInTheDocument();
    }
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeInTheDocument();
  });

  it("says loudly that the venue is away, and why it could not start", async () => {
    const { trouble } = (await Recorded.at("failed")).read("frame");
    const { recorded } = await openScene({
      path: "/orders",
      scene: "disconnected",
      with: (told) => told.changes("frame", (frame) => ({ ...frame, disconnectedSince: frame.now - 48_000 })),
    });
    expect(await screen.findByRole("alert")).toHaveTextContent("The simulated Polymarket is not responding.");
    await act(() => frameIs(recorded, { state: "running", disconnectedSince: null, trouble: null }));
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    await act(() => recorded.tells({ frame: { state: "failed", trouble } }));
    expect(screen.getByRole("alert")).toHaveTextContent(
      "The database was created by a newer version of Pilotfish.",
    );
  });

  it("interrupts nobody for a connection that was lost a moment ago", async () => {
    const { recorded } = await openScene({ path: "/orders", scene: "disconnected" });
    const { now } = recorded.read("frame");
    await act(() => frameIs(recorded, { disconnectedSince: now - 14_000 }));
    expect(screen.getByText("The simulated Polymarket is not responding.")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    await act(() => frameIs(recorded, { disconnectedSince: now - 16_000 }));
    expect(screen.getByRole("alert")).toHaveTextContent("The simulated Polymarket is not responding.");
  });

  it("waits for an engine that is not there yet", async () => {
    const { recorded } = await openScene({ path: "/orders", scene: "starting" });
    expect(await screen.findByText("Starting the engine…")).toBeInTheDocument();
    await act(() => recorded.becomes("demo"));
    expect(await screen.findByRole("heading", { name: "Orders" })).toBeInTheDocument();
  });

  it("goes where a notification leads, once, and says where none arrives", async () => {
    const { user, recorded } = await openScene({ path: "/leaderboard" });
    await screen.findByRole("heading", { name: "Leaderboard" });
    recorded.says("opened", async () => {
      await frameIs(recorded, { open: null });
    });
    await act(() => frameIs(recorded, { open: { number: 1, place: { to: "order", order: 10 } } }));
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
    await waitFor(() => expect(recorded.sent("opened")).toEqual([{ number: 1 }]));
    // Where the person goes from there, they stay.
    await user.click(screen.getByRole("link", { name: /^Following/ }));
    await act(() => recorded.tells());
    expect(await screen.findByRole("heading", { name: "Following" })).toBeInTheDocument();
    await act(() => frameIs(recorded, { notShown: "no_server" }));
    expect(await screen.findByText(/^Notifications aren’t reaching your desktop: /)).toBeInTheDocument();
  });

  it("shows what just happened, and opens the order from it", async () => {
    const { user, recorded } = await openScene({ path: "/leaderboard" });
    await screen.findByRole("heading", { name: "Leaderboard" });
    const filled: Announcement = {
      event: { kind: "filled" },
      order: 10,
      side: "BUY",
      shares: "34",
      price: "0.58",
      outcome: "Yes",
      market: "Fed rate cut?",
      trader: "25usdc",
      follow: 1,
      also: 0,
    };
    await act(() => recorded.tells({ announcements: [filled] }));
    expect(screen.getByText("Filled: BUY YES 34.00 at 58.0¢")).toBeInTheDocument();
    await user.click(
      within(screen.getByRole("region", { name: "Messages" })).getByRole("button", { name: "Open" }),
    );
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });
});
