/** What an open decision shows: every gate it passed, which one bound, what was left out, and where to go from here. */

import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { Made } from "@/components/amounts";
import { OpenMarket } from "@/components/open-market";
import { Button } from "@/components/ui/button";
import type { Format } from "@/format/use-format";
import { useFormat } from "@/format/use-format";
import { didText, seenText, weText, whyText } from "@/i18n/decision";
import { boundGate, measureText, ruleText } from "@/i18n/gate";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useLive } from "@/live/store";
import type { DecisionRow } from "@/platform";
import { BoundBy, GateTable } from "./gate-table";

/** Limits over all traders are in Settings; all the others are a follow's own. */
const GLOBAL = ["exposure_limit", "daily_spend", "open_orders", "balance"];
/** What nobody can set. */
const FIXED = ["minimum", "market_open", "held", "self_cross", "stopped", "paused"];

export function DecisionDetails({ row }: { row: DecisionRow }) {
  const t = useText();
  const format = useFormat();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_252px] gap-6 px-4 pt-1 pb-4 pl-9.5 wide:px-6 wide:pl-12">
      {row.gates.length > 0 ? (
        <GateTable
          gates={row.gates}
          price={row.price}
          when={t("decisions.at", { time: format.time.second(row.at) })}
          size={
            row.asked === null || row.verdict === "yours"
              ? undefined
              : { theirs: row.shares, ours: row.asked, percentage: row.percentage }
          }
        />
      ) : (
        <p className="text-small text-text-2">{whyText(t, format, row)}</p>
      )}
      <div className="grid content-start gap-3 text-small">
        {row.gates.length > 0 && <BoundBy gates={row.gates}>{whyText(t, format, row)}</BoundBy>}
        {row.leftOut && <LeftOut row={row} leftOut={row.leftOut} />}
        <div>
          <h2 className="numeric font-medium text-label text-text-3">
            {t("decisions.number", { seq: format.n.count(row.seq) })}
          </h2>
          <p className="text-text-2">{seenText(t, format, row)}</p>
        </div>
        <Actions row={row} />
      </div>
    </div>
  );
}

function LeftOut({ row, leftOut }: { row: DecisionRow; leftOut: NonNullable<DecisionRow["leftOut"]> }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <div>
      <h2 className="font-medium text-label text-text-3">{t("decisions.leftOut")}</h2>
      <p className="numeric">
        <b className="font-semibold">{t("decisions.leftOutShares", { shares: n.shares(leftOut.shares) })}</b>{" "}
        {t("decisions.leftOutWould")} <Made value={leftOut.pnl} unit className="font-semibold" />
      </p>
      <p className="numeric text-text-3">
        {t(row.side === "SELL" ? "decisions.leftOutAsk" : "decisions.leftOutBid", {
          price: n.cents(leftOut.price),
        })}
      </p>
    </div>
  );
}

function Actions({ row }: { row: DecisionRow }) {
  const t = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const say = useLive((live) => live.say);
  const bound = boundGate(row.gates)?.gate;
  const { order, traderAddress: address } = row;
  const change = () =>
    void (bound && GLOBAL.includes(bound)
      ? navigate({ to: "/settings" })
      : navigate({ to: "/trader/$address", params: { address }, search: { follow: true } }));
  return (
    <div className="flex flex-wrap gap-2">
      {order !== null && (
        <Button size="sm" onClick={() => void navigate({ to: "/orders", search: { order } })}>
          {t("activity.openOrder")}
        </Button>
      )}
      {bound && !FIXED.includes(bound) ? (
        <Button size="sm" look={order === null ? "default" : "ghost"} onClick={change}>
          {t("decisions.change")}
        </Button>
      ) : (
        <Button
          size="sm"
          look="ghost"
          onClick={() => void navigate({ to: "/trader/$address", params: { address } })}
        >
          {t("activity.openTrader")}
        </Button>
      )}
      <OpenMarket condition={row.condition} />
      <Button
        size="sm"
        look="ghost"
        onClick={() =>
          void navigator.clipboard
            ?.writeText(asText(t, format, row))
            .then(() => say((t) => t("decisions.copied")))
        }
      >
        {t("decisions.copy")}
      </Button>
    </div>
  );
}

/** The decision in lines, for a message to somebody. */
function asText(t: TFunction, format: Format, row: DecisionRow): string {
  const gates = row.gates.map((gate) =>
    [
      word(t, "gate", gate.gate),
      ruleText(t, format, gate),
      measureText(t, format, gate, row.price),
      `${format.n.shares(gate.asked)} → ${format.n.shares(gate.allowed)}`,
    ]
      .filter(Boolean)
      .join(" · "),
  );
  return [
    `${t("decisions.number", { seq: format.n.count(row.seq) })} · ${format.time.full(row.at)}`,
    `${word(t, "verdict", row.verdict)} · ${row.trader} · ${didText(t, format, row)} · ${row.outcome} · ${row.market}`,
    weText(t, format, row),
    ...gates,
  ].join("\n");
}
