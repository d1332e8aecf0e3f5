/** What a person does, with the keyboard where it can be. */
import { expect, go, open, test } from "./window";

test("follows a trader by keyboard, from the first start", async ({ page }) => {
  await open(page, "/", { mock: "fresh" });
  await expect(page.getByRole("heading", { name: "Leaderboard" })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("denizz");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "denizz" })).toBeVisible();
  await page.getByRole("button", { name: "Follow", exact: true }).focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("complementary", { name: "Follow denizz" });
  await sheet.getByRole("slider").focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowRight");
  await expect(sheet.getByText("you trade $41.00")).toBeVisible();
  const save = sheet.getByRole("button", { name: "Start following in demo" });
  await expect(save).toBeEnabled();
  await save.focus();
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  await expect(page.getByText("Now following denizz at 4.1%")).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page.getByRole("row", { name: "denizz" }).getByText("4.1")).toBeVisible();
});

test("drags the percentage", async ({ page }) => {
  await open(page, "/trader/tern?follow=true");
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

test("walks through the orders, opens, cancels one, and finds the focus where it was", async ({ page }) => {
  await open(page, "/orders");
  await expect(page.getByRole("row")).toHaveCount(8);
  const first = page.getByRole("row", { name: "Bitcoin above $120,000 on 31 December?" });
  const second = page.getByRole("row", { name: /^Verstappen/ });
  await page.keyboard.press("j");
  await expect(first).toBeFocused();
  await page.keyboard.press("j");
  await expect(second).toBeFocused();
  await page.keyboard.press("k");
  await expect(first).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^Bitcoin above/ })).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("heading", { name: /^Verstappen/ })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("alertdialog", { name: "Cancel this order?" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep order" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Cancelling order")).toBeVisible();
  await expect(page.getByRole("option", { name: /^Verstappen/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row", { name: /^Verstappen/ })).toBeFocused();
});

test("sees orders climb and fill while the demo's clock runs", async ({ page }) => {
  await open(page, "/orders");
  const bitcoin = page.getByRole("row", { name: /^Bitcoin above/ });
  await expect(bitcoin.getByText("1 Trader")).toBeVisible();
  await page.getByRole("radio", { name: "600×" }).click();
  await page.getByRole("button", { name: "Resume the demo clock" }).click();
  // 4.4 venue hours at 600× are 26 seconds.
  await expect(bitcoin.getByText("2 To ask")).toBeVisible({ timeout: 180_000 });
  await page.getByRole("button", { name: "Pause the demo clock" }).click();
});

test("stops everything, and starts again after looking at what happened", async ({ page }) => {
  await open(page, "/activity");
  await page.getByRole("button", { name: "Stop all" }).click();
  await page.getByRole("button", { name: /^Stop and cancel 5 orders/ }).click();
  await expect(page.getByRole("alert")).toContainText("Stopped. Nothing is copied");
  await page.getByRole("button", { name: "Review and start again…" }).click();
  await page.getByRole("button", { name: "Start again", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("changes language and theme at once, and keeps them", async ({ page }) => {
  await open(page, "/settings");
  await page.getByRole("radio", { name: "Français" }).click();
  await expect(page.getByRole("heading", { name: "Réglages" })).toBeVisible();
  await page.getByRole("radio", { name: "Clair" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await go(page, "/orders");
  await expect(page.getByText("1\u202f639,40\u202f$")).toBeVisible();
});

for (const [hash, copy] of [
  ["/orders?order=6", "Copy IDs"],
  ["/trader/25usdc?follow=true", "Copy address"],
] as const) {
  test(`says what it did without covering the buttons below: ${copy}`, async ({ page, context }) => {
    await context.grantPermissions(["clipboard-write"]);
    await page.setViewportSize({ width: 960, height: 640 });
    await open(page, hash);
    await page.getByRole("button", { name: copy }).click();
    // Read in one go: a message is there for six seconds, and a busy machine can be slower than that.
    const edges = await page.waitForFunction(() => {
      const message = document.querySelector("section.pointer-events-none > div");
      const foot = document.querySelector("aside footer");
      if (!message || !foot) return null;
      return { message: message.getBoundingClientRect().bottom, foot: foot.getBoundingClientRect().top };
    });
    const { message, foot } = (await edges.jsonValue()) ?? { message: 0, foot: 0 };
    expect(message).toBeLessThanOrEqual(foot);
    expect(message).toBeGreaterThan(foot - 40);
  });
}

test("follows the computer's theme where asked to", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/settings");
  await page.getByRole("radio", { name: "System" }).nth(1).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("says ready once it has painted", async ({ page }) => {
  await open(page, "/orders");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await expect(page.getByRole("row").first()).toBeVisible();
});

test("shows the words of the history's choices whole in both languages, at the window's usual width", async ({
  page,
}) => {
  for (const language of ["en", "fr"] as const) {
    for (const place of ["/history", "/history/ledger"]) {
      await open(page, place, { language });
      const cut = page
        .locator("main h1")
        .locator("xpath=..")
        .evaluate((bar) =>
          [...bar.querySelectorAll("button, [role=combobox], [role=radio], span")]
            .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth)
            .map((one) => one.textContent),
        );
      expect(await cut, `${place} in ${language}`).toEqual([]);
    }
  }
});
