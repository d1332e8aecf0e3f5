/** Selling one position: how much of it, at the market or at a limit, and line by line what that brings. */

import type { ReactNode } from "react";
import { Made } from "@/components/amounts";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { NumberField } from "@/components/ui/number-field";
import { Segmented } from "@/components/ui/segmented";
import { FailureLine } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { cannotCloseText } from "@/i18n/words";
import { useClosePreview } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { ClosePreview, Position } from "@/platform";
import { Bids } from "./bids";
import { type Closing, type How, PARTS, type Part, useClosing, useSell } from "./draft";
import { Foreign, SheetFrame } from "./frame";

interface CloseSheetProps {
  row: Position;
  /** How much of it is asked for at first. */
  part?: Part | undefined;
  onClose(): void;
}

/** Give it a `key` by the position. */
export function CloseSheet({ row, part, onClose }: CloseSheetProps) {
  const t = useText();
  const { n } = useFormat();
  const close = useClosing({ scope: "position", follow: row.follow, token: row.token }, part);
  const preview = useClosePreview(close.draft);
  const { ask, sell } = useSell(onClose);
  const now = close.draft === null ? undefined : preview.data?.each[0];
  const problem = now?.problem ?? null;
  const foreign = now?.foreignOrders === true;
  return (
    <SheetFrame
      title={t("closing.title")}
      confirm={useConfirmWords(now, close.how)}
      disabled={!now || problem !== null || (foreign && !close.despiteForeignOrders)}
      busy={ask.isPending}
      onConfirm={() => {
        if (close.draft) sell(close.draft);
      }}
      onClose={onClose}
    >
      <Subject row={row} />
      <HowMuch close={close} row={row} now={now} />
      <AtWhichPrice close={close} now={now} />
      {close.missing !== null && (
        <p className="text-text-2">
          {t(close.missing === "shares" ? "closing.missingShares" : "closing.missingLimit", {
            shares: n.shares(row.shares),
          })}
        </p>
      )}
      {close.missing === null && !now && (
        <p aria-busy={preview.isPending}>{preview.isPending ? t("closing.looking") : null}</p>
      )}
      {now && problem !== null && <p className="text-warn">{cannotCloseText(t, problem)}</p>}
      {now && problem === null && (
        <>
          <Bids now={now} />
          <Sums now={now} how={close.how} />
          {foreign && (
            <Foreign
              checked={close.despiteForeignOrders}
              onChange={() => close.setDespite(!close.despiteForeignOrders)}
            />
          )}
          <Stays now={now} row={row} how={close.how} />
        </>
      )}
      <FailureLine error={preview.error ?? ask.error} />
    </SheetFrame>
  );
}

function useConfirmWords(now: ClosePreview | undefined, how: How): string {
  const t = useText();
  const { n } = useFormat();
  if (!now || now.problem !== null) return t("closing.confirmPlain");
  const shares = n.shares(now.shares);
  if (how === "limit") return t("closing.confirmLimit", { shares, price: n.cents(now.bound) });
  if (now.received === null || signOf(now.received) <= 0) return t("closing.confirmShares", { shares });
  return t("closing.confirm", { shares, amount: n.usd(now.received) });
}

function Subject({ row }: { row: Position }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <div className="grid gap-1.5">
      <p className="font-semibold text-lead">{row.market}</p>
      <p className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-1 text-text-2">
        <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        <span className="numeric">
          {t("closing.held", { shares: n.shares(row.shares), price: n.cents(row.averageCost, 1) })}
        </span>
        <TraderTag name={row.trader} address={row.traderAddress} size="s" className="max-w-40" />
      </p>
    </div>
  );
}

interface HowMuchProps {
  close: Closing;
  row: Position;
  now: ClosePreview | undefined;
}

function HowMuch({ close, row, now }: HowMuchProps) {
  const t = useText();
  const { n } = useFormat();
  return (
    <div className="grid grid-cols-2 items-end gap-3">
      <NumberField
        label={t("closing.shares")}
        mark=""
        unit={t("closing.ofShares", { shares: n.shares(row.shares) })}
        least={2}
        value={close.part !== null && now ? n.shares(now.shares) : close.shares}
        onChange={close.setShares}
      />
      <div className="grid gap-0.5">
        <span aria-hidden className="text-label text-text-2">
          {t("closing.howMuch")}
        </span>
        <Segmented<Part | "">
          className="w-full ring-1 ring-border *:flex-1 *:px-0"
          label={t("closing.howMuch")}
          value={close.part ?? ""}
          options={PARTS.map((part) => ({ value: part, label: n.percent(part, 0) }))}
          onChange={(part) => {
            if (part !== "") close.setPart(part);
          }}
        />
      </div>
    </div>
  );
}

