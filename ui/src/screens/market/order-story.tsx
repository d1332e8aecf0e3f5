/** What happened to our newest order in a market, as its own page tells it. */

import { Link } from "@tanstack/react-router";
import { Card } from "@/components/card";
import { EventIcon } from "@/components/event-icon";
import { StageChip } from "@/components/stage";
import { Failure, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useSentence } from "@/i18n/sentence";
import { useText } from "@/i18n/use-text";
import { useOrder } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { ActivityEntry, OrderRow } from "@/platform";

const SHOWN = 12;

export function OrderStory({ order }: { order: OrderRow }) {
  const t = useText();
  const { n } = useFormat();
  const detail = useOrder(order.id);
  return (
    <Card
      title={t("market.orderEvents")}
      control={<StageChip stage={order.stage} side={order.side} text="short" />}
      note={t("orders.filledOf", { filled: n.shares(order.filled), shares: n.shares(order.shares) })}
      aside={
        <Link
          to="/orders"
          search={
            order.status === "ended"
              ? { show: order.filledPercent > 0 ? "filled" : "unfilled", order: order.id }
              : { order: order.id }
          }
          className="font-medium text-accent text-small hover:underline"
        >
          {t("market.allEvents")}
        </Link>
      }
    >
      {detail.isPending ? (
        <Skeleton rows={6} className="px-4 pb-4" />
      ) : detail.isError ? (
        <Failure error={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <ol className="pb-1">
          {detail.data.events.slice(0, SHOWN).map((event) => (
            <Event key={event.seq} event={event} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Event({ event }: { event: ActivityEntry }) {
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const { title, why } = useSentence()(event);
  return (
    <li className="grid grid-cols-[64px_14px_minmax(0,1fr)] items-start gap-2 border-hairline border-t px-4 py-1.5 text-small first:border-t-0">
      <When at={event.at} className="truncate text-text-2">
        {time.near(event.at, now)}
      </When>
      <span className="pt-px">
        <EventIcon entry={event} />
      </span>
      <div className="min-w-0">
        <b className="font-medium">{title}</b>
        {why && <p className="text-text-2">{why}</p>}
      </div>
    </li>
  );
}
