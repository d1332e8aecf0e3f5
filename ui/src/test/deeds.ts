/** What the engine does with what it is sent, for tests of what the window shows of it. */
import type { Frame, Remembered, Settings, TableLayout, TableView, Topic } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";

/** Settings that are saved are those that are read from then on; the result is what was saved last. */
export function keepsSettings(recorded: Recorded): () => Settings {
  let kept = recorded.read("settings");
  recorded.says("settings", () => kept);
  recorded.says("saveSettings", async ({ settings }) => {
    kept = settings as Settings;
    await recorded.tells({ touched: ["settings"] });
    return kept;
  });
  return () => kept;
}

/** The frame is so from now on, and the window is told, with what else is to be read again. */
export async function frameIs(
  recorded: Recorded,
  now: Partial<Frame>,
  touched: Topic[] = [],
): Promise<Frame> {
  recorded.changes("frame", (frame) => ({ ...frame, ...now }));
  await recorded.tells({ touched });
  return recorded.read("frame");
}

/** How tables are laid out is kept, and their views: one without columns is forgotten. */
export function keepsTables(recorded: Recorded): void {
  let kept: Remembered = recorded.read("remembered");
  recorded.says("remembered", () => kept);
  recorded.says("rememberTable", ({ layout }) => {
    const one = layout as TableLayout;
    const others = kept.tables.filter(({ table }) => table !== one.table);
    kept = { ...kept, tables: one.columns.length > 0 ? [...others, one] : others };
  });
  recorded.says("rememberView", ({ view }) => {
    const one = view as TableView;
    const others = kept.views.filter(({ table, name }) => table !== one.table || name !== one.name);
    kept = { ...kept, views: one.columns.length > 0 ? [...others, one] : others };
  });
}
