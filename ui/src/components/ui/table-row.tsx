/** One row of a {@link DataTable}: drawn again only when its data, its place or its state changed. */
import type { ReactNode } from "react";
import { memo } from "react";
import type { Step } from "./breakpoint";
import { cn } from "./cn";

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
  /** What the chooser calls it, where the header is no text. */
  name?: string;
  /** A box to tick or a button: always there, at its edge, and not to be chosen. */
  fixed?: boolean;
  /** Shown without a choice only in a window that is as wide. */
  from?: Step | undefined;
  /** Not shown until it is chosen. */
  optional?: boolean;
  /** Takes the room that the others leave: the row's subject. It has no width of its own. */
  grows?: boolean;
  /** What such a column has at least, px, where its cells have more in them than a name. */
  least?: number;
  /** Chosen by the person, px. */
  width?: number;
  headerClassName?: string;
}

/** What a row tells its table; the same object for the table's whole life. */
export interface RowActs<T> {
  focus(row: T): void;
  open(row: T): void;
  /** Whether the key did something. */
  key(key: string, row: T): boolean;
}

export const CELL = "whitespace-nowrap px-1.5 first:pl-4 last:pr-4 wide:last:pr-6 wide:first:pl-6";

interface RowProps<T> {
  row: T;
  id: string;
  name: string;
  /** Its place among all rows, from 0. */
  index: number;
  height: number;
  columns: Column<T>[];
  chosen: boolean;
  /** In the tab order. */
  reachable: boolean;
  /** It leads somewhere. */
  opens: boolean;
  acts: RowActs<T>;
}

function PlainRow<T>({ row, id, name, index, height, columns, chosen, reachable, opens, acts }: RowProps<T>) {
  return (
    <tr
      data-row={id}
      tabIndex={reachable ? 0 : -1}
      onFocus={() => acts.focus(row)}
      aria-rowindex={index + 2}
      aria-label={name}
      aria-selected={chosen || undefined}
      style={{ height }}
      className={cn(
        "border-hairline border-t last:border-b",
        chosen ? "row-selected" : "hover:bg-raised has-[label>:checked]:row-selected",
        opens && "cursor-pointer",
      )}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("button,a,label,[role=switch]")) return;
        acts.open(row);
      }}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === "Enter") acts.open(row);
        else if (event.ctrlKey || event.metaKey || event.altKey) return;
        // What opens a field by a letter does not type it there.
        else if (acts.key(event.key, row)) event.preventDefault();
      }}
    >
      <Cells row={row} columns={columns} />
    </tr>
  );
}

/** By themselves: a row that only moved down by one keeps its cells. */
const Cells = memo(PlainCells) as typeof PlainCells;

function PlainCells<T>({ row, columns }: Pick<RowProps<T>, "row" | "columns">): ReactNode {
  return columns.map((column) => (
    <td key={column.id} className={cn(CELL, column.numeric && "text-right", column.className)}>
      {column.cell(row)}
    </td>
  ));
}

export const TableRow = memo(PlainRow) as typeof PlainRow;
