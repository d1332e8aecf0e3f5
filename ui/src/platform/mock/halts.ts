/** Halts of the simulated engine: one of each remedy. */
import type { HaltView } from "../types";
import { MARKETS } from "./fixture/markets";

const BLANK: HaltView = {
  halt: "cash_missing",
  token: null,
  order: null,
  market: null,
  outcome: null,
  since: 0,
  until: null,
  shares: null,
  usd: null,
  words: null,
  remedy: "wait",
};

export const regionHalt = (now: number): HaltView[] => [
  {
    ...BLANK,
    halt: "region",
    since: now - 9_000,
    words: "Polymarket does not take orders from here (BE)",
    remedy: "lift",
  },
];

export function haltsAt(now: number): HaltView[] {
  return [
    {
      ...BLANK,
      halt: "closed_only",
      since: now - 40 * 60_000,
      words: "address in closed only mode",
      remedy: "lift",
    },
    {
      ...BLANK,
      halt: "shares_missing",
      token: "10000",
      market: MARKETS[0]?.question ?? null,
      outcome: "Yes",
      since: now - 12 * 60_000,
      shares: "14.5",
      remedy: "accept",
    },
    {
      ...BLANK,
      halt: "foreign_order",
      token: "10011",
      order: "0xf00d",
      market: MARKETS[1]?.question ?? null,
      outcome: "No",
      since: now - 5 * 60_000,
      shares: "30",
    },
  ];
}
