/** A text of the catalogue of which parts stand out: `<b>…</b>`. */
import type { ReactNode } from "react";

/** In the place of a "<" that is no mark; for private use, so that no text has it. */
const LESS = "\ue000";

/** What somebody else wrote, for a text that has marks: it never is one. */
export const unmarked = (text: string): string => text.replaceAll("<", LESS);

interface MarkedProps {
  text: string;
  /** How what is marked looks. */
  className: string;
}

export const Marked = ({ text, className }: MarkedProps): ReactNode =>
  text.split(/<b>(.*?)<\/b>/).map((piece, at) => {
    const words = piece.replaceAll(LESS, "<");
    // Plain and marked by turns.
    return at % 2 === 0 ? (
      words
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never change places
      <b key={at} className={className}>
        {words}
      </b>
    );
  });
