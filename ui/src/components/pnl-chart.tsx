/**
 * Profit and loss against zero: gain above the baseline, loss below it, clipped rather than blended.
 *
 * Its values are for drawing; the figures in words come from the engine. The arrow keys walk along the points.
 */
import type { KeyboardEvent, PointerEvent } from "react";
import { useEffect, useId, useRef, useState } from "react";
import { useFormat } from "@/format/use-format";
import { cn } from "./ui/cn";

export interface Point {
  at: number;
  value: number;
}

const RIGHT = 72;
const TOP = 8;
const BOTTOM = 24;
/** The tag of the moment that is read off; half of a date's width; and from where on there is room for a date more. */
const TAG = 124;
const LABEL = 20;
const WIDE_PX = 480;
/** Axis labels nearer than this to a tag are left out. */
const CLEAR = 16;

/** Round steps (1, 2, 5 times a power of ten) that cut the range into four to seven. */
export function ticksOf(low: number, high: number): number[] {
  const span = Math.max(high - low, 1);
  const raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((k) => k * power >= raw) ?? 10) * power;
  const ticks: number[] = [];
  for (let v = Math.floor(low / step) * step; v < high + step; v += step)
    ticks.push(Math.round(v / step) * step);
  return ticks;
}

/** The width of what it is put on, as it is now. */
export function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(552);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(240, Math.floor(entry.contentRect.width)));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}

interface PnlChartProps {
  points: Point[];
  label: string;
  height?: number;
  /** The last value in words, where it is known more exactly than it is drawn. */
  last?: string;
}

