/**
 * Every screen at each size: nothing sticks out, and axe finds nothing. In turn in English and in French, and in each of the four
 * looks; in both languages and two looks each where all are asked for.
 * Not every combination: a text does not get longer in light, and a colour not paler in French.
 */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Frame } from "../src/platform/types";
import { LATE } from "../src/test/feeds";
import { walletOf } from "../src/test/traders";
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

const FOLLOWED = `/trader/${walletOf("25usdc")}`;
const OTHER_TRADER = `/trader/${walletOf("tern")}`;

/** Screens with something on them: of the scene `demo`. */
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
  FOLLOWED,
  `${FOLLOWED}?follow=true`,
  `${OTHER_TRADER}?follow=true`,
  "/following",
  "/orders",
  "/orders?show=filled",
  "/orders?show=unfilled",
  "/orders?stage=3",
  "/orders?order=10",
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

const frameOf = (scene: string): Frame => {
  const path = new URL(`../src/platform/recorded/scenes/${scene}.json`, import.meta.url);
  const { entries } = JSON.parse(readFileSync(path, "utf8")) as {
    entries: [string, object, { answer: Frame }][];
  };
  const said = entries.find(([command]) => command === "frame")?.[2];
  if (!said) throw new Error(`${scene} has no frame`);
  return said.answer;
};

/** An engine that was there and fell over: what was known of it still stands. */
const FALLEN: Frame = { ...frameOf("demo"), state: "failed", trouble: frameOf("failed").trouble };

/** The same while there is nothing yet, and while things are wrong: each with its scene. */
const OTHER: [string, string, Look?][] = [
  ["/welcome", "first"],
  ["/dashboard", "fresh"],
  ["/dashboard", "paper"],
  ["/dashboard", "paper-fresh"],
  ["/performance", "paper"],
  ["/following", "paper"],
  ["/hosts", "paper"],
  ["/dashboard", "live"],
  ["/hosts", "live"],
  ["/dashboard", "live-keyless"],
  ["/key", "live-keyless"],
  ["/key", "live"],
  ["/dashboard", "live-region"],
  ["/region", "live-region"],
  ["/dashboard", "demo-beside-live"],
  ["/positions", "fresh"],
  ["/history", "fresh"],
  ["/performance", "fresh"],
  ["/positions", "demo-unfollowed"],
  ["/dashboard", "demo-unfollowed"],
  ["/positions", "disconnected"],
  ["/dashboard", "demo-stopped"],
  ["/orders", "live-region"],
  ["/orders", "differences"],
  ["/differences", "differences"],
  ["/dashboard", "differences"],
  ["/connection", "demo", { says: { feedReport: LATE } }],
  ["/connection", "disconnected"],
  ["/connection", "fresh"],
  ["/leaderboard", "fresh"],
  ["/following", "fresh"],
  ["/orders", "fresh"],
  ["/orders?show=filled", "fresh"],
  ["/orders?show=unfilled", "fresh"],
  ["/orders?stage=5&trader=0x1", "demo"],
  ["/activity", "fresh"],
  ["/activity?show=fills", "fresh"],
  ["/orders", "followed"],
  ["/orders", "disconnected"],
  ["/leaderboard", "down"],
  [FOLLOWED, "down"],
  ["/orders", "demo-stopped"],
  ["/following", "demo-paused"],
  ["/orders", "failed"],
  ["/orders", "demo", { says: { frame: FALLEN } }],
  ["/orders?order=2", "paper"],
  ["/orders", "live"],
  ["/activity", "limited"],
  ["/activity?show=refused", "limited"],
  ["/history", "many"],
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
    for (const [i, [hash, scene, look]] of inTurn(OTHER, language).entries()) {
      const where = `${hash} ${scene}`;
      const dressed = LOOKS[(i + (language === "en" ? 0 : 1)) % 4] ?? LOOKS[0];
      await open(page, hash, { ...dressed, ...look, scene, language });
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
  // The third has a book: what it brings is known.
  for (const key of ["j", "j", "j", "c"]) await page.keyboard.press(key);
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
  await open(page, "/activity", { scene: "limited" });
  await page.getByText(/ of 400\.00, /).click();
  await expect(page.getByRole("table")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await fits(page, "an opened decision");
  await page.setViewportSize({ width: 960, height: 640 });
  await open(page, "/differences", { scene: "differences" });
  await page.getByRole("button", { name: "Assign to a follow…" }).click();
  await expect(page.getByRole("alertdialog", { name: "Assign 40.00 shares to a follow?" })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await fits(page, "giving shares");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await open(page, `${OTHER_TRADER}?follow=true`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Economics" }).click();
  expect(await axe(page)).toEqual([]);
  await fits(page, "a sheet with all its fields");
});
