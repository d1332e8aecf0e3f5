/** The built window on the simulated engine, served and opened; and what is read from it. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const PORT = Number(process.env.BENCH_PORT ?? 4176);
const OUT = process.env.BENCH_OUT ?? "node_modules/.bench-dist";
const ORIGIN = `http://127.0.0.1:${PORT}`;

/** Builds for production and serves; call the answer to stop. */
export async function serve() {
  const built = spawnSync(
    "npx",
    ["vite", "build", "--mode", "mock", "--outDir", OUT, "--emptyOutDir", "--logLevel", "warn"],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (built.status !== 0) throw new Error("the window does not build");
  const server = spawn(
    "node_modules/.bin/vite",
    ["preview", "--outDir", OUT, "--host", "127.0.0.1", "--port", String(PORT), "--strictPort"],
    {
      // It ends with its input: an open pipe keeps it.
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  for (let tries = 0; ; tries++) {
    if (
      await fetch(ORIGIN).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    if (tries > 100 || server.exitCode !== null) throw new Error("the window is not served");
    await new Promise((done) => setTimeout(done, 100));
  }
  return () => server.kill();
}

export async function launch() {
  const installed =
    process.env.CHROMIUM ?? (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);
  return chromium.launch({
    args: ["--no-sandbox", "--enable-precise-memory-info"],
    ...(installed ? { executablePath: installed } : {}),
  });
}

/** A window on 50,000 fills and 5,000 working orders; the engine runs in a thread of its own. */
export async function open(browser, hash) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`${ORIGIN}/?mock=many&clock=paused&thread=own#${hash}`);
  await page.locator("html[data-ready]").waitFor();
  await page.locator("[data-row]").first().waitFor();
  return page;
}

export async function go(page, hash) {
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
  await page.locator(`main[data-at="${hash}"]`).waitFor();
}

/** The times between frames while `act` runs, in ms. */
export async function frames(page, act) {
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const tick = (now) => {
      window.frameTimes?.push(now - last);
      last = now;
      if (window.frameTimes) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  return page.evaluate(() => {
    const times = window.frameTimes;
    window.frameTimes = undefined;
    return times.slice(1);
  });
}

/** From now on every key and press is timed, from when the system had it to when what it did was painted. */
export async function timeInputs(page) {
  await page.evaluate(() => {
    window.inputTimes = [];
    const nameOf = (event) =>
      event.type === "pointerdown"
        ? "press on a header"
        : event.target.matches("input")
          ? "key in the filter"
          : "key on a row";
    for (const kind of ["keydown", "pointerdown"]) {
      window.addEventListener(
        kind,
        (event) => {
          const from = event.timeStamp;
          const name = nameOf(event);
          requestAnimationFrame(() => {
            // The first task after the frame: it has been painted by then.
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.inputTimes.push([name, performance.now() - from]);
            channel.port2.postMessage(null);
          });
        },
        { capture: true },
      );
    }
  });
}

export const takeInputs = (page) =>
  page.evaluate(() => {
    const times = window.inputTimes;
    window.inputTimes = [];
    return times;
  });

/** Live JavaScript objects after a collection, MB. */
export async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  for (let i = 0; i < 3; i++) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  await session.detach();
  return { heap: usedSize / 1024 / 1024, nodes, listeners: jsEventListeners };
}
