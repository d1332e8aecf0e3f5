/** What the simulated engine remembers of an order, a follow and a market, and how it writes figures. */
import type { FollowDraft } from "../types";
import { hash } from "./dice";
import type { OrderSeed } from "./fixture/orders";

export interface MockOrder extends OrderSeed {
  id: number;
  follow: number;
  signalAt: number;
  limit: number | null;
  stage: number;
  status: "working" | "ending" | "ended";
  end: string | null;
  endedAt: number | null;
  paid: number;
}

export interface MockFollow {
  id: number;
  trader: string;
  status: "active" | "off" | "removed";
  draft: FollowDraft;
  since: number;
  pnl: number;
  realised: number;
  exposure: number;
  fills: number;
  signals: number;
  skips: number;
  slippage: number | null;
  fees: number;
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
