/** Which rows of a long list are drawn: those in view, and the one that must stay in the page wherever it is scrolled to. */
import type { Range } from "@tanstack/react-virtual";
import { defaultRangeExtractor } from "@tanstack/react-virtual";
import { useCallback } from "react";

/** `held` is -1 for none. Without the row that has the focus in the page, the keyboard would be lost. */
export function useHeldRange(held: number): (range: Range) => number[] {
  return useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (held < 0 || held >= range.count || indexes.includes(held)) return indexes;
      return [...indexes, held].sort((a, b) => a - b);
    },
    [held],
  );
}
