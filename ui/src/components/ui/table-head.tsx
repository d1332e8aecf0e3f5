/** The header of a {@link DataTable}: a button where the column can be sorted by. */
import { ChevronDown, ChevronUp } from "lucide-react";
import { memo } from "react";
import { cn } from "./cn";
import type { Sort } from "./sorted";
import type { Column } from "./table-row";
import { CELL } from "./table-row";

interface HeadProps<T> {
  columns: Column<T>[];
  sort: Sort | null;
  onSort(column: Column<T>): void;
}

function PlainHead<T>({ columns, sort, onSort }: HeadProps<T>) {
  return (
    <thead className="sticky top-0 z-[1] bg-bg">
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const way = sort?.column !== column.id ? null : sort.descending ? "descending" : "ascending";
          return (
            <th
              key={column.id}
              scope="col"
              title={column.title}
              aria-sort={way ?? undefined}
              className={cn(
                CELL,
                "h-7 font-medium text-label text-text-3",
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
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

export const TableHead = memo(PlainHead) as typeof PlainHead;
