/** The columns of the positions. */
import { CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Made, Missing } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { compare } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
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
  const { t } = useTranslation();
  const { n } = useFormat();
  const stale = useFrame((frame) => frame.state === "disconnected");
  return useMemo(
    () => [
      {
        id: "market",
        header: t("positions.market"),
        grows: true,
        compare: byText((row) => row.market),
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-2">
            <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
            <MarketName name={row.market} condition={row.condition} className="font-medium" />
          </span>
        ),
      },
      {
        id: "trader",
        header: t("positions.through"),
        compare: byText((row) => row.trader),
        className: "w-28 wide:w-32",
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-1.5">
            <TraderTag name={row.trader} address={row.traderAddress} size="s" />
            {isOrphan(row) && (
              <span title={t("positions.orphanTitle")} className="shrink-0 text-warn">
                <CircleAlert aria-hidden size={14} />
                <span className="sr-only">{t("positions.orphan")}</span>
              </span>
            )}
          </span>
        ),
      },
      {
        id: "shares",
        header: t("positions.shares"),
        numeric: true,
        compare: byFigure((row) => row.shares),
        className: "w-18",
        cell: (row) => (compare(row.shares, LOT) < 0 ? `< ${n.shares(LOT)}` : n.shares(row.shares)),
      },
      {
        id: "average",
        header: t("positions.average"),
        title: t("positions.averageTitle"),
        numeric: true,
        compare: byFigure((row) => row.averageCost),
        className: "w-17",
        cell: (row) => n.centsBare(row.averageCost, 1),
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
            <span className={stale ? "stale" : ""}>{n.centsBare(row.price, 1)}</span>
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
        numeric: true,
        compare: byFigure((row) => row.value),
        className: "w-18",
        cell: (row) => (row.value === null ? <Missing why={t("positions.noPrice")} /> : n.plain(row.value)),
      },
      {
        id: "pnl",
        header: t("positions.pnl"),
        title: t("positions.pnlTitle"),
        numeric: true,
        compare: byFigure((row) => row.pnl),
        className: "w-18 huge:w-34",
        cell: (row) => (
          <span className="inline-flex items-baseline justify-end gap-2">
            {row.pnlPercent !== null && (
              <span className="text-small text-text-3 max-huge:hidden">
                {n.percentSigned(row.pnlPercent)}
              </span>
            )}
            <Made value={row.pnl} />
          </span>
        ),
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
  const { t } = useTranslation();
  const selling = compare(row.selling, row.shares) >= 0;
  // All of it in a sale of the user's own: there is nothing more to ask for.
  if (row.closing !== null && selling) return <span className="text-text-2">{t("positions.closing")}</span>;
  if (compare(row.shares, LOT) < 0)
    return (
      <span className="text-text-3" title={t("positions.dustTitle")}>
        {t("positions.dust")}
      </span>
    );
  return (
    <Button
      size="sm"
      title={selling ? t("positions.sellingAll") : undefined}
      aria-label={t("positions.closeLabel", { market: row.market })}
      onClick={() => onClose(row)}
    >
      {t("positions.close")}
    </Button>
  );
}
