/** A fill or a trade in a sentence. */

import { useOutcome } from "@/components/outcome";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Mark } from "./price-geometry";

export function useDeed(): (mark: Mark) => string {
  const t = useText();
  const { n } = useFormat();
  const outcome = useOutcome();
  return ({ kind, trade, count }) => {
    const values = {
      shares: n.shares(trade.shares),
      outcome: outcome(trade.outcome).toUpperCase(),
      price: n.cents(trade.price, 1),
      trader: trade.trader,
    };
    if (kind === "fill") {
      const did = t(trade.bought ? "market.youBought" : "market.youSold", values);
      const more = count > 1 ? ` (${t("chart.fills", { count })})` : "";
      return `${did}, ${t("market.copying", values)}${more}`;
    }
    return t(trade.bought ? "market.theyBought" : "market.theySold", values);
  };
}
