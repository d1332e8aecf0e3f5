/**
 * Where things of a price path lie on the picture. Prices become cents here, as floats, for drawing only.
 *
 * Invariants: an order that is over has its own life for the whole width; of one that works what it has lived has at least
 * {@link LEAST_PAST} of the width, however young it is, and the ladder ahead the rest, up to a twelfth past the last stage's
 * beginning. The trader's price, the book and the limits are always within the picture, the bound where it fits. A part that was
 * chosen is straight.
 */
import type { Extent, Scale } from "@/components/chart/scale";
import { linear, ticksWithin } from "@/components/chart/scale";
import type { OrderPath, OrderRow, PathPoint } from "@/platform";

export const HEAD = 34;
export const AXIS = 22;
export const RIGHT = 72;
/** Room above and below the outermost price, cents; and, of a wide range, the part of it that labels need. */
const ROOM = 0.7;
const ROOM_PART = 0.115;
/** With less than this part of the height left for what is worked (book, limit, trader's price), the bound makes way. */
const LEAST_PART = 0.25;
/** A picture of a book that does not move still needs a height. */
const LEAST_SPAN = 2;
/** A sign at an edge is seen whole. */
const INSET = 10;
/** The part of the width that what an order has lived has at least. */
const LEAST_PAST = 0.36;
/** An order that lived for a moment still has an axis. */
export const LEAST_MS = 60_000;

export const centsOf = (price: string): number => Number(price) * 100;

export interface Geometry {
  width: number;
  height: number;
  plotWidth: number;
  bottom: number;
  x(at: number): number;
  /** The instant at that place; never before the signal. */
  at(x: number): number;
  y(cents: number): number;
  low: number;
  high: number;
  boundShown: boolean;
  ticks: number[];
  /** Until where the path goes: now, or the order's end. */
  end: number;
  /** All that can be shown. */
  full: Extent;
  /** What is shown. */
  view: Extent;
}

interface Given {
  order: OrderRow;
  path: OrderPath;
  now: number;
  width: number;
  height: number;
  /** A part of it; all of it where there is none. */
  part?: Extent | null;
}

/** All the time of an order that can be shown: its life, and the ladder ahead of one that works. */
export function lifeOf(order: OrderRow, now: number): { full: Extent; end: number } {
  const start = Math.min(order.stageStarts[0] ?? order.signalAt, order.signalAt);
  const last = order.stageStarts[4] ?? start;
  const end = Math.max(start, order.endedAt ?? now);
  if (order.status === "ended") return { full: { from: start, to: Math.max(end, start + LEAST_MS) }, end };
  const tail = Math.max(LEAST_MS, (Math.max(last, end) - start) / 12);
  return { full: { from: start, to: Math.max(last, end) + tail }, end };
}

/** Two straight pieces that meet now; one where there is nothing ahead, or where a part was chosen. */
function timeScale(full: Extent, end: number, over: boolean, plot: number, part: Extent | null): Scale {
  if (part !== null) return linear(part, { from: 0, to: plot });
  const range = { from: INSET, to: over ? plot - INSET : plot };
  const natural = (end - full.from) / (full.to - full.from);
  if (over || natural >= LEAST_PAST) return linear(full, range);
  const middle = range.from + LEAST_PAST * (range.to - range.from);
  const past = linear({ from: full.from, to: end }, { from: range.from, to: middle });
  const ahead = linear({ from: end, to: full.to }, { from: middle, to: range.to });
  return Object.assign((at: number) => (at <= end ? past(at) : ahead(at)), {
    back: (place: number) => (place <= middle ? past.back(place) : ahead.back(place)),
  });
}

export function geometryOf({ order, path, now, width, height, part = null }: Given): Geometry {
  const plotWidth = width - RIGHT;
  const bottom = height - AXIS;
  const { full, end } = lifeOf(order, now);
  const x = timeScale(full, end, order.status === "ended", plotWidth, part);
  const at = (place: number) =>
    Math.min(full.to, Math.max(full.from, x.back(Math.min(plotWidth, Math.max(0, place)))));
  const { low, high, boundShown } = rangeOf(order, path);
  const y = (cents: number) => HEAD + ((bottom - HEAD) * (high - cents)) / (high - low);
  return {
    width,
    height,
    plotWidth,
    bottom,
    x,
    at,
    y,
    low,
    high,
    boundShown,
    full,
    view: part ?? full,
    // Whole cents, as many as are not too many.
    ticks: ticksWithin(low, high, 8, 1),
    end,
  };
}

