import { describe, expect, it } from "vitest";
import { i18n } from ".";
import { errorText } from "./errors";

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
});
