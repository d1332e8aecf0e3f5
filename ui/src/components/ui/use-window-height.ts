/** The height of the window as it is now: pictures take what the lists around them leave. */
import { useSyncExternalStore } from "react";

const watch = (changed: () => void) => {
  window.addEventListener("resize", changed);
  return () => window.removeEventListener("resize", changed);
};

function useWindowHeight(): number {
  return useSyncExternalStore(watch, () => window.innerHeight);
}

/** What is left of the window beside `taken` pixels, between `least` and `most`. */
export function useRest(taken: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, useWindowHeight() - taken));
}
