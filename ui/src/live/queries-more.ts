/** What the screens of positions, history and results read, each under the topic that makes it be read again. */
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  CancelPreview,
  CloseDraft,
  ClosesPreview,
  Dashboard,
  DataPaths,
  Diagnostics,
  Differences,
  FeedReport,
  HistoryFilter,
  HistoryTotals,
  Hosts,
  KeyStanding,
  Licence,
  OrderPath,
  PaperResults,
  Performance,
  Period,
  PlatformError,
  Positions,
  RegionStanding,
  Shortfall,
  TakePreview,
} from "@/platform";
import { usePlatform } from "./queries";

/** Figures over every fill are asked for at their own pace, not at every touch: see {@link Refresher}. */
const FIGURES_MS = 2000;

export function useOrderPath(order: number) {
  const platform = usePlatform();
  return useQuery<OrderPath, PlatformError>({
    queryKey: ["orders", "path", order],
    queryFn: () => platform.orderPath(order),
  });
}

export function usePositions() {
  const platform = usePlatform();
  return useQuery<Positions, PlatformError>({
    queryKey: ["positions"],
    queryFn: () => platform.positions(),
    // Values move with the books, of which no topic tells.
    refetchInterval: FIGURES_MS,
  });
}

/** What a close would do; nothing is asked while the draft is not whole. */
export function useClosePreview(draft: CloseDraft | null) {
  const platform = usePlatform();
  return useQuery<ClosesPreview, PlatformError>({
    // Not under the positions: those are read again once the sale is asked for, when there is nothing to look at any more.
    queryKey: ["closing", draft],
    queryFn: draft ? () => platform.previewClose(draft) : skipToken,
    refetchInterval: FIGURES_MS,
    // The last answer stays while another part or price is looked at: the dialog does not jump.
    placeholderData: (last) => last,
  });
}

export function useTakePreview(order: number) {
  const platform = usePlatform();
  return useQuery<TakePreview, PlatformError>({
    queryKey: ["taking", order],
    queryFn: () => platform.previewTake(order),
    staleTime: 0,
    refetchInterval: FIGURES_MS,
  });
}

/**
 * What cancelling these orders would take back. `keep`: until that is known, what was last known of others stays, for a
 * button that says both how many and how much; a question waits.
 */
export function useCancelPreview(orders: number[], keep = false) {
  const platform = usePlatform();
  return useQuery<CancelPreview, PlatformError>({
    // Under the orders: each of them may fill or end while the question is read.
    queryKey: ["orders", "cancel", orders],
    queryFn: () => platform.previewCancel(orders),
    gcTime: 30_000,
    placeholderData: (last) => (keep ? last : undefined),
  });
}

export function useHistoryTotals(filter: HistoryFilter) {
  const platform = usePlatform();
  return useQuery<HistoryTotals, PlatformError>({
    queryKey: ["history", "totals", filter],
    queryFn: () => platform.historyTotals(filter),
    gcTime: 30_000,
    placeholderData: (last) => last,
  });
}

export function usePerformance(period: Period) {
  const platform = usePlatform();
  return useQuery<Performance, PlatformError>({
    queryKey: ["performance", period],
    queryFn: () => platform.performance(period),
    placeholderData: (last) => last,
    // What was read some seconds ago is of another day where the demo's clock runs fast.
    staleTime: 0,
    refetchInterval: 2 * FIGURES_MS,
  });
}

export function useShortfall(follow: number) {
  const platform = usePlatform();
  return useQuery<Shortfall, PlatformError>({
    queryKey: ["performance", "shortfall", follow],
    queryFn: () => platform.shortfall(follow),
    staleTime: 0,
    refetchInterval: 2 * FIGURES_MS,
  });
}

export function useDashboard(period: Period) {
  const platform = usePlatform();
  return useQuery<Dashboard, PlatformError>({
    queryKey: ["dashboard", period],
    queryFn: () => platform.dashboard(period),
    placeholderData: (last) => last,
    staleTime: 0,
    refetchInterval: FIGURES_MS,
  });
}

export function useDifferences() {
  const platform = usePlatform();
  return useQuery<Differences, PlatformError>({
    queryKey: ["differences"],
    queryFn: () => platform.differences(),
    refetchInterval: FIGURES_MS,
  });
}

/** Seen by the status bar on every screen: asked for less often than what moves. */
const FEEDS_MS = 5000;

export function useFeedReport() {
  const platform = usePlatform();
  return useQuery<FeedReport, PlatformError>({
    queryKey: ["feeds"],
    queryFn: () => platform.feedReport(),
    refetchInterval: FEEDS_MS,
  });
}

export function usePaperResults(wanted = true) {
  const platform = usePlatform();
  return useQuery<PaperResults, PlatformError>({
    queryKey: ["paper"],
    queryFn: wanted ? () => platform.paperResults() : skipToken,
    refetchInterval: 2 * FIGURES_MS,
  });
}

export function useDiagnostics() {
  const platform = usePlatform();
  return useQuery<Diagnostics, PlatformError>({
    queryKey: ["diagnostics"],
    queryFn: () => platform.diagnostics(),
    refetchInterval: FIGURES_MS,
  });
}

export function useHosts() {
  const platform = usePlatform();
  return useQuery<Hosts, PlatformError>({
    queryKey: ["hosts"],
    queryFn: () => platform.hosts(),
    refetchInterval: FIGURES_MS,
  });
}

/** The keychain is not asked by this: what rests moves. */
export function useKeyStanding() {
  const platform = usePlatform();
  return useQuery<KeyStanding, PlatformError>({
    queryKey: ["key"],
    queryFn: () => platform.keyStanding(),
    refetchInterval: FEEDS_MS,
  });
}

export function useRegionStanding() {
  const platform = usePlatform();
  return useQuery<RegionStanding, PlatformError>({
    queryKey: ["region"],
    queryFn: () => platform.regionStanding(),
    refetchInterval: FEEDS_MS,
  });
}

/** Looks for the key now: the answer is shown at once. */
export function useLookForKey() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<KeyStanding, PlatformError, void>({
    mutationFn: () => platform.lookForKey(),
    onSuccess: (standing) => client.setQueryData(["key"], standing),
  });
}

/** Asks Polymarket now where it takes us to be: the answer is shown at once. */
export function useLookAtRegion() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<RegionStanding, PlatformError, void>({
    mutationFn: () => platform.lookAtRegion(),
    onSuccess: (standing) => client.setQueryData(["region"], standing),
  });
}

export function useDataPaths() {
  const platform = usePlatform();
  return useQuery<DataPaths, PlatformError>({ queryKey: ["paths"], queryFn: () => platform.dataPaths() });
}

export function useLicences() {
  const platform = usePlatform();
  return useQuery<Licence[], PlatformError>({ queryKey: ["licences"], queryFn: () => platform.licences() });
}
