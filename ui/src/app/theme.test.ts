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

/** How bright a colour is, 0 to 1 (WCAG 2). */
function brightness(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("the colours for the colour-blind", () => {
  it("tell a loss from what asks for a look by brightness, not by hue", () => {
    const tokens = readFileSync(join(ui, "src/styles/tokens.css"), "utf8");
    const blocks = [...tokens.matchAll(/\[data-colours="colourblind"\] \{([^}]*)\}/g)].map(
      ([, block = ""]) => block,
    );
    expect(blocks).toHaveLength(2);
    for (const block of blocks) {
      const of = (name: string) => brightness(new RegExp(`--${name}: (#\\w{6});`).exec(block)?.[1] ?? "");
      const [dark = 0, bright = 0] = [of("loss"), of("warn")].sort((one, other) => one - other);
      expect((bright + 0.05) / (dark + 0.05)).toBeGreaterThan(1.5);
    }
  });
});

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
