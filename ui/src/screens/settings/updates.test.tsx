import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { updates } from "@/i18n/en/updates";
import { updates as updatesFr } from "@/i18n/fr/updates";
import type { UpdateStanding } from "@/platform";
import { openScene } from "@/test/scene";

const READY: Partial<UpdateStanding> = {
  off: null,
  phase: "ready",
  found: {
    version: "0.2.0",
    notes: "Markets can be searched by category.\n<b>Text</b> is shown as it is written.",
    date: "2026-11-20",
  },
  received: 9_400,
  whole: 9_400,
  lookedAgo: 3_600_000,
  backups: [
    {
      from: "0.0.9",
      to: "0.1.0",
      at: 1_788_000_000_000,
      folder: "/data/pilotfish/backups/before-0.1.0_of-0.0.9_1758000000",
    },
  ],
};

/** Settings, with what is said of new versions. */
const open = (standing: Partial<UpdateStanding>) =>
  openScene({
    path: "/settings",
    scene: "fresh",
    with: (recorded) => {
      recorded.changes("updateStanding", (known) => ({ ...known, ...standing }));
      recorded.says("installUpdate", () => {
        recorded.changes("updateStanding", (known) => ({ ...known, phase: "installing" as const }));
        return recorded.read("updateStanding");
      });
    },
  });

async function section() {
  return within(await screen.findByRole("region", { name: "Updates" }));
}

describe("updates", () => {
  it("are put in place after a question that says what rests and what is copied", async () => {
    const { user } = await open(READY);
    const here = await section();
    expect(
      await here.findAllByText("Pilotfish 0.2.0 has been downloaded and its signature is valid."),
    ).not.toHaveLength(0);
    await user.click(here.getByRole("button", { name: "Install…" }));
    const question = within(await screen.findByRole("alertdialog"));
    expect(question.getByText(/^Your data is backed up first\./)).toBeInTheDocument();
    expect(
      question.getByText(/stays? open on the exchange|no open orders on the exchange/),
    ).toBeInTheDocument();
    await user.click(question.getByRole("button", { name: "Install and restart" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
    expect((await here.findAllByText(/^Installing Pilotfish 0\.2\.0\./)).length).toBeGreaterThan(0);
  });

  it("show what is new as text, whatever is written in it", async () => {
    await open(READY);
    const notes = await (await section()).findByRole("region", { name: "What’s new in 0.2.0" });
    expect(notes).toHaveTextContent("<b>Text</b> is shown as it is written.");
    expect(notes.querySelector("b")).toBeNull();
  });

  it("say why a file was refused and what to do", async () => {
    await open({
      ...READY,
      phase: "idle",
      received: 0,
      refusal: "tampered",
      detail: "The signature verification failed",
      backups: [],
    });
    const said = await (await section()).findByRole("alert");
    expect(said).toHaveTextContent(updates.refusal.tampered.what);
    expect(said).toHaveTextContent(updates.refusal.tampered.do);
    // What the verifier said is no part of the sentence.
    expect(said).not.toHaveTextContent("signature verification");
    expect(screen.getByText("The signature verification failed").closest("details")).toHaveTextContent(
      /^Details/,
    );
    expect(screen.getByRole("button", { name: "Try again" })).toBeEnabled();
  });

  it("are the package manager's where it owns the program", async () => {
    await open({ off: "package_manager" });
    const here = await section();
    expect(await here.findByText(/was installed by your system’s package manager/)).toBeInTheDocument();
    expect(here.queryByRole("switch")).not.toBeInTheDocument();
    expect(here.queryByRole("button")).not.toBeInTheDocument();
  });

  it("say how to go back, with the folder of the copy", async () => {
    const { user } = await open(READY);
    const here = await section();
    await user.click(await here.findByRole("button", { name: "Downgrading" }));
    expect(here.getByText(/quit Pilotfish, install that version/)).toBeInTheDocument();
    expect(here.getByText(/before-0\.1\.0_of-0\.0\.9/)).toBeInTheDocument();
  });

  it("have words for every refusal in both languages, each with what to do", () => {
    for (const [kind, words] of Object.entries(updates.refusal)) {
      const fr = updatesFr.refusal[kind as keyof typeof updates.refusal];
      for (const text of [words.what, words.do, fr.what, fr.do]) expect(text).toMatch(/[.…]$/);
      expect(fr.what).not.toBe(words.what);
    }
  });
});
