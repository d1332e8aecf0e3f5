/** A decision as a person reads it: what the trader did, what we did in a few words, and why in a sentence. */
import type { TFunction } from "i18next";
import { isDecimal, signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import type { DecisionRow } from "@/platform";
import { en } from "./en";
import { boundGate, measureText, ruleText } from "./gate";
import { sentenceOf } from "./sentence";
import { word } from "./words";

/** A text by a key that is put together; `values` are already formatted. */
type Say = (key: string, values?: Record<string, string>) => string;

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "Bought 140.00" */
export function didText(t: TFunction, { n }: Format, row: DecisionRow): string {
  const acts = en.decisions.act;
  const act =
    row.origin === "user"
      ? "user"
      : row.change === "PositionClosed"
        ? "closed"
        : row.side === "BUY"
          ? "bought"
          : row.side === "SELL"
            ? "sold"
            : row.change in acts
              ? row.change
              : "other";
  return (t as unknown as Say)(`decisions.act.${act}`, { shares: n.shares(row.shares) });
}

/** "Order for 80.00 at 44.0¢"; "2.80 shares, the minimum is 5.00" */
export function weText(t: TFunction, format: Format, row: DecisionRow): string {
  const { n, time } = format;
  const say = t as unknown as Say;
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
  if (!(row.reason in en.decisions.short)) return row.reason.replaceAll("_", " ");
  const [first = "", second = ""] = basisOf(row, SAID_BY[row.reason] ?? gate?.gate);
  const span = (text: string) => (isDecimal(text) ? time.rough(Number(text)) : t("words.basis.unknown"));
  const some = row.reason === "limit" && gate !== undefined && signOf(gate.allowed) > 0;
  return say(`decisions.short.${some ? "limitSome" : row.reason}`, {
    asked,
    room: gate ? n.shares(gate.allowed) : NONE,
    price,
    least:
      row.reason === "too_close_to_resolution" ? span(second) : isDecimal(first) ? n.plain(first, 0) : NONE,
    left: span(first),
    gate: gate ? word(t, "gate", gate.gate) : NONE,
    rule: gate ? ruleText(t, format, gate) : NONE,
    measure: gate ? measureText(t, format, gate, row.price) : NONE,
  });
}

/** Whose figures a reason is told with, where it is one gate's. */
const SAID_BY: Record<string, string> = {
  under_minimum_size: "minimum",
  too_close_to_resolution: "time_to_resolution",
};

const basisOf = (row: DecisionRow, gate: string | undefined): string[] =>
  row.gates.find((one) => one.gate === gate)?.basis.split(" ") ?? [];

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
  const facts = [
    { name: "asked", value: row.asked ?? row.shares },
    { name: "shares", value: row.shares },
    ...(row.price === null ? [] : [{ name: "price", value: row.price }]),
  ];
  return sentenceOf(t, format, {
    ...row,
    kind: "skip",
    detail: row.reason,
    facts,
  }).why;
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
