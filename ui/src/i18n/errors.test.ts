import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import type { PlatformErrorCode, SkipReason } from "@/platform";
import { i18n } from ".";
import errors from "./en/errors.json";
import { calm, errorText } from "./errors";
import { testFactText } from "./setup";

/** Codes as the catalogue has them. */
const CODES = Object.keys(errors) as PlatformErrorCode[];

describe("errors", () => {
  it.each(["en", "fr"])(
    "have a sentence without the engine's English in it, which stands apart: %s",
    (language) => {
      const t = i18n.getFixedT(language);
      const detail = "the wallet holds 3 pUSD, the test order needs 5";
      const apart = CODES.filter((code) => {
        const { what, todo, details } = errorText(t, { code, detail });
        for (const text of [what, todo]) {
          expect(text, code).not.toContain(detail);
          // Nothing is left of what introduced it.
          expect(text, code).not.toMatch(/\(\s*\)|:\s*$/);
        }
        expect(["", detail]).toContain(details);
        return details !== "";
      });
      expect(apart).toContain("no_balance");
      expect(apart).toContain("engine_failed");
      // Where the sentence says all of it, nothing is to be unfolded.
      expect(apart).not.toContain("unknown_trader");
    },
  );

  it("say what happened and what to do", () => {
    const t = i18n.getFixedT("en");
    expect(errorText(t, { code: "unknown_trader", detail: "no trader x" })).toEqual({
      what: "No trader has this name or address.",
      todo: "Check the spelling, or paste the address or profile link.",
      details: "",
    });
  });

  it.each(["en", "fr"] as const)("of a test order stand apart from the lines of its log: %s", (language) => {
    const words = "no answer in 10 s";
    for (const what of ["not_answered", "cancel_unsure"] as const) {
      const line = testFactText(i18n.getFixedT(language), formatOf(language), { what, words });
      expect(line.text).not.toMatch(/no answer in|[({]/);
      expect(line.details).toBe(words);
    }
  });

  it("of a position that cannot be closed, and of an order that cannot be taken, say why in words", () => {
    const closed = (language: "en" | "fr", reason: SkipReason) =>
      errorText(i18n.getFixedT(language), {
        code: "cannot_close",
        detail: reason,
        reason: { of: "close", reason },
      }).todo;
    expect(closed("en", "under_one_dollar")).toMatch(/^This is worth less than \$1/);
    expect(closed("fr", "market_closed")).toBe(i18n.getFixedT("fr")("words.noClose.market_closed"));
    const taken = errorText(i18n.getFixedT("en"), {
      code: "cannot_take",
      detail: "no_book",
      reason: { of: "take", reason: "no_book" },
    });
    expect(`${taken.what} ${taken.todo}`).toContain("no order book");
  });

  it("of an exchange that asks to wait say for how long, where it said so", () => {
    const told = (language: "en" | "fr", count: number) =>
      errorText(i18n.getFixedT(language), {
        code: "venue_busy",
        detail: "HTTP 503",
        reason: { of: "again_in", reason: count },
      }).todo;
    expect(told("en", 12)).toContain("(possible again in 12 seconds)");
    expect(told("fr", 1)).toContain("(à nouveau possible dans 1 seconde)");
    const unknown = errorText(i18n.getFixedT("en"), { code: "venue_busy", detail: "HTTP 503" });
    expect(unknown.details).toBe("HTTP 503");
    expect(unknown.what).not.toContain("operation");
  });

  it("do not stutter where one error tells another", () => {
    expect(calm("the venue cannot be reached: cannot be reached: connection refused")).toBe(
      "the venue cannot be reached: connection refused",
    );
    expect(calm("12 of 13 refused")).toBe("12 of 13 refused");
  });
});
