/** A list that grows at both ends, drawn as far as it is seen: it stands still while it is read, and says what waits above. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Growing, Numbered } from "@/live/growing";
import { ROWS_AT_MOST } from "@/live/growing";

/** Scrolled further than this, the list is being read and stands still. */
const READING_PX = 24;

interface GrowingListProps<T> {
  label: string;
  list: Growing<T>;
  /** The columns' names; for the eye only, each row says what it is. */
  head: ReactNode;
  /** What a closed row is high, px. */
  rowHeight: number;
  row(row: T, open: boolean, onToggle: () => void): ReactNode;
  onHold(held: boolean): void;
}

export function GrowingList<T extends Numbered>({
  label,
  list,
  head,
  rowHeight,
  row: draw,
  onHold,
}: GrowingListProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<number | null>(null);
  const { rows } = list;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: (i) => rows[i]?.seq ?? i,
    initialRect: { width: 1000, height: 800 },
  });
  const hold = (next: number | null) => {
    setOpen(next);
    onHold(next !== null || (scroller.current?.scrollTop ?? 0) > READING_PX);
  };
  const toTop = () => {
    setOpen(null);
    onHold(false);
    list.release();
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-hairline border-t">
      <div aria-hidden className="shrink-0 border-hairline border-b font-medium text-label text-text-3">
        {head}
      </div>
      {list.waiting > 0 && <Fresh count={list.waiting} onClick={toTop} />}
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden"
        onScroll={(event) => onHold(open !== null || event.currentTarget.scrollTop > READING_PX)}
      >
        <ol aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const one = rows[item.index];
            if (!one) return null;
            return (
              <li
                key={one.seq}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-posinset={item.index + 1}
                aria-setsize={list.canLoadOlder ? -1 : rows.length}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {draw(one, open === one.seq, () => hold(open === one.seq ? null : one.seq))}
              </li>
            );
          })}
        </ol>
        <Foot list={list} />
      </div>
    </div>
  );
}

function Fresh({ count, onClick }: { count: number; onClick(): void }) {
  const t = useText();
  return (
    <div className="pointer-events-none absolute inset-x-0 top-9 z-[1] grid justify-items-center">
      <Button
        size="sm"
        look="primary"
        icon={<ArrowUp aria-hidden size={12} />}
        className="pointer-events-auto rounded-pill shadow-float"
        onClick={onClick}
      >
        {t("activity.fresh", { count })}
      </Button>
    </div>
  );
}

function Foot<T>({ list }: { list: Growing<T> }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <div className="grid justify-items-center gap-2 px-4 py-4 text-small text-text-3">
      <FailureLine error={list.error} />
      {list.canLoadOlder ? (
        <Button size="sm" busy={list.isLoadingOlder} onClick={list.loadOlder}>
          {t(list.isLoadingOlder ? "activity.loading" : "activity.older")}
        </Button>
      ) : list.full ? (
        t("activity.bound", { count: n.count(ROWS_AT_MOST) as unknown as number })
      ) : (
        t("activity.end")
      )}
    </div>
  );
}
