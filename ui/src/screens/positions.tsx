/** Positions: what is held, through which follow, at what cost, what it is worth, and a way to sell it. */
import { useNavigate } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Made } from "@/components/amounts";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import { useColumns } from "@/components/columns/use-columns";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { usePositions } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { useScreenSums } from "@/live/sums";
import type { Position } from "@/platform";
import { ClaimRows } from "./claims";
import { CloseDialog, CloseManyDialog } from "./position-close";
import { isOrphan, usePositionColumns } from "./positions-columns";

const keyOf = (row: Position): string => `${row.follow}/${row.token}`;

export function PositionsScreen() {
  const { t } = useTranslation();
  const { n } = useFormat();
  const navigate = useNavigate();
  const held = usePositions();
  useScreenSums(held.data?.sums);
  const follows = useFrame((frame) => frame.follows);
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState<"all" | "orphans">("all");
  const [closing, setClosing] = useState<Position | null>(null);
  const [closingMany, setClosingMany] = useState<{ follow: number | null; trader: string } | null>(null);
  const columns = useColumns("positions", usePositionColumns(setClosing));
  const rowHeight = useRowHeight(36);
  const all = held.data?.rows ?? [];
  const orphans = all.filter(isOrphan).length;
  const only = shown === "orphans" && orphans > 0;
  const rows = useMemo(() => {
    const text = filter.trim().toLowerCase();
    return (held.data?.rows ?? []).filter(
      (row) => (!only || isOrphan(row)) && `${row.market} ${row.trader}`.toLowerCase().includes(text),
    );
  }, [held.data, filter, only]);

  // The engine sums up everything that is held; of a part of it there is no sum.
  const sums =
    held.data && rows.length === all.length
      ? {
          market: t("positions.total", { count: rows.length }),
          cost: n.plain(held.data.cost),
          value: n.plain(held.data.value),
          pnl: <Made value={held.data.pnl} />,
        }
      : undefined;

  // What the list shows of one follow alone can be closed as that follow's.
  const [first] = rows;
  const ofOne = first && rows.length < all.length && rows.every((row) => row.follow === first.follow);
  const many = ofOne ? { follow: first.follow, trader: first.trader } : { follow: null, trader: "" };

  let body: ReactNode;
  if (held.isPending) body = <Skeleton />;
  else if (held.isError) body = <Failure error={held.error} onRetry={() => void held.refetch()} />;
  else if (all.length === 0) {
    body = (
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
  } else if (rows.length === 0) {
    body = (
      <Empty
        title={t("positions.emptyFilterTitle")}
        action={
          <Button look="primary" onClick={() => setFilter("")}>
            {t("orders.clear")}
          </Button>
        }
      >
        {t("positions.emptyFilter")}
      </Empty>
    );
  } else {
    body = (
      <WithColumns of={columns}>
        <DataTable
          label={t("positions.title")}
          rows={rows}
          columns={columns.shown}
          onSize={columns.size}
          sums={sums}
          rowHeight={rowHeight}
          keyOf={keyOf}
          nameOf={(row) => row.market}
          onOpen={(row) =>
            void navigate({ to: "/history", search: { trader: row.traderAddress, q: row.market } })
          }
          onKey={(key, row) => {
            if (key === "c") setClosing(row);
          }}
          className="border-hairline border-t"
        />
      </WithColumns>
    );
  }

  return (
    <>
      <div className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
        <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("positions.title")}</h1>
        {orphans > 0 && (
          <Segmented<"all" | "orphans">
            label={t("positions.which")}
            value={shown}
            options={[
              { value: "all", label: t("positions.all") },
              { value: "orphans", label: `${t("positions.orphans")} ${orphans}` },
            ]}
            onChange={setShown}
          />
        )}
        {held.data && all.length > 0 && (
          <dl className="numeric flex min-w-0 items-baseline gap-4 truncate text-text-2">
            <Sum label={t("positions.sumCost")}>{n.usd(held.data.cost)}</Sum>
            <Sum label={t("positions.sumValue")}>{n.usd(held.data.value)}</Sum>
            <Sum label={t("positions.sumPnl")}>
              <Made value={held.data.pnl} unit />
            </Sum>
          </dl>
        )}
        <span className="flex-1" />
        {rows.length > 0 && (
          <Button look="danger" onClick={() => setClosingMany(many)}>
            {many.follow === null
              ? t("positions.closeEverything")
              : t("positions.closeFollow", { trader: many.trader })}
          </Button>
        )}
        <SearchField
          label={t("orders.filter")}
          placeholder={t("orders.filter")}
          value={filter}
          onChange={setFilter}
          className="w-52 min-w-0"
        />
        {rows.length > 0 && <ColumnsButton of={columns} />}
      </div>
      {orphans > 0 && (
        <p className="mx-4 mb-2 flex items-center gap-2 rounded-control bg-raised px-3 py-1.5 text-small text-text-2 wide:mx-6">
          <CircleAlert aria-hidden size={14} className="shrink-0 text-warn" />
          {t("positions.orphansAbout", { count: orphans })}
        </p>
      )}
      <ClaimRows className="shrink-0" />
      {body}
      {closing && <CloseDialog row={closing} onClose={() => setClosing(null)} />}
      {closingMany && <CloseManyDialog {...closingMany} onClose={() => setClosingMany(null)} />}
    </>
  );
}

function Sum({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5 whitespace-nowrap">
      <dt className="text-small text-text-3">{label}</dt>
      <dd className="font-medium text-text">{children}</dd>
    </div>
  );
}
