/**
 * The two languages. English is the reference: the French catalogue has its type, so that a missing text does not compile. French is
 * read when it is first shown.
 * Amounts, prices and times are written by `format/` and put into the texts as they are.
 */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "@/format/number";
import { en } from "./en";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

export const i18n = i18next.createInstance();

/**
 * What figures do to a French sentence: "jusqu’à" and "le 2 novembre" are "jusqu’au 2 novembre", and an abbreviation's point is the
 * sentence's too.
 */
const french = {
  type: "postProcessor" as const,
  name: "french",
  process: (text: string, _key: unknown, given: { lng?: string }, of: { language?: string }) =>
    (given.lng ?? of.language) === "fr"
      ? text.replace(/à le (?=\d)/g, "au ").replace(/(?<=[a-zéû])\.\.(?!\.)/g, ".")
      : text,
};

void i18n
  .use(initReactI18next)
  .use(french)
  .init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    // React escapes.
    interpolation: { escapeValue: false },
    postProcess: ["french"],
    initAsync: false,
  });

/**
 * French typography asks for a thin no-break space before ; : ! ? % $ and inside guillemets. It is put in here, so that
 * the catalogue can be written with plain spaces and no text can forget it.
 */
function narrow<T>(texts: T): T {
  if (typeof texts === "string") {
    return texts.replace(/ ([;:!?%$»¢])/g, "\u202f$1").replace(/« /g, "«\u202f") as T;
  }
  if (typeof texts === "object" && texts !== null) {
    return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, narrow(value)])) as T;
  }
  return texts;
}

let wanted: Language = "en";

/** Shows the window in that language, once its texts are there. */
export async function showIn(language: Language): Promise<void> {
  wanted = language;
  await load(language);
  // Another one may have been asked for meanwhile.
  if (wanted === language && i18n.language !== language) await i18n.changeLanguage(language);
}

/** Reads the texts of that language, if they are not there. */
export async function load(language: Language): Promise<void> {
  if (language === "en" || i18n.hasResourceBundle("fr", "translation")) return;
  const { fr } = await import("./fr");
  i18n.addResourceBundle("fr", "translation", narrow(fr));
}

/** The language to show for the setting: `system` follows the computer, and is English unless that is French. */
export function languageOf(setting: string): Language {
  if (setting === "fr" || setting === "en") return setting;
  return navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
}
