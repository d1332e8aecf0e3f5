/** Every screen in both themes and languages at three sizes: nothing sticks out, and axe finds nothing. */
import type { Look } from "./window";
import { axe, expect, fits, go, open, test } from "./window";

const SIZES = [
  { width: 960, height: 640 },
  { width: 1200, height: 800 },
  { width: 1920, height: 1080 },
];

/** Screens with something on them. */
const FULL = [
  "/dashboard",
  "/dashboard?period=day",
  "/positions",
  "/history",
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
  "/orders?ended=true",
  "/orders?order=6",
  "/activity",
  "/activity?show=decisions",
  "/settings",
];

/** The same while there is nothing yet, and while things are wrong. */
const OTHER: [string, Look][] = [
  ["/welcome", { mock: "first" }],
  ["/dashboard", { mock: "fresh" }],
  ["/positions", { mock: "fresh" }],
  ["/history", { mock: "fresh" }],
  ["/performance", { mock: "fresh" }],
  ["/positions", { mock: "orphans" }],
  ["/dashboard", { mock: "orphans", colours: "colourblind" }],
  ["/performance", { colours: "colourblind" }],
  ["/history", { colours: "colourblind" }],
  ["/positions", { mock: "disconnected" }],
  ["/dashboard", { mock: "stopped" }],
  ["/leaderboard", { mock: "fresh" }],
  ["/following", { mock: "fresh" }],
  ["/orders", { mock: "fresh" }],
  ["/orders?ended=true", { mock: "fresh" }],
  ["/activity", { mock: "fresh" }],
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

for (const theme of ["dark", "light"] as const) {
  for (const language of ["en", "fr"] as const) {
    test(`screens, ${theme}, ${language}`, async ({ page }) => {
      await open(page, "/leaderboard", { theme, language });
      for (const hash of FULL) {
        await go(page, hash);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await fits(page, `${hash} at ${size.width}`);
        }
        await page.setViewportSize({ width: 1200, height: 800 });
        expect(await axe(page), hash).toEqual([]);
      }
    });

    test(`empty and troubled screens, ${theme}, ${language}`, async ({ page }) => {
      for (const [hash, look] of OTHER) {
        await open(page, hash, { ...look, theme, language });
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await fits(page, `${hash} ${JSON.stringify(look)} at ${size.width}`);
        }
        await page.setViewportSize({ width: 1200, height: 800 });
        expect(await axe(page), `${hash} ${JSON.stringify(look)}`).toEqual([]);
      }
    });
  }
}

test("dialogs, sheets and an opened decision have no flaw either", async ({ page }) => {
  await open(page, "/orders", { theme: "light" });
  await page.keyboard.press("Control+Shift+K");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await go(page, "/activity");
  await page.getByText("Order made, 121.87 at 64.0¢").click();
  await expect(page.getByRole("table")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await fits(page, "an opened decision");
  await page.setViewportSize({ width: 960, height: 640 });
  await go(page, "/trader/tern?follow=true");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Weather" }).click();
  expect(await axe(page)).toEqual([]);
  await fits(page, "a sheet with all its fields");
});
