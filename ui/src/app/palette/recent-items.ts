/** What was opened or typed last, as items. */

import { useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Recent } from "@/platform";
import type { PaletteItem } from "./items";
import { useRecents } from "./recent";

/** More is scrolled past anyhow. */
const SHOWN = 5;

export function useRecentItems(base: PaletteItem[], remember: (recent: Recent) => void): PaletteItem[] {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  const recents = useRecents().data ?? [];
  const item = (recent: Recent): PaletteItem => {
    const again = (go: () => void) => () => {
      remember(recent);
      go();
    };
    const of = { section: "recent" } as const;
    switch (recent.kind) {
      case "trader": {
        const follow = base.find(({ group, also }) => group === "trader" && also === recent.address);
        const { address, name } = recent;
        return {
          ...of,
          id: `recent ${address}`,
          label: name,
          also: address,
          group: "trader",
          ...(follow ? { note: t("palette.followedTrader") } : {}),
          run: again(() => void navigate({ to: "/trader/$address", params: { address } })),
        };
      }
      case "market":
        return {
          ...of,
          id: `recent ${recent.condition}`,
          label: recent.question,
          group: "market",
          run: again(
            () => void navigate({ to: "/market/$condition", params: { condition: recent.condition } }),
          ),
        };
      case "order":
        return {
          ...of,
          id: `recent order ${recent.order}`,
          label: t("palette.order", { number: n.count(recent.order) }),
          note: recent.market,
          group: "order",
          run: again(() => void navigate({ to: "/orders", search: { order: recent.order } })),
        };
      case "decision":
        return {
          ...of,
          id: `recent decision ${recent.seq}`,
          label: t("palette.decision", { number: n.count(recent.seq) }),
          group: "decision",
          run: again(() => void navigate({ to: "/activity", search: { decision: recent.seq } })),
        };
      case "line":
        return {
          ...of,
          id: `recent line ${recent.text}`,
          label: recent.text,
          group: "do",
          line: recent.text,
          run: () => undefined,
        };
      default:
        return recent satisfies never;
    }
  };
  return recents.slice(0, SHOWN).map(item);
}
