/** What was entered and what the program said of it. A secret is handed over once and not kept here. */
import { useRef, useState } from "react";
import type { ImportKey, KeyRefusal } from "@/platform/key-window";
import { type Entry, frameOf } from "./frame";
import type { Texts } from "./texts";

export type Standing =
  | { is: "nothing" }
  | { is: "looking" }
  | { is: "seen"; address: string; way: Entry["way"] }
  | { is: "keeping"; address: string; way: Entry["way"] }
  | { is: "kept"; address: string }
  /** With an address where it was seen before and can be kept once the obstacle is gone. */
  | { is: "refused"; refusal: KeyRefusal; address?: string; way: Entry["way"] };

export interface Entering {
  standing: Standing;
  look(entry: Entry): Promise<void>;
  keep(clearClipboard: boolean): Promise<void>;
  /** What is entered is changing: what was seen does not count any more, and the next look takes its place. */
  changed(): void;
  /** The program forgets what it saw. */
  forget(): void;
  leave(): void;
  refuse(refusal: KeyRefusal, way: Entry["way"]): void;
}

/** What the program refused, or that it did not answer: nothing that a broken bridge says is shown, which may repeat what was sent. */
export const refusalOf = (thrown: unknown, both: { en: Texts; fr: Texts }): KeyRefusal =>
  isRefusal(thrown)
    ? thrown
    : {
        code: "unreachable",
        what: { en: both.en.unreachable, fr: both.fr.unreachable },
        wayOut: { en: both.en.tryAgain, fr: both.fr.tryAgain },
        claimed: null,
      };

const isRefusal = (thrown: unknown): thrown is KeyRefusal =>
  typeof thrown === "object" && thrown !== null && "code" in thrown && "wayOut" in thrown;

export function useEntering(importKey: ImportKey, both: { en: Texts; fr: Texts }): Entering {
  const [standing, setStanding] = useState<Standing>({ is: "nothing" });
  // An answer to what was given up meanwhile is not shown.
  const turn = useRef(0);

  const look = async (entry: Entry) => {
    turn.current += 1;
    const mine = turn.current;
    const { way } = entry;
    setStanding({ is: "looking" });
    let next: Standing;
    try {
      const { address } = await importKey(frameOf({ ask: "look", entry }));
      next = address === null ? { is: "nothing" } : { is: "seen", address, way };
    } catch (thrown) {
      next = { is: "refused", refusal: refusalOf(thrown, both), way };
    }
    if (turn.current === mine) setStanding(next);
  };

  const keep = async (clearClipboard: boolean) => {
    if (standing.is !== "seen" && standing.is !== "refused") return;
    const { address, way } = standing;
    if (address === undefined) return;
    turn.current += 1;
    const mine = turn.current;
    setStanding({ is: "keeping", address, way });
    let next: Standing;
    try {
      await importKey(frameOf({ ask: "keep", address, clearClipboard }));
      next = { is: "kept", address };
    } catch (thrown) {
      next = { is: "refused", refusal: refusalOf(thrown, both), address, way };
    }
    if (turn.current === mine) setStanding(next);
  };

  const changed = () => {
    turn.current += 1;
    setStanding({ is: "nothing" });
  };

  const forget = () => {
    changed();
    // Closing the window forgets it as well.
    importKey(frameOf({ ask: "forget" })).catch(() => undefined);
  };

  const leave = () => {
    importKey(frameOf({ ask: "leave" })).catch(() => undefined);
  };

  const refuse = (refusal: KeyRefusal, way: Entry["way"]) => {
    turn.current += 1;
    setStanding({ is: "refused", refusal, way });
  };

  return { standing, look, keep, changed, forget, leave, refuse };
}
