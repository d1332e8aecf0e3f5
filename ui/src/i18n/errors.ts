/** An error as a person reads it: what happened, and what to do. */
import type { TFunction } from "i18next";
import type { Failure } from "@/platform";
import { cannotCloseText, word } from "./words";

export interface ErrorText {
  what: string;
  todo: string;
}

/** The engine's own words without what they say twice: errors are told one inside the other, "a: b: b". */
export const calm = (text: string): string =>
  text
    .split(": ")
    .filter((clause, i, all) => !all[i - 1]?.endsWith(clause))
    .join(": ");

/** Why exactly, where the error says it. */
function reasonOf(t: TFunction, { detail, reason }: Failure): string {
  if (reason?.of === "close") return cannotCloseText(t, reason.reason);
  if (reason?.of === "take") return word(t, "wait", reason.reason);
  return calm(detail);
}

/** The texts of an error's code. */
export function errorText(t: TFunction, error: Failure): ErrorText {
  const values = { detail: reasonOf(t, error) };
  return { what: t(`errors.${error.code}.what`, values), todo: t(`errors.${error.code}.todo`, values) };
}
