/** How wide the column is that a table is about: no narrower than its subject can be read, no wider than it has use for. */
import { useLayoutEffect, useRef } from "react";
import type { Column } from "./table-row";

/** What the subject of a row has at least, px, where its column asks for no more: with more columns than fit, the table is scrolled sideways. */
const SUBJECT = 128;
/** And at most where nobody chose widths: what is left beyond that is shared by all columns, so that figures stay near their subject. */
const SUBJECT_MOST = 560;
const SUBJECT_SHARE = 0.36;

/** Keeps room for the column that takes the rest, however many others were chosen, and no more than it has use for. */
export function useSubjectWidth<T>(columns: Column<T>[]) {
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    const here = table.current;
    const subject = columns.find((column) => column.grows);
    if (!here || !subject) return;
    const headOf = ({ id }: Column<T>) => here.querySelector<HTMLElement>(`th[data-column="${id}"]`);
    const head = headOf(subject);
    const others = columns.filter((column) => column !== subject);
    const chosen = columns.some((column) => column.width !== undefined);
    const measure = () => {
      if (head && !chosen) head.style.width = "";
      const taken = others.reduce((sum, column) => sum + (headOf(column)?.offsetWidth ?? 0), 0);
      here.style.minWidth = `${taken + (subject.least ?? SUBJECT)}px`;
      const room = here.parentElement?.clientWidth ?? 0;
      const most = Math.max(SUBJECT_MOST, room * SUBJECT_SHARE);
      // What is left over is shared in proportion to the widths: this one comes to `most` with its share.
      if (head && !chosen && room - taken > most)
        head.style.width = `${Math.round((most * taken) / (room - most))}px`;
    };
    measure();
    // The columns' widths follow the window's only after its event: they are watched themselves.
    const watch = new ResizeObserver(measure);
    if (here.parentElement) watch.observe(here.parentElement);
    for (const column of others) {
      const one = headOf(column);
      if (one) watch.observe(one);
    }
    return () => watch.disconnect();
  }, [columns]);
  return table;
}
