/** The ledger's rows under their days, drawn as far as they are seen. */

import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Columns } from "@/components/columns/use-columns";
import { cn } from "@/components/ui/cn";
import type { Column } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { FailureLine } from "@/components/ui/states";
import { useSubjectWidth } from "@/components/ui/subject-width";
import { TableHead } from "@/components/ui/table-head";
import { CELL, type RowActs, TableRow } from "@/components/ui/table-row";
import { compare } from "@/format/decimal";
import { lessInCents, sumInCents } from "@/format/parts";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { LEDGER_PAGE, useLedgerRows, type WantedPage } from "@/live/ledger";
import { useDifferences } from "@/live/queries-more";
import type { LedgerBook, LedgerDay, LedgerFilter, LedgerRow, PlatformError } from "@/platform";
import { useSubject } from "./columns";
import { noonOf } from "./filter";
import { type Line, Sections, shownAtFirst } from "./sections";

const OVERSCAN = 8;
/** The ledger has one order. */
const unsorted = () => undefined;
const FIRST_RECT = { width: 1000, height: 800 };

interface ListProps {
  book: LedgerBook;
  filter: LedgerFilter;
  /** The person chose a part of it. */
  filtered: boolean;
  columns: Columns<LedgerRow>;
}

/** Give it a `key` by the filter. */
export function LedgerList({ book, filter, filtered, columns: { shown: columns, size } }: ListProps) {
  const t = useText();
  const navigate = useNavigate();
  const rowHeight = useRowHeight(28);
  const rows = useLedgerRows(filter);
  const subject = useSubject();
  const scroller = useRef<HTMLDivElement>(null);
  const table = useSubjectWidth(columns);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  // Days that come are open above; those that were folded together at first stay so until they are asked for.
  const [together, setTogether] = useState(() => book.days.length - shownAtFirst(book.days));
  const sections = useMemo(
    () => new Sections(book.days, Math.max(0, book.days.length - together), folded),
    [book.days, together, folded],
  );
  const [held, setHeld] = useState(-1);
  const virtual = useVirtualizer({
    count: sections.count,
    getScrollElement: useCallback(() => scroller.current, []),
    estimateSize: useCallback(() => rowHeight, [rowHeight]),
    overscan: OVERSCAN,
    initialRect: FIRST_RECT,
  });
  const known = useRef(rowHeight);
  useEffect(() => {
    if (known.current === rowHeight) return;
    known.current = rowHeight;
    virtual.measure();
  }, [virtual, rowHeight]);

  const places = virtual.getVirtualItems().map((item) => item.index);
  const lines = places.map((place) => ({ place, line: sections.at(place) }));
  useEffect(() => rows.want(pagesOf(lines.map(({ line }) => line))));

  const turn = (day: string) =>
    setFolded((known) => {
      const next = new Set(known);
      if (!next.delete(day)) next.add(day);
      return next;
    });
  const latest = useRef(navigate);
  latest.current = navigate;
  const [acts] = useState<RowActs<LedgerRow>>(() => ({
    focus: (row) => setHeld(row.seq),
    open: (row) => {
      if (row.order !== null)
        void latest.current({ to: "/orders", search: { show: "filled", order: row.order } });
    },
    key: () => false,
  }));

  const body: ReactNode[] = [];
  let next = 0;
  const gap = (until: number) => {
    if (until > next) body.push(<Spacer key={`before ${until}`} height={(until - next) * rowHeight} />);
    next = until + 1;
  };
  const reach = lines.find(({ line }) => line?.kind === "row")?.place ?? -1;
  for (const { place, line } of lines) {
    if (!line) continue;
    gap(place);
    if (line.kind === "day") {
      body.push(
        <DayHead
          key={line.day.day}
          days={[line.day]}
          open={line.open}
          index={place}
          height={rowHeight}
          columns={columns}
          onTurn={() => turn(line.day.day)}
        />,
      );
    } else if (line.kind === "days") {
      body.push(
        <DayHead
          key="older"
          days={line.days}
          open={false}
          index={place}
          height={rowHeight}
          columns={columns}
          onTurn={() => setTogether(0)}
        />,
      );
    } else {
      const row = rows.at(line.day, line.index);
      body.push(
        row ? (
          <TableRow
            key={row.seq}
            row={row}
            id={String(row.seq)}
            name={t("ledger.rowLabel", { what: t(`ledger.whats.${row.what}`), market: subject(row) })}
            index={place}
            height={rowHeight}
            columns={columns}
            chosen={false}
            reachable={held === row.seq || (held < 0 && place === reach)}
            opens={row.order !== null}
            acts={acts}
          />
        ) : (
          <Coming key={`coming ${place}`} height={rowHeight} columns={columns.length} />
        ),
      );
    }
  }
  gap(sections.count);

  return (
    <div
      ref={scroller}
      data-table
      className="min-h-0 flex-1 overflow-auto border-hairline border-t [overflow-anchor:none]"
    >
      <table
        ref={table}
        aria-label={t("ledger.label")}
        aria-rowcount={sections.count + 1}
        className="w-full table-fixed border-collapse"
      >
        <TableHead columns={columns} sort={null} onSort={unsorted} onSize={size} />
        <tbody>{body}</tbody>
      </table>
      <Foot book={book} kind={filter.kind} filtered={filtered} error={rows.error} />
    </div>
  );
}

