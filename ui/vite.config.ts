import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Rolldown } from "vite";
import { defineConfig } from "vitest/config";

const path = (to: string) => fileURLToPath(new URL(to, import.meta.url));
/** Where the development host listens (src-tauri/app/src/development/options.rs). */
const HOST = process.env.PILOTFISH_HOST ?? "http://127.0.0.1:5180";
const proxy = { "/api": { target: HOST } };

/** The content policy of the desktop window; a page in a browser asks its own server. */
const POLICY = (
  JSON.parse(readFileSync(path("../tauri.conf.json"), "utf8")) as { app: { security: { csp: string } } }
).app.security.csp.replace(/connect-src [^;]*/, "connect-src 'self'");

/** All modules that one needs to begin. */
function reached(from: string, importsOf: (id: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const left = [from];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    left.push(...importsOf(id));
  }
  return seen;
}

/**
 * What both windows need, what the main window begins with, and all of its screens, each in one file: as many small ones are a tenth
 * larger when they are compressed, and each is one more thing to wait for. What only the key window needs stays by itself, as does each
 * recorded scene.
 */
function files(): Rolldown.CodeSplittingNameFunction {
  let main: ReadonlySet<string> | undefined;
  let key: ReadonlySet<string> | undefined;
  return (id, modules) => {
    const importsOf = (of: string) => modules.getModuleInfo(of)?.importedIds ?? [];
    main ??= reached(path("./index.html"), importsOf);
    key ??= reached(path("./key-import.html"), importsOf);
    if (key.has(id)) return main.has(id) ? "base" : null;
    if (main.has(id)) return "start";
    return /\/i18n\/fr\/|\/platform\/recorded\//.test(id) ? null : "screens";
  };
}

// `vite build` makes the desktop window (Tauri only); `vite build --mode recorded` makes the same window on recorded
// answers, for the end-to-end tests, as `vite dev` shows it outside of Tauri. Mode `http` is the window on the real engine
// in the development host: the webview's bridge is put over HTTP, and that is all.
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
    rolldownOptions: {
      input: { main: path("./index.html"), key: path("./key-import.html") },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: files(), debugName: "files" }],
        },
      },
    },
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
