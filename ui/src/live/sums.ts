/**
 * The account's figures beside a screen's own. An answer that a screen shows has the figures of its moment; while it is shown,
 * top bar and rail show those too, so that whatever stands side by side adds up. On screens without such an answer they are live.
 */
import { useLayoutEffect } from "react";
import type { Sums } from "@/platform";
import { useLive } from "./store";

/** A part of the figures that are shown now. For use under the frame's gate. */
export function useSums<T>(pick: (sums: Sums) => T): T {
  return useLive((live) => {
    const sums = live.sums ?? live.frame;
    if (!sums) throw new Error("used before the first frame");
    return pick(sums);
  });
}

/** The figures of what this screen shows; before the browser paints it, and until it is left. */
export function useScreenSums(sums: Sums | undefined): void {
  const setSums = useLive((live) => live.setSums);
  useLayoutEffect(() => {
    if (sums) setSums(sums);
  }, [sums, setSums]);
  useLayoutEffect(() => () => setSums(null), [setSums]);
}
