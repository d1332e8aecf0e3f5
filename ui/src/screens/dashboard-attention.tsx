/** What needs a look, most urgent first: a sentence with its figures and the place where something can be done. */
import { useQueryClient } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import {
  ArrowDownUp,
  CircleCheck,
  CircleSlash,
  Gauge,
  HandCoins,
  TimerReset,
  TriangleAlert,
  UserX,
  WalletMinimal,
} from "lucide-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { HaltAction, HaltDetails } from "@/app/halt-action";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { en } from "@/i18n/en";
import { wholeHaltText } from "@/i18n/halt";
import { isWord, word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { Attention } from "@/platform";

interface Told {
  icon: ComponentType<{ size?: number; className?: string; "aria-hidden"?: boolean }>;
  warn: boolean;
  title: string;
  why: string;
  action: string;
  to: Pick<LinkProps, "to" | "search" | "params">;
}

function useTell(): (item: Attention) => Told {
  const { t } = useTranslation();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const usd = (value: string | null) => (value === null ? NONE : n.usd(value));
  const cents = (value: string | null) => (value === null ? NONE : n.cents(value));
  const orders = (order: number | null) => ({
    to: "/orders" as const,
    search: order === null ? {} : { order },
  });
  const what = (item: Attention) => ({
    market: item.market ?? NONE,
    outcome: (item.outcome ?? "").toUpperCase(),
  });
  const skipReason = (reason: string | null) => {
    const known = en.dashboard.skipReasons as Record<string, string>;
    if (reason === null) return t("dashboard.skipReasons.several");
    return reason in known
      ? (t as (key: string) => string)(`dashboard.skipReasons.${reason}`)
      : reason.replaceAll("_", " ");
  };
  return (item) => {
    const count = item.count ?? 0;
    switch (item.kind) {
      case "beyond_bound":
        return {
          icon: TimerReset,
          warn: true,
          title: t("dashboard.attention.beyondBound"),
          why: t(item.side === "SELL" ? "dashboard.attention.beyondSell" : "dashboard.attention.beyondBuy", {
            ...what(item),
            price: cents(item.price),
            limit: cents(item.limit),
          }),
          action: t("dashboard.attention.review"),
          to: orders(item.order),
        };
      case "waiting":
        return {
          icon: TimerReset,
          warn: true,
          title: t("dashboard.attention.waiting", { reason: word(t, "wait", item.reason ?? "") }),
          why: [
            t("dashboard.attention.waitingWhy", what(item)),
            item.reason && isWord("waitTodo", item.reason) ? word(t, "waitTodo", item.reason) : "",
          ]
            .filter(Boolean)
            .join(". "),
          action: t("dashboard.attention.review"),
          to: orders(item.order),
        };
      case "skipped":
        return {
          icon: CircleSlash,
          warn: false,
          title: t("dashboard.attention.skipped", { count }),
          why: item.trader
            ? t("dashboard.attention.skippedOne", { trader: item.trader, reason: skipReason(item.reason) })
            : t("dashboard.attention.skippedMany", { reason: skipReason(item.reason) }),
          action: t("dashboard.attention.why"),
          to: { to: "/activity", search: { show: "skipped", span: "day" } },
        };
      case "near_limit":
        return {
          icon: Gauge,
          warn: true,
          title: t("dashboard.attention.nearLimit", {
            percent: item.percent === null ? NONE : n.percent(item.percent, 0),
            limit: word(t, "gate", item.reason ?? ""),
          }),
          why:
            item.until === null
              ? item.reason === "open_orders"
                ? t("dashboard.attention.number", { used: item.used ?? NONE, limit: item.limit ?? NONE })
                : t("dashboard.attention.used", { used: usd(item.used), limit: usd(item.limit) })
              : t("dashboard.attention.usedUntil", {
                  used: usd(item.used),
                  limit: usd(item.limit),
                  span: time.wordSpan(item.until - now),
                }),
          action: t("dashboard.attention.limits"),
          to: { to: "/settings", search: {} },
        };
      case "low_balance":
        return {
          icon: WalletMinimal,
          warn: true,
          title: t("dashboard.attention.lowBalance"),
          why: t("dashboard.attention.lowBalanceWhy", { free: usd(item.used), reserve: usd(item.limit) }),
          action: t("dashboard.attention.limits"),
          to: { to: "/settings", search: {} },
        };
      case "claims":
        return {
          icon: HandCoins,
          warn: true,
          title: t("dashboard.attention.claims", { amount: usd(item.used) }),
          why:
            item.market === null
              ? t("dashboard.attention.claimsMany", { count })
              : t("dashboard.attention.claimsOne", { market: item.market }),
          action: t("dashboard.attention.redeem"),
          to: { to: "/positions", search: {} },
        };
      case "orphans":
        return {
          icon: UserX,
          warn: true,
          title: t("dashboard.attention.orphans", { count }),
          why: t("dashboard.attention.orphansWhy", { amount: usd(item.used) }),
          action: t("dashboard.attention.review"),
          to: { to: "/positions", search: {} },
        };
      case "failed_fills":
        return {
          icon: ArrowDownUp,
          warn: true,
          title: t("dashboard.attention.failedFills", { count }),
          why: t("dashboard.attention.failedFillsWhy"),
          action: t("dashboard.attention.review"),
          to: { to: "/history", search: {} },
        };
      case "moved_away":
        return {
          icon: UserX,
          warn: true,
          title: t("dashboard.attention.movedAway", { trader: item.trader ?? NONE }),
          why: t("dashboard.attention.movedAwayWhy", {
            ...what(item),
            shares: item.used === null ? NONE : n.shares(item.used),
          }),
          action: t("dashboard.attention.review"),
          to: { to: "/positions", search: {} },
        };
      case "wallet_moved":
        return {
          icon: UserX,
          warn: true,
          title: t("dashboard.attention.walletMoved", { trader: item.trader ?? NONE }),
          why: t("dashboard.attention.walletMovedWhy", { address: item.address ?? NONE }),
          action: t("dashboard.attention.review"),
          to: { to: "/following", search: {} },
        };
      case "unknown_order":
        return {
          icon: TimerReset,
          warn: true,
          title: t("dashboard.attention.unknownOrder"),
          why: t("dashboard.attention.unknownOrderWhy", what(item)),
          action: t("dashboard.attention.review"),
          to: orders(item.order),
        };
      case "trader_changed":
        return {
          icon: ArrowDownUp,
          warn: true,
          title: t("dashboard.attention.changed", { trader: item.trader ?? NONE }),
          why: word(t, "flagAbout", item.reason ?? ""),
          action: t("dashboard.attention.review"),
          to: { to: "/following", search: {} },
        };
      default:
        return {
          icon: TriangleAlert,
          warn: true,
          title: item.kind.replaceAll("_", " "),
          why: item.market ?? item.trader ?? "",
          action: t("dashboard.attention.why"),
          to: { to: "/activity", search: {} },
        };
    }
  };
}

/** Follows a trader to the wallet that they moved to. */
function Relink({ follow }: { follow: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ask = useAsk<number>((platform, id) => platform.relink(id));
  return (
    <Button
      size="sm"
      busy={ask.isPending}
      onClick={() => ask.mutate(follow, { onSuccess: () => void client.invalidateQueries() })}
    >
      {t("dashboard.attention.relink")}
    </Button>
  );
}

export function AttentionCard({ attention }: { attention: Attention[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useTell();
  const halts = useFrame((frame) => frame.halts);
  const count = attention.length + halts.length;
  return (
    <Card
      title={t("dashboard.attention.title")}
      note={count > 0 ? count : undefined}
      className="h-0 min-h-full"
    >
      {count === 0 ? (
        <div className="grid flex-1 place-items-center px-4 pb-10 text-center text-text-2">
          <div className="grid justify-items-center gap-2">
            <CircleCheck aria-hidden size={20} className="text-text-3" />
            {t("dashboard.attention.none")}
          </div>
        </div>
      ) : (
        <ul className="min-h-0 overflow-y-auto px-4 pb-2">
          {halts.map((halt) => (
            <li
              key={`${halt.halt}${halt.token}${halt.order}`}
              className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 border-hairline border-t py-2.5 low:py-2"
            >
              <TriangleAlert aria-hidden size={14} className="mt-0.5 text-warn" />
              <b className="col-span-2 font-medium">{word(t, "halt", halt.halt)}</b>
              <p className="col-span-2 col-start-2 text-small text-text-2">
                {wholeHaltText(t, format, halt)}
                <HaltDetails halt={halt} />
              </p>
              <div className="col-span-2 col-start-2 mt-1 empty:hidden">
                <HaltAction halt={halt} />
              </div>
            </li>
          ))}
          {attention.map((item) => {
            const { icon: Icon, warn, title, why, action, to } = tell(item);
            return (
              <li
                key={`${item.kind}${item.order}${item.follow}${item.market}${item.reason}${item.trader}`}
                className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 border-hairline border-t py-2.5 low:py-2"
              >
                <Icon aria-hidden size={14} className={`mt-0.5 ${warn ? "text-warn" : "text-text-2"}`} />
                <b className="font-medium">{title}</b>
                {item.kind === "wallet_moved" && item.follow !== null ? (
                  <Relink follow={item.follow} />
                ) : (
                  <Link
                    {...to}
                    className="whitespace-nowrap font-medium text-accent text-small leading-5 hover:underline"
                  >
                    {action}
                    <span className="sr-only">: {title}</span>
                  </Link>
                )}
                <p className="col-span-2 col-start-2 text-small text-text-2 low:truncate" title={why}>
                  {why}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
