/**
 * What is always on screen: the frame, pushed by the engine, and the passing messages.
 *
 * Invariant: the frame is only ever replaced by a newer one. Updates carry a number without gaps; on a gap the caller
 * reads everything again. Orders, follows and the journal are not here: they are queries, read again when touched.
 */
import { create } from "zustand";
import type { AnnouncedEvent, Announcement, Frame, PlatformError, Settings, Sums, Update } from "@/platform";

/** A passing message. `announcement` from the engine, `text` from the window itself. */
export interface Toast {
  id: number;
  announcement?: Announcement;
  text?: string;
  /** Many that came at once, as one message. */
  gathered?: Announcement[];
}

/** Who announces more than so many within so many ms is heard once. */
const AT_ONCE_MOST = 3;
const AT_ONCE_MS = 10_000;
/** A summary counts so many; more is a flood whose number nobody needs. */
const GATHERED_AT_MOST = 500;
/** What nobody may overlook stands by itself, however much else comes. */
const URGENT: AnnouncedEvent["kind"][] = ["halted", "connection_lost", "trouble"];

/** More than this at once hides what they lie on; the oldest leave. */
const TOASTS_AT_MOST = 3;
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
  /** When each of the last announcements came that may be gathered, real time. */
  lately: number[];
  setFrame(frame: Frame): void;
  setSums(sums: Sums | null): void;
  setSettings(settings: Settings): void;
  /** Nothing that was read or told stays: the window is locked. */
  forget(): void;
  setFailure(failure: PlatformError | null): void;
  setSilent(): void;
  /** Takes an update in. False when one is missing before it: everything is to be read again. */
  take(update: Update): boolean;
  say(text: string): void;
  dismiss(toast: number): void;
}

/** The messages with new ones among them: more than three within ten seconds become one, but for what is urgent. */
function shown(
  toasts: Toast[],
  fresh: Toast[],
  lately: number[],
  now: number,
): Pick<Live, "toasts" | "lately"> {
  const gathers = (toast: Toast) => toast.announcement && !URGENT.includes(toast.announcement.event.kind);
  const recent = lately.filter((at) => now - at < AT_ONCE_MS);
  const times = [...recent, ...fresh.filter(gathers).map(() => now)].slice(-(AT_ONCE_MOST + 1));
  const all = [...toasts, ...fresh];
  if (times.length <= AT_ONCE_MOST) return { toasts: all.slice(-TOASTS_AT_MOST), lately: times };
  const gathered = all
    .flatMap((toast) => toast.gathered ?? (toast.announcement && gathers(toast) ? [toast.announcement] : []))
    .slice(-GATHERED_AT_MOST);
  const others = all.filter((toast) => !gathers(toast) && !toast.gathered);
  const id = Math.max(...fresh.map((toast) => toast.id));
  const summary = gathered.length > 1 ? [{ id, gathered }] : [];
  return { toasts: [...others.slice(1 - TOASTS_AT_MOST), ...summary], lately: times };
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
    set({ frame, failure: null });
  },
  setSums: (sums) => set({ sums }),
  setSettings: (settings) => set({ settings }),
  forget: () => set({ settings: null, toasts: [], news: [] }),
  setFailure: (failure) => set({ failure }),
  setSilent: () => set({ silent: true }),
  take: (update) => {
    const { seq, toasts, news, nextToast, lately } = get();
    const whole = seq === null || update.seq === seq + 1;
    const fresh = update.announcements.map((announcement, i) => ({ id: nextToast + i, announcement }));
    set({
      frame: update.frame,
      failure: null,
      silent: false,
      seq: update.seq,
      nextToast: nextToast + fresh.length,
      ...(fresh.length > 0 ? shown(toasts, fresh, lately, performance.now()) : {}),
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
