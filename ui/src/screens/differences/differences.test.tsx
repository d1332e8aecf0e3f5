import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openScene } from "@/test/scene";

const cardOf = async (name: RegExp) => within(await screen.findByRole("region", { name }));

describe("differences", () => {
  it("are reached from the banner, with both sides, their ages and what is held back", async () => {
    const { user } = await openScene({
      path: "/orders",
      scene: "differences",
      with: (recorded) =>
        recorded.changes("differences", (read) => ({
          ...read,
          rows: read.rows.map((row) => (row.kind === "shares_missing" ? { ...row, inFlight: "5" } : row)),
        })),
    });
    await user.click(await screen.findByRole("link", { name: "Details" }));
    const missing = await cardOf(/^Missing shares: /);
    expect(missing.getByText("\u221214.50")).toBeInTheDocument();
    expect(missing.getByText(/^checked .* ago$/)).toBeInTheDocument();
    expect(missing.getByText(/^changed .* ago$/)).toBeInTheDocument();
    expect(missing.getByText("All buying, and selling more than is there")).toBeInTheDocument();
    expect(missing.getByText(/Fills of 5\.00 are too recent/)).toBeInTheDocument();
    const hand = await cardOf(/^Order not placed by Pilotfish/);
    expect(hand.getByText("BUY 40.00 at 30.0¢")).toBeInTheDocument();
    expect(hand.queryByRole("button", { name: /Accept|Give/ })).not.toBeInTheDocument();
  });

  it("of shares beyond the books are given to a follow, with what they cost", async () => {
    const { user, recorded } = await openScene({ path: "/differences", scene: "differences" });
    const card = await cardOf(/^Unexplained shares: /);
    expect(card.getByText(/You bought 40\.00 at 65\.3¢ outside Pilotfish/)).toBeInTheDocument();
    await user.click(card.getByRole("button", { name: "Assign to a follow…" }));
    const dialog = within(
      await screen.findByRole("alertdialog", { name: "Assign 40.00 shares to a follow?" }),
    );
    expect(dialog.getByText(/at \$26\.12, their cost including fees\. From then on/)).toBeInTheDocument();
    expect(dialog.getByText(/\$26\.12 of the missing cash is explained too/)).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Assign 40.00 shares" }));
    await waitFor(() => expect(recorded.sent("giveDifference")).toMatchObject([{ follow: 1 }]));
    await waitFor(() =>
      expect(screen.queryByRole("region", { name: /^Missing cash/ })).not.toBeInTheDocument(),
    );
  });

  it("are accepted only after a question, and agreement says so", async () => {
    const { user, recorded } = await openScene({ path: "/differences", scene: "cash-missing" });
    const cash = await cardOf(/^Missing cash/);
    await user.click(cash.getByRole("button", { name: "Accept…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Correct our records?" }));
    expect(dialog.getByText(/\$26\.13 less cash/)).toBeInTheDocument();
    await user.click(dialog.getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(recorded.sent("acceptDifference")).toEqual([{ token: null }]));
    await waitFor(() =>
      expect(screen.queryByRole("region", { name: /^Missing cash/ })).not.toBeInTheDocument(),
    );
  });

  it("that are none say what is compared", async () => {
    await openScene({ path: "/differences", language: "fr" });
    expect(await screen.findByText("Nos comptes concordent avec Polymarket")).toBeInTheDocument();
    expect(screen.getByRole("table")).toBeInTheDocument();
  });
});
