import { describe, expect, it } from "vitest";
import { numbers } from "./number";
import { inCents, lessInCents, movedInCents, partsOf, sumInCents } from "./parts";

describe("parts beside their sum", () => {
  it.each([
    // Each by itself would be −0.18 and −0.05 beside −0.24.
    ["-0.235", ["-0.184", "-0.051"], ["-0.19", "-0.05"]],
    ["0.01", ["0.0049", "0.0051"], ["0.00", "0.01"]],
    ["1", ["0.333333", "0.333333", "0.333334"], ["0.33", "0.33", "0.34"]],
    // The small one is its nearest cent, though its rest is the larger one.
    ["300.008", ["0.0041", "300.0039"], ["0.00", "300.01"]],
    ["-10", ["0.0049", "-10.0049"], ["0.00", "-10.00"]],
    // What is whole cents stays, whatever the others need.
    ["2.51", ["1.25", "1.26"], ["1.25", "1.26"]],
    ["0.005", ["-1.50", "1.505"], ["-1.50", "1.51"]],
    ["10.01", ["0.005", "10.005"], ["0.01", "10.00"]],
    ["0", [], []],
  ])("%s of %j is %j", (sum, parts, shown) => {
    expect(partsOf(sum, parts)).toEqual(shown);
  });

  it("stay what they are where one of them is no figure", () => {
    expect(partsOf("", ["", ""])).toEqual(["", ""]);
    expect(partsOf("5", ["2.345", ""])).toEqual(["2.345", ""]);
  });

  it("are shown by themselves where they are not all of it", () => {
    expect(partsOf("5", ["1.005", "2.994"])).toEqual(["1.01", "2.99"]);
  });

  it("fit a sum that is a part itself", () => {
    expect(partsOf("-0.23", ["-0.184", "-0.051"])).toEqual(["-0.18", "-0.05"]);
  });
});

describe("a difference", () => {
  it("is formed from what is shown", () => {
    expect(lessInCents("2.906", "2.904")).toBe("0.01");
    expect(lessInCents("-0.006", "0.004")).toBe("-0.01");
  });

  it("of balances is what moved between them as they are shown", () => {
    expect(movedInCents("10.004", "-0.0071")).toBe("-0.01");
    expect(movedInCents("10.001", "-0.003")).toBe("0.00");
    expect(movedInCents("5", "5")).toBe("5.00");
  });
});

/** Numbers without a pattern, the same in each run (Mulberry32). */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const MICRO = 1_000_000n;
const decimalOf = (micros: bigint): string => {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, "0");
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
};
const microsOf = (decimal: string): bigint => {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const micros = BigInt(whole) * MICRO + BigInt(fraction.padEnd(6, "0"));
  return decimal.startsWith("-") ? -micros : micros;
};
const total = (amounts: bigint[]): bigint => amounts.reduce((so, one) => so + one, 0n);

describe("whatever the parts are", () => {
  const next = drawn(7);
  const amount = () => {
    const size = BigInt(Math.floor(10 ** (next() * 9)));
    // Whole and half cents are where rounding turns.
    const edge = next();
    const micros = edge < 0.2 ? size * 10_000n : edge < 0.3 ? size * 5_000n : size;
    return next() < 0.4 ? -micros : micros;
  };
  const cases = Array.from({ length: 3000 }, () => Array.from({ length: Math.floor(next() * 12) }, amount));

  it("they add up to the sum as it stands alone, each within a cent of what it is", () => {
    for (const parts of cases) {
      const sum = decimalOf(total(parts));
      const shown = partsOf(sum, parts.map(decimalOf)).map(microsOf);
      const said = `${parts.map(decimalOf)} of ${sum}`;
      expect(total(shown), said).toBe(microsOf(inCents(sum)));
      for (const [i, part] of parts.entries()) {
        const off = (shown[i] ?? 0n) - part;
        expect(off < 10_000n && off > -10_000n, said).toBe(true);
        if (part % 10_000n === 0n) expect(off, said).toBe(0n);
      }
    }
  });

  it("they add up to a sum that is itself one of the two cents around it", () => {
    for (const parts of cases) {
      const exact = total(parts);
      const down = exact - (((exact % 10_000n) + 10_000n) % 10_000n);
      for (const whole of down === exact ? [down] : [down, down + 10_000n]) {
        const shown = partsOf(decimalOf(whole), parts.map(decimalOf)).map(microsOf);
        expect(total(shown), `${parts.map(decimalOf)} of ${decimalOf(whole)}`).toBe(whole);
      }
    }
  });

  it("a cent is the one that a figure is written with", () => {
    const { plain } = numbers("en");
    for (const one of cases.flat()) {
      const decimal = decimalOf(one);
      expect(plain(inCents(decimal)), decimal).toBe(plain(decimal));
    }
  });

  it("movements lead from one balance to the next", () => {
    for (const moves of cases) {
      let balance = 0n;
      const shown = moves.map((move) => {
        balance += move;
        return movedInCents(decimalOf(balance), decimalOf(move));
      });
      expect(sumInCents(shown)).toBe(inCents(decimalOf(balance)));
    }
  });
});
