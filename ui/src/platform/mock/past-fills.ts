/** The history of the simulated engine: fills in pages, their sums, and as CSV. */
import type { Exported, HistoryFilter, HistoryPage, HistoryQuery, HistoryRow, HistoryTotals } from "../types";
import type { MockFill } from "./entities";
import { address, amount, money, price } from "./entities";
import { conditionOf, MARKETS } from "./fixture/markets";
import { slippageOf, worseOf } from "./records";
import type { World } from "./world";

export const rowOf = (fill: MockFill): HistoryRow => ({
  id: fill.id,
  at: fill.at,
  order: fill.order,
  follow: fill.follow,
  traderAddress: address(fill.trader),
  trader: fill.trader,
  market: MARKETS[fill.market]?.question ?? "",
  condition: conditionOf(fill.market),
  outcome: fill.outcome === 0 ? "Yes" : "No",
  outcomeIndex: fill.outcome,
  side: fill.side,
  shares: amount(fill.shares),
  price: price(fill.price),
  traderPrice: price(fill.first),
  slippage: price(worseOf(fill)),
  slippageUsd: money((fill.shares * worseOf(fill)) / 100),
  value: money((fill.shares * fill.price) / 100),
  fee: money(fill.fee),
  realised: fill.realised === null ? null : money(fill.realised),
  stage: fill.stage,
  liquidity: fill.taker ? "taker" : "maker",
  settlement: fill.settlement,
});

/** Newest first. */
function found(world: World, filter: HistoryFilter): MockFill[] {
  const text = filter.text?.trim().toLowerCase() ?? "";
  return world.fills
    .filter((fill) => filter.trader === null || address(fill.trader) === filter.trader)
    .filter((fill) => filter.side === null || fill.side === filter.side)
    .filter((fill) => filter.from === null || fill.at >= filter.from)
    .filter((fill) => filter.until === null || fill.at < filter.until)
    .filter((fill) => !text || (MARKETS[fill.market]?.question ?? "").toLowerCase().includes(text))
    .reverse();
}

export function historyOf(world: World, { after, limit, ...filter }: HistoryQuery): HistoryPage {
  const all = found(world, filter);
  const begin =
    after === null
      ? 0
      : all.findIndex((fill) => fill.at < after.at || (fill.at === after.at && fill.id < after.id));
  const page = begin < 0 ? [] : all.slice(begin, begin + limit);
  const last = page.at(-1);
  const more = begin >= 0 && begin + limit < all.length;
  return { rows: page.map(rowOf), next: more && last ? { at: last.at, id: last.id } : null };
}

export function totalsOf(world: World, filter: HistoryFilter): HistoryTotals {
  const all = found(world, filter);
  const fills = all.filter((fill) => fill.settlement !== "failed");
  const value = (side: string) =>
    fills.reduce((sum, fill) => sum + (fill.side === side ? (fill.shares * fill.price) / 100 : 0), 0);
  const slip = slippageOf(fills);
  const names = [...new Set(world.fills.map((fill) => fill.trader))].sort();
  return {
    fills: fills.length,
    failed: all.length - fills.length,
    more: false,
    bought: money(value("BUY")),
    sold: money(value("SELL")),
    fees: money(fills.reduce((sum, fill) => sum + fill.fee, 0)),
    realised: money(fills.reduce((sum, fill) => sum + (fill.realised ?? 0), 0)),
    slippage: slip.slippage === null ? null : (slip.slippage / 100).toFixed(4),
    slippageBps: slip.bps === null ? null : slip.bps.toFixed(1),
    slippageUsd: money(slip.usd),
    traders: names.map((name) => ({ address: address(name), name })),
  };
}

/** What the filter finds, as a file. */
export function exportOf(world: World, filter: HistoryFilter): Exported {
  const rows = found(world, filter).map(rowOf);
  const first = rows[0];
  const columns = first ? (Object.keys(first) as (keyof HistoryRow)[]) : [];
  const cell = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const text = [
    ["mode", ...columns].join(","),
    ...rows.map((row) => [world.mode, ...columns.map((column) => cell(row[column]))].join(",")),
  ].join("\r\n");
  return { path: save(world, "history", text), rows: rows.length };
}

/** Hands a file to the browser, where there is one. Its name says which money it was. */
export function save(world: World, what: string, text: string): string {
  const path = `pilotfish-${world.mode}-${what}.csv`;
  if (typeof URL.createObjectURL === "function") {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = path;
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return path;
}
