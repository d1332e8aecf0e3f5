/** The best prices of a book that are not ours alone. */
import type { BookLevel, MarketBook } from "@/platform";

const others = (level: BookLevel): boolean => level.ours === null || level.ours !== level.shares;

export const bestOthers = (book: MarketBook | undefined): { bid: string | null; ask: string | null } => ({
  bid: book?.bids.find(others)?.price ?? null,
  ask: book?.asks.find(others)?.price ?? null,
});
