/** The decisions: every change of a trader that was noticed, and what was done about it. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { GrowingList } from "@/components/growing-list";
import { NotYet } from "@/components/not-yet";
import { Button } from "@/components/ui/button";
import { useRowHeight } from "@/components/ui/density";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useDecisions } from "@/live/decisions";
import type { DecisionFilter } from "@/platform";
import { DECISION_GRID, DecisionLine } from "./decision-row";

interface DecisionsProps {
  filter: DecisionFilter;
  filtered: boolean;
  onClear(): void;
}

export function Decisions({ filter, filtered, onClear }: DecisionsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [held, setHeld] = useState(false);
  const list = useDecisions(filter, held);
  const rowHeight = useRowHeight(32);
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
    <GrowingList
      label={t("decisions.name")}
      list={list}
      rowHeight={rowHeight}
      onHold={setHeld}
      head={
        <div className={`${DECISION_GRID} h-7 items-center`}>
          <span />
          <span>{t("activity.time")}</span>
          <span>{t("decisions.decision")}</span>
          <span>{t("activity.trader")}</span>
          <span className="text-right">{t("decisions.did")}</span>
          <span>{t("activity.market")}</span>
          <span>{t("decisions.we")}</span>
          <span className="text-right">{t("decisions.after")}</span>
        </div>
      }
      row={(row, open, onToggle) => (
        <DecisionLine row={row} open={open} height={rowHeight} onToggle={onToggle} />
      )}
    />
  );
}
