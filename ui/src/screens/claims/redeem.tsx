/** Redeeming what is owed: the exact calls first, then one press, then how far it is. */
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { CallsPreviewBox, shortAddress } from "@/components/calls-preview";
import { isFailed, RelayerRunLine } from "@/components/relayer-run";
import { Button } from "@/components/ui/button";
import { Question } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useRedeemPreview, useRelayerRun, useSendCalls } from "@/live/claims";
import { useAsk } from "@/live/queries";
import type { CallLeftOut, CallsPreview, RelayerRun } from "@/platform";

export function RedeemDialog({ tokens, onClose }: { tokens: string[]; onClose(): void }) {
  const t = useText();
  const { n } = useFormat();
  const quiet = useRef<HTMLButtonElement>(null);
  const preview = useRedeemPreview(tokens);
  const send = useSendCalls("redemption");
  const [begun, setBegun] = useState<RelayerRun | null>(null);
  const run = useRelayerRun(begun);
  const shown = preview.data;
  const amount = shown ? n.usd(shown.usd) : "";
  const ready = shown && shown.id !== null && shown.open === null && shown.relayerKey !== false;
  const now = run.data ?? begun;
  return (
    <Question
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      quiet={quiet}
      title={
        shown && shown.calls.length > 0
          ? t(now === null && shown.through === "relayer" ? "redeem.title" : "redeem.titleSent", { amount })
          : t("redeem.titlePlain")
      }
      answers={
        <>
          <AlertDialog.Close render={<Button ref={quiet} size="lg" />}>
            {t(now || shown?.through === "by_yourself" ? "redeem.close" : "redeem.keep")}
          </AlertDialog.Close>
          {preview.isError && (
            <Button size="lg" look="primary" onClick={() => void preview.refetch()}>
              {t("action.retry")}
            </Button>
          )}
          {now === null && shown?.through === "relayer" && shown.calls.length > 0 && (
            <Button
              size="lg"
              look="primary"
              busy={send.isPending}
              disabled={!ready}
              onClick={() => {
                if (shown.id === null) return;
                send.mutate(shown.id, {
                  onSuccess: setBegun,
                  // It was used up, or something changed: what would be sent now is another.
                  onError: () => void preview.refetch(),
                });
              }}
            >
              {t("redeem.send", { count: shown.calls.length })}
            </Button>
          )}
        </>
      }
    >
      {now ? (
        <>
          <RelayerRunLine run={now} />
          {now.over && !isFailed(now) && <p>{t("redeem.booked")}</p>}
        </>
      ) : !shown ? (
        <p aria-busy={preview.isPending}>{preview.isPending ? t("redeem.looking") : null}</p>
      ) : (
        <Plan preview={shown} onKey={() => void preview.refetch()} />
      )}
      <FailureLine error={send.error ?? run.error ?? preview.error} />
    </Question>
  );
}

function Plan({ preview, onKey }: { preview: CallsPreview; onKey(): void }) {
  const t = useText();
  const key = useAsk<null>((platform) => platform.openKeyWindow("relayer_key"));
  return (
    <>
      {preview.relayerKey === false && (
        <div className="flex items-center gap-2 rounded-control border border-warn px-3 py-2 text-small">
          <TriangleAlert aria-hidden size={14} className="shrink-0 text-warn" />
          <p className="min-w-0">
            <b className="font-semibold text-text">{t("errors.no_relayer_key.what")}</b>{" "}
            {t("errors.no_relayer_key.todo")}
          </p>
          <Button
            size="sm"
            className="ml-auto"
            busy={key.isPending}
            onClick={() => key.mutate(null, { onSuccess: onKey })}
          >
            {t("redeem.enterKey")}
          </Button>
          <Button size="sm" look="ghost" onClick={onKey}>
            {t("redeem.lookAgain")}
          </Button>
        </div>
      )}
      {preview.calls.length === 0 ? (
        <p>{t("redeem.nothing")}</p>
      ) : (
        <>
          <p>{t(`redeem.text.${preview.through}`)}</p>
          <CallsPreviewBox preview={preview} />
        </>
      )}
      <LeftOut rows={preview.leftOut} />
      {preview.open !== null && <RelayerRunLine run={preview.open} />}
      <FailureLine error={key.error} />
    </>
  );
}

/** What is not among the calls, and why. */
export function LeftOut({ rows }: { rows: CallLeftOut[] }) {
  const t = useText();
  if (rows.length === 0) return null;
  return (
    <ul className="grid gap-1 text-small text-text-2">
      {rows.map((row) => (
        <li key={`${row.why}/${row.what}`}>
          <span className="font-mono" data-tip={row.what}>
            {shortAddress(row.what)}
          </span>{" "}
          {t(`calls.leftOut.${row.why}`)}
        </li>
      ))}
    </ul>
  );
}
