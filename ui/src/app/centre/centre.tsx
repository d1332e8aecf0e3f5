/**
 * The notification centre, over the right of the screen: what happened while nobody looked, gathered by its reason. It leaves
 * the top bar alone. What was new when it opened stays marked until it closes or is marked read.
 */

import { useNavigate } from "@tanstack/react-router";
import { Moon, SlidersHorizontal, X } from "lucide-react";
import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import { useHotkeys } from "@/app/hotkeys";
import { Button, IconButton } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useNotices, useReadNotices } from "@/live/notices";
import { useLive } from "@/live/store";
import type { NoticeGroup, NoticeRow, Notices } from "@/platform";
import { NoticeLine } from "./notice-row";

type Shown = "all" | NoticeGroup;
const GROUPS: Shown[] = ["all", "needs_you", "money", "system"];

export function Centre() {
  const open = useLive((live) => live.centre);
  return open ? <Panel /> : null;
}

function Panel() {
  const t = useText();
  const show = useLive((live) => live.showCentre);
  const notices = useNotices(true);
  const panel = useRef<HTMLElement>(null);
  const close = () => {
    show(false);
    document.querySelector<HTMLElement>("[data-bell]")?.focus();
  };
  useHotkeys({ Escape: close });
  useEffect(() => panel.current?.focus(), []);
  useOutside(panel, () => show(false));
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={t("centre.title")}
      onKeyDown={(event) => {
        // Before the screen's own Escape, which would close what lies under it.
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
      className="fixed top-11 right-0 bottom-6 z-20 flex w-[min(420px,100vw)] animate-[slide_180ms_ease-out] flex-col border-border border-l bg-surface shadow-float outline-none"
    >
      {notices.data ? (
        <Content notices={notices.data} onClose={close} />
      ) : (
        <>
          <Head onClose={close} />
          {notices.isError ? (
            <Failure error={notices.error} onRetry={() => void notices.refetch()} />
          ) : (
            <Skeleton rows={6} className="px-4 py-3" />
          )}
        </>
      )}
    </aside>
  );
}

/** A press elsewhere closes it, and does what it does there; the bell closes it by itself. */
function useOutside(panel: RefObject<HTMLElement | null>, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const onDown = ({ target }: PointerEvent) => {
      if (!(target instanceof Element) || panel.current?.contains(target)) return;
      if (target.closest("[data-bell],[role=alertdialog],[role=dialog],header")) return;
      latest.current();
    };
    document.addEventListener("pointerdown", onDown);
    return () => document.removeEventListener("pointerdown", onDown);
  }, [panel]);
}

function Head({ unread = 0, onRead, onClose }: { unread?: number; onRead?: () => void; onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const show = useLive((live) => live.showCentre);
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-hairline border-b pr-3 pl-4">
      <h2 className="truncate font-semibold text-section">{t("centre.title")}</h2>
      {unread > 0 && (
        <span className="numeric whitespace-nowrap text-text-2">{t("centre.new", { count: unread })}</span>
      )}
      <span className="flex-1" />
      {onRead && (
        <Button size="sm" look="ghost" disabled={unread === 0} onClick={onRead}>
          {t("centre.markRead")}
        </Button>
      )}
      <IconButton
        label={t("centre.settings")}
        onClick={() => {
          show(false);
          void navigate({ to: "/settings" });
        }}
      >
        <SlidersHorizontal aria-hidden size={14} />
      </IconButton>
      <IconButton label={t("action.close")} onClick={onClose}>
        <X aria-hidden size={14} />
      </IconButton>
    </header>
  );
}

function Content({ notices, onClose }: { notices: Notices; onClose(): void }) {
  const t = useText();
  const { time } = useFormat();
  const show = useLive((live) => live.showCentre);
  const [shown, setShown] = useState<Shown>("all");
  const read = useReadNotices();
  const { rows, unread } = notices;
  const of = (group: Shown) => rows.filter((row) => group === "all" || row.group === group);
  const mine = of(shown);
  const fresh = mine.filter((row) => row.new);
  const earlier = mine.filter((row) => !row.new);
  const from = Math.min(...fresh.map((row) => row.first));
  const until = Math.max(...fresh.map((row) => row.last));
  return (
    <>
      <Head unread={unread} onRead={() => read.mutate(notices.newest)} onClose={onClose} />
      <div className="shrink-0 px-4 pt-3 pb-1">
        <Segmented<Shown>
          size="sm"
          label={t("centre.which")}
          value={shown}
          options={GROUPS.map((group) => ({
            value: group,
            label: `${t(`centre.group.${group}`)} ${of(group).length}`,
          }))}
          onChange={setShown}
        />
      </div>
      <FailureLine error={read.error} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {mine.length === 0 && (
          <div className="grid h-full content-center justify-items-center gap-1 p-6 text-center">
            <h3 className="font-semibold">{t("centre.emptyTitle")}</h3>
            <p className="text-text-2">{t("centre.emptyText")}</p>
          </div>
        )}
        {fresh.length > 0 && (
          <List
            title={t("centre.away")}
            note={t("centre.awaySpan", { from: time.clock(from), to: time.clock(until) })}
            rows={fresh}
            onLeave={() => show(false)}
          />
        )}
        {earlier.length > 0 && (
          <List title={t("centre.earlier")} rows={earlier} onLeave={() => show(false)} />
        )}
        {mine.length > 0 && (
          <p className="px-4 py-3 text-center text-small text-text-3">
            {t("centre.end", { day: time.day(notices.since) })}
          </p>
        )}
      </div>
      <Quiet />
    </>
  );
}

interface ListProps {
  title: string;
  note?: string;
  rows: NoticeRow[];
  onLeave(): void;
}

function List({ title, note, rows, onLeave }: ListProps) {
  return (
    <section aria-label={title}>
      <p className="border-hairline border-b bg-surface px-4 pt-2 pb-1.5 text-small text-text-2">
        <b className="font-semibold">{title}</b> {note && <span className="numeric">{note}</span>}
      </p>
      <ul>
        {rows.map((row) => (
          <NoticeLine key={`${row.new} ${keyOf(row)}`} row={row} onLeave={onLeave} />
        ))}
      </ul>
    </section>
  );
}

/** The same reason on the same day is the same row, whatever it counts by now. */
function keyOf({ what, first }: NoticeRow): string {
  const { kind } = what;
  const why =
    "gate" in what
      ? `${what.gate} ${what.follow}`
      : "reason" in what
        ? what.reason
        : "halt" in what
          ? what.halt
          : "code" in what
            ? what.code
            : "news" in what
              ? `${what.news} ${what.follow}`
              : "";
  return `${kind} ${why} ${first - (first % 86_400_000)}`;
}

function Quiet() {
  const t = useText();
  const navigate = useNavigate();
  const show = useLive((live) => live.showCentre);
  const settings = useLive((live) => live.settings);
  if (!settings?.quietHours) return null;
  return (
    <footer className="flex shrink-0 items-center gap-2 border-hairline border-t px-4 py-2.5 text-small text-text-2">
      <Moon aria-hidden size={14} />
      <span className="numeric">
        {t("centre.quiet", { from: settings.quietFrom, until: settings.quietUntil })}
      </span>
      <span className="flex-1" />
      <button
        type="button"
        className="text-accent hover:underline"
        onClick={() => {
          show(false);
          void navigate({ to: "/settings" });
        }}
      >
        {t("centre.change")}
      </button>
    </footer>
  );
}
