/** Cancelling: orders are real, so it asks first, says what comes of it, and promises no undo. */

import { useQueryClient } from "@tanstack/react-query";
import { MarketName } from "@/components/market-name";
import { OutcomeChip, Side } from "@/components/outcome";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useAsk } from "@/live/queries";
import { useCancelPreview } from "@/live/queries-more";
import { useLive } from "@/live/store";
import type { CancelPreview, OrderRow } from "@/platform";

export function CancelDialog({ order, onClose }: { order: OrderRow; onClose(): void }) {
  const t = useText();
  const { n } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const ask = useAsk<null>((platform) => platform.cancelOrder(order.id));
  const buys = order.side === "BUY";
  const amount = n.usd(order.reserved);
  const values = { amount, filled: n.shares(order.filled) };
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("orders.cancelTitle")}
      keep={t("orders.cancelKeep")}
      confirm={buys ? t("orders.cancelOrderAmount", { amount }) : t("orders.cancelOrder")}
      busy={ask.isPending}
      onConfirm={() =>
        ask.mutate(null, {
          onSuccess: () => {
            void client.invalidateQueries({ queryKey: ["orders"] });
            say((t) => t("orders.cancelAsked"));
            onClose();
          },
        })
      }
    >
      <p className="flex min-w-0 items-center gap-2 text-text">
        <Side side={order.side} />
        <OutcomeChip name={order.outcome} index={order.outcomeIndex} />
        <MarketName name={order.market} className="font-medium" />
      </p>
      <p>{t(buys ? "orders.cancelBuyPlain" : "orders.cancelSellPlain", values)}</p>
      <p>{t("orders.cancelOnce")}</p>
      <FailureLine error={ask.error} />
    </Confirm>
  );
}

interface CancelManyProps {
  /** Those that were there when it was asked: what is confirmed is what was read. */
  ids: number[];
  onClose(): void;
  onAsked(): void;
}

/** Several at once: what comes of it is the engine's to say, of those that are still at work. */
export function CancelManyDialog({ ids, onClose, onAsked }: CancelManyProps) {
  const t = useText();
  const { n } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const preview = useCancelPreview(ids);
  const known = preview.data;
  const count = known?.orders ?? ids.length;
  const ask = useAsk<null>(async (platform) => {
    const asked = await platform.cancelOrders(ids);
    say((t) => t("cancelling.asked", { count: asked }));
  });
  const amount = known && signOf(known.reserved) > 0 ? n.usd(known.reserved) : null;
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("cancelling.title", { count })}
      keep={t("cancelling.keep")}
      confirm={
        amount === null
          ? t("cancelling.confirm", { count })
          : t("cancelling.confirmAmount", { count, amount })
      }
      busy={ask.isPending}
      disabled={!known || count === 0}
      onConfirm={() =>
        ask.mutate(null, {
          onSuccess: () => {
            void client.invalidateQueries({ queryKey: ["orders"] });
            onAsked();
            onClose();
          },
        })
      }
    >
      <p className="numeric" aria-busy={preview.isPending}>
        <Consequence preview={known} />
      </p>
      <FailureLine error={ask.error ?? preview.error} />
    </Confirm>
  );
}

function Consequence({ preview }: { preview: CancelPreview | undefined }) {
  const t = useText();
  const { n } = useFormat();
  if (!preview) return t("cancelling.looking");
  if (preview.orders === 0) return t("cancelling.none");
  const purchases = t("cancelling.purchases", { count: preview.purchases, amount: n.usd(preview.reserved) });
  const sales = t("cancelling.sales", { count: preview.sales, shares: n.shares(preview.shares) });
  const orders =
    preview.sales === 0
      ? purchases
      : preview.purchases === 0
        ? sales
        : t("cancelling.both", { purchases, sales });
  return `${t("cancelling.what", { count: preview.orders, orders })} ${t("cancelling.rest")}`;
}
