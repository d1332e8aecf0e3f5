/** A small round choice among several: pressed or not. */
import type { ReactNode } from "react";
import { cn } from "./cn";

interface PillProps {
  pressed: boolean;
  onPress(): void;
  children: ReactNode;
}

export function Pill({ pressed, onPress, children }: PillProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cn(
        "h-6 whitespace-nowrap rounded-pill border px-2 font-medium text-small transition-colors duration-120",
        pressed ? "border-text bg-text text-bg" : "border-border text-text-2 hover:bg-raised hover:text-text",
      )}
    >
      {children}
    </button>
  );
}
