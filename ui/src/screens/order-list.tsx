/** The orders folded into two lines each, beside the detail of one. Walking through the rows moves the detail. */
import { useTranslation } from "react-i18next";
import { OutcomeChip, Side } from "@/components/outcome";
import { StageChip } from "@/components/stage";
import { Avatar } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { Bar } from "@/components/ui/meter";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useFrame } from "@/live/store";
import type { OrderRow } from "@/platform";

interface OrderListProps {
  rows: OrderRow[];
  selected: number;
  onSelect(id: number): void;
  onCancel(row: OrderRow): void;
}

export function OrderList({ rows, selected, onSelect, onCancel }: OrderListProps) {
  const { t } = useTranslation();
  const known = rows.some((row) => row.id === selected);
  return (
    <div role="listbox" data-list aria-label={t("orders.title")} className="min-h-0 flex-1 overflow-y-auto">
      {rows.map((row, i) => (
        <Line
          key={row.id}
          row={row}
          chosen={row.id === selected}
          reachable={row.id === selected || (!known && i === 0)}
          onSelect={onSelect}
          onCancel={onCancel}
        />
      ))}
    </div>
  );
}

interface LineProps {
  row: OrderRow;
  chosen: boolean;
  reachable: boolean;
  onSelect(id: number): void;
  onCancel(row: OrderRow): void;
}

function Line({ row, chosen, reachable, onSelect, onCancel }: LineProps) {
  const { t } = useTranslation();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const price =
    row.status === "ended" && row.averagePrice !== null
      ? n.cents(row.averagePrice, 1)
      : n.cents(row.limit ?? row.firstPrice);
  return (
    <div
      role="option"
      data-row={row.id}
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
        "grid cursor-pointer gap-1 border-hairline border-t px-4 py-[11px] wide:pl-6",
        chosen ? "row-selected" : "hover:bg-raised",
      )}
    >
      <div className="flex min-w-0 items-center justify-between gap-3">
        <span className="truncate font-medium" title={row.market}>
          {row.market}
        </span>
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
            {time.hourSpan((row.endedAt ?? now) - row.signalAt)}
          </When>
        </span>
      </div>
    </div>
  );
}
