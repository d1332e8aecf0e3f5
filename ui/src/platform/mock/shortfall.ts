/** Where the rest went, on the simulated engine: prices and fees from its fills, what was not copied from the fixture. In whole cents. */
import type { FilledFollow, Period, Shortfall, ShortfallPartName } from "../types";
import type { MockFill, MockFollow } from "./entities";
import { address, money } from "./entities";
import { NOTHING, REST } from "./fixture/rest";
import { periodOf } from "./period";
import { worseOf } from "./records";
import type { World } from "./world";

const fillsOf = (world: World, follow: MockFollow): MockFill[] =>
  world.fills.filter((fill) => fill.follow === follow.id && fill.settlement !== "failed");

/** The one with the most fills first. */
export const filledFollows = (world: World): FilledFollow[] =>
  world.follows
    .map((one) => ({
      follow: one.id,
      address: address(one.trader),
      name: one.trader,
      fills: fillsOf(world, one).length,
    }))
    .filter((one) => one.fills > 0)
    .sort((a, b) => b.fills - a.fills || b.follow - a.follow);

const cents = (usd: number): number => Math.round(100 * usd);

export function shortfallOf(world: World, follow: MockFollow): Shortfall {
  const fills = fillsOf(world, follow);
  const closes = new Set(world.orders.filter((order) => order.closes).map((order) => order.id));
  const copied = fills.filter((fill) => !closes.has(fill.order));
  const better = (some: MockFill[]): [number, number] => [
    -some.reduce((sum, fill) => sum + (fill.shares * worseOf(fill)) / 100, 0),
    some.length,
  ];
  const bought = copied.filter((fill) => fill.side === "BUY");
  const charged = fills.filter((fill) => fill.fee > 0);
  const { limits, rounding, unfilled, unsold } = REST[follow.trader] ?? NOTHING;
  const found: Record<string, [number, number]> = {
    waiting: better(bought.filter((fill) => fill.stage <= 3)),
    crossing: better(bought.filter((fill) => fill.stage > 3)),
    fees: [-charged.reduce((sum, fill) => sum + fill.fee, 0), charged.length],
    limits,
    rounding,
    unfilled,
    exit: better(copied.filter((fill) => fill.side === "SELL")),
    unsold,
    closed: better(fills.filter((fill) => closes.has(fill.order))),
  };
  const made = periodOf(world, "all").traders.find((one) => one.name === follow.trader)?.pnl ?? "0";
  const ours = cents(Number(made));
  const lost = Object.values(found).reduce((sum, [usd]) => sum + cents(usd), 0);
  const paper = ours - lost;
  let profit = paper;
  return {
    follow: follow.id,
    address: address(follow.trader),
    name: follow.trader,
    percentage: follow.draft.percentage,
    since: follow.since,
    trades: follow.signals,
    unpriced: follow.trader === "northbound" ? 3 : 0,
    fills: fills.length,
    paper: money(paper / 100),
    ours: made,
    difference: money(lost / 100),
    keptPercent: paper > 0 && ours > 0 ? ((100 * ours) / paper).toFixed(1) : null,
    parts: Object.entries(found).map(([part, [usd, count]]) => {
      const before = profit;
      profit += cents(usd);
      return {
        part: part as ShortfallPartName,
        effect: money(cents(usd) / 100),
        before: money(before / 100),
        after: money(profit / 100),
        count,
      };
    }),
  };
}

/** The results by trader as the engine writes them. */
export function resultsTable(world: World, period: Period): { text: string; rows: number } {
  const { traders } = periodOf(world, period);
  const head =
    "money,period,trader,trader_address,pnl_usd,realised_usd,fills,slippage,slippage_bps,fees_usd,closed,won";
  const lines = traders.map((one) =>
    [
      world.mode,
      period,
      one.name,
      one.address,
      one.pnl,
      one.realised,
      one.fills,
      one.slippage ?? "",
      one.slippageBps ?? "",
      one.fees,
      one.wins.of,
      one.wins.won,
    ].join(","),
  );
  return { text: [head, ...lines].join("\r\n"), rows: lines.length };
}
