import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ActivityQuery, DecisionFilter, DecisionsQuery } from "@/platform";
import { PlatformError } from "@/platform";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

describe("the leaderboard", () => {
  it("is where one begins while nothing is followed", async () => {
    await openWindow({ path: "/", scenario: "fresh" });
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
    expect(await screen.findByRole("button", { name: "Follow 25usdc" })).toBeInTheDocument();
  });

  it("gives way to the dashboard once there are follows", async () => {
    await openWindow({ path: "/" });
    expect(await screen.findByRole("heading", { name: "Dashboard" })).toBeInTheDocument();
  });

  it("filters by category and name, and keeps it in the address", async () => {
    const { user } = await openWindow({ path: "/leaderboard" });
    await screen.findByRole("row", { name: "25usdc" });
    await user.click(screen.getByRole("button", { name: "Weather" }));
    await waitFor(() => expect(screen.queryByRole("row", { name: "25usdc" })).not.toBeInTheDocument());
    expect(window.location.hash).toContain("category=weather");
    expect(await screen.findByRole("row", { name: "lowtide" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: /^Market makers/ }));
    expect(window.location.hash).toContain("hide=true");
  });

  it("sorts by a column, exactly", async () => {
    const { user } = await openWindow({ path: "/leaderboard" });
    await screen.findByRole("row", { name: "25usdc" });
    await user.click(screen.getByRole("button", { name: "ROI, %" }));
    expect(screen.getByRole("columnheader", { name: "ROI, %" })).toHaveAttribute("aria-sort", "descending");
    expect(screen.getAllByRole("row")[1]).toHaveAccessibleName("0x91c4…e07b");
  });

  it("shows what is followed with its percentage", async () => {
    await openWindow({ path: "/leaderboard" });
    expect(await screen.findByRole("button", { name: "You follow 25usdc at 2.0%" })).toBeInTheDocument();
  });

  it("opens an address that is not in the list", async () => {
    const { user } = await openWindow({ path: "/leaderboard" });
    await screen.findByRole("row", { name: "25usdc" });
    await user.type(
      screen.getByRole("textbox", { name: "Find a trader" }),
      "0x0000000000000000000000000000000000000001{Enter}",
    );
    expect(await screen.findByText("No trader has this name or address.")).toBeInTheDocument();
  });

  it("says what to do when the venue does not answer", async () => {
    await openWindow({ path: "/leaderboard", scenario: "down" });
    expect(await screen.findByRole("heading", { name: "Polymarket is not responding." })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });
});

describe("following", () => {
  it("shows what each trader made, and its switch", async () => {
    await openWindow({ path: "/following" });
    const row = within(await screen.findByRole("row", { name: "slippage" }));
    expect(row.getByText("−30.80")).toBeInTheDocument();
    expect(row.getByText(/cost you/)).toBeInTheDocument();
    expect(row.getByText("8 of 25")).toBeInTheDocument();
    expect(row.getByRole("switch", { name: "Copy slippage" })).toBeChecked();
    expect(screen.getByText("+$214.62")).toBeInTheDocument();
  });

  it("asks before a switch takes orders away, and says how many", async () => {
    const { user, mock } = await openWindow({ path: "/following" });
    await user.click(await screen.findByRole("switch", { name: "Copy 25usdc" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Stop copying 25usdc?" }));
    await user.click(dialog.getByRole("button", { name: "Stop and cancel 2 orders" }));
    await waitFor(async () =>
      expect((await mock.follows()).find((one) => one.name === "25usdc")?.status).toBe("off"),
    );
    await waitFor(() => expect(screen.getByRole("switch", { name: "Copy 25usdc" })).not.toBeChecked());
  });

  it("removes a follow only after saying what happens", async () => {
    const { user, mock } = await openWindow({ path: "/following" });
    await user.click(await screen.findByRole("button", { name: "Unfollow kestrel" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Unfollow kestrel?" }));
    expect(
      dialog.getByText(/1 open order will be cancelled\. \$104\.70 in positions and orders/),
    ).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Unfollow and cancel 1 order" }));
    await waitFor(() => expect(screen.queryByRole("row", { name: "kestrel" })).not.toBeInTheDocument());
    expect((await mock.follows()).map((one) => one.name)).not.toContain("kestrel");
  });

  it("has an empty state", async () => {
    await openWindow({ path: "/following", scenario: "fresh" });
    expect(
      await screen.findByRole("heading", { name: "You aren’t following anyone yet" }),
    ).toBeInTheDocument();
  });
});

describe("activity", () => {
  it("shows a decision's gates when it is opened, and which one bound", async () => {
    const { user } = await openWindow({ path: "/activity" });
    await user.click(await screen.findByText("121.87 of 188.00, per market"));
    const gates = within(await screen.findByRole("table", { name: "Checks applied" }));
    const bound = gates.getByRole("row", { name: /Per market/ });
    expect(bound).toHaveTextContent("$150.00");
    expect(bound).toHaveTextContent("$72.00 used");
    expect(bound).toHaveTextContent("limiting");
    expect(gates.queryByText("Stop all")).not.toBeInTheDocument();
    expect(screen.getByText("66.13 shares")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "View order" }));
    expect(await screen.findByRole("complementary", { name: "Order details" })).toBeInTheDocument();
  });

  it("counts each verdict and shows one of them alone", async () => {
    const { user, mock } = await openWindow({ path: "/activity" });
    const filter = { verdict: null, trader: null, from: null, until: null, text: null };
    const { skipped, refused } = await mock.decisionCounts(filter);
    await user.click(await screen.findByRole("radio", { name: `Skipped ${skipped}` }));
    await waitFor(() => expect(screen.queryByText("Refused", { selector: "ol *" })).not.toBeInTheDocument());
    expect(screen.getAllByText("Skipped", { selector: "ol *" })).toHaveLength(skipped);
    await user.click(screen.getByRole("radio", { name: `Refused ${refused}` }));
    expect(await screen.findByText(/10.min to resolution, the minimum is 24.h/)).toBeInTheDocument();
  });

  it("asks for the trader and the text, and has a file made of what is filtered", async () => {
    const asked: DecisionsQuery[] = [];
    const exported: DecisionFilter[] = [];
    const real = createMock();
    const mock = {
      ...real,
      world: real.world,
      decisions: (query: DecisionsQuery) => {
        asked.push(query);
        return real.decisions(query);
      },
      exportDecisions: (filter: DecisionFilter) => {
        exported.push(filter);
        return real.exportDecisions(filter);
      },
    };
    const { user } = await openWindow({ path: "/activity?show=copied", mock });
    await user.type(await screen.findByRole("textbox", { name: "Market or trader" }), "kestrel");
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ text: "kestrel", verdict: "copied" }));
    await user.click(screen.getByRole("button", { name: "Export CSV" }));
    await waitFor(() => expect(exported).toMatchObject([{ text: "kestrel", verdict: "copied" }]));
    expect((await screen.findAllByText(/decisions saved to .*demo-decisions\.csv/)).length).toBeGreaterThan(
      0,
    );
  });

  it("shows every event behind the decisions, of the chosen group and with the text", async () => {
    const asked: ActivityQuery[] = [];
    const real = createMock();
    const mock = {
      ...real,
      world: real.world,
      activity: (query: ActivityQuery) => {
        asked.push(query);
        return real.activity(query);
      },
    };
    const { user } = await openWindow({ path: "/activity", mock });
    await user.click(await screen.findByRole("button", { name: "Every event" }));
    await user.click(await screen.findByRole("radio", { name: "Fills" }));
    await waitFor(() =>
      expect(asked.at(-1)?.kinds).toEqual([
        "fill",
        "settlement",
        "resolution",
        "resolution_corrected",
        "redeemed",
      ]),
    );
    await user.type(screen.getByRole("textbox", { name: "Market or trader" }), "kestrel");
    await waitFor(() => expect(asked.at(-1)?.text).toBe("kestrel"));
    await waitFor(() => expect(screen.queryByText(/Arsenal/)).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: "Decisions" }));
    expect(await screen.findByRole("radio", { name: /^Copied/ })).toBeInTheDocument();
  });

  it("takes new events in while it stands at the top", async () => {
    const { mock } = await openWindow({ path: "/activity?show=events" });
    await screen.findByText("Copy created: 121.87 at 64.0¢");
    await act(async () => {
      await mock.pause();
    });
    expect(await screen.findByText("Paused", { selector: "b" }, { timeout: 3000 })).toBeInTheDocument();
  });

  it("has an empty state, and another for a filter that finds nothing", async () => {
    const { user } = await openWindow({ path: "/activity?q=nobody" });
    expect(await screen.findByRole("heading", { name: "No matching decisions" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("121.87 of 188.00, per market")).toBeInTheDocument();
  });
});

describe("settings", () => {
  it("change the language at once", async () => {
    const { user } = await openWindow({ path: "/settings" });
    await user.click(await screen.findByRole("radio", { name: "Français" }));
    expect(await screen.findByRole("heading", { name: "Réglages" })).toBeInTheDocument();
    expect(document.documentElement.lang).toBe("fr");
    await user.click(screen.getByRole("radio", { name: "Clair" }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("light"));
  });

  it("take limits only when they make sense", async () => {
    const { user, mock } = await openWindow({ path: "/settings" });
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
    expect((await mock.settings()).limits.maxExposure).toBe("1500.00");
    await user.click(question.getByRole("button", { name: "Raise limits" }));
    await waitFor(async () => expect((await mock.settings()).limits.maxExposure).toBe("2500.00"));
    const reserve = screen.getByRole("textbox", { name: "Cash reserve" });
    await user.clear(reserve);
    await user.type(reserve, "101");
    expect(reserve).toHaveAccessibleDescription("Between 0% and 100%.");
  });

  it("show the engine's refusal", async () => {
    const real = createMock();
    const refused = () =>
      Promise.reject(new PlatformError({ code: "out_of_range", detail: "maxExposure: from 0 to 1" }));
    const { user } = await openWindow({
      path: "/settings",
      mock: { ...real, world: real.world, saveSettings: refused },
    });
    const exposure = await screen.findByRole("textbox", { name: "Total exposure" });
    await user.clear(exposure);
    await user.type(exposure, "7{Enter}");
    expect(await screen.findByText(/A value is out of range/)).toBeInTheDocument();
  });

  it("reset the demo only after the word was typed", async () => {
    const { user, mock } = await openWindow({ path: "/settings" });
    await user.click(await screen.findByRole("button", { name: "Reset demo…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Reset the demo?" }));
    expect(dialog.getByText(/5 follows, 7 open orders/)).toBeInTheDocument();
    const confirm = dialog.getByRole("button", { name: "Reset demo" });
    expect(confirm).toBeDisabled();
    await user.type(dialog.getByRole("textbox"), "reset");
    await user.click(confirm);
    await waitFor(async () => expect(await mock.follows()).toEqual([]));
    expect(await screen.findByRole("heading", { name: "Leaderboard" })).toBeInTheDocument();
  });
});
