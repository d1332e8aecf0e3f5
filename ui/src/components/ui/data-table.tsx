/**
 * A table of many rows: columns with a sort, rows that can be walked through with the keyboard, and only the rows that are
 * in view in the page. Native table markup; the rows that are not drawn are two spacers, and each row says its true number.
 */
import type { ColumnDef, SortingState } from "@tanstack/react-table";
import { createSortedRowModel, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useMemo, useRef, useState } from "react";
import { cn } from "./cn";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

export interface Column<T> {
  id: string;
  header: ReactNode;
  title?: string;
  /** Numbers stand at the right. */
  numeric?: boolean;
  cell(row: T): ReactNode;
  /** Orders two rows, smaller first. Without it the column has no sort. */
  compare?(a: T, b: T): number;
  /** Width and what else the cells of this column need. */
  className?: string;
  headerClassName?: string;
}

interface DataTableProps<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  rowHeight: number;
  keyOf(row: T): string;
  nameOf(row: T): string;
  selected?: string | null;
  onOpen?(row: T): void;
  /** Keys on a focused row, other than Enter. */
  onKey?(key: string, row: T): void;
  className?: string;
  /** Under the last row, outside the table. */
  after?: ReactNode;
  /** How many rows there are, where not all of them are here yet. */
  total?: number | undefined;
  /** The last rows have come into view. */
  onNearEnd?(): void;
}

/** So many rows before the end the next ones are asked for. */
const NEAR_END = 30;

export function DataTable<T extends object>({
  label,
  rows,
  columns,
  rowHeight,
  keyOf,
  nameOf,
  selected = null,
  onOpen,
  onKey,
  className,
  after,
  total,
  onNearEnd,
}: DataTableProps<T>) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const [active, setActive] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, T> => ({
          id: column.id,
          accessorFn: (row) => row,
          enableSorting: column.compare !== undefined,
          // Figures are looked at from the largest down.
          sortDescFirst: column.numeric === true,
          sortFn: (a, b) => column.compare?.(a.original, b.original) ?? 0,
        }),
      ),
    [columns],
  );
  const table = useTable({
    features,
    data: rows,
    columns: definitions,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: keyOf,
  });
  const shown = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (i) => shown[i]?.id ?? i,
    // Without a layout (tests) there is no height to fill: the first rows are drawn.
    initialRect: { width: 1000, height: 800 },
  });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  // One row is in the tab order: the one that had the focus last, else the chosen one, else the first.
  const reachable =
    [active, selected].find((id) => id !== null && shown.some((row) => row.id === id)) ?? shown[0]?.id;
  const nearEnd = (items.at(-1)?.index ?? 0) >= shown.length - NEAR_END;
  const near = useRef(onNearEnd);
  near.current = onNearEnd;
  useEffect(() => {
    if (nearEnd && shown.length > 0) near.current?.();
  }, [nearEnd, shown.length]);
  const columnOf = (id: string) => columns.find((column) => column.id === id);

  return (
    <div ref={scroller} className={cn("min-h-0 flex-1 overflow-y-auto overflow-x-hidden", className)}>
      <table
        aria-label={label}
        aria-rowcount={(total ?? shown.length) + 1}
        className="w-full table-fixed border-collapse"
      >
        <thead className="sticky top-0 z-[1] bg-bg">
          <tr aria-rowindex={1}>
            {table.getHeaderGroups()[0]?.headers.map((header) => {
              const column = columnOf(header.column.id);
              if (!column) return null;
              const direction = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  title={column.title}
                  aria-sort={
                    direction === "asc" ? "ascending" : direction === "desc" ? "descending" : undefined
                  }
                  className={cn(
                    "h-7 whitespace-nowrap px-1.5 font-medium text-label text-text-3 first:pl-4 last:pr-4 wide:last:pr-6 wide:first:pl-6",
                    column.numeric ? "text-right" : "text-left",
                    column.className,
                    column.headerClassName,
                  )}
                >
                  {column.compare ? (
                    <button
                      type="button"
                      className="inline-flex items-center gap-0.5 hover:text-text"
                      onClick={header.column.getToggleSortingHandler()}
                    >
                      {column.header}
                      {direction === "desc" && <ChevronDown aria-hidden size={12} />}
                      {direction === "asc" && <ChevronUp aria-hidden size={12} />}
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} />}
          {items.map((item) => {
            const row = shown[item.index];
            if (!row) return null;
            const mine = row.original;
            const chosen = selected === row.id;
            return (
              <tr
                key={row.id}
                data-row={row.id}
                tabIndex={row.id === reachable ? 0 : -1}
                onFocus={() => setActive(row.id)}
                aria-rowindex={item.index + 2}
                aria-label={nameOf(mine)}
                aria-selected={chosen || undefined}
                style={{ height: rowHeight }}
                className={cn(
                  "border-hairline border-t last:border-b",
                  chosen ? "row-selected" : "hover:bg-raised",
                  onOpen && "cursor-pointer",
                )}
                onClick={(event) => {
                  if (event.target instanceof Element && event.target.closest("button,a,[role=switch]"))
                    return;
                  onOpen?.(mine);
                }}
                onKeyDown={(event) => {
                  if (event.target !== event.currentTarget) return;
                  if (event.key === "Enter") onOpen?.(mine);
                  else onKey?.(event.key, mine);
                }}
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    className={cn(
                      "whitespace-nowrap px-1.5 first:pl-4 last:pr-4 wide:last:pr-6 wide:first:pl-6",
                      column.numeric && "text-right",
                      column.className,
                    )}
                  >
                    {column.cell(mine)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <Spacer height={below} />}
        </tbody>
      </table>
      {after}
    </div>
  );
}

/** One cell: a span over columns that are hidden would give them room again. */
function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  );
}
