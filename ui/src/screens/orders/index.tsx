/** Orders: a table of all columns, or, with one of them open, a list beside its detail. `j` and `k` move either. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useHotkeys } from "@/app/hotkeys";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import { useColumns } from "@/components/columns/use-columns";
import { CountdownShape } from "@/components/stage";
import { DataTable } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { Failure, Skeleton } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { useText } from "@/i18n/use-text";
import { useFollows, useOrders } from "@/live/queries";
import { useScreenSums } from "@/live/sums";
import type { OrderRow, TableName } from "@/platform";
import { Bar, ListFoot } from "./bar";
import { CancelDialog, CancelManyDialog } from "./cancel";
import { useOverColumns, useWorkingColumns } from "./columns";
import { Disconnected } from "./disconnected";
import { OrderDrawer } from "./drawer";
import { NoOrders } from "./empty";
import type { OrdersSearch, OrdersTab } from "./filter";
import { matching, tabOf, tradersIn } from "./filter";
import { OrderList } from "./list";
import { SelectionContext, useSelection } from "./selection";

const route = getRouteApi("/orders");

const NO_ROWS: OrderRow[] = [];

const TABLES = {
  working: "orders_working",
  filled: "orders_filled",
  unfilled: "orders_unfilled",
} as const satisfies Record<OrdersTab, TableName>;

export function OrdersScreen() {
  const t = useText();
  const search = route.useSearch();
  const { show, trader, stage, order } = search;
  const navigate = useNavigate();
  const list = useOrders(show !== undefined);
  const all = list.data?.rows ?? NO_ROWS;
  useScreenSums(list.data?.sums);
  const tab = useTab(all, show ?? "working", order);
  const [text, setText] = useState("");
  // What is typed is there at once; thousands of rows follow.
  const typed = useDeferredValue(text);
  const [cancelling, setCancelling] = useState<OrderRow | null>(null);
  const [cancellingMany, setCancellingMany] = useState<number[] | null>(null);
  const inTab = useMemo(() => {
    const mine = all.filter((row) => tabOf(row) === tab);
    // What ended last is looked for first.
    return tab === "working" ? mine : mine.sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  }, [all, tab]);
  const rows = useMemo(() => matching(inTab, { text: typed, trader, stage }), [inTab, typed, trader, stage]);
  // What is being taken back already is not cancelled again.
  const cancellable = useMemo(
    () => inTab.filter((row) => row.status === "working").map((row) => row.id),
    [inTab],
  );
  const follows = useFollows().data;
  const traders = useMemo(() => {
    const here = tradersIn(inTab);
    if (trader === undefined || here.some(({ address }) => address === trader)) return here;
    // The one that is asked for stays to be seen, also where nothing of theirs is left.
    const name = follows?.find(({ address }) => address === trader)?.name ?? shortAddress(trader);
    return [...here, { address: trader, name }];
  }, [inTab, trader, follows]);
  const selection = useSelection(rows);
  const working = useWorkingColumns(setCancelling);
  const over = useOverColumns(tab === "filled");
  const columns = useColumns(TABLES[tab], tab === "working" ? working : over);
  const rowHeight = useRowHeight(36);
  const change = (next: OrdersSearch, replace = true) =>
    void navigate({ to: "/orders", search: next, replace });
  const select = (id: number | undefined) =>
    change({ ...search, show: tab === "working" ? undefined : tab, order: id });
  const opened = order === undefined ? undefined : rows.find((row) => row.id === order);
  const rowAt = (target: EventTarget | null): OrderRow | undefined => {
    const id = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : null;
    return rows.find((row) => String(row.id) === id);
  };

  useHotkeys({
    Escape: () => {
      if (order !== undefined) select(undefined);
      else selection.clear();
    },
    // Beside a detail nothing shows what is chosen, so nothing is chosen or cancelled there but what is open.
    x: ({ target }) => {
      const row = order === undefined ? rowAt(target) : undefined;
      if (row) selection.toggle(row.id);
    },
    c: ({ target }) => {
      if (order === undefined && selection.ids.length > 0) return setCancellingMany(selection.ids);
      const row = order === undefined ? rowAt(target) : opened;
      if (row?.status === "working") setCancelling(row);
    },
  });
  const last = useRowFocus(order);

  const bar = (
    <Bar
      tab={tab}
      search={search}
      traders={traders}
      count={inTab.length}
      shown={rows.length}
      cancellable={cancellable.length}
      chosen={selection.ids}
      narrow={order !== undefined}
      columns={rows.length > 0 ? <ColumnsButton of={columns} /> : null}
      text={text}
      onText={setText}
      onChange={(next) => change(next, next.show === search.show)}
      onCancelAll={() => setCancellingMany(cancellable)}
      onCancelChosen={() => setCancellingMany(selection.ids)}
    />
  );

  let body: ReactNode;
  if (list.isPending) body = <Skeleton />;
  else if (list.isError) body = <Failure error={list.error} onRetry={() => void list.refetch()} />;
  else if (rows.length === 0) {
    const clear = () => {
      setText("");
      change({ ...search, trader: undefined, stage: undefined });
    };
    body = <NoOrders tab={tab} filtered={inTab.length > 0} onClear={clear} />;
  } else if (order !== undefined)
    body = <OrderList rows={rows} selected={order} onSelect={select} onCancel={setCancelling} />;
  else {
    body = (
      <WithColumns of={columns}>
        <SelectionContext value={selection}>
          <DataTable
            key={tab}
            label={t("orders.title")}
            rows={rows}
            columns={columns.shown}
            onSize={columns.size}
            rowHeight={rowHeight}
            initial={last === undefined ? null : String(last)}
            keyOf={(row) => String(row.id)}
            nameOf={(row) => row.market}
            onOpen={(row) => select(row.id)}
            className="border-hairline border-t"
            after={
              tab === "working" ? (
                <>
                  <Legend />
                  <Disconnected />
                </>
              ) : null
            }
          />
        </SelectionContext>
      </WithColumns>
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
            {cancellable.length > 0 && (
              <ListFoot count={cancellable.length} onCancelAll={() => setCancellingMany(cancellable)} />
            )}
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
      {cancellingMany && (
        <CancelManyDialog
          ids={cancellingMany}
          onClose={() => setCancellingMany(null)}
          onAsked={selection.clear}
        />
      )}
    </>
  );
}

/** The list that is asked for; of those that are over, the one that has the order that is open. */
function useTab(all: OrderRow[], asked: OrdersTab, order: number | undefined): OrdersTab {
  return useMemo(() => {
    const opened =
      asked === "working" || order === undefined ? undefined : all.find((row) => row.id === order);
    return opened ? tabOf(opened) : asked;
  }, [all, asked, order]);
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

function Legend() {
  const t = useText();
  const signs = [
    [1, t("orders.legendNext")],
    [4, t("orders.legendNear")],
    [5, t("orders.legendMarket")],
  ] as const;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-small text-text-3 wide:px-6">
      <span>{t("orders.legendBook")}</span>
      <span className="ml-auto flex flex-wrap justify-end gap-x-4 gap-y-1">
        {signs.map(([stage, text]) => (
          <span key={stage} className="inline-flex items-center gap-1.5">
            <CountdownShape stage={stage} elapsed={0.5} />
            {text}
          </span>
        ))}
      </span>
    </div>
  );
}
