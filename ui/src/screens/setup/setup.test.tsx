import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HOLD_MS } from "@/components/ui/hold-button";
import type { ErrorCode } from "@/platform";
import { PlatformError } from "@/platform";
import { createMock } from "@/platform/mock";
import { SIGNER, WALLET } from "@/platform/mock/setup/accounts";
import { openWindow } from "@/test/render";

const at = (path: string, scenario: string) => {
  const mock = createMock({ scenario, mode: "paper" });
  return openWindow({ path, mock });
};
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const refusal = (code: ErrorCode) => Promise.reject(new PlatformError({ code, detail: "" }));

afterEach(() => {
  vi.useRealTimers();
});

describe("the way to live", () => {
  it.each([
    ["setup-nokey", "Where is your key?"],
    ["setup-wallet", "Is this your account?"],
    ["setup-failing", "Checks before going live"],
    ["setup-limits", "Go live"],
    ["setup-confirm", "Go live"],
    ["setup-test", "One small real order"],
    ["setup-done", "One small real order"],
  ])("goes on where it stands: %s", async (scenario, title) => {
    await at("/setup", scenario);
    expect(await heading(title)).toBeInTheDocument();
  });

  it("shows what is done, and has no page about a key without one", async () => {
    await at("/setup/limits", "setup-nokey");
    expect(await heading("Import your key")).toBeInTheDocument();
    const here = screen.getAllByRole("listitem").find((item) => item.getAttribute("aria-current") === "step");
    expect(here).toHaveTextContent("Import your key");
    expect(screen.queryByRole("link", { name: /Limits and go live/ })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: /Stop all/ })).toBeEnabled();
    expect(screen.getByRole("link", { name: "Leave setup" })).toBeInTheDocument();
  });

  it("is entered from the first page, Settings and the mode card", async () => {
    const { user } = await at("/settings", "setup-wallet");
    const wallet = within(await screen.findByRole("region", { name: "Wallet" }));
    expect(await wallet.findByText("Next: compare and confirm the address.")).toBeInTheDocument();
    await user.click(wallet.getByRole("button", { name: "Open setup…" }));
    expect(await heading("Is this your account?")).toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: /Choose a mode/ }));
    await user.click(await screen.findByRole("button", { name: "Set up a wallet…" }));
    expect(await heading("Is this your account?")).toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Leave setup" }));
    await user.click(await screen.findByRole("link", { name: "Go live…" }));
    expect(await heading("Is this your account?")).toBeInTheDocument();
  });
});

describe("the key", () => {
  it("comes in by its own window, and is then listed and used", async () => {
    const { user, mock } = await at("/setup/key", "setup-nokey");
    expect(await screen.findByText("No key is stored yet.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Continue" })).toBeDisabled();
    const opened = vi.spyOn(mock, "openKeyWindow");
    await user.click(screen.getByRole("button", { name: "Import a private key…" }));
    expect(opened).toHaveBeenCalledWith("key");
    expect(await screen.findByText("Used for live trading")).toBeInTheDocument();
    expect(screen.getByText(SIGNER.full)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Continue" })).toBeEnabled();
    // Nothing on the page takes a key.
    expect(screen.queryAllByRole("textbox")).toEqual([]);
  });

  it("is deleted by a typed word and some seconds, and not by another word", async () => {
    const { user, mock } = await at("/setup/key", "setup-keys");
    const removed = vi.spyOn(mock, "deleteKey");
    await user.click((await screen.findAllByRole("button", { name: "Delete…" }))[1] as HTMLElement);
    const dialog = within(await screen.findByRole("alertdialog", { name: "Delete this key?" }));
    const field = dialog.getByRole("textbox");
    await user.type(field, "remove");
    expect(dialog.getByRole("button", { name: "Delete key" })).toBeDisabled();
    await user.clear(field);
    await user.type(field, "delete");
    expect(dialog.getByRole("button", { name: "Delete key (3)" })).toBeDisabled();
    expect(removed).not.toHaveBeenCalled();
    const button = await dialog.findByRole("button", { name: "Delete key" }, { timeout: 8000 });
    await user.click(button);
    await waitFor(() => expect(removed).toHaveBeenCalledWith(expect.stringMatching(/^0x8ba1/), "delete"));
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Delete…" })).toHaveLength(1));
  });

  it("that cannot be read says why and what to do", async () => {
    await at("/setup/key", "setup-locked");
    expect(await screen.findByText("The keychain is locked.")).toBeInTheDocument();
    expect(screen.getByText(/^Unlock it with its password/)).toBeInTheDocument();
  });
});

