/** The window in a browser on the real engine and the simulated venue, through the development host. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import recorded from "./playwright.config";

const HOST = 5181;
const PORT = 4174;
const OUT = "node_modules/.http-dist";
/** `cargo xtask test` builds it and says where it is. */
const program = process.env.PILOTFISH_DEVELOPMENT_HOST ?? "../target/debug/pilotfish-development-host";
const home = mkdtempSync(join(tmpdir(), "pilotfish-host-"));

export default defineConfig({
  ...recorded,
  testDir: "e2e-engine",
  // Each run empties its own: what the other leaves of a failure stays.
  outputDir: "test-results/engine",
  // One engine, one account, one story.
  fullyParallel: false,
  workers: 1,
  timeout: 420_000,
  expect: { timeout: 30_000 },
  use: { ...recorded.use, actionTimeout: 30_000, baseURL: `http://127.0.0.1:${PORT}` },
  webServer: [
    {
      command: `${program} --home ${home} --seed 7 --port ${HOST}`,
      port: HOST,
      gracefulShutdown: { signal: "SIGINT", timeout: 20_000 },
      timeout: 180_000,
    },
    {
      command: `npx vite build --mode http --outDir ${OUT} --emptyOutDir --logLevel warn && npx vite preview --mode http --outDir ${OUT} --host 127.0.0.1 --port ${PORT} --strictPort`,
      env: { PILOTFISH_HOST: `http://127.0.0.1:${HOST}` },
      port: PORT,
      timeout: 180_000,
    },
  ],
});
