/** The global limits as they are typed, judged and saved. The engine judges again; here only so that nobody has to wait. */
import type { TFunction } from "i18next";
import { compare, isDecimal, typed } from "@/format/decimal";
import type { Language, Numbers } from "@/format/number";
import { written } from "@/format/number";
import type { LimitsView } from "@/platform";

export type LimitField = keyof LimitsView;
export type TypedLimits = Record<LimitField, string>;

interface Range {
  least: string;
  most: string;
  /** Decimals at most. */
  digits: number;
}

/** The engine's own ranges. */
const RANGES: Record<LimitField, Range> = {
  maxExposure: { least: "0", most: "100000000", digits: 6 },
  maxDailySpend: { least: "0", most: "100000000", digits: 6 },
  maxOpenOrders: { least: "0", most: "10000", digits: 0 },
  reserve: { least: "0", most: "100", digits: 1 },
  maxDailyLoss: { least: "0", most: "100000000", digits: 6 },
};

export function typedLimits(limits: LimitsView, language: Language): TypedLimits {
  return {
    maxExposure: written(limits.maxExposure, language, 2),
    maxDailySpend: written(limits.maxDailySpend, language, 2),
    maxOpenOrders: String(limits.maxOpenOrders),
    reserve: written(limits.reserve, language, 1),
    maxDailyLoss: written(limits.maxDailyLoss, language, 2),
  };
}

export const limitsDraft = (text: TypedLimits): LimitsView => ({
  maxExposure: typed(text.maxExposure),
  maxDailySpend: typed(text.maxDailySpend),
  maxOpenOrders: Number(typed(text.maxOpenOrders)),
  reserve: typed(text.reserve),
  maxDailyLoss: typed(text.maxDailyLoss),
});

export function limitProblem(t: TFunction, n: Numbers, field: LimitField, text: string): string | undefined {
  const { least, most, digits } = RANGES[field];
  const value = typed(text);
  if (text.trim() === "") return t("problems.empty");
  if (!isDecimal(value)) return t("problems.invalid_number");
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

export function changedLimits(saved: LimitsView, text: TypedLimits): boolean {
  const now = { ...saved, maxOpenOrders: String(saved.maxOpenOrders) };
  return (Object.keys(RANGES) as LimitField[]).some((field) => {
    const value = typed(text[field]);
    return !isDecimal(value) || compare(value, now[field]) !== 0;
  });
}
