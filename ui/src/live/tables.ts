/**
 * How the person laid out each table, and the layouts that they named: read once at the start, kept by the program (beside its
 * settings), shared by all screens.
 */
import { create } from "zustand";
import type { ColumnLayout, Platform, TableName, TableView } from "@/platform";

/** A drag changes a width many times a second; the file is written once. */
const WRITE_AFTER_MS = 400;

interface Tables {
  layouts: Partial<Record<TableName, ColumnLayout[]>>;
  views: TableView[];
  /** Shows it at once; writes it a little later. */
  lay(platform: Platform, table: TableName, columns: ColumnLayout[], failed: (error: unknown) => void): void;
  /** Keeps a layout under a name, or forgets it where it has no columns. It is shown once it is kept. */
  name(platform: Platform, view: TableView): Promise<void>;
}

const waiting = new Map<TableName, ReturnType<typeof setTimeout>>();

export const useTables = create<Tables>()((set, get) => ({
  layouts: {},
  views: [],
  lay: (platform, table, columns, failed) => {
    set({ layouts: { ...get().layouts, [table]: columns } });
    clearTimeout(waiting.get(table));
    waiting.set(
      table,
      setTimeout(() => {
        waiting.delete(table);
        platform.rememberTable({ table, columns: get().layouts[table] ?? [] }).catch(failed);
      }, WRITE_AFTER_MS),
    );
  },
  name: async (platform, view) => {
    await platform.rememberView(view);
    set({ views: (await platform.remembered()).views });
  },
}));

/** Reads what was kept. A table that is being changed right now stays as it is. */
export async function readTables(platform: Platform): Promise<void> {
  const { tables, views } = await platform.remembered();
  const layouts = Object.fromEntries(tables.map(({ table, columns }) => [table, columns]));
  for (const table of waiting.keys()) {
    const mine = useTables.getState().layouts[table];
    if (mine) layouts[table] = mine;
  }
  useTables.setState({ layouts, views });
}