describe("the addresses", () => {
  it("are confirmed only after the box is ticked, which nobody ticks for the user", async () => {
    const { user, mock } = await at("/setup/addresses", "setup-wallet");
    const confirmed = vi.spyOn(mock, "confirmWallet");
    const approvals = vi.spyOn(mock, "previewApprovals");
    const box = await screen.findByRole("checkbox", {
      name: /This is the address shown in my Polymarket profile/,
    });
    expect(box).not.toBeChecked();
    const confirm = screen.getByRole("button", { name: "Confirm wallet" });
    expect(confirm).toBeDisabled();
    expect(screen.getAllByText(WALLET.full).length).toBeGreaterThan(0);
    expect(screen.getByRole("img", { name: "Wallet address as a QR code" })).toBeInTheDocument();
    expect(screen.getByText("Approvals are read once the wallet is confirmed.")).toBeInTheDocument();
    expect(approvals).not.toHaveBeenCalled();
    await user.click(box);
    await user.click(confirm);
    expect(confirmed).toHaveBeenCalledWith("deposit", WALLET.full);
    expect(await screen.findByText(/^Confirmed by you/)).toBeInTheDocument();
    expect(await screen.findByText("1 approval is missing")).toBeInTheDocument();
    expect(screen.getByText(/0x095ea7b3/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Continue" })).toBeEnabled();
  });

  it.each([
    ["setup-other", /names a wallet that the key does not control/, false],
    ["setup-nowallet", /This key has no wallet yet/, false],
    ["setup-unanswered", /Some sources did not answer, so there is no recommendation/, false],
    ["setup-undeployed", /there is no contract on-chain yet/, true],
    ["setup-several", /Several wallets of this key could be your account/, true],
  ])("%s: no recommendation, with the reason", async (scenario, reason, shows) => {
    await at("/setup/addresses", scenario);
    expect(await screen.findByText(reason)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Confirm wallet" })).toBeDisabled();
    expect(screen.queryAllByRole("checkbox")).toHaveLength(shows ? 1 : 0);
    if (scenario === "setup-undeployed") expect(screen.getByRole("checkbox")).toBeDisabled();
  });

  it("that were entered by hand are judged by the signer, and its no is shown", async () => {
    const { user } = await at("/setup/addresses", "setup-wallet");
    await user.click(await screen.findByRole("button", { name: "Not mine…" }));
    const field = screen.getByRole("textbox", { name: "Address" });
    await user.type(field, "0x123");
    await user.click(screen.getByRole("button", { name: "Use this address" }));
    expect(screen.getByText(/^An address is 0x followed by 40 characters/)).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb");
    await user.click(screen.getByRole("button", { name: "Use this address" }));
    await user.click(await screen.findByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Confirm wallet" }));
    await waitFor(() => expect(screen.getAllByRole("alert").length).toBeGreaterThan(0));
    expect(screen.queryByText(/^Confirmed by you/)).not.toBeInTheDocument();
  });

  it("ticked for one wallet are not ticked for another", async () => {
    const { user } = await at("/setup/addresses", "setup-several");
    await user.click(await screen.findByRole("checkbox"));
    expect(screen.getByRole("button", { name: "Confirm wallet" })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Show: Safe" }));
    expect(screen.getByRole("checkbox")).not.toBeChecked();
    expect(screen.getByRole("button", { name: "Confirm wallet" })).toBeDisabled();
  });
});

describe("the checks", () => {
  it("all run, and nobody goes on while one fails; each says what to do and is looked at again by itself", async () => {
    const { user, mock } = await at("/setup/checks", "setup-failing");
    const again = vi.spyOn(mock, "checkAgain");
    expect(await screen.findByText("5 passed, 2 failed, 1 unknown")).toBeInTheDocument();
    expect(screen.getByText("4.2 s behind Polymarket; up to 2.0 s is safe")).toBeInTheDocument();
    expect(screen.getByText(/^Turn on automatic time/)).toBeInTheDocument();
    expect(screen.getByText("No answer (no answer in 10 s)")).toBeInTheDocument();
    expect(
      screen.getByText("All 8 must pass. Still open: the clock, balance and approvals, and the exchange."),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Set limits" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Check again: Computer clock" }));
    expect(again).toHaveBeenCalledWith("clock");
    expect(await screen.findByText("6 passed, 1 failed, 1 unknown")).toBeInTheDocument();
  });

  it("a deposit that does not show yet is waited for, and looked at again by itself", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { mock } = await at("/setup/checks", "setup-deposit");
    expect(await screen.findByText(/in the wallet yet; this usually/)).toBeInTheDocument();
    expect(screen.getByText("Nothing to do: Pilotfish checks again automatically.")).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "API key: a known problem" })).not.toBeInTheDocument();
    const looked = vi.spyOn(mock, "checkAgain");
    await act(async () => {
      await vi.advanceTimersByTimeAsync(10_000);
    });
    expect(looked).toHaveBeenCalledWith("balance_approvals");
  });

  it("that all pass lead to the limits", async () => {
    const { user } = await at("/setup/checks", "setup-checks");
    await screen.findByText("8 passed");
    await user.click(screen.getByRole("button", { name: "Set limits" }));
    expect(await heading("Go live")).toBeInTheDocument();
  });

  it("with the API key’s trap offer the mildest fix first, and each is proven by the test order", async () => {
    const { user, mock } = await at("/setup/checks", "setup-trap");
    const fixed = vi.spyOn(mock, "fixApiKey");
    const trap = within(await screen.findByRole("region", { name: "API key: a known problem" }));
    expect(trap.getByText(/the order signer address has to be/)).toBeInTheDocument();
    expect(trap.queryByRole("button", { name: "Create again" })).not.toBeInTheDocument();
    await user.click(trap.getByRole("button", { name: "Ask" }));
    expect(fixed).toHaveBeenCalledWith("read_wallet_again");
    expect(await trap.findByText(/Now send the test order again\.$/)).toBeInTheDocument();
    expect(trap.queryByRole("button", { name: "I’ve done this" })).not.toBeInTheDocument();
  });
});

