/** Where prices, limits, fills and trades of a market lie on its picture. Prices become cents here, as floats, for drawing only. */
import type { Extent, Scale } from "@/components/chart/scale";
import { linear, ticksWithin } from "@/components/chart/scale";
import type { ChartLimit, ChartTrade, MarketChart } from "@/platform";

export const RIGHT = 72;
export const TOP = 8;
export const AXIS = 24;
/** Above and below the outermost price: room for tiles and figures, a part of the range. */
const ROOM_PART = 0.16;
/** A price that does not move still has a height, cents. */
const LEAST_SPAN = 1;
const MOST = 100;

export const centsOf = (price: string): number => Number(price) * 100;

/** A price that holds from one instant to another. */
export interface Held {
  from: number;
  to: number;
  cents: number;
}

export interface PriceGeometry {
  width: number;
  height: number;
  plot: number;
  bottom: number;
  view: Extent;
  x: Scale;
  y(cents: number): number;
  ticks: number[];
  /** The price over the view. */
  line: Held[];
}

/** What held over the view: each price until the next one, the last until the end. */
export function heldOver(points: { at: number; cents: number | null }[], end: number, view: Extent): Held[] {
  const held: Held[] = [];
  points.forEach(({ at, cents }, i) => {
    const from = Math.max(view.from, at);
    const to = Math.min(view.to, points[i + 1]?.at ?? end);
    if (cents !== null && to > from) held.push({ from, to, cents });
  });
  return held;
}

/** A limit's stretches: what rested without a break is one line. */
export function stretchesOf(limit: ChartLimit, end: number, view: Extent): Held[][] {
  const points = limit.points.map((point) => ({
    at: point.at,
    cents: point.limit === null ? null : centsOf(point.limit),
  }));
  const runs: Held[][] = [];
  for (const held of heldOver(points, end, view)) {
    const run = runs.at(-1);
    if (run?.at(-1)?.to === held.from) run.push(held);
    else runs.push([held]);
  }
  return runs;
}

interface Given {
  chart: MarketChart;
  width: number;
  height: number;
  view: Extent;
  /** Further prices that have to be in the picture, cents. */
  also: number[];
}

export function priceGeometry({ chart, width, height, view, also }: Given): PriceGeometry {
  const plot = width - RIGHT;
  const bottom = height - AXIS;
  const points = chart.points.map((point) => ({ at: point.at, cents: centsOf(point.price) }));
  const line = heldOver(points, chart.until, view);
  const inView = (trade: ChartTrade) => trade.at >= view.from && trade.at <= view.to;
  const shown = [
    ...line.map((held) => held.cents),
    ...chart.limits
      .flatMap((limit) => stretchesOf(limit, chart.until, view).flat())
      .map((held) => held.cents),
    ...[...chart.fills, ...chart.trades].filter(inView).map((trade) => centsOf(trade.drawn)),
    ...also,
  ];
  const low = shown.length > 0 ? Math.min(...shown) : 0;
  const high = shown.length > 0 ? Math.max(...shown) : MOST;
  const middle = (low + high) / 2;
  const span = Math.max(LEAST_SPAN, high - low);
  const room = span * ROOM_PART;
  const from = Math.max(0, Math.min(low, middle - span / 2) - room);
  const to = Math.min(MOST, Math.max(high, middle + span / 2) + room);
  return {
    width,
    height,
    plot,
    bottom,
    view,
    x: linear(view, { from: 0, to: plot }),
    y: linear({ from, to }, { from: bottom, to: TOP }),
    ticks: ticksWithin(from, to, 6, 0.1),
    line,
  };
}

/** A stepped line through what held, one after the other. */
export function stepped(held: Held[], { x, y }: Pick<PriceGeometry, "x" | "y">): string {
  return held
    .map(({ from, to, cents }, i) => {
      const at = y(cents).toFixed(1);
      return `${i === 0 ? `M${x(from).toFixed(1)} ${at}` : `H${x(from).toFixed(1)}V${at}`}H${x(to).toFixed(1)}`;
    })
    .join("");
}

/** Marks nearer to each other than this are one. */
const TOGETHER_PX = 20;

export interface Mark {
  kind: "fill" | "trade";
  trade: ChartTrade;
  /** How many it stands for, itself among them. */
  count: number;
}

/** Fills and trades in view, oldest first; those of a kind that would lie on each other are the newest of them, counted. */
export function marksIn(chart: MarketChart, { view, x }: Pick<PriceGeometry, "view" | "x">): Mark[] {
  const of = (kind: Mark["kind"], trades: ChartTrade[]): Mark[] => {
    const marks: Mark[] = [];
    for (const trade of trades) {
      if (trade.at < view.from || trade.at > view.to) continue;
      const last = marks.at(-1);
      const near = last && x(trade.at) - x(last.trade.at) < TOGETHER_PX;
      const alike = near && (kind === "fill" || last.trade.traderAddress === trade.traderAddress);
      if (alike) marks[marks.length - 1] = { kind, trade, count: last.count + 1 };
      else marks.push({ kind, trade, count: 1 });
    }
    return marks;
  };
  return [...of("trade", chart.trades), ...of("fill", chart.fills)].sort((a, b) => a.trade.at - b.trade.at);
}

/** The exact price that held then; none before the first. */
export const priceThen = (chart: MarketChart, at: number): string | null =>
  chart.points.findLast((point) => point.at <= at)?.price ?? null;

/** The exact limit that rested then, of whichever order came last. */
export const limitThen = (chart: MarketChart, at: number): string | null =>
  chart.limits
    .map((limit) => limit.points.findLast((point) => point.at <= at)?.limit ?? null)
    .findLast((limit) => limit !== null) ?? null;
