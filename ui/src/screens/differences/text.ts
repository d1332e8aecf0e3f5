/** What a difference says: either side's figure, the difference between them, and what explains it. */

import type { TFunction } from "i18next";
import { signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { Difference } from "@/platform";

interface DifferenceText {
  books: string;
  exchange: string;
  difference: string;
  why: string;
}

/** A figure without its sign. */
export const unsigned = (decimal: string): string => decimal.replace(/^-/, "");

export function useDifferenceText(row: Difference): DifferenceText {
  const t = useText();
  const format = useFormat();
  const now = useFrame((frame) => frame.now);
  const { n } = format;
  const why = whyText(t, format, row, now);
  if (row.kind === "foreign_order")
    return {
      books: t("differences.noOrder"),
      exchange: orderText(t, format, row),
      difference: n.shares(row.difference),
      why,
    };
  const figure =
    row.kind === "cash_missing" ? (value: string) => n.usd(value) : (value: string) => n.shares(value);
  const sign = signOf(row.difference) < 0 ? "\u2212" : "+";
  return {
    books: figure(row.books),
    exchange: row.exchange === null ? NONE : figure(row.exchange),
    difference: `${sign}${figure(unsigned(row.difference))}`,
    why,
  };
}

function orderText(t: TFunction, { n }: Format, row: Difference): string {
  const shares = row.exchange === null ? NONE : n.shares(row.exchange);
  if (row.side === null || row.price === null) return t("differences.orderPlain", { shares });
  return t("differences.order", { side: word(t, "side", row.side), shares, price: n.cents(row.price) });
}

/** What explains it, then what was taken into account. */
function whyText(t: TFunction, format: Format, row: Difference, now: number): string {
  const { n, time } = format;
  const amount = unsigned(row.difference);
  const [first] = row.trades;
  const explained =
    first && row.trades.length === 1
      ? t(first.side === "SELL" ? "differences.why.soldByHand" : "differences.why.boughtByHand", {
          shares: n.shares(first.shares),
          price: n.cents(first.price),
          when: time.near(first.at, now),
        })
      : first
        ? t("differences.why.tradedByHand", { count: row.trades.length })
        : row.kind === "cash_missing"
          ? t("differences.why.cash_missing", { usd: n.usd(amount) })
          : row.kind === "foreign_order"
            ? t("differences.why.foreign_order")
            : t(`differences.why.${row.kind}`, { shares: n.shares(amount) });
  const flight = row.kind === "cash_missing" ? n.usd(row.inFlight) : n.shares(row.inFlight);
  return [
    explained,
    row.give && signOf(row.give.cash) !== 0
      ? t("differences.why.withCash", { usd: n.usd(row.give.cash) })
      : "",
    signOf(row.own) === 0 ? "" : t("differences.why.own", { shares: n.shares(row.own) }),
    signOf(row.inFlight) === 0 ? "" : t("differences.why.inFlight", { amount: flight }),
  ]
    .filter(Boolean)
    .join(" ");
}
