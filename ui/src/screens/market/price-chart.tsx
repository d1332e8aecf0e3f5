/**
 * The price of an outcome with everything of ours on it. The price is text-coloured: it is not our money. Dragging or the wheel
 * shows a part, the pointer reads off any instant exactly, the arrow keys step through fills and trades.
 */

import type { KeyboardEvent, PointerEvent } from "react";
import { useId, useState } from "react";
import { Crosshair, Dragged, Grid, LETTER_PX, ResetZoom, Tag, TimeAxis } from "@/components/chart/parts";
import { apart } from "@/components/chart/scale";
import { useZoom } from "@/components/chart/use-zoom";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { MarketBook, MarketChart } from "@/platform";
import { bestOthers } from "./book-best";
import type { Mark } from "./price-geometry";
import { centsOf, limitThen, marksIn, priceGeometry, priceThen, RIGHT, stepped, TOP } from "./price-geometry";
import { Limits, Marks } from "./price-marks";
import { useDeed } from "./use-deed";

const LEAST_MS = 5 * 60_000;
/** The pointer takes the mark that is this near. */
const NEAR_PX = 9;

interface PriceChartProps {
  chart: MarketChart;
  book: MarketBook | undefined;
  label: string;
  width: number;
  height: number;
}

/** What is read off: an instant, and the mark there, if one is. */
interface Picked {
  at: number;
  mark: Mark | null;
}

