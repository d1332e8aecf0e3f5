/** The columns of one table as the person chose them, and what changes the choice. */
import { useCallback, useMemo, useState } from "react";
import { useReaches } from "@/components/ui/breakpoint";
import type { Column } from "@/components/ui/table-row";
import { errorText } from "@/i18n/errors";
import { usePlatform } from "@/live/queries";
import { useLive } from "@/live/store";
import { useTables } from "@/live/tables";
import type { ColumnLayout, TableName, TableView } from "@/platform";
import { PlatformError } from "@/platform";
import { type Arranged, arrange, asView, drawn, layoutOf, moved, sized, toggled } from "./arrange";

/** Columns by name that belong together; `null`: as the program shows them. */
export interface View {
  id: string;
  label: string;
  columns: string[] | null;
}

export interface Columns<T> {
  /** What the table draws. */
  shown: Column<T>[];
  /** What can be chosen, in order. */
  all: Arranged<T>[];
  /** Whether anything was chosen. */
  changed: boolean;
  /** The chooser is open. */
  open: boolean;
  setOpen(open: boolean): void;
  toggle(id: string): void;
  move(id: string, to: number): void;
  size(id: string, px: number | null): void;
  view(view: View): void;
  reset(): void;
  /** Layouts that the person named. */
  saved: TableView[];
  /** The name of the saved one that is shown, or nothing. */
  savedNow: string | null;
  /** Shows a saved one. */
  restore(view: TableView): void;
  /** Keeps what is shown under that name. */
  save(name: string): Promise<void>;
  forget(view: TableView): void;
}

const NONE: ColumnLayout[] = [];

/** Which columns are shown in which order: two layouts that differ in widths alone are the same view. */
const orderOf = (columns: ColumnLayout[]) =>
  columns
    .filter(({ shown }) => shown)
    .map(({ column }) => column)
    .join();

/** `columns` keeps its identity while it says the same. */
export function useColumns<T>(table: TableName, columns: Column<T>[]): Columns<T> {
  const platform = usePlatform();
  const say = useLive((live) => live.say);
  const kept = useTables((tables) => tables.layouts[table]) ?? NONE;
  const lay = useTables((tables) => tables.lay);
  const reaches = useReaches();
  const [open, setOpen] = useState(false);
  const steps = `${reaches("wide")} ${reaches("huge")}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reaches` says the same as long as `steps` does
  const all = useMemo(() => arrange(columns, kept, reaches), [columns, kept, steps]);
  const shown = useMemo(() => drawn(columns, all), [columns, all]);
  const views = useTables((tables) => tables.views);
  const name = useTables((tables) => tables.name);
  const saved = useMemo(() => views.filter((view) => view.table === table), [views, table]);
  const put = (next: ColumnLayout[]) =>
    lay(platform, table, next, (error) => {
      if (error instanceof PlatformError) say((t) => errorText(t, error).what);
    });
  // The header of a table is drawn again when this changes: it stays.
  const latest = { all, put };
  const [ref] = useState({ current: latest });
  ref.current = latest;
  const size = useCallback(
    (id: string, px: number | null) => ref.current.put(layoutOf(sized(ref.current.all, id, px))),
    [ref],
  );
  return {
    shown,
    all,
    changed: kept.length > 0,
    open,
    setOpen,
    toggle: (id) => put(layoutOf(toggled(all, id))),
    move: (id, to) => put(layoutOf(moved(all, id, to))),
    size,
    view: ({ columns: names }) => put(names === null ? NONE : layoutOf(asView(all, names))),
    reset: () => put(NONE),
    saved,
    savedNow: saved.find((view) => orderOf(view.columns) === orderOf(layoutOf(all)))?.name ?? null,
    restore: (view) => put(view.columns),
    save: (as) => name(platform, { table, name: as, columns: layoutOf(all) }),
    forget: (view) =>
      void name(platform, { ...view, columns: [] }).catch((error) => {
        if (error instanceof PlatformError) say((t) => errorText(t, error).what);
      }),
  };
}
