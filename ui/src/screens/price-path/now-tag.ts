/** The tag of now on the axis: its words and its place. Other labels of the axis make way for it. */

import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { OrderRow } from "@/platform";
import type { Geometry } from "./geometry";

export interface NowTag {
  words: string;
  left: number;
  wide: number;
}

/** None for an order that is over. */
export function useNowTag(
  order: OrderRow,
  { x, end, width }: Pick<Geometry, "x" | "end" | "width">,
): NowTag | null {
  const t = useText();
  const { time } = useFormat();
  if (order.status === "ended") return null;
  const words = t("path.now", { age: time.hourSpan(end - order.signalAt) });
  const wide = words.length * 6.2 + 14;
  return { words, wide, left: Math.min(width - wide, Math.max(0, Math.round(x(end)) - 7.5)) };
}
