import { describe, expect, it } from "vitest";
import type { LimitsView } from "@/platform";
import { raised } from "./raise-limits";

const LIMITS: LimitsView = {
  maxExposure: "1500",
  maxDailySpend: "300",
  maxOpenOrders: 50,
  reserve: "5.0",
  maxDailyLoss: "0",
};
const against = (change: Partial<LimitsView>) => raised(LIMITS, { ...LIMITS, ...change });

describe("a limit that allows more than before", () => {
  it("is found, whichever it is", () => {
    expect(against({})).toEqual([]);
    expect(against({ maxExposure: "1500.000001" })).toEqual(["maxExposure"]);
    expect(against({ maxDailySpend: "3,000".replace(",", ""), maxOpenOrders: 51 })).toEqual([
      "maxDailySpend",
      "maxOpenOrders",
    ]);
    // What is kept back less can be spent more.
    expect(against({ reserve: "4.9" })).toEqual(["reserve"]);
    expect(against({ reserve: "6.0", maxExposure: "1499.99", maxDailySpend: "0", maxOpenOrders: 1 })).toEqual(
      [],
    );
  });

  it("of the daily loss is a higher one, or none at all", () => {
    const had = { ...LIMITS, maxDailyLoss: "100" };
    expect(raised(had, { ...had, maxDailyLoss: "101" })).toEqual(["maxDailyLoss"]);
    expect(raised(had, { ...had, maxDailyLoss: "0" })).toEqual(["maxDailyLoss"]);
    expect(raised(had, { ...had, maxDailyLoss: "99" })).toEqual([]);
    expect(against({ maxDailyLoss: "100" })).toEqual([]);
  });
});
