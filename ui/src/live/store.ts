/**
 * What is always on screen: the frame, pushed by the engine, and the passing messages.
 *
 * Invariant: the frame is only ever replaced by a newer one; its parts stay the same objects while they say the same. Updates
 * carry a number without gaps; on a gap the caller reads everything again. Orders, follows and the journal are not here: they
 * are queries, read again when touched.
 */
import { create } from "zustand";
import type { Frame, LimitsView, PlatformError, Settings, Sums, Update } from "@/platform";
import type { MessageAct, Toast, Words } from "./messages";
import { TOASTS_AT_MOST, withAnnouncement } from "./messages";
import { keepParts } from "./sharing";

export type { Toast } from "./messages";

/** What is read aloud is gathered for seconds: none of it is left out because it is not shown any more. */
const NEWS_AT_MOST = 100;

interface Live {
  /** `null` until the first one has come. */
  frame: Frame | null;
  /** The account's figures of the moment that the screen shows, where its answer has them: see `sums.ts`. */
  sums: Sums | null;
  settings: Settings | null;
  /** Why the window could not read the engine at all. */
  failure: PlatformError | null;
  /** The engine is not heard: nothing on screen is known to be so now. */
  silent: boolean;
  /** The number of the last update taken in. */
  seq: number | null;
  toasts: Toast[];
  /** The newest messages, shown or not, for the voice. */
  news: Toast[];
  nextToast: number;
  /** When each of the last reasons to announce came, real time. */
  lately: number[];
  setFrame(frame: Frame): void;
  setSums(sums: Sums | null): void;
  setSettings(settings: Settings): void;
  /** Nothing that was read or told stays: the window is locked. */
  forget(): void;
  /** The notification centre is open. */
  centre: boolean;
  showCentre(open: boolean): void;
  /** Limits over all follows that allow more, and that are asked about. */
  raising: LimitsView | null;
  raise(after: LimitsView | null): void;
  setFailure(failure: PlatformError | null): void;
  setSilent(): void;
  /** Takes an update in. False when one is missing before it: everything is to be read again. */
  take(update: Update): boolean;
  /** A message of the window itself, with what it offers to do. */
  say(words: Words, act?: MessageAct): void;
  /** `acted`: what it offered was done. */
  dismiss(toast: number, acted?: boolean): void;
}

/** Messages that others pushed out are gone as those are that time took. */
function pushedOut(before: Toast[], after: Toast[]): void {
  for (const toast of before) if (!after.some(({ id }) => id === toast.id)) toast.act?.gone?.();
}

export const useLive = create<Live>()((set, get) => ({
  frame: null,
  sums: null,
  settings: null,
  failure: null,
  silent: false,
  seq: null,
  toasts: [],
  news: [],
  nextToast: 1,
  lately: [],
  setFrame: (frame) => {
    const known = get().frame;
    // An answer that was overtaken by an update is not put over it; a reset or a restart may go back in time.
    if (known && frame.now < known.now && known.now - frame.now < 60_000) return;
    set({ frame: keepParts(known, frame), failure: null });
  },
  setSums: (sums) => set({ sums }),
  setSettings: (settings) => set({ settings }),
  forget: () => set({ settings: null, sums: null, toasts: [], news: [], centre: false, raising: null }),
  centre: false,
  showCentre: (centre) => set({ centre }),
  raising: null,
  raise: (raising) => set({ raising }),
  setFailure: (failure) => set({ failure }),
  setSilent: () => set({ silent: true }),
  take: (update) => {
    const { frame, seq, toasts, news, nextToast, lately } = get();
    const whole = seq === null || update.seq === seq + 1;
    const fresh = update.announcements.map((one, i) => ({ id: nextToast + i, announcements: [one] }));
    const now = performance.now();
    const shown = update.announcements.reduce(
      (known, one, i) => withAnnouncement(known, nextToast + i, one, now),
      { toasts, lately },
    );
    set({
      frame: keepParts(frame, update.frame),
      failure: null,
      silent: false,
      seq: update.seq,
      nextToast: nextToast + fresh.length,
      ...(fresh.length > 0 ? shown : {}),
      news: fresh.length > 0 ? [...news, ...fresh].slice(-NEWS_AT_MOST) : news,
    });
    pushedOut(toasts, get().toasts);
    return whole;
  },
  say: (words, act) => {
    const { toasts, news, nextToast } = get();
    const toast: Toast = { id: nextToast, words, ...(act ? { act } : {}) };
    set({
      toasts: [...toasts, toast].slice(-TOASTS_AT_MOST),
      news: [...news, toast].slice(-NEWS_AT_MOST),
      nextToast: nextToast + 1,
    });
    pushedOut(toasts, get().toasts);
  },
  dismiss: (toast, acted = false) => {
    const one = get().toasts.find(({ id }) => id === toast);
    set({ toasts: get().toasts.filter(({ id }) => id !== toast) });
    if (!acted) one?.act?.gone?.();
  },
}));

/** A part of the frame; renders again only when that part changes. For use under the frame's gate, where it is known. */
export function useFrame<T>(pick: (frame: Frame) => T): T {
  return useLive((live) => {
    if (!live.frame) throw new Error("used before the first frame");
    return pick(live.frame);
  });
}
