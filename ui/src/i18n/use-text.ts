/**
 * The texts of the language on screen, for what is drawn hundreds of times at once: cells of tables.
 *
 * `useTranslation` builds a wrapper and listens to several events for each component that calls it; half of the time of
 * scrolling through a long table went there. This listens to one event and hands out what was made once.
 */
import type { TFunction } from "i18next";
import { useSyncExternalStore } from "react";
import type { Language } from "@/format/number";
import { i18n } from ".";

const texts: Record<Language, TFunction> = { en: i18n.getFixedT("en"), fr: i18n.getFixedT("fr") };

function subscribe(changed: () => void): () => void {
  i18n.on("languageChanged", changed);
  return () => i18n.off("languageChanged", changed);
}

const language = (): Language => (i18n.language === "fr" ? "fr" : "en");

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);

export const useText = (): TFunction => texts[useLanguage()];
