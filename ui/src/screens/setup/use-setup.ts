/** What the wizard reads and asks for. Every answer that is the whole state is shown at once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { usePlatform } from "@/live/queries";
import { useLive } from "@/live/store";
import type {
  Frame,
  Platform,
  PlatformError,
  Setup,
  SetupCheck,
  SetupCheckKind,
  TestOrderPreview,
  TestOrderRun,
  WalletSearch,
} from "@/platform";

export const SETUP = ["setup"] as const;
const STATE = ["setup", "state"] as const;
const RUN = ["setup", "run"] as const;
const PREVIEW = ["testPreview"] as const;

/** As often a key window that is open is asked for what came of it. */
const LISTEN_MS = 2000;
/** A test order is over in seconds: each of its steps is to be seen. */
const FOLLOW_MS = 500;

/** `listening`: something outside of this window is about to change it. */
export function useSetup({ enabled = true, listening = false } = {}) {
  const platform = usePlatform();
  return useQuery<Setup, PlatformError>({
    queryKey: STATE,
    queryFn: () => platform.setup(),
    enabled,
    staleTime: 0,
    refetchInterval: listening ? LISTEN_MS : false,
    refetchOnWindowFocus: listening,
  });
}

/** Asks for something that answers with the whole state. */
export function useAskSetup<A = void>(ask: (platform: Platform, argument: A) => Promise<Setup>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<Setup, PlatformError, A>({
    mutationFn: (argument) => ask(platform, argument),
    onSuccess: (setup) => {
      client.setQueryData(STATE, setup);
    },
    // A refusal may come of something that changed meanwhile.
    onError: () => {
      void client.invalidateQueries({ queryKey: STATE });
    },
  });
}

/** Asks all eight again. */
export function useRunChecks() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<SetupCheck[], PlatformError, void>({
    mutationFn: () => platform.setupChecks(),
    onSettled: () => client.invalidateQueries({ queryKey: STATE }),
  });
}

export function useCheckAgain() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<SetupCheck, PlatformError, SetupCheckKind>({
    mutationFn: (check) => platform.checkAgain(check),
    onSettled: () => client.invalidateQueries({ queryKey: STATE }),
  });
}

/** The wallets of the chosen key. Asked once, and again when the person says so: it goes to the network. */
export function useWallets(owner: string | undefined) {
  const platform = usePlatform();
  return useQuery<WalletSearch, PlatformError>({
    queryKey: ["wallets", owner],
    queryFn: () => platform.findWallets(),
    enabled: owner !== undefined,
    staleTime: 60_000,
  });
}

export function useTestPreview(enabled: boolean) {
  const platform = usePlatform();
  return useQuery<TestOrderPreview, PlatformError>({
    queryKey: PREVIEW,
    queryFn: () => platform.previewTestOrder(),
    enabled,
    staleTime: 30_000,
  });
}

export function useTestRun() {
  const platform = usePlatform();
  const client = useQueryClient();
  const query = useQuery<TestOrderRun, PlatformError>({
    queryKey: RUN,
    queryFn: () => platform.testOrder(),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.running ? FOLLOW_MS : false),
  });
  const ended = query.data?.ended ?? null;
  // How it ended decides where the way to live stands.
  useEffect(() => {
    if (ended === null) return;
    void client.invalidateQueries({ queryKey: STATE });
    // What was shown is sent once: the next one is looked at anew.
    void client.invalidateQueries({ queryKey: PREVIEW });
  }, [ended, client]);
  return query;
}

export function useSendTest() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation<TestOrderRun, PlatformError, void>({
    mutationFn: () => platform.sendTestOrder(),
    onSuccess: (run) => {
      client.setQueryData(RUN, run);
    },
    onSettled: () => client.invalidateQueries({ queryKey: SETUP }),
  });
}

/** Enters live or leaves it: everything on the screen is of another account afterwards. */
export function useSwitch(ask: (platform: Platform) => Promise<Frame>) {
  const platform = usePlatform();
  const client = useQueryClient();
  const setFrame = useLive((live) => live.setFrame);
  return useMutation<Frame, PlatformError, void>({
    mutationFn: () => ask(platform),
    onSuccess: (frame) => {
      setFrame(frame);
      void client.invalidateQueries();
    },
  });
}
