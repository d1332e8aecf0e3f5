/** The journal: every event there is, newest first, each with its reason. The audit trail behind the decisions. */
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActivitySearch } from "@/app/router";
import { GrowingList } from "@/components/growing-list";
import { NotYet } from "@/components/not-yet";
import { Button } from "@/components/ui/button";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useJournal } from "@/live/journal";
import { JournalRow, ROW_GRID } from "./journal-row";

/** Which kinds each choice shows. */
const GROUPS = {
  events: [],
  signals: ["signal", "skip", "noted"],
  orders: ["order", "price", "cancel", "conversion"],
  fills: ["fill", "settlement", "resolution"],
  system: ["follow", "control", "trouble"],
} satisfies Record<string, string[]>;

export type JournalGroup = keyof typeof GROUPS;
export const JOURNAL_GROUPS = Object.keys(GROUPS) as JournalGroup[];

/** The group that the address names; none for the decisions. */
export const groupOf = (search: ActivitySearch): JournalGroup | undefined =>
  JOURNAL_GROUPS.find((name) => name === search.show);

interface JournalProps {
  group: JournalGroup;
  text: string | null;
  onClear(): void;
}

export function JournalList({ group, text, onClear }: JournalProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [held, setHeld] = useState(false);
  const filter = useMemo(() => ({ kinds: GROUPS[group], text }), [group, text]);
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
