/** A trader's page: what they made and how, what they hold, and the sheet that follows them. The sheet pushes, it does not cover. */

import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { Failure, Skeleton } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { useText } from "@/i18n/use-text";
import { useFollowOf, useTrader } from "@/live/queries";
import type { Leaderboard, TraderPage } from "@/platform";
import { TraderFeedCard } from "@/screens/feeds";
import { FollowSheet } from "@/screens/follow/sheet";
import { Curve, Figures, Head, WaitingHead } from "./head";
import { Positions, Trades } from "./lists";

const route = getRouteApi("/trader/$address");

export function TraderScreen() {
  const t = useText();
  const { address } = route.useParams();
  const { follow, share } = route.useSearch();
  const navigate = useNavigate();
  const page = useTrader(address);
  const name = useKnownName(address);
  const show = (next: boolean) =>
    void navigate({
      to: "/trader/$address",
      params: { address },
      search: next ? { follow: true } : {},
      replace: true,
    });
  // What was read once stays while the venue is away: the sheet may have been filled in.
  if (page.isError && !page.data) {
    return (
      <>
        <h1 className="sr-only">{address}</h1>
        <Failure error={page.error} onRetry={() => void page.refetch()}>
          <Button onClick={() => void navigate({ to: "/leaderboard" })}>{t("nowhere.traders")}</Button>
        </Failure>
      </>
    );
  }
  // The wish to follow is in the address: said before the page is there, it is granted when it is.
  const open = follow === true && page.data?.own !== true;
  const known = page.data?.name ?? name;
  return (
    <div
      className={
        open ? "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_400px]" : "grid min-h-0 flex-1 grid-cols-1"
      }
    >
      <section
        aria-label={known}
        className="@container flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto px-4 py-4 wide:px-6"
      >
        {page.data ? (
          <Page page={page.data} open={open} onFollow={() => show(true)} />
        ) : (
          <>
            <WaitingHead address={address} name={known} open={open} onFollow={() => show(true)} />
            <Skeleton className="py-3" />
          </>
        )}
      </section>
      {open && (
        <FollowSheet
          name={known}
          address={address}
          page={page.data}
          share={share}
          onClose={() => show(false)}
        />
      )}
    </div>
  );
}

/** What is known of the name before the page is: from the follows or the leaderboard, else the address. */
function useKnownName(address: string): string {
  const client = useQueryClient();
  const follow = useFollowOf(address);
  if (follow) return follow.name;
  const boards = client.getQueriesData<Leaderboard>({ queryKey: ["leaderboard"] });
  const row = boards.flatMap(([, board]) => board?.rows ?? []).find((one) => one.address === address);
  return row?.name ?? shortAddress(address);
}

function Page({ page, open, onFollow }: { page: TraderPage; open: boolean; onFollow(): void }) {
  return (
    <>
      <Head page={page} open={open} onFollow={onFollow} />
      <Figures page={page} />
      <Curve page={page} />
      <TraderFeedCard address={page.address} />
      <Positions page={page} />
      <Trades page={page} />
    </>
  );
}
