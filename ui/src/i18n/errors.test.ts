import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { i18n } from ".";
import { en } from "./en";
import { calm, errorText } from "./errors";

const rustIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rs"))
    .map((name) => join(folder, name));

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

  it("of a position that cannot be closed say why, in words", () => {
    expect(
      errorText(i18n.getFixedT("en"), { code: "cannot_close", detail: "under_one_dollar" }).todo,
    ).toMatch(/^This is worth less than \$1/);
    expect(errorText(i18n.getFixedT("fr"), { code: "cannot_close", detail: "market_closed" }).todo).toBe(
      "Son marché ne prend plus d’ordres. Elle sera payée à la résolution du marché.",
    );
    expect(errorText(i18n.getFixedT("en"), { code: "cannot_close", detail: "brand_new" }).todo).toBe(
      "brand new",
    );
  });

  it("have a text for every code that the engine and the shell send", () => {
    const folder = join(import.meta.dirname, "../../../src-tauri");
    if (!existsSync(folder)) return;
    const codes = ["engine/src", "app/src"]
      .flatMap((one) => rustIn(join(folder, one)))
      // How a test order ended has texts of its own.
      .filter((file) => !/tests?(\.rs|\/)|\/test_order\//.test(file))
      .map((file) => readFileSync(file, "utf8"))
      .flatMap((source) => [
        ...source.matchAll(/\bproblem\(\s*"([a-z_]+)"/g),
        ...source.matchAll(/\bcode: "([a-z_]+)"\.to_owned\(\)/g),
        ...source.matchAll(/(?:Error::|Self::|GateName::)\w+(?:\([^)]*\)| \{ \.\. \})? => "([a-z_]+)"/g),
      ])
      .map((match) => match[1] ?? "");
    // What a command refuses, the window shows.
    const refusals = rustIn(join(folder, "api/src"))
      .filter((file) => !/\/tests\//.test(file))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bproblem\(\s*"([a-z_]+)"/g)])
      .map((match) => match[1] ?? "");
    codes.push(...refusals);
    expect(codes.length).toBeGreaterThan(20);
    expect([...new Set(codes)].filter((code) => !(code in en.errors))).toEqual([]);
  });

  it("do not stutter where one error tells another", () => {
    expect(calm("the venue cannot be reached: cannot be reached: connection refused")).toBe(
      "the venue cannot be reached: connection refused",
    );
    expect(calm("12 of 13 refused")).toBe("12 of 13 refused");
  });
});
