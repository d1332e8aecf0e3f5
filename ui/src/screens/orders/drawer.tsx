/** One order: where it stands, its ladder, and everything that happened to it with the reason. */

import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { Missing } from "@/components/amounts";
import { OutcomeChip, Side } from "@/components/outcome";
import { isOwnClose } from "@/components/own-close";
import { CountdownShape, elapsedOf, StageChip, useStageName } from "@/components/stage";
import { TraderTag } from "@/components/trader-tag";
import { Button, IconButton } from "@/components/ui/button";
import { Foot } from "@/components/ui/foot";
import { Bar } from "@/components/ui/meter";
import { Failure, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { isWord, word } from "@/i18n/words";
import { useOrder } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { OrderDetail, OrderRow } from "@/platform";
import type { Picked } from "@/screens/price-path/path-chart";
import { PricePath } from "@/screens/price-path/price-path";
import { useStatusText } from "./cells";
import { Events } from "./events";
import { TakeButton, TakeDialog } from "./take";

interface OrderDrawerProps {
  id: number;
  rows: OrderRow[];
  onSelect(id: number): void;
  onClose(): void;
  onCancel(row: OrderRow): void;
}

export function OrderDrawer({ id, rows, onSelect, onClose, onCancel }: OrderDrawerProps) {
  const t = useText();
  const detail = useOrder(id);
  const at = rows.findIndex((row) => row.id === id);
  const go = (step: 1 | -1) => {
    const next = rows[at + step];
    if (next) onSelect(next.id);
  };
  return (
    <aside
      aria-label={t("orders.detail")}
      className="z-[2] flex min-h-0 min-w-0 flex-col border-border border-l bg-surface px-5 shadow-float in-data-[theme=light]:shadow-[-12px_0_32px_rgb(20_24_35/0.05)]"
    >
      <header className="flex items-center gap-1 pt-3">
        <h2
          className="min-w-0 flex-1 truncate font-semibold text-section tracking-[-.01em]"
          data-tip={detail.data?.order.market}
        >
          {detail.data ? (
            <Link
              to="/market/$condition"
              params={{ condition: detail.data.order.condition }}
              data-market={detail.data.order.condition}
              className="rounded-chip decoration-text-3 underline-offset-3 hover:underline"
            >
              {detail.data.order.market}
            </Link>
          ) : (
            t("orders.detail")
          )}
        </h2>
        <IconButton label={`${t("action.previous")} (k)`} disabled={at <= 0} onClick={() => go(-1)}>
          <ChevronUp aria-hidden size={14} />
        </IconButton>
        <IconButton
          label={`${t("action.next")} (j)`}
          disabled={at < 0 || at >= rows.length - 1}
          onClick={() => go(1)}
        >
          <ChevronDown aria-hidden size={14} />
        </IconButton>
        <IconButton label={`${t("action.close")} (Esc)`} onClick={onClose}>
          <X aria-hidden size={14} />
        </IconButton>
      </header>
      {detail.isPending ? (
        <Skeleton className="py-4" rows={8} />
      ) : detail.isError ? (
        <Failure error={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <Detail detail={detail.data} onCancel={onCancel} />
      )}
    </aside>
  );
}

function Detail({ detail, onCancel }: { detail: OrderDetail; onCancel(row: OrderRow): void }) {
  const { order, events } = detail;
  const [picked, setPicked] = useState<Picked | null>(null);
  return (
    <>
      <Subject order={order} />
      <Facts order={order} />
      <Todo order={order} />
      <PricePath order={order} events={events} picked={picked} onPick={setPicked} />
      <Events events={events} signalAt={order.signalAt} picked={picked} onPick={setPicked} />
      <DetailFoot detail={detail} onCancel={onCancel} />
    </>
  );
}

function Subject({ order }: { order: OrderRow }) {
  const t = useText();
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 border-hairline border-b pt-1 pb-2.5">
      <Side side={order.side} />
      <OutcomeChip name={order.outcome} index={order.outcomeIndex} />
      <span className="text-text-2">{t(isOwnClose(order) ? "orders.ownClose" : "orders.copying")}</span>
      <TraderTag name={order.trader} address={order.traderAddress} className="max-w-40" />
      <span className="flex-1" />
      <StageChip stage={order.stage} side={order.side} />
      <NextStage order={order} />
    </div>
  );
}

function NextStage({ order }: { order: OrderRow }) {
  const t = useText();
  const { time } = useFormat();
  const name = useStageName();
  const now = useFrame((frame) => frame.now);
  if (order.status === "ended") {
    return (
      <span className="text-text-2">
        {order.endedAt !== null && (
          <When at={order.endedAt}>{t("orders.over", { when: time.near(order.endedAt, now) })}</When>
        )}
      </span>
    );
  }
  if (order.status === "ending") return <span className="text-text-2">{t("orders.ending")}</span>;
  const until = order.nextStageAt ?? order.nextTryAt;
  const words =
    order.nextStageAt !== null
      ? t("orders.nextIn", { stage: name(order.stage + 1, order.side) })
      : t(until === null ? "orders.atMarket" : "orders.nextTry");
  return (
    <span className="flex items-center gap-1.5 pl-1 text-text-2">
      <CountdownShape stage={order.stage} elapsed={elapsedOf({ ...order, now })} />
      <span data-tip={order.nextStageAt === null ? t("orders.atMarket") : undefined}>
        {words}
        {until !== null && (
          <>
            {" "}
            <b role="timer" aria-live="off" className="font-semibold text-text">
              {time.wordSpan(until - now)}
            </b>
          </>
        )}
      </span>
    </span>
  );
}

/** At the end stands what may be a sentence: it goes onto as many lines as it needs. */
function Fact({ label, children, end = false }: { label: string; children: ReactNode; end?: boolean }) {
  return (
    <div className={end ? "min-w-0 text-right" : "min-w-fit"}>
      <dt className="truncate font-medium text-label text-text-3">{label}</dt>
      <dd className={`font-medium ${end ? "text-balance" : "truncate"}`}>{children}</dd>
    </div>
  );
}

function Facts({ order }: { order: OrderRow }) {
  const t = useText();
  const { n } = useFormat();
  const stale = useFrame((frame) => frame.state === "disconnected");
  const status = useStatusText()(order);
  const over = order.status === "ended";
  const show = (price: string | null) => (price === null ? "—" : n.centsBare(price));
  return (
    <dl className="flex justify-between gap-x-4 py-2">
      {over || order.limit === null ? (
        <Fact label={t("orders.averageShort")}>
          {order.averagePrice === null ? (
            <Missing why={t("orders.slippageNone")} />
          ) : (
            n.cents(order.averagePrice, 1)
          )}
        </Fact>
      ) : (
        <Fact label={t(order.child === "none" ? "path.limitIdle" : "orders.limitNow")}>
          <span className={order.child === "none" ? "text-text-2" : "font-semibold text-accent"}>
            {n.cents(order.limit)}
          </span>
        </Fact>
      )}
      {/* The book of an order that is over is not watched. */}
      {!over && (
        <Fact label={t("orders.bidAsk")}>
          <span className={stale ? "stale" : ""}>
            {show(order.bid)} / {show(order.ask)}
          </span>
        </Fact>
      )}
      <Fact label={t("orders.filledShort")}>
        <span className="flex items-center gap-2">
          <span className="truncate">
            {t("orders.filledOf", { filled: n.shares(order.filled), shares: n.shares(order.shares) })}
          </span>
          <Bar percent={order.filledPercent} tone="accent" className="w-10 shrink-0" />
        </span>
      </Fact>
      <Fact label={t("orders.slippageShort")}>
        {order.slippage === null ? <Missing why={t("orders.slippageNone")} /> : n.centsSigned(order.slippage)}
      </Fact>
      <Fact label={t("orders.status")} end>
        <span className={order.waiting !== null && !over ? "text-warn" : ""}>{status}</span>
      </Fact>
    </dl>
  );
}

/** What there is to do about an order that waits, or has ended, for a reason of its own. */
function Todo({ order }: { order: OrderRow }) {
  const t = useText();
  const over = order.status === "ended";
  const [group, reason] = over ? (["endTodo", order.end] as const) : (["waitTodo", order.waiting] as const);
  if (!reason || !isWord(group, reason)) return null;
  return <p className="pb-2 text-small text-text-2">{word(t, group, reason)}</p>;
}

function DetailFoot({ detail, onCancel }: { detail: OrderDetail; onCancel(row: OrderRow): void }) {
  const t = useText();
  const { n } = useFormat();
  const say = useLive((live) => live.say);
  const { order, events, hashes } = detail;
  const [taking, setTaking] = useState(false);
  const copy = () =>
    void navigator.clipboard?.writeText(hashes.join("\n")).then(() => say((t) => t("toast.copiedHashes")));
  const amount = n.usd(order.reserved);
  return (
    <Foot className="-mx-5 flex h-12 shrink-0 items-center gap-2 border-hairline border-t px-5">
      <span className="numeric text-small text-text-2">{t("orders.events", { count: events.length })}</span>
      <Button
        size="sm"
        look="ghost"
        disabled={hashes.length === 0}
        data-tip={hashes.length === 0 ? t("orders.noIds") : undefined}
        onClick={copy}
      >
        {t("orders.copyIds")}
      </Button>
      <span className="flex-1" />
      {order.status === "ending" && <span className="text-small text-text-2">{t("orders.ending")}</span>}
      {order.status === "working" && order.stage < 5 && (
        <TakeButton order={order} onTake={() => setTaking(true)} />
      )}
      {taking && <TakeDialog order={order} onClose={() => setTaking(false)} />}
      {order.status === "working" && (
        <Button size="sm" look="danger" onClick={() => onCancel(order)}>
          {order.side === "BUY" ? t("orders.cancelOrderAmount", { amount }) : t("orders.cancelOrder")}
        </Button>
      )}
    </Foot>
  );
}
