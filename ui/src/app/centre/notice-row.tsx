/** One row of the centre: what, whose and how much, when; what needs the user has buttons, the rest a link. */

import { useNavigate } from "@tanstack/react-router";
import {
  Ban,
  CheckCheck,
  CircleAlert,
  CircleSlash,
  Coins,
  Flag,
  Gauge,
  Hourglass,
  ShieldX,
  Shuffle,
  Undo2,
  Unplug,
} from "lucide-react";
import type { ReactNode } from "react";
import { raisedTo, useSetLimits } from "@/app/raise";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { noticeText } from "@/i18n/notice";
import { useText } from "@/i18n/use-text";
import { useFollows } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { NoticeKind, NoticeRow } from "@/platform";

const SIGN = { "aria-hidden": true, size: 15 } as const;
const SIGNS: Record<NoticeKind["kind"], ReactNode> = {
  limit: <Gauge {...SIGN} />,
  not_copied: <CircleSlash {...SIGN} />,
  waiting: <Hourglass {...SIGN} />,
  refused: <ShieldX {...SIGN} />,
  ended: <Ban {...SIGN} />,
  fills: <CheckCheck {...SIGN} />,
  undone: <Undo2 {...SIGN} />,
  resolved: <Flag {...SIGN} />,
  collected: <Coins {...SIGN} />,
  halt: <CircleAlert {...SIGN} />,
  connection: <Unplug {...SIGN} />,
  trouble: <CircleAlert {...SIGN} />,
  trader_moved: <Shuffle {...SIGN} />,
};

/** What can be done about it, the way out first. */
interface Way {
  label: string;
  go(): void;
}

function useWays(row: NoticeRow, leave: () => void): Way[] {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  const set = useSetLimits();
  const limits = useLive((live) => live.settings?.limits ?? null);
  const follows = useFollows();
  const { what } = row;
  const way = (label: string, go: () => void): Way => ({
    label,
    go: () => {
      leave();
      go();
    },
  });
  const order = (id: number) =>
    way(t("notice.openOrder"), () => void navigate({ to: "/orders", search: { order: id } }));
  const decisions = (label: string, show: string) =>
    way(label, () => void navigate({ to: "/activity", search: { show } }));
  const trader = (address: string) =>
    way(
      t("notice.changeFollow"),
      () => void navigate({ to: "/trader/$address", params: { address }, search: { follow: true } }),
    );
  switch (what.kind) {
    case "limit": {
      const { raise } = what;
      const ways: Way[] = [];
      if (raise && limits)
        ways.push(
          way(
            t("notice.raise", {
              value: raise.limit === "open_orders" ? n.plain(raise.to, 0, 0) : n.usd(raise.to, 0),
            }),
            () => set(raisedTo(limits, raise)),
          ),
        );
      const address =
        follows.data?.find(({ id }) => id === what.follow)?.address ?? what.traders[0]?.trader.address;
      if (what.follow !== null && address) ways.push(trader(address));
      ways.push(
        decisions(t("notice.seeDecisions", { count: row.count }), what.skipped > 0 ? "refused" : "adjusted"),
      );
      return ways;
    }
    case "not_copied":
      return [decisions(t("notice.seeDecisions", { count: row.count }), "skipped")];
    case "waiting":
    case "refused":
      return [order(what.order)];
    case "ended":
      return [
        row.count > 1
          ? way(t("notice.seeOrders"), () => void navigate({ to: "/orders", search: { show: "unfilled" } }))
          : order(what.order),
      ];
    case "fills":
      return [
        row.count > 1
          ? way(t("notice.seeFills"), () => void navigate({ to: "/history" }))
          : order(what.last.order),
      ];
    case "undone":
      return [order(what.order)];
    case "resolved":
    case "collected":
      return [way(t("notice.inLedger"), () => void navigate({ to: "/history/ledger" }))];
    case "halt":
      return what.stands
        ? [way(t("notice.review"), () => void navigate({ to: "/differences" }))]
        : [way(t("notice.seeJournal"), () => void navigate({ to: "/activity", search: { show: "system" } }))];
    case "connection":
      return [way(t("notice.seeConnection"), () => void navigate({ to: "/connection" }))];
    case "trouble":
      return [
        way(t("notice.seeJournal"), () => void navigate({ to: "/activity", search: { show: "system" } })),
      ];
    case "trader_moved":
      return [
        way(
          t("notice.openTrader"),
          () => void navigate({ to: "/trader/$address", params: { address: what.trader.address } }),
        ),
      ];
    default:
      return what satisfies never;
  }
}

export function NoticeLine({ row, onLeave }: { row: NoticeRow; onLeave(): void }) {
  const t = useText();
  const format = useFormat();
  const now = useFrame((frame) => frame.now - (frame.now % 60_000));
  const { title, body } = noticeText(t, format, row);
  const [main, ...others] = useWays(row, onLeave);
  const needsYou = row.group === "needs_you";
  return (
    <li
      className="relative grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 border-hairline border-t px-4 py-3 first:border-t-0"
      data-notice={row.what.kind}
    >
      {row.new && (
        <span className="absolute top-5 left-1.5 size-1.5 rounded-full bg-accent">
          <span className="sr-only">{t("centre.isNew")}</span>
        </span>
      )}
      <span className={cn("mt-0.5", needsYou ? "text-warn" : "text-text-2")}>{SIGNS[row.what.kind]}</span>
      <div className="grid min-w-0 gap-1">
        <div className="flex items-start justify-between gap-3">
          <h3 className="numeric proportional min-w-0 font-semibold">{title}</h3>
          <When at={row.last} className="shrink-0 text-small text-text-3">
            {format.time.near(row.last, now)}
          </When>
        </div>
        {(body || !needsYou) && (
          <p className="numeric proportional text-small text-text-2">
            {body}{" "}
            {!needsYou && main && (
              <button type="button" className="text-accent hover:underline" onClick={main.go}>
                {main.label}
              </button>
            )}
          </p>
        )}
        {needsYou && main && (
          <div className="flex flex-wrap items-center gap-3 pt-0.5">
            <Button size="sm" onClick={main.go}>
              {main.label}
            </Button>
            {others.map((other) => (
              <button
                key={other.label}
                type="button"
                className="text-accent text-small hover:underline"
                onClick={other.go}
              >
                {other.label}
              </button>
            ))}
          </div>
        )}
      </div>
    </li>
  );
}