export function PriceChart({ chart, book, label, width, height }: PriceChartProps) {
  const t = useText();
  const { n, time } = useFormat();
  const deed = useDeed();
  const id = useId();
  const [picked, setPicked] = useState<Picked | null>(null);
  const full = { from: chart.from, to: Math.max(chart.until, chart.from + LEAST_MS) };
  const zoom = useZoom({ full, least: LEAST_MS, width: width - RIGHT });
  const { view } = zoom;
  const atEnd = view.to >= chart.until;
  const limit = limitThen(chart, chart.until);
  const best = bestOthers(book);
  const edge = atEnd
    ? [
        { key: "ask", price: best.ask, look: "plain" as const },
        { key: "us", price: limit, look: "ours" as const },
        { key: "bid", price: best.bid, look: "plain" as const },
      ].flatMap(({ price, ...rest }) => (price === null ? [] : [{ ...rest, price }]))
    : [];
  const geometry = priceGeometry({ chart, width, height, view, also: edge.map((tag) => centsOf(tag.price)) });
  const { x, y, plot, bottom, line, ticks } = geometry;
  const marks = marksIn(chart, geometry);
  const here = picked && picked.at >= view.from && picked.at <= view.to ? picked : null;
  const price = here === null ? null : priceThen(chart, here.at);
  const places = apart(
    edge.map((tag) => y(centsOf(tag.price))),
    18,
    TOP + 8,
    bottom - 8,
  );
  const clear = [...places, ...(price === null ? [] : [y(centsOf(price))])];
  const moment = here === null ? "" : time.moment(here.at);
  const wide = moment.length * LETTER_PX + 14;
  const left = here === null ? 0 : Math.min(plot - wide, Math.max(0, x(here.at) - wide / 2));
  const path = stepped(line, geometry);
  const first = line[0];
  const last = line.at(-1);

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    zoom.onPointerMove(event);
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (place > plot) return setPicked(null);
    const near = marks.find((mark) => Math.abs(x(mark.trade.at) - place) < NEAR_PX) ?? null;
    setPicked({ at: near?.trade.at ?? Math.min(chart.until, x.back(place)), mark: near });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && picked) {
      event.stopPropagation();
      return setPicked(null);
    }
    if (zoom.onKey(event.key, here?.at)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    // Where there is nothing to step through, the prices themselves.
    const stops: Picked[] =
      marks.length > 0
        ? marks.map((mark) => ({ at: mark.trade.at, mark }))
        : line.map((held) => ({ at: held.from, mark: null }));
    const now = here === null ? stops.length : stops.findIndex((stop) => stop.at >= here.at);
    const from = now < 0 ? stops.length : now;
    const next = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: stops.length - 1 }[event.key];
    if (next === undefined || stops.length === 0) return;
    event.preventDefault();
    setPicked(stops[Math.min(stops.length - 1, Math.max(0, next))] ?? null);
  };

  const then = here === null ? null : limitThen(chart, here.at);
  const words = [
    ...(price === null ? [] : [`${t("market.price")} ${n.centsBare(price)}`]),
    ...(then === null ? [] : [`${t("market.yourLimit")} ${n.centsBare(then)}`]),
  ];
  const sentence = here?.mark ? deed(here.mark) : "";
  return (
    <div className="relative">
      <p aria-hidden className="numeric flex h-5 gap-3.5 whitespace-nowrap text-small text-text-2">
        {here !== null && (
          <>
            <b className="font-medium text-text">{time.minute(here.at)}</b>
            {words.map((word) => (
              <span key={word}>{word}</span>
            ))}
            <span className="ml-auto min-w-0 truncate">{sentence}</span>
          </>
        )}
      </p>
      <svg
        ref={zoom.ref}
        role="img"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: fills and trades are stepped through with the arrow keys
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
        <defs>
          <linearGradient id={`${id}f`} x1="0" x2="0" y1="0" y2="1">
            <stop stopColor="var(--text)" stopOpacity=".1" />
            <stop offset="1" stopColor="var(--text)" stopOpacity="0" />
          </linearGradient>
          <clipPath id={`${id}c`}>
            <rect width={plot} height={bottom} />
          </clipPath>
        </defs>
        <Grid
          ticks={ticks}
          y={y}
          plot={plot}
          width={width}
          text={(tick) => n.plain(String(tick), 1)}
          clear={clear}
        />
        <TimeAxis
          view={view}
          x={x}
          plot={plot}
          place={height - 7}
          covered={here === null ? null : { from: left, to: left + wide }}
        />
        <g clipPath={`url(#${id}c)`}>
          {first && last && (
            <>
              <path d={`${path}V${bottom}H${x(first.from)}Z`} fill={`url(#${id}f)`} />
              <path
                d={path}
                fill="none"
                stroke="var(--text)"
                strokeWidth="1.5"
                strokeLinejoin="round"
                opacity=".9"
              />
            </>
          )}
          <Limits chart={chart} geometry={geometry} />
        </g>
        <Dragged drag={zoom.drag} top={TOP} bottom={bottom} />
        {here !== null && (
          <Crosshair
            x={x(here.at)}
            y={price === null ? null : y(centsOf(price))}
            plot={plot}
            top={TOP}
            bottom={bottom}
          />
        )}
        <Marks marks={marks} geometry={geometry} lit={here?.mark ?? null} />
        {atEnd && limit !== null && (
          <circle
            cx={x(chart.until)}
            cy={y(centsOf(limit))}
            r="4"
            fill="var(--accent)"
            stroke="var(--bg)"
            strokeWidth="2"
          />
        )}
        {edge.map(({ key, price: at, look }, i) => (
          <Tag key={key} x={plot + 8} y={places[i] ?? 0} width={RIGHT - 8} look={look} end>
            {t(`market.${key as "ask" | "us" | "bid"}`)} {n.centsBare(at, 1)}
          </Tag>
        ))}
        {here !== null && (
          <>
            {price !== null && (
              <Tag x={plot + 8} y={y(centsOf(price))} width={RIGHT - 8} end>
                {n.centsBare(price)}
              </Tag>
            )}
            <Tag x={left} y={height - 11} width={wide}>
              {moment}
            </Tag>
          </>
        )}
      </svg>
      {zoom.zoomed && <ResetZoom onReset={zoom.reset} className="absolute top-6 left-0" />}
      <output className="sr-only" aria-live="polite">
        {here === null ? "" : [moment, sentence, ...words].filter(Boolean).join(". ")}
      </output>
    </div>
  );
}
