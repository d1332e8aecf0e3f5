/** The way to live: every page at each size, with what is wrong on it; languages and looks in turn, as in pictures.spec.ts. */
import type { Page } from "@playwright/test";
import { ALL_LOOKS, axe, expect, fits, inTurn, LOOKS, open, test, wear } from "./window";

const SIZES = [
  { width: 960, height: 640 },
  { width: 600, height: 400 },
  { width: 1200, height: 800 },
];

/** A page, and the scene in which it is looked at. */
const PAGES: [string, string][] = [
  ["/setup/wallet", "setup-nokey"],
  ["/setup/key", "setup-nokey"],
  ["/setup/key", "setup-keys"],
  ["/setup/key", "setup-locked"],
  ["/setup/addresses", "setup-wallet"],
  ["/setup/addresses", "setup-several"],
  ["/setup/addresses", "setup-other"],
  ["/setup/addresses", "setup-unanswered"],
  ["/setup/addresses", "setup-checks"],
  ["/setup/protect", "setup-checks"],
  ["/setup/checks", "setup-checks"],
  ["/setup/checks", "setup-failing"],
  ["/setup/checks", "setup-region"],
  ["/setup/checks", "setup-trap"],
  ["/setup/limits", "setup-limits"],
  ["/setup/limits", "setup-confirm"],
  ["/setup/test", "setup-test"],
  ["/setup/test", "setup-done"],
];

async function fitsEverywhere(page: Page, where: string) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await fits(page, `${where} at ${size.width}`);
  }
}

for (const language of ["en", "fr"] as const) {
  test(`the way to live, ${language}`, async ({ page }) => {
    for (const [i, [hash, scene]] of inTurn(PAGES, language).entries()) {
      const [first = LOOKS[0], second = LOOKS[2]] = [LOOKS[i % 4], LOOKS[(i + 2) % 4]];
      const where = `${hash} ${scene}`;
      await open(page, hash, { ...first, language, scene });
      await fitsEverywhere(page, where);
      expect(await axe(page), where).toEqual([]);
      if (!ALL_LOOKS) continue;
      await wear(page, second);
      expect(await axe(page, "contrast"), `${where} ${second.theme}`).toEqual([]);
    }
  });
}

test("a test order goes there and back, and live starts", async ({ page }) => {
  await open(page, "/setup", { scene: "setup-confirm" });
  const amount = page.getByRole("textbox", { name: "Above $500, type your limit to confirm" });
  await amount.fill("750");
  const hold = page.getByRole("button", { name: "Hold to go live" });
  // A press that is let go at once does nothing.
  await hold.click();
  await expect(page.getByRole("heading", { name: "Go live" })).toBeVisible();
  await hold.focus();
  await page.keyboard.down("Space");
  await expect(page.getByRole("heading", { name: "One small real order" })).toBeVisible();
  await page.keyboard.up("Space");
  await page.getByRole("button", { name: /^Send, \$0\.0\d at most$/ }).click();
  await expect(page.getByText("Balance checked again, unchanged")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  const panel = page.getByRole("region", { name: "Live" });
  await panel.getByRole("button", { name: "Start live trading" }).click();
  await expect(panel.getByText(/^Since /)).toBeVisible();
  await fits(page, "live");
  expect(await axe(page)).toEqual([]);
  await page.getByRole("button", { name: /^Stop live trading/ }).click();
  await expect(page.getByRole("alertdialog", { name: "Stop live trading?" })).toBeVisible();
  expect(await axe(page)).toEqual([]);
});

test("the questions of the way to live", async ({ page }) => {
  await open(page, "/setup/key", { theme: "light", scene: "setup-keys" });
  await page.getByRole("button", { name: "Delete…" }).first().click();
  await expect(page.getByRole("alertdialog", { name: "Delete this key?" })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.setViewportSize({ width: 600, height: 400 });
  await fits(page, "deleting a key");
});
