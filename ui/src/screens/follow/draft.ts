/**
 * What stands in the follow sheet's fields, and the draft it makes. Fields hold what a person typed, in the units shown
 * (cents, percent, dollars); the draft holds decimals in the engine's units. The engine judges the draft; here only what
 * is no number at all is caught.
 */
import type { TFunction } from "i18next";
import { compare, isDecimal, shift } from "@/format/decimal";
import type { Language, Numbers } from "@/format/number";
import { written } from "@/format/number";
import type { Mark } from "@/format/typed";
import { readTyped, typed } from "@/format/typed";
import { en } from "@/i18n/en";
import { word } from "@/i18n/words";
import type { FieldProblem, FollowDraft, FollowField } from "@/platform";

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

/** What stands beside the figure of each field. */
export const MARKS = {
  percentage: "%",
  maxSlippage: "¢",
  maxOrder: "$",
  maxMarket: "$",
  maxTotal: "$",
  priceMin: "¢",
  priceMax: "¢",
  minMinutesToResolution: "",
} as const satisfies Partial<Record<TypedField, Mark>>;

type NumberField = keyof typeof MARKS;

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
      minMinutesToResolution: written(String(draft.minMinutesToResolution), language, 0),
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

/** Minutes fit in seven digits: more than a year is refused by the engine, in words. */
const WHOLE = /^\d{1,7}$/;

export function draftOf({ typed: t, choices }: Fields, language: Language): FollowDraft {
  const number = (field: NumberField) => typed(t[field], language, MARKS[field]);
  const price = (field: NumberField) => {
    const cents = number(field);
    return cents === "" ? "" : shift(cents, -2);
  };
  const minutes = number("minMinutesToResolution");
  return {
    ...choices,
    percentage: number("percentage"),
    maxSlippage: price("maxSlippage"),
    maxOrder: number("maxOrder"),
    maxMarket: number("maxMarket"),
    maxTotal: number("maxTotal"),
    priceMin: price("priceMin"),
    priceMax: price("priceMax"),
    minMinutesToResolution: WHOLE.test(minutes) ? Number(minutes) : 0,
    excludeKeywords: t.excludeKeywords
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  };
}

/** What can be wrong with a field as it was typed; ranges are said with their bounds. */
type ProblemText = Exclude<keyof typeof en.problems, "least" | "most" | "range" | "above">;
type ProblemCode = FieldProblem["code"] | ProblemText;

/** A problem of the engine's, or one that the fields themselves see. */
export interface Problem {
  field: FollowField;
  code: ProblemCode;
  least: string | null;
  most: string | null;
}

const isProblem = (code: ProblemCode): code is ProblemText => code in en.problems;

/** What is no number, or cannot be told for sure, before the engine is asked. */
export function localProblems({ typed: t }: Fields, language: Language): Problem[] {
  return (Object.keys(MARKS) as NumberField[]).flatMap((field) => {
    const reading = readTyped(t[field], language, MARKS[field]);
    const code = "wrong" in reading ? reading.wrong : wrongOf(field, reading.decimal);
    if (!code) return [];
    const [least, most] = code === "out_of_range" ? RANGES[field] : [null, null];
    return [{ field, code, least, most }];
  });
}

/** The engine's own ranges, in its units: said where a number is too long to be sent to it. */
const RANGES: Record<NumberField, [string, string]> = {
  percentage: ["0.1", "20.0"],
  maxSlippage: ["0", "0.5"],
  maxOrder: ["1", "10000000"],
  maxMarket: ["1", "10000000"],
  maxTotal: ["1", "10000000"],
  priceMin: ["0", "1"],
  priceMax: ["0", "1"],
  minMinutesToResolution: ["0", "525600"],
};

/** More whole digits are no amount of money; the engine could not read them. */
const MOST_DIGITS = 12;

/** What the field's own steps say of a number: the engine would only call it out of range. */
function wrongOf(field: NumberField, decimal: string): ProblemCode | null {
  const whole = decimal.split(".")[0] ?? "";
  if (whole.length > MOST_DIGITS) return "out_of_range";
  const finest = decimal.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  if (field === "minMinutesToResolution") return WHOLE.test(decimal) ? null : "not_whole";
  if (field === "percentage") return finest > 1 ? "step_of_tenth" : null;
  return finest > 6 ? "too_fine" : null;
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
export function problemText(t: TFunction, n: Numbers, { field, code, least, most }: Problem): string {
  const show = (value: string) => bound(n, field, value);
  if (code === "below_least" && least !== null) return t("problems.above", { least: show(least) });
  if (code === "too_long" || code === "invalid_number") return t(`problems.${code}`);
  if (least !== null && most !== null) return t("problems.range", { least: show(least), most: show(most) });
  if (least !== null) return t("problems.least", { least: show(least) });
  if (most !== null) return t("problems.most", { most: show(most) });
  return t(isProblem(code) ? `problems.${code}` : "problems.generic");
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
