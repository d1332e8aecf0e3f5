/**
 * What the window bears: `npm run bench`. Prints figures and judges nothing; a busy machine makes all of them worse,
 * so the load stands beside each.
 *
 *   npm run bench -- scroll|load|memory   one part only
 *   BENCH_SECONDS=60  BENCH_MESSAGES=36000   how long (the hour takes up to half of one on a busy machine)
 */
import { frames, go, heap, launch, open, serve, takeInputs, timeInputs } from "./page.mjs";
import { line, note, title } from "./table.mjs";

const only = process.argv[2];
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 36_000);
const CHANGES = 1000;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const rows = (page) => page.locator("table").getAttribute("aria-rowcount");
/** Turns of the wheel, as fast as the window takes them. */
async function wheel(page, turns, by) {
  await page.mouse.move(600, 500);
  for (let i = 0; i < turns; i++) await page.mouse.wheel(0, by);
}

/** Brings all pages of the history in, as scrolling to the end would. */
async function fetchAll(page) {
  const scroller = page.locator("div:has(> table)");
  let known = 0;
  for (;;) {
    const height = await scroller.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
      return element.scrollHeight;
    });
    if (height === known && (await page.getByText("That is all", { exact: false }).count()) > 0) break;
    known = height;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    if (height > 49_990 * 32) break;
  }
  await scroller.evaluate((element) => {
    element.scrollTop = 0;
  });
  return Math.round(known / 32);
}

async function scroll(browser) {
  title("Scrolling: time between frames");
  const page = await open(browser, "/history");
  const loaded = await fetchAll(page);
  const history = `history, ${loaded} of ${Number(await rows(page)) - 1} rows here`;
  line(`${history}, wheel 120 px`, await frames(page, () => wheel(page, 200, 120)));
  line(`${history}, wheel 800 px`, await frames(page, () => wheel(page, 100, 800)));
  await go(page, "/orders");
  await page.locator("[data-row]").first().waitFor();
  const orders = `orders, ${Number(await rows(page)) - 1} rows`;
  line(`${orders}, wheel 120 px`, await frames(page, () => wheel(page, 200, 120)));
  line(`${orders}, wheel 800 px`, await frames(page, () => wheel(page, 100, 800)));
  await page.close();
}

/** What a hand does in a second or so: rows by key, a press on a row's edge, a letter in the filter. */
async function use(page, until) {
  const filter = page.locator("[data-filter]");
  for (let i = 0; Date.now() < until; i++) {
    await page.keyboard.press(i % 8 < 6 ? "j" : "k");
    await wait(80);
    if (i % 5 === 4) {
      await page.locator("thead button").nth(1).click();
      await wait(80);
    }
    if (i % 12 === 11) {
      await filter.focus();
      await page.keyboard.type("bit", { delay: 80 });
      await page.keyboard.press("Control+A");
      await page.keyboard.press("Backspace");
      await wait(80);
      await filter.blur();
    }
  }
}

/** All of them, and each kind by itself. */
function inputs(where, timed) {
  line(
    `${where}, input to paint`,
    timed.map(([, ms]) => ms),
  );
  for (const kind of new Set(timed.map(([name]) => name)))
    line(
      `  ${kind}`,
      timed.filter(([name]) => name === kind).map(([, ms]) => ms),
    );
}

async function load(browser) {
  title(`Under load: ${CHANGES} changes a second in 10 messages, ${SECONDS} s each: input to paint`);
  for (const hash of ["/orders", "/history"]) {
    const page = await open(browser, hash);
    await timeInputs(page);
    if (hash === "/orders") {
      await use(page, Date.now() + 5000);
      inputs(`${hash}, nothing happening`, await takeInputs(page));
    }
    await page.evaluate((changes) => window.bench.busy(changes), CHANGES);
    const from = await page.evaluate(() => window.bench.taken());
    const steady = await frames(page, async () => {
      const until = Date.now() + SECONDS * 1000;
      if (hash === "/orders") await use(page, until);
      else
        for (let i = 0; Date.now() < until; i++) {
          await page.keyboard.press(i % 8 < 6 ? "j" : "k");
          await wait(80);
          if (i % 10 === 9) await wheel(page, 5, 120);
        }
    });
    const taken = (await page.evaluate(() => window.bench.taken())) - from;
    inputs(hash, await takeInputs(page));
    line(`${hash}, between frames`, steady);
    note(`${taken} messages taken`);
    await page.close();
  }
}

async function memory(browser) {
  title(`An hour's messages (${MESSAGES}) as fast as they are taken: memory after a collection`);
  const page = await open(browser, "/orders");
  const SAMPLES = 10;
  const show = ({ heap: mb, nodes, listeners }, done, seconds) =>
    note(
      `${String(done).padStart(6)} messages  ${mb.toFixed(1).padStart(6)} MB  ${String(nodes).padStart(6)} nodes  ${String(listeners).padStart(5)} listeners  ${seconds.toFixed(0)} s`,
    );
  const from = Date.now();
  await page.evaluate(() => window.bench.flood(100, 100));
  show(await heap(page), 100, (Date.now() - from) / 1000);
  const places = ["/orders", "/dashboard", "/positions", "/activity", "/performance"];
  for (let i = 1; i <= SAMPLES; i++) {
    // A fifth of each stretch on each of these screens, and measured on the same one.
    for (const place of [...places.slice(1), "/orders"]) {
      await go(page, place);
      await page.evaluate((n) => window.bench.flood(n, 100), MESSAGES / SAMPLES / places.length);
    }
    show(await heap(page), (MESSAGES / SAMPLES) * i, (Date.now() - from) / 1000);
  }
  await page.close();
}

const stop = await serve();
const browser = await launch();
try {
  for (const [name, part] of Object.entries({ scroll, load, memory }))
    if (!only || only === name) await part(browser);
} finally {
  await browser.close();
  stop();
}
