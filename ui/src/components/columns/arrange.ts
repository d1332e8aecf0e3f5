/**
 * Which columns a table shows, in which order and how wide: those of the program, and what the person made of them.
 *
 * Invariant: every column of the table stands in the arrangement exactly once, whatever was kept of an earlier version;
 * fixed columns (a box to tick, a button) are always shown and keep their place at the table's edge; one is always left.
 */
import type { Column } from "@/components/ui/table-row";
import type { ColumnLayout } from "@/platform";

/** A column as the chooser lists it. */
export interface Arranged<T> {
  column: Column<T>;
  shown: boolean;
  /** Chosen by the person, px; none: the program's. */
  width: number | null;
}

/** Narrower and wider than this says nothing (the settings take 32 to 1,200). */
const WIDTH_LEAST = 40;
const WIDTH_MOST = 800;
const clamp = (px: number): number => Math.min(WIDTH_MOST, Math.max(WIDTH_LEAST, Math.round(px)));

/** The columns that can be chosen, in order. `reaches`: whether the window is as wide as a column asks for to be there. */
export function arrange<T>(
  columns: Column<T>[],
  kept: ColumnLayout[],
  reaches: (step: Column<T>["from"]) => boolean,
): Arranged<T>[] {
  const free = columns.filter((column) => !column.fixed);
  const own = (column: Column<T>): Arranged<T> => ({
    column,
    // What came with a later version is shown where it would be without a choice; nobody left it out.
    shown: !column.optional && reaches(column.from),
    width: null,
  });
  const known = kept.flatMap((one) => {
    const column = free.find(({ id }) => id === one.column);
    return column ? [{ column, shown: one.shown, width: one.width }] : [];
  });
  if (known.length === 0) return free.map(own);
  const all = [...known];
  for (const [at, column] of free.entries()) {
    if (all.some((one) => one.column.id === column.id)) continue;
    // Behind the one that it follows in the program's order.
    const before = free.slice(0, at).map(({ id }) => id);
    const place = all.findLastIndex((one) => before.includes(one.column.id));
    all.splice(place + 1, 0, own(column));
  }
  return all;
}

/** What the table draws: the fixed columns at their edges, and between them what is shown. */
export function drawn<T>(columns: Column<T>[], arranged: Arranged<T>[]): Column<T>[] {
  const first = columns.findIndex((column) => !column.fixed);
  const head = columns.slice(0, Math.max(0, first)).filter((column) => column.fixed);
  const foot = columns.slice(Math.max(0, first)).filter((column) => column.fixed);
  const between = arranged
    .filter((one) => one.shown)
    .map(({ column, width }) => (width === null ? column : { ...column, width }));
  return [...head, ...between, ...foot];
}

export const layoutOf = <T>(arranged: Arranged<T>[]): ColumnLayout[] =>
  arranged.map(({ column, shown, width }) => ({ column: column.id, shown, width }));

/** Shows or hides a column; the last one that is shown stays. */
export function toggled<T>(arranged: Arranged<T>[], id: string): Arranged<T>[] {
  const last = arranged.filter((one) => one.shown).length <= 1;
  return arranged.map((one) =>
    one.column.id === id && !(one.shown && last) ? { ...one, shown: !one.shown } : one,
  );
}

/** Puts a column to that place among all of them. */
export function moved<T>(arranged: Arranged<T>[], id: string, to: number): Arranged<T>[] {
  const one = arranged.find((other) => other.column.id === id);
  if (!one) return arranged;
  const others = arranged.filter((other) => other !== one);
  const at = Math.min(others.length, Math.max(0, to));
  return [...others.slice(0, at), one, ...others.slice(at)];
}

/** Makes a column so wide; `null`: as the program has it. */
export const sized = <T>(arranged: Arranged<T>[], id: string, px: number | null): Arranged<T>[] =>
  arranged.map((one) => (one.column.id === id ? { ...one, width: px === null ? null : clamp(px) } : one));

/** The columns that a view names, in its order and shown; the others behind them, not shown. Widths stay. */
export function asView<T>(arranged: Arranged<T>[], names: string[]): Arranged<T>[] {
  const named = names.flatMap((name) => arranged.filter((one) => one.column.id === name));
  const others = arranged.filter((one) => !named.includes(one));
  return [
    ...named.map((one) => ({ ...one, shown: true })),
    ...others.map((one) => ({ ...one, shown: false })),
  ];
}

/** Whether it shows exactly what the view names, in its order. */
export function isView<T>(arranged: Arranged<T>[], names: string[]): boolean {
  const shown = arranged.filter((one) => one.shown).map((one) => one.column.id);
  return shown.length === names.length && shown.every((id, i) => id === names[i]);
}

/** What the chooser calls a column. */
export const nameOf = <T>(column: Column<T>): string =>
  column.name ?? (typeof column.header === "string" ? column.header : column.id);
