/**
 * Chooses the platform. The choice is made at build time where it can be, so that the desktop bundle holds no simulation
 * of an engine and no recorded answer. The development host is the desktop's platform with another bridge under it (`http/`);
 * `vite dev` in a browser shows a recorded scene (`?scene=demo`), in which time stands.
 */
import type { Platform } from "./types";

export * from "./types";

const onEngine = () => import.meta.env.MODE === "http" || "__TAURI_INTERNALS__" in window;

/** The platform this window runs on. */
export async function openPlatform(): Promise<Platform> {
  const params = new URLSearchParams(window.location.search);
  if (import.meta.env.MODE === "mock") {
    // The screens' own filters live behind the #; what is meant for the simulation must not be taken for one.
    window.history.replaceState(null, "", `${window.location.pathname}${window.location.hash}`);
    if (params.has("scene")) return (await import("./recorded/window")).openRecorded(params, true);
    if (params.get("thread") === "own") return (await import("./mock/afar")).openAfar(params);
    return (await import("./mock")).openMock(params);
  }
  if (import.meta.env.DEV && !onEngine()) {
    return (await import("./recorded/window")).openRecorded(params, false);
  }
  const { tauri } = await import("./tauri");
  return tauri;
}
