/**
 * Every screen at each size: nothing sticks out, and axe finds nothing. In turn in English and in French, and in each of the four
 * looks; in both languages and two looks each where all are asked for.
 * Not every combination: a text does not get longer in light, and a colour not paler in French.
 */
import type { Page } from "@playwright/test";
import type { Look } from "./window";
import { ALL_LOOKS, axe, expect, fits, go, inTurn, LOOKS, open, test, wear } from "./window";

const STANDARD = { width: 1200, height: 800 };
/** The last is the standard window at 200 %. */
const SIZES = [
  { width: 960, height: 640 },
  { width: 1920, height: 1080 },
  { width: 600, height: 400 },
  STANDARD,
];

async function fitsEverywhere(page: Page, where: string) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await fits(page, `${where} at ${size.width}`);
  }
}

/** Screens with something on them. */
const FULL = [
  "/dashboard",
  "/dashboard?period=day",
  "/positions",
  "/history",
  "/history/ledger",
  "/history?side=SELL&span=dates",
  "/performance",
  "/performance?period=week",
  "/leaderboard",
  "/leaderboard?q=nobody",
  "/trader/25usdc",
  "/trader/25usdc?follow=true",
  "/trader/tern?follow=true",
  "/following",
  "/orders",
  "/orders?show=filled",
  "/orders?show=unfilled",
  "/orders?stage=3",
  "/orders?order=6",
  "/orders?show=filled&order=1",
  "/activity",
  "/activity?show=refused",
  "/activity?show=events",
  "/connection",
  "/hosts",
  "/diagnostics",
  "/differences",
  "/settings",
];

/** The same while there is nothing yet, and while things are wrong. */
const OTHER: [string, Look][] = [
  ["/welcome", { mock: "first" }],
  ["/dashboard", { mock: "fresh" }],
  ["/dashboard", { mode: "paper" }],
  ["/dashboard", { mode: "paper", mock: "fresh" }],
  ["/performance", { mode: "paper" }],
  ["/following", { mode: "paper" }],
  ["/hosts", { mode: "paper" }],
  ["/dashboard", { mode: "live" }],
  ["/hosts", { mode: "live" }],
  ["/dashboard", { mode: "live", mock: "keyless" }],
  ["/key", { mode: "live", mock: "keyless" }],
  ["/key", { mode: "live" }],
  ["/dashboard", { mode: "live", mock: "region" }],
  ["/region", { mode: "live", mock: "region" }],
  ["/dashboard", { beside: "live" }],
  ["/positions", { mock: "fresh" }],
  ["/history", { mock: "fresh" }],
  ["/performance", { mock: "fresh" }],
  ["/positions", { mock: "orphans" }],
  ["/dashboard", { mock: "orphans" }],
  ["/positions", { mock: "disconnected" }],
  ["/dashboard", { mock: "stopped" }],
  ["/dashboard", { mock: "halts" }],
  ["/orders", { mock: "halts" }],
  ["/differences", { mock: "differences" }],
  ["/dashboard", { mock: "differences" }],
  ["/connection", { mock: "late" }],
  ["/connection", { mock: "disconnected" }],
  ["/connection", { mock: "fresh" }],
  ["/leaderboard", { mock: "fresh" }],
  ["/following", { mock: "fresh" }],
  ["/orders", { mock: "fresh" }],
  ["/orders?show=filled", { mock: "fresh" }],
  ["/orders?show=unfilled", { mock: "fresh" }],
  ["/orders?stage=5&trader=0x1", {}],
  ["/activity", { mock: "fresh" }],
  ["/activity?show=fills", { mock: "fresh" }],
  ["/orders", { mock: "idle" }],
  ["/orders", { mock: "disconnected" }],
  ["/leaderboard", { mock: "down" }],
  ["/trader/25usdc", { mock: "down" }],
  ["/orders", { mock: "stopped" }],
  ["/following", { mock: "paused" }],
  ["/orders", { mock: "failed" }],
  ["/orders?order=6", { mode: "paper" }],
  ["/orders", { mode: "live" }],
];

for (const language of ["en", "fr"] as const) {
  test(`screens, ${language}`, async ({ page }) => {
    await open(page, "/leaderboard", { language });
    for (const [i, hash] of inTurn(FULL, language).entries()) {
      const [first = LOOKS[0], second = LOOKS[1]] = [LOOKS[i % 4], LOOKS[(i + 1) % 4]];
      await go(page, hash);
      await wear(page, first);
      await fitsEverywhere(page, hash);
      expect(await axe(page), hash).toEqual([]);
      if (!ALL_LOOKS) continue;
      await wear(page, second);
      expect(await axe(page, "contrast"), `${hash} ${second.theme} ${second.colours}`).toEqual([]);
    }
  });

  test(`empty and troubled screens, ${language}`, async ({ page }) => {
    for (const [i, [hash, look]] of inTurn(OTHER, language).entries()) {
      const where = `${hash} ${JSON.stringify(look)}`;
      const dressed = LOOKS[(i + (language === "en" ? 0 : 1)) % 4] ?? LOOKS[0];
      await open(page, hash, { ...dressed, ...look, language });
      await fitsEverywhere(page, where);
      expect(await axe(page), where).toEqual([]);
    }
  });
}

test("dialogs, sheets and an opened decision have no flaw either", async ({ page }) => {
  await open(page, "/orders", { theme: "light" });
  await page.getByRole("button", { name: "Stop all" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await go(page, "/orders");
  await page.getByRole("checkbox").nth(1).check();
  await page.getByRole("checkbox").nth(2).check();
  await page.getByRole("checkbox").nth(2).hover();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("c");
  await expect(page.getByRole("button", { name: /^Cancel 2 orders/ })).toBeEnabled();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await go(page, "/positions");
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  const close = page.getByRole("complementary", { name: "Close position" });
  await expect(close.getByRole("button", { name: /^Sell [\d,.]+ for about/ })).toBeEnabled();
  expect(await axe(page)).toEqual([]);
  await close.getByLabel("Shares to sell").clear();
  await expect(close.getByText(/^Enter how many of your/)).toBeVisible();
  await close.getByRole("radio", { name: "50%" }).click();
  await close.getByRole("radio", { name: "Limit" }).click();
  await expect(close.getByText("Enter a price in cents.")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.setViewportSize({ width: 600, height: 400 });
  await fits(page, "a close with both fields");
  await page.setViewportSize(STANDARD);
  await page.keyboard.press("Escape");
  await expect(close).toHaveCount(0);
  await go(page, "/activity");
  await page.getByText("121.87 of 188.00, per market").click();
  await expect(page.getByRole("table")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await fits(page, "an opened decision");
  await page.setViewportSize({ width: 960, height: 640 });
  await open(page, "/differences", { mock: "differences" });
  await page.getByRole("button", { name: "Assign to a follow…" }).click();
  await expect(page.getByRole("alertdialog", { name: "Assign 40.00 shares to a follow?" })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await fits(page, "giving shares");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await go(page, "/trader/tern?follow=true");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Weather" }).click();
  expect(await axe(page)).toEqual([]);
  await fits(page, "a sheet with all its fields");
});
