/**
 * Passing messages, gathered as the notification centre gathers what it keeps: what comes of one reason is one message that
 * counts. What nobody may overlook stands by itself, and a burst of many reasons becomes one message.
 */
import type { TFunction } from "i18next";
import type { Format } from "@/format/use-format";
import type { Announcement } from "@/platform";

/** A sentence that is made when it is drawn: in the language and the formats of that moment. */
export type Words = (t: TFunction, format: Format) => string;

/** What a message offers to do: to take back what was just done, or to go on from it. */
export interface MessageAct {
  label: Words;
  /** It takes back what the message says was done. */
  undoes: boolean;
  run(): void;
  /** The message went without being asked to: what it said is done for good. */
  gone?(): void;
}

/** A passing message. `announcements` from the engine, of one reason unless `mixed`; `words` from the window itself. */
export interface Toast {
  id: number;
  announcements?: Announcement[];
  /** Of several reasons, which came in one burst. */
  mixed?: boolean;
  words?: Words;
  act?: MessageAct;
}

/** More reasons than so many within so many ms are heard as one. */
const AT_ONCE_MOST = 3;
const AT_ONCE_MS = 10_000;
/** A message counts so many; more is a flood whose number nobody needs. */
const GATHERED_AT_MOST = 500;
/** More than this at once hides what they lie on; the oldest leave, to be found in the centre. */
export const TOASTS_AT_MOST = 3;

/** What makes announcements one message; `null` where one stands by itself. */
export function reasonOf({ event, trader }: Announcement): string | null {
  switch (event.kind) {
    case "halted":
    case "connection_lost":
    case "trouble":
      return null;
    case "limit_reached":
      return `limit ${event.gate}`;
    case "cancelled":
    case "skipped":
    case "refused":
      return `${event.kind} ${event.reason}`;
    case "trader_moved":
      return `moved ${event.news} ${trader}`;
    case "filled":
    case "partly_filled":
      return "filled";
    case "lifted":
      return `lifted ${event.halt}`;
    case "converted":
    case "redeemed":
    case "connection_back":
      return event.kind;
    default:
      return event satisfies never;
  }
}

const gathers = (toast: Toast): boolean =>
  toast.announcements?.every((one) => reasonOf(one) !== null) ?? false;

const isOf = (toast: Toast, reason: string): boolean =>
  !toast.mixed && toast.announcements?.[0] !== undefined && reasonOf(toast.announcements[0]) === reason;

export interface Shown {
  toasts: Toast[];
  /** When each of the last reasons came, real time. */
  lately: number[];
}

/** The messages with an announcement among them. */
export function withAnnouncement(
  { toasts, lately }: Shown,
  id: number,
  fresh: Announcement,
  now: number,
): Shown {
  const reason = reasonOf(fresh);
  const mixed = toasts.find((toast) => toast.mixed);
  const same = reason === null ? undefined : (toasts.find((toast) => isOf(toast, reason)) ?? mixed);
  if (same) {
    const announcements = [...(same.announcements ?? []), fresh].slice(-GATHERED_AT_MOST);
    return { toasts: toasts.map((toast) => (toast === same ? { ...same, announcements } : toast)), lately };
  }
  const all = [...toasts, { id, announcements: [fresh] }];
  if (reason === null) return { toasts: all.slice(-TOASTS_AT_MOST), lately };
  const recent = [...lately.filter((at) => now - at < AT_ONCE_MS), now].slice(-(AT_ONCE_MOST + 1));
  if (recent.length <= AT_ONCE_MOST) return { toasts: all.slice(-TOASTS_AT_MOST), lately: recent };
  const burst = all.filter(gathers);
  const others = all.filter((toast) => !gathers(toast));
  const announcements = burst.flatMap((toast) => toast.announcements ?? []).slice(-GATHERED_AT_MOST);
  const summary = burst.length > 1 ? [{ id, announcements, mixed: true }] : burst;
  return { toasts: [...others.slice(1 - TOASTS_AT_MOST), ...summary], lately: recent };
}
