/** Activity: the decisions, and behind them the journal of every event. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download, ListChecks, ScrollText } from "lucide-react";
import { useMemo } from "react";
import type { ActivitySearch } from "@/app/router";
import { ColumnsButton } from "@/components/columns/beside";
import type { Columns } from "@/components/columns/use-columns";
import { useColumns } from "@/components/columns/use-columns";
import { Button, IconButton } from "@/components/ui/button";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { FailureLine } from "@/components/ui/states";
import { useTyped } from "@/components/ui/use-typed";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useDecisionCounts } from "@/live/decisions";
import { useAsk } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { DecisionCounts, DecisionFilter, DecisionRow, DecisionVerdict } from "@/platform";
import { filterOf, steady } from "@/screens/history/filter";
import { useDecisionColumns } from "./decision-row";
import { Decisions, OneDecision } from "./decisions";
import { groupOf, JOURNAL_GROUPS, type JournalGroup, JournalList } from "./journal";

const route = getRouteApi("/activity");

export function ActivityScreen() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const go = (next: ActivitySearch) => void navigate({ to: "/activity", search: next, replace: true });
  const group = groupOf(search);
  return group ? (
    <JournalScreen search={search} group={group} onChange={go} />
  ) : (
    <DecisionsScreen search={search} onChange={go} />
  );
}

interface ScreenProps {
  search: ActivitySearch;
  onChange(next: ActivitySearch): void;
}

const VERDICTS = ["all", "copied", "adjusted", "skipped", "refused", "yours"] as const;
/** The verdict of that name; none for all of them. */
const verdictOf = (show: string | undefined): DecisionVerdict | null => {
  const found = VERDICTS.find((one) => one === show);
  return found === undefined || found === "all" ? null : found;
};
const SPANS = ["all", "day", "week", "month"] as const;

function DecisionsScreen({ search, onChange }: ScreenProps) {
  const now = useFrame((frame) => steady(frame.now, frame.clock?.speed ?? 1));
  const { from } = filterOf({ span: search.span }, now);
  const { show, trader = null, q = null } = search;
  const filter = useMemo(
    (): DecisionFilter => ({
      verdict: verdictOf(show),
      trader,
      from,
      until: null,
      text: q,
    }),
    [show, trader, from, q],
  );
  const columns = useColumns("decisions", useDecisionColumns());
  const counts = useDecisionCounts(useMemo(() => ({ ...filter, verdict: null }), [filter]));
  return (
    <>
      <DecisionsBar
        search={search}
        filter={filter}
        counts={counts.data}
        columns={columns}
        onChange={onChange}
      />
      <FailureLine error={counts.error} />
      {search.decision === undefined ? (
        <Decisions
          columns={columns}
          // A span that ends now moves on by itself; only what the person chose begins another list.
          key={JSON.stringify(search)}
          filter={filter}
          filtered={Object.values(search).some((value) => value !== undefined)}
          onClear={() => onChange({})}
        />
      ) : (
        <OneDecision key={search.decision} seq={search.decision} onAll={() => onChange({})} />
      )}
    </>
  );
}

interface DecisionsBarProps extends ScreenProps {
  filter: DecisionFilter;
  counts: DecisionCounts | undefined;
  columns: Columns<DecisionRow>;
}

function DecisionsBar({ search, filter, counts, columns, onChange }: DecisionsBarProps) {
  const t = useText();
  const { n } = useFormat();
  const say = useLive((live) => live.say);
  const { text, setText } = useTyped(search.q ?? "", (q) => onChange({ ...search, q: q || undefined }));
  const save = useAsk<null>(async (platform) => {
    const file = await platform.exportDecisions(filter);
    say((t, { n }) => t("decisions.saved", { count: file.rows, rows: n.count(file.rows), path: file.path }));
  });
  const traders = [
    { value: "all", label: t("decisions.everyTrader") },
    ...(counts?.traders ?? []).map(({ address, name }) => ({ value: address, label: name })),
  ];
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
      <h1 className="mr-1 font-semibold text-page tracking-[-.015em]">{t("activity.title")}</h1>
      <Segmented
        size="md"
        label={t("decisions.which")}
        value={VERDICTS.find((one) => one === search.show) ?? "all"}
        // Who never closed anything has no use for a list of own closes.
        options={VERDICTS.filter(
          (value) => value !== "yours" || value === search.show || (counts?.yours ?? 0) > 0,
        ).map((value) => ({
          value,
          title: word(t, "verdictAbout", value),
          label: (
            <>
              {word(t, "verdicts", value)}{" "}
              {counts && (
                <span className="numeric ml-0.5 font-normal">
                  {n.count(counts[value])}
                  {counts.more && "+"}
                </span>
              )}
            </>
          ),
        }))}
        onChange={(value) => onChange({ ...search, show: value === "all" ? undefined : value })}
      />
      <div className="ml-auto flex items-center gap-2">
        <SearchField
          label={t("activity.filter")}
          placeholder={t("activity.find")}
          value={text}
          onChange={setText}
          className={text ? "w-32 min-w-0" : "@container w-10 min-w-0 focus-within:w-32 huge:w-32"}
        />
        <Select
          label={t("decisions.trader")}
          value={search.trader ?? "all"}
          options={traders}
          onChange={(trader) => onChange({ ...search, trader: trader === "all" ? undefined : trader })}
          className="max-w-44"
        />
        <Select
          label={t("decisions.when")}
          value={SPANS.find((one) => one === search.span) ?? "all"}
          options={SPANS.map((value) => ({ value, label: t(`history.span.${value}`) }))}
          onChange={(span) => onChange({ ...search, span: span === "all" ? undefined : span })}
        />
        {search.decision === undefined && <ColumnsButton of={columns} />}
        <IconButton
          label={t("decisions.csv")}
          data-tip={t("decisions.csvTitle")}
          aria-busy={save.isPending || undefined}
          disabled={save.isPending || !counts || counts.all === 0}
          onClick={() => save.mutate(null)}
        >
          <Download aria-hidden size={16} />
        </IconButton>
        <IconButton
          label={t("decisions.events")}
          data-tip={t("decisions.eventsTitle")}
          onClick={() => onChange({ show: "events", q: search.q })}
        >
          <ScrollText aria-hidden size={16} />
        </IconButton>
      </div>
      <FailureLine error={save.error} />
    </div>
  );
}

function JournalScreen({ search, group, onChange }: ScreenProps & { group: JournalGroup }) {
  const t = useText();
  const { text, setText } = useTyped(search.q ?? "", (q) => onChange({ ...search, q: q || undefined }));
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
        <h1 className="mr-1 font-semibold text-page tracking-[-.015em]">{t("activity.title")}</h1>
        <Segmented
          label={t("activity.kinds")}
          value={group}
          options={JOURNAL_GROUPS.map((value) => ({ value, label: t(`activity.${value}`) }))}
          onChange={(value) => onChange({ show: value, q: search.q })}
        />
        <span className="flex-1" />
        <SearchField
          label={t("activity.filter")}
          placeholder={t("activity.filter")}
          value={text}
          onChange={setText}
          className="w-52 min-w-0"
        />
        <Button icon={<ListChecks aria-hidden size={14} />} onClick={() => onChange({ q: search.q })}>
          {t("decisions.back")}
        </Button>
      </div>
      <JournalList
        key={`${group}/${search.q ?? ""}`}
        group={group}
        text={search.q ?? null}
        onClear={() => onChange({ show: "events" })}
      />
    </>
  );
}
