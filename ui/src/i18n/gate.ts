/** What a check went by, in words and units. */
import type { TFunction } from "i18next";
import type { Format } from "@/format/use-format";
import type { GateBasis, GateView } from "@/platform";
import { word } from "./words";

interface Said {
  /** The user's rule, or the exchange's. */
  rule: string;
  /** What it was when the check was passed. */
  measure: string;
  /** Both in one phrase. */
  both: string;
}

const plain = (text: string): Said => ({ rule: "", measure: text, both: text });
const ruled = (rule: string): Said => ({ rule, measure: "", both: rule });

function say(t: TFunction, { n, time }: Format, basis: GateBasis): Said {
  switch (basis.by) {
    case "switch":
      return plain("");
    case "unknown":
      return plain(t("words.basis.unknown"));
    case "word":
      return plain(word(t, "category", basis.word));
    case "band":
      return ruled(t("words.basis.band", { from: n.cents(basis.from), to: n.cents(basis.to) }));
    case "time": {
      const left =
        basis.left === null
          ? t("words.basis.unknown")
          : t("words.basis.left", { span: time.rough(basis.left) });
      return { rule: t("words.basis.orMore", { span: time.rough(basis.least) }), measure: left, both: left };
    }
    case "age": {
      const measure = t("words.basis.age", { span: time.rough(basis.age) });
      return { rule: t("words.basis.atMost", { span: time.rough(basis.most) }), measure, both: measure };
    }
    case "held": {
      const held = t("words.basis.held", { held: n.shares(basis.held), selling: n.shares(basis.selling) });
      return plain(held);
    }
    case "money": {
      const [used, limit] = [n.usd(basis.used), n.usd(basis.limit)];
      return {
        rule: limit,
        measure: t("words.basis.usedThen", { used }),
        both: t("words.basis.used", { used, limit }),
      };
    }
    case "count": {
      const [open, most] = [n.plain(String(basis.used), 0), n.plain(String(basis.limit), 0)];
      return {
        rule: most,
        measure: t("words.basis.openThen", { open }),
        both: t("words.basis.open", { open, most }),
      };
    }
    case "balance":
      return {
        rule: t("words.basis.reserve"),
        measure: t("words.basis.freeThen", { free: n.usd(basis.free) }),
        both: t("words.basis.free", { free: n.usd(basis.free), cash: n.usd(basis.cash) }),
      };
    case "bound":
      return ruled(n.cents(basis.bound));
    case "minimum":
      return ruled(t("words.basis.least", { shares: n.shares(basis.shares) }));
    default:
      return basis satisfies never;
  }
}

type Measured = Pick<GateView, "gate" | "basis">;

/** The rule and what it was then, in one phrase. */
export const basisText = (t: TFunction, format: Format, { basis }: Measured): string =>
  say(t, format, basis).both;

/** The rule alone. */
export const ruleText = (t: TFunction, format: Format, { basis }: Measured): string =>
  say(t, format, basis).rule;

/** What it was then, alone. `price`: the trader's, for the checks that go by it. */
export function measureText(
  t: TFunction,
  format: Format,
  { gate, basis }: Measured,
  price: string | null,
): string {
  const byPrice = gate === "price_band" || gate === "slippage";
  return byPrice && price !== null ? format.n.cents(price, 1) : say(t, format, basis).measure;
}

/** The check that bound: marked so, else the last that cut. */
export const boundGate = (gates: GateView[]): GateView | undefined =>
  gates.findLast((gate) => gate.outcome === "bound") ?? gates.findLast((gate) => gate.outcome === "cut");
