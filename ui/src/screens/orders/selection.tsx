/**
 * The orders that are chosen, to be cancelled together. They are known by their ids, so that a choice outlives sorting,
 * filtering and every new reading; what is not shown, or not at work any more, does not count as chosen.
 */
import { createContext, use, useCallback, useMemo, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { useText } from "@/i18n/use-text";
import type { OrderRow } from "@/platform";

export interface Selection {
  /** Those that count. */
  ids: number[];
  /** How many could be chosen. */
  most: number;
  has(id: number): boolean;
  toggle(id: number): void;
  /** All that are shown, or none of them where all are chosen already. */
  toggleAll(): void;
  clear(): void;
}

const NOTHING: ReadonlySet<number> = new Set();

export function useSelection(shown: OrderRow[]): Selection {
  const [chosen, setChosen] = useState(NOTHING);
  const open = useMemo(() => shown.filter((row) => row.status === "working").map((row) => row.id), [shown]);
  const ids = useMemo(() => open.filter((id) => chosen.has(id)), [open, chosen]);
  const toggle = useCallback((id: number) => {
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const clear = useCallback(() => setChosen(NOTHING), []);
  return useMemo(() => {
    const counting = new Set(ids);
    return {
      ids,
      most: open.length,
      has: (id) => counting.has(id),
      toggle,
      toggleAll: () => setChosen(ids.length === open.length ? NOTHING : new Set(open)),
      clear,
    };
  }, [ids, open, toggle, clear]);
}

/** For the boxes in the table, whose columns stay the same whatever is chosen. */
export const SelectionContext = createContext<Selection | null>(null);

export function ChooseRow({ row }: { row: OrderRow }) {
  const t = useText();
  const selection = use(SelectionContext);
  // What is being taken back already cannot be chosen.
  if (!selection || row.status !== "working") return null;
  return (
    <Checkbox
      label={t("orders.choose", { market: row.market })}
      checked={selection.has(row.id)}
      onChange={() => selection.toggle(row.id)}
    />
  );
}

export function ChooseAll() {
  const t = useText();
  const selection = use(SelectionContext);
  // The column keeps its name where there is nothing to choose.
  if (!selection || selection.most === 0) return <span className="sr-only">{t("orders.chooseAll")}</span>;
  const count = selection.ids.length;
  return (
    <Checkbox
      label={t("orders.chooseAll")}
      checked={count > 0 && count === selection.most}
      mixed={count > 0 && count < selection.most}
      onChange={selection.toggleAll}
    />
  );
}
