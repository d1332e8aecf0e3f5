/**
 * Keeps what an answer says again: a row that reads as before stays the same object, whatever its place, so that only rows
 * that changed are drawn again. (The query library compares lists place by place: a new row on top would renew them all.)
 */
import type { ActivityEntry, HistoryPage, OrderList } from "@/platform";

type Flat = object;

/** Rows hold words, numbers, and short lists and groups of these. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => same(one, b[i]));
  const groups = typeof a === "object" && typeof b === "object" && a !== null && b !== null;
  if (!groups || Array.isArray(a) || Array.isArray(b)) return false;
  return Object.keys(a).length === Object.keys(b).length && sameRow(a, b);
}

/** The fresh one, with each of its parts as the known object where it says the same: who shows that part is not drawn again. */
export function keepParts<T extends Flat>(known: T | null, fresh: T): T {
  if (!known) return fresh;
  const kept = { ...fresh };
  for (const key in kept) if (same(known[key], kept[key])) kept[key] = known[key];
  return kept;
}

export function sameRow<T extends Flat>(a: T, b: T): boolean {
  for (const key in b) if (!same(a[key], b[key])) return false;
  return true;
}

/** The fresh rows, each as the known object where it says the same; the known list itself where nothing changed. */
export function keepRows<T extends Flat>(
  known: T[] | undefined,
  fresh: T[],
  keyOf: (row: T) => unknown,
): T[] {
  if (!known || known.length === 0) return fresh;
  let byKey: Map<unknown, T> | undefined;
  let moved = known.length !== fresh.length;
  const kept = fresh.map((row, i) => {
    const key = keyOf(row);
    // Nearly always it stands where it stood.
    let before = known[i];
    if (before === undefined || keyOf(before) !== key) {
      byKey ??= new Map(known.map((one) => [keyOf(one), one]));
      before = byKey.get(key);
    }
    const mine = before !== undefined && sameRow(before, row) ? before : row;
    if (mine !== known[i]) moved = true;
    return mine;
  });
  return moved ? kept : known;
}

// The query library hands its data over untyped.
export function sharedOrders(known: unknown, fresh: unknown): OrderList {
  const [before, list] = [known as OrderList | undefined, fresh as OrderList];
  const rows = keepRows(before?.rows, list.rows, (row) => row.id);
  const sums = before && sameRow(before.sums, list.sums) ? before.sums : list.sums;
  return before && rows === before.rows && sums === before.sums ? before : { rows, sums };
}

export function sharedHistory(known: unknown, fresh: unknown): HistoryPage {
  const [before, page] = [known as HistoryPage | undefined, fresh as HistoryPage];
  const rows = keepRows(before?.rows, page.rows, (row) => row.id);
  return before && rows === before.rows && before.next?.id === page.next?.id ? before : { ...page, rows };
}

/** The journal is append-only: an event that was read never changes. */
export function keepEvents(known: ActivityEntry[] | undefined, fresh: ActivityEntry[]): ActivityEntry[] {
  if (!known) return fresh;
  const bySeq = new Map(known.map((entry) => [entry.seq, entry]));
  const kept = fresh.map((entry) => bySeq.get(entry.seq) ?? entry);
  return kept.length === known.length && kept.every((one, i) => one === known[i]) ? known : kept;
}
