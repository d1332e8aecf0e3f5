/** What stands beside what: nothing covers its neighbour, subjects are whole, and rows line up. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Says } from "../src/platform/recorded/window";
import type {
  Attention,
  Dashboard,
  HistoryPage,
  OrderList,
  Positions,
  SkipReason,
} from "../src/platform/types";
import { expect, go, open, test } from "./window";

/** What the engine answered first to that command in the scene `demo`. */
function answered<T>(command: string): T {
  const path = new URL("../src/platform/recorded/scenes/demo.json", import.meta.url);
  const { entries } = JSON.parse(readFileSync(path, "utf8")) as {
    entries: [string, object, { answer: T }][];
  };
  const said = entries.find(([one]) => one === command)?.[2];
  if (!said) throw new Error(`nobody asked ${command}`);
  return said.answer;
}

const NAMES = ["Stonebridge Rovers", "Port Alder"];
/** The first rows, with such names: the address of the page holds no more. */
const named = <List extends { rows: { outcome: string; outcomeIndex: number }[] }>(list: List): List => ({
  ...list,
  rows: list.rows.slice(0, 3).map((row, i) => ({ ...row, outcome: NAMES[i % 2] ?? "", outcomeIndex: i % 2 })),
});

/** Chips that stick out of their cell, or that what follows them lies on. */
const covered = (page: Page) =>
  page.evaluate((names) => {
    const found: string[] = [];
    let seen = 0;
    for (const chip of document.querySelectorAll<HTMLElement>("main span")) {
      if (chip.childElementCount > 0 || !names.includes(chip.textContent ?? "")) continue;
      seen += 1;
      const box = chip.getBoundingClientRect();
      const cell = (chip.closest("td, [role=option], li") ?? chip).getBoundingClientRect();
      const next = chip.nextElementSibling?.getBoundingClientRect();
      const beside = next && next.width > 0 && next.top < box.bottom && next.bottom > box.top;
      if (box.right > cell.right + 0.5)
        found.push(`${chip.textContent} sticks out by ${box.right - cell.right}`);
      if (beside && next.left < box.right - 0.5) found.push(`${chip.textContent} is covered`);
    }
    return seen === 0 ? ["no chip"] : found;
  }, NAMES);

test("an outcome with a long name gives way to what stands beside it", async ({ page }) => {
  const places: [string, Says][] = [
    ["/positions", { positions: named(answered<Positions>("positions")) }],
    ["/orders", { orderList: named(answered<OrderList>("order_list")) }],
    ["/history", { history: named(answered<HistoryPage>("history")) }],
  ];
  for (const width of [960, 1200, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [place, says] of places) {
      await open(page, place, { says });
      expect(await covered(page), `${place} at ${width}`).toEqual([]);
    }
  }
});

test("no row's market is cut", async ({ page }) => {
  await open(page, "/orders");
  for (const width of [960, 1200]) {
    await page.setViewportSize({ width, height: 800 });
    for (const place of ["/orders", "/orders?show=filled", "/positions", "/history", "/activity"]) {
      await go(page, place);
      const cut = page.evaluate(() => {
        const names = [...document.querySelectorAll<HTMLElement>("main [data-market]")];
        const whole = (name: HTMLElement) =>
          name.scrollHeight <= name.clientHeight + 1 && name.scrollWidth <= name.clientWidth + 1;
        return names.length === 0
          ? ["no market"]
          : names.filter((name) => !whole(name)).map((name) => name.textContent);
      });
      expect(await cut, `${place} at ${width}`).toEqual([]);
    }
  }
});

test("the buttons of the leaderboard are one column, whoever is followed", async ({ page }) => {
  for (const language of ["en", "fr"] as const) {
    await open(page, "/leaderboard", { language });
    const edges = await page.evaluate(() =>
      [...document.querySelectorAll("main tbody tr")].flatMap((row) => {
        const button = [...row.querySelectorAll("button")].at(-1)?.getBoundingClientRect();
        return button ? [`${Math.round(button.left)} to ${Math.round(button.right)}`] : [];
      }),
    );
    expect(edges.length).toBeGreaterThan(3);
    expect(new Set(edges).size, `${language}: ${edges}`).toBe(1);
  }
});

test("what needs attention says its reason whole, at the least width too", async ({ page }) => {
  const read = answered<Dashboard>("dashboard");
  const skipped = (reason: SkipReason, count: number) =>
    ({ kind: "skipped", reason, count, trader: null }) as Attention;
  const attention: Attention[] = [
    skipped("under_one_dollar", 15),
    skipped("limit", 11),
    skipped("price_band", 7),
  ];
  // The curve is short, for the page's address; no fill is asked for where it begins.
  const says: Says = {
    dashboard: { ...read, curve: read.curve.slice(-3), attention },
    history: { rows: [], next: null },
  };
  await page.setViewportSize({ width: 960, height: 640 });
  for (const language of ["en", "fr"] as const) {
    await open(page, "/dashboard", { language, says });
    const card = page.getByRole("region", { name: language === "en" ? "Needs attention" : "À surveiller" });
    const cut = await card.evaluate((region) => {
      const lines = [...region.querySelectorAll<HTMLElement>("li b, li strong, li .font-medium")];
      return lines.length < 3
        ? ["no lines"]
        : lines.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent);
    });
    expect(cut, language).toEqual([]);
  }
});

test("on the first page each label stands in the line of its figures", async ({ page }) => {
  for (const width of [960, 1200]) {
    await page.setViewportSize({ width, height: 800 });
    for (const language of ["en", "fr"] as const) {
      await open(page, "/welcome", { language, scene: "first" });
      const apart = await page.evaluate(() => {
        const [labels, first] = [...(document.querySelector("[data-modes]")?.children ?? [])];
        const tops = (parts: Iterable<Element> | undefined) =>
          [...(parts ?? [])].map((one) => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return range.getBoundingClientRect().top;
          });
        const [of, figures] = [tops(labels?.children), tops(first?.querySelectorAll("dd"))];
        return of.length < 6 ? ["no labels"] : of.filter((top, i) => Math.abs(top - (figures[i] ?? 0)) > 1);
      });
      expect(apart, `${language} at ${width}`).toEqual([]);
    }
  }
});
