/**
 * Joins the window to the engine: listens first, then reads, so that nothing falls between the two.
 */
import type { QueryClient } from "@tanstack/react-query";
import { Refresher } from "@/live/refresh";
import { useLive } from "@/live/store";
import type { Platform } from "@/platform";
import { PlatformError } from "@/platform";
import { applyAppearance } from "./theme";

/** Reads frame and settings; the failure is shown, with a way to try again. */
export async function readAll(platform: Platform): Promise<void> {
  const live = useLive.getState();
  try {
    const [frame, settings] = await Promise.all([platform.frame(), platform.settings()]);
    applyAppearance(settings);
    live.setSettings(settings);
    live.setFrame(frame);
  } catch (cause) {
    live.setFailure(
      cause instanceof PlatformError
        ? cause
        : new PlatformError({ code: "engine_unreachable", detail: String(cause) }),
    );
  }
}

/** Starts listening and reading. Resolves when both have been done once. */
export async function connect(platform: Platform, client: QueryClient): Promise<() => void> {
  const refresher = new Refresher(client);
  const stop = await platform.listen((update) => {
    const whole = useLive.getState().take(update);
    if (!whole || update.touched.includes("all")) {
      refresher.everything();
      void readAll(platform);
      return;
    }
    refresher.touch(update.touched);
    if (update.touched.includes("settings")) void readAll(platform);
  });
  await readAll(platform);
  return stop;
}
