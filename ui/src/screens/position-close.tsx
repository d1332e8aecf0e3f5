/** The questions before something is sold: how much of it, at which price, what that would bring now. */
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { OutcomeChip } from "@/components/outcome";
import { Sums } from "@/components/sums";
import { TraderTag } from "@/components/trader-tag";
import { Checkbox } from "@/components/ui/checkbox";
import { Confirm } from "@/components/ui/dialog";
import { NumberField } from "@/components/ui/number-field";
import { Segmented } from "@/components/ui/segmented";
import { FailureLine } from "@/components/ui/states";
import { shift, signOf } from "@/format/decimal";
import { typed } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useClosePreview } from "@/live/queries-more";
import { useLive } from "@/live/store";
import type { CloseDraft, ClosePreview, Position } from "@/platform";

type Part = "25" | "50" | "75" | "100" | "shares";
const PARTS: Exclude<Part, "shares">[] = ["25", "50", "75", "100"];

/** What is asked for so far; nothing while a figure is missing or is no number. */
function useClose(target: CloseDraft["target"]) {
  const [part, setPart] = useState<Part>("100");
  const [shares, setShares] = useState("");
  const [how, setHow] = useState<"market" | "limit">("market");
  const [cents, setCents] = useState("");
  const [despiteForeignOrders, setDespite] = useState(false);
  const { language } = useFormat();
  const some = typed(shares, language);
  const limit = typed(cents, language, "¢");
  const isPositive = (text: string) => text !== "" && signOf(text) > 0;
  const isSomeGiven = isPositive(some);
  const whole = (part !== "shares" || isSomeGiven) && (how === "market" || isPositive(limit));
  const draft: CloseDraft = {
    target,
    percent: part === "shares" ? null : Number(part),
    shares: part === "shares" ? some : null,
    limit: how === "limit" ? shift(limit || "0", -2) : null,
    despiteForeignOrders,
  };
  return {
    draft: whole ? draft : null,
    part,
    setPart,
    shares,
    setShares,
    isSomeGiven,
    how,
    setHow,
    cents,
    setCents,
    despiteForeignOrders,
    setDespite,
  };
}

/** Sends it, and says so. */
function useSell(onClose: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const ask = useAsk<CloseDraft>((platform, draft) => platform.close(draft));
  const sell = (draft: CloseDraft) =>
    ask.mutate(draft, {
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: ["positions"] });
        void client.invalidateQueries({ queryKey: ["orders"] });
        say(t("positions.closeAsked"));
        onClose();
      },
    });
  return { ask, sell };
}

export function CloseDialog({ row, onClose }: { row: Position; onClose(): void }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const close = useClose({ scope: "position", follow: row.follow, token: row.token });
  const preview = useClosePreview(close.draft);
  const { ask, sell } = useSell(onClose);
  const now = close.draft === null ? undefined : preview.data?.each[0];
  const problem = now?.problem ?? null;
  const received = now?.received ?? null;
  const foreign = now?.foreignOrders === true;
  const confirm =
    close.how === "limit" && now
      ? t("positions.closeLimitConfirm", { shares: n.shares(now.shares), bound: n.cents(now.bound) })
      : received === null
        ? t("positions.closeConfirmPlain")
        : t("positions.closeConfirm", { amount: n.usd(received) });
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("positions.closeTitle")}
      keep={t("positions.closeKeep")}
      confirm={confirm}
      busy={ask.isPending}
      disabled={!now || problem !== null || (foreign && !close.despiteForeignOrders)}
      onConfirm={() => {
        if (close.draft) sell(close.draft);
      }}
    >
      <p className="flex min-w-0 items-center gap-2 text-text">
        <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        <span className="truncate font-medium" title={row.market}>
          {row.market}
        </span>
        <TraderTag name={row.trader} address={row.traderAddress} size="s" className="max-w-40 shrink-0" />
      </p>
      <div className="flex flex-wrap items-end gap-2">
        <Segmented<Part>
          className="ring-1 ring-border"
          label={t("positions.closePart")}
          value={close.part}
          options={[
            ...PARTS.map((part) => ({ value: part, label: n.percent(part, 0) })),
            { value: "shares" as const, label: t("positions.closeSome") },
          ]}
          onChange={close.setPart}
        />
        {close.part === "shares" && (
          <NumberField
            label={t("positions.closeShares")}
            hideLabel
            mark=""
            least={2}
            placeholder={n.shares(row.shares)}
            value={close.shares}
            onChange={close.setShares}
            className="w-28"
          />
        )}
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <Segmented<"market" | "limit">
          className="ring-1 ring-border"
          label={t("positions.closeHow")}
          value={close.how}
          options={[
            { value: "market", label: t("positions.closeMarket") },
            { value: "limit", label: t("positions.closeLimit") },
          ]}
          onChange={close.setHow}
        />
        {close.how === "limit" && (
          <NumberField
            label={t("positions.closeLimitPrice")}
            hideLabel
            mark="¢"
            least={1}
            value={close.cents}
            onChange={close.setCents}
            className="w-28"
          />
        )}
      </div>
      <Answer>
        {close.draft === null ? (
          <p>
            {close.part === "shares" && !close.isSomeGiven
              ? t("positions.closeMissing", { shares: n.shares(row.shares) })
              : t("positions.closeMissingLimit")}
          </p>
        ) : !now ? (
          <p aria-busy={preview.isPending}>{preview.isPending ? t("positions.closeLooking") : null}</p>
        ) : problem !== null ? (
          <p className="text-warn">{word(t, "noClose", problem)}</p>
        ) : (
          <>
            <p>
              <Brings now={now} atLimit={close.how === "limit"} />
            </p>
            {now.proceeds !== null && now.fee !== null && now.received !== null && now.price !== null && (
              <Sums
                side="sell"
                what={t("sums.atOnce", { price: n.cents(now.price, 1) })}
                amount={now.proceeds}
                fee={now.fee}
                total={now.received}
                result={now.result}
              />
            )}
            <p>{t("positions.closeRest")}</p>
            {foreign && (
              <Foreign
                checked={close.despiteForeignOrders}
                onChange={() => close.setDespite(!close.despiteForeignOrders)}
              />
            )}
          </>
        )}
      </Answer>
      <FailureLine error={preview.error ?? ask.error} />
    </Confirm>
  );
}

