/** What the screens read, each under the topic that makes it be read again. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import type {
  FollowDraft,
  FollowList,
  FollowView,
  Frame,
  Leaderboard,
  LeaderboardQuery,
  OrderDetail,
  OrderList,
  Platform,
  PlatformError,
  TraderPage,
} from "@/platform";
import { sharedOrders } from "./sharing";
import { useLive } from "./store";

export const PlatformContext = createContext<Platform | null>(null);

export function usePlatform(): Platform {
  const platform = use(PlatformContext);
  if (!platform) throw new Error("no platform in this tree");
  return platform;
}

export function useLeaderboard(query: LeaderboardQuery) {
  const platform = usePlatform();
  return useQuery<Leaderboard, PlatformError>({
    queryKey: ["leaderboard", query],
    queryFn: () => platform.leaderboard(query),
    // The last list stays while the next one loads: filters do not make the screen jump.
    placeholderData: (last) => last,
    staleTime: 30_000,
  });
}

/** A trader is read anew so often while their page is open, real time: four requests of the exchange. */
const TRADER_MS = 30_000;

export function useTrader(who: string) {
  const platform = usePlatform();
  return useQuery<TraderPage, PlatformError>({
    queryKey: ["trader", who],
    queryFn: () => platform.trader(who),
    staleTime: 30_000,
    // Their figures, positions and trades go on while somebody looks at them.
    refetchInterval: TRADER_MS,
  });
}

const rowsOf = <T>(list: { rows: T[] }): T[] => list.rows;

/** Follows that stand, what removed ones left, and the account's figures of that moment. */
export function useFollowList() {
  const platform = usePlatform();
  return useQuery<FollowList, PlatformError>({
    queryKey: ["follows"],
    queryFn: () => platform.followList(),
  });
}

/** The follows that stand. */
export function useFollows() {
  const platform = usePlatform();
  return useQuery<FollowList, PlatformError, FollowView[]>({
    queryKey: ["follows"],
    queryFn: () => platform.followList(),
    select: rowsOf,
  });
}

/** The follow of that address, if there is one. */
export function useFollowOf(address: string): FollowView | undefined {
  const { data } = useFollows();
  return data?.find((one) => one.address === address);
}

export function useOrders(ended: boolean) {
  const platform = usePlatform();
  return useQuery<OrderList, PlatformError>({
    queryKey: ["orders", "list", ended],
    queryFn: () => platform.orderList({ ended }),
    structuralSharing: sharedOrders,
  });
}

export function useOrder(order: number) {
  const platform = usePlatform();
  return useQuery<OrderDetail, PlatformError>({
    queryKey: ["orders", "one", order],
    queryFn: () => platform.order(order),
  });
}

/** Something the person asks for. The answer's frame is shown at once; errors stay with the asker. */
export function useAsk<A, Answer = unknown>(ask: (platform: Platform, argument: A) => Promise<Answer>) {
  const platform = usePlatform();
  return useMutation<Answer, PlatformError, A>({ mutationFn: (argument) => ask(platform, argument) });
}

/** The same, for what answers with a frame. */
export function useAskFrame<A = void>(ask: (platform: Platform, argument: A) => Promise<Frame>) {
  const platform = usePlatform();
  const setFrame = useLive((live) => live.setFrame);
  return useMutation<Frame, PlatformError, A>({
    mutationFn: (argument) => ask(platform, argument),
    onSuccess: setFrame,
  });
}

/** Saves a follow's settings. */
export function useSaveFollow(address: string) {
  return useAsk<FollowDraft>((platform, draft) => platform.follow(address, draft));
}
