/** Where words stand on a picture: on no other words, and on no line that would strike them through. */

/** About so wide is a letter, and so high a line, px. */
const LETTER_PX = 6.1;
const ABOVE = 11;
const BELOW = 4;

export interface Label {
  key: string;
  text: string;
  x: number;
  anchor: "start" | "middle" | "end";
  /** Where it may stand, the best first. */
  places: number[];
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const boxOf = ({ text, x, anchor }: Omit<Label, "key" | "places">, y: number): Box => {
  const wide = text.length * LETTER_PX;
  const left = anchor === "start" ? x : anchor === "end" ? x - wide : x - wide / 2;
  return { left, right: left + wide, top: y - ABOVE, bottom: y + BELOW };
};

const meet = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * The height of each label, by its key, the first given first; one that finds no place is left out. `taken` are boxes that
 * are there already; `frame` is what labels stay within.
 */
export function placed(labels: Label[], taken: Box[], frame: Box): Map<string, number> {
  const boxes = [...taken];
  const found = new Map<string, number>();
  for (const label of labels) {
    const y = label.places.find((place) => {
      const box = boxOf(label, place);
      const inside =
        box.left >= frame.left &&
        box.right <= frame.right &&
        box.top >= frame.top &&
        box.bottom <= frame.bottom;
      return inside && boxes.every((other) => !meet(box, other));
    });
    if (y === undefined) continue;
    found.set(label.key, y);
    boxes.push(boxOf(label, y));
  }
  return found;
}
