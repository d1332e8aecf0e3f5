import { describe, expect, it } from "vitest";
import { compare, isDecimal, shift, signOf } from "./decimal";

describe("decimal strings", () => {
  it.each([
    ["0.602", 2, "60.2"],
    ["0.58", 2, "58"],
    ["0.005", 2, "0.5"],
    ["60.2", -2, "0.602"],
    ["5", -2, "0.05"],
    ["-0.011", 2, "-1.1"],
    ["0", 2, "0"],
    ["-0.00", 2, "0"],
    ["12345678901234567890.123456789", 0, "12345678901234567890.123456789"],
  ])("shifts %s by %i to %s", (decimal, places, shifted) => {
    expect(shift(decimal, places)).toBe(shifted);
  });

  it.each([
    ["1", "2", -1],
    ["10", "9.99", 1],
    ["1.0", "1", 0],
    ["-1", "1", -1],
    ["-2", "-1", -1],
    ["-0.0", "0", 0],
    ["0.1", "0.09", 1],
    ["10.00", "9.99", 1],
    ["10", "9.99", 1],
    ["9.5", "10", -1],
    ["0.50", "0.5", 0],
    ["007", "8", -1],
    ["08.0", "7.00", 1],
    [".5", "0.4", 1],
    ["5", "0.7", 1],
    ["+5", "4", 1],
    ["1.20", "1.3", -1],
    ["12345678901234567890.1", "12345678901234567890.2", -1],
  ])("orders %s and %s", (a, b, order) => {
    expect(Math.sign(compare(a, b))).toBe(order);
  });

  it("knows signs, and that zero has none", () => {
    expect(["1", "-0.01", "0", "-0.00"].map(signOf)).toEqual([1, -1, 0, 0]);
  });

  it("tells numbers from other text", () => {
    expect(["1", "1.5", ".5", "5.", "-3"].every(isDecimal)).toBe(true);
    expect(["", "1,5", "1e5", "abc", "--1", "0x10", "NaN"].some(isDecimal)).toBe(false);
  });
});
