/** Selling everything, or all that one follow holds: what each position brings, what cannot be sold, and the sum. */

import { useState } from "react";
import { Made } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { FailureLine } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { cannotCloseText } from "@/i18n/words";
import { useClosePreview } from "@/live/queries-more";
import type { ClosePreview, ClosesPreview, Position } from "@/platform";
import { PARTS, type Part, useClosing, useSell } from "./draft";
import { Foreign, SheetFrame } from "./frame";

interface CloseManyProps {
  rows: Position[];
  /** The follow that is meant at first; none for everything. */
  first: number | null;
  onClose(): void;
}

export function CloseManySheet({ rows, first, onClose }: CloseManyProps) {
  const t = useText();
  const { n } = useFormat();
  const [follow, setFollow] = useState(first);
  const close = useClosing(follow === null ? { scope: "everything" } : { scope: "follow", follow });
  const preview = useClosePreview(close.draft);
  const { ask, sell } = useSell(onClose);
  const now = preview.data;
  const follows = new Map(rows.map((row) => [row.follow, row.trader]));
  const confirm =
    now && now.closed > 0
      ? t("closing.confirmMany", { count: now.closed, amount: n.usd(now.received) })
      : t("closing.confirmPlain");
  return (
    <SheetFrame
      title={t("closing.manyTitle")}
      confirm={confirm}
      disabled={!now || now.closed === 0 || (now.foreignOrders && !close.despiteForeignOrders)}
      busy={ask.isPending}
      onConfirm={() => {
        if (close.draft) sell(close.draft);
      }}
      onClose={onClose}
    >
      <div className="grid gap-1">
        <span aria-hidden className="text-small text-text-2">
          {t("closing.what")}
        </span>
        <Select
          label={t("closing.what")}
          value={follow === null ? "all" : String(follow)}
          options={[
            { value: "all", label: t("closing.everything") },
            ...[...follows].map(([id, trader]) => ({
              value: String(id),
              label: t("closing.allOf", { trader }),
            })),
          ]}
          onChange={(value) => setFollow(value === "all" ? null : Number(value))}
          className="w-full"
        />
      </div>
      <div className="grid gap-1">
        <span aria-hidden className="text-small text-text-2">
          {t("closing.howMuch")}
        </span>
        <Segmented<Part | "">
          className="w-full ring-1 ring-border *:flex-1"
          label={t("closing.howMuch")}
          value={close.part ?? ""}
          options={PARTS.map((part) => ({ value: part, label: n.percent(part, 0) }))}
          onChange={(part) => {
            if (part !== "") close.setPart(part);
          }}
        />
      </div>
      {now ? <Each rows={rows} now={now} /> : <p aria-busy={preview.isPending}>{t("closing.looking")}</p>}
      {now?.foreignOrders && (
        <Foreign
          checked={close.despiteForeignOrders}
          onChange={() => close.setDespite(!close.despiteForeignOrders)}
        />
      )}
      <p className="text-small text-text-2">{t("closing.manyRest")}</p>
      <FailureLine error={preview.error ?? ask.error} />
    </SheetFrame>
  );
}

function Each({ rows, now }: { rows: Position[]; now: ClosesPreview }) {
  const t = useText();
  const { n } = useFormat();
  const rowOf = (one: ClosePreview) =>
    rows.find((row) => row.follow === one.follow && row.token === one.token);
  if (now.closed === 0) return <p className="text-warn">{t("closing.manyNone")}</p>;
  return (
    <div className="rounded-card bg-bg">
      <ul aria-label={t("closing.each")} className="grid max-h-80 gap-1.5 overflow-y-auto px-3 py-2.5">
        {now.each.map((one) => {
          const row = rowOf(one);
          return (
            <li key={`${one.follow}/${one.token}`} className="grid grid-cols-[1fr_auto] gap-x-3">
              <span className="flex min-w-0 items-center gap-1.5">
                {row && <OutcomeChip name={row.outcome} index={row.outcomeIndex} />}
                <MarketName name={row?.market ?? shortAddress(one.token)} />
              </span>
              <span className="numeric">
                {one.problem === null && one.received !== null && n.usd(one.received)}
              </span>
              <span className="col-span-2 text-small text-text-3">
                {one.problem === null
                  ? t("closing.sharesNotBelow", { shares: n.shares(one.shares), price: n.cents(one.bound) })
                  : cannotCloseText(t, one.problem)}
              </span>
            </li>
          );
        })}
      </ul>
      <dl className="numeric grid gap-1 border-hairline border-t px-3 py-2.5 font-medium">
        <div className="flex justify-between gap-3">
          <dt>{t("closing.receive")}</dt>
          <dd>{n.usd(now.received)}</dd>
        </div>
        <div className="flex justify-between gap-3">
          <dt>{t(signOf(now.result) < 0 ? "closing.loss" : "closing.profit")}</dt>
          <dd>
            <Made value={now.result} unit />
          </dd>
        </div>
      </dl>
    </div>
  );
}
