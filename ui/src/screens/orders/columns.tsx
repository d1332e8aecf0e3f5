/** The columns of the orders at work and of those that are over: one list of columns, two choices from it. */

import { X } from "lucide-react";
import { useMemo } from "react";
import { Missing } from "@/components/amounts";
import { StageChip } from "@/components/stage";
import type { Step } from "@/components/ui/breakpoint";
import { IconButton } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table";
import { compare } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { OrderRow } from "@/platform";
import {
  Age,
  Away,
  Book,
  EndedAt,
  Ends,
  Filled,
  Limit,
  Market,
  Next,
  SideOutcome,
  Slippage,
  Status,
  Trader,
} from "./cells";
import { ChooseAll, ChooseRow } from "./selection";

type Name =
  | "choose"
  | "market"
  | "trader"
  | "side"
  | "shares"
  | "first"
  | "limit"
  | "average"
  | "slippage"
  | "book"
  | "away"
  | "stage"
  | "age"
  | "next"
  | "filled"
  | "status"
  | "when"
  | "cancel"
  | "value"
  | "ends";

/** A figure, and a bar where there is room. */
const FILLED = "w-14 in-[[lang=fr]]:w-16 pl-2.5! huge:w-18 huge:in-[[lang=fr]]:w-18";

/** A column with its width in that table; `from`: without a choice only in a window that is as wide; `null`: only when chosen. */
type Place = [name: Name, width: string, from?: Step | null];

/** A name as an outcome has more letters than YES: where there is room for some of them, they are shown. */
const SIDE = "w-21 in-[[lang=fr]]:w-23 wide:w-25 wide:in-[[lang=fr]]:w-28";
/** Of the trader no more than the tile, until the window is huge: the room is the question's. */
const TILE = "max-huge:**:data-name:sr-only";

/**
 * The question of the market takes what is left. Where the window is not huge, the trader's price is left to the detail, and why an
 * order waits to a sign beside its limit; in a narrow one how far it is away and how much of it is filled as well.
 */
const WORKING: Place[] = [
  ["choose", "w-9 wide:w-11"],
  ["market", ""],
  ["trader", `w-8 huge:w-36 ${TILE}`],
  ["side", SIDE],
  ["stage", "w-25 in-[[lang=fr]]:w-26"],
  ["first", "w-17", "huge"],
  ["limit", "w-14 huge:w-15"],
  ["book", "w-22 huge:w-26"],
  ["away", "w-14 huge:w-16", "wide"],
  ["shares", "w-16 huge:w-20"],
  ["filled", FILLED, "wide"],
  ["age", "w-12"],
  ["next", "w-20 wide:w-22 huge:w-18"],
  ["value", "w-18", "huge"],
  ["ends", "w-18", "huge"],
  ["status", "w-36 pl-3!", "huge"],
  ["cancel", "w-13"],
];

/** With a sentence in it, on two lines where it is long: why it ended. */
const STATUS = "w-36 pl-3! huge:w-54";

const OVER: Place[] = [
  ["market", ""],
  ["trader", "w-8 wide:w-27 huge:w-36"],
  ["side", SIDE],
  ["shares", "w-17"],
  ["filled", FILLED],
  ["first", "w-17", "huge"],
  ["average", "w-18"],
  ["slippage", "w-15"],
  ["value", "w-18", null],
  ["stage", "w-25 in-[[lang=fr]]:w-26", null],
  ["status", STATUS],
  ["when", "w-24 wide:w-26"],
];

/** Without figures of fills, which there are none of. */
const UNFILLED: Place[] = [
  ["market", ""],
  ["trader", "w-8 wide:w-27 huge:w-36"],
  ["side", SIDE],
  ["stage", "w-25 in-[[lang=fr]]:w-26"],
  ["shares", "w-17"],
  ["first", "w-19"],
  ["status", STATUS],
  ["when", "w-24 wide:w-26"],
];

const LEAST = "-1";
const FAR = Number.MAX_SAFE_INTEGER;

type Plain = Omit<Column<OrderRow>, "id" | "className">;

