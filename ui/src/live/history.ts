/**
 * The history as a list that grows at both ends, as the journal does.
 *
 * Invariant: newest first, without gaps and without repeats. A fill's settlement moves on for a while, so the newest page
 * replaces what it covers; when so much is new that it does not reach the list, the list begins anew.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type {
  HistoryCursor,
  HistoryFilter,
  HistoryPage,
  HistoryRow,
  Platform,
  PlatformError,
} from "@/platform";
import { usePlatform } from "./queries";
import { sharedHistory } from "./sharing";

const PAGE = 200;
/** As many as anyone scrolls through; beyond it the filters are the way. */
export const HISTORY_AT_MOST = 100_000;

export interface GrownHistory {
  rows: HistoryRow[];
  next: HistoryCursor | null;
}

/** The list with the newest page in place of what it covers. */
export function growHistory(known: GrownHistory | null, page: HistoryPage): GrownHistory {
  const end = page.rows.at(-1);
  // Nothing among the newest: what was found further back stands.
  if (known && !end && page.next !== null) return known;
  if (!known || !end) return { rows: page.rows, next: page.next };
  const at = known.rows.findIndex((row) => row.id === end.id);
  if (at < 0) return { rows: page.rows, next: page.next };
  const older = known.rows.slice(at + 1);
  const rows = [...page.rows, ...older];
  if (rows.length <= HISTORY_AT_MOST) return { rows, next: older.length > 0 ? known.next : page.next };
  // The oldest leave; where they begin they are asked for again.
  const kept = rows.slice(0, HISTORY_AT_MOST);
  const last = kept.at(-1);
  return { rows: kept, next: last ? { at: last.at, id: last.id } : null };
}

/** The list with an older page under it. */
export function appendHistory(known: GrownHistory, page: HistoryPage): GrownHistory {
  const ids = new Set(known.rows.slice(-page.rows.length).map((row) => row.id));
  const more = page.rows.filter((row) => !ids.has(row.id));
  return { rows: [...known.rows, ...more], next: page.next };
}

/** A page is looked for only so far: one without a row is gone past, so many times at once. */
const PAGES_PAST = 10;

async function found(platform: Platform, filter: HistoryFilter, after: HistoryCursor): Promise<HistoryPage> {
  let page = await platform.history({ ...filter, after, limit: PAGE });
  for (let past = 0; past < PAGES_PAST && page.rows.length === 0 && page.next !== null; past += 1) {
    page = await platform.history({ ...filter, after: page.next, limit: PAGE });
  }
  return page;
}

export interface History {
  rows: HistoryRow[];
  isPending: boolean;
  error: PlatformError | null;
  retry(): void;
  more: boolean;
  isLoadingMore: boolean;
  loadMore(): void;
}

/** Give it a `key` by the filter: another filter is another list. */
export function useHistory(filter: HistoryFilter): History {
  const platform = usePlatform();
  const [grown, setGrown] = useState<GrownHistory | null>(null);
  const [loading, setLoading] = useState(false);
  const [older, setOlder] = useState<PlatformError | null>(null);
  const busy = useRef(false);
  const head = useQuery<HistoryPage, PlatformError>({
    queryKey: ["history", "head", filter],
    queryFn: () => platform.history({ ...filter, after: null, limit: PAGE }),
    structuralSharing: sharedHistory,
    // A span that moves on leaves a page behind at each step.
    gcTime: 30_000,
  });
  const page = head.data;
  useEffect(() => {
    if (page) setGrown((known) => growHistory(known, page));
  }, [page]);
  const list: GrownHistory | null = grown ?? page ?? null;
  const loadMore = () => {
    if (!list || list.next === null || busy.current || list.rows.length >= HISTORY_AT_MOST) return;
    busy.current = true;
    setLoading(true);
    setOlder(null);
    found(platform, filter, list.next)
      .then((next) => setGrown((known) => appendHistory(known ?? list, next)))
      .catch((cause: PlatformError) => setOlder(cause))
      .finally(() => {
        busy.current = false;
        setLoading(false);
      });
  };
  return {
    rows: list?.rows ?? [],
    isPending: head.isPending,
    error: head.error ?? older,
    retry: () => void head.refetch(),
    more: list !== null && list.next !== null,
    isLoadingMore: loading,
    loadMore,
  };
}
