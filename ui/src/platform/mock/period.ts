/** What came of it within a stretch of time, added up from the simulated engine's books. */
import type { Performance, Period, PeriodFigures, SlippageBin, TraderResult, WinRate } from "../types";
import { walk } from "./dice";
import type { MockFill } from "./entities";
import { address, money, price } from "./entities";
import { START } from "./fixture/follows";
import { HOUR } from "./ladder";
import { gainOf, slippageOf, worseOf } from "./records";
import { sumsOf } from "./sums";
import type { World } from "./world";

const DAY = 24 * HOUR;
/** What the account began with, USD. */
const BEGAN_WITH = 2000;
const SPAN: Record<Period, number> = {
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  all: Number.POSITIVE_INFINITY,
};
const POINTS = 120;
const OPEN_STEPS = 180;

const sum = <T>(of: T[], value: (one: T) => number): number => of.reduce((all, one) => all + value(one), 0);

/** 95 % Wilson interval. */
export function winsOf(results: number[]): WinRate {
  const of = results.length;
  const won = results.filter((result) => result > 0).length;
  if (of === 0) return { won, of, percent: null, low: null, high: null };
  const z = 1.96;
  const p = won / of;
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  const percent = (value: number) => (100 * value).toFixed(1);
  return { won, of, percent: percent(p), low: percent(middle - half), high: percent(middle + half) };
}

/** The books as they stood at a moment, in sums over all. */
export class Past {
  private readonly world: World;
  private readonly openNow: number;
  private readonly wander: number[];

  constructor(world: World) {
    this.world = world;
    this.openNow = sum(world.positions, (one) => gainOf(world, one));
    this.wander = walk(11, OPEN_STEPS + 1, this.openNow);
  }

  /** What open positions stood above their cost then. The real engine keeps it a minute at a time; here it wanders. */
  open(at: number): number {
    const begun = START - 29 * DAY;
    if (at >= this.world.now) return this.openNow;
    const step = Math.round(((at - begun) / (this.world.now - begun)) * OPEN_STEPS);
    return step < 0 ? 0 : (this.wander[step] ?? this.openNow);
  }

  realised(at: number): number {
    const fills = sum(
      this.world.fills.filter((fill) => fill.at <= at),
      (fill) => (fill.realised ?? 0) - fill.fee,
    );
    return (
      fills +
      sum(
        this.world.payouts.filter((one) => one.at <= at),
        (one) => one.realised,
      )
    );
  }

  value(at: number): number {
    return this.realised(at) + this.open(at);
  }
}

const cents = (value: number | null): string | null => (value === null ? null : (value / 100).toFixed(4));
const tenths = (value: number | null): string | null => (value === null ? null : value.toFixed(1));

/** When the period began: never before anything was followed. */
function beginning(world: World, period: Period): number {
  const first = world.follows.length > 0 ? Math.min(...world.follows.map((one) => one.since)) : world.now;
  return Math.max(first, world.now - SPAN[period]);
}

export const within = (world: World, period: Period): MockFill[] => {
  const from = beginning(world, period);
  return world.fills.filter((fill) => fill.at >= from && fill.settlement !== "failed");
};

export function periodOf(world: World, period: Period): PeriodFigures {
  const past = new Past(world);
  const from = beginning(world, period);
  const fills = within(world, period);
  const start = period === "all" || SPAN[period] >= world.now - from + 1 ? 0 : past.value(from);
  const openThen = start === 0 ? 0 : past.open(from);
  const pnl = past.value(world.now) - start;
  const realised =
    sum(fills, (fill) => (fill.realised ?? 0) - fill.fee) +
    sum(
      world.payouts.filter((one) => one.at >= from),
      (one) => one.realised,
    );
  const fees = sum(fills, (fill) => fill.fee);
  const traded = sum(fills, (fill) => (fill.shares * fill.price) / 100);
  const slip = slippageOf(fills);
  const ended = world.orders.filter((order) => order.endedAt !== null && order.endedAt >= from);
  const curve = Array.from({ length: fills.length === 0 ? 0 : POINTS + 1 }, (_, i) => {
    const at = from + ((world.now - from) * i) / POINTS;
    return { at, value: i === 0 ? 0 : Math.round((past.value(at) - start) * 100) / 100 };
  });
  return {
    period,
    pnl: money(pnl),
    pnlPercent: ((100 * pnl) / (BEGAN_WITH + start)).toFixed(1),
    realised: money(realised),
    open: money(pnl - realised),
    fees: money(fees),
    feesBps: traded > 0 ? ((10_000 * fees) / traded).toFixed(1) : null,
    traded: money(traded),
    curve,
    wins: winsOf(world.closed.filter((one) => one.at >= from).map((one) => one.result)),
    slippage: cents(slip.slippage),
    slippageBps: tenths(slip.bps),
    slippageUsd: money(slip.usd),
    fills: fills.length,
    ordersFilled: ended.filter((order) => order.filled > 0).length,
    ordersEnded: ended.length,
    traders: traderResults(world, fills, from, openThen),
  };
}

