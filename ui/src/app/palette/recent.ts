/** What was opened or typed last, for the palette to offer again; kept by the program, mode by mode. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { usePlatform } from "@/live/queries";
import type { PlatformError, Recent } from "@/platform";

export function useRecents() {
  const platform = usePlatform();
  return useQuery<Recent[], PlatformError>({
    queryKey: ["recents"],
    queryFn: async () => (await platform.remembered()).recents,
    // The palette asks each time it opens.
    staleTime: 0,
  });
}

/** Puts it first; that it could not be kept is no trouble of anybody's. */
export function useRemember(): (recent: Recent) => void {
  const platform = usePlatform();
  return useCallback((recent) => void platform.rememberRecent(recent).catch(() => undefined), [platform]);
}
