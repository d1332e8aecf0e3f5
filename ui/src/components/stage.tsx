/**
 * The ladder's sign: a staircase of five bars. Shape carries the stage, colour only repeats it. And the countdown to the
 * next one, which changes shape as it nears the market order: ring, diamond, square with a bolt.
 */
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { stageOf, word } from "@/i18n/words";
import type { Side } from "@/platform";
import { cn } from "./ui/cn";

export function Staircase({ stage }: { stage: number }) {
  return (
    <svg aria-hidden="true" width="14" height="12" viewBox="0 0 14 12" className="shrink-0">
      {[0, 1, 2, 3, 4].map((i) => {
        const height = 3 + i * 2;
        return (
          <rect
            key={i}
            x={i * 3}
            y={12 - height}
            width="2"
            height={height}
            rx=".5"
            fill="currentColor"
            opacity={i < stage ? 1 : 0.28}
          />
        );
      })}
    </svg>
  );
}

const TONES: Record<number, string> = {
  3: "tint-accent text-accent",
  4: "tint-warn text-warn",
  5: "bg-warn text-bg",
};

export function useStageName() {
  const t = useText();
  return (stage: number, side: Side, short = false) => {
    const group =
      side === "SELL" ? (short ? "stageSellShort" : "stageSell") : short ? "stageBuyShort" : "stageBuy";
    return word(t, group, stageOf(stage));
  };
}

interface StageChipProps {
  stage: number;
  side: Side;
  text?: "full" | "short" | "number";
  /** Nothing is in it: it says its name and no more. */
  idle?: boolean;
  className?: string;
}

export function StageChip({ stage, side, text = "full", idle = false, className }: StageChipProps) {
  const name = useStageName();
  return (
    <span
      data-tip={name(stage, side)}
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-chip align-middle pr-2 pl-1.5 font-medium text-label",
        idle ? "bg-transparent text-text-3" : (TONES[stage] ?? "bg-raised text-text-2"),
        className,
      )}
    >
      <Staircase stage={stage} />
      {stage}
      {text === "number" ? (
        <span className="sr-only">{name(stage, side)}</span>
      ) : (
        ` ${name(stage, side, text === "short")}`
      )}
    </span>
  );
}

const RING = 2 * Math.PI * 5;

/** `elapsed`: the share of the stage that is over, 0 to 1. */
export function CountdownShape({ stage, elapsed }: { stage: number; elapsed: number }) {
  const part = Math.min(1, Math.max(0, elapsed));
  const diamond = "M7 .8L13.2 7 7 13.2.8 7z";
  return (
    <svg
      aria-hidden="true"
      width="14"
      height="14"
      viewBox="0 0 14 14"
      className={cn("shrink-0", stage >= 4 ? "text-warn" : "text-text-2")}
    >
      {stage >= 5 ? (
        <>
          <rect x="1" y="1" width="12" height="12" rx="3" fill="currentColor" />
          <path d="M7.8 3L4.4 7.6h2.2L6.2 11l3.4-4.6H7.4z" fill="var(--bg)" />
        </>
      ) : stage === 4 ? (
        <>
          <path d={diamond} fill="none" stroke="currentColor" strokeWidth="1.6" opacity=".35" />
          <path
            d={diamond}
            pathLength="100"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeDasharray={`${part * 100} 100`}
          />
        </>
      ) : (
        <>
          <circle cx="7" cy="7" r="5" fill="none" stroke="var(--border)" strokeWidth="2" />
          <circle
            cx="7"
            cy="7"
            r="5"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeDasharray={`${RING * part} ${RING}`}
            transform="rotate(-90 7 7)"
          />
        </>
      )}
    </svg>
  );
}

interface CountdownProps {
  stage: number;
  stageStarts: number[];
  nextStageAt: number | null;
  /** In the last stage: when it tries again. */
  nextTryAt: number | null;
  now: number;
}

/** The share of the current stage that is over. */
export function elapsedOf({
  stage,
  stageStarts,
  nextStageAt,
  now,
}: Omit<CountdownProps, "nextTryAt">): number {
  const start = stageStarts[stage - 1];
  if (start === undefined || nextStageAt === null || nextStageAt <= start) return 1;
  return (now - start) / (nextStageAt - start);
}

export function Countdown(props: CountdownProps) {
  const { time } = useFormat();
  const { nextStageAt, nextTryAt, now, stage } = props;
  const until = nextStageAt ?? nextTryAt;
  return (
    <span className="inline-flex items-center justify-end gap-1.5 align-middle">
      <CountdownShape stage={nextStageAt === null ? 5 : stage} elapsed={elapsedOf(props)} />
      <span role="timer" aria-live="off">
        {until === null ? "—" : time.clockSpan(until - now)}
      </span>
    </span>
  );
}
