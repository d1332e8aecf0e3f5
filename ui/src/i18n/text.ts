/**
 * How a text of the catalogue comes to what is shown: it is found by its key, the form for a number is chosen, and its figures are put
 * in. Forty lines of our own: they are what the window uses of a library fifty times as large, and tables call them thousands of times.
 */
import type { Language } from "@/format/number";
import type { en } from "./en";

/** Texts by name, in groups by name. */
export interface Catalogue {
  [key: string]: string | Catalogue;
}

/** A counted text is asked for without the form that its number takes. */
type Form = "zero" | "one" | "other";
type Asked<Key extends string> = Key extends `${infer Text}_${Form}` ? Text : Key;
type KeyOf<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? Asked<Key> : `${Key}.${KeyOf<Texts[Key]>}`;
}[keyof Texts & string];

export type TextKey = KeyOf<typeof en>;
/** What is put into a text. A `count` that is a number chooses the form, too. */
export type Values = Record<string, string | number | null | undefined>;
export type TFunction = (key: TextKey, values?: Values) => string;

/** Every text by its whole key (`words.side.BUY`). */
export type Table = ReadonlyMap<string, string>;

export function tableOf(texts: Catalogue, path = "", into = new Map<string, string>()): Map<string, string> {
  for (const [key, text] of Object.entries(texts)) {
    if (typeof text === "string") into.set(path + key, text);
    else tableOf(text, `${path}${key}.`, into);
  }
  return into;
}

const RULES: Record<Language, Intl.PluralRules> = {
  en: new Intl.PluralRules("en"),
  fr: new Intl.PluralRules("fr"),
};

/** The text as it stands in the catalogue; where there is none, its key. */
export function found(table: Table, language: Language, key: string, count?: Values[string]): string {
  if (typeof count !== "number") return table.get(key) ?? key;
  return (
    (count === 0 ? table.get(`${key}_zero`) : undefined) ??
    table.get(`${key}_${RULES[language].select(count)}`) ??
    // French has a form of its own for a million, which is written like the others.
    table.get(`${key}_other`) ??
    table.get(key) ??
    key
  );
}

/** The text with its figures. What is not given stays to be seen. */
export function filled(text: string, language: Language, values: Values): string {
  if (!text.includes("{{")) return text;
  const whole = text.replace(/\{\{(\w+)\}\}/g, (hole, name: string) =>
    name in values ? String(values[name] ?? "") : hole,
  );
  return language === "fr" ? elided(whole) : whole;
}

/**
 * What figures do to a French sentence: "jusqu’à" and "le 2 novembre" are "jusqu’au 2 novembre", and an abbreviation's point is the
 * sentence's too.
 */
const elided = (text: string): string =>
  text.replace(/à le (?=\d)/g, "au ").replace(/(?<=[a-zéû])\.\.(?!\.)/g, ".");
