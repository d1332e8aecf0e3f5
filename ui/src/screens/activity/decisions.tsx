/** The decisions: every change of a trader that was noticed, and what was done about it. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { WithColumns } from "@/components/columns/beside";
import type { Columns } from "@/components/columns/use-columns";
import { GrowingList } from "@/components/growing-list";
import { NotYet } from "@/components/not-yet";
import { Button } from "@/components/ui/button";
import { useRowHeight } from "@/components/ui/density";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useDecisions } from "@/live/decisions";
import { usePlatform } from "@/live/queries";
import type { DecisionFilter, DecisionRow, PlatformError } from "@/platform";
import { EVERY_DECISION } from "@/platform/unfiltered";
import { DecisionHead, DecisionLine, useDecisionColumns, useTracks } from "./decision-row";

interface DecisionsProps {
  columns: Columns<DecisionRow>;
  filter: DecisionFilter;
  filtered: boolean;
  onClear(): void;
}

export function Decisions({ columns, filter, filtered, onClear }: DecisionsProps) {
  const t = useText();
  const navigate = useNavigate();
  const [held, setHeld] = useState(false);
  const list = useDecisions(filter, held);
  const rowHeight = useRowHeight(32);
  const tracks = useTracks(columns.shown);
  if (list.isPending) return <Skeleton />;
  if (list.error && list.rows.length === 0 && !list.canLoadOlder)
    return <Failure error={list.error} onRetry={list.retry} />;
  if (list.rows.length === 0 && list.canLoadOlder) {
    return (
      <NotYet busy={list.isLoadingOlder} error={list.error} onOlder={list.loadOlder} onClear={onClear} />
    );
  }
  if (list.rows.length === 0) {
    return (
      <Empty
        title={t(filtered ? "decisions.emptyFilterTitle" : "activity.emptyTitle")}
        action={
          <Button look="primary" onClick={filtered ? onClear : () => void navigate({ to: "/leaderboard" })}>
            {t(filtered ? "activity.clear" : "activity.emptyAction")}
          </Button>
        }
      >
        {t(filtered ? "decisions.emptyFilterText" : "decisions.emptyText")}
      </Empty>
    );
  }
  return (
    <WithColumns of={columns}>
      <GrowingList
        label={t("decisions.name")}
        list={list}
        rowHeight={rowHeight}
        onHold={setHeld}
        head={<DecisionHead columns={columns.shown} tracks={tracks} />}
        row={(row, open, onToggle) => (
          <DecisionLine
            row={row}
            columns={columns.shown}
            tracks={tracks}
            open={open}
            height={rowHeight}
            onToggle={onToggle}
          />
        )}
      />
    </WithColumns>
  );
}

/** One decision by its number, open; the list is a step away. */
export function OneDecision({ seq, onAll }: { seq: number; onAll(): void }) {
  const t = useText();
  const { n } = useFormat();
  const platform = usePlatform();
  const rowHeight = useRowHeight(32);
  const columns = useDecisionColumns().filter(({ optional }) => !optional);
  const tracks = useTracks(columns);
  const [open, setOpen] = useState(true);
  const one = useQuery<DecisionRow | null, PlatformError>({
    queryKey: ["activity", "decision", seq],
    queryFn: async () => {
      const page = await platform.decisions({ ...EVERY_DECISION, before: seq + 1, limit: 1 });
      return page.rows.find((row) => row.seq === seq) ?? null;
    },
  });
  if (one.isPending) return <Skeleton />;
  if (one.isError) return <Failure error={one.error} onRetry={() => void one.refetch()} />;
  const all = (
    <Button size="sm" onClick={onAll}>
      {t("decisions.showAll")}
    </Button>
  );
  if (one.data === null)
    return (
      <Empty title={t("palette.noNumber", { number: n.count(seq) })} action={all}>
        {t("decisions.oneGone")}
      </Empty>
    );
  return (
    <div className="min-h-0 flex-1 overflow-y-auto border-hairline border-t">
      <div aria-hidden className="border-hairline border-b font-medium text-label text-text-3">
        <DecisionHead columns={columns} tracks={tracks} />
      </div>
      <DecisionLine
        row={one.data}
        columns={columns}
        tracks={tracks}
        open={open}
        height={rowHeight}
        onToggle={() => setOpen(!open)}
      />
      <div className="flex items-center gap-3 px-4 py-3 text-small text-text-3 wide:px-6">
        {t("palette.decision", { number: n.count(seq) })}
        {all}
      </div>
    </div>
  );
}