function rangeOf(order: OrderRow, path: OrderPath): { low: number; high: number; boundShown: boolean } {
  const shown = [
    order.firstPrice,
    order.limit,
    ...(order.status === "ended" ? [] : [order.bid, order.ask]),
    order.averagePrice,
    ...path.points.flatMap((point) => [point.bid, point.ask, point.limit]),
    ...path.ahead.map((point) => point.limit),
  ].filter((price) => price !== null);
  const values = shown.map(centsOf);
  const worked = { low: Math.min(...values), high: Math.max(...values) };
  const middle = (worked.low + worked.high) / 2;
  const bound = centsOf(order.bound);
  const least = Math.min(worked.low, middle - LEAST_SPAN / 2);
  const most = Math.max(worked.high, middle + LEAST_SPAN / 2);
  const full = { low: Math.min(least, bound), high: Math.max(most, bound) };
  // Its own height only: neither the room around it nor the height that a still book is given is worked.
  const height = full.high - full.low + 2 * roomOf(full.high - full.low);
  const boundShown = (worked.high - worked.low) / height >= LEAST_PART;
  const { low, high } = boundShown ? full : { low: least, high: most };
  const room = roomOf(high - low);
  return { low: low - room, high: high + room, boundShown };
}

const roomOf = (span: number): number => Math.max(ROOM, ROOM_PART * span);

/** Stretches of the path in which something is known, each point with the time until which it holds. */
export function stretches<T>(
  points: PathPoint[],
  end: number,
  pick: (point: PathPoint) => T | null,
): { from: number; to: number; value: T }[][] {
  const found: { from: number; to: number; value: T }[][] = [];
  let run: { from: number; to: number; value: T }[] = [];
  points.forEach((point, i) => {
    const to = Math.min(end, points[i + 1]?.at ?? end);
    const value = pick(point);
    if (value === null) {
      if (run.length > 0) found.push(run);
      run = [];
    } else if (to >= point.at) run.push({ from: point.at, to, value });
  });
  if (run.length > 0) found.push(run);
  return found;
}

/** A stepped line through a stretch. */
export function steps(
  run: { from: number; to: number; value: number }[],
  { x, y }: Pick<Geometry, "x" | "y">,
): string {
  return run
    .map(({ from, to, value }, i) => {
      const at = y(value).toFixed(1);
      return `${i === 0 ? `M${x(from).toFixed(1)} ${at}` : `V${at}`}H${x(to).toFixed(1)}`;
    })
    .join("");
}

/** The surface between bid and ask over a stretch. */
export function band(
  run: { from: number; to: number; value: { bid: number; ask: number } }[],
  geometry: Pick<Geometry, "x" | "y">,
): string {
  const { x, y } = geometry;
  const above = run.map(({ from, to, value }) => ({ from, to, value: value.ask }));
  const back = [...run]
    .reverse()
    .map(({ from, to, value }) => {
      const at = y(value.bid).toFixed(1);
      return `L${x(to).toFixed(1)} ${at}L${x(from).toFixed(1)} ${at}`;
    })
    .join("");
  return `${steps(above, geometry)}${back}Z`;
}

/** The room beside the only side of a book: from it to the edge beyond which the missing side would be. */
export function beside(
  run: { from: number; to: number; value: number }[],
  edge: number,
  geometry: Pick<Geometry, "x" | "y">,
): string {
  const first = run[0];
  if (!first) return "";
  return `${steps(run, geometry)}V${edge.toFixed(1)}H${geometry.x(first.from).toFixed(1)}Z`;
}

/** The point that held at that moment. */
export const pointAt = (points: PathPoint[], at: number): PathPoint | undefined =>
  points.findLast((point) => point.at <= at) ?? points[0];
