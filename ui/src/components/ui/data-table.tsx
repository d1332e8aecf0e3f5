/**
 * A table of many rows: columns with a sort, rows that can be walked through with the keyboard, and only the rows that are
 * in view in the page. Native table markup; the rows that are not drawn are spacers, and each row says its true number.
 *
 * Scrolling draws only what came into view, an update only the rows whose data changed: so rows keep their identity while
 * they say the same (see `live/sharing.ts`), and `columns` keeps its own.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import type { ReactNode } from "react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { cn } from "./cn";
import { useHeldRange } from "./held-range";
import { useSorted } from "./sorted";
import { useSubjectWidth } from "./subject-width";
import { TableHead } from "./table-head";
import type { Column, RowActs } from "./table-row";
import { CELL, TableRow } from "./table-row";

export type { Column } from "./table-row";

/** A line over rows that belong together. */
export interface Group {
  id: string;
  head: ReactNode;
}

type Line<T> = { row: T } | { group: Group };

/** The rows with a line over the first of each group. */
function withGroups<T>(rows: T[], groupOf: ((row: T) => Group | null) | undefined): Line<T>[] {
  if (!groupOf) return rows.map((row) => ({ row }));
  let last: string | null = null;
  return rows.flatMap((row) => {
    const group = groupOf(row);
    const first = group !== null && group.id !== last;
    last = group?.id ?? null;
    return first ? [{ group }, { row }] : [{ row }];
  });
}

interface DataTableProps<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  rowHeight: number;
  keyOf(row: T): string;
  nameOf(row: T): string;
  selected?: string | null;
  /** The row that is in view when the table appears: where the person was before. */
  initial?: string | null;
  onOpen?(row: T): void;
  /** Keys on a focused row, other than Enter and without modifiers. True where it did something. */
  onKey?(key: string, row: T): boolean;
  className?: string;
  /** Under the last row, outside the table. */
  after?: ReactNode;
  /** How many rows there are, where not all of them are here yet. */
  total?: number | undefined;
  /** The last rows have come into view. */
  onNearEnd?(): void;
  /** A column's edge was drawn to that width, px. */
  onSize?(column: string, px: number | null): void;
  /** What stands as a line of its own over rows that belong together, while they are in the order they came in; null for none. */
  groupOf?: ((row: T) => Group | null) | undefined;
  /** What stands under the columns, by their id: sums of the rows, as the engine has them. */
  sums?: Partial<Record<string, ReactNode>> | undefined;
}

/** So many rows before the end the next ones are asked for. */
const NEAR_END = 30;
/** Drawn beyond each edge, so that a turn of the wheel finds them there. */
const OVERSCAN = 6;

