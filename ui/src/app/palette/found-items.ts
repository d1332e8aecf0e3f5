/** Traders and markets by their names, also those nobody follows or holds: what the engine and the exchange find. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/use-format";
import { outcomeText } from "@/i18n/words";
import { usePlatform } from "@/live/queries";
import type { Found, PlatformError, Recent } from "@/platform";
import type { PaletteItem } from "./items";

/** Long enough that a word that is typed is asked for once. */
const ASK_AFTER_MS = 200;
/** A letter alone finds everybody. */
const LEAST = 2;

/** The text as it stood a moment ago. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function useFound(text: string) {
  const platform = usePlatform();
  const asked = useSettled(text.trim());
  return useQuery<Found, PlatformError>({
    queryKey: ["found", asked],
    queryFn: () => platform.search(asked),
    enabled: asked.length >= LEAST,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function useFoundItems(
  found: Found | undefined,
  known: PaletteItem[],
  remember: (recent: Recent) => void,
): PaletteItem[] {
  const { t } = useTranslation();
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
