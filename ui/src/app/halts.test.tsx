import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

describe("halts", () => {
  it("say what happened, since when, what it does and what to do, and are lifted by hand", async () => {
    const { user, mock } = await openWindow({ path: "/orders", scenario: "halts" });
    expect(await screen.findByText("The account can only close positions.")).toBeInTheDocument();
    expect(
      screen.getByText(/Buying is off; sells continue\. .* Since .* Observed: “address in closed/),
    ).toBeInTheDocument();
    expect(screen.getByText(/And 2 more on the dashboard/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "It’s fixed, continue" }));
    await waitFor(() => expect(mock.world.halts.map((one) => one.halt)).not.toContain("closed_only"));
    expect(await screen.findByText("Shares missing on the exchange.")).toBeInTheDocument();
  });

  it("of missing shares are accepted only after a question with the figures", async () => {
    const { user, mock } = await openWindow({ path: "/dashboard", scenario: "halts" });
    const card = (await screen.findByText("Needs attention")).closest("section");
    const list = within(card ?? document.body);
    expect(await list.findByText(/The account has an order Pilotfish did not place/)).toBeInTheDocument();
    await user.click(list.getByRole("button", { name: "Accept the difference…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Correct our records?" }));
    expect(dialog.getByText(/14\.50 fewer shares of “/)).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Not now" }));
    expect(mock.world.halts).toHaveLength(3);
    await user.click(list.getByRole("button", { name: "Accept the difference…" }));
    await user.click(await screen.findByRole("button", { name: "Accept" }));
    await waitFor(() => expect(mock.world.halts).toHaveLength(2));
  });

  it("of data of an earlier Pilotfish offer another demo", async () => {
    const mock = createMock({ scenario: "failed" });
    const frame = mock.frame;
    const outdated = { code: "database_outdated", detail: "pilotfish.db" };
    Object.assign(mock, { frame: async () => ({ ...(await frame()), trouble: outdated }) });
    const { user } = await openWindow({ path: "/dashboard", mock });
    expect(await screen.findByText(/from an earlier version of Pilotfish/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Reset demo…" }));
    expect(await screen.findByRole("alertdialog", { name: "Reset the demo?" })).toBeInTheDocument();
  });

  it("are not told as an exchange that does not answer where the clock is off", async () => {
    const mock = createMock({ scenario: "disconnected" });
    const frame = mock.frame;
    const clock = { code: "clock_off", detail: "Computer clock: 90.0 s behind Polymarket" };
    Object.assign(mock, { frame: async () => ({ ...(await frame()), trouble: clock }) });
    await openWindow({ path: "/dashboard", mock });
    expect(await screen.findByText("Trading has not started.")).toBeInTheDocument();
    expect(screen.getByText(/Turn on automatic time .*90\.0 s behind/)).toBeInTheDocument();
    expect(screen.queryByText(/does not answer\./)).not.toBeInTheDocument();
  });
});
