/** What a person does on one screen, where nothing but that screen changes; what goes on over several is in `e2e-engine`. */
import { walletOf } from "../src/test/traders";
import { expect, open, test } from "./window";

test("walks through the orders, opens, cancels one, and finds the focus where it was", async ({ page }) => {
  await open(page, "/orders");
  await expect(page.getByRole("row")).toHaveCount(5);
  const first = page.getByRole("row", { name: /^Fed rate cut/ });
  const second = page.getByRole("row", { name: /^Verstappen/ });
  await page.keyboard.press("j");
  await expect(first).toBeFocused();
  await page.keyboard.press("j");
  await expect(second).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^Verstappen/ })).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByRole("heading", { name: /^Fed rate cut/ })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("alertdialog", { name: "Cancel this order?" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep order" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(page.getByRole("option", { name: /^Fed rate cut/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(first).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("c");
  await expect(page.getByRole("button", { name: "Keep order" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Cancelling order")).toBeVisible();
  await expect(page.getByRole("option", { name: /^Fed rate cut/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row")).toHaveCount(4);
});

for (const [hash, copy] of [
  ["/orders?order=10", "Copy IDs"],
  [`/trader/${walletOf("25usdc")}?follow=true`, "Copy address"],
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

test("says ready once it has painted", async ({ page }) => {
  await open(page, "/orders");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await expect(page.getByRole("row").first()).toBeVisible();
});

test("shows the words of a list's filters whole in both languages, at the window's usual and least width", async ({
  page,
}) => {
  for (const width of [1200, 960]) {
    await page.setViewportSize({ width, height: 640 });
    for (const language of ["en", "fr"] as const) {
      for (const place of ["/activity", "/orders", "/orders?show=filled", "/history", "/history/ledger"]) {
        await open(page, place, { language });
        const cut = page
          .locator("main h1")
          .locator("xpath=..")
          .evaluate((bar) => {
            // WebKit draws letters a little wider: what only just fits here is cut there.
            for (const one of bar.querySelectorAll<HTMLElement>("[role=combobox], [role=combobox] *")) {
              one.style.transitionProperty = "none";
              one.style.letterSpacing = "0.02em";
            }
            return [...bar.querySelectorAll("button, [role=combobox], [role=radio], span")]
              .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth)
              .map((one) => one.textContent);
          });
        expect(await cut, `${place} in ${language} at ${width}`).toEqual([]);
      }
    }
  }
});
