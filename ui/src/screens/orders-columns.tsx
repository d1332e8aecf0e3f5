/** The columns of the orders at work and of those that are over. */
import { X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Missing, tone } from "@/components/amounts";
import { OutcomeChip, Side } from "@/components/outcome";
import { Countdown, StageChip } from "@/components/stage";
import { Avatar } from "@/components/trader-tag";
import { IconButton } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table";
import { Bar } from "@/components/ui/meter";
import { When } from "@/components/when";
import { compare, signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { OrderRow } from "@/platform";

function Market({ row }: { row: OrderRow }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span title={row.trader} className="shrink-0">
        <Avatar name={row.trader} address={row.traderAddress} />
        <span className="sr-only">{row.trader}</span>
      </span>
      <span className="truncate font-medium" title={`${row.market} · ${row.trader}`}>
        {row.market}
      </span>
    </span>
  );
}

function SideOutcome({ row }: { row: OrderRow }) {
  return (
    <span className="flex items-center gap-1.5">
      <Side side={row.side} className="min-w-8" />
      <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
    </span>
  );
}

function Filled({ row }: { row: OrderRow }) {
  return (
    <span className="flex items-center gap-2">
      <Bar percent={row.filledPercent} tone="accent" className="w-9" />
      <span className="text-text-2">{row.filledPercent}</span>
    </span>
  );
}

function Age({ row }: { row: OrderRow }) {
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <When at={row.signalAt} className="text-text-2">
      {time.clockSpan(now - row.signalAt)}
    </When>
  );
}

function Next({ row }: { row: OrderRow }) {
  const now = useFrame((frame) => frame.now);
  return (
    <Countdown stage={row.stage} stageStarts={row.stageStarts} nextStageAt={row.nextStageAt} now={now} />
  );
}

function Book({ row }: { row: OrderRow }) {
  const { n } = useFormat();
  const stale = useFrame((frame) => frame.state === "disconnected");
  if (row.bid === null && row.ask === null) return <Missing />;
  const show = (price: string | null) => (price === null ? "—" : n.centsBare(price));
  return (
    <span className={stale ? "stale" : "text-text-2"}>
      {show(row.bid)} / {show(row.ask)}
    </span>
  );
}

/** Where it stands, in a word or two; why it waits, where it does. */
export function useStatusText(): (row: OrderRow) => string {
  const { t } = useTranslation();
  return (row) => {
    if (row.status === "ended") return row.end ? word(t, "end", row.end) : word(t, "status", "ended");
    if (row.status === "ending") return t("orders.ending");
    if (row.child === "none" && row.waiting) return word(t, "wait", row.waiting);
    return word(t, "child", row.child);
  };
}

function Status({ row }: { row: OrderRow }) {
  const text = useStatusText()(row);
  const waits = row.status !== "ended" && (row.waiting !== null || row.child === "unknown");
  return (
    <div className={`truncate ${waits ? "text-warn" : "text-text-2"}`} title={text}>
      {text}
    </div>
  );
}

const small = (column: Column<OrderRow>): Column<OrderRow> => ({
  ...column,
  className: `text-small ${column.className ?? ""}`,
});

