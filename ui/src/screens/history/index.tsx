/** History: every fill with what it cost against the trader's price, filtered, summed up, and as a file. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { Made } from "@/components/amounts";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import type { Columns } from "@/components/columns/use-columns";
import { useColumns } from "@/components/columns/use-columns";
import { DayField } from "@/components/day-field";
import { NotYet } from "@/components/not-yet";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Empty, Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useTyped } from "@/components/ui/use-typed";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useHistory } from "@/live/history";
import { useAsk } from "@/live/queries";
import { useHistoryTotals } from "@/live/queries-more";
import { useFrame, useLive } from "@/live/store";
import type { HistoryFilter, HistoryRow, HistoryTotals } from "@/platform";
import { useHistoryColumns } from "./columns";
import type { HistorySearch } from "./filter";
import { filterOf, isFiltered, steady } from "./filter";
import { HistoryParts } from "./parts";

const route = getRouteApi("/history");

export function HistoryScreen() {
  const search = route.useSearch();
  const now = useFrame((frame) => steady(frame.now, frame.clock?.speed ?? 1));
  const navigate = useNavigate();
  const key = JSON.stringify(filterOf(search, now));
  const filter = useMemo(() => JSON.parse(key) as HistoryFilter, [key]);
  const totals = useHistoryTotals(filter);
  const columns = useColumns("fills", useHistoryColumns());
  const go = (next: HistorySearch) => void navigate({ to: "/history", search: next, replace: true });
  return (
    <>
      <Bar search={search} filter={filter} totals={totals.data} columns={columns} onChange={go} />
      {totals.data && <Totals totals={totals.data} />}
      <FailureLine error={totals.error} />
      {/* A span that ends now moves on by itself; only what the person chose begins another list. */}
      <Rows
        key={JSON.stringify(search)}
        columns={columns}
        filter={filter}
        filtered={isFiltered(search)}
        total={totals.data ? totals.data.fills + totals.data.failed : undefined}
        onClear={() => go({})}
      />
    </>
  );
}

interface BarProps {
  search: HistorySearch;
  filter: HistoryFilter;
  totals: HistoryTotals | undefined;
  columns: Columns<HistoryRow>;
  onChange(next: HistorySearch): void;
}

const SPANS = ["all", "day", "week", "month", "dates"] as const;
const SIDES = ["all", "BUY", "SELL"] as const;

function Bar({ search, filter, totals, columns, onChange }: BarProps) {
  const t = useText();
  const say = useLive((live) => live.say);
  const { text, setText } = useTyped(search.q ?? "", (q) => onChange({ ...search, q: q || undefined }));
  const save = useAsk<null>(async (platform) => {
    const file = await platform.exportHistory(filter);
    if (file)
      say((t, { n }) => t("history.saved", { count: file.rows, rows: n.count(file.rows), path: file.path }));
  });
  const span = SPANS.find((one) => one === search.span) ?? "all";
  const traders = [
    { value: "all", label: t("history.everyTrader") },
    ...(totals?.traders ?? []).map(({ address, name }) => ({ value: address, label: name })),
  ];
  // In one line where its words fit, and the search gives way first; longer words and fields for days take a second one.
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
      <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("history.title")}</h1>
      <HistoryParts here="fills" />
      <Select
        label={t("history.trader")}
        value={search.trader ?? "all"}
        options={traders}
        onChange={(trader) => onChange({ ...search, trader: trader === "all" ? undefined : trader })}
        className="max-w-44 min-w-34"
      />
      <Select
        label={t("history.when")}
        value={span}
        options={SPANS.map((value) => ({ value, label: t(`history.span.${value}`) }))}
        onChange={(value) =>
          onChange({ ...search, span: value === "all" ? undefined : value, from: undefined, to: undefined })
        }
      />
      {span === "dates" && (
        <>
          <DayField
            label={t("history.from")}
            value={search.from}
            onChange={(from) => onChange({ ...search, from })}
          />
          <DayField
            label={t("history.to")}
            value={search.to}
            onChange={(to) => onChange({ ...search, to })}
          />
        </>
      )}
      <Segmented
        size="md"
        label={t("history.side")}
        value={SIDES.find((one) => one === search.side) ?? "all"}
        options={SIDES.map((value) => ({ value, label: t(`history.sides.${value}`) }))}
        onChange={(side) => onChange({ ...search, side: side === "all" ? undefined : side })}
      />
      <span className="flex-1" />
      <SearchField
        label={t("history.filter")}
        placeholder={t("history.filter")}
        value={text}
        onChange={setText}
        className="min-w-0 max-w-30 grow-9 basis-20"
      />
      <ColumnsButton of={columns} />
      <Button
        icon={<Download aria-hidden size={14} />}
        busy={save.isPending}
        disabled={!totals || totals.fills + totals.failed === 0}
        data-tip={t("history.csvTitle")}
        onClick={() => save.mutate(null)}
      >
        <span className="max-huge:sr-only">CSV</span>
      </Button>
      <FailureLine error={save.error} />
    </div>
  );
}

