import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { GateView } from "@/platform";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

describe("taking the other side now", () => {
  it("asks with the price and what it costs against waiting, and does it", async () => {
    const { user, mock } = await openWindow({ path: "/orders?order=6" });
    const before = await mock.order(6);
    await user.click(await screen.findByRole("button", { name: /^(Buy at the ask|Sell at the bid) now/ }));
    const dialog = within(await screen.findByRole("alertdialog", { name: /at the (ask|bid) now\?$/ }));
    expect(await dialog.findByText(/(Buys|Sells) .* shares right away at about/)).toBeInTheDocument();
    expect(dialog.getByText(/^Before fees, that is .* worse than your waiting limit/)).toBeInTheDocument();
    expect(dialog.getByText(/^You (pay|receive)$/).nextSibling).toHaveTextContent(/^\$\d/);
    expect(dialog.getByText("Fee, approx.")).toBeInTheDocument();
    // The dialog takes the focus once it stands.
    await waitFor(() => expect(dialog.getByRole("button", { name: "Keep waiting" })).toHaveFocus());
    await user.click(dialog.getByRole("button", { name: /^(Buy|Sell) for about \$/ }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    mock.advance(1000);
    const after = await mock.order(6);
    expect([before.order.status, after.order.status]).toEqual(["working", "ended"]);
    expect(after.events.map(({ event }) => event)).toContainEqual({
      kind: "order",
      step: { name: "hastened" },
    });
  });

  it("takes nothing while everything is stopped, and says so", async () => {
    const { mock } = await openWindow({ path: "/orders?order=6", scenario: "paused" });
    mock.world.stopped = true;
    const preview = await mock.previewTake(6);
    expect(preview.problem).toBe("stopped");
  });

  it("is not offered where it would be refused, and says which limit stands in the way", async () => {
    const mock = createMock({});
    const [order, preview] = [mock.order, mock.previewTake];
    await openWindow({
      path: "/orders?order=6",
      mock: Object.assign(mock, {
        order: async (id: number) => {
          const detail = await order(id);
          const heldBy: GateView = {
            gate: "daily_spend",
            asked: "10",
            allowed: "0",
            basis: { by: "money", used: "300", limit: "300" },
            room: "0",
            outcome: "bound",
          };
          return { ...detail, order: { ...detail.order, waiting: "limit" as const, heldBy } };
        },
        previewTake: async (id: number) => ({ ...(await preview(id)), problem: "limit" as const }),
      }),
    });
    const take = await screen.findByRole("button", { name: /^(Buy at the ask|Sell at the bid) now/ });
    await waitFor(() => expect(take).toBeDisabled());
    expect(take).toHaveAccessibleDescription("Not possible now: Daily spending limit ($300.00) reached");
  });
});
