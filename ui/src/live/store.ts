/**
 * What is always on screen: the frame, pushed by the engine, and the passing messages.
 *
 * Invariant: the frame is only ever replaced by a newer one. Updates carry a number without gaps; on a gap the caller
 * reads everything again. Orders, follows and the journal are not here: they are queries, read again when touched.
 */
import { create } from "zustand";
import type { Announcement, Frame, PlatformError, Settings, Update } from "@/platform";

/** A passing message. `announcement` from the engine, `text` from the window itself. */
export interface Toast {
  id: number;
  announcement?: Announcement;
  text?: string;
}

/** More than this at once hides what they lie on; the oldest leave. */
const TOASTS_AT_MOST = 3;
/** What is read aloud is gathered for seconds: none of it is left out because it is not shown any more. */
const NEWS_AT_MOST = 100;

interface Live {
  /** `null` until the first one has come. */
  frame: Frame | null;
  settings: Settings | null;
  /** Why the window could not read the engine at all. */
  failure: PlatformError | null;
  /** The number of the last update taken in. */
  seq: number | null;
  toasts: Toast[];
  /** The newest messages, shown or not, for the voice. */
  news: Toast[];
  nextToast: number;
  setFrame(frame: Frame): void;
  setSettings(settings: Settings): void;
  setFailure(failure: PlatformError | null): void;
  /** Takes an update in. False when one is missing before it: everything is to be read again. */
  take(update: Update): boolean;
  say(text: string): void;
  dismiss(toast: number): void;
}

export const useLive = create<Live>()((set, get) => ({
  frame: null,
  settings: null,
  failure: null,
  seq: null,
  toasts: [],
  news: [],
  nextToast: 1,
  setFrame: (frame) => {
    const known = get().frame;
    // An answer that was overtaken by an update is not put over it; a reset or a restart may go back in time.
    if (known && frame.now < known.now && known.now - frame.now < 60_000) return;
    set({ frame, failure: null });
  },
  setSettings: (settings) => set({ settings }),
  setFailure: (failure) => set({ failure }),
  take: (update) => {
    const { seq, toasts, news, nextToast } = get();
    const whole = seq === null || update.seq === seq + 1;
    const fresh = update.announcements.map((announcement, i) => ({ id: nextToast + i, announcement }));
    set({
      frame: update.frame,
      failure: null,
      seq: update.seq,
      nextToast: nextToast + fresh.length,
      toasts: fresh.length > 0 ? [...toasts, ...fresh].slice(-TOASTS_AT_MOST) : toasts,
      news: fresh.length > 0 ? [...news, ...fresh].slice(-NEWS_AT_MOST) : news,
    });
    return whole;
  },
  say: (text) => {
    const { toasts, news, nextToast } = get();
    const toast = { id: nextToast, text };
    set({
      toasts: [...toasts, toast].slice(-TOASTS_AT_MOST),
      news: [...news, toast].slice(-NEWS_AT_MOST),
      nextToast: nextToast + 1,
    });
  },
  dismiss: (toast) => set({ toasts: get().toasts.filter((one) => one.id !== toast) }),
}));

/** A part of the frame; renders again only when that part changes. For use under the frame's gate, where it is known. */
export function useFrame<T>(pick: (frame: Frame) => T): T {
  return useLive((live) => {
    if (!live.frame) throw new Error("used before the first frame");
    return pick(live.frame);
  });
}
