/** Rows in the order of one column: none, then the column's first way, then the other, then none again. */
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import type { Column } from "./table-row";

export interface Sort {
  column: string;
  descending: boolean;
}

/** Where a click on that column's header leads. Figures are looked at from the largest down. */
export function nextSort<T>(sort: Sort | null, column: Column<T>): Sort | null {
  const first = column.numeric === true;
  if (sort?.column !== column.id) return { column: column.id, descending: first };
  return sort.descending === first ? { column: column.id, descending: !first } : null;
}

/** Equal rows keep the order they came in. */
export function sorted<T>(rows: T[], columns: Column<T>[], sort: Sort | null): T[] {
  const compare = sort && columns.find((column) => column.id === sort.column)?.compare;
  if (!compare) return rows;
  return [...rows].sort(sort.descending ? (a, b) => compare(b, a) : compare);
}

export function useSorted<T>(rows: T[], columns: Column<T>[]) {
  const [sort, setSort] = useState<Sort | null>(null);
  // The header answers at once; thousands of rows follow when they are in order.
  const order = useDeferredValue(sort);
  const shown = useMemo(() => sorted(rows, columns, order), [rows, columns, order]);
  const toggle = useCallback((column: Column<T>) => setSort((known) => nextSort(known, column)), []);
  return { shown, sort, toggle };
}
