import { describe, expect, it } from "vitest";
import { numbers } from "@/format/number";
import { times } from "@/format/time";
import { apart, linear, nearest, ticksAround, ticksWithin } from "./scale";
import { timeTicks } from "./time-ticks";
import { scaled, within } from "./use-zoom";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const en = times("en");
/** Sunday 22 November 2026, 14:32 where the tests run. */
const AT = new Date(2026, 10, 22, 14, 32, 11).getTime();

describe("a scale", () => {
  it("leads there and back", () => {
    const x = linear({ from: 10, to: 20 }, { from: 0, to: 200 });
    expect([x(10), x(15), x(20), x.back(50)]).toEqual([0, 100, 200, 12.5]);
    const nothing = linear({ from: 3, to: 3 }, { from: 0, to: 10 });
    expect([nothing(3), nothing.back(9)]).toEqual([5, 3]);
  });

  it("has lines at round values, to the last digit", () => {
    expect(ticksAround(-50, 250)).toEqual([-100, 0, 100, 200, 300]);
    expect(ticksAround(0, 2)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(ticksAround(0, 0.3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticksWithin(56.6, 61.4, 8, 1)).toEqual([57, 58, 59, 60, 61]);
    expect(ticksWithin(0.57, 0.614, 8)).toEqual([0.57, 0.58, 0.59, 0.6, 0.61]);
    expect(ticksWithin(10.2, 10.4, 8, 1)).toEqual([]);
  });

  it("pushes labels apart as little as can be, keeps their order and stays in the picture", () => {
    expect(apart([100, 104, 90], 18, 34, 254)).toEqual([98, 116, 80]);
    expect(apart([50, 200], 18, 34, 254)).toEqual([50, 200]);
    expect(apart([250, 252, 253], 18, 34, 254)).toEqual([218, 236, 254]);
    expect(apart([34, 36], 18, 34, 254)).toEqual([34, 52]);
  });

  it("finds what is nearest", () => {
    expect(nearest([1, 5, 9], 6, (one) => one)).toBe(1);
    expect(nearest([], 6, (one: number) => one)).toBe(-1);
  });
});

describe("an axis of times", () => {
  const labels = (span: number, most: number) =>
    timeTicks({ from: AT - span, to: AT }, most, en).map((tick) => tick.label);

  it("stands at full minutes, hours, days and months, whatever the points are", () => {
    expect(labels(20 * MINUTE, 5)).toEqual(["14:15", "14:20", "14:25", "14:30"]);
    expect(labels(6 * HOUR, 4)).toEqual(["10:00", "12:00", "14:00"]);
    expect(labels(DAY, 8)).toEqual(["15:00", "18:00", "21:00", "22 Nov", "03:00", "06:00", "09:00", "12:00"]);
    expect(labels(6 * DAY, 6)).toEqual(["17 Nov", "18 Nov", "19 Nov", "20 Nov", "21 Nov", "22 Nov"]);
    // Mondays.
    expect(labels(30 * DAY, 5)).toEqual(["26 Oct", "2 Nov", "9 Nov", "16 Nov"]);
    expect(labels(400 * DAY, 8)).toEqual(["Nov", "2026", "Mar", "May", "Jul", "Sept", "Nov"]);
    expect(labels(0, 5)).toEqual([]);
  });

  it("never has more than there is room for", () => {
    for (const span of [3 * MINUTE, HOUR, 7 * HOUR, 2 * DAY, 9 * DAY, 80 * DAY, 900 * DAY, 9000 * DAY])
      for (const most of [2, 5, 9]) expect(labels(span, most).length).toBeLessThanOrEqual(most + 1);
  });

  it("says in French what it says in English", () => {
    const ticks = timeTicks({ from: AT - DAY, to: AT }, 4, times("fr"));
    expect(ticks.map((tick) => tick.label)).toEqual(["18:00", "22 nov.", "06:00", "12:00"]);
    expect(numbers("fr").cents("0.5835")).toBe("58,35\u202f¢");
  });
});

describe("a part of a picture", () => {
  const full = { from: 0, to: 100 };

  it("lies within the whole, is no shorter than can be read, and is the whole where it would be as long", () => {
    expect(within({ from: 20, to: 40 }, full, 10)).toEqual({ from: 20, to: 40 });
    expect(within({ from: -20, to: 20 }, full, 10)).toEqual({ from: 0, to: 40 });
    expect(within({ from: 97, to: 99 }, full, 10)).toEqual({ from: 90, to: 100 });
    expect(within({ from: -5, to: 105 }, full, 10)).toBeNull();
  });

  it("keeps the instant under the pointer where it is", () => {
    const view = scaled({ from: 20, to: 60 }, 0.5, 30);
    expect(view).toEqual({ from: 25, to: 45 });
    expect((30 - view.from) / (view.to - view.from)).toBe((30 - 20) / 40);
  });
});
