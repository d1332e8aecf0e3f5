/** What stands under the list: the sums of all that is held, as the engine has them. */

import type { ReactNode } from "react";
import { Made } from "@/components/amounts";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Positions } from "@/platform";

export function usePositionSums(held: Positions): Partial<Record<string, ReactNode>> {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return {
    market: (
      <span className="font-normal text-text-2">
        <span className="font-medium text-text">{t("positions.total")}</span>{" "}
        {t("positions.totalOf", {
          positions: t("positions.countPositions", { count: held.rows.length }),
          markets: t("positions.countMarkets", { count: held.markets }),
        })}
      </span>
    ),
    cost: n.plain(held.cost),
    value: n.plain(held.value),
    bid: n.plain(held.bidValue),
    pnl: <Made value={held.pnl} />,
    percent: held.pnlPercent === null ? null : n.percentSigned(held.pnlPercent),
    ends:
      held.nextEnd === null ? null : (
        <span data-tip={t("positions.nextEnd")}>{time.rough(held.nextEnd - now)}</span>
      ),
  };
}
