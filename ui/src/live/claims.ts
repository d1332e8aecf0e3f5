/** What resolved markets owe, and the calls of the wallet that redeem it or give rights. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CallsPreview, Claim, PlatformError, RelayerRun } from "@/platform";
import { usePlatform } from "./queries";

/** So often a request that is not over is asked about. */
const RUN_MS = 1_000;
/** Claims come by themselves, and go: no topic tells of each. */
const CLAIMS_MS = 10_000;

export function useClaims() {
  const platform = usePlatform();
  return useQuery<Claim[], PlatformError>({
    // With the positions: what touches those is touched here.
    queryKey: ["positions", "claims"],
    queryFn: () => platform.claims(),
    refetchInterval: CLAIMS_MS,
  });
}

/** Exactly what would be sent, made anew each time it is opened: a preview holds for what was read. */
export function useApprovalsPreview(enabled = true) {
  const platform = usePlatform();
  return useQuery<CallsPreview, PlatformError>({
    queryKey: ["calls", "approvals"],
    queryFn: () => platform.previewApprovals(),
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

export function useRedeemPreview(tokens: string[]) {
  const platform = usePlatform();
  return useQuery<CallsPreview, PlatformError>({
    queryKey: ["calls", "redeem", tokens],
    queryFn: () => platform.previewRedeem(tokens),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** Sends what a preview showed. What it changes is read again. */
export function useSendCalls(purpose: "approvals" | "redemption") {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<RelayerRun, PlatformError, number>({
    mutationFn: (preview) =>
      purpose === "approvals" ? platform.sendApprovals(preview) : platform.sendRedeem(preview),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["positions"] });
    },
  });
}

/** How far a request is, until it is over. */
export function useRelayerRun(begun: RelayerRun | null) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useQuery<RelayerRun, PlatformError>({
    queryKey: ["calls", "run", begun?.id],
    queryFn: async () => {
      const run = await platform.relayerRun(begun?.id ?? 0);
      // What it was about says so too.
      if (run.over) void client.invalidateQueries({ queryKey: ["positions"] });
      return run;
    },
    enabled: begun !== null,
    ...(begun === null ? {} : { initialData: begun }),
    refetchInterval: (query) => (query.state.data?.over ? false : RUN_MS),
  });
}
