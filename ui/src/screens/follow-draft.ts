/**
 * What stands in the follow sheet's fields, and the draft it makes. Fields hold what a person typed, in the units shown
 * (cents, percent, dollars); the draft holds decimals in the engine's units. The engine judges the draft; here only what
 * is no number at all is caught.
 */
import type { TFunction } from "i18next";
import { compare, isDecimal, shift, typed } from "@/format/decimal";
import type { Language, Numbers } from "@/format/number";
import { written } from "@/format/number";
import { en } from "@/i18n/en";
import { word } from "@/i18n/words";
import type { FieldProblem, FollowDraft } from "@/platform";

/** The fields that are typed. */
export interface Typed {
  percentage: string;
  maxSlippage: string;
  maxOrder: string;
  maxMarket: string;
  maxTotal: string;
  priceMin: string;
  priceMax: string;
  minMinutesToResolution: string;
  excludeKeywords: string;
}

export type TypedField = keyof Typed;

/** The choices that are switched. */
export type Choices = Pick<FollowDraft, "style" | "copy" | "belowMinimum" | "copyExisting" | "categories">;

export interface Fields {
  typed: Typed;
  choices: Choices;
}

const IN_CENTS = ["maxSlippage", "priceMin", "priceMax"] as const;
const DECIMALS = [
  "percentage",
  "maxSlippage",
  "maxOrder",
  "maxMarket",
  "maxTotal",
  "priceMin",
  "priceMax",
] as const;

export function fieldsOf(draft: FollowDraft, language: Language): Fields {
  const usd = (decimal: string) => written(decimal, language, 2);
  const cents = (price: string) => written(shift(price, 2), language, 1);
  return {
    typed: {
      percentage: written(draft.percentage, language, 1),
      maxSlippage: cents(draft.maxSlippage),
      maxOrder: usd(draft.maxOrder),
      maxMarket: usd(draft.maxMarket),
      maxTotal: usd(draft.maxTotal),
      priceMin: cents(draft.priceMin),
      priceMax: cents(draft.priceMax),
      minMinutesToResolution: String(draft.minMinutesToResolution),
      excludeKeywords: draft.excludeKeywords.join(", "),
    },
    choices: {
      style: draft.style,
      copy: draft.copy,
      belowMinimum: draft.belowMinimum,
      copyExisting: draft.copyExisting,
      categories: draft.categories,
    },
  };
}

const price = (text: string): string => {
  const cents = typed(text);
  return isDecimal(cents) ? shift(cents, -2) : cents;
};

export function draftOf({ typed: t, choices }: Fields): FollowDraft {
  return {
    ...choices,
    percentage: typed(t.percentage),
    maxSlippage: price(t.maxSlippage),
    maxOrder: typed(t.maxOrder),
    maxMarket: typed(t.maxMarket),
    maxTotal: typed(t.maxTotal),
    priceMin: price(t.priceMin),
    priceMax: price(t.priceMax),
    minMinutesToResolution: /^\d{1,7}$/.test(t.minMinutesToResolution.trim())
      ? Number(t.minMinutesToResolution)
      : 0,
    excludeKeywords: t.excludeKeywords
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  };
}

/** What is no number, before the engine is asked. */
export function localProblems({ typed: t }: Fields): FieldProblem[] {
  const bare = (field: TypedField): FieldProblem => ({
    field,
    code: "invalid_number",
    least: null,
    most: null,
  });
  const found = DECIMALS.filter((field) => !isDecimal(typed(t[field]))).map(bare);
  if (!/^\d{1,7}$/.test(t.minMinutesToResolution.trim())) {
    found.push({ ...bare("minMinutesToResolution"), code: "not_whole" });
  }
  return found;
}

/** A bound of a field in the field's unit. */
function bound(n: Numbers, field: string, value: string): string {
  if (field === "percentage") return n.percent(value);
  if ((IN_CENTS as readonly string[]).includes(field)) return n.cents(value);
  if (field === "minMinutesToResolution" || field === "maxOpenOrders") return n.plain(value, 0, 0);
  if (field === "reserve") return n.percent(value);
  return n.usd(value, 0);
}

/** The sentence under a field. */
export function problemText(t: TFunction, n: Numbers, { field, code, least, most }: FieldProblem): string {
  const name = field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const show = (value: string) => bound(n, name, value);
  if (code === "below_least" && least !== null) return t("problems.above", { least: show(least) });
  if (code === "too_long" || code === "invalid_number") return t(`problems.${code}`);
  if (least !== null && most !== null) return t("problems.range", { least: show(least), most: show(most) });
  if (least !== null) return t("problems.least", { least: show(least) });
  if (most !== null) return t("problems.most", { most: show(most) });
  const known = code in en.problems ? code : "generic";
  return (t as (key: string) => string)(`problems.${known}`);
}

export interface Difference {
  field: keyof FollowDraft;
  from: string;
  to: string;
}

/** Categories as words, in the order they were chosen. */
export const categoryNames = (t: TFunction, categories: string[]): string =>
  categories.map((one) => word(t, "category", one)).join(", ");

/** What a save would change, each side as shown. */
export function differences(t: TFunction, n: Numbers, from: FollowDraft, to: FollowDraft): Difference[] {
  const usd = (draft: FollowDraft, field: "maxOrder" | "maxMarket" | "maxTotal") => n.usd(draft[field]);
  const show: { [K in keyof FollowDraft]: (draft: FollowDraft) => string } = {
    percentage: (draft) => n.percent(draft.percentage),
    style: (draft) => t(draft.style === "fast" ? "words.style.fast" : "words.style.ladder"),
    maxSlippage: (draft) => n.cents(draft.maxSlippage),
    maxOrder: (draft) => usd(draft, "maxOrder"),
    maxMarket: (draft) => usd(draft, "maxMarket"),
    maxTotal: (draft) => usd(draft, "maxTotal"),
    priceMin: (draft) => n.cents(draft.priceMin),
    priceMax: (draft) => n.cents(draft.priceMax),
    minMinutesToResolution: (draft) => `${n.count(draft.minMinutesToResolution)} ${t("follow.minutes")}`,
    copy: (draft) => (t as (key: string) => string)(`words.copy.${draft.copy}`),
    belowMinimum: (draft) => (t as (key: string) => string)(`words.belowMinimum.${draft.belowMinimum}`),
    copyExisting: (draft) => t(draft.copyExisting ? "follow.yes" : "follow.no"),
    categories: (draft) => categoryNames(t, draft.categories) || t("follow.allCategories"),
    excludeKeywords: (draft) => draft.excludeKeywords.join(", ") || t("follow.noWords"),
  };
  const same = (field: keyof FollowDraft): boolean => {
    const a = from[field];
    const b = to[field];
    if (typeof a === "string" && typeof b === "string" && isDecimal(a) && isDecimal(b))
      return compare(a, b) === 0;
    return JSON.stringify(a) === JSON.stringify(b);
  };
  return (Object.keys(show) as (keyof FollowDraft)[])
    .filter((field) => !same(field))
    .map((field) => ({ field, from: show[field](from), to: show[field](to) }));
}
