/**
 * Where things of a price path lie on the picture. Prices become cents here, as floats, for drawing only.
 *
 * Invariants: time runs from the signal to a twelfth past the last stage's beginning, and whatever is later lies within
 * that last part; the trader's price, the book and the limits are always within the picture, the bound where it fits.
 */
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
}

interface Given {
  order: OrderRow;
  path: OrderPath;
  now: number;
  width: number;
  height: number;
}

export function geometryOf({ order, path, now, width, height }: Given): Geometry {
  const plotWidth = width - RIGHT;
  const bottom = height - AXIS;
  const start = order.stageStarts[0] ?? order.signalAt;
  const last = order.stageStarts[4] ?? start;
  const span = Math.max(1, last - start);
  const tail = span / 12;
  const end = Math.max(start, order.endedAt ?? now);
  const tailSpan = Math.max(tail, end - last);
  const scale = plotWidth / (span + tail);
  const x = (at: number) => {
    if (at <= last) return Math.max(0, (at - start) * scale);
    return (span + tail * Math.min(1, (at - last) / tailSpan)) * scale;
  };
  const at = (place: number) => {
    const inner = Math.min(plotWidth, Math.max(0, place)) / scale;
    return inner <= span ? start + inner : last + ((inner - span) / tail) * tailSpan;
  };
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
    ticks: ticksOf(low, high),
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

/** Whole cents, as many as are not too many. */
function ticksOf(low: number, high: number): number[] {
  const step = [1, 2, 5, 10, 20].find((one) => (high - low) / one <= 8) ?? 20;
  const ticks: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) ticks.push(v);
  return ticks;
}

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

/**
 * Moves labels apart so that none lies on another: those that would touch move together, as little as can be, and stay
 * between `top` and `bottom`. Keeps their order.
 */
export function apart(places: number[], gap: number, top: number, bottom: number): number[] {
  const order = places.map((place, i) => ({ place, i })).sort((a, b) => a.place - b.place);
  // Groups of labels that touch; each stands around the middle of where its labels want to be.
  const groups: { first: number; count: number; wanted: number }[] = [];
  const startOf = (group: { count: number; wanted: number }) =>
    Math.min(
      bottom - (group.count - 1) * gap,
      Math.max(top, group.wanted / group.count - ((group.count - 1) * gap) / 2),
    );
  order.forEach(({ place }, at) => {
    let group = { first: at, count: 1, wanted: place };
    for (;;) {
      const above = groups.at(-1);
      if (!above || startOf(above) + above.count * gap <= startOf(group)) break;
      groups.pop();
      group = { first: above.first, count: above.count + group.count, wanted: above.wanted + group.wanted };
    }
    groups.push(group);
  });
  const moved = [...places];
  for (const group of groups) {
    order.slice(group.first, group.first + group.count).forEach(({ i }, k) => {
      moved[i] = startOf(group) + k * gap;
    });
  }
  return moved;
}

/** The point that held at that moment. */
export const pointAt = (points: PathPoint[], at: number): PathPoint | undefined =>
  points.findLast((point) => point.at <= at) ?? points[0];
