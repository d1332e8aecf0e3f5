/** The columns of the positions. */

import { CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { Made, Missing } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { Avatar, TraderTag } from "@/components/trader-tag";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { compare } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Position } from "@/platform";

export const isOrphan = (row: Position): boolean => row.followStatus === "removed";

const byText = (pick: (row: Position) => string) => (a: Position, b: Position) =>
  pick(a).localeCompare(pick(b));
/** The fewest shares that the exchange trades. */
const LOT = "0.01";
const LEAST = "-1000000000";
/** What is not known stands last. */
const byFigure = (pick: (row: Position) => string | null) => (a: Position, b: Position) =>
  compare(pick(a) ?? LEAST, pick(b) ?? LEAST);

export function usePositionColumns(onClose: (row: Position) => void): Column<Position>[] {
  const t = useText();
  const { n } = useFormat();
  const stale = useFrame((frame) => frame.state === "disconnected");
  return useMemo(
    () => [
      {
        id: "market",
        header: t("positions.market"),
        grows: true,
        compare: byText((row) => row.market),
        cell: (row) => <Subject row={row} />,
      },
      {
        id: "trader",
        optional: true,
        header: t("positions.through"),
        compare: byText((row) => row.trader),
        className: "w-28 wide:w-32",
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-1.5">
            <TraderTag name={row.trader} address={row.traderAddress} size="s" />
            {isOrphan(row) && (
              <span data-tip={t("positions.orphanTitle")} className="shrink-0 text-warn">
                <CircleAlert aria-hidden size={14} />
                <span className="sr-only">{t("positions.orphan")}</span>
              </span>
            )}
          </span>
        ),
      },
      {
        id: "shares",
        optional: true,
        header: t("positions.shares"),
        numeric: true,
        compare: byFigure((row) => row.shares),
        className: "w-18",
        cell: (row) => (compare(row.shares, LOT) < 0 ? `< ${n.shares(LOT)}` : n.shares(row.shares)),
      },
      {
        id: "average",
        from: "wide",
        header: t("positions.average"),
        title: t("positions.averageTitle"),
        numeric: true,
        compare: byFigure((row) => row.averageCost),
        className: "w-17",
        cell: (row) => n.centsBare(row.averageCost, 1),
      },
      {
        id: "even",
        header: t("positions.breakEven"),
        title: t("positions.breakEvenTitle"),
        numeric: true,
        from: "wide",
        compare: byFigure((row) => row.breakEven),
        className: "w-18",
        cell: (row) =>
          row.breakEven === null ? (
            <Missing why={t("positions.noBreakEven")} />
          ) : (
            <span className="text-text-2">{n.centsBare(row.breakEven, 1)}</span>
          ),
      },
      {
        id: "price",
        header: t("positions.price"),
        title: t("positions.priceTitle"),
        numeric: true,
        compare: byFigure((row) => row.price),
        className: "w-16",
        cell: (row) =>
          row.price === null ? (
            <Missing why={t("positions.noPrice")} />
          ) : (
            <span className={stale ? "stale" : ""}>{n.centsBare(row.price)}</span>
          ),
      },
      {
        id: "cost",
        header: t("positions.cost"),
        title: t("positions.costTitle"),
        numeric: true,
        compare: byFigure((row) => row.cost),
        className: "w-17",
        cell: (row) => n.plain(row.cost),
      },
      {
        id: "value",
        header: t("positions.value"),
        title: t("positions.valueTitle"),
        numeric: true,
        compare: byFigure((row) => row.value),
        className: "w-18",
        cell: (row) => (row.value === null ? <Missing why={t("positions.noPrice")} /> : n.plain(row.value)),
      },
      {
        id: "bid",
        header: t("positions.bid"),
        title: t("positions.bidTitle"),
        numeric: true,
        from: "huge",
        compare: byFigure((row) => row.bidValue),
        className: "w-22",
        cell: (row) =>
          row.bidValue === null ? (
            <Missing why={t("positions.noPrice")} />
          ) : (
            <span className="text-text-2" data-tip={row.bidTakesAll ? undefined : t("positions.bidPart")}>
              {row.bidTakesAll ? n.plain(row.bidValue) : `≥ ${n.plain(row.bidValue)}`}
            </span>
          ),
      },
      {
        id: "pnl",
        header: t("positions.pnl"),
        title: t("positions.pnlTitle"),
        numeric: true,
        compare: byFigure((row) => row.pnl),
        className: "w-19",
        cell: (row) => <Made value={row.pnl} />,
      },
      {
        id: "percent",
        header: "%",
        name: t("positions.percentName"),
        title: t("positions.percentTitle"),
        numeric: true,
        compare: byFigure((row) => row.pnlPercent),
        className: "w-16",
        cell: (row) =>
          row.pnlPercent === null ? (
            <Missing why={t("positions.noPrice")} />
          ) : (
            <span className="text-text-2">{n.percentSigned(row.pnlPercent)}</span>
          ),
      },
      {
        id: "ends",
        header: t("positions.ends"),
        title: t("positions.endsTitle"),
        numeric: true,
        compare: (a, b) => (a.endsAt ?? Number.MAX_VALUE) - (b.endsAt ?? Number.MAX_VALUE),
        className: "w-16",
        cell: (row) => <EndsIn at={row.endsAt} />,
      },
      {
        id: "since",
        header: t("positions.held"),
        title: t("positions.heldTitle"),
        numeric: true,
        compare: (a, b) => b.since - a.since,
        className: "w-16",
        from: "huge",
        cell: (row) => <Since at={row.since} />,
      },
      {
        id: "close",
        header: <span className="sr-only">{t("positions.close")}</span>,
        numeric: true,
        fixed: true,
        className: "w-25",
        cell: (row) => <CloseCell row={row} onClose={onClose} />,
      },
    ],
    [t, n, stale, onClose],
  );
}

