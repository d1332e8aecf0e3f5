import { describe, expect, it } from "vitest";
import type { ChartTrade, MarketChart } from "@/platform";
import {
  heldOver,
  limitThen,
  marksIn,
  priceGeometry,
  priceThen,
  stepped,
  stretchesOf,
} from "./price-geometry";

const MINUTE = 60_000;
const trade = (at: number, more: Partial<ChartTrade> = {}): ChartTrade => ({
  at: at * MINUTE,
  traderAddress: "0x1",
  trader: "25usdc",
  order: null,
  bought: true,
  outcome: "Yes",
  outcomeIndex: 0,
  shares: "10",
  price: "0.58",
  drawn: "0.58",
  ...more,
});
const CHART: MarketChart = {
  outcomeIndex: 0,
  span: "day",
  from: 0,
  until: 100 * MINUTE,
  points: [
    { at: 0, price: "0.57" },
    { at: 40 * MINUTE, price: "0.585" },
  ],
  change: "0.015",
  fills: [],
  trades: [],
  limits: [
    {
      order: 1,
      buys: true,
      outcomeIndex: 0,
      points: [
        { at: 10 * MINUTE, limit: "0.58" },
        { at: 20 * MINUTE, limit: "0.581" },
        { at: 30 * MINUTE, limit: null },
        { at: 50 * MINUTE, limit: "0.6" },
      ],
    },
  ],
};
const full = { from: 0, to: 100 * MINUTE };
const picture = (chart: MarketChart, view = full) =>
  priceGeometry({ chart, width: 572, height: 262, view, also: [] });

describe("the picture of a market's price", () => {
  it("draws each price until the next one, the last until now, and what held where a part begins", () => {
    const line = picture(CHART).line;
    expect(line.map(({ from, to, cents }) => [from / MINUTE, to / MINUTE, cents.toFixed(1)])).toEqual([
      [0, 40, "57.0"],
      [40, 100, "58.5"],
    ]);
    const part = heldOver(
      CHART.points.map((point) => ({ at: point.at, cents: Number(point.price) * 100 })),
      CHART.until,
      { from: 20 * MINUTE, to: 30 * MINUTE },
    );
    expect(part).toHaveLength(1);
    expect(part[0]).toMatchObject({ from: 20 * MINUTE, to: 30 * MINUTE });
  });

  it("draws a limit as one line while something rests, and nothing while nothing does", () => {
    const runs = stretchesOf(CHART.limits[0] as (typeof CHART.limits)[0], CHART.until, full);
    expect(runs.map((run) => run.map(({ from, to }) => [from / MINUTE, to / MINUTE]))).toEqual([
      [
        [10, 20],
        [20, 30],
      ],
      [[50, 100]],
    ]);
    const path = stepped(runs[0] ?? [], { x: ((at: number) => at / MINUTE) as never, y: (cents) => cents });
    // One path: along, up, along.
    expect(path).toBe("M10.0 58.0H20.0H20.0V58.1H30.0");
  });

  it("holds prices, limits, fills and trades within its height", () => {
    const chart = { ...CHART, trades: [trade(60, { drawn: "0.45" })] };
    const { y, bottom } = picture(chart);
    for (const cents of [45, 57, 58.5, 60]) {
      expect(y(cents)).toBeGreaterThan(8);
      expect(y(cents)).toBeLessThan(bottom);
    }
    // Prices end at nothing and at a dollar.
    const edge = picture({ ...CHART, points: [{ at: 0, price: "0.995" }], limits: [] });
    expect(edge.ticks.every((tick) => tick <= 100)).toBe(true);
  });

  it("counts fills that would lie on each other, and trades of one trader", () => {
    const chart = {
      ...CHART,
      fills: [trade(10), trade(11, { shares: "20" }), trade(80)],
      trades: [trade(10), trade(11, { traderAddress: "0x2" }), trade(11.5, { traderAddress: "0x2" })],
    };
    const marks = marksIn(chart, picture(chart));
    expect(
      marks.map(({ kind, count, trade: one }) => [kind, count, one.traderAddress, one.at / MINUTE]),
    ).toEqual([
      ["trade", 1, "0x1", 10],
      ["fill", 2, "0x1", 11],
      ["trade", 2, "0x2", 11.5],
      ["fill", 1, "0x1", 80],
    ]);
    // In a part that is long enough they stand by themselves.
    const near = { from: 9 * MINUTE, to: 13 * MINUTE };
    expect(marksIn(chart, picture(chart, near)).filter((mark) => mark.kind === "fill")).toHaveLength(2);
  });

  it("reads off what held exactly, as it came", () => {
    expect(priceThen(CHART, 39 * MINUTE)).toBe("0.57");
    expect(priceThen(CHART, -1)).toBeNull();
    expect([25, 35, 60].map((at) => limitThen(CHART, at * MINUTE))).toEqual(["0.581", null, "0.6"]);
  });

  it("is there where nothing is known but its time", () => {
    const empty = picture({ ...CHART, points: [], limits: [] });
    expect(empty.line).toEqual([]);
    expect(empty.ticks.length).toBeGreaterThan(0);
  });
});