function AtWhichPrice({ close, now }: { close: Closing; now: ClosePreview | undefined }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <div className="grid grid-cols-2 items-end gap-3">
      <div className="grid gap-0.5">
        <span aria-hidden className="text-label text-text-2">
          {t("closing.how")}
        </span>
        <Segmented<How>
          className="w-full ring-1 ring-border *:flex-1"
          label={t("closing.how")}
          value={close.how}
          options={[
            { value: "market", label: t("closing.market"), title: t("closing.marketTitle") },
            { value: "limit", label: t("closing.limit"), title: t("closing.limitTitle") },
          ]}
          onChange={close.setHow}
        />
      </div>
      <NumberField
        label={t(close.how === "limit" ? "closing.limitPrice" : "closing.notBelow")}
        mark="¢"
        least={1}
        value={close.cents ?? (now ? n.centsBare(now.bound) : "")}
        onChange={close.setCents}
      />
    </div>
  );
}

/** What comes in, line by line down to the result. */
function Sums({ now, how }: { now: ClosePreview; how: How }) {
  const t = useText();
  const { n } = useFormat();
  const atOnce = now.atOnce !== null && signOf(now.atOnce) > 0;
  const isLimit = how === "limit" && now.onceFilled !== null && now.rests !== null;
  if (!atOnce && !isLimit)
    return <p className="text-text-2">{t("closing.noBuyer", { price: n.cents(now.bound) })}</p>;
  const received = isLimit ? now.onceFilled : now.received;
  const result = isLimit ? now.onceFilledResult : now.result;
  return (
    <dl className="numeric grid gap-1.5 rounded-card bg-bg px-3 py-2.5 text-text-2">
      {atOnce && now.price !== null && now.proceeds !== null && (
        <Line
          what={t("closing.sharesAt", { shares: n.shares(now.atOnce ?? "0"), price: n.cents(now.price, 1) })}
        >
          {n.usd(now.proceeds)}
        </Line>
      )}
      {atOnce && now.fee !== null && (
        <Line
          what={
            now.feeRate === null || signOf(now.feeRate) === 0
              ? t("closing.fee")
              : t("closing.feeRate", { rate: n.plain(now.feeRate, 0, 1) })
          }
        >
          {signOf(now.fee) === 0 ? n.usd(now.fee) : n.usdSigned(`-${now.fee}`)}
        </Line>
      )}
      {isLimit && signOf(now.rests ?? "0") > 0 && (
        <Line what={t("closing.restsAt", { shares: n.shares(now.rests ?? "0"), price: n.cents(now.bound) })}>
          {t("closing.noFee")}
        </Line>
      )}
      {received !== null && (
        <Line
          strong
          what={t(isLimit && signOf(now.rests ?? "0") > 0 ? "closing.onceFilled" : "closing.receive")}
        >
          {n.usd(received)}
        </Line>
      )}
      {!isLimit && now.cost !== null && <Line what={t("closing.cost")}>{n.usdSigned(`-${now.cost}`)}</Line>}
      {result !== null && (
        <Line strong what={t(signOf(result) < 0 ? "closing.loss" : "closing.profit")}>
          <Made value={result} unit />
        </Line>
      )}
    </dl>
  );
}

function Line({ what, strong = false, children }: { what: string; strong?: boolean; children: ReactNode }) {
  return (
    <div
      className={cn(
        "flex justify-between gap-3",
        strong && "border-hairline border-t pt-1.5 font-medium text-text",
      )}
    >
      <dt className="min-w-0">{what}</dt>
      <dd className="whitespace-nowrap">{children}</dd>
    </div>
  );
}

/** What becomes of the rest, and of what does not find a buyer. */
function Stays({ now, row, how }: { now: ClosePreview; row: Position; how: How }) {
  const t = useText();
  const { n } = useFormat();
  const state = useFrame((frame) => frame.state);
  const keeps = signOf(now.stays) > 0;
  const removed = row.followStatus === "removed";
  const part = keeps
    ? t("closing.keep", { shares: n.shares(now.stays), amount: n.usd(now.staysCost) })
    : t("closing.keepNone");
  const goesOn = removed
    ? t("closing.removed")
    : t(state === "stopped" || state === "paused" ? "closing.goesOnLater" : "closing.goesOn", {
        trader: row.trader,
      });
  return (
    <div className="grid gap-1.5 text-small text-text-2">
      <p>
        {part} {goesOn}
      </p>
      <p>{t(how === "limit" ? "closing.limitRest" : "closing.marketRest")}</p>
    </div>
  );
}