function useColumns(): (chosen: Place[], onCancel?: (row: OrderRow) => void) => Column<OrderRow>[] {
  const t = useText();
  const { n } = useFormat();
  return useMemo(() => {
    const all = (onCancel?: (row: OrderRow) => void): Record<Name, Plain> => ({
      choose: { header: <ChooseAll />, fixed: true, cell: (row) => <ChooseRow row={row} /> },
      market: {
        header: t("orders.market"),
        grows: true,
        compare: (a, b) => a.market.localeCompare(b.market),
        cell: (row) => <Market row={row} />,
      },
      trader: {
        header: (
          <span data-name className="max-wide:sr-only">
            {t("orders.trader")}
          </span>
        ),
        name: t("orders.trader"),
        compare: (a, b) => a.trader.localeCompare(b.trader),
        cell: (row) => <Trader row={row} />,
      },
      side: { header: t("orders.side"), cell: (row) => <SideOutcome row={row} /> },
      shares: {
        header: t("orders.shares"),
        numeric: true,
        compare: (a, b) => compare(a.shares, b.shares),
        cell: (row) => n.shares(row.shares),
      },
      first: {
        header: t("orders.first"),
        title: t("orders.firstTitle"),
        numeric: true,
        cell: (row) => <span className="text-text-2">{n.centsBare(row.firstPrice, 1)}</span>,
      },
      limit: {
        header: t("orders.limit"),
        title: t("orders.limitTitle"),
        numeric: true,
        cell: (row) => <Limit row={row} />,
      },
      average: {
        header: t("orders.average"),
        title: t("orders.averageTitle"),
        numeric: true,
        cell: (row) =>
          row.averagePrice === null ? (
            <Missing why={t("orders.slippageNone")} />
          ) : (
            n.centsBare(row.averagePrice, 1)
          ),
      },
      slippage: {
        header: t("orders.slippage"),
        title: t("orders.slippageTitle"),
        numeric: true,
        cell: (row) => <Slippage row={row} />,
      },
      book: {
        header: t("orders.book"),
        title: t("orders.bookTitle"),
        numeric: true,
        cell: (row) => <Book row={row} />,
      },
      away: {
        header: t("orders.away"),
        title: t("orders.awayTitle"),
        numeric: true,
        // What has nothing to go to is farthest.
        compare: (a, b) => compare(a.away ?? "1", b.away ?? "1"),
        cell: (row) => <Away row={row} />,
      },
      stage: {
        header: t("orders.stage"),
        title: t("orders.stageTitle"),
        compare: (a, b) => a.stage - b.stage,
        cell: (row) => <StageChip stage={row.stage} side={row.side} text="short" className="w-full" />,
      },
      age: {
        header: t("orders.age"),
        title: t("orders.ageTitle"),
        numeric: true,
        // The newest signal is the smallest age.
        compare: (a, b) => b.signalAt - a.signalAt,
        cell: (row) => <Age row={row} />,
      },
      next: {
        header: t("orders.next"),
        title: t("orders.nextTitle"),
        numeric: true,
        compare: (a, b) => (a.nextStageAt ?? a.nextTryAt ?? 0) - (b.nextStageAt ?? b.nextTryAt ?? 0),
        cell: (row) => <Next row={row} />,
      },
      filled: {
        header: t("orders.filled"),
        title: t("orders.filledTitle"),
        compare: (a, b) => a.filledPercent - b.filledPercent,
        cell: (row) => <Filled row={row} />,
      },
      value: {
        header: t("orders.value"),
        title: t("orders.valueTitle"),
        numeric: true,
        compare: (a, b) => compare(a.value ?? LEAST, b.value ?? LEAST),
        cell: (row) => (row.value === null ? <Missing why={t("orders.noLimit")} /> : n.plain(row.value)),
      },
      ends: {
        header: t("orders.ends"),
        title: t("orders.endsTitle"),
        numeric: true,
        // What has no date is farthest.
        compare: (a, b) => (a.endsAt ?? FAR) - (b.endsAt ?? FAR),
        cell: (row) => <Ends row={row} />,
      },
      status: { header: t("orders.status"), cell: (row) => <Status row={row} /> },
      when: {
        header: t("orders.when"),
        numeric: true,
        compare: (a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0),
        cell: (row) => <EndedAt row={row} />,
      },
      cancel: {
        header: <span className="sr-only">{t("orders.actions")}</span>,
        name: t("orders.cancelColumn"),
        numeric: true,
        cell: (row) =>
          row.status === "working" && (
            <IconButton
              label={t("orders.cancelLabel", { market: row.market })}
              className="hover:text-loss"
              onClick={() => onCancel?.(row)}
            >
              <X aria-hidden size={14} />
            </IconButton>
          ),
      },
    });
    return (chosen, onCancel) => {
      const columns = all(onCancel);
      return chosen.map(([id, width, from]) => ({
        ...columns[id],
        id,
        className: `text-small ${width}`,
        from: from ?? undefined,
        optional: from === null,
      }));
    };
  }, [t, n]);
}

export function useWorkingColumns(onCancel: (row: OrderRow) => void): Column<OrderRow>[] {
  const columns = useColumns();
  return useMemo(() => columns(WORKING, onCancel), [columns, onCancel]);
}

export function useOverColumns(filled: boolean): Column<OrderRow>[] {
  const columns = useColumns();
  return useMemo(() => columns(filled ? OVER : UNFILLED), [columns, filled]);
}
