/** A sale that the user asked for, at the market or at a limit of theirs: it copies nobody. */
import type { OrderRow } from "@/platform";

export const isOwnClose = ({ execution }: Pick<OrderRow, "execution">): boolean =>
  execution === "market" || execution === "limit";
