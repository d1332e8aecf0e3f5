import { describe, expect, it } from "vitest";
import { i18n } from ".";
import { calm, errorText } from "./errors";

describe("errors", () => {
  it("say what happened and what to do", () => {
    const t = i18n.getFixedT("en");
    expect(errorText(t, { code: "unknown_trader", detail: "no trader x" })).toEqual({
      what: "No trader by that name or address.",
      todo: "Check the spelling, or paste the address or the profile’s link.",
    });
  });

  it("of an unknown code are a general sentence with the engine's words in it", () => {
    const text = errorText(i18n.getFixedT("fr"), { code: "brand_new", detail: "12 of 13 refused" });
    expect(text.what).toBe("Cela n’a pas marché.");
    expect(text.todo).toContain("12 of 13 refused");
    expect(text.todo).not.toContain("brand_new");
  });

  it("do not stutter where one error tells another", () => {
    expect(calm("the venue cannot be reached: cannot be reached: connection refused")).toBe(
      "the venue cannot be reached: connection refused",
    );
    expect(calm("12 of 13 refused")).toBe("12 of 13 refused");
  });
});