function Figure({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
  return (
    <div className="min-w-0" data-tip={title}>
      <dt className="truncate text-label text-text-3">{label}</dt>
      <dd className="truncate font-medium">{children}</dd>
    </div>
  );
}

function Totals({ totals }: { totals: HistoryTotals }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <dl className="mx-4 mb-3 grid shrink-0 grid-cols-6 gap-4 rounded-card border border-hairline bg-surface px-4 py-2 wide:mx-6">
      <Figure label={t("history.fills")}>
        {n.count(totals.fills)}
        {totals.more && (
          <span className="ml-1.5 font-normal text-small text-text-3" data-tip={t("history.newestTitle")}>
            {t("history.newest")}
          </span>
        )}
        {totals.failed > 0 && (
          <span className="ml-1.5 text-small text-loss">{t("history.failed", { count: totals.failed })}</span>
        )}
      </Figure>
      <Figure label={t("history.bought")}>{n.usd(totals.bought)}</Figure>
      <Figure label={t("history.sold")}>{n.usd(totals.sold)}</Figure>
      <Figure label={t("history.realisedSum")} title={t("history.realisedSumTitle")}>
        <Made value={totals.realised} unit />
      </Figure>
      <Figure label={t("history.fees")}>{n.usd(totals.fees)}</Figure>
      <Figure
        label={t("history.slippageMean")}
        title={t("history.slippageMeanTitle", { amount: n.usdSigned(totals.slippageUsd) })}
      >
        {totals.slippage === null ? "—" : n.centsSigned(totals.slippage)}
        {totals.slippageBps !== null && (
          <span className="ml-1.5 font-normal text-small text-text-3">
            {t("history.bps", { bps: n.plain(totals.slippageBps, 0) })}
          </span>
        )}
      </Figure>
    </dl>
  );
}

interface RowsProps {
  columns: Columns<HistoryRow>;
  filter: HistoryFilter;
  filtered: boolean;
  total: number | undefined;
  onClear(): void;
}

function Rows({ columns, filter, filtered, total, onClear }: RowsProps) {
  const t = useText();
  const navigate = useNavigate();
  const list = useHistory(filter);
  const follows = useFrame((frame) => frame.follows);
  const rowHeight = useRowHeight(32);
  if (list.isPending && list.rows.length === 0) return <Skeleton />;
  if (list.error && list.rows.length === 0 && !list.more)
    return <Failure error={list.error} onRetry={list.retry} />;
  if (list.rows.length === 0 && list.more) {
    return <NotYet busy={list.isLoadingMore} error={list.error} onOlder={list.loadMore} onClear={onClear} />;
  }
  if (list.rows.length === 0) {
    return (
      <Empty
        title={t(filtered ? "history.emptyFilterTitle" : "history.emptyTitle")}
        action={
          <Button
            look="primary"
            // Without anybody to copy, the orders would be one more empty list.
            onClick={
              filtered ? onClear : () => void navigate({ to: follows > 0 ? "/orders" : "/leaderboard" })
            }
          >
            {t(filtered ? "history.clear" : follows > 0 ? "positions.emptyOrders" : "positions.emptyAction")}
          </Button>
        }
      >
        {t(filtered ? "history.emptyFilter" : "history.emptyText")}
      </Empty>
    );
  }
  return (
    <WithColumns of={columns}>
      <DataTable
        label={t("history.title")}
        rows={list.rows}
        columns={columns.shown}
        onSize={columns.size}
        rowHeight={rowHeight}
        total={total}
        keyOf={(row) => String(row.id)}
        nameOf={(row) => row.market}
        onOpen={(row) => void navigate({ to: "/orders", search: { show: "filled", order: row.order } })}
        onNearEnd={list.loadMore}
        className="border-hairline border-t"
        after={
          <div className="px-4 py-3 text-center text-small text-text-3">
            {list.error ? (
              <FailureLine error={list.error} />
            ) : list.more ? (
              t("history.loading")
            ) : (
              t("activity.end")
            )}
          </div>
        }
      />
    </WithColumns>
  );
}
