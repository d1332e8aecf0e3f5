import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { GateView } from "@/platform";
import { openScene } from "@/test/scene";

describe("taking the other side now", () => {
  it("asks with the price and what it costs against waiting, and does it", async () => {
    const { user, recorded } = await openScene({ path: "/orders?order=10" });
    const before = recorded.read("order", { order: 10 });
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
    expect(recorded.sent("takeNow")).toEqual([{ order: 10 }]);
    const after = recorded.read("order", { order: 10 });
    expect([before.order.status, after.order.status]).toEqual(["working", "ended"]);
    expect(after.events.map(({ event }) => event)).toContainEqual({
      kind: "order",
      step: { name: "hastened" },
    });
  });

  it("takes nothing while everything is stopped, and says so", async () => {
    await openScene({
      path: "/orders?order=10",
      with: (recorded) =>
        recorded
          .changes("frame", (frame) => ({ ...frame, state: "stopped" as const }))
          .changes("previewTake", (preview) => ({ ...preview, problem: "stopped" as const })),
    });
    const take = await screen.findByRole("button", { name: /^(Buy at the ask|Sell at the bid) now/ });
    await waitFor(() => expect(take).toBeDisabled());
    expect(take).toHaveAccessibleDescription(/^Not possible now: /);
  });

  it("is not offered where it would be refused, and says which limit stands in the way", async () => {
    const heldBy: GateView = {
      gate: "daily_spend",
      asked: "10",
      allowed: "0",
      basis: { by: "money", used: "300", limit: "300" },
      room: "0",
      outcome: "bound",
    };
    await openScene({
      path: "/orders?order=10",
      with: (recorded) =>
        recorded
          .changes("order", (detail) => ({
            ...detail,
            order: { ...detail.order, waiting: "limit" as const, heldBy },
          }))
          .changes("previewTake", (preview) => ({ ...preview, problem: "limit" as const })),
    });
    const take = await screen.findByRole("button", { name: /^(Buy at the ask|Sell at the bid) now/ });
    await waitFor(() => expect(take).toBeDisabled());
    expect(take).toHaveAccessibleDescription("Not possible now: Daily spending limit ($300.00) reached");
  });
});