/** Room for the usual answer, so that the buttons stand still while another choice is looked at. */
function Answer({ children }: { children: ReactNode }) {
  return <div className="grid min-h-19 content-start gap-2 pt-1">{children}</div>;
}

function Brings({ now, atLimit }: { now: ClosePreview; atLimit: boolean }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const shares = n.shares(now.shares);
  const bound = n.cents(now.bound);
  if (now.price === null || now.proceeds === null)
    return t(atLimit ? "positions.closeAtLimit" : "positions.closeNoBook", { shares, bound });
  return t(atLimit ? "positions.closeAtLimitNow" : "positions.closeText", {
    shares,
    bound,
  });
}

/** Orders of another hand on what is to be sold: the user has to say that it is meant. */
function Foreign({ checked, onChange }: { checked: boolean; onChange(): void }) {
  const { t } = useTranslation();
  return (
    <div className="grid grid-cols-[auto_1fr] items-start gap-x-2 text-warn">
      <Checkbox label={t("positions.closeForeignYes")} checked={checked} onChange={onChange} />
      <p>
        {t("positions.closeForeign")} {t("positions.closeForeignYes")}.
      </p>
    </div>
  );
}

/** Everything that one follow holds, or everything. */
export function CloseManyDialog({
  follow,
  trader,
  onClose,
}: {
  follow: number | null;
  trader: string;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const close = useClose(follow === null ? { scope: "everything" } : { scope: "follow", follow });
  const preview = useClosePreview(close.draft);
  const { ask, sell } = useSell(onClose);
  const now = preview.data;
  const left = now ? now.each.length - now.closed : 0;
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={
        follow === null ? t("positions.closeEverythingTitle") : t("positions.closeFollowTitle", { trader })
      }
      keep={t("positions.closeKeep")}
      confirm={
        now ? t("positions.closeConfirm", { amount: n.usd(now.received) }) : t("positions.closeConfirmPlain")
      }
      busy={ask.isPending}
      disabled={!now || now.closed === 0 || (now.foreignOrders && !close.despiteForeignOrders)}
      onConfirm={() => {
        if (close.draft) sell(close.draft);
      }}
    >
      <Segmented<Part>
        className="justify-self-start ring-1 ring-border"
        label={t("positions.closePart")}
        value={close.part}
        options={PARTS.map((part) => ({ value: part, label: n.percent(part, 0) }))}
        onChange={close.setPart}
      />
      <Answer>
        {!now ? (
          <p aria-busy={preview.isPending}>{preview.isPending ? t("positions.closeLooking") : null}</p>
        ) : now.closed === 0 ? (
          <p className="text-warn">{t("positions.closeManyNone")}</p>
        ) : (
          <>
            <p>{t("positions.closeMany", { count: now.closed })}</p>
            {now.unpriced > 0 && <p>{t("positions.closeManyUnpriced", { count: now.unpriced })}</p>}
            {left > 0 && <p>{t("positions.closeManyLeft", { count: left })}</p>}
            <Sums
              side="sell"
              what={t("sums.byTheBooks")}
              amount={now.proceeds}
              fee={now.fee}
              total={now.received}
              result={now.result}
            />
            <p>{t("positions.closeManyRest")}</p>
            {now.foreignOrders && (
              <Foreign
                checked={close.despiteForeignOrders}
                onChange={() => close.setDespite(!close.despiteForeignOrders)}
              />
            )}
          </>
        )}
      </Answer>
      <FailureLine error={preview.error ?? ask.error} />
    </Confirm>
  );
}
