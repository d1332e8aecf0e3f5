/** Activity: every decision and every event, newest first, each with its reason; open, it shows what it was measured by. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Empty, Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useTyped } from "@/components/ui/use-typed";
import { useFormat } from "@/format/use-format";
import type { Journal } from "@/live/journal";
import { JOURNAL_AT_MOST, useJournal } from "@/live/journal";
import { ActivityRow, ROW_GRID } from "./activity-row";

const route = getRouteApi("/activity");

/** Which kinds each choice shows. */
const GROUPS = {
  all: [],
  decisions: ["signal", "skip", "noted"],
  orders: ["order", "price", "cancel", "conversion"],
  fills: ["fill", "settlement", "resolution"],
  system: ["follow", "control", "trouble"],
} satisfies Record<string, string[]>;

type Group = keyof typeof GROUPS;
const NAMES = Object.keys(GROUPS) as Group[];

export function ActivityScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate();
  const group: Group = NAMES.find((name) => name === search.show) ?? "all";
  const { text, setText } = useTyped(
    search.q ?? "",
    (q) => void navigate({ to: "/activity", search: { ...search, q: q || undefined }, replace: true }),
  );
  const clear = () => {
    void navigate({ to: "/activity", search: {}, replace: true });
  };
  return (
    <>
      <div className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
        <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("activity.title")}</h1>
        <Segmented
          label={t("activity.kinds")}
          value={group}
          options={NAMES.map((value) => ({ value, label: t(`activity.${value}`) }))}
          onChange={(value) =>
            void navigate({
              to: "/activity",
              search: { ...search, show: value === "all" ? undefined : value },
              replace: true,
            })
          }
        />
        <span className="flex-1" />
        <SearchField
          label={t("activity.filter")}
          placeholder={t("activity.filter")}
          value={text}
          onChange={setText}
          className="w-52 min-w-0"
        />
      </div>
      <Entries key={`${group}/${search.q ?? ""}`} group={group} text={search.q ?? null} onClear={clear} />
    </>
  );
}

function Entries({ group, text, onClear }: { group: Group; text: string | null; onClear(): void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [held, setHeld] = useState(false);
  const filter = useMemo(() => ({ kinds: GROUPS[group], text }), [group, text]);
  const journal = useJournal(filter, held);
  if (journal.isPending) return <Skeleton />;
  if (journal.error && journal.entries.length === 0)
    return <Failure error={journal.error} onRetry={journal.retry} />;
  if (journal.entries.length > 0) return <List journal={journal} onHold={setHeld} />;
  const filtered = group !== "all" || text !== null;
  return (
    <Empty
      title={t(filtered ? "activity.emptyFilterTitle" : "activity.emptyTitle")}
      action={
        <Button look="primary" onClick={filtered ? onClear : () => void navigate({ to: "/leaderboard" })}>
          {t(filtered ? "activity.clear" : "activity.emptyAction")}
        </Button>
      }
    >
      {t(filtered ? "activity.emptyFilterText" : "activity.emptyText")}
    </Empty>
  );
}

/** Scrolled further than this, the list is being read and stands still. */
const READING_PX = 24;

function List({ journal, onHold }: { journal: Journal; onHold(held: boolean): void }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<number | null>(null);
  const { entries } = journal;
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 45,
    overscan: 10,
    getItemKey: (i) => entries[i]?.seq ?? i,
    initialRect: { width: 1000, height: 800 },
  });
  const hold = (next: number | null) => {
    setOpen(next);
    onHold(next !== null || (scroller.current?.scrollTop ?? 0) > READING_PX);
  };
  const toTop = () => {
    setOpen(null);
    onHold(false);
    journal.release();
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col border-hairline border-t">
      <div
        aria-hidden
        className={`${ROW_GRID} h-7 shrink-0 items-center border-hairline border-b font-medium text-label text-text-3`}
      >
        <span />
        <span>{t("activity.time")}</span>
        <span>{t("activity.what")}</span>
        <span>{t("activity.trader")}</span>
        <span>{t("activity.market")}</span>
        <span>{t("activity.happened")}</span>
      </div>
      {journal.waiting > 0 && <Fresh count={journal.waiting} onClick={toTop} />}
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden"
        onScroll={(event) => onHold(open !== null || event.currentTarget.scrollTop > READING_PX)}
      >
        <ol aria-label={t("activity.title")} className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const entry = entries[item.index];
            if (!entry) return null;
            return (
              <li
                key={entry.seq}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-posinset={item.index + 1}
                aria-setsize={journal.canLoadOlder ? -1 : entries.length}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <ActivityRow
                  entry={entry}
                  open={open === entry.seq}
                  onToggle={() => hold(open === entry.seq ? null : entry.seq)}
                />
              </li>
            );
          })}
        </ol>
        <Foot journal={journal} />
      </div>
    </div>
  );
}

function Fresh({ count, onClick }: { count: number; onClick(): void }) {
  const { t } = useTranslation();
  return (
    <div className="pointer-events-none absolute inset-x-0 top-9 z-[1] grid justify-items-center">
      <Button
        size="sm"
        look="primary"
        icon={<ArrowUp aria-hidden size={12} />}
        className="pointer-events-auto rounded-pill shadow-float"
        onClick={onClick}
      >
        {t("activity.fresh", { count })}
      </Button>
    </div>
  );
}

function Foot({ journal }: { journal: Journal }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  return (
    <div className="grid justify-items-center gap-2 px-4 py-4 text-small text-text-3">
      <FailureLine error={journal.error} />
      {journal.canLoadOlder ? (
        <Button size="sm" busy={journal.isLoadingOlder} onClick={journal.loadOlder}>
          {t(journal.isLoadingOlder ? "activity.loading" : "activity.older")}
        </Button>
      ) : journal.full ? (
        t("activity.bound", { count: n.count(JOURNAL_AT_MOST) as unknown as number })
      ) : (
        t("activity.end")
      )}
    </div>
  );
}
