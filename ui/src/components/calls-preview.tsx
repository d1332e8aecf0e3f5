/**
 * "Exactly what will be sent": every call of a request as it is signed, decoded from its own bytes, with the bytes. Approvals and
 * redemptions are shown with it before anything is sent.
 */
import type { TFunction } from "i18next";
import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useId, useState } from "react";
import { useText } from "@/i18n/use-text";
import type { CallArgument, CallsPreview, CallView } from "@/platform";

/** Of an address that is pinned in the program, or was confirmed. */
export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;

/** What the contract does not read of a call to an adapter. */
const UNREAD = new Set(["collateral", "parent", "indexSets"]);

interface CallsPreviewBoxProps {
  preview: CallsPreview;
  /** Folded until it is asked for. */
  folded?: boolean;
}

export function CallsPreviewBox({ preview, folded = false }: CallsPreviewBoxProps) {
  const t = useText();
  const [open, setOpen] = useState(!folded);
  const body = useId();
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section
      aria-label={t("calls.exactly")}
      className="min-w-0 rounded-control border border-border bg-bg text-small"
    >
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={body}
          onClick={() => setOpen(!open)}
          className="flex w-full items-center gap-1.5 px-3 py-2 text-left font-medium text-text"
        >
          <Chevron aria-hidden size={14} className="shrink-0" />
          {t("calls.exactly")}
          <span className="font-normal text-text-3">{t("calls.count", { count: preview.calls.length })}</span>
        </button>
      </h3>
      <div id={body} hidden={!open} className="grid gap-3 px-3 pb-3">
        <dl className="grid gap-y-1">
          <Line label={t("calls.from")}>
            <Address full={preview.wallet.full} />{" "}
            <span className="text-text-2">{t(`calls.through.${preview.through}`)}</span>
          </Line>
          {preview.nonce !== null && (
            <Line label={t("calls.number")}>
              <span className="numeric">{t("calls.nonce", { nonce: preview.nonce })}</span>
              {preview.goodForS !== null && (
                <span className="text-text-2">
                  , {t("calls.goodFor", { minutes: Math.round(preview.goodForS / 60) })}
                </span>
              )}
            </Line>
          )}
        </dl>
        <ol className="grid gap-3">
          {preview.calls.map((call, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls may be alike, and never move
            <li key={i} className="grid min-w-0 gap-1.5 border-hairline border-t pt-2">
              <Call call={call} place={i + 1} of={preview.calls.length} />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function Call({ call, place, of }: { call: CallView; place: number; of: number }) {
  const t = useText();
  return (
    <>
      <p className="text-text">{effectText(t, call)}</p>
      <dl className="grid gap-y-1">
        <Line label={t("calls.call", { place, of })}>
          {call.contractName} <Address full={call.contract.full} />{" "}
          <b className="font-semibold" data-tip={call.function}>
            {call.function.split("(")[0]}
          </b>
        </Line>
        {call.arguments.map((argument) => (
          <Line key={argument.name} label={<span className="font-mono">{argument.name}</span>}>
            <Value argument={argument} call={call} />
          </Line>
        ))}
      </dl>
      <p
        data-tip={t("calls.data")}
        className="selectable wrap-anywhere rounded-chip bg-surface px-2 py-1.5 font-mono text-[11px] text-text-2 leading-4"
      >
        <span className="sr-only">{t("calls.data")} </span>
        {call.data}
      </p>
    </>
  );
}

function Value({ argument, call }: { argument: CallArgument; call: CallView }) {
  const t = useText();
  if (argument.contractName !== null)
    return (
      <>
        {argument.contractName} <Address full={argument.value} />
      </>
    );
  if (call.effect.what === "may_spend" && argument.name === "amount")
    return (
      <span className="wrap-anywhere" data-tip={argument.value}>
        {call.effect.most === null ? t("calls.unlimited") : t("calls.usd", { amount: call.effect.most })}
      </span>
    );
  return (
    <span className="selectable wrap-anywhere font-mono">
      {argument.value}
      {UNREAD.has(argument.name) && <span className="font-sans text-text-3"> ({t("calls.unread")})</span>}
    </span>
  );
}

/** What a call brings about, in a sentence. */
function effectText(t: TFunction, { effect }: CallView): string {
  switch (effect.what) {
    case "may_spend":
      return effect.most === null
        ? t("calls.effect.maySpendAll", { spender: effect.spender })
        : t("calls.effect.maySpend", { spender: effect.spender, amount: effect.most });
    case "may_move_shares":
      return t("calls.effect.mayMoveShares", { operator: effect.operator, keeper: effect.keeper });
    case "may_no_more":
      return t("calls.effect.mayNoMore", { spender: effect.spender, keeper: effect.keeper });
    case "redeems_market":
      return t("calls.effect.redeemsMarket", { market: effect.market ?? shortAddress(effect.condition) });
    case "redeems_position":
      return t("calls.effect.redeemsPosition", {
        market: effect.market ?? shortAddress(effect.condition),
        shares: effect.shares,
      });
  }
}

function Line({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-2">
      <dt className="text-text-3">{label}</dt>
      <dd className="min-w-0 text-text">{children}</dd>
    </div>
  );
}

function Address({ full }: { full: string }) {
  return (
    <span data-tip={full} className="font-mono">
      {shortAddress(full)}
      <span className="sr-only"> ({full})</span>
    </span>
  );
}