function traderResults(world: World, fills: MockFill[], from: number, openThen: number): TraderResult[] {
  const names = [...new Set(world.follows.map((one) => one.trader))];
  const openAll = sum(world.positions, (one) => gainOf(world, one)) || 1;
  return names
    .map((name) => {
      const mine = fills.filter((fill) => fill.trader === name);
      const open = sum(
        world.positions.filter((one) => one.trader === name),
        (one) => gainOf(world, one),
      );
      const paid = sum(
        world.payouts.filter((one) => one.trader === name && one.at >= from),
        (one) => one.realised,
      );
      const realised = sum(mine, (fill) => (fill.realised ?? 0) - fill.fee) + paid;
      const slip = slippageOf(mine);
      return {
        address: address(name),
        name,
        pnl: money(realised + open - (openThen * open) / openAll),
        realised: money(realised),
        fills: mine.length,
        slippage: cents(slip.slippage),
        slippageBps: tenths(slip.bps),
        fees: money(sum(mine, (fill) => fill.fee)),
        wins: winsOf(
          world.closed.filter((one) => one.trader === name && one.at >= from).map((one) => one.result),
        ),
      };
    })
    .filter((one) => one.fills > 0 || one.pnl !== "0.00")
    .sort((a, b) => Number(b.pnl) - Number(a.pnl));
}

const BIN = 0.5;
const BINS_FROM = -2;
const BINS_TO = 5;

export function performanceOf(world: World, period: Period): Omit<Performance, "follows"> {
  const figures = periodOf(world, period);
  const fills = within(world, period);
  const values = figures.curve.map((point) => point.value ?? 0);
  let height = 0;
  let fall = 0;
  for (const value of values) {
    height = Math.max(height, value);
    fall = Math.min(fall, value - height);
  }
  const sorted = fills.map(worseOf).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? null;
  const days = new Map<number, number>();
  for (const fill of fills) {
    if (fill.fee <= 0) continue;
    const day = fill.at - (fill.at % DAY);
    days.set(day, (days.get(day) ?? 0) + fill.fee);
  }
  return {
    ...figures,
    sums: sumsOf(world),
    drawdown: money(fall),
    drawdownPercent: fills.length > 0 ? ((100 * fall) / (BEGAN_WITH + height)).toFixed(1) : null,
    stages: [1, 2, 3, 4, 5].map((stage) => {
      const mine = fills.filter((fill) => fill.stage === stage);
      return { stage, fills: mine.length, slippage: cents(slippageOf(mine).slippage) };
    }),
    slippageBins: binsOf(sorted),
    slippageMedian: middle === null ? null : price(middle),
    feeDays: [...days].sort((a, b) => a[0] - b[0]).map(([at, fees]) => ({ at, fees: money(fees) })),
  };
}

function binsOf(sorted: number[]): SlippageBin[] {
  const count = (BINS_TO - BINS_FROM) / BIN;
  const bins = Array.from({ length: count }, (_, i) => ({
    from: price(BINS_FROM + i * BIN),
    to: price(BINS_FROM + (i + 1) * BIN),
    fills: 0,
  }));
  for (const value of sorted) {
    const i = Math.floor((Math.round(value * 1000) / 1000 - BINS_FROM) / BIN);
    const bin = bins[Math.min(count - 1, Math.max(0, i))];
    if (bin) bin.fills += 1;
  }
  return bins;
}