/** Its market, and under it through whom, which outcome, and how many shares. */
export function Subject({ row }: { row: Position }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <span className="grid gap-0.5 leading-[1.35]">
      <MarketName name={row.market} condition={row.condition} className="font-medium" />
      <span className="flex min-w-0 items-center gap-1.5 text-small text-text-2">
        <Avatar name={row.trader} address={row.traderAddress} size="s" />
        <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        <span className="numeric shrink-0">
          {compare(row.shares, LOT) < 0 ? `< ${n.shares(LOT)}` : n.shares(row.shares)}
        </span>
        <bdi className="truncate" data-tip={row.trader}>
          {row.trader}
        </bdi>
        {isOrphan(row) && (
          <span data-tip={t("positions.orphanTitle")} className="shrink-0 text-warn">
            <CircleAlert aria-hidden size={14} />
            <span className="sr-only">{t("positions.orphan")}</span>
          </span>
        )}
      </span>
    </span>
  );
}

/** How long until the market is to resolve; and, with `dated`, on which day. */
export function EndsIn({ at, dated = false }: { at: number | null; dated?: boolean }) {
  const t = useText();
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  if (at === null) return <Missing why={t("positions.noEnd")} />;
  const left = at > now ? time.rough(at - now) : t("positions.endPassed");
  return (
    <When at={at} className="text-text-2">
      {dated ? (
        <span className="grid leading-[1.35]">
          <span className="text-text">{left}</span>
          <span className="text-small text-text-2">{time.day(at)}</span>
        </span>
      ) : (
        left
      )}
    </When>
  );
}

function Since({ at }: { at: number }) {
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <When at={at} className="text-text-2">
      {time.rough(now - at)}
    </When>
  );
}

function CloseCell({ row, onClose }: { row: Position; onClose(row: Position): void }) {
  const t = useText();
  const selling = compare(row.selling, row.shares) >= 0;
  // All of it in a sale of the user's own: there is nothing more to ask for.
  if (row.closing !== null && selling) return <span className="text-text-2">{t("positions.closing")}</span>;
  if (compare(row.shares, LOT) < 0)
    return (
      <span className="text-text-3" data-tip={t("positions.dustTitle")}>
        {t("positions.dust")}
      </span>
    );
  return (
    <Button
      size="sm"
      data-tip={selling ? t("positions.sellingAll") : undefined}
      aria-label={t("positions.closeLabel", { market: row.market })}
      onClick={() => onClose(row)}
    >
      {t("positions.close")}
    </Button>
  );
}
