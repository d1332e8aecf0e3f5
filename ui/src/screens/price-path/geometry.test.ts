import { describe, expect, it } from "vitest";
import type { OrderPath, OrderRow } from "@/platform";
import { createMock } from "@/platform/mock";
import { apart, band, geometryOf, pointAt, steps, stretches } from "./geometry";
import { marksOf } from "./marks";
import { changes } from "./path-table";

const HOUR = 3_600_000;
const mock = createMock();
const FED = (await mock.orders({ ended: false })).find((one) => one.market.startsWith("Fed")) as OrderRow;
const PATH = await mock.orderPath(FED.id);
const { events } = await mock.order(FED.id);
const picture = (order: OrderRow, path: OrderPath, now = mock.world.now) =>
  geometryOf({ order, path, now, width: 568, height: 284 });

describe("the picture of a price path", () => {
  it("runs from the signal to a twelfth past the market order", () => {
    const g = picture(FED, PATH);
    expect(g.x(FED.signalAt)).toBe(0);
    expect(g.x(FED.stageStarts[4] ?? 0)).toBeCloseTo((496 * 36) / 39, 5);
    expect(g.at(g.x(FED.signalAt + 7 * HOUR))).toBeCloseTo(FED.signalAt + 7 * HOUR, -2);
  });

  it("keeps what is later than the market order within its last part", () => {
    const late = picture(FED, PATH, FED.signalAt + 90 * HOUR);
    expect(late.x(FED.signalAt + 90 * HOUR)).toBeCloseTo(496, 5);
    expect(late.x(FED.signalAt + 60 * HOUR)).toBeLessThan(496);
    expect(late.x(FED.signalAt + 60 * HOUR)).toBeGreaterThan((496 * 36) / 39);
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

  it("lets the bound go of an order that ended near its first price", async () => {
    const { order } = await mock.order(1);
    const g = picture(order, await mock.orderPath(1));
    expect(g.boundShown).toBe(false);
    expect(g.high).toBeLessThan(Number(order.bound) * 100);
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

  it("pushes labels apart as little as can be, keeps their order and stays in the picture", () => {
    expect(apart([100, 104, 90], 18, 34, 254)).toEqual([98, 116, 80]);
    expect(apart([50, 200], 18, 34, 254)).toEqual([50, 200]);
    expect(apart([250, 252, 253], 18, 34, 254)).toEqual([218, 236, 254]);
    expect(apart([34, 36], 18, 34, 254)).toEqual([34, 52]);
  });

  it("tells what held at a moment", () => {
    expect(pointAt(PATH.points, FED.signalAt - 1)).toBe(PATH.points[0]);
    expect(pointAt(PATH.points, mock.world.now + 1)).toBe(PATH.points.at(-1));
  });

  it("marks the signal, the placing, each new limit and each fill", () => {
    const kinds = marksOf(FED, events).map((mark) => mark.kind);
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
