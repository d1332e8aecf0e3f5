/** An event's named figures, each in its unit or its word. A figure without a name here is left out of the list. */
import type { TFunction } from "i18next";
import { isDecimal } from "@/format/decimal";
import type { Format } from "@/format/use-format";
import type { ActivityEntry } from "@/platform";
import { en } from "./en";
import { calm } from "./errors";
import { isWord, word } from "./words";

export type FactName = keyof typeof en.activity.fact;

const SHARES: FactName[] = ["shares", "before", "after", "asked", "filled", "of"];
const PRICES: FactName[] = [
  "price",
  "trader_price",
  "limit",
  "previous",
  "bid",
  "ask",
  "tick",
  "bound",
  "worst",
];
const MONEY: FactName[] = ["fee", "budget"];
const GROUPS = ["refusal", "end", "wait", "trouble"] as const;

export const shownFacts = (entry: ActivityEntry): { name: FactName; value: string }[] =>
  entry.facts.flatMap(({ name, value }) =>
    name in en.activity.fact ? [{ name: name as FactName, value }] : [],
  );

export function factText(t: TFunction, { n, time }: Format, name: FactName, value: string): string {
  if (isDecimal(value)) {
    if (SHARES.includes(name)) return n.shares(value);
    if (PRICES.includes(name)) return n.cents(value);
    if (MONEY.includes(name)) return n.usd(value);
    if (name === "slippage") return n.centsSigned(value);
    if (name === "realised") return n.usdSigned(value);
    if (name === "payout") return n.usd(value);
    if (name === "percentage") return n.percent(value);
    if (name === "traded_at" || name === "expires_at") return time.clock(Number(value));
    if (name === "age_ms") return time.hourSpan(Number(value));
    return value;
  }
  if (name === "regime") return word(t, "regime", value);
  if (name === "liquidity") return word(t, "liquidity", value);
  if (name === "price_source") return word(t, "source", value);
  if (name === "origin") return word(t, "origin", value);
  if (name === "how") return word(t, "how", value);
  const group = GROUPS.find((one) => isWord(one, value));
  if (name === "text") return calm(value);
  return group && name === "code" ? word(t, group, value) : value;
}
