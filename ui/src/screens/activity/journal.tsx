/** The journal: every event there is, newest first, each with its reason. The audit trail behind the decisions. */

import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { ActivitySearch } from "@/app/router";
import { GrowingList } from "@/components/growing-list";
import { NotYet } from "@/components/not-yet";
import { Button } from "@/components/ui/button";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useJournal } from "@/live/journal";
import type { ActivityKind } from "@/platform";
import { JournalRow, ROW_GRID } from "./journal-row";

export const JOURNAL_GROUPS = ["events", "signals", "orders", "fills", "system"] as const;
export type JournalGroup = (typeof JOURNAL_GROUPS)[number];

/** Where each kind is found; all of them are among the events. */
const GROUP_OF: Record<ActivityKind, Exclude<JournalGroup, "events">> = {
  signal: "signals",
  skip: "signals",
  noted: "signals",
  trader_moved: "signals",
  order: "orders",
  price: "orders",
  cancel: "orders",
  conversion: "orders",
  fill: "fills",
  settlement: "fills",
  resolution: "fills",
  resolution_corrected: "fills",
  redeemed: "fills",
  follow: "system",
  control: "system",
  halted: "system",
  lifted: "system",
  moved: "system",
  given: "system",
  trouble: "system",
};

const KINDS = Object.keys(GROUP_OF) as ActivityKind[];
/** Which kinds a choice shows; none named for all of them. */
const kindsOf = (group: JournalGroup): ActivityKind[] =>
  group === "events" ? [] : KINDS.filter((kind) => GROUP_OF[kind] === group);

/** The group that the address names; none for the decisions. */
export const groupOf = (search: ActivitySearch): JournalGroup | undefined =>
  JOURNAL_GROUPS.find((name) => name === search.show);

interface JournalProps {
  group: JournalGroup;
  text: string | null;
  onClear(): void;
}

export function JournalList({ group, text, onClear }: JournalProps) {
  const t = useText();
  const navigate = useNavigate();
  const [held, setHeld] = useState(false);
  const filter = useMemo(() => ({ kinds: kindsOf(group), text }), [group, text]);
  const journal = useJournal(filter, held);
  if (journal.isPending) return <Skeleton />;
  if (journal.error && journal.rows.length === 0 && !journal.canLoadOlder)
    return <Failure error={journal.error} onRetry={journal.retry} />;
  if (journal.rows.length === 0 && journal.canLoadOlder) {
    return (
      <NotYet
        busy={journal.isLoadingOlder}
        error={journal.error}
        onOlder={journal.loadOlder}
        onClear={onClear}
      />
    );
  }
  if (journal.rows.length === 0) {
    const filtered = group !== "events" || text !== null;
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
  return (
    <GrowingList
      label={t("activity.journal")}
      list={journal}
      rowHeight={45}
      onHold={setHeld}
      head={
        <div className={`${ROW_GRID} h-7 items-center`}>
          <span />
          <span>{t("activity.time")}</span>
          <span>{t("activity.what")}</span>
          <span>{t("activity.trader")}</span>
          <span>{t("activity.market")}</span>
          <span>{t("activity.happened")}</span>
        </div>
      }
      row={(entry, open, onToggle) => <JournalRow entry={entry} open={open} onToggle={onToggle} />}
    />
  );
}
