/**
 * Profit and loss against zero: gain above the baseline, loss below it, clipped rather than blended.
 *
 * Its values are for drawing; the figures in words come from the engine, and a point that is read off is told to the cent. Dragging
 * or the wheel shows a part; the arrow keys walk along the points.
 */

import type { KeyboardEvent, PointerEvent } from "react";
import { memo, useId, useMemo, useState } from "react";
import type { Numbers } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { Crosshair, Dragged, Grid, LETTER_PX, ResetZoom, Tag, TimeAxis } from "./parts";
import type { Point, Sign } from "./pnl-curve";
import { cut, heightOf, signsOf, valueAt } from "./pnl-curve";
import type { Extent, Scale } from "./scale";
import { linear, nearest } from "./scale";
import { useWidth } from "./use-width";
import { useZoom } from "./use-zoom";

export type { Point } from "./pnl-curve";

/** Room for the figures at the right: at least so much, and the letters of the last value. */
const LEAST_RIGHT = 72;
const ROOM_PX = 20;
const TOP = 8;
const BOTTOM = 24;
/** The shortest that is drawn apart. */
const LEAST_MS = 10 * 60_000;
/** The pointer takes the fill that is this near. */
const NEAR_PX = 8;

interface PnlChartProps {
  /** Which of the window's curves it is. */
  place: string;
  points: Point[];
  label: string;
  height?: number;
  /** The last value in words, where it is known more exactly than it is drawn. */
  last?: string;
  /** When there were fills. */
  fills?: number[];
}

const NO_FILLS: number[] = [];

