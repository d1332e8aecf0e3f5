/** The ways out of a difference that change the books: accept it as it is, or give the shares to a follow. Both ask first. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { FailureLine } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { namedMarket } from "@/i18n/halt";
import { useText } from "@/i18n/use-text";
import { useAskFrame } from "@/live/queries";
import { useLive } from "@/live/store";
import type { Difference, Give } from "@/platform";
import { unsigned } from "./text";

export function AcceptDifference({ row }: { row: Difference }) {
  const t = useText();
  const { n } = useFormat();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const accept = useAskFrame((platform) => platform.acceptDifference(row.token));
  const amount = unsigned(row.difference);
  const values = { market: namedMarket(t, row.market, row.outcome), shares: n.shares(amount) };
  const text =
    row.kind === "cash_missing"
      ? t("halts.acceptCash", { usd: n.usd(amount) })
      : row.kind === "shares_missing"
        ? t("halts.acceptMissing", values)
        : t("halts.acceptUnexplained", values);
  const done = () => {
    setAsking(false);
    void client.invalidateQueries({ queryKey: ["differences"] });
  };
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {t(
          row.kind === "shares_unexplained"
            ? "differences.accept.shares_unexplained"
            : "differences.accept.rest",
        )}
      </Button>
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title={t("halts.acceptTitle")}
          keep={t("halts.keep")}
          confirm={t("halts.confirm")}
          danger={false}
          busy={accept.isPending}
          onConfirm={() => accept.mutate(undefined, { onSuccess: done })}
        >
          <p>{text}</p>
          <FailureLine error={accept.error} />
        </Confirm>
      )}
    </>
  );
}

export function GiveDifference({ row, give }: { row: Difference; give: Give }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {t("differences.give")}
      </Button>
      {asking && <GiveQuestion row={row} give={give} onClose={() => setAsking(false)} />}
    </>
  );
}

interface GiveQuestionProps {
  row: Difference;
  give: Give;
  onClose(): void;
}

function GiveQuestion({ row, give, onClose }: GiveQuestionProps) {
  const t = useText();
  const { n } = useFormat();
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const [chosen, setChosen] = useState(String(give.to[0]?.follow ?? ""));
  // The follow may be removed while the question is read.
  const to = give.to.find((one) => String(one.follow) === chosen) ?? give.to[0];
  const ask = useAskFrame<number>((platform, follow) => platform.giveDifference(row.token ?? "", follow));
  if (!to) return null;
  const shares = n.shares(give.shares);
  const done = () => {
    say((t, { n }) => t("differences.given", { shares: n.shares(give.shares), trader: to.trader }));
    onClose();
    void client.invalidateQueries();
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("differences.giveTitle", { shares })}
      keep={t("differences.keep")}
      confirm={t("differences.giveConfirm", { shares })}
      danger={false}
      busy={ask.isPending}
      onConfirm={() => ask.mutate(to.follow, { onSuccess: done })}
    >
      <p className="text-text">{namedMarket(t, row.market, row.outcome)}</p>
      <div className="flex items-center gap-2">
        <span aria-hidden>{t("differences.giveTo")}</span>
        <Select
          label={t("differences.giveTo")}
          value={String(to.follow)}
          options={give.to.map((one) => ({
            value: String(one.follow),
            label: t("differences.giveOption", { trader: one.trader, held: n.shares(one.held) }),
          }))}
          onChange={setChosen}
          className="min-w-56"
        />
      </div>
      <p>
        {t(give.known ? "differences.giveKnown" : "differences.giveUnknown", {
          trader: to.trader,
          usd: n.usd(give.cost),
        })}{" "}
        {t("differences.giveText", { trader: to.trader })}
      </p>
      {signOf(give.cash) !== 0 && <p>{t("differences.giveCash", { usd: n.usd(give.cash) })}</p>}
      {!to.traderHolds && <p>{t("differences.giveAlone", { trader: to.trader })}</p>}
      <FailureLine error={ask.error} />
    </Confirm>
  );
}
