/** An error as a person reads it: what happened, and what to do. */
import type { TFunction } from "i18next";
import type { Failure, PlatformErrorCode } from "@/platform";
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

/** Codes of which the engine's words say more than the sentence: a figure, a path, what a system or Polymarket said. */
const TELLS_MORE: ReadonlySet<PlatformErrorCode> = new Set<PlatformErrorCode>([
  "cannot_take",
  "cannot_close",
  "quit_orders_open",
  "quit_orders_unknown",
  "out_of_range",
  "invalid_number",
  "unknown_choice",
  "venue_busy",
  "rate_limited",
  "clock_off",
  "region_unknown",
  "version_unknown",
  "region_blocked",
  "not_real_time",
  "engine_failed",
  "database_failed",
  "disk_failed",
  "not_written",
  "not_yet_written",
  "folder",
  "metrics",
  "notification",
  "shortcut_taken",
  "checks_not_passed",
  "no_balance",
  "account_file",
  "paper_seed_unreadable",
  "key",
]);

/** The texts of an error's code. Why exactly is part of them where it has a text; the engine's English never is, but stands apart. */
export function errorText(t: TFunction, error: Failure): ErrorText {
  const what = t(`errors.${error.code}.what`);
  const todo = t(`errors.${error.code}.todo`);
  const reason = reasonOf(t, error);
  if (reason === null) return { what, todo, details: TELLS_MORE.has(error.code) ? calm(error.detail) : "" };
  // How long to wait goes with what to do; why something cannot be done says itself what to do.
  return { what, todo: error.reason?.of === "again_in" ? `${todo} (${reason})` : reason, details: "" };
}
