import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow, tipped } from "@/test/render";

async function openCentre() {
  const opened = await openWindow({ path: "/orders" });
  const bell = await screen.findByRole("button", { name: /^Notifications, 5 new/ });
  await opened.user.click(bell);
  const panel = within(await screen.findByRole("complementary", { name: "Notifications" }));
  return { ...opened, panel };
}

describe("the notification centre", () => {
  it("says the reason with its count, then who and how much; what needs the user has the way out as its first button", async () => {
    const { panel, user } = await openCentre();
    const limit = within(
      panel
        .getByText("Daily spending limit reached: 12 trades from 3 traders not copied")
        .closest("li") as HTMLElement,
    );
    expect(limit.getByText(/25usdc 7, denizz 3, kestrel 2; \$184\.20 not copied/)).toBeInTheDocument();
    expect(limit.getByText(/The limit is \$300\.00\./)).toBeInTheDocument();
    expect(limit.getAllByRole("button").map((one) => one.textContent)).toEqual([
      "Raise to $400…",
      "See 12 decisions",
    ]);
    // It asks with both figures before anything is raised.
    await user.click(limit.getByRole("button", { name: "Raise to $400…" }));
    const question = within(await screen.findByRole("alertdialog"));
    expect(question.getByText("$300.00")).toBeInTheDocument();
    expect(question.getByText("$400.00")).toBeInTheDocument();
  });

  it("has only a link where nothing is to be done, and shows one kind alone", async () => {
    const { panel, user } = await openCentre();
    const fills = within(
      panel.getByText("9 fills: bought $245.82, sold $37.92").closest("li") as HTMLElement,
    );
    expect(fills.getByRole("button", { name: "See fills" })).toBeInTheDocument();
    await user.click(panel.getByRole("radio", { name: "Needs you 2" }));
    expect(panel.queryByText(/9 fills/)).not.toBeInTheDocument();
    expect(panel.getByText("Order waiting at its max price")).toBeInTheDocument();
    await user.click(panel.getByRole("radio", { name: "System 1" }));
    expect(panel.getByText(/was unreachable for 41 s/)).toBeInTheDocument();
  });

  it("is read when the user says so, and the bell counts no more", async () => {
    const { panel, user } = await openCentre();
    await user.click(panel.getByRole("button", { name: "Mark all as read" }));
    await waitFor(() => expect(tipped(/^Notifications \(n\)$/)).toBeInTheDocument());
    expect(panel.queryByText("While you were away")).not.toBeInTheDocument();
    expect(panel.getByText(/12 trades from 3 traders/)).toBeInTheDocument();
  });

  it("opens with n, closes with Escape, and gives the focus back to the bell", async () => {
    const { user } = await openWindow({ path: "/orders" });
    await screen.findByRole("heading", { name: "Orders" });
    await user.keyboard("n");
    expect(await screen.findByRole("complementary", { name: "Notifications" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("complementary", { name: "Notifications" })).not.toBeInTheDocument();
    expect(document.querySelector("[data-bell]")).toHaveFocus();
  });
});
