/**
 * The picture of an order's price path. The pointer reads off any moment; the arrow keys step through what happened, and
 * the event's line in the list below lights up with it.
 */

import type { KeyboardEvent, PointerEvent } from "react";
import { useId, useMemo } from "react";
import { Dragged, ResetZoom } from "@/components/chart/parts";
import { useZoom } from "@/components/chart/use-zoom";
import { useFormat } from "@/format/use-format";
import { useSentence } from "@/i18n/sentence";
import { useText } from "@/i18n/use-text";
import type { ActivityEntry, OrderPath, OrderRow } from "@/platform";
import { AXIS, geometryOf, HEAD, LEAST_MS, lifeOf, pointAt, RIGHT } from "./geometry";
import { Ages, Book, PathGrid, Stages } from "./layers";
import { Ladder, Marks } from "./lines";
import { marksOf } from "./marks";
import { Now, Signs, Tags, tagsOf } from "./signs";
import { PathWords } from "./words";

/** The moment that is read off, and the event there, if one is. */
export interface Picked {
  at: number;
  seq: number | null;
}

interface PathChartProps {
  order: OrderRow;
  events: ActivityEntry[];
  path: OrderPath;
  now: number;
  width: number;
  height: number;
  picked: Picked | null;
  onPick(picked: Picked | null): void;
}

/** The pointer takes the sign that is this near. */
const NEAR_PX = 7;

export function PathChart({ order, events, path, now, width, height, picked, onPick }: PathChartProps) {
  const t = useText();
  const { n, time } = useFormat();
  const sentence = useSentence();
  const clip = useId();
  const { full } = lifeOf(order, now);
  const whole = geometryOf({ order, path, now, width, height });
  const zoom = useZoom({ full, least: LEAST_MS, width: width - RIGHT, back: whole.at });
  const part = zoom.zoomed ? zoom.view : null;
  const geometry = part === null ? whole : geometryOf({ order, path, now, width, height, part });
  const marks = useMemo(() => marksOf(order, events), [order, events]);
  const inOrder = useMemo(() => [...events].sort((a, b) => a.at - b.at || a.seq - b.seq), [events]);
  const show = (price: string | null | undefined) => (price ? n.centsBare(price, 1) : "—");

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    zoom.onPointerMove(event);
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (place > geometry.plotWidth) return onPick(null);
    const near = marks.find((mark) => mark.seq !== null && Math.abs(geometry.x(mark.at) - place) < NEAR_PX);
    onPick(near ? { at: near.at, seq: near.seq } : { at: geometry.at(place), seq: null });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = inOrder.length - 1;
    const here = picked ? inOrder.findIndex((one) => one.seq === picked.seq) : last + 1;
    const from = here < 0 ? inOrder.findLastIndex((one) => one.at <= (picked?.at ?? 0)) : here;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape" && picked) {
      event.stopPropagation();
      return onPick(null);
    }
    if (zoom.onKey(event.key, picked?.at)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (to === undefined) return;
    event.preventDefault();
    const next = inOrder[Math.min(last, Math.max(0, to))];
    if (next) onPick({ at: next.at, seq: next.seq });
  };

  const future = picked !== null && picked.at > geometry.end;
  const then = picked ? pointAt(path.points, picked.at) : undefined;
  const ahead = picked && future ? path.ahead.findLast((point) => point.at <= picked.at) : undefined;
  const stage = ahead?.stage ?? then?.stage ?? order.stage;
  const limit = ahead ? ahead.limit : then?.limit;
  const at = picked ? geometry.x(picked.at) : 0;
  const event = picked ? events.find((one) => one.seq === picked.seq) : undefined;
  const words = picked
    ? [
        `${time.near(picked.at, now)}, ${time.hourSpan(picked.at - order.signalAt)}`,
        t("path.stage", { stage }),
        t("path.limitAt", { price: show(limit) }),
        future
          ? t("path.ifStays")
          : `${t("path.tag.bid")} ${show(then?.bid)}, ${t("path.tag.ask")} ${show(then?.ask)}`,
      ]
    : [];
  const tags = order.status === "ended" ? [] : tagsOf(order, geometry).map((tag) => tag.place);

  return (
    <div className="relative">
      <svg
        role="img"
        aria-label={t("path.label", {
          market: order.market,
          first: n.cents(order.firstPrice, 1),
          limit: order.limit === null ? "—" : n.cents(order.limit),
          bound: n.cents(order.bound),
          stage: order.stage,
        })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the events are stepped through with the arrow keys
        tabIndex={0}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        ref={zoom.ref}
        className="block cursor-crosshair touch-pan-y select-none rounded-chip"
        onPointerDown={zoom.onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={zoom.onPointerUp}
        onPointerCancel={zoom.onPointerCancel}
        onDoubleClick={zoom.reset}
        onPointerLeave={() => onPick(null)}
        onBlur={() => onPick(null)}
        onKeyDown={onKeyDown}
      >
        <clipPath id={clip}>
          <rect width={geometry.plotWidth} height={height} />
        </clipPath>
        <g clipPath={`url(#${clip})`}>
          <Stages order={order} geometry={geometry} />
        </g>
        <PathGrid geometry={geometry} clear={tags} />
        <g clipPath={`url(#${clip})`}>
          <Book order={order} path={path} geometry={geometry} />
          <Marks order={order} geometry={geometry} />
          <Ladder order={order} path={path} geometry={geometry} />
        </g>
        <Ages order={order} geometry={geometry} />
        <Now order={order} geometry={geometry} />
        <Signs order={order} marks={marks} geometry={geometry} lit={picked?.seq ?? null} />
        <PathWords order={order} path={path} marks={marks} geometry={geometry} />
        <Tags order={order} geometry={geometry} />
        <Dragged drag={zoom.drag} top={HEAD - 8} bottom={height - AXIS} />
        {picked && at >= 0 && at <= geometry.plotWidth && (
          <line
            x1={at}
            x2={at}
            y1={HEAD - 8}
            y2={height - AXIS}
            stroke="var(--control)"
            strokeDasharray="3 3"
            className="pointer-events-none"
          />
        )}
      </svg>
      {part !== null && <ResetZoom onReset={zoom.reset} className="absolute bottom-7 left-1" />}
      {picked && (
        <div
          aria-hidden
          className="numeric pointer-events-none absolute top-9 grid gap-x-3 whitespace-nowrap rounded-chip border border-control bg-raised px-2 py-1 text-label"
          style={at > geometry.plotWidth / 2 ? { right: width - at + 8 } : { left: at + 8 }}
        >
          {words.map((word) => (
            <span key={word}>{word}</span>
          ))}
        </div>
      )}
      <output className="sr-only" aria-live="polite">
        {[event ? sentence(event).title : "", ...words].filter(Boolean).join(". ")}
      </output>
    </div>
  );
}
