/** A thin bar: how much of something is used or done. The figure beside it says the same in words. */
import { cn } from "./cn";

interface BarProps {
  /** 0 to 100; beyond is drawn full. */
  percent: number;
  tone?: "neutral" | "accent" | "warn" | "loss";
  className?: string;
}

const TONES = { neutral: "bg-text-2", accent: "bg-accent", warn: "bg-warn", loss: "bg-loss" };

export function Bar({ percent, tone = "neutral", className }: BarProps) {
  return (
    <span aria-hidden className={cn("block h-1 overflow-hidden rounded-pill bg-border", className)}>
      <span
        className={cn("block h-full rounded-pill", TONES[tone])}
        style={{ width: `${Math.min(100, Math.max(0, percent))}%` }}
      />
    </span>
  );
}
