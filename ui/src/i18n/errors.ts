/** An error as a person reads it: what happened, and what to do. */
import type { TFunction } from "i18next";
import type { ApiError } from "@/platform";
import { en } from "./en";

export interface ErrorText {
  what: string;
  todo: string;
}

/** The texts of an error's code; of an unknown one the general sentence with the engine's own words. */
export function errorText(t: TFunction, error: Pick<ApiError, "code" | "detail">): ErrorText {
  const code = error.code in en.errors ? error.code : "generic";
  const text = t as (key: string, values: { detail: string }) => string;
  const values = { detail: error.detail };
  return { what: text(`errors.${code}.what`, values), todo: text(`errors.${code}.todo`, values) };
}
