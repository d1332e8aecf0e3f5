/**
 * The texts of the language on screen.
 *
 * The library's own `useTranslation` builds a wrapper and listens to several events for each component that calls it; half of the time
 * of scrolling through a long table went there, and a part of each click. This listens to one event and hands out what was made once.
 * A text that takes no figures is put together once.
 */
import type { TFunction } from "i18next";
import { useSyncExternalStore } from "react";
import type { Language } from "@/format/number";
import { i18n } from ".";

/** A language is shown when its texts are there, so that none is kept that is another one's. */
function textsIn(language: Language): TFunction {
  const text = i18n.getFixedT(language) as (key: string, figures?: object) => string;
  const known = new Map<string, string>();
  const told = (key: string, figures?: object): string => {
    if (figures !== undefined) return text(key, figures);
    const before = known.get(key);
    if (before !== undefined) return before;
    const now = text(key);
    known.set(key, now);
    return now;
  };
  return told as TFunction;
}

const texts: Record<Language, TFunction> = { en: textsIn("en"), fr: textsIn("fr") };

function subscribe(changed: () => void): () => void {
  i18n.on("languageChanged", changed);
  return () => i18n.off("languageChanged", changed);
}

const language = (): Language => (i18n.language === "fr" ? "fr" : "en");

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);

export const useText = (): TFunction => texts[useLanguage()];
