/** When there were fills, to be marked on a curve of profit. */
import { useQuery } from "@tanstack/react-query";
import type { HistoryPage, PlatformError } from "@/platform";
import { usePlatform } from "./queries";

/** As many as a curve can show apart; of more the newest. */
const MOST = 500;
/** A span that moves on is asked for anew once an hour of it. */
const STEP_MS = 3_600_000;

/** Of fills since then, each once; failed ones never were. Of those that copied one trader, where one is given. */
export function useFillTimes(since: number | undefined, trader: string | null = null): number[] {
  const platform = usePlatform();
  const from = since === undefined ? null : since - (since % STEP_MS);
  const { data } = useQuery<HistoryPage, PlatformError, number[]>({
    // A new one is on the curve with it (see refresh.ts).
    queryKey: ["history", "times", from, trader],
    queryFn: () =>
      platform.history({ trader, side: null, from, until: null, text: null, after: null, limit: MOST }),
    select: timesOf,
    enabled: from !== null,
    gcTime: 30_000,
    // Another trader's are no stand-in.
    placeholderData: (last, query) => (query?.queryKey[3] === trader ? last : undefined),
  });
  return data ?? NONE;
}

const NONE: number[] = [];

const timesOf = (page: HistoryPage): number[] =>
  page.rows.filter((row) => row.settlement !== "failed").map((row) => row.at);
