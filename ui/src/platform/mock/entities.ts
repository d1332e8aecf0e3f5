/** What the simulated engine remembers of an order, a follow and a market, and how it writes figures. */
import type { EndReason, FollowDraft, Settlement } from "../types";
import { hash } from "./dice";
import type { OrderSeed } from "./fixture/orders";

/** The book and the limit at one moment of an order's life. Prices in cents. */
export interface Track {
  at: number;
  bid: number | null;
  ask: number | null;
  limit: number | null;
  stage: number;
}

/** An execution. Prices in cents. */
export interface MockFill {
  id: number;
  at: number;
  order: number;
  follow: number;
  trader: string;
  market: number;
  outcome: 0 | 1;
  side: "BUY" | "SELL";
  shares: number;
  price: number;
  first: number;
  /** USD. */
  fee: number;
  /** USD, of a sale. */
  realised: number | null;
  stage: number;
  taker: boolean;
  settlement: Settlement;
}

/** What a follow holds of a token. */
export interface MockPosition {
  follow: number;
  trader: string;
  market: number;
  outcome: 0 | 1;
  shares: number;
  /** USD. */
  cost: number;
  /** USD above cost when the middle of the book was there. */
  gain: number;
  middle: number;
  since: number;
}

/** A copy that is over: a token held through a follow, from its first fill to its last or its payout. */
export interface Closed {
  at: number;
  follow: number;
  trader: string;
  /** USD, after fees or so. */
  result: number;
}

/** What a resolved market paid. */
export interface Payout {
  at: number;
  follow: number;
  trader: string;
  /** USD. */
  realised: number;
}

export interface MockOrder extends OrderSeed {
  id: number;
  follow: number;
  signalAt: number;
  limit: number | null;
  stage: number;
  status: "working" | "ending" | "ended";
  end: EndReason | null;
  endedAt: number | null;
  paid: number;
  track: Track[];
  /** The user's own close of a position. */
  closes?: boolean;
  /** The person does not wait for its ladder. */
  hastened?: boolean;
}

/** A sale because the trader sold. */
export const isCopiedSale = (order: MockOrder): boolean => order.side === "SELL" && !order.closes;

export interface MockFollow {
  id: number;
  trader: string;
  status: "active" | "off" | "removed";
  draft: FollowDraft;
  since: number;
  signals: number;
  skips: number;
}

export interface MockMarket {
  yes: number;
  half: number;
}

export const address = (name: string): string =>
  `0x${[1, 2, 3, 4, 5]
    .map((k) =>
      hash(name + k)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("")}`;

export const money = (usd: number): string => usd.toFixed(2);
export const price = (cents: number): string => (Math.round(cents * 10) / 1000).toFixed(3);
export const amount = (shares: number): string => shares.toFixed(2);

export const defaults = (percentage: string): FollowDraft => ({
  percentage,
  style: "ladder",
  maxSlippage: "0.10",
  maxOrder: "100.00",
  maxMarket: "250.00",
  maxTotal: "500.00",
  priceMin: "0.02",
  priceMax: "0.98",
  minMinutesToResolution: 60,
  copy: "both",
  belowMinimum: "ignore",
  copyExisting: false,
  categories: [],
  excludeKeywords: [],
});
