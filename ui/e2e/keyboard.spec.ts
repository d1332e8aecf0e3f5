/** The main flows by keyboard alone: nothing is focused by the test, every control is reached as a person reaches it. */
import { command, expect, open, tabTo, test } from "./window";

test("from the palette to an order, its price path, and its cancellation", async ({ page }) => {
  await open(page, "/dashboard");
  await command(page, "leader");
  await expect(page.getByRole("heading", { name: "Leaderboard" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { name: "Orders" })).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("row", { name: /^Fed rate cut/ })).toBeFocused();
  await page.keyboard.press("Enter");
  const detail = page
    .getByRole("complementary")
    .filter({ has: page.getByRole("heading", { name: /^Fed rate cut/ }) });
  await tabTo(page, detail.getByRole("img", { name: /Fed rate cut/ }));
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
  const first = page.getByRole("row", { name: /^Fed rate cut/ });
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
  await expect(question.getByText(/^1 buy order worth \$[\d.]+ and 1 sell order/)).toBeVisible();
  await expect(question.getByRole("button", { name: "Keep them" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("row", { name: /^Bitcoin above/ })).toBeFocused();
  await page.keyboard.press("c");
  await tabTo(page, question.getByRole("button", { name: /^Cancel 2 orders \(\$/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 orders are being cancelled")).toBeVisible();
  await expect(first).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Cancel all 2 / })).toBeVisible();
});

test("closes a position, after saying what is sold", async ({ page }) => {
  await open(page, "/positions");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const row = page.getByRole("row", { name: /^Hottest year/ });
  await expect(row).toBeFocused();
  await page.keyboard.press("c");
  const question = page.getByRole("complementary", { name: "Close position" });
  await expect(question.getByLabel("Shares to sell")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(row).toBeFocused();
  await page.keyboard.press("c");
  const sell = question.getByRole("button", { name: "Sell 85.00 at the first bid" });
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
  await open(page, "/history", { scene: "many" });
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
