/** Decisions, newest first (see `growing.ts`), and how many there are of each kind. */
import { useQuery } from "@tanstack/react-query";
import type { DecisionCounts, DecisionFilter, DecisionRow, PlatformError } from "@/platform";
import type { Growing } from "./growing";
import { sharedPage, useGrowing } from "./growing";
import { usePlatform } from "./queries";
import { keepRows } from "./sharing";

const PAGE = 100;

/** A decision that waited is decided, and what was left out is worth another sum: rows change. */
const share = sharedPage<DecisionRow>((known, fresh) => keepRows(known, fresh, (row) => row.seq));

export function useDecisions(filter: DecisionFilter, held: boolean): Growing<DecisionRow> {
  const platform = usePlatform();
  return useGrowing(
    {
      key: ["activity", "decisions", filter],
      read: (before) => platform.decisions({ ...filter, before, limit: PAGE }),
      share,
    },
    held,
  );
}

export function useDecisionCounts(filter: DecisionFilter) {
  const platform = usePlatform();
  return useQuery<DecisionCounts, PlatformError>({
    queryKey: ["activity", "counts", filter],
    queryFn: () => platform.decisionCounts(filter),
    // While a filter changes, the figures of the one before stand: tabs without figures would jump.
    placeholderData: (before) => before,
  });
}
