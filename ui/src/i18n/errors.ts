/** An error as a person reads it: what happened, and what to do. */
import type { TFunction } from "i18next";
import type { ApiError } from "@/platform";
import { en } from "./en";
import { word } from "./words";

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

/** The texts of an error's code; of an unknown one the general sentence with the engine's own words. */
export function errorText(t: TFunction, error: Pick<ApiError, "code" | "detail">): ErrorText {
  const code = error.code in en.errors ? error.code : "generic";
  const text = t as (key: string, values: { detail: string }) => string;
  // Its detail is a word of the core: the reason.
  const values = { detail: code === "cannot_close" ? word(t, "noClose", error.detail) : calm(error.detail) };
  return { what: text(`errors.${code}.what`, values), todo: text(`errors.${code}.todo`, values) };
}