/** The pages that hold those lines. */
function pagesOf(lines: (Line | undefined)[]): WantedPage[] {
  const pages = new Map<string, WantedPage>();
  for (const line of lines) {
    if (line?.kind !== "row") continue;
    const page = Math.floor((line.day.entries - 1 - line.index) / LEDGER_PAGE);
    pages.set(`${line.day.day}/${page}`, { day: line.day, page });
  }
  return [...pages.values()];
}

interface DayHeadProps {
  /** One, or all that are folded together, newest first. */
  days: LedgerDay[];
  open: boolean;
  index: number;
  height: number;
  columns: Column<LedgerRow>[];
  onTurn(): void;
}

function DayHead({ days, open, index, height, columns, onTurn }: DayHeadProps) {
  const t = useText();
  const { n, time } = useFormat();
  const [newest, oldest] = [days[0], days.at(-1)];
  if (!newest || !oldest) return null;
  const nameOf = (day: LedgerDay) => time.day(noonOf(day.day));
  const name =
    days.length === 1
      ? `${time.weekday(noonOf(newest.day))} ${nameOf(newest)}`
      : t("ledger.days", { from: nameOf(oldest), to: nameOf(newest) });
  const entries = days.reduce((sum, day) => sum + day.entries, 0);
  const sums: Record<string, string | null> = {
    cash: n.signed(sumInCents(days.map((day) => day.cash))),
    balance: n.plain(newest.balance),
  };
  const lead = columns.findIndex((column) => column.id in sums);
  const rest = lead < 0 ? [] : columns.slice(lead);
  const Shape = open ? ChevronDown : ChevronRight;
  return (
    <tr aria-rowindex={index + 2} style={{ height }} className="border-hairline border-t bg-surface">
      <th
        scope="rowgroup"
        colSpan={lead < 0 ? columns.length : Math.max(1, lead)}
        className={cn(CELL, "text-left font-normal")}
      >
        <button
          type="button"
          data-row={newest.day}
          aria-expanded={open}
          aria-label={`${t(open ? "ledger.fold" : "ledger.open", { day: name })}, ${t("ledger.rows", { count: entries, rows: n.count(entries) })}`}
          className="-mx-1 inline-flex items-center gap-1.5 rounded-chip px-1"
          onClick={onTurn}
          onKeyDown={(event) => {
            if ((event.key === "ArrowRight" && !open) || (event.key === "ArrowLeft" && open)) {
              event.preventDefault();
              onTurn();
            }
          }}
        >
          <Shape aria-hidden size={14} className="text-text-2" />
          <span className="font-medium">{name}</span>
          <span className="numeric text-small text-text-2">
            {t("ledger.rows", { count: entries, rows: n.count(entries) })}
          </span>
        </button>
      </th>
      {(lead === 0 ? rest.slice(1) : rest).map((column) => (
        <td key={column.id} className={cn(CELL, "numeric font-medium", column.numeric && "text-right")}>
          {sums[column.id] ?? null}
        </td>
      ))}
    </tr>
  );
}

/** A row that is being read. */
function Coming({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-busy="true" style={{ height }} className="border-hairline border-t">
      <td colSpan={columns} className={CELL}>
        <span className="skeleton block h-3 w-2/3" />
      </td>
    </tr>
  );
}

/** One cell: a span over columns that are hidden would give them room again. */
function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  );
}

interface FootProps {
  book: LedgerBook;
  kind: LedgerFilter["kind"];
  filtered: boolean;
  error: PlatformError | null;
}

/** What all of it comes to, and whether Polymarket says the same. */
function Foot({ book, kind, filtered, error }: FootProps) {
  const t = useText();
  const { n, time } = useFormat();
  const differences = useDifferences().data;
  const cash = differences?.checked.find((one) => one.token === null)?.exchange ?? null;
  const read = differences?.cashRead ?? null;
  const moved = book.days[0]?.cashSoFar ?? "0";
  // As the total says that was chosen, or between those at both ends.
  const shown = book.kinds.find((sum) => sum.kind === kind)?.cash ?? lessInCents(book.end, book.start);
  const given = { count: book.found, rows: n.count(book.found), amount: n.usd(shown) };
  let text = t("ledger.addsUp", given);
  if (filtered) text = t("ledger.addsUpPart", given);
  else if (cash !== null && read !== null && compare(cash, moved) === 0)
    text = t("ledger.addsUpAgreed", { ...given, time: time.second(read) });
  return (
    <div className="grid gap-2 px-4 py-3 text-small text-text-3 wide:px-6">
      <FailureLine error={error} />
      <p>{text}</p>
    </div>
  );
}
