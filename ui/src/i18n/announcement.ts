/** What just happened, as a toast says it and as it is read aloud. */

import type { TFunction } from "i18next";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Toast, Words } from "@/live/messages";
import type { AnnouncedEvent, Announcement } from "@/platform";
import { limitName, outcomeText, word } from "./words";

export interface AnnouncementText {
  title: string;
  rest: string;
}

const ORDER_KINDS = {
  filled: "toast.filled",
  partly_filled: "toast.partlyFilled",
  cancelled: "toast.cancelled",
  converted: "toast.converted",
  refused: "toast.refused",
} as const;

/** Why an order came to its end; nothing where that is clear. */
function orderReason(t: TFunction, event: AnnouncedEvent): string {
  if (event.kind === "cancelled") return word(t, "end", event.reason);
  if (event.kind === "refused") return word(t, "refusal", event.reason);
  return "";
}

export function announcementText(t: TFunction, { n }: Format, a: Announcement): AnnouncementText {
  const { event } = a;
  switch (event.kind) {
    case "filled":
    case "partly_filled":
    case "cancelled":
    case "converted":
    case "refused": {
      // The user's own close copies nobody.
      const copied = a.market && a.trader ? t("toast.copying", { market: a.market, trader: a.trader }) : null;
      const about = copied ?? a.market ?? "";
      const title = t(ORDER_KINDS[event.kind], {
        side: a.side ? word(t, "side", a.side) : "",
        outcome: outcomeText(t, a.outcome),
        shares: a.shares ? n.shares(a.shares) : NONE,
        price: a.price ? n.cents(a.price) : NONE,
      });
      return {
        title: title.trim(),
        rest: [orderReason(t, event), about].filter(Boolean).join(" · "),
      };
    }
    case "limit_reached":
      return limitText(t, n, event, a.trader);
    case "skipped": {
      const others = a.also > 0 ? t("toast.others", { count: a.also }) : "";
      const reason = t(`dashboard.skipReasons.${event.reason}`);
      return {
        title: t("toast.skipped", { reason }),
        rest: [a.market, a.trader, others].filter(Boolean).join(" · "),
      };
    }
    case "connection_lost":
      return { title: t("toast.connectionLost"), rest: t("toast.connectionLostRest") };
    case "connection_back":
      return { title: t("toast.connectionBack"), rest: t("toast.connectionBackRest") };
    case "halted":
      return { title: word(t, "halt", event.halt), rest: a.market ?? "" };
    case "lifted":
      return { title: t("toast.lifted", { halt: word(t, "halt", event.halt) }), rest: a.market ?? "" };
    case "trader_moved": {
      const others = a.also > 0 ? t("toast.others", { count: a.also }) : "";
      return {
        title: t(`sentences.trader_moved.${event.news}`, { trader: a.trader ?? NONE }),
        rest: [a.market, others].filter(Boolean).join(" · "),
      };
    }
    case "redeemed":
      return {
        title: t("toast.redeemed", { usd: n.usd(event.usd) }),
        rest: [a.market, a.also > 0 ? t("toast.others", { count: a.also }) : ""].filter(Boolean).join(" · "),
      };
    case "trouble":
      return { title: t("toast.trouble"), rest: word(t, "trouble", event.code) };
    default:
      return event satisfies never;
  }
}

/** Which limit, how much it is, and whose trade it cut. */
function limitText(
  t: TFunction,
  n: Format["n"],
  { gate, limit: figure }: Extract<AnnouncedEvent, { kind: "limit_reached" }>,
  trader: string | null,
): AnnouncementText {
  const rest = trader ? t("toast.limitRest", { trader }) : "";
  const limit = limitName(t, gate);
  if (figure === null) return { title: t("toast.limitNamed", { limit }), rest };
  const value = figure.of === "orders" ? n.plain(String(figure.count), 0) : n.usd(figure.usd);
  return { title: t("toast.limitValue", { limit, value }), rest };
}

const COUNTED = {
  filled: "announce.filled",
  partly_filled: "announce.partlyFilled",
  cancelled: "announce.cancelled",
  converted: "announce.converted",
  refused: "announce.refused",
} as const;
type CountedKind = keyof typeof COUNTED;
const isCounted = (kind: AnnouncedEvent["kind"]): kind is CountedKind => kind in COUNTED;

/** One message is read whole; several are counted ("3 orders filled, 1 order cancelled"). */
export function spokenText(t: TFunction, format: Format, batch: (Announcement | Words)[]): string {
  const only = batch[0];
  if (batch.length === 1 && only !== undefined) {
    if (typeof only === "function") return only(t, format);
    const { title, rest } = announcementText(t, format, only);
    return rest ? `${title}. ${rest}` : title;
  }
  const parts: string[] = [];
  const counts = new Map<CountedKind, number>();
  const titles = new Map<string, number>();
  for (const one of batch) {
    if (typeof one === "function") parts.push(one(t, format));
    else if (isCounted(one.event.kind)) counts.set(one.event.kind, (counts.get(one.event.kind) ?? 0) + 1);
    else {
      const { title } = announcementText(t, format, one);
      titles.set(title, (titles.get(title) ?? 0) + 1);
    }
  }
  for (const [title, count] of titles) parts.push(count > 1 ? t("toast.times", { title, count }) : title);
  for (const [kind, count] of counts) parts.unshift(t(COUNTED[kind], { count }));
  return parts.join(", ");
}

export function useSpoken(): (batch: (Announcement | Words)[]) => string {
  const t = useText();
  const format = useFormat();
  return (batch) => spokenText(t, format, batch);
}

/** What a passing message says: one thing whole, several of one reason counted, several reasons summed up. */
export function toastText(
  t: TFunction,
  format: Format,
  { announcements = [], mixed, words }: Toast,
): AnnouncementText {
  const last = announcements.at(-1);
  if (!last) return { title: words?.(t, format) ?? "", rest: "" };
  const newest = announcementText(t, format, last);
  const { length: count } = announcements;
  if (count === 1) return newest;
  const all = spokenText(t, format, announcements);
  if (mixed) return { title: t("toast.many", { count }), rest: all };
  // Of one reason: the title is the reason with its count, the body who.
  if (last.event.kind === "limit_reached")
    return { title: newest.title, rest: t("toast.limitMany", { count, traders: byTrader(announcements) }) };
  if (isCounted(last.event.kind)) return { title: all, rest: newest.rest };
  return { title: t("toast.times", { title: newest.title, count }), rest: newest.rest };
}

/** "25usdc 7, denizz 3". */
function byTrader(announcements: Announcement[]): string {
  const counts = new Map<string, number>();
  for (const { trader } of announcements)
    if (trader !== null) counts.set(trader, (counts.get(trader) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([trader, count]) => `${trader} ${count}`).join(", ");
}

export function useToastText(): (toast: Toast) => AnnouncementText {
  const t = useText();
  const format = useFormat();
  return (toast) => toastText(t, format, toast);
}
