/** What a gate went by, in the words and units of that gate. The engine gives figures without units: "72.00 150.00". */
import type { TFunction } from "i18next";
import { isDecimal } from "@/format/decimal";
import type { Format } from "@/format/use-format";
import type { GateView } from "@/platform";
import { word } from "./words";

const USD = ["order_limit", "market_limit", "follow_limit", "exposure_limit", "daily_spend"];

export function basisText(t: TFunction, { n, time }: Format, gate: Pick<GateView, "gate" | "basis">): string {
  const words = gate.basis.trim().split(/\s+/);
  const [first = "", second = ""] = words;
  const pair = words.length === 2 && isDecimal(first) && isDecimal(second);
  if (gate.basis === "") return "";
  if (gate.basis === "unknown") return t("words.basis.unknown");
  if (USD.includes(gate.gate) && pair)
    return t("words.basis.used", { used: n.usd(first), limit: n.usd(second) });
  if (gate.gate === "balance" && pair)
    return t("words.basis.free", { free: n.usd(first), cash: n.usd(second) });
  if (gate.gate === "open_orders" && pair) {
    return t("words.basis.open", { open: n.plain(first, 0), most: n.plain(second, 0) });
  }
  if (gate.gate === "price_band" && pair)
    return t("words.basis.band", { from: n.cents(first), to: n.cents(second) });
  if (gate.gate === "slippage" && isDecimal(gate.basis)) return n.cents(gate.basis);
  if (gate.gate === "self_cross" && isDecimal(gate.basis)) return n.cents(gate.basis);
  if (gate.gate === "minimum" && isDecimal(gate.basis)) return n.shares(gate.basis);
  if (gate.gate === "time_to_resolution" && isDecimal(gate.basis)) {
    return t("words.basis.left", { span: time.rough(Number(gate.basis)) });
  }
  if (gate.gate === "filter") return word(t, "category", gate.basis);
  return gate.basis;
}

/** The gate that bound: marked so, else the last that cut. */
export const boundGate = (gates: GateView[]): GateView | undefined =>
  gates.findLast((gate) => gate.outcome === "bound") ?? gates.findLast((gate) => gate.outcome === "cut");
