/** A close as it is being put together: how much, at which price, and what is missing yet. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { shift, signOf } from "@/format/decimal";
import { typed } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { useAsk } from "@/live/queries";
import { useLive } from "@/live/store";
import type { CloseDraft } from "@/platform";

export const PARTS = ["25", "50", "75", "100"] as const;
export type Part = (typeof PARTS)[number];
export type How = "market" | "limit";

export interface Closing {
  /** Nothing while a figure is missing or is no number. */
  draft: CloseDraft | null;
  /** None while shares were typed. */
  part: Part | null;
  setPart(part: Part): void;
  shares: string;
  setShares(text: string): void;
  how: How;
  setHow(how: How): void;
  /** The limit, or the least at the market; cents as typed. None while the follow's own bound holds. */
  cents: string | null;
  setCents(text: string): void;
  despiteForeignOrders: boolean;
  setDespite(yes: boolean): void;
  /** What is missing. */
  missing: "shares" | "limit" | null;
}

export function useClosing(target: CloseDraft["target"], first: Part = "100"): Closing {
  const { language } = useFormat();
  const [part, setPart] = useState<Part | null>(first);
  const [shares, setShares] = useState("");
  const [how, setHow] = useState<How>("market");
  const [limit, setLimit] = useState("");
  const [least, setLeast] = useState<string | null>(null);
  const [despiteForeignOrders, setDespite] = useState(false);
  const cents = how === "limit" ? limit : least;
  const some = typed(shares, language);
  const price = typed(cents ?? "", language, "¢");
  const isPositive = (text: string) => text !== "" && signOf(text) > 0;
  let missing: Closing["missing"] = null;
  if (part === null && !isPositive(some)) missing = "shares";
  // At the market no bound of one's own is one, too: the follow's holds.
  else if (!isPositive(price) && (how === "limit" || cents !== null)) missing = "limit";
  const bound = isPositive(price) ? shift(price, -2) : null;
  const draft: CloseDraft = {
    target,
    percent: part === null ? null : Number(part),
    shares: part === null ? some : null,
    limit: how === "limit" ? bound : null,
    notBelow: how === "market" ? bound : null,
    despiteForeignOrders,
  };
  return {
    draft: missing === null ? draft : null,
    part,
    setPart: (next) => {
      setPart(next);
      setShares("");
    },
    shares,
    setShares: (text) => {
      setShares(text);
      setPart(null);
    },
    how,
    setHow,
    cents,
    setCents: how === "limit" ? setLimit : setLeast,
    despiteForeignOrders,
    setDespite,
    missing,
  };
}

/** Sends it, and says so. */
export function useSell(onClose: () => void) {
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const ask = useAsk<CloseDraft>((platform, draft) => platform.close(draft));
  const sell = (draft: CloseDraft) =>
    ask.mutate(draft, {
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: ["positions"] });
        void client.invalidateQueries({ queryKey: ["orders"] });
        say((t) => t("closing.asked"));
        onClose();
      },
    });
  return { ask, sell };
}
