import { describe, expect, it } from "vitest";
import { cut, heightOf, signsOf, valueAt } from "./pnl-curve";
import { linear } from "./scale";

const POINTS = [
  { at: 0, value: 0 },
  { at: 10, value: 20 },
  { at: 20, value: -10 },
];

describe("a profit curve", () => {
  it("is cut where the view ends, on the line between its points", () => {
    expect(valueAt(POINTS, 5)).toBe(10);
    expect(valueAt(POINTS, 15)).toBe(5);
    expect(valueAt(POINTS, 99)).toBe(-10);
    expect(cut(POINTS, { from: 5, to: 15 })).toEqual([
      { at: 5, value: 10 },
      { at: 10, value: 20 },
      { at: 15, value: 5 },
    ]);
    expect(cut(POINTS, { from: -5, to: 99 })).toEqual(POINTS);
    expect(cut([], { from: 0, to: 1 })).toEqual([]);
    // The figure of now, in the minute of the last point.
    const now = { at: 20, value: 7 };
    expect(cut([...POINTS, now], { from: 0, to: 20 })).toEqual([...POINTS.slice(0, 2), now]);
  });

  it("has nought in its height, and lies in the middle while nothing was made or lost", () => {
    expect(heightOf(POINTS)).toEqual({ low: -10, high: 20, ticks: [-10, 0, 10, 20] });
    const flat = heightOf([
      { at: 0, value: 0 },
      { at: 1, value: 0 },
    ]);
    expect(flat).toEqual({ low: -1, high: 1, ticks: [-1, 0, 1] });
    // Figures of cents have lines of their own.
    expect(heightOf([{ at: 0, value: 0.03 }]).ticks).toEqual([0, 0.01, 0.02, 0.03]);
  });

  it("counts fills that would lie on each other as one sign", () => {
    const x = linear({ from: 0, to: 100 }, { from: 0, to: 100 });
    expect(signsOf([70, 3, 1, 90, 2], { from: 0, to: 80 }, x)).toEqual([
      { at: 1, count: 3 },
      { at: 70, count: 1 },
    ]);
  });
});