export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, rows, columns, rowHeight, keyOf, nameOf, selected = null, className, after, total } = props;
  const { shown, sort, toggle } = useSorted(rows, columns);
  const [active, setActive] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [acts] = useState<RowActs<T>>(() => ({
    focus: (row) => setActive(latest.current.keyOf(row)),
    open: (row) => latest.current.onOpen?.(row),
    key: (key, row) => latest.current.onKey?.(key, row) ?? false,
  }));

  const { groupOf } = props;
  const lines = useMemo(() => withGroups(shown, sort ? undefined : groupOf), [shown, sort, groupOf]);
  // The row that has the focus stays in the page wherever the table is scrolled to: without it the keyboard would be lost.
  const held = useMemo(
    () => (active === null ? -1 : placeOf(lines, active, latest.current.keyOf)),
    [lines, active],
  );
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: useCallback(() => scroller.current, []),
    estimateSize: useCallback(() => rowHeight, [rowHeight]),
    rangeExtractor: useHeldRange(held),
    overscan: OVERSCAN,
    initialOffset: () => {
      const at = props.initial ? placeOf(lines, props.initial, keyOf) : -1;
      return Math.max(0, (at - 3) * rowHeight);
    },
    // Without a layout (tests) there is no height to fill: the first rows are drawn.
    initialRect: FIRST_RECT,
  });
  useRemeasure(virtual, rowHeight);
  const items = virtual.getVirtualItems();
  const table = useSubjectWidth(columns);
  // One row is in the tab order: the one that had the focus last, else the chosen one, else the first in view.
  const drawn = items.map((item) => item.index);
  const marked = selected === null ? -1 : (drawn.find((i) => idAt(lines, i, keyOf) === selected) ?? -1);
  const inView = virtual.range?.startIndex ?? 0;
  const reachable = [held, marked].find((i) => i >= 0) ?? (drawn.includes(inView) ? inView : drawn[0]);

  const nearEnd = (drawn.at(-1) ?? 0) >= lines.length - NEAR_END;
  useEffect(() => {
    if (nearEnd && shown.length > 0) latest.current.onNearEnd?.();
  }, [nearEnd, shown.length]);

  const body: ReactNode[] = [];
  let next = 0;
  const gap = (until: number) => {
    if (until > next) body.push(<Spacer key={`before ${until}`} height={(until - next) * rowHeight} />);
    next = until + 1;
  };
  for (const i of drawn) {
    const line = lines[i];
    if (!line) continue;
    gap(i);
    if ("group" in line) {
      body.push(
        <GroupLine
          key={`group ${i} ${line.group.id}`}
          index={i}
          height={rowHeight}
          columns={columns.length}
          group={line.group}
        />,
      );
      continue;
    }
    const { row } = line;
    const id = keyOf(row);
    body.push(
      <TableRow
        key={id}
        row={row}
        id={id}
        name={nameOf(row)}
        index={i}
        height={rowHeight}
        columns={columns}
        chosen={selected === id}
        reachable={i === reachable}
        opens={props.onOpen !== undefined}
        acts={acts}
      />,
    );
  }
  gap(lines.length);

  return (
    <div
      ref={scroller}
      data-table
      // The browser would take a row that turned into a spacer for one that moved, and scroll after it.
      className={cn("min-h-0 flex-1 overflow-auto [overflow-anchor:none]", className)}
    >
      <table
        ref={table}
        aria-label={label}
        aria-rowcount={(total ?? lines.length) + 1}
        className="w-full table-fixed border-collapse"
      >
        <TableHead columns={columns} sort={sort} onSort={toggle} onSize={props.onSize} />
        <tbody>{body}</tbody>
        {props.sums && <Sums columns={columns} sums={props.sums} height={rowHeight} />}
      </table>
      {after}
    </div>
  );
}

const FIRST_RECT = { width: 1000, height: 800 };

const idAt = <T,>(lines: Line<T>[], i: number, keyOf: (row: T) => string): string | null => {
  const line = lines[i];
  return line !== undefined && "row" in line ? keyOf(line.row) : null;
};

const placeOf = <T,>(lines: Line<T>[], id: string, keyOf: (row: T) => string): number =>
  lines.findIndex((line) => "row" in line && keyOf(line.row) === id);

interface GroupLineProps {
  index: number;
  height: number;
  columns: number;
  group: Group;
}

function GroupLine({ index, height, columns, group }: GroupLineProps) {
  return (
    <tr aria-rowindex={index + 2} style={{ height }} className="border-hairline border-t bg-surface">
      <th scope="rowgroup" colSpan={columns} className={cn(CELL, "text-left font-normal")}>
        {group.head}
      </th>
    </tr>
  );
}

interface SumsProps<T> {
  columns: Column<T>[];
  sums: Partial<Record<string, ReactNode>>;
  height: number;
}

/** Under the last row, always in sight. */
function Sums<T>({ columns, sums, height }: SumsProps<T>) {
  return (
    <tfoot className="sticky bottom-0 z-[1] bg-bg">
      <tr data-sums style={{ height }}>
        {columns.map((column) => (
          <td
            key={column.id}
            className={cn(
              CELL,
              "border-border border-t font-medium text-small",
              column.numeric && "text-right",
              column.className,
            )}
          >
            {sums[column.id]}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

/** Rows of another height: every place is computed anew. */
function useRemeasure(virtual: { measure(): void }, rowHeight: number): void {
  const known = useRef(rowHeight);
  useEffect(() => {
    if (known.current === rowHeight) return;
    known.current = rowHeight;
    virtual.measure();
  }, [virtual, rowHeight]);
}

/** One cell: a span over columns that are hidden would give them room again. */
function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  );
}
