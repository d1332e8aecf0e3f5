/** The question before the ladder is skipped: what the other side of the book gives now, and what that costs against waiting. */

import { useQueryClient } from "@tanstack/react-query";
import { MarketName } from "@/components/market-name";
import { OutcomeChip, Side } from "@/components/outcome";
import { Sums } from "@/components/sums";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { ruleText } from "@/i18n/gate";
import { useText } from "@/i18n/use-text";
import { limitName, word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useTakePreview } from "@/live/queries-more";
import { useLive } from "@/live/store";
import type { OrderRow, TakePreview } from "@/platform";

/** Why nothing can be taken now; a limit by its name and figure. */
function useObstacle(): (order: OrderRow, problem: NonNullable<TakePreview["problem"]>) => string {
  const t = useText();
  const format = useFormat();
  return ({ heldBy }, problem) =>
    heldBy === null
      ? word(t, "wait", problem)
      : t("take.limit", { limit: limitName(t, heldBy.gate), value: ruleText(t, format, heldBy) });
}

/** It is not offered where it would only be refused: then it says why. */
export function TakeButton({ order, onTake }: { order: OrderRow; onTake(): void }) {
  const t = useText();
  const problem = useTakePreview(order.id).data?.problem ?? null;
  const obstacle = useObstacle();
  const why = problem === null ? undefined : t("take.cannot", { reason: obstacle(order, problem) });
  return (
    <>
      {why !== undefined && (
        <span id="take-why" className="min-w-0 truncate text-small text-text-3" data-tip={why}>
          {why}
        </span>
      )}
      <Button
        size="sm"
        disabled={why !== undefined}
        aria-describedby={why === undefined ? undefined : "take-why"}
        onClick={onTake}
      >
        {t(order.side === "SELL" ? "take.open.sell" : "take.open.buy")}
      </Button>
    </>
  );
}

export function TakeDialog({ order, onClose }: { order: OrderRow; onClose(): void }) {
  const t = useText();
  const { n } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const preview = useTakePreview(order.id);
  const obstacle = useObstacle();
  const ask = useAsk<null>((platform) => platform.takeNow(order.id));
  const now = preview.data;
  const side = order.side === "SELL" ? "sell" : "buy";
  const amount = now?.total ? n.usd(now.total) : null;
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t(`take.title.${side}`)}
      keep={t("take.keep")}
      confirm={amount === null ? t(`take.confirmPlain.${side}`) : t(`take.confirm.${side}`, { amount })}
      busy={ask.isPending}
      disabled={!now || now.problem !== null}
      onConfirm={() =>
        ask.mutate(null, {
          onSuccess: () => {
            void client.invalidateQueries({ queryKey: ["orders"] });
            say((t) => t("take.asked"));
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
      {!now ? (
        <p aria-busy={preview.isPending}>{preview.isPending ? t("take.looking") : null}</p>
      ) : now.problem !== null ? (
        <p role="status">
          {t("take.problem", { reason: obstacle(order, now.problem), bound: n.cents(now.bound) })}
        </p>
      ) : (
        <>
          <p className="numeric">
            {t(`take.text.${side}`, {
              shares: n.shares(now.shares ?? "0"),
              price: n.cents(now.price ?? "0", 1),
              bound: n.cents(now.bound),
            })}
          </p>
          {now.value !== null && now.fee !== null && now.total !== null && (
            <Sums
              side={side}
              what={t("sums.atOnce", { price: n.cents(now.price ?? "0", 1) })}
              amount={now.value}
              fee={now.fee}
              total={now.total}
            />
          )}
          {now.againstLimit !== null && signOf(now.againstLimit) > 0 && (
            <p className="numeric">
              {t("take.against", { amount: n.usd(now.againstLimit), limit: n.cents(order.limit ?? "0") })}
            </p>
          )}
          <p>{t("take.rest")}</p>
        </>
      )}
      <FailureLine error={ask.error ?? preview.error} />
    </Confirm>
  );
}
