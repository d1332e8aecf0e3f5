/**
 * Decimal strings as a person reads them: English $1,639.40 and 53.0¢, French 1 639,40 $ and 53,0 ¢ with narrow no-break
 * spaces, U+2212 for minus. `Intl.NumberFormat` takes decimal strings exactly, so no amount passes through a float.
 */
import { isDecimal, shift, signOf } from "./decimal";

export type Language = "en" | "fr";

/** Shown where there is no figure. */
export const NONE = "—";

const MINUS = "\u2212";
const THIN = "\u202f";
const LOCALE: Record<Language, string> = { en: "en-US", fr: "fr-FR" };
const made = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, least: number, most: number): Intl.NumberFormat {
  const key = `${language}/${least}/${most}`;
  let known = made.get(key);
  if (!known) {
    known = new Intl.NumberFormat(LOCALE[language], {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
    made.set(key, known);
  }
  return known;
}

/** The figures of one language. */
export interface Numbers {
  /** 1,234.50: `least` to `most` decimals. */
  plain(decimal: string, least?: number, most?: number): string;
  /** The same with + or − in front; zero has none. */
  signed(decimal: string, least?: number, most?: number): string;
  /** $1,639.40 */
  usd(decimal: string, digits?: number): string;
  /** +$128.40, −$30.80, $0.00 */
  usdSigned(decimal: string, digits?: number): string;
  /**
   * A price in cents with one decimal, two where the tick needs it: 60.2¢. No tick is finer, and what a fill of some
   * micro-shares less comes to is no price. `most` 1 for averages, which lie between ticks.
   */
  cents(price: string, most?: number): string;
  /** The same without the unit, for columns that carry it in the header. */
  centsBare(price: string, most?: number): string;
  /** How much worse or better, one decimal: +0.1¢. */
  centsSigned(price: string): string;
  centsSignedBare(price: string): string;
  /** How far a price moved, exactly: +2.65¢. */
  centsMoved(price: string): string;
  /** 49.5% */
  percent(decimal: string, digits?: number): string;
  percentSigned(decimal: string, digits?: number): string;
  /** Shares, two decimals. */
  shares(decimal: string): string;
  /** 1,284 */
  count(n: number): string;
  /** 262.1k, 1.35M: other people's large sums. */
  compact(decimal: string): string;
  /** $262.1k */
  compactUsd(decimal: string): string;
}

function make(language: Language): Numbers {
  const minus = (text: string) => text.replace("-", MINUS);
  const plus = (decimal: string, text: string) =>
    signOf(decimal) > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  // "-0.00" would come of a tiny negative amount: a zero carries no sign.
  const unzero = (text: string) => (/[1-9]/.test(text) ? text : text.replace(/[-\u2212+]/, ""));
  const plain = (decimal: string, least = 2, most = least) => {
    if (!isDecimal(decimal)) return NONE;
    return unzero(minus(formatter(language, least, most).format(decimal as `${number}`)));
  };
  const signed = (decimal: string, least = 2, most = least) => plus(decimal, plain(decimal, least, most));
  const unit = (figure: string, mark: string) =>
    figure === NONE ? NONE : language === "fr" ? `${figure}${THIN}${mark}` : `${figure}${mark}`;
  const dollars = (figure: string) => {
    if (figure === NONE) return NONE;
    if (language === "fr") return `${figure}${THIN}$`;
    return figure.replace(/^([+\u2212]?)/, "$1$");
  };
  const cents = (price: string, most = 2) => (isDecimal(price) ? plain(shift(price, 2), 1, most) : NONE);
  const centsSigned = (price: string) => (isDecimal(price) ? signed(shift(price, 2), 1) : NONE);
  const thousands = new Intl.NumberFormat(LOCALE[language], {
    notation: "compact",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const millions = new Intl.NumberFormat(LOCALE[language], {
    notation: "compact",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const compact = (decimal: string) =>
    isDecimal(decimal)
      ? minus((/^-?\d{7}/.test(decimal) ? millions : thousands).format(decimal as `${number}`))
          .replace("K", "k")
          .replace(/\u00a0/g, THIN)
      : NONE;
  return {
    plain,
    signed,
    usd: (decimal, digits = 2) => dollars(plain(decimal, digits)),
    usdSigned: (decimal, digits = 2) => dollars(signed(decimal, digits)),
    cents: (price, most) => unit(cents(price, most), "¢"),
    centsBare: cents,
    centsSigned: (price) => unit(centsSigned(price), "¢"),
    centsSignedBare: centsSigned,
    centsMoved: (price) => unit(isDecimal(price) ? signed(shift(price, 2), 1, 2) : NONE, "¢"),
    percent: (decimal, digits = 1) => unit(plain(decimal, digits), "%"),
    percentSigned: (decimal, digits = 1) => unit(signed(decimal, digits), "%"),
    shares: (decimal) => plain(decimal, 2),
    count: (n) => formatter(language, 0, 0).format(n),
    compact,
    compactUsd: (decimal) => dollars(compact(decimal)),
  };
}

const all: Record<Language, Numbers> = { en: make("en"), fr: make("fr") };

/** The figures of that language. */
export const numbers = (language: Language): Numbers => all[language];

/** A decimal as it stands in a field: grouped as everywhere, at least so many decimals, all of its own, no mark. */
export function written(decimal: string, language: Language, least: number): string {
  const own = decimal.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  const text = formatter(language, least, Math.max(least, own)).format(decimal as `${number}`);
  return text.replace("-", MINUS);
}
