/**
 * The journal as a list that grows at both ends: new events above, older pages below.
 *
 * Invariant: the entries are in order, newest first, without gaps and without repeats. The journal is append-only, so a
 * page that was read once never changes; when so much is new that the newest page does not reach the list, it begins anew.
 */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { ActivityEntry, ActivityPage, PlatformError } from "@/platform";
import { usePlatform } from "./queries";
import { sharedJournal } from "./sharing";

const PAGE = 100;
/** More than anyone scrolls through; beyond it the filter is the way. */
export const JOURNAL_AT_MOST = 5000;

export interface JournalFilter {
  kinds: string[];
  text: string | null;
}

export interface Grown {
  entries: ActivityEntry[];
  /** Where the next older page begins; null at the journal's start. */
  next: number | null;
}

/** The list with the newest page on top of it. */
export function grow(known: Grown | null, page: ActivityPage): Grown {
  const newest = known?.entries[0];
  const oldest = page.entries.at(-1);
  if (known && !oldest) return known;
  if (!known || !newest || !oldest || oldest.seq > newest.seq)
    return { entries: page.entries, next: page.next };
  const fresh = page.entries.filter((entry) => entry.seq > newest.seq);
  return fresh.length === 0
    ? known
    : { entries: [...fresh, ...known.entries].slice(0, JOURNAL_AT_MOST), next: known.next };
}

/** The list with an older page under it. */
export function append(known: Grown, page: ActivityPage): Grown {
  const oldest = known.entries.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const more = page.entries.filter((entry) => entry.seq < oldest);
  return { entries: [...known.entries, ...more].slice(0, JOURNAL_AT_MOST), next: page.next };
}

export interface Journal {
  entries: ActivityEntry[];
  isPending: boolean;
  error: PlatformError | null;
  retry(): void;
  /** How many events came while the list was held still. */
  waiting: number;
  /** Takes them in. */
  release(): void;
  canLoadOlder: boolean;
  full: boolean;
  isLoadingOlder: boolean;
  loadOlder(): void;
}

/** `held`: the person reads further down; what is new waits instead of pushing the rows. */
export function useJournal(filter: JournalFilter, held: boolean): Journal {
  const platform = usePlatform();
  const [grown, setGrown] = useState<Grown | null>(null);
  const [loading, setLoading] = useState(false);
  const [older, setOlder] = useState<PlatformError | null>(null);
  const head = useQuery<ActivityPage, PlatformError>({
    queryKey: ["activity", "head", filter],
    queryFn: () => platform.activity({ ...filter, before: null, follow: null, limit: PAGE }),
    structuralSharing: sharedJournal,
  });
  const page = head.data;
  useEffect(() => {
    if (page) setGrown((known) => (known !== null && held ? known : grow(known, page)));
  }, [page, held]);
  const release = useCallback(() => {
    if (page) setGrown((known) => grow(known, page));
  }, [page]);

  const newest = grown?.entries[0]?.seq ?? 0;
  const loadOlder = () => {
    if (!grown || grown.next === null || loading) return;
    setLoading(true);
    setOlder(null);
    platform
      .activity({ ...filter, before: grown.next, follow: null, limit: PAGE })
      .then((more) => setGrown((known) => (known ? append(known, more) : known)))
      .catch((cause: PlatformError) => setOlder(cause))
      .finally(() => setLoading(false));
  };
  const entries = grown?.entries ?? page?.entries ?? [];
  const full = entries.length >= JOURNAL_AT_MOST;
  return {
    entries,
    isPending: head.isPending,
    error: head.error ?? older,
    retry: () => void head.refetch(),
    waiting: held && page && grown ? page.entries.filter((entry) => entry.seq > newest).length : 0,
    release,
    canLoadOlder: grown !== null && grown.next !== null && !full,
    full,
    isLoadingOlder: loading,
    loadOlder,
  };
}