/** Drawn again when its curve is another one. */
export const PnlChart = memo(function PnlChart({
  place,
  points,
  label,
  height = 204,
  last: exact,
  fills = NO_FILLS,
}: PnlChartProps) {
  const t = useText();
  const { n, time } = useFormat();
  const [box, width] = useWidth(`curve ${place}`);
  const [picked, setPicked] = useState<number | null>(null);
  const id = useId();
  const right = Math.max(LEAST_RIGHT, ROOM_PX + LETTER_PX * widest(points, exact, n));
  const plot = width - right;
  const bottom = height - BOTTOM;
  const full = useMemo(() => {
    const to = points.at(-1)?.at ?? 0;
    // What has only begun stands at the end of ten minutes, not on all of the width.
    return { from: Math.min(points[0]?.at ?? 0, to - LEAST_MS), to };
  }, [points]);
  const zoom = useZoom({ full, least: LEAST_MS, width: plot });
  const { view } = zoom;
  const shown = useMemo(() => cut(points, view), [points, view]);
  const last = points.at(-1);
  if (!last) return null;

  const { low, high, ticks } = heightOf(shown);
  const x = linear(view, { from: 0, to: plot });
  const y = linear({ from: low, to: high }, { from: bottom, to: TOP });
  const zero = y(0);
  const flat = points.every((point) => point.value === 0);
  const tone = (value: number) => (flat ? "var(--text-2)" : value < 0 ? "var(--loss)" : "var(--gain)");
  const line = shown
    .map(({ at, value }, i) => `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`)
    .join("");
  const ends = { from: x(shown[0]?.at ?? 0), to: x(shown.at(-1)?.at ?? 0) };
  // Whole dollars would name several lines alike where few dollars are all there is.
  const fine = high - low < 6;
  const axis = (tick: number) =>
    tick === 0 ? n.usd("0", 0) : n.usdSigned(fine ? tick.toFixed(2) : String(Math.round(tick)), fine ? 2 : 0);
  const cents = (value: number) => n.usdSigned(value.toFixed(2));
  const visible = points.filter((point) => point.at >= view.from && point.at <= view.to);
  const point = picked === null ? undefined : visible[picked];
  const signs = signsOf(fills, view, x);
  const sign = point && signs.find((one) => Math.abs(x(one.at) - x(point.at)) <= NEAR_PX);
  const lastShown = last.at <= view.to;
  const tags = [...(lastShown ? [y(last.value)] : []), ...(point ? [y(point.value)] : [])];
  const words = point && time.moment(point.at);
  const wide = (words?.length ?? 0) * LETTER_PX + 14;
  const left = point ? Math.min(plot - wide, Math.max(0, x(point.at) - wide / 2)) : 0;

  const pick = (place: number) => setPicked(nearest(visible, x.back(place), (one) => one.at));
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    zoom.onPointerMove(event);
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (place > plot) setPicked(null);
    else pick(place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (zoom.onKey(event.key, point?.at)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const here = picked ?? visible.length - 1;
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: visible.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setPicked(Math.min(visible.length - 1, Math.max(0, to)));
  };

  return (
    <div ref={box} className="relative">
      <svg
        ref={zoom.ref}
        role="img"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the points of the curve are walked through with the arrow keys
        tabIndex={0}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        className="block cursor-crosshair touch-pan-y select-none rounded-chip"
        onPointerDown={zoom.onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={zoom.onPointerUp}
        onPointerCancel={zoom.onPointerCancel}
        onPointerLeave={() => setPicked(null)}
        onDoubleClick={zoom.reset}
        onBlur={() => setPicked(null)}
        onKeyDown={onKeyDown}
      >
        <Grid ticks={ticks} y={y} plot={plot} width={width} text={axis} clear={tags} base={0} />
        <TimeAxis
          view={view}
          x={x}
          plot={plot}
          place={height - 6}
          covered={point ? { from: left, to: left + wide } : null}
        />
        <Halves
          id={id}
          line={line}
          ends={ends}
          zero={zero}
          height={height}
          width={width}
          bottom={bottom}
          flat={flat}
        />
        <Signs signs={signs} points={points} x={x} y={y} />
        <Dragged drag={zoom.drag} top={TOP} bottom={bottom} />
        {lastShown && (
          <>
            <circle cx={x(last.at)} cy={y(last.value)} r="3" fill={tone(last.value)} />
            <Tag
              x={plot + 4}
              y={y(last.value)}
              width={right - 4}
              end
              look={flat ? "plain" : last.value < 0 ? "loss" : "gain"}
            >
              {exact ?? cents(last.value)}
            </Tag>
          </>
        )}
        {point && (
          <g className="pointer-events-none">
            <Crosshair x={x(point.at)} y={y(point.value)} plot={plot} top={TOP} bottom={bottom} />
            <circle
              cx={x(point.at)}
              cy={y(point.value)}
              r="4"
              fill="var(--bg)"
              stroke={tone(point.value)}
              strokeWidth="2"
            />
            <Tag x={plot + 4} y={y(point.value)} width={right - 4} end>
              {cents(point.value)}
            </Tag>
            <Tag x={left} y={height - 10} width={wide}>
              {words}
            </Tag>
          </g>
        )}
      </svg>
      {sign && point && (
        <p
          aria-hidden
          className="numeric pointer-events-none absolute top-1 whitespace-nowrap rounded-chip border border-control bg-raised px-2 py-0.5 text-label"
          style={x(point.at) > plot / 2 ? { right: width - x(point.at) + 8 } : { left: x(point.at) + 8 }}
        >
          {t("chart.fills", { count: sign.count })}
        </p>
      )}
      {zoom.zoomed && <ResetZoom onReset={zoom.reset} className="absolute top-1 left-1" />}
      <output className="sr-only" aria-live="polite">
        {point
          ? [`${words}: ${cents(point.value)}`, sign ? t("chart.fills", { count: sign.count }) : ""]
              .filter(Boolean)
              .join(". ")
          : ""}
      </output>
    </div>
  );
});

/** How many letters the longest value has that may be told at the right. */
function widest(points: Point[], exact: string | undefined, n: Numbers): number {
  const values = points.map((point) => point.value);
  const ends = points.length > 0 ? [Math.min(...values), Math.max(...values)] : [];
  return Math.max(exact?.length ?? 0, ...ends.map((value) => n.usdSigned(value.toFixed(2)).length));
}

interface HalvesProps {
  id: string;
  line: string;
  /** Where the line begins and ends, px. */
  ends: Extent;
  zero: number;
  height: number;
  width: number;
  bottom: number;
  flat: boolean;
}

/** The curve above and below zero; one that never left it has neither colour. */
function Halves({ id, line, ends, zero, height, width, bottom, flat }: HalvesProps) {
  if (flat) return <path d={line} fill="none" stroke="var(--text-2)" strokeWidth="1.75" />;
  const area = `${line}L${ends.to} ${zero}L${ends.from} ${zero}Z`;
  return (
    <>
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
        <linearGradient id={`${id}l`} x1="0" x2="0" y1={zero} y2={bottom} gradientUnits="userSpaceOnUse">
          <stop stopColor="var(--loss)" stopOpacity=".02" />
          <stop offset="1" stopColor="var(--loss)" stopOpacity=".28" />
        </linearGradient>
      </defs>
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
    </>
  );
}

/** Fills, on the curve. */
function Signs({ signs, points, x, y }: { signs: Sign[]; points: Point[]; x: Scale; y: Scale }) {
  return (
    <g className="pointer-events-none">
      {signs.map(({ at, count }) => (
        <g key={at} data-fills={count} transform={`translate(${x(at)} ${y(valueAt(points, at))})`}>
          <circle r="4.5" fill="var(--bg)" stroke="var(--text-2)" strokeWidth="1.25" />
          <path d="M0-3A3 3 0 0 1 0 3z" fill="var(--text-2)" />
        </g>
      ))}
    </g>
  );
}
