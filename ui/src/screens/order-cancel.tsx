/** Cancelling: orders are real, so it asks first, says what comes of it, and promises no undo. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { OutcomeChip, Side } from "@/components/outcome";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useAsk } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { OrderRow } from "@/platform";

export function CancelDialog({ order, onClose }: { order: OrderRow; onClose(): void }) {
  const { t } = useTranslation();
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
            say(t("orders.cancelAsked"));
            onClose();
          },
        })
      }
    >
      <p className="flex min-w-0 items-center gap-2 text-text">
        <Side side={order.side} />
        <OutcomeChip name={order.outcome} index={order.outcomeIndex} />
        <span className="truncate font-medium" title={order.market}>
          {order.market}
        </span>
      </p>
      <p>{t(buys ? "orders.cancelBuyPlain" : "orders.cancelSellPlain", values)}</p>
      <p>{t("orders.cancelOnce")}</p>
      <FailureLine error={ask.error} />
    </Confirm>
  );
}

interface CancelAllProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  count: number;
}

export function CancelAllDialog({ open, onOpenChange, count }: CancelAllProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const amount = n.usd(useFrame((frame) => frame.reserved));
  const ask = useAsk<null>(async (platform) => {
    const asked = await platform.cancelAllOrders();
    say(t("orders.cancelAllAsked", { count: asked }));
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t("orders.cancelAllTitle", { count })}
      keep={t("orders.cancelAllKeep")}
      confirm={t("orders.cancelAllConfirm", { count, amount })}
      busy={ask.isPending}
      onConfirm={() =>
        ask.mutate(null, {
          onSuccess: () => {
            void client.invalidateQueries({ queryKey: ["orders"] });
            onOpenChange(false);
          },
        })
      }
    >
      <p>{t("orders.cancelAllText", { amount })}</p>
      <FailureLine error={ask.error} />
    </Confirm>
  );
}
