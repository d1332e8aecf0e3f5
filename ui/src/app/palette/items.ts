/** What the command palette offers, and what of it answers to what was typed. */

import type { ReactNode } from "react";

/** Under which heading it stands. */
export type Section = "run" | "near" | "found" | "recent";

export interface PaletteItem {
  id: string;
  /** What is read and searched. */
  label: string;
  /** Other words that find it. */
  also?: string;
  group: "go" | "do" | "trader" | "order" | "market" | "decision";
  /** Under which heading; without one it is among what was found. */
  section?: Section;
  /** What it says beside its label. */
  note?: string;
  /** What it will do, in figures, before it is run. */
  facts?: { label: string; value: string }[];
  /** A sentence under the figures. */
  about?: string;
  icon?: ReactNode;
  /** Nothing can be done with it; it says why. */
  idle?: boolean;
  /** Opens or changes nothing, but puts this into the line. */
  line?: string;
  keys?: string;
  /** Takes something away: asks first, and says so by its colour. */
  danger?: boolean;
  run(): void;
}

/** Accents and case do not matter. */
export const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

const AT_MOST = 50;

/** How well an item answers: lower is better; null not at all. Every typed word must be found somewhere. */
export function rank(item: Pick<PaletteItem, "label" | "also">, typed: string): number | null {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const label = plain(item.label);
  const also = plain(item.also ?? "");
  let sum = 0;
  for (const word of words) {
    if (label.startsWith(word)) sum += 0;
    else if (label.includes(` ${word}`)) sum += 1;
    else if (label.includes(word)) sum += 2;
    else if (also.includes(word)) sum += 3;
    else return null;
  }
  return sum;
}

/** The items that answer, best first; those that answer alike stay in their order. */
export function search(items: PaletteItem[], typed: string): PaletteItem[] {
  return items
    .flatMap((item, i) => {
      const at = rank(item, typed);
      return at === null ? [] : [{ item, at, i }];
    })
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .slice(0, AT_MOST)
    .map(({ item }) => item);
}
