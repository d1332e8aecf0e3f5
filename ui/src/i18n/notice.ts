/** A row of the notification centre in words: its title is the reason with its count, its body who and how much. */
import type { TFunction } from "i18next";
import { signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import type { CountOfTrader, MarketBrief, NoticeKind, NoticeRow } from "@/platform";
import { limitName, outcomeText, word } from "./words";

export interface NoticeText {
  title: string;
  body: string;
}

type Of<K extends NoticeKind["kind"]> = Extract<NoticeKind, { kind: K }>;

const sentence = (parts: (string | false | null | undefined)[]): string => parts.filter(Boolean).join(" ");

/** "25usdc 7, denizz 3". */
const whose = (traders: CountOfTrader[]): string =>
  traders.map(({ trader, count }) => `${trader.name} ${count}`).join(", ");

/** "Fed rate cut? YES". */
const where = (t: TFunction, { market, outcome }: MarketBrief): string =>
  market === null ? "" : outcome ? `${market} ${outcomeText(t, outcome)}` : market;

export function noticeText(t: TFunction, format: Format, row: NoticeRow): NoticeText {
  const { n, time } = format;
  const { what, count } = row;
  const near = (place: MarketBrief) => where(t, place);
  switch (what.kind) {
    case "limit":
      return limitText(t, format, what, row);
    case "not_copied":
      return {
        title: t("notice.notCopied", { count, reason: t(`dashboard.skipReasons.${what.reason}`) }),
        body: whose(what.traders),
      };
    case "waiting": {
      const place = near(what.place);
      const priced = what.reason === "beyond_bound" && what.needs !== null;
      return {
        title: t(
          what.reason === "beyond_bound"
            ? what.side === "BUY"
              ? "notice.waitingBuy"
              : "notice.waitingSell"
            : "notice.waiting",
          { count, reason: word(t, "wait", what.reason) },
        ),
        body: priced
          ? t(what.side === "BUY" ? "notice.needsAsk" : "notice.needsBid", {
              place,
              needs: n.cents(what.needs ?? "0"),
              bound: n.cents(what.bound),
            })
          : place,
      };
    }
    case "refused":
      return {
        title: t("notice.refused", { count, reason: word(t, "refusal", what.reason) }),
        body: near(what.place),
      };
    case "ended":
      return {
        title: t("notice.ended", { count, reason: word(t, "end", what.reason) }),
        body: count > 1 ? t("notice.last", { what: near(what.place) }) : near(what.place),
      };
    case "fills": {
      const { last, bought, sold } = what;
      const sums = [
        signOf(bought) > 0 && t("notice.bought", { amount: n.usd(bought) }),
        signOf(sold) > 0 && t("notice.sold", { amount: n.usd(sold) }),
      ].filter(Boolean);
      return {
        title: t("notice.fills", { count, sums: sums.join(", ") }),
        body: t("notice.lastFill", {
          side: word(t, "side", last.side),
          shares: n.shares(last.shares),
          outcome: outcomeText(t, last.outcome),
          price: n.cents(last.price),
          market: last.market ?? NONE,
        }),
      };
    }
    case "undone":
      return {
        title: t("notice.undone", { count }),
        body: t("notice.undoneBody", { shares: n.shares(what.shares) }),
      };
    case "resolved":
      return {
        title: t("notice.resolved", { count, pays: n.usd(what.pays) }),
        body: sentence([
          t("notice.resolvedBody", { realised: n.usdSigned(what.realised) }),
          near(what.place) && t("notice.last", { what: near(what.place) }),
        ]),
      };
    case "collected":
      return {
        title: t("notice.collected", { count, amount: n.usd(what.usd) }),
        body: near(what.place),
      };
    case "halt":
      return {
        title:
          count > 1
            ? t("toast.times", { title: word(t, "halt", what.halt), count })
            : word(t, "halt", what.halt),
        body: sentence([t(what.stands ? "notice.haltStands" : "notice.haltOver"), near(what.place)]),
      };
    case "connection":
      return {
        title: t("notice.connection", { count, span: time.lag(what.downMs) }),
        body: t(what.stands ? "notice.connectionStands" : "notice.connectionBack"),
      };
    case "trouble":
      return {
        title: word(t, "trouble", what.code),
        body: count > 1 ? t("notice.timesSeen", { count }) : "",
      };
    case "trader_moved":
      return {
        title: t(`sentences.trader_moved.${what.news}`, { trader: what.trader.name }),
        body: sentence([near(what.place), count > 1 && t("toast.others", { count: count - 1 })]),
      };
    default:
      return what satisfies never;
  }
}

function limitText(t: TFunction, { n, time }: Format, what: Of<"limit">, row: NoticeRow): NoticeText {
  const { figure, skipped, cut, traders } = what;
  const limit = limitName(t, what.gate);
  const value =
    figure === null ? "" : figure.of === "orders" ? n.plain(String(figure.count), 0) : n.usd(figure.usd);
  const title =
    skipped > 0
      ? t(traders.length > 1 ? "notice.limitSkippedBy" : "notice.limitSkipped", {
          limit,
          count: skipped,
          traders: traders.length,
        })
      : t("notice.limitCut", { limit, count: cut });
  const span =
    row.first === row.last ? "" : t("notice.span", { from: time.clock(row.first), to: time.clock(row.last) });
  return {
    title,
    body: sentence([
      span,
      t("notice.limitBody", { traders: whose(traders), leftOut: n.usd(what.leftOut) }),
      value && t("notice.limitIs", { value }),
    ]),
  };
}