export function PnlChart({ points, label, height = 204, last: exact }: PnlChartProps) {
  const { n, time } = useFormat();
  const [box, width] = useWidth();
  const [picked, setPicked] = useState<number | null>(null);
  const id = useId();
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;

  const values = points.map((point) => point.value);
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values));
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const w = width - RIGHT;
  const h = height - TOP - BOTTOM;
  const x = (i: number) => (w * i) / Math.max(1, points.length - 1);
  const y = (value: number) => TOP + (h * (high - value)) / (high - low || 1);
  const zero = y(0);
  const line = values.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const area = `${line}L${x(points.length - 1)} ${zero}L0 ${zero}Z`;
  const dollars = (value: number) => n.usdSigned(String(Math.round(value)), 0);
  const point = picked === null ? undefined : points[picked];
  const tags = [y(last.value), ...(point ? [y(point.value)] : [])];
  const parts = w >= WIDE_PX ? 4 : 3;
  const dates = Array.from({ length: parts + 1 }, (_, k) => Math.round((k / parts) * (points.length - 1)));
  const tag = picked === null ? null : Math.min(w - TAG / 2, Math.max(TAG / 2, x(picked)));

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setPicked(Math.min(points.length - 1, Math.max(0, Math.round((at / w) * (points.length - 1)))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const here = picked ?? points.length - 1;
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setPicked(Math.min(points.length - 1, Math.max(0, to)));
  };

  return (
    <div ref={box} className="relative">
      <svg
        role="img"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the points of the curve are walked through with the arrow keys
        tabIndex={0}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        className="block rounded-chip"
        onPointerMove={onPointerMove}
        onPointerLeave={() => setPicked(null)}
        onBlur={() => setPicked(null)}
        onKeyDown={onKeyDown}
      >
        <defs>
          <clipPath id={`${id}u`}>
            <rect width={width} height={Math.max(0, zero)} />
          </clipPath>
          <clipPath id={`${id}d`}>
            <rect y={zero} width={width} height={Math.max(0, height - zero)} />
          </clipPath>
          <linearGradient id={`${id}g`} x1="0" x2="0" y1={TOP} y2={zero} gradientUnits="userSpaceOnUse">
            <stop stopColor="var(--gain)" stopOpacity=".26" />
            <stop offset="1" stopColor="var(--gain)" stopOpacity=".02" />
          </linearGradient>
          <linearGradient id={`${id}l`} x1="0" x2="0" y1={zero} y2={TOP + h} gradientUnits="userSpaceOnUse">
            <stop stopColor="var(--loss)" stopOpacity=".02" />
            <stop offset="1" stopColor="var(--loss)" stopOpacity=".28" />
          </linearGradient>
        </defs>
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              x2={w}
              y1={Math.round(y(tick)) + 0.5}
              y2={Math.round(y(tick)) + 0.5}
              stroke={tick === 0 ? "var(--control)" : "var(--hairline)"}
              strokeDasharray={tick === 0 ? "2 3" : undefined}
              shapeRendering="crispEdges"
            />
            {tags.every((tag) => Math.abs(tag - y(tick)) >= CLEAR) && (
              <text x={width} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--text-3)">
                {tick === 0 ? n.usd("0", 0) : dollars(tick)}
              </text>
            )}
          </g>
        ))}
        {dates
          .map((i, k) => ({ i, k, place: x(i) + (k === 0 ? LABEL : k === parts ? -LABEL : 0) }))
          .filter(({ place }) => tag === null || Math.abs(place - tag) > TAG / 2 + LABEL)
          .map(({ i, k }) => (
            <text
              key={i}
              x={x(i)}
              y={height - 4}
              textAnchor={k === 0 ? "start" : k === dates.length - 1 ? "end" : "middle"}
              fontSize="11"
              fill="var(--text-3)"
            >
              {time.day(points[i]?.at ?? 0)}
            </text>
          ))}
        <path d={area} fill={`url(#${id}g)`} clipPath={`url(#${id}u)`} />
        <path d={area} fill={`url(#${id}l)`} clipPath={`url(#${id}d)`} />
        {(["u", "d"] as const).map((half) => (
          <path
            key={half}
            d={line}
            fill="none"
            stroke={half === "u" ? "var(--gain)" : "var(--loss)"}
            strokeWidth="1.75"
            strokeLinejoin="round"
            clipPath={`url(#${id}${half})`}
          />
        ))}
        <Tag
          x={width - RIGHT + 4}
          y={y(last.value)}
          text={exact ?? dollars(last.value)}
          filled
          loss={last.value < 0}
          right={width}
        />
        <circle
          cx={x(points.length - 1)}
          cy={y(last.value)}
          r="3"
          fill={last.value < 0 ? "var(--loss)" : "var(--gain)"}
        />
        {point && picked !== null && (
          <g>
            <line
              x1={x(picked)}
              x2={x(picked)}
              y1={TOP}
              y2={TOP + h}
              stroke="var(--control)"
              strokeDasharray="3 3"
            />
            <line
              x2={w}
              y1={y(point.value)}
              y2={y(point.value)}
              stroke="var(--control)"
              strokeDasharray="3 3"
            />
            <circle
              cx={x(picked)}
              cy={y(point.value)}
              r="4"
              fill="var(--bg)"
              stroke={point.value < 0 ? "var(--loss)" : "var(--gain)"}
              strokeWidth="2"
            />
            <Tag x={width - RIGHT + 4} y={y(point.value)} text={dollars(point.value)} right={width} />
            <rect
              x={(tag ?? 0) - TAG / 2}
              y={height - 17.5}
              width={TAG}
              height="17"
              rx="3"
              fill="var(--raised)"
              stroke="var(--control)"
            />
            <text
              x={tag ?? 0}
              y={height - 5}
              textAnchor="middle"
              fontSize="11"
              fontWeight="600"
              fill="var(--text)"
            >
              {time.clock(point.at)}
            </text>
          </g>
        )}
      </svg>
      <output className="sr-only" aria-live="polite">
        {point ? `${time.clock(point.at)}: ${dollars(point.value)}` : ""}
      </output>
    </div>
  );
}

interface TagProps {
  x: number;
  y: number;
  right: number;
  text: string;
  filled?: boolean;
  loss?: boolean;
}

function Tag({ x, y, right, text, filled = false, loss = false }: TagProps) {
  const fill = filled ? (loss ? "var(--loss)" : "var(--gain)") : "var(--raised)";
  return (
    <g className={cn("pointer-events-none")}>
      <rect
        x={x}
        y={Math.round(y) - 8}
        width={right - x}
        height="16"
        rx="3"
        fill={fill}
        stroke={filled ? "none" : "var(--control)"}
      />
      <text
        x={right - 4}
        y={Math.round(y) + 4}
        textAnchor="end"
        fontSize="11"
        fontWeight="600"
        fill={filled ? "var(--bg)" : "var(--text)"}
      >
        {text}
      </text>
    </g>
  );
}
