import { describe, expect, it } from "vitest";
import { numbers, written } from "./number";

const en = numbers("en");
const fr = numbers("fr");
const THIN = "\u202f";
const MINUS = "\u2212";

describe("figures", () => {
  it("writes dollars with two decimals and the minus of typography", () => {
    expect(en.usd("1639.4")).toBe("$1,639.40");
    expect(en.usdSigned("128.4")).toBe("+$128.40");
    expect(en.usdSigned("-30.8")).toBe(`${MINUS}$30.80`);
    expect(en.usdSigned("0")).toBe("$0.00");
    expect(en.usd("-1500", 0)).toBe(`${MINUS}$1,500`);
  });

  it("writes them the French way", () => {
    expect(fr.usd("1639.4")).toBe(`1${THIN}639,40${THIN}$`);
    expect(fr.usdSigned("-30.8")).toBe(`${MINUS}30,80${THIN}$`);
    expect(fr.percent("49.5")).toBe(`49,5${THIN}%`);
    expect(fr.cents("0.602")).toBe(`60,2${THIN}¢`);
  });

  it("writes prices in cents with one decimal, more where the tick is finer", () => {
    expect(en.cents("0.53")).toBe("53.0¢");
    expect(en.cents("0.602")).toBe("60.2¢");
    expect(en.cents("0.6025")).toBe("60.25¢");
    expect(en.cents("0.0001")).toBe("0.01¢");
    expect(en.cents("0.569999")).toBe("57.0¢");
    expect(en.centsSigned("0.001")).toBe("+0.1¢");
    expect(en.centsSigned("-0.012")).toBe(`${MINUS}1.2¢`);
    expect(en.centsBare("1")).toBe("100.0");
    // An average in a column of prices.
    expect(en.centsBare("0.419433", 1)).toBe("41.9");
  });

  it("gives a tiny loss no sign where it is shown as zero", () => {
    expect(en.usdSigned("-0.001")).toBe("$0.00");
    expect(en.signed("0.0001")).toBe("0.00");
  });

  it("passes amounts through exactly", () => {
    expect(en.plain("12345678901234567890.12", 2)).toBe("12,345,678,901,234,567,890.12");
  });

  it("shortens other people's large sums", () => {
    expect(en.compact("262100")).toBe("262.1k");
    // In one column with 8.9k: as many decimals.
    expect(en.compact("9000")).toBe("9.0k");
    expect(en.compact("1354000")).toBe("1.35M");
    expect(fr.compactUsd("262100")).toBe(`262,1${THIN}k${THIN}$`);
  });

  it("shows a dash for what is no number", () => {
    expect(en.usd("")).toBe("—");
    expect(en.cents("abc")).toBe("—");
  });

  it("writes a field's text grouped as everywhere", () => {
    expect(written("1500", "en", 2)).toBe("1,500.00");
    expect(written("2", "fr", 1)).toBe("2,0");
    expect(written("0.125", "fr", 1)).toBe("0,125");
  });
});
