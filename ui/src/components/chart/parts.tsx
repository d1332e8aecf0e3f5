/** What every picture of ours has: a grid with its figures, times below, a crosshair with exact figures, the way back from a part. */

import { ZoomOut } from "lucide-react";
import type { ReactNode } from "react";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { Button } from "../ui/button";
import type { Extent } from "./scale";
import { timeTicks } from "./time-ticks";

/** Labels of an axis nearer than this to a tag are left out. */
const CLEAR_PX = 15;
/** About so wide is a letter of 11 px. */
export const LETTER_PX = 6.2;

interface GridProps {
  ticks: number[];
  y(value: number): number;
  /** The plot's width, and that of the whole picture. */
  plot: number;
  width: number;
  text(tick: number): string;
  /** Where tags stand, px. */
  clear?: number[];
  /** The line that is more than a line. */
  base?: number;
}

/** Lines across, each with its figure at the right. */
export function Grid({ ticks, y, plot, width, text, clear = [], base }: GridProps) {
  return (
    <g>
      {ticks.map((tick) => {
        const place = Math.round(y(tick)) + 0.5;
        return (
          <g key={tick}>
            <line
              x2={plot}
              y1={place}
              y2={place}
              stroke={tick === base ? "var(--control)" : "var(--hairline)"}
              strokeDasharray={tick === base ? "2 3" : undefined}
              shapeRendering="crispEdges"
            />
            {clear.every((tag) => Math.abs(tag - y(tick)) >= CLEAR_PX) && (
              <text x={width} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--text-3)">
                {text(tick)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** A label of times is about so wide, with room beside it. */
const TIME_PX = 84;

interface TimeAxisProps {
  view: Extent;
  x(at: number): number;
  plot: number;
  /** Where the letters stand, px. */
  place: number;
  /** What a tag covers. */
  covered?: Extent | null;
}

/** Round times below a picture. */
export function TimeAxis({ view, x, plot, place, covered = null }: TimeAxisProps) {
  const { time } = useFormat();
  return (
    <g>
      {timeTicks(view, Math.max(2, Math.floor(plot / TIME_PX)), time).map(({ at, label }) => {
        const half = (label.length * LETTER_PX) / 2;
        const middle = x(at);
        // The outermost stand within the picture, or not at all.
        if (middle - half < 0 || middle + half > plot) return null;
        if (covered && middle + half > covered.from - 4 && middle - half < covered.to + 4) return null;
        return (
          <text key={at} x={middle} y={place} textAnchor="middle" fontSize="11" fill="var(--text-3)">
            {label}
          </text>
        );
      })}
    </g>
  );
}

interface TagProps {
  x: number;
  y: number;
  width: number;
  /** `ours`: in accent; `made`: money made or lost. */
  look?: "plain" | "ours" | "gain" | "loss";
  end?: boolean;
  children: ReactNode;
}

const LOOKS = {
  plain: { fill: "var(--raised)", stroke: "var(--control)", text: "var(--text)" },
  ours: { fill: "var(--fill)", stroke: undefined, text: "var(--on-fill)" },
  gain: { fill: "var(--gain)", stroke: undefined, text: "var(--bg)" },
  loss: { fill: "var(--loss)", stroke: undefined, text: "var(--bg)" },
} as const;

/** A figure in a box, 16 px high: `y` is its middle. */
export function Tag({ x, y, width, look = "plain", end = false, children }: TagProps) {
  const { fill, stroke, text } = LOOKS[look];
  const top = Math.round(y) - 8;
  return (
    <g>
      <rect x={x + 0.5} y={top + 0.5} width={width - 1} height="15" rx="3" fill={fill} stroke={stroke} />
      <text
        x={end ? x + width - 6 : x + width / 2}
        y={top + 12}
        textAnchor={end ? "end" : "middle"}
        fontSize="11"
        fontWeight="600"
        fill={text}
      >
        {children}
      </text>
    </g>
  );
}

/** Text that stays readable over lines. */
export const HALO = (over = "var(--bg)") =>
  ({ paintOrder: "stroke", stroke: over, strokeWidth: 4, strokeLinejoin: "round" }) as const;

interface CrosshairProps {
  x: number;
  y: number | null;
  plot: number;
  top: number;
  bottom: number;
}

export function Crosshair({ x, y, plot, top, bottom }: CrosshairProps) {
  const at = Math.round(x) + 0.5;
  return (
    <g stroke="var(--control)" strokeDasharray="3 3" className="pointer-events-none">
      <line x1={at} x2={at} y1={top} y2={bottom} />
      {y !== null && <line x2={plot} y1={Math.round(y) + 0.5} y2={Math.round(y) + 0.5} />}
    </g>
  );
}

/** What is being dragged over. */
export function Dragged({ drag, top, bottom }: { drag: Extent | null; top: number; bottom: number }) {
  if (drag === null) return null;
  const left = Math.min(drag.from, drag.to);
  return (
    <rect
      x={left}
      y={top}
      width={Math.abs(drag.to - drag.from)}
      height={bottom - top}
      fill="var(--accent)"
      opacity=".14"
      className="pointer-events-none"
    />
  );
}

/** The way back from a part. */
export function ResetZoom({ onReset, className }: { onReset(): void; className?: string }) {
  const t = useText();
  return (
    <Button size="sm" className={className} icon={<ZoomOut aria-hidden size={12} />} onClick={onReset}>
      {t("chart.reset")}
    </Button>
  );
}
