/** Opening the window on a recorded scene, getting about in it, and what must hold of every picture of it. */
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import type { Says } from "../src/platform/recorded/window";

export interface Look {
  language?: "en" | "fr";
  theme?: "dark" | "light";
  colours?: "standard" | "colourblind";
  /** The recorded scene that the window shows: see `src/platform/recorded/scenes`. */
  scene?: string;
  /** What is answered in the place of what was recorded. */
  says?: Says;
}

/** A page that reports errors, requests to other hosts, and breaches of the content policy as failures. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // Over HTTP a command that refuses is a 422, which the browser notes; what it means is the screen's to show.
      const refused = message.text().includes("status of 422");
      if (message.type() === "error" && !refused) wrong.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (hostname !== "127.0.0.1" && protocol !== "data:") wrong.push(`request: ${request.url()}`);
    });
    await use(page);
    expect(wrong).toEqual([]);
  },
});

/** Opens the window on a scene; time stands in it, so that pictures are the same each time. */
export async function open(
  page: Page,
  hash: string,
  { language = "en", theme = "dark", colours = "standard", scene = "demo", says }: Look = {},
) {
  const query = new URLSearchParams({ language, theme, colours, scene });
  if (says) query.set("says", JSON.stringify(says));
  await page.goto(`/?${query}#${hash}`);
  await page.locator("html[data-ready]").waitFor();
  await settled(page);
}

/** Presses Tab until that control has the focus, as a person reaches it. */
export async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let i = 0; i < 80; i++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(control).toBeFocused();
}

/** Types a command into the palette, and gives it. */
export async function command(page: Page, typed: string) {
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox", { name: /order or command/ })).toBeFocused();
  await page.keyboard.type(typed);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Commands" })).toHaveCount(0);
}

/** Goes to another screen of the open window. */
export async function go(page: Page, hash: string) {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
  await expect(page.locator("main")).toHaveAttribute("data-at", hash);
  await settled(page);
}

/** Waits until nothing loads and nothing moves any more. */
export async function settled(page: Page) {
  // Before an engine was ever there the window is one page, which is nowhere.
  await expect(page.locator("main[data-at]:not([data-at='']), main:not([id])")).toHaveCount(1);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await still(page);
}

/** Waits for the end of every fade and slide that has one. */
async function still(page: Page) {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((one) => one.finished));
  });
}

/** Nothing sticks out, once the layout has followed the window's size. */
export async function fits(page: Page, where: string) {
  await expect.poll(() => overflows(page), where).toEqual([]);
}

/** What sticks out: of the page, of a box that does not cut with an ellipsis, or of its place in the top bar. */
async function overflows(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    // A zoomed window: there, tables scroll both ways (WCAG 1.4.10 lets them), and nothing else may be out of reach.
    const zoomed = window.innerWidth < 900;
    const wide = (element: Element) =>
      zoomed && element.closest("[data-table], main > .relative.flex-1") !== null;
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} ${element.textContent?.slice(0, 40)}`;
    if (document.documentElement.scrollWidth > window.innerWidth) found.push("the page");
    for (const element of document.querySelectorAll<HTMLElement>("#root *")) {
      if (wide(element)) continue;
      const style = getComputedStyle(element);
      // An ellipsis says that there is more, after one line or after two.
      const cuts =
        style.textOverflow === "ellipsis" ||
        style.webkitLineClamp !== "none" ||
        style.clipPath !== "none" ||
        element.closest(".sr-only");
      const boxed = style.overflowX !== "visible" && style.display !== "inline";
      if (boxed && !cuts && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
        found.push(name(element));
      const tall = style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 4;
      if (zoomed && tall && !cuts && element.clientHeight > 0 && element.closest("main"))
        found.push(`${name(element)} (cut at its foot)`);
      // A card that its content sticks out of lies under whatever comes next.
      const spills = element.tagName === "SECTION" && style.overflowY === "visible";
      if (spills && element.scrollHeight > element.clientHeight + 4)
        found.push(`${name(element)} (sticks out of its card)`);
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > window.innerWidth + 1 && !cuts)
        found.push(`${name(element)} (right of the window)`);
    }
    const parts = [...(document.querySelector("header")?.children ?? [])].map((part) =>
      part.getBoundingClientRect(),
    );
    parts.forEach((part, i) => {
      const next = parts[i + 1];
      // A zoomed bar has two lines.
      const beside = next && next.width > 0 && next.top < part.bottom;
      if (beside && next.left < part.right - 0.5) found.push(`top bar: part ${i + 1} lies on part ${i + 2}`);
    });
    return found;
  });
}

/** The four looks of the window. */
export const LOOKS = [
  { theme: "dark", colours: "standard" },
  { theme: "light", colours: "colourblind" },
  { theme: "light", colours: "standard" },
  { theme: "dark", colours: "colourblind" },
] as const;

/** Every page in both languages and more looks, as `cargo xtask prove looks` asks; a run of all tests looks at each in one of each. */
export const ALL_LOOKS = process.env.PILOTFISH_ALL_LOOKS !== undefined;

/** The pages to look at in this language: every other one, the rest in the other language; or all. */
export function inTurn<T>(pages: readonly T[], language: "en" | "fr"): T[] {
  return pages.filter((_, i) => ALL_LOOKS || i % 2 === (language === "en" ? 0 : 1));
}

/** Changes theme and colours where the window stands: both are attributes of the page. */
export async function wear(page: Page, { theme, colours }: (typeof LOOKS)[number]) {
  await page.evaluate(
    (look) => {
      document.documentElement.dataset.theme = look.theme;
      document.documentElement.dataset.colours = look.colours;
    },
    { theme, colours },
  );
}

/** What axe finds wrong, in a line each. Another look of the same page can only differ in contrast. */
export async function axe(page: Page, only?: "contrast"): Promise<string[]> {
  await still(page);
  // A tooltip belongs to what it explains, which names it as its description; it is no content of a landmark's.
  const builder = new AxeBuilder({ page }).exclude("[data-base-ui-portal]:has([role=tooltip])");
  if (only === "contrast") builder.withRules(["color-contrast"]);
  const { violations } = await builder.analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.target.join(" ")} – ${node.failureSummary?.split("\n")[1] ?? ""}`,
    ),
  );
}

export { expect };
