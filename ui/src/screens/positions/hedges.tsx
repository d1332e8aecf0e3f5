/** YES and NO of one market: a line over the rows that says what they pay whatever comes. */

import { Link2 } from "lucide-react";
import { useCallback } from "react";
import { Made } from "@/components/amounts";
import type { Group } from "@/components/ui/data-table";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { outcomeText } from "@/i18n/words";
import type { Hedge, Position, Positions } from "@/platform";

export function useHedges(held: Positions): (row: Position) => Group | null {
  const { hedges } = held;
  return useCallback(
    (row: Position) => {
      const hedge = hedges.find((one) => one.condition === row.condition);
      return hedge ? { id: hedge.condition, head: <HedgeHead hedge={hedge} /> } : null;
    },
    [hedges],
  );
}

function HedgeHead({ hedge }: { hedge: Hedge }) {
  const t = useText();
  const { n } = useFormat();
  const [first, second] = hedge.outcomes;
  const pays = t("positions.hedgePays", {
    shares: n.shares(hedge.shares),
    first: outcomeText(t, first),
    second: outcomeText(t, second),
    pays: n.usd(hedge.pays),
    cost: n.usd(hedge.cost),
  });
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Link2 aria-hidden size={14} className="shrink-0 text-text-2" />
      <span className="font-medium">{t("positions.hedge")}</span>
      <span className="numeric min-w-0 truncate text-text-2" data-tip={pays}>
        {pays}
      </span>
      <span className="ml-auto flex shrink-0 gap-1.5">
        <Made value={hedge.lockedIn} unit className="font-medium" />
        <span className="text-text-2">{t("positions.lockedIn")}</span>
      </span>
    </span>
  );
}
