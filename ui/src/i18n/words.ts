/**
 * Words of the engine's interface as texts. A group that is a closed list of the engine's has a text for each of its kinds, or it
 * does not compile (`en/words.ts`); a word of an open list (a category, say) is shown readable where it has none.
 */
import type { TFunction } from "i18next";
import type { GateName, SkipReason } from "@/platform";
import { en } from "./en";

type Groups = typeof en.words;
export type WordGroup = Exclude<keyof Groups, "basis">;

/** The text of a kind. */
export function word<Group extends WordGroup>(
  t: TFunction,
  group: Group,
  value: keyof Groups[Group] | (Group extends OpenGroup ? string : never),
): string {
  const key = String(value);
  if (!(key in en.words[group])) return key.replaceAll("_", " ");
  return (t as (key: string) => string)(`words.${group}.${key}`);
}

/** Lists that the exchange may lengthen at any time. */
type OpenGroup = "category";

/** Whether a group says something of a kind: some say it of few. */
export const isWord = <Group extends WordGroup>(
  group: Group,
  value: string,
): value is Extract<keyof Groups[Group], string> => value in en.words[group];

/** Why a position cannot be sold now; the reasons that stop a close are few. */
export const cannotCloseText = (t: TFunction, reason: SkipReason): string =>
  word(t, "noClose", isWord("noClose", reason) ? reason : "halted");

/** "Yes" and "No" in the language of the window; a name that somebody made up as it is. */
export function outcomeName(t: TFunction, name: string): string {
  const plain = name.toLowerCase();
  return isWord("outcome", plain) ? word(t, "outcome", plain) : name;
}

/** An outcome inside a sentence, "YES" or "OUI"; nothing where none is named. */
export const outcomeText = (t: TFunction, name: string | null): string =>
  outcomeName(t, name ?? "").toUpperCase();

/** A limit by its name, "Daily spending limit"; another check by its own. */
export const limitName = (t: TFunction, gate: GateName): string =>
  isWord("limit", gate) ? word(t, "limit", gate) : word(t, "gate", gate);

const STAGES = [1, 2, 3, 4, 5] as const;

/** One of the ladder's five. */
export const stageOf = (stage: number | string): (typeof STAGES)[number] =>
  STAGES.find((one) => one === Number(stage)) ?? 5;
