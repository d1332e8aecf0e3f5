/** What is ours in a market: what is held and what it would bring, the orders at work, and those that are over. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Made, Missing } from "@/components/amounts";
import { Card } from "@/components/card";
import { OutcomeChip, Side, useOutcome } from "@/components/outcome";
import { Countdown, StageChip } from "@/components/stage";
import { Button } from "@/components/ui/button";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useClosePreview } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { MarketPage, MarketPosition, OrderRow, Position } from "@/platform";
import { useStatusText } from "@/screens/orders/cells";

/** So many orders that are over are listed. */
const EARLIER = 4;

interface YouProps {
  page: MarketPage;
  onClose(position: Position): void;
}

export function You({ page, onClose }: YouProps) {
  const t = useText();
  const { positions, orders } = page;
  const working = orders.filter((order) => order.status !== "ended");
  const over = orders.filter((order) => order.status === "ended").slice(0, EARLIER);
  const [only] = positions;
  const one = positions.length === 1 ? only : undefined;
  return (
    <Card
      title={t("market.you")}
      control={one && <OutcomeChip name={one.position.outcome} index={one.position.outcomeIndex} />}
      note={one && t("market.through", { trader: one.position.trader })}
      className="shrink-0"
    >
      {positions.length === 0 && (
        <p className="px-4 pb-3 text-text-3">
          {t(working.length === 0 ? "market.youNothing" : "market.youNone")}
        </p>
      )}
      {positions.map((held) => (
        <Held
          key={`${held.position.follow}/${held.position.token}`}
          held={held}
          named={positions.length > 1}
          onClose={() => onClose(held.position)}
        />
      ))}
      {working.map((order) => (
        <Working key={order.id} order={order} />
      ))}
      {over.length > 0 && (
        <section aria-label={t("market.earlier")} className="border-hairline border-t px-4 py-2">
          <h3 className="pb-1 font-medium text-label text-text-3">{t("market.earlier")}</h3>
          <ul className="grid gap-1">
            {over.map((order) => (
              <Over key={order.id} order={order} />
            ))}
          </ul>
        </section>
      )}
    </Card>
  );
}

function Fact({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? "col-span-2 min-w-0" : "min-w-0"}>
      <dt className="truncate font-medium text-label text-text-3">{label}</dt>
      <dd className="numeric font-medium [&_small]:font-normal [&_small]:text-label [&_small]:text-text-2">
        {children}
      </dd>
    </div>
  );
}

interface HeldProps {
  held: MarketPosition;
  named: boolean;
  onClose(): void;
}

function Held({ held: { position, pays, paysResult }, named, onClose }: HeldProps) {
  const t = useText();
  const { n } = useFormat();
  const outcome = useOutcome();
  return (
    <div className="border-hairline border-t first-of-type:border-t-0">
      {named && (
        <p className="flex items-center gap-2 px-4 pt-2 text-small text-text-2">
          <OutcomeChip name={position.outcome} index={position.outcomeIndex} />
          {t("market.through", { trader: position.trader })}
        </p>
      )}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1.5 px-4 pt-1 pb-2.5">
        <Fact label={t("market.shares")}>
          {n.shares(position.shares)}{" "}
          <small>
            {t("market.at")} {n.cents(position.averageCost)}
          </small>
        </Fact>
        <Fact label={t("market.openAtMid")}>
          <Made value={position.pnl} unit />{" "}
          {position.pnlPercent !== null && <small>{n.percentSigned(position.pnlPercent)}</small>}
        </Fact>
        <Fact label={t("market.costValue")}>
          {n.plain(position.cost)} <span className="text-text-3">→</span>{" "}
          {position.value === null ? <Missing why={t("positions.noPrice")} /> : n.usd(position.value)}
        </Fact>
        <Fact label={t("market.ifRight", { outcome: outcome(position.outcome).toUpperCase() })}>
          {n.usd(pays)} <small>{n.usdSigned(paysResult)}</small>
        </Fact>
        <Sold position={position} />
      </dl>
      <div className="flex items-center gap-2 border-hairline border-t px-4 py-2">
        <Button size="sm" onClick={onClose}>
          {t("market.close")}
        </Button>
      </div>
    </div>
  );
}

/** What the book would bring now: that is what counts, not the middle. */
function Sold({ position }: { position: Position }) {
  const t = useText();
  const { n } = useFormat();
  const preview = useClosePreview({
    target: { scope: "position", follow: position.follow, token: position.token },
    percent: 100,
    shares: null,
    limit: null,
    notBelow: null,
    despiteForeignOrders: false,
  });
  const each = preview.data?.each[0];
  return (
    <Fact label={t("market.ifSold")} wide>
      {each?.received == null || each.fee === null || each.result === null ? (
        <span className="text-text-3">{preview.isPending ? "…" : t("market.ifSoldNone")}</span>
      ) : (
        <>
          {n.usd(each.received)}{" "}
          <small>
            {t("market.feeResult", { fee: n.plain(each.fee) })} <Made value={each.result} unit />
          </small>
        </>
      )}
    </Fact>
  );
}

function Working({ order }: { order: OrderRow }) {
  const t = useText();
  const { n } = useFormat();
  const now = useFrame((frame) => frame.now);
  const status = useStatusText()(order);
  const left = {
    filled: n.shares(order.filled),
    shares: n.shares(order.shares),
    amount: n.usd(order.reserved),
  };
  return (
    <div className="grid grid-cols-1 gap-1 border-hairline border-t px-4 py-2 text-small text-text-2">
      <div className="flex items-center gap-1.5">
        <Side side={order.side} />
        <OutcomeChip name={order.outcome} index={order.outcomeIndex} />
        <b className="numeric font-medium text-body text-text">
          {order.limit !== null && order.child !== "none" ? n.cents(order.limit) : status}
        </b>
        <span className="flex-1" />
        <StageChip stage={order.stage} side={order.side} text="short" />
      </div>
      <div className="flex flex-wrap items-center gap-x-1.5">
        <span className="numeric min-w-0 truncate">
          {t(order.side === "BUY" ? "market.setAside" : "market.filledOf", left)}
        </span>
        <span className="flex-1" />
        <Countdown
          stage={order.stage}
          stageStarts={order.stageStarts}
          nextStageAt={order.nextStageAt}
          nextTryAt={order.nextTryAt}
          now={now}
        />
        <Link
          to="/orders"
          search={{ order: order.id }}
          className="ml-auto whitespace-nowrap rounded-chip pl-1 font-medium text-accent hover:underline"
        >
          {t("market.path")}
        </Link>
      </div>
    </div>
  );
}

function Over({ order }: { order: OrderRow }) {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <li>
      <Link
        to="/orders"
        search={{ show: order.filledPercent > 0 ? "filled" : "unfilled", order: order.id }}
        className="flex items-center gap-1.5 rounded-chip text-small text-text-2 hover:underline"
      >
        <Side side={order.side} />
        <OutcomeChip name={order.outcome} index={order.outcomeIndex} />
        <span className="numeric min-w-0 truncate">
          {t("market.endedOrder", { filled: n.shares(order.filled), shares: n.shares(order.shares) })}
        </span>
        {order.endedAt !== null && (
          <When at={order.endedAt} className="ml-auto shrink-0 text-text-3">
            {time.near(order.endedAt, now)}
          </When>
        )}
      </Link>
    </li>
  );
}
