/** The positions beside an open sheet: two lines a cell, so that nothing of a row is lost. */

import type { ReactNode } from "react";
import { useMemo } from "react";
import { Made, Missing } from "@/components/amounts";
import type { Column } from "@/components/ui/data-table";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Position, Positions } from "@/platform";
import { EndsIn, Subject } from "./columns";

function Two({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className="grid leading-[1.35]">
      <span className="truncate">{first}</span>
      <span className="truncate text-small text-text-2">{second}</span>
    </span>
  );
}

export function useStackedColumns(): Column<Position>[] {
  const t = useText();
  const { n } = useFormat();
  return useMemo(
    () => [
      {
        id: "market",
        header: <Two first={t("positions.market")} second={t("positions.through")} />,
        grows: true,
        cell: (row) => <Subject row={row} />,
      },
      {
        id: "price",
        header: <Two first={t("positions.price")} second={t("positions.breakEven")} />,
        numeric: true,
        className: "w-20",
        cell: (row) => (
          <Two
            first={row.price === null ? <Missing why={t("positions.noPrice")} /> : n.centsBare(row.price)}
            second={row.breakEven === null ? <Missing /> : n.centsBare(row.breakEven, 1)}
          />
        ),
      },
      {
        id: "value",
        header: <Two first={t("positions.value")} second={t("positions.costShort")} />,
        numeric: true,
        className: "w-20",
        cell: (row) => (
          <Two
            first={row.value === null ? <Missing why={t("positions.noPrice")} /> : n.plain(row.value)}
            second={n.plain(row.cost)}
          />
        ),
      },
      {
        id: "pnl",
        header: <Two first={t("positions.pnl")} second="%" />,
        numeric: true,
        className: "w-22",
        cell: (row) => (
          <Two
            first={<Made value={row.pnl} />}
            second={row.pnlPercent === null ? <Missing /> : n.percentSigned(row.pnlPercent)}
          />
        ),
      },
      {
        id: "ends",
        header: <Two first={t("positions.ends")} second={t("positions.endsOn")} />,
        numeric: true,
        className: "w-18",
        cell: (row) => <EndsIn at={row.endsAt} dated />,
      },
    ],
    [t, n],
  );
}

export function useStackedSums(held: Positions): Partial<Record<string, ReactNode>> {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return {
    market: (
      <Two
        first={t("positions.total")}
        second={t("positions.totalOf", {
          positions: t("positions.countPositions", { count: held.rows.length }),
          markets: t("positions.countMarkets", { count: held.markets }),
        })}
      />
    ),
    value: <Two first={n.plain(held.value)} second={n.plain(held.cost)} />,
    pnl: (
      <Two
        first={<Made value={held.pnl} />}
        second={held.pnlPercent === null ? <Missing /> : n.percentSigned(held.pnlPercent)}
      />
    ),
    ends:
      held.nextEnd === null ? null : (
        <Two first={time.rough(held.nextEnd - now)} second={t("positions.next")} />
      ),
  };
}
