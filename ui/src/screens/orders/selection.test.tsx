import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openScene } from "@/test/scene";

const FED = "Fed rate cut at the December meeting?";
const SALE = "Shutdown before Christmas?";
const NORTH = "Verstappen to win the 2027 Australian GP?";

const row = (name: string) => screen.findByRole("row", { name });
const box = async (name: string) =>
  within(await row(name)).getByRole("checkbox", { name: `Select the order on ${name}` });

describe("chosen orders", () => {
  it("are cancelled together, after a question with their exact figures", async () => {
    const { user, recorded } = await openScene({ path: "/orders" });
    await user.click(await box(FED));
    await user.click(await box(SALE));
    expect(await box(FED)).toBeChecked();
    // A box is no way into the order.
    expect(screen.queryByRole("complementary", { name: "Order details" })).not.toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: "Cancel 2 ($58.75)" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Cancel 2 orders?" }));
    expect(
      await dialog.findByText(
        /^1 buy order worth \$58.75 and 1 sell order for 30.00 shares will be cancelled/,
      ),
    ).toBeInTheDocument();
    await waitFor(() => expect(dialog.getByRole("button", { name: "Keep them" })).toHaveFocus());
    await user.click(dialog.getByRole("button", { name: "Cancel 2 orders ($58.75)" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    expect(recorded.sent("cancelOrders")).toEqual([{ orders: [10, 12] }]);
    // What was taken back is gone, and the button is for all the others again.
    await waitFor(() => expect(screen.queryByRole("row", { name: FED })).not.toBeInTheDocument());
    expect(await screen.findByRole("button", { name: /^Cancel all 2 / })).toBeInTheDocument();
  });

  it("are chosen and cancelled with x and c, from the row or from its box", async () => {
    const { user } = await openScene({ path: "/orders" });
    (await row(FED)).focus();
    await user.keyboard("x");
    expect(await box(FED)).toBeChecked();
    (await box(NORTH)).focus();
    await user.keyboard("x");
    expect(await box(NORTH)).toBeChecked();
    await user.keyboard("x");
    expect(await box(NORTH)).not.toBeChecked();
    // What is chosen goes before what has the focus.
    await user.keyboard("c");
    await screen.findByRole("alertdialog", { name: "Cancel 1 order?" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    await user.keyboard("{Escape}");
    expect(await box(FED)).not.toBeChecked();
    await user.keyboard("c");
    expect(await screen.findByRole("alertdialog", { name: "Cancel this order?" })).toBeInTheDocument();
  });

  it("are all of those shown, or none, with the box in the head", async () => {
    const { user } = await openScene({ path: "/orders" });
    await row(FED);
    const all = screen.getByRole("checkbox", { name: "Select all orders shown" });
    await user.click(await box(FED));
    expect(all).toBePartiallyChecked();
    await user.click(all);
    expect(all).toBeChecked();
    expect(await screen.findByRole("button", { name: /^Cancel 4 \(/ })).toBeInTheDocument();
    await user.click(all);
    expect(await screen.findByRole("button", { name: /^Cancel all 4 \(/ })).toBeInTheDocument();
  });

  it("count only while they are shown and at work", async () => {
    const { user, recorded } = await openScene({ path: "/orders" });
    await user.click(await box(FED));
    await user.click(await box(NORTH));
    await screen.findByRole("button", { name: /^Cancel 2 \(/ });
    await user.keyboard("/northbound");
    expect(await screen.findByRole("button", { name: /^Cancel 1 \(/ })).toBeInTheDocument();
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("button", { name: /^Cancel 2 \(/ })).toBeInTheDocument();
    await act(() => recorded.becomes("demo-fed-cancelled"));
    expect(await screen.findByRole("button", { name: /^Cancel 1 \(/ })).toBeInTheDocument();
  });

  it("that ended while the question was read are not counted", async () => {
    const { user, recorded } = await openScene({ path: "/orders" });
    await user.click(await box(FED));
    await user.click(await screen.findByRole("button", { name: "Cancel 1 ($58.75)" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    await dialog.findByRole("button", { name: "Cancel 1 order ($58.75)" });
    // The engine says the same of it as of none.
    recorded.says("previewCancel", recorded.read("previewCancel", { orders: [] }));
    await act(() => recorded.becomes("demo-fed-cancelled"));
    expect(await dialog.findByText(/^None of these orders is open any more/)).toBeInTheDocument();
    expect(dialog.getByRole("button", { name: "Cancel 0 orders" })).toBeDisabled();
  });
});
