/** Traders and markets by their names, also those nobody follows or holds: what the engine and the exchange find. */

import { useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { outcomeText } from "@/i18n/words";
import type { Found, Recent } from "@/platform";
import type { PaletteItem } from "./items";

export function useFoundItems(
  found: Found | undefined,
  known: PaletteItem[],
  remember: (recent: Recent) => void,
): PaletteItem[] {
  const t = useText();
  const { n, time } = useFormat();
  const navigate = useNavigate();
  if (!found) return [];
  const listed = new Set(known.filter((item) => item.group === "trader").map((item) => item.also));
  const traders = found.traders
    .filter(({ address }) => !listed.has(address))
    .map(
      ({ address, name, percentage, own }): PaletteItem => ({
        id: `found ${address}`,
        label: name,
        also: address,
        group: "trader",
        note: own
          ? t("palette.you")
          : percentage === null
            ? t("palette.group.trader")
            : t("palette.followed", { percentage: n.percent(percentage) }),
        run: () => {
          remember({ kind: "trader", address, name });
          void navigate({ to: "/trader/$address", params: { address } });
        },
      }),
    );
  const markets = found.markets.map(
    ({ condition, question, held, outcome, closed, endsAt }): PaletteItem => ({
      id: `market ${condition}`,
      label: question,
      group: "market",
      note:
        held !== null
          ? t("palette.held", { shares: n.shares(held), outcome: outcomeText(t, outcome) })
          : closed
            ? t("palette.closedMarket")
            : endsAt === null
              ? t("palette.group.market")
              : t("palette.ends", { day: time.day(endsAt) }),
      run: () => {
        remember({ kind: "market", condition, question });
        void navigate({ to: "/market/$condition", params: { condition } });
      },
    }),
  );
  return [...traders, ...markets];
}