describe("limits and the word", () => {
  it("the amount is typed above $500, the button is held, and letting go changes nothing", async () => {
    const { user, mock } = await at("/setup/limits", "setup-confirm");
    const asked = vi.spyOn(mock, "confirmLive");
    const hold = await screen.findByRole("button", { name: "Hold to go live" });
    expect(hold).toBeDisabled();
    const field = screen.getByRole("textbox", { name: "Above $500, type your limit to confirm" });
    await user.type(field, "75");
    expect(screen.getByText("That does not match your limit of $750.00.")).toBeInTheDocument();
    expect(hold).toBeDisabled();
    await user.clear(field);
    await user.type(field, "750");
    expect(hold).toBeEnabled();
    vi.useFakeTimers();
    fireEvent.pointerDown(hold, { button: 0 });
    vi.advanceTimersByTime(HOLD_MS - 1);
    fireEvent.pointerUp(hold);
    vi.advanceTimersByTime(HOLD_MS);
    // A click that a pointer made is no holding.
    fireEvent.click(hold, { detail: 1 });
    expect(asked).not.toHaveBeenCalled();
    fireEvent.pointerDown(hold, { button: 0 });
    vi.advanceTimersByTime(HOLD_MS);
    vi.useRealTimers();
    await waitFor(() => expect(asked).toHaveBeenCalledWith("750"));
    expect(await heading("One small real order")).toBeInTheDocument();
  });

  it("a no outside of the window is said, and nothing went live", async () => {
    const { user, mock } = await at("/setup/limits", "setup-confirm");
    vi.spyOn(mock, "confirmLive").mockImplementation(() => refusal("not_confirmed"));
    const field = await screen.findByRole("textbox", { name: /^Above/ });
    await user.type(field, "750.00");
    // As a screen reader presses it: the system’s question stands before anything all the same.
    fireEvent.click(screen.getByRole("button", { name: "Hold to go live" }));
    expect(await screen.findByText("This was not confirmed.")).toBeInTheDocument();
    expect(mock.world.mode).toBe("paper");
  });

  it("limits that are not saved hold it back", async () => {
    const { user } = await at("/setup/limits", "setup-limits");
    expect(await screen.findByText("Save your limits first.")).toBeInTheDocument();
    const exposure = screen.getByRole("textbox", { name: "Total exposure" });
    await user.clear(exposure);
    await user.type(exposure, "400");
    expect(screen.getByRole("button", { name: "Hold to go live" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Save limits" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Hold to go live" })).toBeEnabled());
    expect(screen.getByText("$400.00")).toBeInTheDocument();
    expect(screen.queryByRole("textbox", { name: /^Above/ })).not.toBeInTheDocument();
  });

  it("checks that have not passed hold it back", async () => {
    await at("/setup/limits", "setup-failing");
    expect(await screen.findByText("Not all checks have passed.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Hold to go live" })).toBeDisabled();
  });
});

