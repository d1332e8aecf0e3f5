/**
 * Words of the engine's interface as texts. A word that is not known (a newer engine) is shown readable rather than raw:
 * `too_old` as "too old".
 */
import type { TFunction } from "i18next";
import { en } from "./en";

type Groups = typeof en.words;
export type WordGroup = Exclude<keyof Groups, "basis">;

/** `SizeIncrease` and `size_increase` are the same word. */
export const snake = (word: string): string => word.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

export function word(t: TFunction, group: WordGroup, value: string | number): string {
  const texts = en.words[group] as Record<string, string>;
  const key = [String(value), snake(String(value))].find((one) => one in texts);
  if (key === undefined) return String(value).replaceAll("_", " ");
  return (t as (key: string) => string)(`words.${group}.${key}`);
}

export function isWord(group: WordGroup, value: string): boolean {
  return snake(value) in en.words[group] || value in en.words[group];
}
