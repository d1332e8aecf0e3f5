import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HOLD_MS } from "@/components/ui/hold-button";
import type { Settings, SetupCheck } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { APPROVALS } from "@/test/calls";
import { openScene } from "@/test/scene";

const at = (path: string, scene: string, change?: (recorded: Recorded) => void) =>
  openScene({ path, scene, ...(change && { with: change }) });
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

const SEND = /^Send, \$0\.0\d at most$/;

/** A deposit that the exchange does not show yet. */
function deposited(recorded: Recorded): void {
  const waits = (check: SetupCheck): SetupCheck =>
    check.kind === "balance_approvals"
      ? {
          ...check,
          outcome: "unknown",
          findings: [{ what: "cash_not_shown_yet", chain: "250.00", until: 0 }],
          remedy: "wait",
        }
      : check;
  recorded.changes("setup", (setup) => ({ ...setup, checks: setup.checks.map(waits) }));
  const again = recorded.read("setup").checks.find((check) => check.kind === "balance_approvals");
  if (again) recorded.says("checkAgain", again);
}

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
    const { user } = await at("/settings", "setup-wallet", (recorded) =>
      recorded.says("saveSettings", (given) => given.settings as Settings),
    );
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
    const { user, recorded } = await at("/setup/key", "setup-nokey", (recorded) =>
      recorded.says("openKeyWindow", undefined),
    );
    expect(await screen.findByText("No key is stored yet.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Continue" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Import a private key…" }));
    expect(recorded.sent("openKeyWindow")).toEqual([{ purpose: "key" }]);
    await act(() => recorded.becomes("setup-wallet"));
    expect(await screen.findByText("Used for live trading")).toBeInTheDocument();
    expect(screen.getByText(recorded.read("setup").account?.owner.full ?? "")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Continue" })).toBeEnabled();
    // Nothing on the page takes a key.
    expect(screen.queryAllByRole("textbox")).toEqual([]);
  });

  it("is deleted by a typed word and some seconds, and not by another word", async () => {
    const { user, recorded } = await at("/setup/key", "setup-keys");
    const second = recorded.read("setup").keys[1]?.owner.full;
    await user.click((await screen.findAllByRole("button", { name: "Delete…" }))[1] as HTMLElement);
    const dialog = within(await screen.findByRole("alertdialog", { name: "Delete this key?" }));
    const field = dialog.getByRole("textbox");
    await user.type(field, "remove");
    expect(dialog.getByRole("button", { name: "Delete key" })).toBeDisabled();
    await user.clear(field);
    await user.type(field, "delete");
    expect(dialog.getByRole("button", { name: "Delete key (3)" })).toBeDisabled();
    expect(recorded.sent("deleteKey")).toEqual([]);
    const button = await dialog.findByRole("button", { name: "Delete key" }, { timeout: 8000 });
    await user.click(button);
    await waitFor(() => expect(recorded.sent("deleteKey")).toEqual([{ owner: second, typed: "delete" }]));
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
    const { user, recorded } = await at("/setup/addresses", "setup-wallet", (recorded) =>
      recorded.says("previewApprovals", APPROVALS),
    );
    const wallet = recorded.read("findWallets").wallets[0]?.address.full ?? "";
    const box = await screen.findByRole("checkbox", {
      name: /This is the address shown in my Polymarket profile/,
    });
    expect(box).not.toBeChecked();
    const confirm = screen.getByRole("button", { name: "Confirm wallet" });
    expect(confirm).toBeDisabled();
    expect(screen.getAllByText(wallet).length).toBeGreaterThan(0);
    expect(screen.getByRole("img", { name: "Wallet address as a QR code" })).toBeInTheDocument();
    expect(screen.getByText("Approvals are read once the wallet is confirmed.")).toBeInTheDocument();
    expect(recorded.sent("previewApprovals")).toEqual([]);
    await user.click(box);
    await user.click(confirm);
    expect(recorded.sent("confirmWallet")).toEqual([{ kind: "deposit", address: wallet }]);
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
    const { user, recorded } = await at("/setup/checks", "setup-failing");
    expect(await screen.findByText("5 passed, 2 failed, 1 unknown")).toBeInTheDocument();
    expect(screen.getByText("4.2 s behind Polymarket; up to 2.0 s is safe")).toBeInTheDocument();
    expect(screen.getByText(/^Turn on automatic time/)).toBeInTheDocument();
    expect(screen.getByText("No answer")).toBeInTheDocument();
    expect(screen.getAllByText("no answer in 10 s")[0]).toBeInTheDocument();
    expect(
      screen.getByText("All 8 must pass. Still open: the clock, balance and approvals, and the exchange."),
    ).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Set limits" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Check again: Computer clock" }));
    expect(recorded.sent("checkAgain")).toEqual([{ check: "clock" }]);
    expect(await screen.findByText("6 passed, 1 failed, 1 unknown")).toBeInTheDocument();
  });

  it("a deposit that does not show yet is waited for, and looked at again by itself", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { recorded } = await at("/setup/checks", "setup-checks", deposited);
    expect(await screen.findByText(/in the wallet yet; this usually/)).toBeInTheDocument();
    expect(screen.getByText("Nothing to do: Pilotfish checks again automatically.")).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "API key: a known problem" })).not.toBeInTheDocument();
    await act(async () => {
      await vi.advanceTimersByTimeAsync(10_000);
    });
    expect(recorded.sent("checkAgain")).toEqual([{ check: "balance_approvals" }]);
  });

  it("that all pass lead to the limits", async () => {
    const { user } = await at("/setup/checks", "setup-limits");
    await screen.findByText("8 passed");
    await user.click(screen.getByRole("button", { name: "Set limits" }));
    expect(await heading("Go live")).toBeInTheDocument();
  });

  it("that all pass lead to the test order where the confirmation stands, and say so", async () => {
    const { user } = await at("/setup/checks", "setup-test");
    await screen.findByText("8 passed");
    expect(screen.queryByRole("button", { name: "Set limits" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Go to test order" }));
    expect(await heading("One small real order")).toBeInTheDocument();
  });

  it("with the API key’s trap offer the mildest fix first, and each is proven by the test order", async () => {
    const { user, recorded } = await at("/setup/checks", "setup-trap");
    const trap = within(await screen.findByRole("region", { name: "API key: a known problem" }));
    expect(trap.getByText(/the order signer address has to be/)).toBeInTheDocument();
    expect(await screen.findByText("The test order was refused")).toBeInTheDocument();
    // What Polymarket answered is quoted apart, not in the sentence.
    const words = screen.getByText(/^the order signer .* API KEY$/);
    expect(words.closest("details")).toHaveTextContent(/^Details/);
    expect(trap.queryByRole("button", { name: "Ask" })).not.toBeInTheDocument();
    await user.click(trap.getByRole("button", { name: "Create again" }));
    expect(recorded.sent("fixApiKey")).toEqual([{ cure: "derive_again" }]);
    expect(await trap.findByText(/Now send the test order again\.$/)).toBeInTheDocument();
    expect(trap.queryByRole("button", { name: "I’ve done this" })).not.toBeInTheDocument();
  });
});

describe("limits and the word", () => {
  it("the amount is typed above $500, the button is held, and letting go changes nothing", async () => {
    const { user, recorded } = await at("/setup/limits", "setup-confirm");
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
    expect(recorded.sent("confirmLive")).toEqual([]);
    fireEvent.pointerDown(hold, { button: 0 });
    vi.advanceTimersByTime(HOLD_MS);
    vi.useRealTimers();
    await waitFor(() => expect(recorded.sent("confirmLive")).toEqual([{ typed: "750" }]));
    expect(await heading("One small real order")).toBeInTheDocument();
  });

  it("a no outside of the window is said, and nothing went live", async () => {
    const { user, recorded } = await at("/setup/limits", "setup-confirm", (recorded) =>
      recorded.refuses("confirmLive", "not_confirmed"),
    );
    const field = await screen.findByRole("textbox", { name: /^Above/ });
    await user.type(field, "750.00");
    // As a screen reader presses it: the system’s question stands before anything all the same.
    fireEvent.click(screen.getByRole("button", { name: "Hold to go live" }));
    expect(await screen.findByText("This was not confirmed.")).toBeInTheDocument();
    expect(recorded.sent("confirmLive")).toEqual([{ typed: "750.00" }]);
    expect(await heading("Go live")).toBeInTheDocument();
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

  it("limits that were typed and not saved are asked about when the page is left", async () => {
    const { user } = await at("/setup/limits", "setup-limits");
    const exposure = await screen.findByRole("textbox", { name: "Total exposure" });
    await user.clear(exposure);
    await user.type(exposure, "400");
    await user.click(screen.getByRole("button", { name: "Back" }));
    const question = within(await screen.findByRole("alertdialog", { name: "Discard your changes?" }));
    await user.click(question.getByRole("button", { name: "Keep editing" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    expect(exposure).toHaveValue("400.00");
    await user.click(screen.getByRole("button", { name: "Back" }));
    await user.click(await screen.findByRole("button", { name: "Discard and leave" }));
    await waitFor(() => expect(window.location.hash).toBe("#/setup/checks"));
  });

  it("checks that have not passed hold it back", async () => {
    await at("/setup/limits", "setup-failing");
    expect(await screen.findByText("Not all checks have passed.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Hold to go live" })).toBeDisabled();
  });
});

describe("the test order", () => {
  it("goes there and back, line by line, and then live starts at a press of its own", async () => {
    const { user, recorded } = await at("/setup/test", "setup-test");
    expect(await screen.findByText("5.00 shares at 0.1¢")).toBeInTheDocument();
    expect(screen.queryByRole("region", { name: "Live" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: SEND }));
    expect(await screen.findByText("Cancelled, nothing filled")).toBeInTheDocument();
    expect(screen.getByText("Balance checked again, unchanged")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: SEND })).not.toBeInTheDocument();
    const panel = within(await screen.findByRole("region", { name: "Live" }));
    await user.click(panel.getByRole("button", { name: "Start live trading" }));
    await waitFor(() => expect(recorded.sent("enterLive")).toEqual([{}]));
    expect(await panel.findByText(/^Since /)).toBeInTheDocument();
  });

  it("is real money while it is under way, and the pill says so, whichever engine is shown", async () => {
    const { recorded } = await at("/setup/test", "setup-test");
    await screen.findByRole("button", { name: SEND });
    const pill = () => within(screen.getAllByRole("banner")[0] as HTMLElement);
    await act(() => recorded.tells({ frame: { testing: true } }));
    expect(await pill().findByText("LIVE")).toBeInTheDocument();
    expect(pill().getByText("Testing")).toBeInTheDocument();
    await act(() => recorded.tells());
    expect(pill().getByText("DEMO")).toBeInTheDocument();
  });

  it("that the limits leave no room for is not sent, says which limit, and leads to it", async () => {
    const { user } = await at("/setup/test", "setup-overlimit");
    await user.click(await screen.findByRole("button", { name: SEND }));
    const told = await screen.findByRole("alert");
    expect(told).toHaveTextContent("The test order was not sent. Your confirmation still stands.");
    expect(told).toHaveTextContent("Your open order limit leaves no room for the test order.");
    expect(screen.getByRole("button", { name: SEND })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Go to limits" }));
    expect(await heading("Go live")).toBeInTheDocument();
  });

  it("that is refused over the API key says so, and leads to the fixes", async () => {
    const { user } = await at("/setup/test", "setup-refused");
    await user.click(await screen.findByRole("button", { name: SEND }));
    expect(
      await screen.findByText("The test order failed at “On the book”. Live trading is off."),
    ).toBeInTheDocument();
    expect(screen.getByText("Confirmation withdrawn: live trading is off")).toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: "Go to checks" }));
    expect(await screen.findByRole("region", { name: "API key: a known problem" })).toBeInTheDocument();
  });
});
