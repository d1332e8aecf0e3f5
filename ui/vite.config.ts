import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const path = (to: string) => fileURLToPath(new URL(to, import.meta.url));
/** Where the development host listens (src-tauri/app/src/development/options.rs). */
const HOST = process.env.PILOTFISH_HOST ?? "http://127.0.0.1:5180";
const proxy = { "/api": { target: HOST } };

/** The content policy of the desktop window; a page in a browser asks its own server, and the simulated engine is a worker. */
const POLICY = (
  JSON.parse(readFileSync(path("../tauri.conf.json"), "utf8")) as { app: { security: { csp: string } } }
).app.security.csp
  .replace(/connect-src [^;]*/, "connect-src 'self'")
  .replace(/worker-src [^;]*/, "worker-src 'self'");

// `vite build` makes the desktop window (Tauri only); `vite build --mode mock` makes the same window on the
// simulated engine, for the end-to-end tests. `vite dev` shows recorded answers outside of Tauri. Mode `http` is the
// window on the real engine in the development host: the webview's bridge is put over HTTP, and that is all.
export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss()],
  base: "./",
  resolve: {
    alias: {
      "@": path("./src"),
      ...(mode === "http" && {
        "@tauri-apps/api/core": path("./src/platform/http/core.ts"),
        "@tauri-apps/api/event": path("./src/platform/http/event.ts"),
      }),
    },
  },
  build: {
    target: "es2022",
    // A font or picture written into the page as data: is one more thing the content policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    // The key window has a page of its own, which loads nothing of the main window's list of commands.
    rolldownOptions: { input: { main: path("./index.html"), key: path("./key-import.html") } },
  },
  server: { port: 5173, strictPort: true, proxy },
  // The policy of the desktop window, so that the end-to-end tests run under it.
  preview: {
    proxy,
    headers: { "Content-Security-Policy": POLICY },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    env: { TZ: "UTC" },
    css: false,
    // One jsdom a worker, not one a file; each test begins with a fresh store (src/test/setup.ts).
    isolate: false,
    testTimeout: 120_000,
  },
}));
