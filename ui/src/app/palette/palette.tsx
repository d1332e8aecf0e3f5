/** The command palette, on Ctrl K: every screen, every switch, every followed trader and working order, by typing. */
import { Dialog } from "@base-ui/react/dialog";
import { useNavigate } from "@tanstack/react-router";
import { ArrowLeftRight, CircleX, CornerDownLeft, Keyboard, Pause, Play, Search, Zap } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { useAsk, useAskFrame, useFollows, useOrders } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { Mode } from "@/platform";
import { STOP_KEYS } from "./hotkeys";
import type { PaletteItem } from "./palette-items";
import { search } from "./palette-items";
import { PLACES } from "./places";

const SHOW = { demo: "ways.toDemo", paper: "ways.showPaper", live: "ways.showLive" } as const;

interface PaletteProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  onStop(): void;
  onStart(): void;
  onHelp(): void;
}

export function Palette(props: PaletteProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup
          aria-label={t("palette.title")}
          className="fixed top-[12vh] left-1/2 z-40 flex max-h-[min(480px,70vh)] w-[min(600px,calc(100vw-48px))] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-border bg-raised shadow-float"
        >
          <Commands {...props} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useItems({ onOpenChange, onStop, onStart, onHelp }: PaletteProps): PaletteItem[] {
  const { t } = useTranslation();
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
  return useMemo(() => {
    const item = (of: PaletteItem): PaletteItem => ({
      ...of,
      run: () => {
        onOpenChange(false);
        of.run();
      },
    });
    const places = PLACES.map(({ to, key, letter }) =>
      item({
        id: to,
        label: t(`nav.${key}`),
        also: t("palette.go"),
        group: "go",
        keys: `g ${letter}`,
        run: () => void navigate({ to }),
      }),
    );
    const beside = [
      ["/differences", t("differences.name")],
      ["/connection", t("feeds.title")],
    ] as const;
    for (const [to, label] of beside)
      places.push(
        item({ id: to, label, also: t("palette.go"), group: "go", run: () => void navigate({ to }) }),
      );
    const deeds: PaletteItem[] = [];
    if (state === "stopped")
      deeds.push(item({ id: "start", label: t("banner.start"), group: "do", run: onStart }));
    else {
      deeds.push(
        item({
          id: "stop",
          label: t("palette.stop", { count: atWork }),
          also: t("palette.stopAlso"),
          group: "do",
          keys: STOP_KEYS,
          danger: true,
          run: onStop,
        }),
        state === "paused"
          ? item({ id: "resume", label: t("palette.resume"), group: "do", run: () => resume.mutate() })
          : item({ id: "pause", label: t("palette.pause"), group: "do", run: () => pause.mutate() }),
      );
    }
    deeds.push(
      ...(modes.split(" ") as Mode[])
        .filter((one) => one !== mode)
        .map((one) =>
          item({ id: `show ${one}`, label: t(SHOW[one]), group: "do", run: () => show.mutate(one) }),
        ),
    );
    if (modes === "demo")
      deeds.push(item({ id: "paper", label: t("ways.toPaper"), group: "do", run: () => paper.mutate() }));
    deeds.push(
      item({ id: "hosts", label: t("hosts.open"), group: "do", run: () => void navigate({ to: "/hosts" }) }),
    );
    deeds.push(item({ id: "quit", label: t("palette.quit"), group: "do", run: () => quit.mutate(null) }));
    deeds.push(item({ id: "keys", label: t("keys.title"), group: "do", keys: "?", run: onHelp }));
    const traders = (follows.data ?? []).flatMap((one) => [
      item({
        id: `trader ${one.id}`,
        label: one.name,
        also: one.address,
        group: "trader",
        run: () => void navigate({ to: "/trader/$address", params: { address: one.address } }),
      }),
    ]);
    const working = (orders.data?.rows ?? []).map((one) =>
      item({
        id: `order ${one.id}`,
        label: one.market,
        also: `${one.trader} ${one.side} ${one.outcome}`,
        group: "order",
        run: () => void navigate({ to: "/orders", search: { order: one.id } }),
      }),
    );
    return [...places, ...deeds, ...traders, ...working];
  }, [
    t,
    navigate,
    state,
    atWork,
    follows.data,
    orders.data,
    onOpenChange,
    onStop,
    onStart,
    onHelp,
    pause.mutate,
    resume.mutate,
    quit.mutate,
    mode,
    modes,
    show.mutate,
    paper.mutate,
  ]);
}

function Commands(props: PaletteProps) {
  const { t } = useTranslation();
  const id = useId();
  const items = useItems(props);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => search(items, typed), [items, typed]);
  const here = Math.min(at, Math.max(0, found.length - 1));
  const move = (to: number) => {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: found.length - 1 }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      found[here]?.run();
    } else if (to !== undefined && !(typed && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      move(to);
    }
  };
  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-2 border-hairline border-b px-3 focus-within:shadow-[inset_0_-2px_var(--accent)]">
        <Search aria-hidden size={16} className="text-text-2" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to be typed into
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={found.length > 0 ? `${id}-${here}` : undefined}
          aria-label={t("palette.placeholder")}
          placeholder={t("palette.placeholder")}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="w-full min-w-0 bg-transparent text-lead outline-none placeholder:text-text-3"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div
        id={id}
        role="listbox"
        data-list
        aria-label={t("palette.title")}
        tabIndex={-1}
        className="min-h-0 overflow-y-auto p-1"
      >
        {found.map((item, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's above
          <div
            key={item.id}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === here}
            onClick={item.run}
            onPointerMove={() => setAt(i)}
            className={cn(
              "flex h-8 cursor-pointer items-center gap-2.5 rounded-chip px-2",
              i === here && "bg-[color-mix(in_srgb,var(--accent)_18%,var(--raised))]",
            )}
          >
            <ItemIcon item={item} />
            <span className="min-w-0 truncate">{item.label}</span>
            <span className="text-small text-text-2">{t(`palette.group.${item.group}`)}</span>
            <span className="flex-1" />
            {item.keys && <span className="text-small text-text-2">{item.keys}</span>}
            {i === here && <CornerDownLeft aria-hidden size={12} className="text-text-2" />}
          </div>
        ))}
        {found.length === 0 && <p className="px-3 py-4 text-text-2">{t("palette.nothing")}</p>}
      </div>
      <p role="status" className="sr-only">
        {t("palette.found", { count: found.length })}
      </p>
    </>
  );
}

const DEEDS: Record<string, typeof Zap> = {
  stop: CircleX,
  start: Play,
  pause: Pause,
  resume: Play,
  keys: Keyboard,
};

function ItemIcon({ item }: { item: PaletteItem }) {
  if (item.group === "trader") return <Avatar name={item.label} address={item.also ?? ""} size="s" />;
  if (item.group === "order") return <ArrowLeftRight aria-hidden size={16} className="text-text-2" />;
  const place = PLACES.find(({ to }) => to === item.id);
  const Icon = place?.icon ?? DEEDS[item.id] ?? Zap;
  return <Icon aria-hidden size={16} className={item.danger ? "text-loss" : "text-text-2"} />;
}
