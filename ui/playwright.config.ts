/** The window in a browser on recorded answers. */
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Two runs at once on one machine each need a port and a folder of their own. */
const PORT = Number(process.env.PLAYWRIGHT_PORT ?? 4173);
/** Not in dist: that is the desktop window's, without the recorded answers. */
const OUT = process.env.PLAYWRIGHT_OUT ?? "node_modules/.recorded-dist";
const chromium = process.env.CHROMIUM ?? (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/window",
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try is a test to mend: they wait for what they need, however busy the machine.
  retries: 0,
  // A page of pictures takes two minutes on a busy machine.
  timeout: 600_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1200, height: 800 },
    timezoneId: "UTC",
    locale: "en-GB",
    // Fades are for people: half of one is a fault of contrast that nobody sees.
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: { args: ["--no-sandbox"], ...(chromium ? { executablePath: chromium } : {}) },
  },
  webServer: {
    command: `npx vite build --mode recorded --outDir ${OUT} --emptyOutDir --logLevel warn && npx vite preview --outDir ${OUT} --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}`,
    reuseExistingServer: false,
    timeout: 180_000,
  },
});
