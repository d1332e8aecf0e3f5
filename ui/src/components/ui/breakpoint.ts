/** How wide the window is, in the steps that the layout knows. */
import { useSyncExternalStore } from "react";

export type Step = "wide" | "huge";

/** Those of `tokens.css`, px. */
const FROM: Record<Step, number> = { wide: 1100, huge: 1440 };

const watch = (changed: () => void) => {
  window.addEventListener("resize", changed);
  return () => window.removeEventListener("resize", changed);
};

const now = (): Step | "narrow" =>
  window.innerWidth >= FROM.huge ? "huge" : window.innerWidth >= FROM.wide ? "wide" : "narrow";

/** Whether the window has at least that width; drawn again when that changes. */
export function useReaches(): (step: Step | undefined) => boolean {
  const here = useSyncExternalStore(watch, now);
  return (step) => step === undefined || here === "huge" || step === here;
}
