import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ImportKey, KeyRefusal } from "@/platform/key-window";
import { PassphraseWindow } from "./passphrase-window";

const WRONG: KeyRefusal = {
  code: "wrong_app_passphrase",
  what: { en: "This is not the Pilotfish passphrase.", fr: "x" },
  wayOut: { en: "Enter it again in 2 s.", fr: "x" },
  claimed: null,
};
const CHOSEN = "correct horse battery";

function open({ proof = false, isSet = false, refuses = null as KeyRefusal | null } = {}) {
  const frames: [number, string][] = [];
  const importKey: ImportKey = async (frame) => {
    frames.push([frame[0] ?? -1, new TextDecoder().decode(frame.slice(1))]);
    if (refuses) throw refuses;
    return { address: null, kept: true };
  };
  render(<PassphraseWindow importKey={importKey} language="en" proof={proof} isSet={isSet} />);
  return frames;
}

const enter = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

describe("the passphrase of the app", () => {
  it("is set when it is long enough and typed the same twice", async () => {
    const frames = open();
    expect(screen.queryByLabelText("Current passphrase")).toBeNull();
    expect(screen.queryByRole("button", { name: "Remove passphrase" })).toBeNull();
    enter("New passphrase", "short");
    enter("Repeat new passphrase", "short");
    expect(screen.getByRole("button", { name: "Set passphrase" })).toBeDisabled();
    enter("New passphrase", CHOSEN);
    enter("Repeat new passphrase", `${CHOSEN}!`);
    screen.getByLabelText("Repeat new passphrase").focus();
    press("Set passphrase");
    expect(screen.getByText("The two passphrases do not match.")).toBeInTheDocument();
    expect(screen.getByLabelText("New passphrase")).toHaveFocus();
    expect(frames).toEqual([]);
    enter("New passphrase", CHOSEN);
    enter("Repeat new passphrase", CHOSEN);
    press("Set passphrase");
    expect(await screen.findByText("Done. This window is closing.")).toBeInTheDocument();
    expect(frames).toHaveLength(1);
    expect(frames[0]?.[0]).toBe(9);
    expect(frames[0]?.[1]).toContain(CHOSEN);
    expect(document.body.innerHTML).not.toContain(CHOSEN);
  });

  it("is removed by who knows it", async () => {
    const frames = open({ isSet: true });
    expect(screen.getByRole("button", { name: "Remove passphrase" })).toBeDisabled();
    enter("Current passphrase", CHOSEN);
    press("Remove passphrase");
    await screen.findByText("Done. This window is closing.");
    expect(frames.map(([what]) => what)).toEqual([10]);
  });

  it("proves who is there, and says how long to wait after a wrong one", async () => {
    const frames = open({ proof: true, isSet: true, refuses: WRONG });
    enter("Your passphrase", "wrong");
    press("Confirm");
    expect(await screen.findByText("This is not the Pilotfish passphrase.")).toBeInTheDocument();
    expect(screen.getByText("Enter it again in 2 s.")).toBeInTheDocument();
    expect(frames.map(([what]) => what)).toEqual([11]);
    expect(screen.getByRole("button", { name: "Confirm" })).toBeDisabled();
  });
});
