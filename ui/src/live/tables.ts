/** How the person laid out each table: read once at the start, kept by the program (beside its settings), shared by all screens. */
import { create } from "zustand";
import type { ColumnLayout, Platform, TableName } from "@/platform";

/** A drag changes a width many times a second; the file is written once. */
const WRITE_AFTER_MS = 400;

interface Tables {
  layouts: Partial<Record<TableName, ColumnLayout[]>>;
  /** Shows it at once; writes it a little later. */
  lay(platform: Platform, table: TableName, columns: ColumnLayout[], failed: (error: unknown) => void): void;
}

const waiting = new Map<TableName, ReturnType<typeof setTimeout>>();

export const useTables = create<Tables>()((set, get) => ({
  layouts: {},
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
}));

/** Reads what was kept. A table that is being changed right now stays as it is. */
export async function readTables(platform: Platform): Promise<void> {
  const { tables } = await platform.remembered();
  const layouts = Object.fromEntries(tables.map(({ table, columns }) => [table, columns]));
  for (const table of waiting.keys()) {
    const mine = useTables.getState().layouts[table];
    if (mine) layouts[table] = mine;
  }
  useTables.setState({ layouts });
}
