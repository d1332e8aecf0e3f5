/**
 * The two languages. English is the reference: the French catalogue has its type, so that a missing text does not compile. French is
 * read when it is first shown.
 * Amounts, prices and times are written by `format/` and put into the texts as they are.
 */
import type { Language } from "@/format/number";
import { en } from "./en";
import { filled, found, type Table, type TextKey, type TFunction, tableOf } from "./text";

export type { TextKey, TFunction, Values } from "./text";

const english = tableOf(en);
const tables: Record<Language, Table | null> = { en: english, fr: null };

/** Until they are read, the texts are English ones. */
const tableOfLanguage = (language: Language): Table => tables[language] ?? english;

const inLanguage =
  (language: Language): TFunction =>
  (key, values) => {
    const text = found(tableOfLanguage(language), language, key, values?.count);
    return values ? filled(text, language, values) : text;
  };

const texts: Record<Language, TFunction> = { en: inLanguage("en"), fr: inLanguage("fr") };
let shown: Language = "en";
const listeners = new Set<() => void>();

export const i18n = {
  get language(): Language {
    return shown;
  },
  /** The texts of a language, whichever is shown. */
  getFixedT: (language: Language): TFunction => texts[language],
  /** A text in the language that is shown. For what is no component: those use `useText`. */
  t: ((key, values) => texts[shown](key, values)) satisfies TFunction as TFunction,
  /** The pieces of a text, marked (`<b>…</b>`) and plain by turns, each with its figures. */
  pieces(
    language: Language,
    key: TextKey,
    values: Parameters<TFunction>[1],
  ): { text: string; mark: string | null }[] {
    const whole = found(tableOfLanguage(language), language, key);
    return whole
      .split(/(<\w+>.*?<\/\w+>)/)
      .filter((piece) => piece !== "")
      .map((piece) => {
        const [, mark = null, inner = piece] = /^<(\w+)>(.*)<\/\w+>$/.exec(piece) ?? [];
        return { text: filled(inner, language, values ?? {}), mark };
      });
  },
  changeLanguage(language: Language): void {
    shown = language;
    for (const listener of [...listeners]) listener();
  },
  /** Calls when another language is shown, until what it returns is called. */
  watch(changed: () => void): () => void {
    listeners.add(changed);
    return () => listeners.delete(changed);
  },
};

/**
 * French typography asks for a thin no-break space before ; : ! ? % $ and inside guillemets. It is put in here, so that
 * the catalogue can be written with plain spaces and no text can forget it.
 */
const narrow = (text: string): string => text.replace(/ ([;:!?%$»¢])/g, "\u202f$1").replace(/« /g, "«\u202f");

let wanted: Language = "en";

/** Shows the window in that language, once its texts are there. */
export async function showIn(language: Language): Promise<void> {
  wanted = language;
  await load(language);
  // Another one may have been asked for meanwhile.
  if (wanted === language && shown !== language) i18n.changeLanguage(language);
}

/** Reads the texts of that language, if they are not there. */
export async function load(language: Language): Promise<void> {
  if (language === "en" || tables.fr) return;
  const { texts } = await import("./fr/in-order");
  // Its texts come without their keys, in the order of the English ones.
  tables.fr = new Map([...english.keys()].map((key, at) => [key, narrow(texts[at] ?? key)]));
}

/** The language to show for the setting: `system` follows the computer, and is English unless that is French. */
export function languageOf(setting: string): Language {
  if (setting === "fr" || setting === "en") return setting;
  return navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
}
