/** Orders: a table of all columns, or, with one of them open, a list beside its detail. `j` and `k` move either. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ClockAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useHotkeys } from "@/app/hotkeys";
import { CountdownShape } from "@/components/stage";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { Foot } from "@/components/ui/foot";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useFollows, useOrders } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { OrderRow } from "@/platform";
import { CancelAllDialog, CancelDialog } from "./order-cancel";
import { OrderDrawer } from "./order-drawer";
import { OrderList } from "./order-list";
import { Away } from "./orders-away";
import { useEndedColumns, useWorkingColumns } from "./orders-columns";

const route = getRouteApi("/orders");

const matching = (rows: OrderRow[], filter: string): OrderRow[] => {
  const text = filter.trim().toLowerCase();
  if (!text) return rows;
  return rows.filter((row) => `${row.market} ${row.trader}`.toLowerCase().includes(text));
};

export function OrdersScreen() {
  const { t } = useTranslation();
  const { ended, order } = route.useSearch();
  const navigate = useNavigate();
  const list = useOrders(ended === true);
  const [filter, setFilter] = useState("");
  // What is typed is there at once; thousands of rows follow.
  const wanted = useDeferredValue(filter);
  const [cancelling, setCancelling] = useState<OrderRow | null>(null);
  const [cancellingAll, setCancellingAll] = useState(false);
  const inTab = useMemo(() => {
    const mine = (list.data ?? []).filter((row) => (row.status === "ended") === (ended === true));
    // What ended last is looked for first.
    return ended === true ? mine.sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0)) : mine;
  }, [list.data, ended]);
  const rows = useMemo(() => matching(inTab, wanted), [inTab, wanted]);
  // What is being taken back already is not cancelled again.
  const cancellable = useMemo(() => inTab.filter((row) => row.status === "working").length, [inTab]);
  const working = useWorkingColumns(setCancelling);
  const over = useEndedColumns();
  const rowHeight = useRowHeight(36);
  const select = (id: number | undefined) =>
    void navigate({ to: "/orders", search: { ended, order: id }, replace: true });
  const selected = order === undefined ? undefined : rows.find((row) => row.id === order);

  useHotkeys({
    Escape: () => {
      if (order !== undefined) select(undefined);
    },
    c: () => {
      if (selected && selected.status === "working") setCancelling(selected);
    },
  });
  const last = useRowFocus(order);

  const bar = (
    <Bar
      ended={ended === true}
      count={inTab.length}
      cancellable={cancellable}
      narrow={order !== undefined}
      filter={filter}
      onFilter={setFilter}
      onTab={(tab) => void navigate({ to: "/orders", search: { ended: tab === "ended" ? true : undefined } })}
      onCancelAll={() => setCancellingAll(true)}
    />
  );

  let body: ReactNode;
  if (list.isPending) body = <Skeleton />;
  else if (list.isError) body = <Failure error={list.error} onRetry={() => void list.refetch()} />;
  else if (rows.length === 0) {
    body = <NoOrders ended={ended === true} filtered={inTab.length > 0} onClear={() => setFilter("")} />;
  } else if (order !== undefined)
    body = <OrderList rows={rows} selected={order} onSelect={select} onCancel={setCancelling} />;
  else {
    body = (
      <DataTable
        key={ended ? "ended" : "working"}
        label={t("orders.title")}
        rows={rows}
        columns={ended ? over : working}
        rowHeight={rowHeight}
        initial={last === undefined ? null : String(last)}
        keyOf={(row) => String(row.id)}
        nameOf={(row) => row.market}
        onOpen={(row) => select(row.id)}
        onKey={(key, row) => {
          if (key === "c" && row.status === "working") setCancelling(row);
        }}
        className="border-hairline border-t"
        after={
          ended ? null : (
            <>
              <Legend />
              <Away />
            </>
          )
        }
      />
    );
  }

  return (
    <>
      {order === undefined ? (
        <>
          {bar}
          {body}
        </>
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(320px,1fr)_minmax(0,608px)] huge:grid-cols-[minmax(0,520px)_minmax(0,1fr)]">
          <section aria-label={t("orders.title")} className="flex min-h-0 min-w-0 flex-col">
            {bar}
            {body}
            {cancellable > 0 && <ListFoot count={cancellable} onCancelAll={() => setCancellingAll(true)} />}
          </section>
          <OrderDrawer
            key={order}
            id={order}
            rows={rows}
            onSelect={select}
            onClose={() => select(undefined)}
            onCancel={setCancelling}
          />
        </div>
      )}
      {cancelling && <CancelDialog order={cancelling} onClose={() => setCancelling(null)} />}
      <CancelAllDialog open={cancellingAll} onOpenChange={setCancellingAll} count={cancellable} />
    </>
  );
}

/** Keeps the focus on the same order when the table becomes a list and back. Returns the one that was open before. */
function useRowFocus(order: number | undefined): number | undefined {
  const before = useRef(order);
  useEffect(() => {
    const last = before.current;
    before.current = order;
    if (last === order || (last !== undefined && order !== undefined)) return;
    const row = document.querySelector<HTMLElement>(`[data-row="${order ?? last}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }, [order]);
  return before.current;
}

interface BarProps {
  ended: boolean;
  count: number;
  cancellable: number;
  narrow: boolean;
  filter: string;
  onFilter(text: string): void;
  onTab(tab: "working" | "ended"): void;
  onCancelAll(): void;
}

function Bar({ ended, count, cancellable, narrow, filter, onFilter, onTab, onCancelAll }: BarProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const reserved = useFrame((frame) => frame.reserved);
  const working = useFrame((frame) => frame.workingOrders);
  const search = (
    <SearchField
      label={t("orders.filter")}
      placeholder={t("orders.filter")}
      value={filter}
      onChange={onFilter}
      className={narrow ? "min-w-0 flex-1" : "w-52"}
    />
  );
  if (narrow) {
    return (
      <div className="flex h-13 shrink-0 items-center gap-3 px-4 wide:pl-6">
        <h1 className="font-semibold text-page tracking-[-.015em]">{t("orders.title")}</h1>
        <span className="numeric shrink-0 text-text-3">
          {t(ended ? "orders.subtitleEnded" : "orders.subtitle", { count })}
        </span>
        {search}
      </div>
    );
  }
  return (
    <div className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
      <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("orders.title")}</h1>
      <Segmented
        label={t("orders.tabs")}
        value={ended ? "ended" : "working"}
        options={[
          { value: "working", label: `${t("orders.working")} ${n.count(working)}` },
          { value: "ended", label: t("orders.ended") },
        ]}
        onChange={onTab}
      />
      <StaleBook />
      <span className="flex-1" />
      {search}
      {cancellable > 0 && (
        <Button look="danger" onClick={onCancelAll}>
          {signOf(reserved) > 0
            ? t("orders.cancelAllAmount", { count: cancellable, amount: n.usd(reserved) })
            : t("orders.cancelAll", { count: cancellable })}
        </Button>
      )}
    </div>
  );
}

/** While the venue does not answer, prices are old, and say how old. */
function StaleBook() {
  const { t } = useTranslation();
  const { time } = useFormat();
  const age = useFrame((frame) =>
    frame.state === "disconnected" && frame.disconnectedSince !== null
      ? time.rough(frame.now - frame.disconnectedSince)
      : null,
  );
  if (age === null) return null;
  return (
    <span className="numeric inline-flex h-5 items-center gap-1 rounded-chip bg-raised px-1.5 font-medium text-label text-warn">
      <ClockAlert aria-hidden size={12} />
      {t("orders.staleBook", { age })}
    </span>
  );
}

function ListFoot({ count, onCancelAll }: { count: number; onCancelAll(): void }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const reserved = useFrame((frame) => frame.reserved);
  return (
    <Foot className="flex shrink-0 items-center gap-2 border-hairline border-t px-4 py-3 wide:pl-6">
      <span
        className="numeric min-w-0 truncate text-small text-text-2"
        title={t("orders.setAside", { amount: n.usd(reserved) })}
      >
        {t("orders.setAside", { amount: n.usd(reserved) })}
      </span>
      <span className="flex-1" />
      <Button size="sm" look="danger" onClick={onCancelAll}>
        {t("orders.cancelAll", { count })}
      </Button>
    </Foot>
  );
}

function Legend() {
  const { t } = useTranslation();
  const signs = [
    [1, t("orders.legendNext")],
    [4, t("orders.legendNear")],
    [5, t("orders.legendMarket")],
  ] as const;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-small text-text-3 wide:px-6">
      <span className="max-wide:hidden">{t("orders.legendBook")}</span>
      <span className="flex-1" />
      {signs.map(([stage, text]) => (
        <span key={stage} className="inline-flex items-center gap-1.5">
          <CountdownShape stage={stage} elapsed={0.5} />
          {text}
        </span>
      ))}
    </div>
  );
}

function NoOrders({ ended, filtered, onClear }: { ended: boolean; filtered: boolean; onClear(): void }) {
  const { t } = useTranslation();
  const { time } = useFormat();
  const navigate = useNavigate();
  const follows = useFollows();
  const count = follows.data?.length ?? 0;
  const seen = useFrame((frame) =>
    frame.lastTradeSeen === null ? null : time.rough(frame.now - frame.lastTradeSeen),
  );
  if (filtered) {
    return (
      <Empty
        title={t("orders.emptyFilterTitle")}
        action={
          <Button look="primary" onClick={onClear}>
            {t("orders.clear")}
          </Button>
        }
      >
        {t("orders.emptyFilter")}
      </Empty>
    );
  }
  if (ended) {
    return (
      <Empty
        title={t("orders.emptyEndedTitle")}
        action={
          <Button look="primary" onClick={() => void navigate({ to: "/orders" })}>
            {t("orders.emptyEndedAction")}
          </Button>
        }
      >
        {t("orders.emptyEnded")}
      </Empty>
    );
  }
  const nobody = follows.isSuccess && count === 0;
  return (
    <Empty
      title={t("orders.emptyTitle")}
      action={
        <Button look="primary" onClick={() => void navigate({ to: nobody ? "/leaderboard" : "/activity" })}>
          {t(nobody ? "orders.emptyNobodyAction" : "orders.emptyAction")}
        </Button>
      }
    >
      {nobody ? (
        t("orders.emptyNobody")
      ) : (
        <>
          {t("orders.emptyFollowing", { count })}{" "}
          {seen === null ? t("orders.emptyNoTrade") : t("orders.emptyLast", { age: seen })}
        </>
      )}
    </Empty>
  );
}
