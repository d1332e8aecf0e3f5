/**
 * A market as an object on the real engine: opened from rows of the screens, with prices, book, rules, who holds it and what is ours,
 * in both languages and themes and at every size. One story on one account: the tests run in this order.
 */
import type { Page } from "@playwright/test";
import { axe, expect, fits, LOOKS, settled, test, wear } from "../e2e/window";

/** What the world takes its time for: at 600× a venue day is 144 s. */
const A_DAY = { timeout: 240_000 };
const SIZES = [
  { width: 960, height: 640 },
  { width: 1920, height: 1080 },
  { width: 1200, height: 800 },
];

async function ask(page: Page, command: string, given: object = {}) {
  const answer = await page.request.post(`/api/${command}`, { data: given });
  expect(answer.ok(), `${command}: ${answer.status()}`).toBe(true);
  return await answer.json();
}

async function start(page: Page, hash: string) {
  await page.goto(`/#${hash}`);
  await page.locator("html[data-ready]").waitFor();
  await settled(page);
}

const book = (page: Page) => page.getByRole("region", { name: "Order book" });
const picture = (page: Page) => page.getByRole("img", { name: /^Price of/ });

/** The market of the newest fill. */
async function traded(page: Page): Promise<{ market: string; condition: string }> {
  const filter = { trader: null, side: null, from: null, until: null, text: null };
  let found: { market: string; condition: string } | undefined;
  await expect
    .poll(async () => {
      found = (await ask(page, "history", { query: { filter, ...filter, after: null, limit: 1 } })).rows[0];
      return found !== undefined;
    }, A_DAY)
    .toBe(true);
  return found as { market: string; condition: string };
}

test.describe.configure({ mode: "serial" });

test("traders are followed, and something fills", async ({ page }) => {
  await page.goto("/");
  const settings = await ask(page, "settings");
  await ask(page, "save_settings", { settings: { ...settings, welcomed: true } });
  for (const name of ["25usdc", "quietmoney", "kestrel", "touchline"]) {
    const { address } = await ask(page, "trader", { address: name });
    const draft = await ask(page, "follow_defaults", { address });
    await ask(page, "follow", { address, draft: { ...draft, percentage: "10" } });
  }
  await ask(page, "set_clock", { speed: 600, paused: false });
  await traded(page);
  await ask(page, "set_clock", { speed: null, paused: true });
});

test("a market is opened from a row by its name, and Escape leads back", async ({ page }) => {
  const { market, condition } = await traded(page);
  await start(page, "/history");
  const row = page.getByRole("row").filter({ hasText: market }).first();
  await row.getByRole("link", { name: market }).click();
  await expect(page).toHaveURL(new RegExp(`#/market/${condition}$`));
  await expect(page.getByRole("heading", { level: 1, name: market })).toBeVisible();
  await expect(book(page).getByText("mid")).toBeVisible();
  await expect(picture(page)).toBeVisible();
  await expect(page.getByRole("region", { name: "You", exact: true })).toBeVisible();
  await expect(
    page
      .getByRole("region", { name: "Decisions in this market" })
      .getByText(/Copied|Adjusted/)
      .first(),
  ).toBeVisible();
  // The rail keeps where one came from.
  await expect(page.getByRole("link", { name: /^History/ })).toHaveAttribute("aria-current", "page");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/#\/history/);
});

test("by the keyboard a row leads to its market with m, on every screen that has rows", async ({ page }) => {
  for (const screen of ["/history", "/positions", "/orders?show=filled", "/activity?show=copied"]) {
    await start(page, screen);
    await page.keyboard.press("j");
    await expect(page.locator("[data-row]:focus")).toHaveCount(1);
    await page.keyboard.press("m");
    await expect(page, screen).toHaveURL(/#\/market\/0x[0-9a-f]+$/);
  }
});

test("its figures are those of the engine, and its fills are on the picture", async ({ page }) => {
  const { condition } = await traded(page);
  await start(page, `/market/${condition}`);
  const told = await ask(page, "market", { market: condition });
  const chart = await ask(page, "market_chart", { market: condition, outcome: told.leading, span: "day" });
  expect(chart.fills.length).toBeGreaterThan(0);
  await expect(picture(page)).toHaveAttribute(
    "aria-label",
    new RegExp(`${chart.fills.length} of your fills`),
  );
  expect(await picture(page).locator("[data-fill]").count()).toBeGreaterThan(0);
  // Walked by the keyboard, a mark is told in a sentence; in figures, all of them.
  await picture(page).focus();
  await page.keyboard.press("End");
  await expect(
    page
      .getByRole("status")
      .filter({ hasText: /You (bought|sold)|(bought|sold)/ })
      .first(),
  ).toBeAttached();
  await page.getByRole("radio", { name: "Table" }).click();
  await expect(page.getByRole("table", { name: "Prices, fills and trades in figures" })).toBeVisible();
  // The demo's markets are on no web page: the button stays to say so.
  const open = page.getByRole("button", { name: /^Open on Polymarket/ });
  await expect(open).toHaveAttribute("aria-disabled", "true");
  await open.hover();
  await expect(page.getByText("The demo’s markets exist only inside the demo.").first()).toBeVisible();
});

test("a part of the picture is shown by dragging, and all of it again", async ({ page }) => {
  const { condition } = await traded(page);
  await start(page, `/market/${condition}`);
  const box = await picture(page).boundingBox();
  if (!box) throw new Error("no picture");
  await page.mouse.move(box.x + box.width * 0.2, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 90, { steps: 4 });
  await page.mouse.up();
  const reset = page.getByRole("button", { name: "Reset zoom" });
  await expect(reset).toBeVisible();
  await reset.click();
  await expect(reset).toHaveCount(0);
  await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
  await page.mouse.wheel(0, -400);
  await expect(reset).toBeVisible();
  await page.mouse.dblclick(box.x + box.width * 0.4, box.y + 80);
  await expect(reset).toHaveCount(0);
});

test("an unknown market says so, with a way back", async ({ page }) => {
  await start(page, "/history");
  await page.evaluate(() => {
    window.location.hash = "/market/0xdead";
  });
  await expect(page.getByText("Polymarket doesn’t know this market.")).toBeVisible();
  await page.getByRole("button", { name: "Back" }).click();
  await expect(page).toHaveURL(/#\/history/);
});

for (const language of ["en", "fr"] as const) {
  test(`nothing sticks out and axe finds nothing, in ${language}`, async ({ page }) => {
    const { condition } = await traded(page);
    const settings = await ask(page, "settings");
    await ask(page, "save_settings", { settings: { ...settings, language } });
    await start(page, `/market/${condition}`);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await settled(page);
      await fits(page, `${language} at ${size.width}`);
      for (const look of LOOKS) {
        await wear(page, look);
        expect(
          await axe(page, look === LOOKS[0] ? undefined : "contrast"),
          `${size.width} ${look.theme}`,
        ).toEqual([]);
      }
    }
    await ask(page, "save_settings", { settings: { ...settings, language: "en" } });
  });
}