export function useWorkingColumns(onCancel: (row: OrderRow) => void): Column<OrderRow>[] {
  const { t } = useTranslation();
  const { n } = useFormat();
  return useMemo(() => {
    const columns: Column<OrderRow>[] = [
      {
        id: "market",
        header: t("orders.market"),
        compare: (a, b) => a.market.localeCompare(b.market),
        cell: (row) => <Market row={row} />,
      },
      { id: "side", header: t("orders.side"), className: "w-25", cell: (row) => <SideOutcome row={row} /> },
      {
        id: "shares",
        header: t("orders.shares"),
        numeric: true,
        className: "w-18",
        compare: (a, b) => compare(a.shares, b.shares),
        cell: (row) => n.shares(row.shares),
      },
      {
        id: "first",
        header: t("orders.first"),
        title: t("orders.firstTitle"),
        numeric: true,
        className: "w-16",
        cell: (row) => <span className="text-text-2">{n.centsBare(row.firstPrice)}</span>,
      },
      {
        id: "limit",
        header: t("orders.limit"),
        title: t("orders.limitTitle"),
        numeric: true,
        className: "w-16",
        cell: (row) =>
          row.limit === null ? (
            <Missing why={t("orders.noLimit")} />
          ) : (
            <span className="font-medium">{n.centsBare(row.limit)}</span>
          ),
      },
      {
        id: "book",
        header: t("orders.book"),
        numeric: true,
        className: "w-30 max-huge:hidden",
        cell: (row) => <Book row={row} />,
      },
      {
        id: "stage",
        header: t("orders.stage"),
        className: "w-29 pl-3!",
        compare: (a, b) => a.stage - b.stage,
        cell: (row) => <StageChip stage={row.stage} side={row.side} text="short" className="w-24" />,
      },
      {
        id: "age",
        header: t("orders.age"),
        numeric: true,
        className: "w-13",
        // The newest signal is the smallest age.
        compare: (a, b) => b.signalAt - a.signalAt,
        cell: (row) => <Age row={row} />,
      },
      {
        id: "next",
        header: t("orders.next"),
        numeric: true,
        className: "w-17",
        compare: (a, b) => (a.nextStageAt ?? 0) - (b.nextStageAt ?? 0),
        cell: (row) => <Next row={row} />,
      },
      {
        id: "filled",
        header: t("orders.filled"),
        className: "w-22 pl-3! max-wide:hidden",
        compare: (a, b) => a.filledPercent - b.filledPercent,
        cell: (row) => <Filled row={row} />,
      },
      { id: "status", header: t("orders.status"), className: "w-25", cell: (row) => <Status row={row} /> },
      {
        id: "cancel",
        header: <span className="sr-only">{t("orders.actions")}</span>,
        numeric: true,
        className: "w-11 wide:w-13",
        cell: (row) => (
          <IconButton
            label={t("orders.cancelLabel", { market: row.market })}
            disabled={row.status !== "working"}
            className="hover:text-loss"
            onClick={() => onCancel(row)}
          >
            <X aria-hidden size={14} />
          </IconButton>
        ),
      },
    ];
    return columns.map(small);
  }, [t, n, onCancel]);
}

function Slippage({ row }: { row: OrderRow }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  if (row.slippage === null) return <Missing why={t("orders.slippageNone")} />;
  // Positive is worse for us: the colour of a loss.
  const sign = signOf(row.slippage);
  return (
    <span className={tone(sign > 0 ? "-1" : sign < 0 ? "1" : "0")}>{n.centsSignedBare(row.slippage)}</span>
  );
}

function EndedAt({ row }: { row: OrderRow }) {
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  if (row.endedAt === null) return <Missing />;
  return (
    <When at={row.endedAt} className="text-text-2">
      {time.near(row.endedAt, now)}
    </When>
  );
}

export function useEndedColumns(): Column<OrderRow>[] {
  const { t } = useTranslation();
  const { n } = useFormat();
  return useMemo(() => {
    const columns: Column<OrderRow>[] = [
      {
        id: "market",
        header: t("orders.market"),
        compare: (a, b) => a.market.localeCompare(b.market),
        cell: (row) => <Market row={row} />,
      },
      { id: "side", header: t("orders.side"), className: "w-25", cell: (row) => <SideOutcome row={row} /> },
      {
        id: "shares",
        header: t("orders.shares"),
        numeric: true,
        className: "w-18",
        compare: (a, b) => compare(a.shares, b.shares),
        cell: (row) => n.shares(row.shares),
      },
      {
        id: "filled",
        header: t("orders.filled"),
        className: "w-23 pl-3!",
        cell: (row) => <Filled row={row} />,
      },
      {
        id: "first",
        header: t("orders.first"),
        title: t("orders.firstTitle"),
        numeric: true,
        className: "w-16",
        cell: (row) => <span className="text-text-2">{n.centsBare(row.firstPrice)}</span>,
      },
      {
        id: "average",
        header: t("orders.average"),
        numeric: true,
        className: "w-20",
        cell: (row) =>
          row.averagePrice === null ? (
            <Missing why={t("orders.slippageNone")} />
          ) : (
            n.centsBare(row.averagePrice, 1)
          ),
      },
      {
        id: "slippage",
        header: t("orders.slippage"),
        numeric: true,
        className: "w-18",
        cell: (row) => <Slippage row={row} />,
      },
      {
        id: "status",
        header: t("orders.status"),
        className: "w-54 pl-3!",
        cell: (row) => <Status row={row} />,
      },
      {
        id: "when",
        header: t("orders.when"),
        numeric: true,
        className: "w-24 wide:w-26",
        compare: (a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0),
        cell: (row) => <EndedAt row={row} />,
      },
    ];
    return columns.map(small);
  }, [t, n]);
}
