import { describe, expect, it } from "vitest";
import { dayStart, filterOf, isFiltered } from "./filter";

const NOW = Date.UTC(2026, 10, 22, 14, 32, 10);

describe("the filters of the history", () => {
  it("take both days of a range whole", () => {
    const filter = filterOf({ span: "dates", from: "2026-11-20", to: "2026-11-21" }, NOW);
    expect(filter.from).toBe(Date.UTC(2026, 10, 20));
    expect(filter.until).toBe(Date.UTC(2026, 10, 22));
  });

  it("leave out what is no day", () => {
    expect(dayStart("yesterday")).toBeNull();
    expect(dayStart(undefined)).toBeNull();
    expect(filterOf({ span: "dates", from: "" }, NOW)).toMatchObject({ from: null, until: null });
  });

  it("stay the same within a minute", () => {
    expect(filterOf({ span: "week" }, NOW)).toEqual(filterOf({ span: "week" }, NOW + 40_000));
    expect(filterOf({ span: "day" }, NOW).from).toBe(Date.UTC(2026, 10, 21, 14, 32));
  });

  it("ignore days that are kept from before when another span is chosen", () => {
    expect(filterOf({ span: "month", to: "2026-11-01" }, NOW).until).toBeNull();
  });

  it("know whether there are any", () => {
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ side: undefined, q: "fed" })).toBe(true);
  });
});
