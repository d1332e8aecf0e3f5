/**
 * The ledger: sums and days of one instant, and rows by the page.
 *
 * A row's place in its day, counted from the day's oldest, never changes: so a full page is read once, and the page that still grows is
 * read again when its day has more rows. What is not here yet is a gap that is filled when it comes into view.
 */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type {
  LedgerBook,
  LedgerDay,
  LedgerFilter,
  LedgerMarket,
  LedgerRow,
  Platform,
  PlatformError,
} from "@/platform";
import { usePlatform } from "./queries";

export const LEDGER_PAGE = 200;
/** So many pages stay in memory: 20,000 rows. */
const PAGES_KEPT = 100;

export function useLedgerBook(filter: LedgerFilter) {
  const platform = usePlatform();
  return useQuery<LedgerBook, PlatformError>({
    queryKey: ["ledger", filter],
    queryFn: () => platform.ledger(filter),
    // The last book stays while another is read: the list does not jump.
    placeholderData: (last) => last,
  });
}

/** The markets with entries, that of the newest first; read when they are to be chosen from. */
export function useLedgerMarkets(wanted: boolean) {
  const platform = usePlatform();
  return useQuery<LedgerMarket[], PlatformError>({
    queryKey: ["ledger-markets"],
    queryFn: () => platform.ledgerMarkets(),
    enabled: wanted,
    staleTime: 0,
  });
}

/** A page of a day: `page` 0 holds its oldest rows. */
export interface WantedPage {
  day: LedgerDay;
  page: number;
}

const keyOf = ({ day, page }: WantedPage): string => `${day.day}/${page}`;

/** How many rows that page has by now. */
export const rowsOf = ({ day, page }: WantedPage): number =>
  Math.min(LEDGER_PAGE, day.entries - page * LEDGER_PAGE);

/** The pages that were read, the one used last at the end. */
export class LedgerPages {
  private readonly pages = new Map<string, LedgerRow[]>();
  private readonly running = new Set<string>();

  /** The `index`-th newest row of that day, where it is here. */
  at(day: LedgerDay, index: number): LedgerRow | undefined {
    const place = day.entries - 1 - index;
    const page = Math.floor(place / LEDGER_PAGE);
    return this.pages.get(keyOf({ day, page }))?.[place - page * LEDGER_PAGE];
  }

  isMissing(wanted: WantedPage): boolean {
    const key = keyOf(wanted);
    return !this.running.has(key) && (this.pages.get(key)?.length ?? 0) < rowsOf(wanted);
  }

  async read(platform: Platform, filter: LedgerFilter, wanted: WantedPage): Promise<void> {
    const key = keyOf(wanted);
    this.running.add(key);
    try {
      const rows = await platform.ledgerRows({
        filter,
        day: wanted.day.day,
        first: wanted.day.first,
        last: wanted.day.last,
        skip: wanted.page * LEDGER_PAGE,
        limit: LEDGER_PAGE,
      });
      this.pages.delete(key);
      this.pages.set(key, rows);
      for (const oldest of this.pages.keys()) {
        if (this.pages.size <= PAGES_KEPT) break;
        this.pages.delete(oldest);
      }
    } finally {
      this.running.delete(key);
    }
  }
}

export interface LedgerRows {
  at(day: LedgerDay, index: number): LedgerRow | undefined;
  /** Reads what is missing of these. */
  want(pages: WantedPage[]): void;
  error: PlatformError | null;
  retry(): void;
}

/** Give it a `key` by the filter: another filter is another list. */
export function useLedgerRows(filter: LedgerFilter): LedgerRows {
  const platform = usePlatform();
  const [pages] = useState(() => new LedgerPages());
  const [, setRead] = useState(0);
  const [error, setError] = useState<PlatformError | null>(null);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const want = useCallback(
    (wanted: WantedPage[]) => {
      for (const one of wanted) {
        if (!pages.isMissing(one)) continue;
        pages
          .read(platform, filter, one)
          .then(() => {
            if (!shown.current) return;
            setError(null);
            setRead((read) => read + 1);
          })
          .catch((cause: PlatformError) => {
            if (shown.current) setError(cause);
          });
      }
    },
    [pages, platform, filter],
  );
  return {
    at: useCallback((day, index) => pages.at(day, index), [pages]),
    want,
    error,
    retry: () => setError(null),
  };
}
