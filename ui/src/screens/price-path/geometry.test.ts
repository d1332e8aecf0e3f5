import { describe, expect, it } from "vitest";
import { placed } from "@/components/chart/labels";
import { times } from "@/format/time";
import type { OrderPath, OrderRow } from "@/platform";
import { BUY_EVENTS, BUY as FED, NOW, OVER, OVER_PATH, BUY_PATH as PATH } from "@/test/paths";
import { ageText, ageTicks } from "./age-ticks";
import { band, geometryOf, pointAt, steps, stretches } from "./geometry";
import { marksOf } from "./marks";
import { changes } from "./path-table";

const HOUR = 3_600_000;
const picture = (order: OrderRow, path: OrderPath, now = NOW) =>
  geometryOf({ order, path, now, width: 568, height: 284 });

describe("the picture of a price path", () => {
  it("of an order that works runs from the signal to a twelfth past the market order", () => {
    const g = picture(FED, PATH);
    expect(g.x(FED.signalAt)).toBe(10);
    expect(g.x(FED.stageStarts[4] ?? 0)).toBeCloseTo(10 + (486 * 36) / 39, 1);
    expect(g.at(g.x(FED.signalAt + 7 * HOUR))).toBeCloseTo(FED.signalAt + 7 * HOUR, -2);
  });

  it("gives a young order room for what it has lived", () => {
    const MINUTE = HOUR / 60;
    const young = picture(FED, PATH, FED.signalAt + 3 * MINUTE);
    const now = young.x(FED.signalAt + 3 * MINUTE);
    expect(now).toBeCloseTo(10 + 0.36 * 486, 5);
    expect(young.x(FED.signalAt + MINUTE)).toBeCloseTo(10 + (0.36 * 486) / 3, 5);
    // Ahead of it the whole ladder, up to a twelfth past its end.
    expect(young.x(FED.signalAt + 39 * HOUR)).toBeCloseTo(496, 5);
    expect(young.at(young.x(FED.signalAt + 30 * HOUR))).toBeCloseTo(FED.signalAt + 30 * HOUR, -2);
  });

  it("of an order that is over is its own life, however short", () => {
    const over = { ...FED, status: "ended" as const, endedAt: FED.signalAt + 4 * 60_000 };
    const g = picture(over, PATH);
    expect([g.x(FED.signalAt), g.x(FED.signalAt + 4 * 60_000)]).toEqual([10, 486]);
    const moment = picture({ ...over, endedAt: FED.signalAt + 200 }, PATH);
    expect(moment.x(FED.signalAt + 200)).toBeGreaterThan(10);
    expect(moment.x(FED.signalAt + 200)).toBeLessThan(14);
  });

  it("is straight in a part that was chosen", () => {
    const part = { from: FED.signalAt + 2 * HOUR, to: FED.signalAt + 4 * HOUR };
    const g = geometryOf({ order: FED, path: PATH, now: NOW, width: 568, height: 284, part });
    expect([g.x(part.from), g.x(FED.signalAt + 3 * HOUR), g.x(part.to)]).toEqual([0, 248, 496]);
  });

  it("gives no two ages on its axis the same words", () => {
    const HOUR = 3_600_000;
    const said = [24, 36, 48, 60, 72, 84].map((hours) => ageText(hours * HOUR, times("en")));
    expect(said).toEqual(["24\u00a0h", "36\u00a0h", "2\u00a0d", "60\u00a0h", "3\u00a0d", "84\u00a0h"]);
  });

  it("has round ages below, of minutes and hours", () => {
    const ages = (span: number, most: number) => ageTicks({ from: 1000, to: 1000 + span }, 1000, most);
    expect(ages(4 * 60_000, 4)).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
    expect(ages(14 * HOUR, 3)).toEqual([0, 6 * HOUR, 12 * HOUR]);
  });

  it("puts no words on words, on signs or out of the picture", () => {
    const frame = { left: 0, right: 200, top: 0, bottom: 100 };
    const label = (key: string, places: number[]) =>
      ({ key, text: "ten letters", x: 100, anchor: "middle", places }) as const;
    const heights = placed(
      [label("one", [20, 40]), label("two", [22, 40, 60]), label("three", [20, 41, 61]), label("four", [99])],
      [{ left: 90, right: 110, top: 10, bottom: 15 }],
      frame,
    );
    // The first makes way for the sign, the second for the first; the third finds no place, the last none inside.
    expect([...heights]).toEqual([
      ["one", 40],
      ["two", 60],
    ]);
  });

  it("shows the bound where there is room, and lets it go where it would flatten the rest", () => {
    expect(picture({ ...FED, bound: "0.63" }, PATH).boundShown).toBe(true);
    const far = picture({ ...FED, bound: "0.95" }, PATH);
    expect(far.boundShown).toBe(false);
    expect(far.high).toBeLessThan(70);
  });

  it("measures the room by what book, limit and trader's price span, without what lies around them", () => {
    const at = (hours: number, bid: string, ask: string) => ({
      at: FED.signalAt + hours * HOUR,
      bid,
      ask,
      limit: "0.58",
      stage: 1,
    });
    // From 58.0 to 61.0, three cents of a height that is the bound's 11 with the room at its ends: just more than a quarter.
    const path = { order: FED.id, ahead: [], points: [at(0, "0.58", "0.59"), at(6, "0.58", "0.61")] };
    const order = { ...FED, limit: "0.58", averagePrice: null, bid: "0.58", ask: "0.61" };
    const shown = picture({ ...order, bound: "0.675" }, path);
    expect(shown.boundShown).toBe(true);
    expect(shown.high).toBeGreaterThan(67.5);
    expect(3 / (shown.high - shown.low)).toBeGreaterThanOrEqual(0.25);
    const squeezed = picture({ ...order, bound: "0.685" }, path);
    expect(squeezed.boundShown).toBe(false);
    expect(3 / (squeezed.high - squeezed.low)).toBeGreaterThan(0.6);
  });

  it("lets the bound go of an order that ended near its first price", () => {
    const g = picture(OVER, OVER_PATH);
    expect(g.boundShown).toBe(false);
    expect(g.high).toBeLessThan(Number(OVER.bound) * 100);
  });

  it("holds every price within its height", () => {
    const g = picture(FED, PATH);
    for (const point of PATH.points) {
      for (const price of [point.bid, point.ask, point.limit]) {
        if (price === null) continue;
        expect(g.y(Number(price) * 100)).toBeGreaterThan(34);
        expect(g.y(Number(price) * 100)).toBeLessThan(262);
      }
    }
  });

  it("breaks the book where nothing is known of it, and does not join over it", () => {
    const at = (hours: number, bid: string | null) => ({
      at: hours * HOUR,
      bid,
      ask: bid,
      limit: "0.5",
      stage: 1,
    });
    const points = [at(0, "0.4"), at(1, null), at(2, "0.6"), at(3, "0.7")];
    const runs = stretches(points, 4 * HOUR, (point) => point.bid);
    expect(runs.map((run) => run.map((one) => one.from / HOUR))).toEqual([[0], [2, 3]]);
    expect(runs[0]?.[0]?.to).toBe(HOUR);
    const scale = { x: (t: number) => t / HOUR, y: (cents: number) => cents };
    expect(
      steps(
        [
          { from: 0, to: HOUR, value: 4 },
          { from: HOUR, to: 2 * HOUR, value: 6 },
        ],
        scale,
      ),
    ).toBe("M0.0 4.0H1.0V6.0H2.0");
    expect(band([{ from: 0, to: HOUR, value: { bid: 1, ask: 2 } }], scale)).toBe(
      "M0.0 2.0H1.0L1.0 1.0L0.0 1.0Z",
    );
  });

  it("tells what held at a moment", () => {
    expect(pointAt(PATH.points, FED.signalAt - 1)).toBe(PATH.points[0]);
    expect(pointAt(PATH.points, NOW + 1)).toBe(PATH.points.at(-1));
  });

  it("marks the signal, the placing, each new limit and each fill", () => {
    const kinds = marksOf(FED, BUY_EVENTS).map((mark) => mark.kind);
    expect(kinds[0]).toBe("signal");
    expect(kinds.filter((kind) => kind === "placed")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "part")).toHaveLength(2);
    expect(kinds).not.toContain("cancelled");
  });

  it("says in the table only what changed", () => {
    const rows = changes(PATH.points);
    expect(rows.length).toBeLessThan(PATH.points.length);
    expect(rows[0]).toBe(PATH.points[0]);
    expect(rows.at(-1)).toBe(PATH.points.at(-1));
  });
});
