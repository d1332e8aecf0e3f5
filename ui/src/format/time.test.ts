import { describe, expect, it } from "vitest";
import { times } from "./time";

const en = times("en");
const fr = times("fr");
const at = Date.UTC(2026, 10, 22, 14, 32, 7);
const HOUR = 3_600_000;
const T = "\u00a0";

describe("times", () => {
  it("shows the venue's clock", () => {
    expect(en.clock(at)).toBe("Sun 22 Nov 14:32");
    expect(fr.clock(at)).toBe("dim. 22 nov. 14:32");
    expect(en.second(at)).toBe("14:32:07");
    expect(en.full(at)).toContain("22 November 2026");
    expect(en.full(at).replace(/:\d\d /, " ")).toBe(en.fullMinute(at));
  });

  it("shortens what is near", () => {
    expect(en.near(at - HOUR, at)).toBe("13:32");
    expect(en.near(at - 24 * HOUR, at)).toBe("Sat 14:32");
    expect(en.near(at - 20 * 24 * HOUR, at)).toBe("2 Nov");
    expect(en.near(at + 30 * HOUR, at)).toBe("Mon 20:32");
    expect(en.near(at + 20 * 24 * HOUR, at)).toBe("12 Dec");
  });

  it("says when inside a French sentence without the point of an abbreviation", () => {
    expect(fr.near(at - 24 * HOUR, at)).toBe("sam. 14:32");
    expect(fr.weekday(at)).toBe("Dim.");
    expect(fr.within(at - HOUR, at)).toBe("13:32");
    expect(fr.within(at - 24 * HOUR, at)).toBe("samedi 14:32");
    expect(fr.within(at - 20 * 24 * HOUR, at)).toBe("le 2 novembre");
    expect(fr.within(at - 21 * 24 * HOUR, at)).toBe("le 1er novembre");
    expect(en.within(at - 24 * HOUR, at)).toBe("Sat 14:32");
  });

  it("shows spans", () => {
    expect(en.rough(42_000)).toBe(`42${T}s`);
    expect(en.rough(6 * 60_000)).toBe(`6${T}min`);
    expect(en.rough(5 * HOUR)).toBe(`5${T}h`);
    expect(fr.rough(50 * HOUR)).toBe(`2${T}j`);
    expect(en.clockSpan(14 * HOUR + 12 * 60_000)).toBe("14:12");
    expect(en.clockSpan(60_000)).toBe("0:01");
    expect(en.wordSpan(9 * HOUR + 48 * 60_000)).toBe(`9${T}h 48${T}min`);
    expect(en.hours(14.2 * HOUR)).toBe("14.2");
    expect(fr.hours(14.2 * HOUR)).toBe("14,2");
  });

  it("never shows a negative span", () => {
    expect(en.rough(-5)).toBe(`0${T}s`);
    expect(en.clockSpan(-HOUR)).toBe("0:00");
  });
});
