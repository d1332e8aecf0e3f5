/** What the palette offers without being asked for anything: screens, switches, who is followed, what works. */

import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { STOP_KEYS } from "@/app/hotkeys";
import { PLACES } from "@/app/places";
import { useText } from "@/i18n/use-text";
import { useAsk, useAskFrame, useFollows, useOrders } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { Mode, Recent } from "@/platform";
import type { PaletteItem } from "./items";

const SHOW = { demo: "ways.toDemo", paper: "ways.showPaper", live: "ways.showLive" } as const;

interface Doors {
  onStop(): void;
  onStart(): void;
  onHelp(): void;
  onNotices(): void;
  remember(recent: Recent): void;
}

export function useBaseItems({ onStop, onStart, onHelp, onNotices, remember }: Doors): PaletteItem[] {
  const t = useText();
  const navigate = useNavigate();
  const state = useFrame((frame) => frame.state);
  const atWork = useFrame((frame) => frame.workingOrders);
  const follows = useFollows();
  const orders = useOrders(false);
  const mode = useFrame((frame) => frame.mode);
  // As one word: a list is another one with every frame.
  const modes = useFrame((frame) => frame.modes.join(" "));
  const show = useAskFrame<Mode>((platform, to) => platform.showMode(to));
  const paper = useAskFrame((platform) => platform.enterPaper(null));
  const pause = useAskFrame((platform) => platform.pause());
  const quit = useAsk<null>((platform) => platform.quit());
  const resume = useAskFrame((platform) => platform.resume());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for and the doors do the same each time
  return useMemo(() => {
    const places: PaletteItem[] = PLACES.map(({ to, key, letter }) => ({
      id: to,
      label: t(`nav.${key}`),
      also: t("palette.go"),
      group: "go",
      keys: `g ${letter}`,
      run: () => void navigate({ to }),
    }));
    const beside = [
      ["/differences", t("differences.name")],
      ["/connection", t("feeds.title")],
    ] as const;
    for (const [to, label] of beside)
      places.push({ id: to, label, also: t("palette.go"), group: "go", run: () => void navigate({ to }) });
    const deeds: PaletteItem[] = [];
    if (state === "stopped") deeds.push({ id: "start", label: t("banner.start"), group: "do", run: onStart });
    else {
      deeds.push(
        {
          id: "stop",
          label: t("palette.stop", { count: atWork }),
          also: t("palette.stopAlso"),
          group: "do",
          keys: STOP_KEYS,
          danger: true,
          run: onStop,
        },
        state === "paused"
          ? { id: "resume", label: t("palette.resume"), group: "do", run: () => resume.mutate() }
          : { id: "pause", label: t("palette.pause"), group: "do", run: () => pause.mutate() },
      );
    }
    for (const one of (modes.split(" ") as Mode[]).filter((other) => other !== mode))
      deeds.push({ id: `show ${one}`, label: t(SHOW[one]), group: "do", run: () => show.mutate(one) });
    if (modes === "demo")
      deeds.push({ id: "paper", label: t("ways.toPaper"), group: "do", run: () => paper.mutate() });
    deeds.push(
      { id: "notices", label: t("centre.title"), group: "do", keys: "n", run: onNotices },
      {
        id: "diagnostics",
        label: t("diagnostics.open"),
        group: "do",
        run: () => void navigate({ to: "/diagnostics" }),
      },
      { id: "hosts", label: t("hosts.open"), group: "do", run: () => void navigate({ to: "/hosts" }) },
      { id: "quit", label: t("palette.quit"), group: "do", run: () => quit.mutate(null) },
      { id: "keys", label: t("keys.title"), group: "do", keys: "?", run: onHelp },
    );
    const traders: PaletteItem[] = (follows.data ?? []).map(({ id, name, address }) => ({
      id: `trader ${id}`,
      label: name,
      also: address,
      group: "trader",
      run: () => {
        remember({ kind: "trader", address, name });
        void navigate({ to: "/trader/$address", params: { address } });
      },
    }));
    const working: PaletteItem[] = (orders.data?.rows ?? []).map((one) => ({
      id: `order ${one.id}`,
      label: one.market,
      also: `${one.trader} ${one.side} ${one.outcome}`,
      group: "order",
      run: () => {
        remember({ kind: "order", order: one.id, market: one.market });
        void navigate({ to: "/orders", search: { order: one.id } });
      },
    }));
    return [...places, ...deeds, ...traders, ...working];
  }, [t, navigate, state, atWork, follows.data, orders.data, mode, modes]);
}
