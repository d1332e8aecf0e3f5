import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useLive } from "@/live/store";
import { createMock } from "@/platform/mock";
import { openWindow, tipped } from "@/test/render";

describe("an engine that is not heard", () => {
  it("is said in the pill and the banner, and no figure looks live", async () => {
    await openWindow({ path: "/orders" });
    act(() => useLive.getState().setSilent());
    expect(await screen.findByText("Pilotfish’s engine is not responding.")).toBeInTheDocument();
    expect(screen.getByText("Not responding")).toBeInTheDocument();
    expect(screen.queryByText("Running")).not.toBeInTheDocument();
    expect(document.querySelector("[data-silent]")).not.toBeNull();
  });
});

describe("the frame", () => {
  it("stops everything with one key from anywhere, and no other key undoes it", async () => {
    const { user, mock } = await openWindow({ path: "/leaderboard" });
    await user.click(await screen.findByRole("textbox", { name: "Find a trader" }));
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await waitFor(async () => expect((await mock.frame()).state).toBe("stopped"));
    expect(
      await screen.findByText("Stopped. Nothing is copied and no orders are placed."),
    ).toBeInTheDocument();
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Stopped" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Pause" })).toBeDisabled();
    await user.keyboard("{Enter}{Control>}{Shift>}k{/Shift}{/Control}{Enter} ");
    expect((await mock.frame()).state).toBe("stopped");
  });

  it("is stopped again by the key while something is still open at the exchange", async () => {
    const mock = createMock({ scenario: "stopped" });
    const frame = mock.frame;
    let asked = 0;
    Object.assign(mock, {
      frame: async () => ({ ...(await frame()), onExchange: 2 }),
      stopAll: async () => {
        asked += 1;
        return frame();
      },
    });
    const { user } = await openWindow({ path: "/orders", mock });
    await screen.findByText("Stopped. Nothing is copied and no orders are placed.");
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await waitFor(() => expect(asked).toBe(1));
  });

  it("asks with figures where the button is pressed: Enter stops, and the next Enter does nothing", async () => {
    const { user, mock } = await openWindow({ path: "/orders" });
    const button = await screen.findByRole("button", { name: "Stop all" });
    button.focus();
    await user.keyboard("{Enter}");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Stop everything?" }));
    const stop = dialog.getByRole("button", { name: /^Stop and cancel 5 orders \(\$/ });
    await waitFor(() => expect(stop).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(async () => expect((await mock.frame()).state).toBe("stopped"));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    // Not on the page's first thing, which would be the way past the rail.
    await waitFor(() => expect(document.getElementById("main")).toHaveFocus());
    await user.keyboard("{Enter} ");
    expect((await mock.frame()).state).toBe("stopped");
  });

  it("starts again after showing what happened", async () => {
    const { user, mock } = await openWindow({ path: "/orders", scenario: "stopped" });
    await user.click(await screen.findByRole("button", { name: "Review and start again…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Start copying again?" }));
    expect(await dialog.findByText(/^5 orders were cancelled/)).toBeInTheDocument();
    expect(dialog.getByText("2 copied sell orders were on hold and now continue.")).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Start again" }));
    await waitFor(async () => expect((await mock.frame()).state).toBe("running"));
  });

  it("looks back from the newest, and says how much lies before it", async () => {
    const mock = createMock({ scenario: "stopped" });
    const read = mock.activity;
    const { user } = await openWindow({
      path: "/orders",
      mock: Object.assign(mock, {
        activity: async (query: Parameters<typeof read>[0]) => {
          const page = await read(query);
          const stop = page.entries.find(({ event }) => event.kind === "control");
          const ended = page.entries.find(({ event }) => event.kind === "order");
          if (!stop || !ended) throw new Error("the scenario has a stop and an order that ended");
          const many = Array.from({ length: 9 }, (_, i) => ({
            ...ended,
            seq: stop.seq + 9 - i,
            market: `Market ${i + 1}`,
          }));
          return { ...page, entries: [...many, stop] };
        },
      }),
    });
    await user.click(await screen.findByRole("button", { name: "Review and start again…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Start copying again?" }));
    expect(await dialog.findByText(/Market 1$/)).toBeInTheDocument();
    expect(dialog.queryByText(/Market 7$/)).not.toBeInTheDocument();
    expect(dialog.getByText("and 4 earlier events")).toBeInTheDocument();
  });

  it("pauses and resumes", async () => {
    const { user } = await openWindow({ path: "/orders" });
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    await user.click(await screen.findByRole("button", { name: "Resume" }));
    expect(await screen.findByRole("button", { name: "Pause" })).toBeInTheDocument();
  });

  it("sets the demo's clock to a speed and to any other", async () => {
    const { user, mock } = await openWindow({ path: "/orders" });
    const clock = within(await screen.findByRole("region", { name: "Demo clock" }));
    await user.click(clock.getByRole("radio", { name: "600×" }));
    await waitFor(async () => expect((await mock.frame()).clock?.speed).toBe(600));
    await user.click(clock.getByRole("button", { name: "Pause the demo clock" }));
    await waitFor(async () => expect((await mock.frame()).clock?.paused).toBe(true));
    await user.click(clock.getByRole("button", { name: "Other speed" }));
    const field = await screen.findByRole("textbox", { name: "Other speed" });
    await user.clear(field);
    await user.type(field, "601");
    expect(screen.getByRole("button", { name: "Set" })).toBeDisabled();
    await user.clear(field);
    await user.type(field, "300{Enter}");
    await waitFor(async () => expect((await mock.frame()).clock?.speed).toBe(300));
  });

  it("has no clock outside the demo, and always says with what money", async () => {
    await openWindow({ path: "/orders", mock: createMock({ mode: "live" }) });
    expect(await screen.findByRole("heading", { name: "Orders" })).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "Demo clock" })).not.toBeInTheDocument();
    // In the top bar, and in the rail, wide or narrow: the word is short enough for both.
    expect(screen.getAllByText("LIVE")).toHaveLength(2);
  });

  it("gives a place no tooltip over its neighbours: only its sign has one, for where the name is hidden", async () => {
    await openWindow({ path: "/orders" });
    const link = await screen.findByRole("link", { name: "Dashboard" });
    expect(link).not.toHaveAttribute("title");
    expect(tipped(/^Dashboard$/, link)).toHaveClass("wide:pointer-events-none");
  });

  it("goes where the keys say", async () => {
    const { user } = await openWindow({ path: "/orders" });
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
    const first = await openWindow({ path: "/orders", scenario: "disconnected" });
    expect(await screen.findByRole("alert")).toHaveTextContent("The simulated Polymarket is not responding.");
    first.mock.world.disconnectedSince = null;
    await act(async () => first.mock.advance(0));
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    first.mock.world.failed = true;
    await act(async () => first.mock.advance(0));
    expect(screen.getByRole("alert")).toHaveTextContent(
      "The database was created by a newer version of Pilotfish.",
    );
  });

  it("interrupts nobody for a connection that was lost a moment ago", async () => {
    const { mock } = await openWindow({ path: "/orders", scenario: "disconnected" });
    mock.world.disconnectedSince = mock.world.now - 14_000;
    await act(async () => mock.advance(0));
    expect(screen.getByText("The simulated Polymarket is not responding.")).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    mock.world.disconnectedSince = mock.world.now - 16_000;
    await act(async () => mock.advance(0));
    expect(screen.getByRole("alert")).toHaveTextContent("The simulated Polymarket is not responding.");
  });

  it("waits for an engine that is not there yet", async () => {
    const real = createMock();
    const there = await real.frame();
    const blank = { ...there, state: "starting" as const, now: 0, clock: null, balance: null, feeds: [] };
    let up = false;
    const frame = async () => (up ? there : blank);
    const { mock } = await openWindow({ path: "/orders", mock: { ...real, world: real.world, frame } });
    expect(await screen.findByText("Starting the engine…")).toBeInTheDocument();
    up = true;
    await act(async () => mock.advance(0));
    expect(await screen.findByRole("heading", { name: "Orders" })).toBeInTheDocument();
  });

  it("goes where a notification leads, once, and says where none arrives", async () => {
    const { user, mock } = await openWindow({ path: "/leaderboard" });
    await screen.findByRole("heading", { name: "Leaderboard" });
    mock.world.opening = { number: 1, place: { to: "order", order: 6 } };
    await act(async () => mock.advance(0));
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
    await waitFor(() => expect(mock.world.opening).toBeNull());
    // Where the person goes from there, they stay.
    await user.click(screen.getByRole("link", { name: /^Following/ }));
    await act(async () => mock.advance(0));
    expect(await screen.findByRole("heading", { name: "Following" })).toBeInTheDocument();
    mock.world.notShown = "no_server";
    await act(async () => mock.advance(0));
    expect(await screen.findByText(/^Notifications aren’t reaching your desktop: /)).toBeInTheDocument();
  });

  it("shows what just happened, and opens the order from it", async () => {
    const { user, mock } = await openWindow({ path: "/leaderboard" });
    await screen.findByRole("heading", { name: "Leaderboard" });
    mock.world.announcements.push({
      event: { kind: "filled" },
      order: 6,
      side: "BUY",
      shares: "34",
      price: "0.58",
      outcome: "Yes",
      market: "Fed rate cut?",
      trader: "25usdc",
      follow: 1,
      also: 0,
    });
    await act(async () => mock.advance(0));
    expect(screen.getByText("Filled: BUY YES 34.00 at 58.0¢")).toBeInTheDocument();
    await user.click(
      within(screen.getByRole("region", { name: "Messages" })).getByRole("button", { name: "Open" }),
    );
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });
});
