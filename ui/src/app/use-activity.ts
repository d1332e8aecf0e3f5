/** Tells the engine that somebody is at the window, where it locks itself. It decides; this only says so, now and then. */
import { useEffect } from "react";
import { usePlatform } from "@/live/queries";
import { useLive } from "@/live/store";

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
/** The shortest time until it locks is five minutes: so often is often enough. */
const EVERY_MS = 20_000;

export function useActivity(): void {
  const platform = usePlatform();
  const locks = useLive((live) => (live.settings?.lockAfter ?? "never") !== "never");
  useEffect(() => {
    if (!locks) return;
    let said = Number.NEGATIVE_INFINITY;
    const say = () => {
      const now = performance.now();
      if (now - said < EVERY_MS) return;
      said = now;
      // One that is refused came too late: the window is locked, and shows it.
      platform.windowUsed().catch(() => undefined);
    };
    const how = { capture: true, passive: true };
    for (const sign of SIGNS) window.addEventListener(sign, say, how);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, say, how);
    };
  }, [locks, platform]);
}
