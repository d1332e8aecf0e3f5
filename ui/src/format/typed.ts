/**
 * Numbers as a person types them, in the format of the language on screen: what the application writes, it reads.
 *
 * English groups thousands by a comma and has a point before the decimals; French groups by a space and has a comma. A
 * numeric keypad has a point in either language, so French takes it too, but for 1.500, which an English or a German reader
 * means otherwise. Whatever could be two amounts is refused: no amount is ever guessed.
 */
import type { Language } from "./number";
import { written } from "./number";

/** What stands beside a figure and may be typed along with it. */
export type Mark = "$" | "%" | "¢" | "";

/** A number, or why the text is none. `unclear`: it could be two numbers, or its thousands are not grouped in threes. */
export type Reading = { decimal: string } | { wrong: "empty" | "invalid_number" | "unclear" };

// A number without grouping, or its thousands in threes by one kind of separator: a space of any kind, or the language's.
const SPACED = String.raw`[1-9]\d{0,2}(?:[ \u00a0\u202f\u2009]\d{3})+`;
const GROUPED: Record<Language, string> = { en: String.raw`${SPACED}|[1-9]\d{0,2}(?:,\d{3})+`, fr: SPACED };
const shape = (language: Language, point: string): RegExp =>
  new RegExp(`^([-+]?)(?:(${GROUPED[language]}|\\d+)(?:${point}(\\d*))?|${point}(\\d+))$`);
const SHAPES: Record<Language, RegExp> = { en: shape("en", "\\."), fr: shape("fr", ",") };
/** Digits and separators only: a number that is meant, in whatever format. */
const MEANT = /^[-+]?[\d.,\u00a0\u202f\u2009 ]*\d[\d.,\u00a0\u202f\u2009 ]*$/;
/** A point as the decimal sign in French: no grouping, and no three decimals that could be thousands. */
const KEYPAD = /^([-+]?)(?:(\d+)\.(\d*)|\.(\d+))$/;

const decimalOf = (match: RegExpExecArray): string => {
  const [, sign = "", whole = "", fraction = "", bare = ""] = match;
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "") || "0";
  const tail = fraction || bare;
  const minus = sign === "-" && /[1-9]/.test(digits + tail) ? "-" : "";
  return tail ? `${minus}${digits}.${tail}` : `${minus}${digits}`;
};

/** Reads what was typed. The field's own mark may stand with it, as the application writes it: $1,500.00, 1 500,00 $, 57.0¢. */
export function readTyped(text: string, language: Language, mark: Mark = ""): Reading {
  const bare = unmarked(text.trim(), mark).replace("\u2212", "-");
  if (bare === "") return { wrong: "empty" };
  const match = SHAPES[language].exec(bare);
  if (match) return { decimal: decimalOf(match) };
  if (language === "fr") {
    const keypad = KEYPAD.exec(bare);
    if (keypad && !couldBeThousands(keypad)) return { decimal: decimalOf(keypad) };
  }
  return { wrong: MEANT.test(bare) ? "unclear" : "invalid_number" };
}

const couldBeThousands = ([, , whole = "", fraction = ""]: RegExpExecArray): boolean =>
  /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3;

function unmarked(text: string, mark: Mark): string {
  if (mark === "") return text;
  const without = text.endsWith(mark) ? text.slice(0, -mark.length).trim() : text;
  if (mark !== "$" || without !== text) return without;
  return text.replace(/^([-+\u2212]?)\s*\$\s*/, "$1");
}

/** The decimal that was typed; empty where it is none, so that what cannot be read is never taken for an amount. */
export function typed(text: string, language: Language, mark: Mark = ""): string {
  const reading = readTyped(text, language, mark);
  return "decimal" in reading ? reading.decimal : "";
}

/** The same number as the application writes it, for the field to show before it counts; unread text stays as it is. */
export function echoed(text: string, language: Language, mark: Mark, least: number): string {
  const reading = readTyped(text, language, mark);
  return "decimal" in reading ? written(reading.decimal, language, least) : text;
}
