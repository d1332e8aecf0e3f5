/** The height of rows, as chosen in Settings. */
import { useLive } from "@/live/store";

const LEAST = 28;
const LESS = 8;
const MORE = 6;

/** `base` is the height where nothing else was chosen. */
export function useRowHeight(base: number): number {
  const density = useLive((live) => live.settings?.density ?? "default");
  if (density === "compact") return Math.max(LEAST, base - LESS);
  return density === "comfortable" ? base + MORE : base;
}
