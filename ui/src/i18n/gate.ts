/** What a gate went by, in the words and units of that gate. The engine gives figures without units: "72.00 150.00". */
import type { TFunction } from "i18next";
import { isDecimal } from "@/format/decimal";
import type { Format } from "@/format/use-format";
import type { GateView } from "@/platform";
import { word } from "./words";

type Basis = Pick<GateView, "gate" | "basis">;

interface Said {
  /** The user's rule, or the venue's. */
  rule: string;
  /** What it was when the gate was passed. */
  measure: string;
  /** Both in one phrase. */
  both: string;
}

const USD = ["order_limit", "market_limit", "follow_limit", "exposure_limit", "daily_spend"];

function say(t: TFunction, { n, time }: Format, { gate, basis }: Basis): Said {
  const [first = "", second = ""] = basis.trim().split(/\s+/);
  const one = isDecimal(first);
  const pair = one && isDecimal(second);
  const plain = (text: string): Said => ({ rule: "", measure: text, both: text });
  if (basis === "") return plain("");
  if (USD.includes(gate) && pair) {
    const [used, limit] = [n.usd(first), n.usd(second)];
    return {
      rule: limit,
      measure: t("words.basis.usedThen", { used }),
      both: t("words.basis.used", { used, limit }),
    };
  }
  switch (gate) {
    case "balance":
      if (!pair) break;
      return {
        rule: t("words.basis.reserve"),
        measure: t("words.basis.freeThen", { free: n.usd(first) }),
        both: t("words.basis.free", { free: n.usd(first), cash: n.usd(second) }),
      };
    case "open_orders": {
      if (!pair) break;
      const [open, most] = [n.plain(first, 0), n.plain(second, 0)];
      return {
        rule: most,
        measure: t("words.basis.openThen", { open }),
        both: t("words.basis.open", { open, most }),
      };
    }
    case "price_band": {
      if (!pair) break;
      const band = t("words.basis.band", { from: n.cents(first), to: n.cents(second) });
      return { rule: band, measure: "", both: band };
    }
    case "time_to_resolution": {
      const left =
        first === "unknown"
          ? t("words.basis.unknown")
          : one
            ? t("words.basis.left", { span: time.rough(Number(first)) })
            : basis;
      const rule = isDecimal(second) ? t("words.basis.orMore", { span: time.rough(Number(second)) }) : "";
      return { rule, measure: left, both: left };
    }
    case "age": {
      if (!pair) break;
      const measure = t("words.basis.age", { span: time.rough(Number(first)) });
      return { rule: t("words.basis.atMost", { span: time.rough(Number(second)) }), measure, both: measure };
    }
    case "minimum": {
      if (!one) break;
      const least = t("words.basis.least", { shares: n.shares(first) });
      return { rule: least, measure: "", both: least };
    }
    case "held": {
      if (!pair) break;
      const held = t("words.basis.held", { held: n.shares(first), selling: n.shares(second) });
      return { rule: "", measure: held, both: held };
    }
    case "slippage":
    case "self_cross":
      if (one) return { rule: n.cents(first), measure: "", both: n.cents(first) };
      break;
    case "filter":
      return plain(word(t, "category", basis));
    default:
      break;
  }
  return plain(basis === "unknown" ? t("words.basis.unknown") : basis);
}

/** The rule and what it was then, in one phrase. */
export const basisText = (t: TFunction, format: Format, gate: Basis): string => say(t, format, gate).both;

/** The rule alone. */
export const ruleText = (t: TFunction, format: Format, gate: Basis): string => say(t, format, gate).rule;

/** What it was then, alone. `price`: the trader's, for the gates that go by it. */
export function measureText(t: TFunction, format: Format, gate: Basis, price: string | null): string {
  const byPrice = gate.gate === "price_band" || gate.gate === "slippage";
  return byPrice && price !== null ? format.n.cents(price, 1) : say(t, format, gate).measure;
}

/** The gate that bound: marked so, else the last that cut. */
export const boundGate = (gates: GateView[]): GateView | undefined =>
  gates.findLast((gate) => gate.outcome === "bound") ?? gates.findLast((gate) => gate.outcome === "cut");
