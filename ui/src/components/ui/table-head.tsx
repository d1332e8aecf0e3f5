/** The header of a {@link DataTable}: a button where the column can be sorted by. */
import { ChevronDown, ChevronUp } from "lucide-react";
import { memo, useRef } from "react";
import { cn } from "./cn";
import type { Sort } from "./sorted";
import type { Column } from "./table-row";
import { CELL } from "./table-row";

interface HeadProps<T> {
  columns: Column<T>[];
  sort: Sort | null;
  onSort(column: Column<T>): void;
  /** A column's edge was drawn to that width, px; `null`: back to the program's. */
  onSize?: ((column: string, px: number | null) => void) | undefined;
}

function PlainHead<T>({ columns, sort, onSort, onSize }: HeadProps<T>) {
  return (
    <thead className="sticky top-0 z-[1] bg-bg">
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const way = sort?.column !== column.id ? null : sort.descending ? "descending" : "ascending";
          return (
            <th
              key={column.id}
              scope="col"
              data-tip={column.title}
              data-column={column.id}
              style={column.width === undefined ? undefined : { width: column.width }}
              aria-sort={way ?? undefined}
              className={cn(
                CELL,
                "relative h-7 font-medium text-label text-text-3",
                column.numeric ? "text-right" : "text-left",
                column.className,
                column.headerClassName,
              )}
            >
              {column.compare ? (
                <button
                  type="button"
                  className="inline-flex items-center gap-0.5 hover:text-text"
                  onClick={() => onSort(column)}
                >
                  {column.header}
                  {way === "descending" && <ChevronDown aria-hidden size={12} />}
                  {way === "ascending" && <ChevronUp aria-hidden size={12} />}
                </button>
              ) : (
                column.header
              )}
              {onSize && !column.fixed && !column.grows && <Edge column={column} onSize={onSize} />}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface EdgeProps<T> {
  column: Column<T>;
  onSize(column: string, px: number | null): void;
}

/** The left edge of a figure, the right one of a text: what is drawn there changes its width; twice, and it is as before. */
function Edge<T>({ column, onSize }: EdgeProps<T>) {
  const drag = useRef<{ from: number; width: number } | null>(null);
  const atLeft = column.numeric === true;
  return (
    // The chooser has the same for the keyboard.
    <span
      aria-hidden
      data-edge={column.id}
      className={cn(
        "absolute inset-y-0 w-2 cursor-col-resize touch-none after:absolute after:inset-y-1 after:w-px after:bg-transparent hover:after:bg-control",
        atLeft ? "-left-1 after:left-1" : "-right-1 after:right-1",
      )}
      onPointerDown={(event) => {
        const head = event.currentTarget.parentElement;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: event.clientX, width: head?.offsetWidth ?? 0 };
      }}
      onPointerMove={(event) => {
        if (!drag.current) return;
        const by = event.clientX - drag.current.from;
        onSize(column.id, drag.current.width + (atLeft ? -by : by));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
      onDoubleClick={() => onSize(column.id, null)}
    />
  );
}

export const TableHead = memo(PlainHead) as typeof PlainHead;
