/**
 * Chooses the platform. The choice is made at build time where it can be, so that the desktop bundle holds no recorded answer.
 * The development host is the desktop's platform with another bridge under it (`http/`); `vite dev` in a browser and mode
 * `recorded`, which the end-to-end tests build, show a recorded scene (`?scene=demo`), in which time stands.
 */
import type { Platform } from "./types";

export * from "./types";

const onEngine = () => import.meta.env.MODE === "http" || "__TAURI_INTERNALS__" in window;

/** The platform this window runs on. */
export async function openPlatform(): Promise<Platform> {
  if (import.meta.env.MODE === "recorded" || (import.meta.env.DEV && !onEngine())) {
    const params = new URLSearchParams(window.location.search);
    const tested = import.meta.env.MODE === "recorded";
    // The screens' own filters live behind the #; what chooses the scene must not be taken for one.
    if (tested) window.history.replaceState(null, "", `${window.location.pathname}${window.location.hash}`);
    return (await import("./recorded/window")).openRecorded(params, tested);
  }
  const { tauri } = await import("./tauri");
  return tauri;
}
