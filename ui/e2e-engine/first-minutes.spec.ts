/**
 * What a person does in their first minutes, on the real engine and the simulated venue over HTTP and WebSocket, and then
 * every screen with what came of it, in every theme.
 *
 * One story on one account: the tests run in this order.
 */
import type { Page } from "@playwright/test";
import { axe, command, expect, fits, go, inTurn, settled, tabTo, test } from "../e2e/window";

/** What the world takes its time for: at 600× a venue day is 144 s. */
const A_DAY = { timeout: 240_000 };

const ROUTES = [
  "/dashboard",
  "/leaderboard",
  "/trader/25usdc",
  "/trader/25usdc?follow=true",
  "/following",
  "/orders",
  "/orders?show=filled",
  "/orders?show=unfilled",
  "/positions",
  "/history",
  "/history/ledger",
  "/differences",
  "/connection",
  "/activity",
  "/activity?show=events",
  "/performance",
  "/settings",
];

async function start(page: Page, hash = "/") {
  await page.goto(`/#${hash}`);
  await page.locator("html[data-ready]").waitFor();
  await settled(page);
}

const place = (page: Page, name: string) =>
  page.getByRole("navigation").getByRole("link", { name: new RegExp(`^${name}`) });

/** Asks the engine as the window does. */
async function ask(page: Page, command: string, given: object = {}) {
  const answer = await page.request.post(`/api/${command}`, { data: given });
  expect(answer.ok(), `${command}: ${answer.status()}`).toBe(true);
  return await answer.json();
}

const pill = (page: Page) => page.locator("header");

test.describe.configure({ mode: "serial" });

