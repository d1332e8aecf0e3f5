/** A halt as a person reads it: what happened, what it does, and what to do. */
import type { TFunction } from "i18next";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import type { HaltView } from "@/platform";
import { en } from "./en";
import { outcomeText } from "./words";

type Subject = Pick<HaltView, "halt" | "market" | "outcome" | "shares" | "usd">;

/** The texts of the halts that stand beside other texts of the group. */
const isHalt = (halt: string): boolean => halt in en.words.halt && halt in en.halts;

/** A market's question and outcome, told apart from the sentence around them. */
export const namedMarket = (t: TFunction, market: string | null, outcome: string | null): string =>
  market === null ? NONE : t("halts.market", { market, outcome: outcomeText(t, outcome) }).trim();

/** What it does and what to do; nothing for a word that is not known. */
export function haltText(
  t: TFunction,
  { n }: Format,
  { halt, market, outcome, shares, usd }: Subject,
): string {
  if (!isHalt(halt)) return halt.replaceAll("_", " ");
  return (t as unknown as (key: string, values: object) => string)(`halts.${halt}`, {
    market: namedMarket(t, market, outcome),
    shares: shares === null ? NONE : n.shares(shares),
    usd: usd === null ? NONE : n.usd(usd),
  });
}

/** Halts of this computer's: their words are the system's, not the exchange's. */
const OURS = ["disk_low", "not_written"];
/** Halts that a check may have raised as well as a refusal: their words may be Pilotfish's own. */
const CHECKED = ["region", "version", "closed_only", "banned"];

const labelOf = (halt: string) =>
  OURS.includes(halt) ? "halts.systemWords" : CHECKED.includes(halt) ? "halts.seenWords" : "halts.words";

/** Everything about a halt that stands: with its time, its end, and the exchange's or the system's own words. */
export function wholeHaltText(t: TFunction, format: Format, halt: HaltView): string {
  const { time } = format;
  return [
    haltText(t, format, halt),
    t("halts.since", { when: time.within(halt.since, halt.since) }),
    halt.until === null ? "" : t("halts.until", { when: time.within(halt.until, halt.since) }),
    halt.words === null ? "" : t(labelOf(halt.halt), { text: halt.words }),
  ]
    .filter(Boolean)
    .join(" ");
}
