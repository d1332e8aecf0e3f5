/** Positions: what is held, through which follow, at what cost, what it is worth, and a way to sell it. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import { useColumns } from "@/components/columns/use-columns";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { usePositions } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { useScreenSums } from "@/live/sums";
import type { Position, Positions } from "@/platform";
import { ClaimRows } from "@/screens/claims";
import { PARTS, type Part } from "./close/draft";
import { CloseManySheet } from "./close/many";
import { CloseSheet } from "./close/sheet";
import { isOrphan, usePositionColumns } from "./columns";
import { useHedges } from "./hedges";
import { useStackedColumns, useStackedSums } from "./stacked";
import { usePositionSums } from "./sums";

const route = getRouteApi("/positions");

const keyOf = (row: Position): string => `${row.follow}/${row.token}`;

export function PositionsScreen() {
  const t = useText();
  const held = usePositions();
  useScreenSums(held.data?.sums);
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState<"all" | "orphans">("all");
  const [closing, setClosing] = useState<Position | "many" | null>(null);
  const { asked, part, forget } = useAsked(held.data?.rows);
  if (asked !== null && closing === null) setClosing(asked);
  const close = (what: Position | "many" | null) => {
    forget();
    setClosing(what);
  };
  const all = held.data?.rows ?? [];
  const orphans = all.filter(isOrphan).length;
  const only = shown === "orphans" && orphans > 0;
  const rows = useMemo(() => {
    const text = filter.trim().toLowerCase();
    return (held.data?.rows ?? []).filter(
      (row) => (!only || isOrphan(row)) && `${row.market} ${row.trader}`.toLowerCase().includes(text),
    );
  }, [held.data, filter, only]);
  // What the list shows of one follow alone can be closed as that follow's.
  const [first] = rows;
  const ofOne = first && rows.length < all.length && rows.every((row) => row.follow === first.follow);

  let body: ReactNode;
  if (held.isPending) body = <Skeleton />;
  else if (held.isError) body = <Failure error={held.error} onRetry={() => void held.refetch()} />;
  else if (all.length === 0) body = <NothingHeld />;
  else if (rows.length === 0) body = <NoMatch onClear={() => setFilter("")} />;
  else {
    body = (
      <List
        held={held.data}
        rows={rows}
        closing={closing}
        part={part}
        onClose={close}
        toolbar={(columns) => (
          <div className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2 max-[760px]:flex-wrap wide:px-6">
            <Title count={all.length} />
            {orphans > 0 && <Which orphans={orphans} value={shown} onChange={setShown} />}
            <span className="flex-1" />
            <SearchField
              label={t("orders.filter")}
              placeholder={t("orders.filter")}
              value={filter}
              onChange={setFilter}
              className="w-44 min-w-0"
            />
            {columns}
            <Button look="danger" onClick={() => setClosing("many")}>
              {t("positions.closeSeveral")}
            </Button>
          </div>
        )}
        notice={orphans > 0 && <OrphansNotice count={orphans} />}
        ofOne={ofOne ? first.follow : null}
      />
    );
    return body;
  }
  return (
    <>
      <div className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
        <Title count={all.length} />
        <span className="flex-1" />
        {all.length > 0 && (
          <SearchField
            label={t("orders.filter")}
            placeholder={t("orders.filter")}
            value={filter}
            onChange={setFilter}
            className="w-44 min-w-0"
          />
        )}
      </div>
      <ClaimRows className="shrink-0" />
      {body}
    </>
  );
}

/** The position whose sale the address asks about, until it is answered. */
function useAsked(rows: Position[] | undefined) {
  const { close, part } = route.useSearch();
  const navigate = useNavigate();
  const [answered, setAnswered] = useState<string | undefined>();
  return {
    asked:
      close === undefined || close === answered ? null : (rows?.find((row) => keyOf(row) === close) ?? null),
    part: PARTS.find((one) => one === String(part)),
    forget: () => {
      setAnswered(close);
      if (close !== undefined) void navigate({ to: "/positions", search: {}, replace: true });
    },
  };
}

interface ListProps {
  part: Part | undefined;
  held: Positions;
  rows: Position[];
  closing: Position | "many" | null;
  onClose(what: Position | "many" | null): void;
  toolbar(columns: ReactNode): ReactNode;
  notice: ReactNode;
  /** The follow that all rows are of. */
  ofOne: number | null;
}

