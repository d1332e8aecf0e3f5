import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { applyAppearance, applyKeptAppearance } from "./theme";

const ui = join(import.meta.dirname, "../..");
const firstPaint = () => {
  delete document.documentElement.dataset.theme;
  new Function(readFileSync(join(ui, "public/first-paint.js"), "utf8"))();
  return document.documentElement.dataset.theme;
};
const computer = (light: boolean) =>
  vi
    .spyOn(window, "matchMedia")
    .mockImplementation((query) => ({ matches: light, media: query }) as MediaQueryList);

describe("the first paint", () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ["dark", true],
    ["dark", false],
    ["light", true],
    ["light", false],
    ["system", true],
    ["system", false],
  ] as const)("has the theme that the window will have: kept %s, computer light %s", (theme, light) => {
    computer(light);
    applyAppearance({ language: "en", theme, colours: "standard" });
    const first = firstPaint();
    applyKeptAppearance();
    expect(first).toBe(document.documentElement.dataset.theme);
  });

  it("follows the computer where nothing readable is kept", () => {
    localStorage.setItem("pilotfish.appearance", "{");
    computer(true);
    expect(firstPaint()).toBe("light");
    computer(false);
    localStorage.clear();
    expect(firstPaint()).toBe("dark");
  });

  it("is painted in the colours of the tokens", () => {
    const page = readFileSync(join(ui, "public/first-paint.css"), "utf8");
    const tokens = readFileSync(join(ui, "src/styles/tokens.css"), "utf8");
    const [dark, light] = [...tokens.matchAll(/--bg: (#\w+);/g)].map((match) => match[1]);
    expect([...page.matchAll(/background: (#\w+);/g)].map((match) => match[1])).toEqual([dark, light]);
  });
});