describe("the test order", () => {
  it("goes there and back, line by line, and then live starts at a press of its own", async () => {
    const { user, mock } = await at("/setup/test", "setup-test");
    expect(await screen.findByText("5.00 shares at 1.0¢")).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "Live" })).not.toBeInTheDocument();
    // Its six seconds are over when it is next asked.
    vi.spyOn(Date, "now").mockReturnValue(Date.now() - 10_000);
    await user.click(screen.getByRole("button", { name: "Send, $0.05 at most" }));
    vi.mocked(Date.now).mockRestore();
    expect(await screen.findByText("Cancelled, nothing filled")).toBeInTheDocument();
    expect(screen.getByText("Balance checked again, unchanged")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Send, $0.05 at most" })).not.toBeInTheDocument();
    const panel = within(await screen.findByRole("region", { name: "Live" }));
    expect(mock.world.mode).toBe("paper");
    await user.click(panel.getByRole("button", { name: "Start live trading" }));
    expect(await panel.findByText(/^Since .* New trades by 25usdc, denizz, and kestrel/)).toBeInTheDocument();
    expect(mock.world.mode).toBe("live");
    expect(screen.getByText("Setup complete")).toBeInTheDocument();
  });

  it("is real money while it is under way, and the pill says so, whichever engine is shown", async () => {
    const { user, mock } = await at("/setup/test", "setup-test");
    await user.click(await screen.findByRole("button", { name: "Send, $0.05 at most" }));
    const pill = () => within(screen.getAllByRole("banner")[0] as HTMLElement);
    expect(await pill().findByText("LIVE")).toBeInTheDocument();
    expect(pill().getByText("Testing")).toBeInTheDocument();
    mock.world.testing = false;
    await act(async () => mock.advance(0));
    expect(pill().getByText("PAPER")).toBeInTheDocument();
  });

  it("that the limits leave no room for is not sent, says which limit, and leads to it", async () => {
    const { user } = await at("/setup/test", "setup-overlimit");
    await user.click(await screen.findByRole("button", { name: "Send, $0.05 at most" }));
    const told = await screen.findByRole("alert");
    expect(told).toHaveTextContent("The test order was not sent. Your confirmation still stands.");
    expect(told).toHaveTextContent("Your open order limit leaves no room for the test order.");
    expect(screen.getByRole("button", { name: "Send, $0.05 at most" })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Go to limits" }));
    expect(await heading("Go live")).toBeInTheDocument();
  });

  it("that is refused over the API key says so, and leads to the fixes", async () => {
    const { user, mock } = await at("/setup/test", "setup-refused");
    await screen.findByText("5.00 shares at 1.0¢");
    vi.spyOn(Date, "now").mockReturnValue(Date.now() - 10_000);
    await user.click(screen.getByRole("button", { name: "Send, $0.05 at most" }));
    vi.mocked(Date.now).mockRestore();
    expect(
      await screen.findByText("The test order failed at “On the book”. Live trading is off."),
    ).toBeInTheDocument();
    expect(screen.getByText("Confirmation withdrawn: live trading is off")).toBeInTheDocument();
    expect(mock.world.mode).toBe("paper");
    await user.click(await screen.findByRole("button", { name: "Go to checks" }));
    expect(await screen.findByRole("region", { name: "API key: a known problem" })).toBeInTheDocument();
  });
});
