/** The columns of the history. */

import { Undo2 } from "lucide-react";
import { useMemo } from "react";
import { Made, Missing } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip, Side } from "@/components/outcome";
import { StageChip } from "@/components/stage";
import { TraderTag } from "@/components/trader-tag";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import type { HistoryRow } from "@/platform";

export function useHistoryColumns(): Column<HistoryRow>[] {
  const t = useText();
  const { n, time } = useFormat();
  return useMemo(
    () => [
      {
        id: "time",
        header: t("history.time"),
        className: "w-27 wide:w-30",
        cell: (row) => (
          <When at={row.at} className="text-text-2">
            {`${time.day(row.at)} ${time.minute(row.at)}`}
          </When>
        ),
      },
      {
        id: "trader",
        header: <span data-name>{t("history.trader")}</span>,
        name: t("history.trader"),
        // In a narrow window the tile: the room is the question's.
        className: "w-8 wide:w-30 max-wide:**:data-name:sr-only",
        cell: (row) => <TraderTag name={row.trader} address={row.traderAddress} size="s" />,
      },
      {
        id: "market",
        header: t("history.market"),
        grows: true,
        // Side and outcome stand before the question.
        least: 252,
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-2">
            <Side side={row.side} className="w-12 truncate" />
            <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
            <MarketName name={row.market} condition={row.condition} base={32} />
            {row.settlement === "failed" && (
              <span className="inline-flex shrink-0 items-center gap-1 text-label text-loss">
                <Undo2 aria-hidden size={12} />
                {word(t, "settlement", "failed")}
              </span>
            )}
          </span>
        ),
      },
      {
        id: "shares",
        header: t("history.shares"),
        numeric: true,
        className: "w-17",
        cell: (row) => n.shares(row.shares),
      },
      {
        id: "price",
        header: t("history.price"),
        title: t("history.priceTitle"),
        numeric: true,
        className: "w-15",
        cell: (row) => <span className="font-medium">{n.centsBare(row.price, 1)}</span>,
      },
      {
        id: "theirs",
        header: t("history.theirs"),
        title: t("history.theirsTitle"),
        numeric: true,
        className: "w-18",
        from: "huge",
        cell: (row) => <span className="text-text-2">{n.centsBare(row.traderPrice, 1)}</span>,
      },
      {
        id: "slippage",
        header: t("history.slippage"),
        title: t("history.slippageTitle"),
        numeric: true,
        className: "w-16",
        cell: (row) => (
          <span className="text-text-2" data-tip={n.usdSigned(row.slippageUsd)}>
            {n.centsSignedBare(row.slippage)}
          </span>
        ),
      },
      {
        id: "value",
        header: t("history.value"),
        title: t("history.valueTitle"),
        numeric: true,
        className: "w-18",
        cell: (row) => n.plain(row.value),
      },
      {
        id: "fee",
        header: t("history.fee"),
        numeric: true,
        className: "w-14",
        from: "huge",
        cell: (row) => (
          <span className="text-text-2" data-tip={word(t, "liquidity", row.liquidity)}>
            {n.plain(row.fee)}
          </span>
        ),
      },
      {
        id: "realised",
        header: t("history.realised"),
        title: t("history.realisedTitle"),
        numeric: true,
        className: "w-18",
        cell: (row) =>
          row.realised === null ? <Missing why={t("history.realisedNone")} /> : <Made value={row.realised} />,
      },
      {
        id: "stage",
        header: t("history.stage"),
        title: t("orders.stageTitle"),
        numeric: true,
        className: "w-18",
        cell: (row) => <StageChip stage={row.stage} side={row.side} text="number" />,
      },
    ],
    [t, n, time],
  );
}
