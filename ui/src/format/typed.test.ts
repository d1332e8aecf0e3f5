import { describe, expect, it } from "vitest";
import { compare } from "./decimal";
import type { Language } from "./number";
import { numbers, written } from "./number";
import type { Mark } from "./typed";
import { echoed, readTyped, typed } from "./typed";

describe("a number as it is typed", () => {
  it.each([
    ["1,500", "1500"],
    ["1,500.00", "1500.00"],
    ["10,000", "10000"],
    ["1,234,567.89", "1234567.89"],
    ["1.500", "1.500"],
    ["1 500", "1500"],
    ["1\u202f500.5", "1500.5"],
    ["1500", "1500"],
    ["  7 ", "7"],
    ["+5", "5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["007", "7"],
    ["\u22122", "-2"],
    ["-0", "0"],
  ])("in English, %s is %s", (text, decimal) => {
    expect(readTyped(text, "en")).toEqual({ decimal });
  });

  it.each([
    ["1 500", "1500"],
    ["1 500,00", "1500.00"],
    ["1\u202f500", "1500"],
    ["1\u00a0234\u00a0567,8", "1234567.8"],
    ["1,500", "1.500"],
    ["2,5", "2.5"],
    [",5", "0.5"],
    ["5,", "5"],
    ["2.5", "2.5"],
    ["0.500", "0.500"],
    ["1500.5", "1500.5"],
    [".5", "0.5"],
  ])("in French, %s is %s", (text, decimal) => {
    expect(readTyped(text, "fr")).toEqual({ decimal });
  });

  it.each<[Language, string]>([
    ["en", "2,5"],
    ["en", "1,50"],
    ["en", "1.500,00"],
    ["en", "15,00"],
    ["en", "0,500"],
    ["en", "1,500 000"],
    ["en", "12 34"],
    ["en", "1,2345"],
    ["en", "1.2.3"],
    ["fr", "1.500"],
    ["fr", "1.500,00"],
    ["fr", "1,500.00"],
    ["fr", "1.500.000"],
    ["fr", "10.000"],
  ])("%s: %s is refused, not guessed", (language, text) => {
    expect(readTyped(text, language)).toEqual({ wrong: "unclear" });
    expect(typed(text, language)).toBe("");
  });

  it.each(["abc", "1e3", "0x10", "NaN", "１２", "😀", "--1", "5%", "$5", "5 ¢", "$", "1'500"])(
    "%s is no number in either language",
    (text) => {
      expect(readTyped(text, "en")).toEqual({ wrong: "invalid_number" });
      expect(readTyped(text, "fr")).toEqual({ wrong: "invalid_number" });
    },
  );

  it("is nothing where nothing stands", () => {
    expect(readTyped("  ", "en")).toEqual({ wrong: "empty" });
    expect(readTyped("$", "en", "$")).toEqual({ wrong: "empty" });
  });

  it("may carry the field's own mark, and no other", () => {
    expect(typed("$1,500.00", "en", "$")).toBe("1500.00");
    expect(typed("1 500,00 $", "fr", "$")).toBe("1500.00");
    expect(typed("57.5¢", "en", "¢")).toBe("57.5");
    expect(typed("7,5 %", "fr", "%")).toBe("7.5");
    expect(typed("\u2212$5", "en", "$")).toBe("-5");
    expect(typed("5%", "en", "$")).toBe("");
    expect(typed("$5", "en", "%")).toBe("");
    expect(typed("$5$", "en", "$")).toBe("");
  });

  it("is echoed as the application writes it", () => {
    expect(echoed("1500", "en", "$", 2)).toBe("1,500.00");
    expect(echoed("$1,500", "en", "$", 2)).toBe("1,500.00");
    expect(echoed("1500", "fr", "$", 2)).toBe("1\u202f500,00");
    expect(echoed("2.5", "fr", "%", 1)).toBe("2,5");
    expect(echoed("1,5", "en", "$", 2)).toBe("1,5");
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

describe("whatever the application writes, it reads", () => {
  const next = drawn(12);
  const amounts = Array.from({ length: 300 }, () => {
    const whole = Math.floor(10 ** (next() * 9) * next());
    const digits = Math.floor(next() * 7);
    const fraction = Array.from({ length: digits }, () => Math.floor(next() * 10)).join("");
    return `${next() < 0.2 ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
  });

  it.each<Language>(["en", "fr"])("in %s", (language) => {
    const n = numbers(language);
    const least = 6;
    for (const amount of amounts) {
      const ways: [string, Mark][] = [
        [written(amount, language, 2), ""],
        [n.plain(amount, 0, least), ""],
        [n.usd(amount, least), "$"],
        [n.percent(amount, least), "%"],
        [n.plain(amount, 0, least).replace(/[\u202f]/g, " "), ""],
      ];
      for (const [text, mark] of ways) {
        const read = typed(text, language, mark);
        expect(read, `${amount} as ${text}`).not.toBe("");
        expect(compare(read, amount), `${amount} as ${text} read as ${read}`).toBe(0);
      }
      // Read once more, the echo is the same amount.
      const echo = echoed(n.plain(amount, 0, least), language, "", 2);
      expect(compare(typed(echo, language), amount)).toBe(0);
    }
  });

  it("and what one language writes, the other reads as the same or not at all, but for a French comma", () => {
    for (const amount of amounts) {
      for (const [from, to] of [
        ["en", "fr"],
        ["fr", "en"],
      ] as const) {
        const text = numbers(from).plain(amount, 0, 6);
        const read = typed(text, to);
        // "1,500" is a number in both; it is the language on screen that says which.
        if (/^[-+\u2212]?[1-9]\d{0,2},\d{3}$/.test(text)) continue;
        if (from === "en" && /^[-+\u2212]?\d+,\d+$/.test(text)) continue;
        if (read !== "") expect(compare(read, amount), `${text} from ${from} in ${to}`).toBe(0);
      }
    }
  });
});
