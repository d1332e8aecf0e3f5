/** The ladder as far as a picture of it needs: stages by age and a limit from the book. All prices in cents, tick 0.1. */

import type { Regime } from "../types";
export const HOUR = 3_600_000;
const STARTS_H = [0, 6, 12, 24, 36];

export interface BookNow {
  bid: number;
  ask: number;
}

export const stageStarts = (signalAt: number): number[] => STARTS_H.map((hours) => signalAt + hours * HOUR);

export const stageAt = (age: number): number => STARTS_H.filter((hours) => age >= hours * HOUR).length;

export function regimeOf({ bid, ask }: BookNow): Regime {
  const spread = (ask - bid) / ((ask + bid) / 2);
  if (spread < 0.005) return "tight";
  return spread > 0.02 ? "wide" : "normal";
}

const down = (cents: number) => Math.floor(cents * 10 + 1e-6) / 10;
const up = (cents: number) => Math.ceil(cents * 10 - 1e-6) / 10;

/** The most a purchase may pay, the least a sale may take: ten cents from the trader's price. */
export const boundOf = (side: string, first: number): number =>
  side === "BUY" ? Math.min(99.9, first + 10) : Math.max(0.1, first - 10);

export function limitAt(side: string, first: number, age: number, book: BookNow): number {
  if (side === "SELL") {
    const mirrored = limitAt("BUY", 100 - first, age, { bid: 100 - book.ask, ask: 100 - book.bid });
    return up(100 - mirrored);
  }
  const hours = age / HOUR;
  const toward = 0.1 + 0.1 * Math.min(1, Math.max(0, (hours - 6) / 6));
  const second = book.ask > first ? first + toward * (book.ask - first) : first;
  const wanted = [first, second, (book.bid + book.ask) / 2, book.ask, book.ask][stageAt(age) - 1] ?? first;
  return down(Math.min(Math.max(first, wanted), boundOf("BUY", first)));
}
