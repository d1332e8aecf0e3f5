/** The global limits as they are typed, judged and saved. The engine judges again; here only so that nobody has to wait. */
import type { TFunction } from "i18next";
import { compare } from "@/format/decimal";
import type { Language } from "@/format/number";
import { written } from "@/format/number";
import type { Mark } from "@/format/typed";
import { readTyped, typed } from "@/format/typed";
import type { Format } from "@/format/use-format";
import type { LimitsView } from "@/platform";

export type LimitField = keyof LimitsView;
export type TypedLimits = Record<LimitField, string>;

interface Range {
  least: string;
  most: string;
  /** Decimals at most. */
  digits: number;
  mark: Mark;
}

/** The engine's own ranges. */
const RANGES: Record<LimitField, Range> = {
  maxExposure: { least: "0", most: "100000000", digits: 6, mark: "$" },
  maxDailySpend: { least: "0", most: "100000000", digits: 6, mark: "$" },
  maxOpenOrders: { least: "0", most: "10000", digits: 0, mark: "" },
  reserve: { least: "0", most: "100", digits: 1, mark: "%" },
  maxDailyLoss: { least: "0", most: "100000000", digits: 6, mark: "$" },
};

export function typedLimits(limits: LimitsView, language: Language): TypedLimits {
  return {
    maxExposure: written(limits.maxExposure, language, 2),
    maxDailySpend: written(limits.maxDailySpend, language, 2),
    maxOpenOrders: written(String(limits.maxOpenOrders), language, 0),
    reserve: written(limits.reserve, language, 1),
    maxDailyLoss: written(limits.maxDailyLoss, language, 2),
  };
}

/** What stands beside a limit's figure. */
export const markOf = (field: LimitField): Mark => RANGES[field].mark;

/** Decimals that a limit's figure is written with. */
export const digitsOf = (field: LimitField): number => Math.min(RANGES[field].digits, 2);

const read = (text: TypedLimits, field: LimitField, language: Language): string =>
  typed(text[field], language, RANGES[field].mark);

export const limitsDraft = (text: TypedLimits, language: Language): LimitsView => ({
  maxExposure: read(text, "maxExposure", language),
  maxDailySpend: read(text, "maxDailySpend", language),
  maxOpenOrders: Number(read(text, "maxOpenOrders", language)),
  reserve: read(text, "reserve", language),
  maxDailyLoss: read(text, "maxDailyLoss", language),
});

export function limitProblem(
  t: TFunction,
  { n, language }: Format,
  field: LimitField,
  text: string,
): string | undefined {
  const { least, most, digits, mark } = RANGES[field];
  const reading = readTyped(text, language, mark);
  if ("wrong" in reading) return t(`problems.${reading.wrong}`);
  const value = reading.decimal;
  const fraction = value.split(".")[1]?.replace(/0+$/, "") ?? "";
  if (digits === 0 && fraction !== "") return t("problems.not_whole");
  if (fraction.length > digits) return t("problems.too_fine");
  if (compare(value, least) < 0 || compare(value, most) > 0) {
    const show = (bound: string) =>
      field === "reserve"
        ? n.percent(bound, 0)
        : field === "maxOpenOrders"
          ? n.plain(bound, 0)
          : n.usd(bound, 0);
    return t("problems.range", { least: show(least), most: show(most) });
  }
  return undefined;
}

/** At this figure nothing is bought any more. */
const BUYS_NOTHING: Partial<Record<LimitField, string>> = {
  maxExposure: "0",
  maxDailySpend: "0",
  maxOpenOrders: "0",
  reserve: "100",
};

/** What a figure that is allowed comes to, where that is more than a person may mean by it. */
export function limitWarning(
  t: TFunction,
  { n, language }: Format,
  field: LimitField,
  text: string,
): string | undefined {
  const value = typed(text, language, RANGES[field].mark);
  const end = BUYS_NOTHING[field];
  if (end === undefined || value === "" || compare(value, end) !== 0) return undefined;
  const shown = { $: n.usd(end), "%": n.percent(end), "¢": n.cents(end), "": n.plain(end, 0) };
  return t("settings.buysNothing", { value: shown[RANGES[field].mark] });
}

export function changedLimits(saved: LimitsView, text: TypedLimits, language: Language): boolean {
  const now = { ...saved, maxOpenOrders: String(saved.maxOpenOrders) };
  return (Object.keys(RANGES) as LimitField[]).some((field) => {
    const value = read(text, field, language);
    return value === "" || compare(value, now[field]) !== 0;
  });
}
