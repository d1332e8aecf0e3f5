/** The main flows by keyboard alone: nothing is focused by the test, every control is reached as a person reaches it. */
import type { Locator, Page } from "@playwright/test";
import { expect, open, test } from "./window";

/** Presses Tab until that control has the focus. */
async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let i = 0; i < 80; i++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(control).toBeFocused();
}

async function command(page: Page, typed: string) {
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox", { name: /order or command/ })).toBeFocused();
  await page.keyboard.type(typed);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Commands" })).toHaveCount(0);
}

test("from the palette to a trader, a follow at 5 %, an order's path, and its cancellation", async ({
  page,
}) => {
  await open(page, "/dashboard");
  await command(page, "leader");
  await expect(page.getByRole("heading", { name: "Leaderboard" })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("tern");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^tern/ })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Follow", exact: true }));
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("complementary", { name: "Follow tern" });
  await tabTo(page, sheet.getByRole("textbox").first());
  await page.keyboard.press("Control+A");
  await page.keyboard.type("5");
  await expect(sheet.getByText("you trade $50.00")).toBeVisible();
  await tabTo(page, sheet.getByRole("button", { name: "Start following in demo" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(/Now following tern at 5.0%/)).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { name: "Orders" })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = page.getByRole("row", { name: /^Verstappen/ });
  await expect(second).toBeFocused();
  await page.keyboard.press("Enter");
  const detail = page
    .getByRole("complementary")
    .filter({ has: page.getByRole("heading", { name: /^Verstappen/ }) });
  const path = detail.getByRole("img", { name: /Verstappen/ });
  await tabTo(page, path);
  const read = detail.locator("output[aria-live]").last();
  await page.keyboard.press("Home");
  await expect(read).not.toBeEmpty();
  const first = await read.textContent();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await expect(read).not.toHaveText(first ?? "");
  await page.keyboard.press("Escape");
  await expect(read).toBeEmpty();
  await tabTo(page, detail.getByRole("button", { name: /^Cancel/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Keep order" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Cancelling order")).toBeVisible();
});

test("chooses orders with x, and cancels those with c; without a choice c is the focused one's", async ({
  page,
}) => {
  await open(page, "/orders");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet.getByText("Select order")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  await expect(page.getByRole("alertdialog", { name: "Cancel this order?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  const first = page.getByRole("row", { name: /^Bitcoin above/ });
  await expect(first).toBeFocused();
  await page.keyboard.press("x");
  await expect(first.getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("button", { name: /^Cancel 2 \(\$/ })).toBeVisible();
  // The focus is on a third one: what is chosen goes before it.
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  const question = page.getByRole("alertdialog", { name: "Cancel 2 orders?" });
  await expect(question.getByText(/^2 buy orders worth \$/)).toBeVisible();
  await expect(question.getByRole("button", { name: "Keep them" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("row", { name: /^Fed rate cut/ })).toBeFocused();
  await page.keyboard.press("c");
  await tabTo(page, question.getByRole("button", { name: /^Cancel 2 orders \(\$/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 orders are being cancelled")).toBeVisible();
  await expect(first.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Cancel all 5 / })).toBeVisible();
});

test("closes a position, after saying what it brings", async ({ page }) => {
  await open(page, "/positions");
  await page.keyboard.press("j");
  const row = page.getByRole("row").nth(1);
  await expect(row).toBeFocused();
  await page.keyboard.press("c");
  const question = page.getByRole("complementary", { name: "Close position" });
  await expect(question.getByLabel("Shares to sell")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(row).toBeFocused();
  await page.keyboard.press("c");
  const sell = question.getByRole("button", { name: /^Sell [\d,.]+ for about/ });
  await expect(sell).toBeEnabled();
  await tabTo(page, sell);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Sell order sent")).toBeVisible();
});

test("pauses, and stops all from within a field; Escape gives the focus back", async ({ page }) => {
  await open(page, "/orders");
  await command(page, "pause");
  await expect(page.getByRole("button", { name: "Resume", exact: true })).toBeVisible();
  await page.keyboard.press("/");
  const filter = page.locator("[data-filter]");
  await expect(filter).toBeFocused();
  await command(page, "stop all");
  const question = page.getByRole("alertdialog", { name: "Stop everything?" });
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(filter).toBeFocused();
  // One key stops, at once and from a field too; the next ones change nothing.
  await page.keyboard.press("Control+Shift+K");
  await expect(page.getByRole("alert")).toContainText("Stopped. Nothing is copied");
  await page.keyboard.press("Control+Shift+K");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Stopped. Nothing is copied");
});

test("finds its row again after scrolling far away", async ({ page }) => {
  await open(page, "/history", { mock: "many" });
  await page.keyboard.press("j");
  const first = page.locator("tr[data-row][aria-rowindex='2']");
  await expect(first).toBeFocused();
  await page.locator("[data-table]").evaluate((table) => {
    table.scrollTop = 4000;
  });
  await expect(page.locator("tr[data-row][aria-rowindex='130']")).toBeVisible();
  await expect(first).toBeFocused();
  await page.keyboard.press("j");
  await expect(page.locator("tr[data-row]:focus")).toBeInViewport();
});
