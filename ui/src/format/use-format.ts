/** The figures and times of the language that is on screen. */
import { useLanguage } from "@/i18n/use-text";
import type { Language, Numbers } from "./number";
import { numbers } from "./number";
import type { Times } from "./time";
import { times } from "./time";

export interface Format {
  language: Language;
  n: Numbers;
  time: Times;
}

export const formatOf = (language: Language): Format => ({
  language,
  n: numbers(language),
  time: times(language),
});

const formats: Record<Language, Format> = { en: formatOf("en"), fr: formatOf("fr") };

export function useFormat(): Format {
  return formats[useLanguage()];
}