/** The list, and beside it, pushing it, the sheet of a sale; then each cell has two lines, so that nothing is lost. */
function List({ held, rows, closing, part, onClose, toolbar, notice, ofOne }: ListProps) {
  const t = useText();
  const navigate = useNavigate();
  const columns = useColumns("positions", usePositionColumns(onClose));
  const stacked = useStackedColumns();
  const isStacked = closing !== null;
  // Two lines of a question and one of whose and how much.
  const rowHeight = useRowHeight(58);
  const groupOf = useHedges(held);
  const wholeList = rows.length === held.rows.length;
  const sums = usePositionSums(held);
  const stackedSums = useStackedSums(held);
  const table = (
    <DataTable
      label={t("positions.title")}
      rows={rows}
      columns={isStacked ? stacked : columns.shown}
      {...(isStacked ? {} : { onSize: columns.size })}
      // The engine sums up everything that is held; of a part of it there is no sum.
      sums={wholeList ? (isStacked ? stackedSums : sums) : undefined}
      groupOf={wholeList ? groupOf : undefined}
      rowHeight={rowHeight}
      keyOf={keyOf}
      nameOf={(row) => row.market}
      selected={closing !== null && closing !== "many" ? keyOf(closing) : null}
      onOpen={(row) =>
        isStacked
          ? onClose(row)
          : void navigate({ to: "/history", search: { trader: row.traderAddress, q: row.market } })
      }
      onKey={(key, row) => {
        if (key !== "c") return false;
        onClose(row);
        return true;
      }}
      className="border-hairline border-t"
    />
  );
  return (
    <div
      className={
        isStacked
          ? "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_384px] grid-rows-[minmax(0,1fr)] max-[760px]:grid-cols-[0_minmax(0,1fr)]"
          : "flex min-h-0 flex-1 flex-col"
      }
    >
      <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden">
        {toolbar(isStacked ? null : <ColumnsButton of={columns} />)}
        {notice}
        <ClaimRows className="shrink-0" />
        {/* The table stays the same one, so that its row gets the focus back. */}
        <WithColumns of={isStacked ? { ...columns, open: false } : columns}>{table}</WithColumns>
      </div>
      {closing === "many" && <CloseManySheet rows={held.rows} first={ofOne} onClose={() => onClose(null)} />}
      {closing !== null && closing !== "many" && (
        <CloseSheet
          key={keyOf(closing)}
          part={part}
          row={held.rows.find((row) => keyOf(row) === keyOf(closing)) ?? closing}
          onClose={() => onClose(null)}
        />
      )}
    </div>
  );
}

function Title({ count }: { count: number }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <div className="mr-2 flex items-baseline gap-2">
      <h1 className="font-semibold text-page tracking-[-.015em]">{t("positions.title")}</h1>
      {count > 0 && <span className="numeric text-text-3">{n.count(count)}</span>}
    </div>
  );
}

interface WhichProps {
  orphans: number;
  value: "all" | "orphans";
  onChange(value: "all" | "orphans"): void;
}

function Which({ orphans, value, onChange }: WhichProps) {
  const t = useText();
  return (
    <Segmented<"all" | "orphans">
      label={t("positions.which")}
      value={value}
      options={[
        { value: "all", label: t("positions.all") },
        { value: "orphans", label: `${t("positions.orphans")} ${orphans}` },
      ]}
      onChange={onChange}
    />
  );
}

function OrphansNotice({ count }: { count: number }) {
  const t = useText();
  return (
    <p className="mx-4 mb-2 flex items-center gap-2 rounded-control bg-raised px-3 py-1.5 text-small text-text-2 wide:mx-6">
      <CircleAlert aria-hidden size={14} className="shrink-0 text-warn" />
      {t("positions.orphansAbout", { count })}
    </p>
  );
}

function NothingHeld() {
  const t = useText();
  const navigate = useNavigate();
  const follows = useFrame((frame) => frame.follows);
  return (
    <Empty
      title={t("positions.emptyTitle")}
      action={
        <Button
          look="primary"
          onClick={() => void navigate({ to: follows > 0 ? "/orders" : "/leaderboard" })}
        >
          {t(follows > 0 ? "positions.emptyOrders" : "positions.emptyAction")}
        </Button>
      }
    >
      {t("positions.emptyText")}
    </Empty>
  );
}

function NoMatch({ onClear }: { onClear(): void }) {
  const t = useText();
  return (
    <Empty
      title={t("positions.emptyFilterTitle")}
      action={
        <Button look="primary" onClick={onClear}>
          {t("orders.clear")}
        </Button>
      }
    >
      {t("positions.emptyFilter")}
    </Empty>
  );
}
