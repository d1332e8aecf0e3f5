import { describe, expect, it } from "vitest";
import { times } from "@/format/time";
import { momentOf, ticksOf } from "./pnl-chart";

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 10, 22, 14, 30);

describe("the profit chart", () => {
  it("names moments finely enough to tell them apart", () => {
    const time = times("en");
    const named = (span: number) => [AT - span, AT - span / 2, AT].map((at) => momentOf(span, time)(at, AT));
    expect(named(12 * HOUR)).toEqual(["02:30", "08:30", "14:30"]);
    expect(new Set(named(3 * 24 * HOUR)).size).toBe(3);
    expect(named(30 * 24 * HOUR)).toEqual(["23 Oct", "7 Nov", "22 Nov"]);
  });

  it("cuts its range into a few round steps", () => {
    expect(ticksOf(-50, 250)).toEqual([-100, 0, 100, 200, 300]);
    expect(ticksOf(0, 2)).toEqual([0, 0.5, 1, 1.5, 2]);
  });
});
