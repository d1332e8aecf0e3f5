/** What just happened, as a toast says it and as it is read aloud. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import { useFormat } from "@/format/use-format";
import type { Announcement } from "@/platform";
import { en } from "./en";
import type { WordGroup } from "./words";
import { isWord, word } from "./words";

export interface AnnouncementText {
  title: string;
  rest: string;
}

/** A reason may be the word of an end, of a refusal, or of a trouble. */
const REASONS: WordGroup[] = ["end", "refusal", "trouble"];

function reasonText(t: TFunction, reason: string | null): string {
  if (!reason) return "";
  const group = REASONS.find((one) => isWord(one, reason));
  return group ? word(t, group, reason) : reason.replaceAll("_", " ");
}

const ORDER_KINDS = {
  filled: "toast.filled",
  partly_filled: "toast.partlyFilled",
  cancelled: "toast.cancelled",
  converted: "toast.converted",
  refused: "toast.refused",
} as const;

export function announcementText(t: TFunction, { n }: Format, a: Announcement): AnnouncementText {
  const others = a.also > 0 ? t("toast.others", { count: a.also }) : "";
  const about = a.market ? t("toast.copying", { market: a.market, trader: a.trader ?? NONE }) : "";
  const reason = reasonText(t, a.reason);
  const both = [reason, about].filter(Boolean).join(" · ");
  if (a.kind in ORDER_KINDS) {
    const title = t(ORDER_KINDS[a.kind as keyof typeof ORDER_KINDS], {
      side: a.side ? word(t, "side", a.side) : "",
      outcome: (a.outcome ?? "").toUpperCase(),
      shares: a.shares ? n.shares(a.shares) : NONE,
      price: a.price ? n.cents(a.price) : NONE,
    });
    return { title: title.trim(), rest: both };
  }
  if (a.kind === "limit_reached") return limitText(t, n, a);
  if (a.kind === "connection_lost")
    return { title: t("toast.connectionLost"), rest: t("toast.connectionLostRest") };
  if (a.kind === "connection_back")
    return { title: t("toast.connectionBack"), rest: t("toast.connectionBackRest") };
  if (a.kind === "halted" || a.kind === "lifted") {
    const halt = a.reason ? word(t, "halt", a.reason) : NONE;
    return { title: a.kind === "halted" ? halt : t("toast.lifted", { halt }), rest: a.market ?? "" };
  }
  if (a.kind === "trader_moved") {
    const key = a.reason && a.reason in en.sentences.trader_moved ? a.reason : "moved_away";
    const title = (t as unknown as (key: string, values: object) => string)(`sentences.trader_moved.${key}`, {
      trader: a.trader ?? NONE,
    });
    return { title, rest: [a.market, others].filter(Boolean).join(" · ") };
  }
  if (a.kind === "trouble") return { title: t("toast.trouble"), rest: both };
  return { title: t("toast.unknown"), rest: both };
}

/** Which limit, how much it is, and whose trade it cut. */
function limitText(t: TFunction, n: Format["n"], a: Announcement): AnnouncementText {
  const rest = a.trader ? t("toast.limitRest", { trader: a.trader }) : "";
  if (!a.reason || !isWord("gate", a.reason)) return { title: t("toast.limitReached"), rest };
  const limit = word(t, "gate", a.reason);
  if (a.limit === null) return { title: t("toast.limitNamed", { limit }), rest };
  const value = a.reason === "open_orders" ? n.plain(a.limit, 0) : n.usd(a.limit);
  return { title: t("toast.limitValue", { limit, value }), rest };
}

export function useAnnouncementText(): (announcement: Announcement) => AnnouncementText {
  const { t } = useTranslation();
  const format = useFormat();
  return (announcement) => announcementText(t, format, announcement);
}

const COUNTED = {
  filled: "announce.filled",
  partly_filled: "announce.partlyFilled",
  cancelled: "announce.cancelled",
  converted: "announce.converted",
  refused: "announce.refused",
} as const;

/** One message is read whole; several are counted ("3 orders filled, 1 order cancelled"). */
export function spokenText(t: TFunction, format: Format, batch: (Announcement | string)[]): string {
  const only = batch[0];
  if (batch.length === 1 && only !== undefined) {
    if (typeof only === "string") return only;
    const { title, rest } = announcementText(t, format, only);
    return rest ? `${title}. ${rest}` : title;
  }
  const parts: string[] = [];
  const counts = new Map<string, number>();
  const titles = new Map<string, number>();
  for (const one of batch) {
    if (typeof one === "string") parts.push(one);
    else if (one.kind in COUNTED) counts.set(one.kind, (counts.get(one.kind) ?? 0) + 1);
    else {
      const { title } = announcementText(t, format, one);
      titles.set(title, (titles.get(title) ?? 0) + 1);
    }
  }
  for (const [title, count] of titles) parts.push(count > 1 ? t("toast.times", { title, count }) : title);
  for (const [kind, count] of counts) parts.unshift(t(COUNTED[kind as keyof typeof COUNTED], { count }));
  return parts.join(", ");
}

export function useSpoken(): (batch: (Announcement | string)[]) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (batch) => spokenText(t, format, batch);
}
