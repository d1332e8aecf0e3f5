/**
 * Whether the engine is heard. It sends an update at least once a second; where none comes for three, what is on screen may
 * be out of date and must not look live.
 */

/** Silence from which on the window says so. */
export const SILENT_AFTER_MS = 3000;
const LOOKED_AT_EVERY_MS = 500;

export interface Heartbeat {
  /** An update came. */
  heard(): void;
  stop(): void;
}

/** Calls `onSilent` once for each silence. */
export function watchHeartbeat(onSilent: () => void): Heartbeat {
  let heardAt = performance.now();
  let lookedAt = heardAt;
  let silent = false;
  const timer = setInterval(() => {
    const now = performance.now();
    // The window itself slept: what was sent meanwhile is still to be taken in.
    if (now - lookedAt > SILENT_AFTER_MS) heardAt = now;
    lookedAt = now;
    if (!silent && now - heardAt >= SILENT_AFTER_MS) {
      silent = true;
      onSilent();
    }
  }, LOOKED_AT_EVERY_MS);
  return {
    heard: () => {
      heardAt = performance.now();
      silent = false;
    },
    stop: () => clearInterval(timer),
  };
}
