/** Whether everything is held back though nothing was stopped: halted is not stopped, and Stop all stays what it is. */
import type { Frame } from "@/platform";

/** Halts under which nothing at all is placed, each with a word of its own in the pill. */
export const HALTING = ["region", "banned", "version", "authentication", "not_written"] as const;

export type Halting = (typeof HALTING)[number];

/** The halt that holds everything back, where one does. */
export function haltingOf({ state, halts }: Pick<Frame, "state" | "halts">): Halting | null {
  if (state === "stopped" || state === "failed" || state === "disconnected") return null;
  return HALTING.find((one) => halts.some((halt) => halt.halt === one)) ?? null;
}

/** Whether there is nothing left to stop: what a stop could not cancel is tried again by whoever presses it again. */
export const isAtRest = (frame: Pick<Frame, "state" | "onExchange">): boolean =>
  frame.state === "stopped" && frame.onExchange === 0;

/** Whether the strip is red: stopped by the user, or held back as a whole. */
export const isHalted = (frame: Pick<Frame, "state" | "halts">): boolean =>
  frame.state === "stopped" || frame.state === "no_key" || haltingOf(frame) !== null;