test("is welcomed, chooses a trader, and follows them at 5 %, by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await page.locator("html[data-ready]").waitFor();
  await tabTo(page, page.getByRole("button", { name: "Open the demo" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Leaderboard" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/#\/dashboard$/);
  await command(page, "leader");
  await expect(page.getByRole("heading", { name: "Leaderboard" })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("25usdc");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "25usdc" })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Follow", exact: true }));
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("complementary", { name: "Follow 25usdc" });
  const slider = sheet.getByRole("slider");
  await expect(slider).toHaveAttribute("aria-valuenow", "2");
  await tabTo(page, slider);
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveAttribute("aria-valuenow", "4.1");
  await expect(sheet.getByText("you trade $41.00")).toBeVisible();
  await tabTo(page, sheet.getByRole("textbox").first());
  await page.keyboard.press("Control+A");
  await page.keyboard.type("5");
  await expect(sheet.getByText("you trade $50.00")).toBeVisible();
  await tabTo(page, sheet.getByRole("button", { name: "Start following in demo" }));
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  await expect(page.getByText("Now following 25usdc at 5.0%").first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page.getByRole("row", { name: "25usdc" }).getByText("5.0")).toBeVisible();
  // The welcome is for the first time only.
  await start(page);
  await expect(page).toHaveURL(/#\/dashboard$/);
});

test("drags the percentage", async ({ page }) => {
  await start(page, "/trader/kestrel?follow=true");
  const slider = page.getByRole("slider");
  const box = await slider.boundingBox();
  if (!box) throw new Error("the slider has no box");
  await page.mouse.move(box.x + 9, box.y + 9);
  await page.mouse.down();
  await page.mouse.move(box.x + 5000, box.y + 9, { steps: 5 });
  await page.mouse.up();
  await expect(slider).toHaveAttribute("aria-valuenow", "20");
  await expect(page.getByText("you trade $200.00")).toBeVisible();
});

test("changes language and theme at once, and keeps them; the computer's where asked to", async ({
  page,
}) => {
  const chosen = await ask(page, "settings");
  await page.emulateMedia({ colorScheme: "light" });
  await start(page, "/settings");
  const theme = page.locator("html");
  await page.getByRole("radio", { name: "System" }).nth(1).click();
  await expect(theme).toHaveAttribute("data-theme", "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(theme).toHaveAttribute("data-theme", "dark");
  await page.getByRole("radio", { name: "Français" }).click();
  await expect(page.getByRole("heading", { name: "Réglages" })).toBeVisible();
  await page.getByRole("radio", { name: "Clair" }).click();
  await expect(theme).toHaveAttribute("data-theme", "light");
  // Kept by the program: a window that opens later has them.
  await expect.poll(async () => (await ask(page, "settings")).theme).toBe("light");
  await start(page, "/orders");
  await expect(theme).toHaveAttribute("lang", "fr");
  await expect(theme).toHaveAttribute("data-theme", "light");
  await expect(
    pill(page)
      .getByText(/^\d{1,3}(\s\d{3})*,\d\d\s\$$/)
      .first(),
  ).toBeVisible();
  await ask(page, "save_settings", { settings: chosen });
});

test("sees a signal become an order with its price path, and fill", async ({ page }) => {
  // One that is not copied may have been measured by nothing.
  await start(page, "/activity?show=copied");
  await page.getByRole("radio", { name: "600×" }).click();
  const noticed = page.getByRole("list", { name: "Decisions" }).getByText(/^(Bought|Sold|Closed) [\d,.]+$/);
  await expect(noticed.first()).toBeVisible(A_DAY);
  await noticed.first().click();
  await expect(page.getByRole("table", { name: "Checks applied" })).toBeVisible();
  await place(page, "History").click();
  await expect(page.getByRole("cell", { name: "25usdc" }).first()).toBeVisible(A_DAY);
  await go(page, "/orders?show=filled");
  await page.locator("tbody tr").filter({ hasText: "Filled" }).first().click();
  const path = page.getByRole("region", { name: "Price path" });
  await expect(path).toBeVisible();
  await path.getByRole("radio", { name: "Table" }).click();
  const table = path.getByRole("table", { name: "Price path in figures" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
});

test("does not wait for the ladder where an order works", async ({ page }) => {
  await start(page, "/orders");
  const clock = (paused: boolean) => ask(page, "set_clock", { speed: null, paused });
  const working = async () => {
    const orders: { id: number; stage: number; status: string }[] = await ask(page, "orders", {
      query: { ended: false },
    });
    return orders.find((order) => order.stage < 5 && order.status === "working")?.id;
  };
  // The world stands while the question is read.
  await expect
    .poll(async () => {
      if ((await working()) === undefined) return false;
      await clock(true);
      if ((await working()) !== undefined) return true;
      await clock(false);
      return false;
    }, A_DAY)
    .toBe(true);
  await go(page, `/orders?order=${await working()}`);
  const take = page.getByRole("button", { name: /^(Buy|Sell) at the (ask|bid) now…$/ });
  // Where nothing could be taken it is not offered, and says why.
  if (await take.isDisabled()) {
    await expect(page.locator("#take-why")).not.toBeEmpty();
    return clock(false);
  }
  await take.click();
  const dialog = page.getByRole("alertdialog", { name: /at the (ask|bid) now\?$/ });
  const words = dialog.getByText(/right away at about|Not possible now/);
  await expect(words).toBeVisible();
  const yes = dialog.getByRole("button", { name: /^(Buy|Sell) (for about|now)/ });
  if (await yes.isVisible()) await yes.click();
  else await dialog.getByRole("button", { name: "Keep waiting" }).click();
  await expect(dialog).toBeHidden();
  await clock(false);
});

test("sees what the trader earned, and closes a position", async ({ page }) => {
  await start(page, "/positions");
  // Of a row: beside the filter, a button closes everything.
  const close = page.getByRole("row").getByRole("button", { name: /^Close / });
  await expect(close.first()).toBeVisible(A_DAY);
  await place(page, "Dashboard").click();
  await expect(page.getByText(/25usdc (earned|cost) you/)).toBeVisible();
  await place(page, "Positions").click();
  const before = await ask(page, "positions");
  await close.first().click();
  const sheet = page.getByRole("complementary", { name: "Close position" });
  const sell = sheet.getByRole("button", { name: /^Sell [\d,.]+ for about/ });
  await expect(sell).toBeEnabled();
  await sell.click();
  await expect(page.getByText("Sell order sent").first()).toBeVisible();
  await expect
    .poll(async () => {
      const { rows } = await ask(page, "positions");
      // Less than a lot cannot be sold, and stays.
      const held = rows.filter((row: { shares: string }) => Number(row.shares) >= 0.01);
      const left = new Set(held.map((row: { token: string }) => row.token));
      return before.rows.some((row: { token: string }) => !left.has(row.token));
    }, A_DAY)
    .toBe(true);
});

test("sees an order climb its ladder while the clock runs", async ({ page }) => {
  await start(page, "/orders");
  // Six venue hours after its signal an order moves on: at 600× that takes 36 s, most of which has passed by now.
  await expect(
    page
      .getByRole("row")
      .getByText(/^[2-5] \S/)
      .first(),
  ).toBeVisible(A_DAY);
});

for (const { theme, colours, language } of [
  { theme: "dark", colours: "standard", language: "en" },
  { theme: "light", colours: "standard", language: "fr" },
  { theme: "dark", colours: "colourblind", language: "fr" },
  { theme: "light", colours: "colourblind", language: "en" },
] as const)
  test(`finds every screen fit and accessible: ${theme}, ${colours}, ${language}`, async ({ page }) => {
    // The world stands, so that a screen is the same while it is looked at.
    await ask(page, "set_clock", { speed: null, paused: true });
    const chosen = await ask(page, "settings");
    await ask(page, "save_settings", { settings: { ...chosen, theme, colours, language } });
    await start(page, "/dashboard");
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    for (const route of inTurn(ROUTES, language)) {
      await go(page, route);
      await fits(page, route);
      expect(await axe(page), route).toEqual([]);
    }
    await ask(page, "save_settings", { settings: chosen });
    await ask(page, "set_clock", { speed: null, paused: false });
  });

test("pauses, resumes, stops everything, and starts again", async ({ page }) => {
  await start(page, "/orders");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(pill(page)).toContainText("Paused");
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(pill(page)).toContainText("Running");
  await page.keyboard.press("Control+Shift+K");
  await expect(pill(page)).toContainText("Stopped");
  await page.getByRole("button", { name: "Review and start again…" }).click();
  const again = page.getByRole("alertdialog", { name: "Start copying again?" });
  await again.getByRole("button", { name: "Start again" }).click();
  await expect(pill(page)).toContainText("Running");
  // The button asks first, and says what it will do.
  await page.getByRole("button", { name: "Stop all" }).click();
  const question = page.getByRole("alertdialog", { name: "Stop everything?" });
  await question.getByRole("button", { name: /^Stop/ }).click();
  await expect(page.getByRole("alert")).toContainText("Stopped. Nothing is copied");
  await page.getByRole("button", { name: "Review and start again…" }).click();
  await again.getByRole("button", { name: "Start again" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(pill(page)).toContainText("Running");
});

test("says where the rest of the trader's profit went, as the results by trader have it", async ({
  page,
}) => {
  // The world stands, so that both are of one moment.
  await ask(page, "set_clock", { speed: null, paused: true });
  await start(page, "/performance?period=all");
  const card = page.getByRole("region", { name: "From their result to yours" });
  await expect(card.getByRole("rowheader", { name: "Yours" })).toBeVisible();
  const { traders, follows } = await ask(page, "performance", { period: "all" });
  const { ours, fills, parts } = await ask(page, "shortfall", { follow: follows[0].follow });
  expect([ours, fills, parts.length]).toEqual([traders[0].pnl, follows[0].fills, 9]);
  const { path, rows } = await ask(page, "export_performance", { period: "all" });
  expect(path).toMatch(/pilotfish-demo-performance\.csv$/);
  expect(rows).toBe(traders.length);
  await ask(page, "set_clock", { speed: null, paused: false });
});

test("exports the history, with the word demo in it", async ({ page }) => {
  await start(page, "/history");
  const { path, rows } = await ask(page, "export_history", { filter: {} });
  expect(path).toMatch(/pilotfish-demo-history\.csv$/);
  expect(rows).toBeGreaterThan(0);
});

test("starts another demo", async ({ page }) => {
  await start(page, "/settings");
  await page.getByRole("button", { name: /^Reset/ }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("reset");
  await dialog.getByRole("button", { name: "Reset demo" }).click();
  await expect(page.getByText("Demo reset").first()).toBeVisible(A_DAY);
  expect(await ask(page, "follows")).toEqual([]);
});
