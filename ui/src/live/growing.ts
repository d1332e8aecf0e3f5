/**
 * A list that grows at both ends: new rows above, older pages below.
 *
 * Invariant: the rows are in order, newest first, without gaps and without repeats. What was read again stands for what was
 * read before; when so much is new that the newest page does not reach the list, it begins anew.
 */
import type { QueryKey } from "@tanstack/react-query";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { PlatformError } from "@/platform";

/** More than anyone scrolls through; beyond it the filter is the way. */
export const ROWS_AT_MOST = 5000;

export interface Numbered {
  seq: number;
}

export interface Page<T> {
  rows: T[];
  /** Where the next older page begins; null at the end. */
  next: number | null;
}

/** The list with the newest page on top of it. */
export function grow<T extends Numbered>(known: Page<T> | null, page: Page<T>): Page<T> {
  const newest = known?.rows[0];
  const oldest = page.rows.at(-1);
  if (known && !oldest) return known;
  if (!known || !newest || !oldest || oldest.seq > newest.seq) return { rows: page.rows, next: page.next };
  const older = known.rows.filter((row) => row.seq < oldest.seq);
  const rows = [...page.rows, ...older].slice(0, ROWS_AT_MOST);
  const still = rows.length === known.rows.length && rows.every((row, i) => row === known.rows[i]);
  return still ? known : { rows, next: older.length > 0 ? known.next : page.next };
}

/** The same rows as the newest page has them now: what waited is decided. Nothing moves. */
export function refresh<T extends Numbered>(known: Page<T>, page: Page<T>): Page<T> {
  const fresh = new Map(page.rows.map((row) => [row.seq, row]));
  const rows = known.rows.map((row) => fresh.get(row.seq) ?? row);
  return rows.every((row, i) => row === known.rows[i]) ? known : { ...known, rows };
}

/** The list with an older page under it. */
export function append<T extends Numbered>(known: Page<T>, page: Page<T>): Page<T> {
  const oldest = known.rows.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const more = page.rows.filter((row) => row.seq < oldest);
  return { rows: [...known.rows, ...more].slice(0, ROWS_AT_MOST), next: page.next };
}

/** A page as the query library shares it: rows that say the same stay the same objects. */
export function sharedPage<T extends Numbered>(
  keep: (known: T[] | undefined, fresh: T[]) => T[],
): (known: unknown, fresh: unknown) => unknown {
  return (known, fresh) => {
    const [before, page] = [known as Page<T> | undefined, fresh as Page<T>];
    const rows = keep(before?.rows, page.rows);
    return before && rows === before.rows && before.next === page.next ? before : { ...page, rows };
  };
}

export interface Growing<T> {
  rows: T[];
  isPending: boolean;
  error: PlatformError | null;
  retry(): void;
  /** How many rows came while the list was held still. */
  waiting: number;
  /** Takes them in. */
  release(): void;
  canLoadOlder: boolean;
  full: boolean;
  isLoadingOlder: boolean;
  loadOlder(): void;
}

interface Source<T> {
  /** Of the newest page; what is asked for is part of it. */
  key: QueryKey;
  /** The page under that number; null for the newest. */
  read(before: number | null): Promise<Page<T>>;
  share(known: unknown, fresh: unknown): unknown;
}

/** `held`: the person reads further down; what is new waits instead of pushing the rows. */
export function useGrowing<T extends Numbered>(source: Source<T>, held: boolean): Growing<T> {
  const [grown, setGrown] = useState<Page<T> | null>(null);
  const [loading, setLoading] = useState(false);
  const [older, setOlder] = useState<PlatformError | null>(null);
  const head = useQuery<Page<T>, PlatformError>({
    queryKey: source.key,
    queryFn: () => source.read(null),
    structuralSharing: source.share,
  });
  const page = head.data;
  useEffect(() => {
    if (page) setGrown((known) => (known !== null && held ? refresh(known, page) : grow(known, page)));
  }, [page, held]);
  const release = useCallback(() => {
    if (page) setGrown((known) => grow(known, page));
  }, [page]);

  const newest = grown?.rows[0]?.seq ?? 0;
  const loadOlder = () => {
    if (!grown || grown.next === null || loading) return;
    setLoading(true);
    setOlder(null);
    source
      .read(grown.next)
      .then((more) => setGrown((known) => (known ? append(known, more) : known)))
      .catch((cause: PlatformError) => setOlder(cause))
      .finally(() => setLoading(false));
  };
  const rows = grown?.rows ?? page?.rows ?? [];
  const full = rows.length >= ROWS_AT_MOST;
  return {
    rows,
    isPending: head.isPending,
    error: head.error ?? older,
    retry: () => void head.refetch(),
    waiting: held && page && grown ? page.rows.filter((row) => row.seq > newest).length : 0,
    release,
    canLoadOlder: grown !== null && grown.next !== null && !full,
    full,
    isLoadingOlder: loading,
    loadOlder,
  };
}
