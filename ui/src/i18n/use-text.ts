/** The texts of the language on screen. */
import { useSyncExternalStore } from "react";
import type { Language } from "@/format/number";
import { i18n } from ".";
import type { TFunction } from "./text";

const language = (): Language => i18n.language;

export const useLanguage = (): Language => useSyncExternalStore(i18n.watch, language);

export const useText = (): TFunction => i18n.getFixedT(useLanguage());
