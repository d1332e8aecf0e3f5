/** Small bars in tables: made and lost around a zero line, and a win rate with how sure it is. The figures beside them say the same. */
import type { WinRate } from "@/platform";

interface MadeBarProps {
  value: string;
  /** The largest amount of the column, for the scale. */
  most: number;
  /** The largest loss of the column: where the zero line stands. */
  least: number;
  width?: number;
}

export function MadeBar({ value, most, least, width = 104 }: MadeBarProps) {
  const span = Math.max(most, 0) - Math.min(least, 0) || 1;
  const zero = (-Math.min(least, 0) / span) * width;
  const end = zero + (Number(value) / span) * width;
  const size = Math.max(2, Math.abs(end - zero));
  const gain = end >= zero;
  return (
    <svg aria-hidden="true" width={width + 4} height="16" viewBox={`-2 0 ${width + 4} 16`} className="block">
      <rect
        x={gain ? zero : zero - size}
        y="4"
        width={size}
        height="8"
        rx="1"
        fill={gain ? "var(--gain)" : "var(--loss)"}
      />
      <path d={`M${Math.round(zero) + 0.5} 0v16`} stroke="var(--control)" />
    </svg>
  );
}

/** Under this many closed copies a win rate tells little: the dot is hollow. */
export const FEW = 10;

/** Half of a dot and its edge, px. */
const DOT = 4.5;

export function WinBar({ wins, width = 96 }: { wins: WinRate; width?: number }) {
  const { percent, low, high } = wins;
  if (percent === null || low === null || high === null) return null;
  // A dot at either end lies whole within the plot.
  const x = (value: string) => DOT + (Number(value) / 100) * (width - 2 * DOT);
  const few = wins.of < FEW;
  const tone = few ? "var(--text-3)" : "var(--text)";
  return (
    <svg aria-hidden="true" width={width} height="16" viewBox={`0 0 ${width} 16`} className="block">
      <path d={`M${width / 2} 1v14`} stroke="var(--control)" strokeDasharray="2 2" />
      <path d={`M${x(low)} 8H${x(high)}`} stroke={tone} strokeWidth="1.5" />
      <circle
        cx={x(percent)}
        cy="8"
        r="3.500"
        fill={few ? "var(--surface)" : tone}
        stroke={tone}
        strokeWidth="1.5"
      />
    </svg>
  );
}
