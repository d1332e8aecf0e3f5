/**
 * The palette, on Ctrl K: every screen, trader, market and order by its name, and whatever can be typed as a command. A line
 * that is understood shows in figures what it will do; orders and money always ask before they run.
 */

import { Dialog } from "@base-ui/react/dialog";
import {
  ArrowLeftRight,
  ChevronRight,
  CircleX,
  CornerDownLeft,
  Keyboard,
  Landmark,
  ListChecks,
  Pause,
  Play,
  Search,
  Zap,
} from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useId, useMemo, useState } from "react";
import { PLACES } from "@/app/places";
import { Avatar } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { useFormat } from "@/format/use-format";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { useFound } from "@/live/found";
import { useBaseItems } from "./base-items";
import { useCommandItems } from "./command-items";
import { useFoundItems } from "./found-items";
import type { PaletteItem, Section } from "./items";
import { search } from "./items";
import { EXAMPLES, near, parse } from "./parse";
import { useRemember } from "./recent";
import { useRecentItems } from "./recent-items";

interface PaletteProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  onStop(): void;
  onStart(): void;
  onHelp(): void;
  onNotices(): void;
  onCancelAll(ids: number[]): void;
}

export function Palette(props: PaletteProps) {
  const t = useText();
  // Opened again before the one before has left the page, it is a new line all the same.
  const [opening, setOpening] = useState({ open: props.open, number: 0 });
  if (opening.open !== props.open) {
    setOpening({ open: props.open, number: opening.number + (props.open ? 1 : 0) });
  }
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange} modal="trap-focus">
      <Dialog.Portal>
        {/* The top bar stays as it is: what stops everything is never dimmed, nor out of reach. */}
        <Dialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-30 bg-scrim" />
        <Dialog.Popup
          aria-label={t("palette.title")}
          className="fixed top-22 left-1/2 z-40 flex max-h-[min(592px,calc(100vh-112px))] w-[min(680px,calc(100vw-48px))] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-border bg-raised shadow-float"
        >
          <Commands key={opening.number} {...props} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What answers to the line, in the order in which it is shown. */
function useAnswers(props: PaletteProps, typed: string) {
  const t = useText();
  const { language } = useFormat();
  const remember = useRemember();
  const { onStop, onStart, onHelp, onNotices, onCancelAll } = props;
  const base = useBaseItems({ onStop, onStart, onHelp, onNotices, remember });
  const command = useMemo(() => parse(typed, language), [typed, language]);
  const wanted = command === null ? typed : command.do === "follow" ? command.who : "";
  const found = useFound(wanted);
  const run = useCommandItems(command, typed, found.data, { remember, onCancelAll });
  const recent = useRecentItems(base, remember);
  const others = useFoundItems(wanted.trim().length > 1 ? found.data : undefined, base, remember);
  const close = props.onOpenChange;
  const items = useMemo(() => {
    if (typed.trim() === "") return [...recent, ...base];
    const likes = near(typed, language).map(
      (line): PaletteItem => ({
        id: `near ${line}`,
        label: line,
        group: "do",
        section: "near",
        line,
        run: () => undefined,
      }),
    );
    const plainOnes = command === null ? [...search(base, typed), ...others] : [];
    return [...run, ...likes, ...plainOnes];
  }, [typed, recent, base, run, language, others, command]);
  const trouble = found.data?.trouble ?? found.error;
  return {
    // Whatever is run, the palette is out of the way first.
    items: items.map((item) => ({
      ...item,
      run: () => {
        if (item.idle || item.line !== undefined) return;
        close(false);
        item.run();
      },
    })),
    busy: wanted.trim().length > 1 && found.isFetching,
    trouble: trouble && command === null ? errorText(t, trouble).what : null,
    understood: run.some((item) => !item.idle),
  };
}

