/**
 * The list of identities on the real engine, asked over and over while the clock runs as fast as it does; and the same sums as they stand
 * on the screens, read from what is painted at one instant.
 */
import type { Page } from "@playwright/test";
import { expect, settled, test } from "../e2e/window";
import { asShown } from "../src/platform/as-shown";
import type { LedgerFilter, LedgerRow } from "../src/platform/types";
import { type Answers, broken, brokenShown, identities, micros, type Shown } from "./identities";

const ROUNDS = 12;
const NOTHING: LedgerFilter = {
  kind: null,
  trader: null,
  market: null,
  year: null,
  from: null,
  until: null,
  text: null,
};

async function ask<T>(page: Page, command: string, given: object = {}): Promise<T> {
  const answer = await page.request.post(`/api/${command}`, { data: given });
  expect(answer.ok(), `${command}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
}

async function ledger(page: Page): Promise<Answers["ledger"]> {
  const book = await ask<Answers["ledger"]["book"]>(page, "ledger", { filter: NOTHING });
  const rows: LedgerRow[] = [];
  for (const day of [...book.days].reverse()) {
    for (let skip = 0; skip < day.entries; skip += 500) {
      const query = { filter: NOTHING, day: day.day, first: day.first, last: day.last, skip, limit: 500 };
      rows.push(...(await ask<LedgerRow[]>(page, "ledger_rows", { query })));
    }
  }
  return { book, rows };
}

const answers = async (page: Page): Promise<Answers> => ({
  frame: await ask(page, "frame"),
  positions: await ask(page, "positions"),
  follows: await ask(page, "follow_list"),
  orders: await ask(page, "order_list", { query: { ended: false } }),
  dashboard: await ask(page, "dashboard", { period: "all" }),
  performance: await ask(page, "performance", { period: "all" }),
  ledger: await ledger(page),
});

/** The same answers as the window has them. */
function shownOf({
  frame,
  positions,
  follows,
  orders,
  dashboard,
  performance,
  ledger: { book },
}: Answers): Shown {
  const shown = <T>(command: string, answer: T, ...given: unknown[]) => asShown(command, answer, given) as T;
  return {
    frame: shown("frame", frame),
    positions: shown("positions", positions),
    follows: shown("followList", follows),
    orders: shown("orderList", orders),
    dashboard: shown("dashboard", dashboard),
    performance: shown("performance", performance),
    book: shown("ledger", book, NOTHING),
  };
}

/** Follows some more, so that there is something to add up. */
async function begin(page: Page) {
  await page.goto("/");
  await page.locator("html[data-ready]").waitFor();
  const board = await ask<{ rows: { address: string; own?: boolean; follow?: number | null }[] }>(
    page,
    "leaderboard",
    { query: { window: "month", order: "pnl", category: null, filter: null, limit: 20 } },
  );
  for (const { address } of board.rows.slice(0, 4)) {
    const draft = await ask<object>(page, "follow_defaults", { address });
    await page.request.post("/api/follow", { data: { address, draft } });
  }
  await ask(page, "set_clock", { speed: 600, paused: false });
}

test("every figure that can be derived from others is, while the clock runs at 600×", async ({ page }) => {
  await begin(page);
  let looked = 0;
  let rows = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const seen = await answers(page);
    expect(broken(seen)).toEqual([]);
    expect(brokenShown(shownOf(seen))).toEqual([]);
    looked += identities(seen).length;
    rows = seen.ledger.rows.length;
    await page.waitForTimeout(2000);
  }
  expect(looked).toBeGreaterThan(40 * ROUNDS);
  expect(rows).toBeGreaterThan(3);
});

/** A figure on the screen, in micro-dollars. */
const read = (text: string): bigint =>
  micros(
    text
      .replace("\u2212", "-")
      .replace(/[^\d.-]/g, "")
      .replace(/(?!^)-/g, ""),
  );

test("the ledger's totals, its last day and the top bar say one balance at every instant", async ({
  page,
}) => {
  await page.goto("/#/history/ledger");
  await page.locator("html[data-ready]").waitFor();
  await settled(page);
  await page.getByRole("table", { name: "Ledger" }).waitFor();
  for (let round = 0; round < ROUNDS; round += 1) {
    const painted = await page.evaluate(() => {
      const tiles = [
        ...document.querySelectorAll("[role=radiogroup][aria-label^='Totals by type'] [role=radio]"),
      ];
      const end = document.querySelector("[data-ledger-end]");
      const day = document.querySelector("table[aria-label=Ledger] tbody tr th[scope=rowgroup]");
      const top = [...document.querySelectorAll("header dt, header span")].find((one) =>
        one.textContent?.startsWith("Balance"),
      );
      return {
        tiles: tiles.map((tile) => tile.lastElementChild?.textContent ?? ""),
        end: end?.textContent ?? "",
        day: day?.closest("tr")?.lastElementChild?.textContent ?? "",
        top: top?.nextElementSibling?.textContent ?? "",
      };
    });
    const sum = painted.tiles.filter((text) => /\d/.test(text)).reduce((so, text) => so + read(text), 0n);
    expect(sum, JSON.stringify(painted)).toBe(read(painted.end));
    expect(painted.day, JSON.stringify(painted)).toBe(painted.end);
    expect(read(painted.top), JSON.stringify(painted)).toBe(read(painted.end));
    await page.waitForTimeout(1000);
  }
});
