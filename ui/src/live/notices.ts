/** The notification centre's rows, read again at its own pace: it goes through what happened in the last days. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Notices, PlatformError } from "@/platform";
import { usePlatform } from "./queries";

const OPEN_MS = 2000;
const CLOSED_MS = 5000;

export function useNotices(open: boolean) {
  const platform = usePlatform();
  return useQuery<Notices, PlatformError>({
    queryKey: ["notices"],
    queryFn: () => platform.notices(),
    refetchInterval: open ? OPEN_MS : CLOSED_MS,
    staleTime: 0,
  });
}

/** Everything up to then was read. */
export function useReadNotices() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<Notices, PlatformError, number>({
    mutationFn: (until) => platform.readNotices(until),
    onSuccess: (notices) => client.setQueryData(["notices"], notices),
  });
}
