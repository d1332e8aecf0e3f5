/** The question before a position is sold: what it would bring now, and what could go otherwise. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Made } from "@/components/amounts";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useClosePreview } from "@/live/queries-more";
import { useLive } from "@/live/store";
import type { Position } from "@/platform";

export function CloseDialog({ row, onClose }: { row: Position; onClose(): void }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const preview = useClosePreview(row.follow, row.token);
  const ask = useAsk<null>((platform) => platform.closePosition(row.follow, row.token));
  const now = preview.data;
  const problem = now?.problem ?? null;
  const proceeds = now?.proceeds ?? null;
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("positions.closeTitle")}
      keep={t("positions.closeKeep")}
      confirm={
        proceeds === null
          ? t("positions.closeConfirmPlain")
          : t("positions.closeConfirm", { amount: n.usd(proceeds) })
      }
      busy={ask.isPending}
      disabled={!now || problem !== null}
      onConfirm={() =>
        ask.mutate(null, {
          onSuccess: () => {
            void client.invalidateQueries({ queryKey: ["positions"] });
            void client.invalidateQueries({ queryKey: ["orders"] });
            say(t("positions.closeAsked"));
            onClose();
          },
        })
      }
    >
      <p className="flex min-w-0 items-center gap-2 text-text">
        <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        <span className="truncate font-medium" title={row.market}>
          {row.market}
        </span>
        <TraderTag name={row.trader} address={row.traderAddress} size="s" className="max-w-40 shrink-0" />
      </p>
      {!now ? (
        <p aria-busy={preview.isPending}>{preview.isPending ? t("positions.closeLooking") : null}</p>
      ) : problem !== null ? (
        <p className="text-warn">{word(t, "noClose", problem)}</p>
      ) : (
        <>
          <p>
            {now.price === null || proceeds === null
              ? t("positions.closeNoBook", { shares: n.shares(now.shares), bound: n.cents(now.bound) })
              : t("positions.closeText", {
                  shares: n.shares(now.shares),
                  price: n.cents(now.price, 1),
                  proceeds: n.usd(proceeds),
                  bound: n.cents(now.bound),
                })}
          </p>
          {now.realised !== null && (
            <p>
              {t(signOf(now.realised) < 0 ? "positions.closeLoses" : "positions.closeMakes")}{" "}
              <Made value={now.realised} unit className="font-medium" />
            </p>
          )}
          <p>{t("positions.closeRest")}</p>
        </>
      )}
      <FailureLine error={preview.error ?? ask.error} />
    </Confirm>
  );
}
