/** The ledger: every movement of cash and shares, summed up so that it reads from what there was to what there is, and as a file. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo, useRef } from "react";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import type { Columns, View } from "@/components/columns/use-columns";
import { useColumns } from "@/components/columns/use-columns";
import { DayField } from "@/components/day-field";
import { Button } from "@/components/ui/button";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";
import { Empty, Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useTyped } from "@/components/ui/use-typed";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useLedgerBook } from "@/live/ledger";
import { useAsk } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import { useScreenSums } from "@/live/sums";
import type { LedgerBook, LedgerFilter, LedgerRow } from "@/platform";
import { steady } from "@/screens/history/filter";
import { HistoryParts } from "@/screens/history/parts";
import { LEDGER_VIEWS, useLedgerColumns } from "./columns";
import type { LedgerSearch } from "./filter";
import { filterOf, isFiltered } from "./filter";
import { LedgerList } from "./list";
import { MarketPicker } from "./market-picker";
import { Tiles } from "./tiles";

const route = getRouteApi("/history/ledger");

export function LedgerScreen() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const now = useFrame((frame) => steady(frame.now, frame.clock?.speed ?? 1));
  const key = JSON.stringify(filterOf(search, now));
  const filter = useMemo(() => JSON.parse(key) as LedgerFilter, [key]);
  const book = useLedgerBook(filter);
  useScreenSums(book.data?.sums);
  // While another book is read the list stays the one that is there, with its own filter.
  const shown = useRef({ key: "", filter });
  if (book.data && !book.isPlaceholderData) shown.current = { key: JSON.stringify(search), filter };
  const go = (next: LedgerSearch) => void navigate({ to: "/history/ledger", search: next, replace: true });
  const columns = useColumns("ledger", useLedgerColumns());

  const views = useViews();
  let body: ReactNode;
  if (!book.data) {
    body = book.error ? <Failure error={book.error} onRetry={() => void book.refetch()} /> : <Skeleton />;
  } else if (book.data.found === 0) {
    body = <Nothing filtered={isFiltered(search)} onClear={() => go({})} />;
  } else {
    body = (
      // A span that ends now moves on by itself; only what the person chose begins another list.
      <LedgerList
        key={shown.current.key}
        book={book.data}
        filter={shown.current.filter}
        filtered={isFiltered(search)}
        columns={columns}
      />
    );
  }
  return (
    <>
      <Bar search={search} filter={filter} book={book.data} columns={columns} onChange={go} />
      {book.data && (
        <Tiles
          book={book.data}
          kind={filter.kind ?? null}
          onChange={(kind) => go({ ...search, kind: kind ?? undefined })}
        />
      )}
      {book.data && <FailureLine error={book.error} />}
      <WithColumns of={columns} views={views}>
        {body}
      </WithColumns>
    </>
  );
}

/** The layouts that come with the program. */
function useViews(): View[] {
  const t = useText();
  return [
    { id: "everyday", label: t("ledger.views.everyday"), columns: null },
    { id: "tax", label: t("ledger.views.tax"), columns: LEDGER_VIEWS.tax },
    { id: "audit", label: t("ledger.views.audit"), columns: LEDGER_VIEWS.audit },
  ];
}

interface BarProps {
  search: LedgerSearch;
  filter: LedgerFilter;
  book: LedgerBook | undefined;
  columns: Columns<LedgerRow>;
  onChange(next: LedgerSearch): void;
}

const SPANS = ["all", "day", "week", "month", "dates"] as const;

function Bar({ search, filter, book, columns, onChange }: BarProps) {
  const t = useText();
  const { n } = useFormat();
  const say = useLive((live) => live.say);
  const { text, setText } = useTyped(search.q ?? "", (q) => onChange({ ...search, q: q || undefined }));
  const save = useAsk<null>(async (platform) => {
    const file = await platform.exportLedger(filter);
    if (file)
      say((t, { n }) => t("ledger.saved", { count: file.rows, rows: n.count(file.rows), path: file.path }));
  });
  const found = book?.found ?? 0;
  const traders = [
    { value: "all", label: t("ledger.everyTrader") },
    ...(book?.traders ?? []).map(({ address, name }) => ({ value: address, label: name })),
  ];
  const span = SPANS.find((one) => one === search.span) ?? "all";
  const years = book?.years ?? (search.year === undefined ? [] : [search.year]);
  const periods = [
    ...SPANS.map((value) => ({ value: value as string, label: t(`ledger.span.${value}`) })),
    ...years.map((year) => ({ value: String(year), label: t("ledger.year", { year }) })),
  ];
  const choosePeriod = (value: string) => {
    const rest = { ...search, span: undefined, year: undefined, from: undefined, to: undefined };
    if (value === "all") onChange(rest);
    else if (/^\d+$/.test(value)) onChange({ ...rest, year: Number(value) });
    else onChange({ ...rest, span: value });
  };
  return (
    <div
      // In one line where its words fit, and the search gives way first; longer words and fields for days take a second one.
      className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 wide:px-6"
    >
      <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("history.title")}</h1>
      <HistoryParts here="ledger" />
      <span className="flex-1" />
      <SearchField
        label={t("ledger.findLabel")}
        placeholder={t("ledger.find")}
        value={text}
        onChange={setText}
        className="min-w-0 max-w-32 grow-9 basis-16"
      />
      <MarketPicker value={search.market} onChange={(market) => onChange({ ...search, market })} />
      <Select
        label={t("ledger.trader")}
        value={search.trader ?? "all"}
        options={traders}
        onChange={(trader) => onChange({ ...search, trader: trader === "all" ? undefined : trader })}
        className="max-w-44"
      />
      <Select
        label={t("ledger.when")}
        value={search.year === undefined ? span : String(search.year)}
        options={periods}
        onChange={choosePeriod}
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
      <ColumnsButton of={columns} />
      <Button
        look="primary"
        icon={<Download aria-hidden size={14} />}
        busy={save.isPending}
        disabled={found === 0}
        data-tip={t("ledger.csvTitle")}
        onClick={() => save.mutate(null)}
      >
        <span className="max-huge:sr-only">{t("ledger.csv", { count: found, rows: n.count(found) })}</span>
      </Button>
      <FailureLine error={save.error} />
    </div>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear(): void }) {
  const t = useText();
  if (!filtered) return <Empty title={t("ledger.emptyTitle")}>{t("ledger.emptyText")}</Empty>;
  return (
    <Empty
      title={t("ledger.emptyFilterTitle")}
      action={
        <Button look="primary" onClick={onClear}>
          {t("ledger.clear")}
        </Button>
      }
    >
      {t("ledger.emptyFilter")}
    </Empty>
  );
}
