/** The journal, newest first: see `growing.ts` for how the list grows. */
import type { ActivityEntry, ActivityKind } from "@/platform";
import type { Growing } from "./growing";
import { sharedPage, useGrowing } from "./growing";
import { usePlatform } from "./queries";
import { keepEvents } from "./sharing";

const PAGE = 100;

export interface JournalFilter {
  kinds: ActivityKind[];
  text: string | null;
}

const share = sharedPage(keepEvents);

export function useJournal(filter: JournalFilter, held: boolean): Growing<ActivityEntry> {
  const platform = usePlatform();
  return useGrowing(
    {
      key: ["activity", "head", filter],
      read: async (before) => {
        const { entries, next } = await platform.activity({ ...filter, before, follow: null, limit: PAGE });
        return { rows: entries, next };
      },
      share,
    },
    held,
  );
}
