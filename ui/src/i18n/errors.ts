/** An error as a person reads it: what happened, and what to do. */
import type { TFunction } from "i18next";
import type { Failure } from "@/platform";
import { cannotCloseText, word } from "./words";

export interface ErrorText {
  what: string;
  todo: string;
  /** What the engine saw, in its own English, where that says more than the sentence: to be unfolded, not part of it. */
  details: string;
}

/** The engine's own words without what they say twice: errors are told one inside the other, "a: b: b". */
export const calm = (text: string): string =>
  text
    .split(": ")
    .filter((clause, i, all) => !all[i - 1]?.endsWith(clause))
    .join(": ");

/** Why exactly, where the error says it in a word that has a text. */
function reasonOf(t: TFunction, { reason }: Failure): string | null {
  if (reason?.of === "close") return cannotCloseText(t, reason.reason);
  if (reason?.of === "take") return word(t, "wait", reason.reason);
  if (reason?.of === "again_in") return t("words.again.in", { count: reason.reason });
  return null;
}

/** Stands in a text for the details; no text contains it. */
const PLACE = "\u0000";
/** The place with what introduces it: "(…)", "Details: …", "Détails : …". */
const INTRODUCED = new RegExp(`\\s*(?:\\(${PLACE}\\)|[^\\s.]+\\s?: ${PLACE})`, "u");

/** The texts of an error's code. The catalogue's have a place for the engine's English, which is not read in the sentence but apart. */
export function errorText(t: TFunction, error: Failure): ErrorText {
  const reason = reasonOf(t, error);
  const values = { detail: reason ?? PLACE };
  const texts = [t(`errors.${error.code}.what`, values), t(`errors.${error.code}.todo`, values)];
  const [what = "", todo = ""] = texts.map((text) => text.replace(INTRODUCED, "").replace(PLACE, "").trim());
  return { what, todo, details: texts.some((text) => text.includes(PLACE)) ? calm(error.detail) : "" };
}