function Commands(props: PaletteProps) {
  const t = useText();
  const { language } = useFormat();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const { items, busy, trouble, understood } = useAnswers(props, typed);
  const here = Math.min(at, Math.max(0, items.length - 1));
  const put = (line: string) => {
    setTyped(line);
    setAt(0);
    document.getElementById(`${id}-line`)?.focus();
  };
  const move = (to: number) => {
    const next = (to + items.length) % Math.max(1, items.length);
    setAt(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const act = (item: PaletteItem | undefined) => {
    if (item?.line !== undefined) put(item.line);
    else item?.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
    const chosen = items[here];
    if (event.key === "Enter") {
      event.preventDefault();
      act(chosen);
    } else if (event.key === "Tab" && !event.shiftKey && chosen) {
      // What is chosen is completed in the line, to be changed or run.
      const line = chosen.line ?? (chosen.section === "run" ? undefined : chosen.label);
      if (line !== undefined && line !== typed) {
        event.preventDefault();
        put(line);
      }
    } else if (to !== undefined && !(typed && (event.key === "Home" || event.key === "End"))) {
      event.preventDefault();
      move(to);
    }
  };
  const none = items.length === 0;
  return (
    <>
      <div className="flex h-13 shrink-0 items-center gap-3 border-hairline border-b px-4 focus-within:shadow-[inset_0_-2px_var(--accent)]">
        {understood ? (
          <ChevronRight aria-hidden size={16} className="text-accent" />
        ) : (
          <Search aria-hidden size={16} className="text-text-2" />
        )}
        <input
          id={`${id}-line`}
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to be typed into
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={none ? undefined : `${id}-${here}`}
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
          className="w-full min-w-0 bg-transparent text-section outline-none placeholder:text-text-3"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
        <div id={id} role="listbox" data-list aria-label={t("palette.title")} tabIndex={-1}>
          {items.map((item, i) => {
            const section = sectionOf(item, typed);
            return (
              <div key={item.id} role="presentation">
                {(i === 0 || sectionOf(items[i - 1], typed) !== section) && (
                  <p role="presentation" className="px-2.5 pt-2 pb-1 text-small text-text-2">
                    {t(`palette.section.${section}`)}
                  </p>
                )}
                <Line
                  id={`${id}-${i}`}
                  item={item}
                  chosen={i === here}
                  onChoose={() => setAt(i)}
                  onRun={() => act(item)}
                />
                {item.section === "run" && (item.facts || item.about) && i === here && <Facts item={item} />}
              </div>
            );
          })}
        </div>
        {none && !busy && (
          <p className="px-3 py-4 text-text-2">{t("palette.nothing", { text: typed.trim() })}</p>
        )}
        {busy && (
          <p role="status" className="px-3 py-2 text-small text-text-3">
            {t("palette.looking")}
          </p>
        )}
        {trouble && (
          <p className="px-3 py-2 text-small text-text-2">{t("palette.partly", { why: trouble })}</p>
        )}
        {(typed === "" || none) && (
          <section aria-label={t("palette.canType")} className="px-2.5 pt-3 pb-2">
            <h2 className="pb-1.5 text-small text-text-2">{t("palette.canType")}</h2>
            <ul className="flex flex-wrap gap-2">
              {EXAMPLES[language].map((line) => (
                <li key={line}>
                  <button
                    type="button"
                    className="h-6 rounded-chip bg-bg px-2 font-mono text-small hover:text-accent"
                    onClick={() => put(line)}
                  >
                    {line}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <footer className="flex h-9 shrink-0 items-center gap-4 border-hairline border-t px-4 text-small text-text-2">
        <span className="flex items-center gap-1.5">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> {t("palette.choose")}
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd>Tab</Kbd> {t("palette.complete")}
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd>↵</Kbd> {t("palette.run")}
        </span>
        <span className="flex-1" />
        <span className="truncate max-wide:hidden">{t("palette.asks")}</span>
      </footer>
      <p role="status" className="sr-only">
        {none ? t("palette.nothing", { text: typed.trim() }) : t("palette.found", { count: items.length })}
      </p>
    </>
  );
}

/** The heading that an item stands under; nothing typed: what can be gone to. */
const sectionOf = (item: PaletteItem | undefined, typed: string): Section | "all" =>
  item?.section ?? (typed.trim() === "" ? "all" : "found");

interface LineProps {
  id: string;
  item: PaletteItem;
  chosen: boolean;
  onChoose(): void;
  onRun(): void;
}

function Line({ id, item, chosen, onChoose, onRun }: LineProps) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's above
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-disabled={item.idle || undefined}
      onClick={onRun}
      onPointerMove={onChoose}
      className={cn(
        "flex h-8.5 items-center gap-2.5 rounded-chip px-2.5",
        item.idle ? "text-text-2" : "cursor-pointer",
        chosen && "bg-[color-mix(in_srgb,var(--accent)_18%,var(--raised))]",
      )}
    >
      <Sign item={item} />
      <span className={cn("min-w-0 truncate", item.section === "run" && !item.idle && "font-medium")}>
        {item.label}
      </span>
      <span className="min-w-0 shrink-[2] truncate text-small text-text-2">
        {item.note ?? (item.section === "run" || item.line ? "" : t(`palette.group.${item.group}`))}
      </span>
      <span className="flex-1" />
      {item.keys && <span className="shrink-0 text-small text-text-2">{item.keys}</span>}
      {chosen && !item.idle && <CornerDownLeft aria-hidden size={12} className="shrink-0 text-text-2" />}
    </div>
  );
}

/** What it will do, in figures. */
function Facts({ item }: { item: PaletteItem }) {
  return (
    <div className="mx-2.5 my-1 grid gap-1 rounded-control bg-bg px-3 py-2.5">
      {item.facts && (
        <dl className="flex flex-wrap gap-x-8 gap-y-1">
          {item.facts.map(({ label, value }) => (
            <div key={label}>
              <dt className="text-small text-text-3">{label}</dt>
              <dd className="font-medium">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {item.about && <p className="text-small text-text-2">{item.about}</p>}
    </div>
  );
}

const DEEDS: Record<string, typeof Zap> = {
  stop: CircleX,
  start: Play,
  pause: Pause,
  resume: Play,
  keys: Keyboard,
};
const GROUPS: Partial<Record<PaletteItem["group"], typeof Zap>> = {
  order: ArrowLeftRight,
  market: Landmark,
  decision: ListChecks,
};

function Sign({ item }: { item: PaletteItem }): ReactNode {
  if (item.icon) return item.icon;
  if (item.group === "trader" && !item.idle)
    return <Avatar name={item.label} address={item.also ?? ""} size="s" />;
  const place = PLACES.find(({ to }) => to === item.id);
  const Icon = place?.icon ?? DEEDS[item.id] ?? GROUPS[item.group] ?? Zap;
  return <Icon aria-hidden size={16} className={cn("shrink-0", item.danger ? "text-loss" : "text-text-2")} />;
}
