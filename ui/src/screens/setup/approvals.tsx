/**
 * What is in the wallet, and which contracts may take what of it, as Polymarket lists them; what is missing as the exact calls that
 * would give it. Asked only once the wallet is confirmed.
 */

import { Check, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { CallsPreviewBox } from "@/components/calls-preview";
import { Card } from "@/components/card";
import { RelayerRunLine } from "@/components/relayer-run";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { FailureLine } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useApprovalsPreview, useRelayerRun, useSendCalls } from "@/live/claims";
import type { ApprovalView, CallsPreview, RelayerRun, Setup, WalletSearch } from "@/platform";
import { LeftOut } from "@/screens/claims/redeem";
import type { Looked } from "./addresses";

interface ApprovalsProps {
  setup: Setup;
  confirmed: boolean;
  search: WalletSearch | undefined;
  looked: Looked | null;
}

export function ApprovalsCard({ setup, confirmed, search, looked }: ApprovalsProps) {
  const t = useText();
  const { n } = useFormat();
  const preview = useApprovalsPreview(confirmed);
  const found = search?.wallets.find((one) => one.address.full === looked?.address.full);
  const cash = (confirmed ? setup.cash : null) ?? found?.cash ?? null;
  return (
    <Card
      title={t("setup.addresses.balance")}
      aside={
        cash !== null && (
          <span className="whitespace-nowrap">
            <b className="numeric font-semibold">{n.usd(cash)}</b> <span className="text-text-3">pUSD</span>
          </span>
        )
      }
    >
      <div className="grid min-w-0 gap-2.5 border-hairline border-t px-4 py-3">
        {!confirmed ? (
          <p className="text-small text-text-2">{t("setup.addresses.approvalsLater")}</p>
        ) : preview.data ? (
          <Approvals preview={preview.data} onDone={() => void preview.refetch()} />
        ) : preview.isError ? (
          <div className="grid justify-items-start gap-2">
            <p className="text-small text-text-2">{t("setup.addresses.approvalsUnread")}</p>
            <FailureLine error={preview.error} />
            <Button size="sm" onClick={() => void preview.refetch()}>
              {t("action.retry")}
            </Button>
          </div>
        ) : (
          <p role="status" className="text-small text-text-2">
            {t("setup.addresses.approvalsReading")}
          </p>
        )}
      </div>
    </Card>
  );
}

function Approvals({ preview, onDone }: { preview: CallsPreview; onDone(): void }) {
  const t = useText();
  const [leftOff, setLeftOff] = useState(false);
  const { calls } = preview;
  return (
    <>
      {preview.approvals.length > 0 && (
        <ul>
          {preview.approvals.map((one) => (
            <Approval key={`${one.asset} ${one.spender}`} one={one} />
          ))}
        </ul>
      )}
      {calls.length === 0 && preview.open === null ? (
        <p className="text-small text-text-2">{t("setup.addresses.nothingMissing")}</p>
      ) : leftOff ? (
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 flex-1 basis-50 text-small text-text-2">
            {t("setup.addresses.leftOff", { count: calls.length })}
          </p>
          <Button size="sm" onClick={() => setLeftOff(false)}>
            {t("setup.addresses.showThem")}
          </Button>
        </div>
      ) : (
        <Missing preview={preview} onLeave={() => setLeftOff(true)} onDone={onDone} />
      )}
      <LeftOut rows={preview.leftOut} />
    </>
  );
}

/** What would be sent to give what is missing. The system asks before it leaves. */
function Missing({ preview, onLeave, onDone }: { preview: CallsPreview; onLeave(): void; onDone(): void }) {
  const t = useText();
  const send = useSendCalls("approvals");
  const [begun, setBegun] = useState<RelayerRun | null>(preview.open);
  const run = useRelayerRun(begun);
  const now = begun === null ? null : (run.data ?? begun);
  const count = preview.calls.length;
  const mine = preview.through === "by_yourself";
  return (
    <div className="grid min-w-0 gap-2 rounded-control border border-[color-mix(in_srgb,var(--warn)_45%,var(--border))] bg-[color-mix(in_srgb,var(--warn)_7%,var(--surface))] p-3">
      {count > 0 && (
        <div>
          <b className="font-semibold">{t("setup.addresses.missing", { count })}</b>
          <p className="text-small text-text-2">
            {t(mine ? "setup.addresses.missingEoa" : "setup.addresses.missingAbout")}
          </p>
        </div>
      )}
      {count > 0 && <CallsPreviewBox preview={preview} folded={count > 1} />}
      {now && <RelayerRunLine run={now} />}
      {preview.relayerKey === false && (
        <p className="text-small text-text-2">{t("setup.addresses.needsRelayerKey")}</p>
      )}
      <FailureLine error={send.error ?? run.error} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        {now?.over ? (
          <Button size="sm" onClick={onDone}>
            {t("setup.addresses.readAgain")}
          </Button>
        ) : (
          <>
            <Button size="sm" look="ghost" onClick={onLeave}>
              {t("setup.addresses.leaveOff")}
            </Button>
            {!mine && now === null && (
              <Button
                size="sm"
                busy={send.isPending}
                disabled={preview.id === null || preview.relayerKey === false}
                onClick={() => {
                  if (preview.id === null) return;
                  send.mutate(preview.id, {
                    onSuccess: setBegun,
                    // It was used up, or something changed: what would be sent now is another.
                    onError: onDone,
                  });
                }}
              >
                {t("setup.addresses.sendThem", { count })}
              </Button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function Approval({ one }: { one: ApprovalView }) {
  const t = useText();
  const { n } = useFormat();
  const may = one.may.most !== "nothing";
  const Icon = may ? Check : TriangleAlert;
  const cash = one.asset === "cash";
  return (
    <li
      className={cn(
        "grid grid-cols-[14px_60px_minmax(0,1fr)_auto] items-center gap-x-2.5 py-0.5 text-small",
        !may && "font-medium text-warn",
      )}
    >
      <Icon aria-hidden size={14} className={may ? "text-accent" : "text-warn"} />
      <span className={may ? "text-text-2" : ""}>{cash ? "pUSD" : t("setup.addresses.shares")}</span>
      <span data-tip={one.spender}>
        {one.name ?? <span className="font-mono">{shortAddress(one.spender)}</span>}
      </span>
      <span className={may ? "numeric text-text-2" : ""}>
        {one.may.most === "amount"
          ? n.usd(one.may.usd)
          : one.may.most === "nothing"
            ? t("setup.addresses.mayNothing")
            : t(cash ? "setup.addresses.mayUnlimited" : "setup.addresses.mayAll")}
      </span>
    </li>
  );
}
