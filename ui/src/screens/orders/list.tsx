/** The orders folded into two lines each, beside the detail of one. Walking through the rows moves the detail. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useRef } from "react";
import { MarketName } from "@/components/market-name";
import { OutcomeChip, Side } from "@/components/outcome";
import { StageChip } from "@/components/stage";
import { Avatar } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { useHeldRange } from "@/components/ui/held-range";
import { Bar } from "@/components/ui/meter";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { OrderRow } from "@/platform";

interface OrderListProps {
  rows: OrderRow[];
  selected: number;
  onSelect(id: number): void;
  onCancel(row: OrderRow): void;
}

/** Two lines of text and the room around them. */
const HEIGHT = 72;

export function OrderList({ rows, selected, onSelect, onCancel }: OrderListProps) {
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef({ onSelect, onCancel });
  latest.current = { onSelect, onCancel };
  const select = useCallback((id: number) => latest.current.onSelect(id), []);
  const cancel = useCallback((row: OrderRow) => latest.current.onCancel(row), []);
  const at = rows.findIndex((row) => row.id === selected);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: useCallback(() => scroller.current, []),
    estimateSize: useCallback(() => HEIGHT, []),
    rangeExtractor: useHeldRange(at),
    overscan: 6,
    initialOffset: () => Math.max(0, (at - 3) * HEIGHT),
    initialRect: FIRST_RECT,
  });
  // The arrows of the detail walk on past what is in view.
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [virtual, at]);
  return (
    <div
      ref={scroller}
      role="listbox"
      data-list
      aria-label={t("orders.title")}
      className="min-h-0 flex-1 overflow-y-auto"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <Line
              key={row.id}
              row={row}
              index={item.index}
              count={rows.length}
              top={item.start}
              measure={virtual.measureElement}
              chosen={item.index === at}
              reachable={item.index === at || (at < 0 && item.index === 0)}
              onSelect={select}
              onCancel={cancel}
            />
          );
        })}
      </div>
    </div>
  );
}

const FIRST_RECT = { width: 400, height: 800 };

interface LineProps {
  row: OrderRow;
  /** Its place in the whole list, from 0. */
  index: number;
  count: number;
  top: number;
  measure(element: HTMLElement | null): void;
  chosen: boolean;
  reachable: boolean;
  onSelect(id: number): void;
  onCancel(row: OrderRow): void;
}

const Line = memo(PlainLine);

function PlainLine({ row, index, count, top, measure, chosen, reachable, onSelect, onCancel }: LineProps) {
  const t = useText();
  const { n, time } = useFormat();
  const age = useFrame((frame) => time.hourSpan((row.endedAt ?? frame.now) - row.signalAt));
  const price =
    row.status === "ended" && row.averagePrice !== null
      ? n.cents(row.averagePrice, 1)
      : n.cents(row.limit ?? row.firstPrice);
  return (
    <div
      ref={measure}
      role="option"
      data-row={row.id}
      data-market={row.condition}
      data-index={index}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={reachable ? 0 : -1}
      aria-selected={chosen}
      onFocus={() => {
        if (!chosen) onSelect(row.id);
      }}
      onClick={() => onSelect(row.id)}
      onKeyDown={(event) => {
        if (event.key === "c" && row.status === "working") onCancel(row);
      }}
      className={cn(
        "absolute inset-x-0 top-0 grid h-18 cursor-pointer content-center gap-1 border-hairline border-t px-4 wide:pl-6",
        chosen ? "row-selected" : "hover:bg-raised",
      )}
    >
      <div className="flex min-w-0 items-center justify-between gap-3">
        <MarketName name={row.market} className="font-medium" />
        <StageChip stage={row.stage} side={row.side} text="number" />
      </div>
      <div className="flex min-w-0 items-center justify-between gap-3 text-small text-text-2">
        <span className="numeric flex min-w-0 items-center gap-1.5">
          <Avatar name={row.trader} address={row.traderAddress} size="s" />
          <Side side={row.side} />
          <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
          <span className="truncate">
            {n.shares(row.shares)} {t("orders.at")} {price}
          </span>
        </span>
        <span className="flex shrink-0 items-center gap-1.5">
          <Bar percent={row.filledPercent} tone="accent" className="w-10 max-wide:hidden" />
          <When at={row.signalAt} className="w-14 text-right">
            {age}
          </When>
        </span>
      </div>
    </div>
  );
}
