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
import type { ComponentType, RefObject } from "react";
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { HaltAction, HaltDetails } from "@/app/halt-action";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { en } from "@/i18n/en";
import { ruleText } from "@/i18n/gate";
import { wholeHaltText } from "@/i18n/halt";
import { useText } from "@/i18n/use-text";
import { isWord, limitName, outcomeText, word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { AboutOrder, Attention } from "@/platform";

interface Told {
  icon: ComponentType<{ size?: number; className?: string; "aria-hidden"?: boolean }>;
  warn: boolean;
  title: string;
  why: string;
  action: string;
  to: Pick<LinkProps, "to" | "search" | "params">;
}

const MINUTE_MS = 60_000;

const SETTINGS: Told["to"] = { to: "/settings", search: {} };
const POSITIONS: Told["to"] = { to: "/positions", search: {} };

/** What it is about, for the list: two of the same kind are told apart by it. */
function subjectOf(item: Attention): string {
  if ("about" in item) return String(item.about.order);
  if ("follow" in item) return `${item.follow} ${"market" in item ? item.market : ""}`;
  if (item.kind === "near_limit") return item.gate;
  return item.kind === "skipped" ? item.reason : "";
}

function useTell(): (item: Attention) => Told {
  const t = useText();
  const format = useFormat();
  const { n, time } = format;
  // Whole minutes are all that is told of a span, and limits begin again at whole ones.
  const now = useFrame((frame) => Math.ceil(frame.now / MINUTE_MS) * MINUTE_MS);
  const what = ({ market, outcome }: { market: string | null; outcome: string | null }) => ({
    market: market ?? NONE,
    outcome: outcomeText(t, outcome),
  });
  /** Of an order: it can be looked at in the list. */
  const ofOrder = ({ order }: AboutOrder, title: string, why: string): Told => ({
    icon: TimerReset,
    warn: true,
    title,
    why,
    action: t("dashboard.attention.review"),
    to: { to: "/orders", search: { order } },
  });
  const review = (icon: Told["icon"], to: Told["to"], title: string, why: string): Told => ({
    icon,
    warn: true,
    title,
    why,
    action: t("dashboard.attention.review"),
    to,
  });
  const toLimits = (icon: Told["icon"], title: string, why: string): Told => ({
    icon,
    warn: true,
    title,
    why,
    action: t("dashboard.attention.limits"),
    to: SETTINGS,
  });
  const skipped = ({ reason, count, trader }: Extract<Attention, { kind: "skipped" }>): Told => {
    const why = reason in en.dashboard.skipReasons ? reason : "several";
    const text = t(`dashboard.skipReasons.${why as keyof typeof en.dashboard.skipReasons}`);
    return {
      icon: CircleSlash,
      warn: false,
      // The reason is what tells one line from the next, and what is left where there is little room.
      title: t("dashboard.attention.skipped", { count, reason: text }),
      why: trader
        ? t("dashboard.attention.skippedOne", { trader: trader.name })
        : t("dashboard.attention.skippedMany"),
      action: t("dashboard.attention.why"),
      to: { to: "/activity", search: { show: "skipped", span: "day" } },
    };
  };
  const nearLimit = (item: Extract<Attention, { kind: "near_limit" }>): Told => {
    const [used, limit] = [n.usd(item.used), n.usd(item.limit)];
    const why =
      item.gate === "open_orders"
        ? t("dashboard.attention.number", { used: item.used, limit: item.limit })
        : item.until === null
          ? t("dashboard.attention.used", { used, limit })
          : t("dashboard.attention.usedUntil", { used, limit, span: time.wordSpan(item.until - now) });
    const title = t("dashboard.attention.nearLimit", {
      percent: n.percent(item.percent, 0),
      limit: limitName(t, item.gate),
    });
    return toLimits(Gauge, title, why);
  };
  return (item) => {
    switch (item.kind) {
      case "beyond_bound":
        return ofOrder(
          item.about,
          t("dashboard.attention.beyondBound"),
          t(item.about.side === "SELL" ? "dashboard.attention.beyondSell" : "dashboard.attention.beyondBuy", {
            ...what(item.about),
            price: item.price === null ? NONE : n.cents(item.price),
            limit: n.cents(item.bound),
          }),
        );
      case "waiting": {
        const todo = isWord("waitTodo", item.reason) ? word(t, "waitTodo", item.reason) : "";
        return ofOrder(
          item.about,
          item.heldBy === null
            ? t("dashboard.attention.waiting", { reason: word(t, "wait", item.reason) })
            : t("dashboard.attention.onHold", {
                limit: limitName(t, item.heldBy.gate),
                value: ruleText(t, format, item.heldBy),
              }),
          [t("dashboard.attention.waitingWhy", what(item.about)), todo].filter(Boolean).join(". "),
        );
      }
      case "unknown_order":
        return ofOrder(
          item.about,
          t("dashboard.attention.unknownOrder"),
          t("dashboard.attention.unknownOrderWhy", what(item.about)),
        );
      case "skipped":
        return skipped(item);
      case "near_limit":
        return nearLimit(item);
      case "low_balance":
        return toLimits(
          WalletMinimal,
          t("dashboard.attention.lowBalance"),
          t("dashboard.attention.lowBalanceWhy", { free: n.usd(item.free), reserve: n.usd(item.reserve) }),
        );
      case "claims":
        return {
          ...review(
            HandCoins,
            POSITIONS,
            t("dashboard.attention.claims", { amount: n.usd(item.usd) }),
            item.market === null
              ? t("dashboard.attention.claimsMany", { count: item.count })
              : t("dashboard.attention.claimsOne", { market: item.market }),
          ),
          action: t("dashboard.attention.redeem"),
        };
      case "orphans":
        return review(
          UserX,
          POSITIONS,
          t("dashboard.attention.orphans", { count: item.count }),
          t("dashboard.attention.orphansWhy", { amount: n.usd(item.worth) }),
        );
      case "failed_fills":
        return review(
          ArrowDownUp,
          { to: "/history", search: {} },
          t("dashboard.attention.failedFills", { count: item.count }),
          t("dashboard.attention.failedFillsWhy"),
        );
      case "moved_away":
        return review(
          UserX,
          POSITIONS,
          t("dashboard.attention.movedAway", { trader: item.trader.name }),
          t("dashboard.attention.movedAwayWhy", { ...what(item), shares: n.shares(item.shares) }),
        );
      case "wallet_moved":
        return review(
          UserX,
          { to: "/following", search: {} },
          t("dashboard.attention.walletMoved", { trader: item.trader.name }),
          t("dashboard.attention.walletMovedWhy", { address: item.wallet }),
        );
      default:
        return item satisfies never;
    }
  };
}

/** Follows a trader to the wallet that they moved to. */
function Relink({ follow }: { follow: number }) {
  const t = useText();
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

/** How high the button is that shows the rest of the list, px. */
const MORE_PX = 36;

/**
 * How many lines of the list in a box fit into it, with a button below them; all of them where they do. `lines` says when they are others.
 */
function useFitting(box: RefObject<HTMLElement | null>, lines: string): number {
  const [fit, setFit] = useState<{ of: string; lines: number } | null>(null);
  const known = fit?.of === lines ? fit.lines : null;
  useLayoutEffect(() => {
    if (known !== null || !box.current) return;
    const items = [...box.current.querySelectorAll<HTMLElement>(":scope > ul > li")];
    const ends = items.map((item) => item.offsetTop + item.offsetHeight);
    const room = box.current.clientHeight;
    const fitting = (ends.at(-1) ?? 0) <= room ? ends : ends.filter((end) => end <= room - MORE_PX);
    setFit({ of: lines, lines: Math.max(1, fitting.length) });
  }, [box, known, lines]);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(() => setFit(null));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [box]);
  return known ?? Number.POSITIVE_INFINITY;
}

/** Drawn again when there is something else to look at, not with every price that moves. */
export const AttentionCard = memo(function AttentionCard({ attention }: { attention: Attention[] }) {
  const t = useText();
  const format = useFormat();
  const tell = useTell();
  const halts = useFrame((frame) => frame.halts);
  const count = attention.length + halts.length;
  // The page scrolls, not a card in it: what the card has no room for is shown when asked for.
  const [all, setAll] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const told = attention.map((item) => ({ item, key: `${item.kind} ${subjectOf(item)}`, ...tell(item) }));
  const fit = useFitting(
    box,
    [
      ...halts.map((halt) => wholeHaltText(t, format, halt)),
      ...told.map((one) => one.title + one.why),
    ].join(),
  );
  const left = all ? 0 : Math.max(0, count - fit);
  const isHidden = (at: number) => !all && at >= fit;
  return (
    <Card
      title={t("dashboard.attention.title")}
      note={count > 0 ? count : undefined}
      className={all ? "" : "h-0 min-h-full"}
    >
      {count === 0 ? (
        <div className="grid flex-1 place-items-center px-4 pb-10 text-center text-text-2">
          <div className="grid justify-items-center gap-2">
            <CircleCheck aria-hidden size={20} className="text-text-3" />
            {t("dashboard.attention.none")}
          </div>
        </div>
      ) : (
        <div ref={box} className={all ? "" : "relative min-h-0 flex-1 overflow-hidden"}>
          <ul className="px-4 pb-2">
            {halts.map((halt, at) => (
              <li
                hidden={isHidden(at)}
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
            {told.map(({ item, key, icon: Icon, warn, title, why, action, to }, at) => (
              <li
                key={key}
                hidden={isHidden(halts.length + at)}
                className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 border-hairline border-t py-2.5 low:py-2"
              >
                <Icon aria-hidden size={14} className={`mt-0.5 ${warn ? "text-warn" : "text-text-2"}`} />
                <b className="font-medium">{title}</b>
                {item.kind === "wallet_moved" ? (
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
                <p className="col-span-2 col-start-2 text-small text-text-2 low:truncate" data-tip={why}>
                  {why}
                </p>
              </li>
            ))}
          </ul>
          {left > 0 && (
            <Button size="sm" look="ghost" className="mx-2 mb-1" onClick={() => setAll(true)}>
              {t("dashboard.attention.more", { count: left })}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
});
