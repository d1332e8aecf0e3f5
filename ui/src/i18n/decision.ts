/** A decision as a person reads it: what the trader did, what we did in a few words, and why in a sentence. */
import type { TFunction } from "i18next";
import { signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import type { DecisionRow, GateBasis } from "@/platform";
import { boundGate, measureText, ruleText } from "./gate";
import { reasonText } from "./sentence";
import { word } from "./words";

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "Bought 140.00" */
export function didText(t: TFunction, { n }: Format, row: DecisionRow): string {
  const act =
    row.origin === "user"
      ? "user"
      : row.change === "position_closed"
        ? "closed"
        : row.side === "BUY"
          ? "bought"
          : row.side === "SELL"
            ? "sold"
            : row.reason === "split" || row.reason === "redemption"
              ? row.reason
              : "other";
  return t(`decisions.act.${act}`, { shares: n.shares(row.shares) });
}

/** "Order for 80.00 at 44.0¢"; "2.80 shares, the minimum is 5.00" */
export function weText(t: TFunction, format: Format, row: DecisionRow): string {
  const { n, time } = format;
  const asked = row.asked === null ? NONE : n.shares(row.asked);
  const allowed = row.allowed === null ? NONE : n.shares(row.allowed);
  const price = row.price === null ? NONE : n.cents(row.price, 1);
  const gate = boundGate(row.gates);
  if (row.verdict === "adjusted")
    return t("decisions.cut", { allowed, asked, gate: gate ? lower(word(t, "gate", gate.gate)) : NONE });
  if (row.verdict === "yours" && row.reason === null)
    return t("decisions.yours", { shares: row.allowed === null ? n.shares(row.shares) : allowed });
  if (row.verdict === "copied")
    return t(row.side === "SELL" ? "decisions.sale" : "decisions.order", { shares: allowed, price });
  if (row.reason === null) return t("decisions.pending");
  const some = row.reason === "limit" && gate !== undefined && signOf(gate.allowed) > 0;
  const left = basisOf(row, "time");
  return t(`decisions.short.${some ? "limitSome" : row.reason}`, {
    asked,
    room: gate ? n.shares(gate.allowed) : NONE,
    price,
    least:
      row.reason === "too_close_to_resolution" ? (left ? time.rough(left.least) : NONE) : leastShares(n, row),
    left: left === undefined || left.left === null ? t("words.basis.unknown") : time.rough(left.left),
    gate: gate ? word(t, "gate", gate.gate) : NONE,
    rule: gate ? ruleText(t, format, gate) : NONE,
    measure: gate ? measureText(t, format, gate, row.price) : NONE,
  });
}

/** What the check that went by such figures went by. */
function basisOf<By extends GateBasis["by"]>(
  row: DecisionRow,
  by: By,
): Extract<GateBasis, { by: By }> | undefined {
  const found = row.gates.find(({ basis }) => basis.by === by)?.basis;
  return found as Extract<GateBasis, { by: By }> | undefined;
}

function leastShares(n: Format["n"], row: DecisionRow): string {
  const minimum = basisOf(row, "minimum");
  return minimum ? n.plain(minimum.shares, 0) : NONE;
}

/** What the gate that bound came to, or why nothing was copied, in a sentence; none where nothing was cut. */
export function whyText(t: TFunction, format: Format, row: DecisionRow): string | null {
  const { n } = format;
  const gate = boundGate(row.gates);
  if (row.verdict === "adjusted" && gate)
    return t("decisions.cutWhy", {
      measure: measureText(t, format, gate, row.price) || ruleText(t, format, gate),
      allowed: n.shares(row.allowed ?? "0"),
      asked: n.shares(row.asked ?? "0"),
      price: row.price === null ? NONE : n.cents(row.price, 1),
    });
  if (row.reason === null) return row.verdict === "waiting" ? t("decisions.pending") : null;
  return reasonText(t, format, { ...row, reason: row.reason, asked: row.asked ?? row.shares });
}

/** Where it was seen and how late; none of what leads to no signal. */
export function seenText(t: TFunction, { time }: Format, row: DecisionRow): string | null {
  if (row.origin === null || row.after === null) return null;
  return t("decisions.seen", {
    origin: upper(word(t, "origin", row.origin)),
    span: time.lag(row.after),
    source: row.priceSource === null ? NONE : upper(word(t, "source", row.priceSource)),
  });
}
