/**
 * Joins the window to the engine: listens first, then reads, so that nothing falls between the two.
 */
import type { QueryClient } from "@tanstack/react-query";
import type { Heartbeat } from "@/live/heartbeat";
import { watchHeartbeat } from "@/live/heartbeat";
import { Refresher } from "@/live/refresh";
import { afterScreen } from "@/live/screen-first";
import { useLive } from "@/live/store";
import { readTables } from "@/live/tables";
import type { EngineState, Platform, Update } from "@/platform";
import { PlatformError } from "@/platform";
import { applyAppearance } from "./theme";

const asError = (cause: unknown): PlatformError =>
  cause instanceof PlatformError
    ? cause
    : new PlatformError({ code: "engine_unreachable", detail: String(cause) });

/** Reads frame and settings. No frame is a failure that is shown, with a way to try again. */
export async function readAll(platform: Platform): Promise<void> {
  const live = useLive.getState();
  const frame = platform.frame().then(live.setFrame, (cause) => live.setFailure(asError(cause)));
  const settings = platform.settings().then(
    (read) => {
      const shown = applyAppearance(read);
      live.setSettings(read);
      return shown;
    },
    // The limits are the engine's: while it starts there are none to read. It is asked again when its state changes.
    () => undefined,
  );
  // Without them the tables are as the program lays them out.
  const tables = readTables(platform).catch(() => undefined);
  await Promise.all([frame, settings, tables]);
}

/** In these states much of what was asked had no answer. */
const AWAY: (EngineState | undefined)[] = ["starting", "disconnected", "no_key", "failed"];

/** Starts listening and reading. Resolves when both have been done once. */
export async function connect(platform: Platform, client: QueryClient): Promise<() => void> {
  const refresher = new Refresher(client);
  let heartbeat: Heartbeat | undefined;
  const take = (update: Update) => {
    const live = useLive.getState();
    const before = live.frame?.state;
    const silent = live.silent;
    // From the first beat on: before it there is nothing that could look live.
    if (platform.beats) heartbeat ??= watchHeartbeat(() => useLive.getState().setSilent());
    heartbeat?.heard();
    const whole = live.take(update);
    const back = AWAY.includes(before) && !AWAY.includes(update.frame.state);
    if (!whole || back || silent || update.touched.includes("all")) {
      refresher.everything();
      void readAll(platform);
      return;
    }
    refresher.touch(update.touched);
    if (update.touched.includes("settings")) void readAll(platform);
  };
  const stop = await platform.listen((update) => afterScreen(() => take(update)));
  await readAll(platform);
  return () => {
    heartbeat?.stop();
    stop();
  };
}
