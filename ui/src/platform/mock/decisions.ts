/** The simulated engine's decisions, put together from its journal: a signal and what followed it in the same token. */
import type {
  ActivityEntry,
  ActivityEvent,
  DecisionCounts,
  DecisionFilter,
  DecisionRow,
  DecisionsPage,
  DecisionsQuery,
  SkipReason,
} from "../types";
import { amount, money, price } from "./entities";
import { MARKETS } from "./fixture/markets";
import type { World } from "./world";

/** A rule or a safeguard said no, as the real engine counts it. */
const REFUSALS: SkipReason[] = [
  "limit",
  "paused",
  "stopped",
  "follow_off",
  "side_not_copied",
  "price_band",
  "too_close_to_resolution",
  "filtered",
  "market_closed",
  "market_unknown",
  "wallet_moved",
];

/** How long after a trade the simulated feed shows it, ms: not the same for all. */
const lateness = (seq: number): number => 700 + ((seq * 137) % 900);

function noticed(entry: ActivityEntry, event: Extract<ActivityEvent, { kind: "signal" }>): DecisionRow {
  return {
    seq: entry.seq,
    at: entry.at,
    after: lateness(entry.seq),
    verdict: "waiting",
    traderAddress: entry.traderAddress ?? "",
    trader: entry.trader ?? "",
    market: entry.market ?? "",
    condition: entry.condition,
    category: MARKETS.find((one) => one.question === entry.market)?.category ?? "",
    outcome: entry.outcome ?? "",
    outcomeIndex: entry.outcomeIndex ?? 0,
    change: event.change,
    origin: event.origin,
    priceSource: event.priceSource,
    side: entry.side,
    shares: event.shares,
    price: event.price,
    percentage: null,
    asked: null,
    allowed: null,
    order: null,
    reason: null,
    gates: [],
    leftOut: null,
  };
}

/** Oldest first. */
function allOf(world: World): DecisionRow[] {
  const rows: DecisionRow[] = [];
  const open = new Map<string, DecisionRow>();
  const place = (entry: ActivityEntry) => `${entry.trader}/${entry.market}/${entry.outcome}/${entry.side}`;
  for (const entry of world.journal) {
    const { event } = entry;
    if (event.kind === "signal") {
      const row = noticed(entry, event);
      rows.push(row);
      open.set(place(entry), row);
    }
    const row = open.get(place(entry));
    if (!row) continue;
    if (event.kind === "skip") {
      row.reason = event.reason;
      row.verdict = REFUSALS.includes(row.reason) ? "refused" : "skipped";
      row.asked = event.asked;
      row.allowed = "0";
      row.gates = entry.gates;
    } else if (event.kind === "order" && event.step.name === "opened") {
      row.asked = event.step.asked;
      row.allowed = event.step.shares;
      row.verdict = Number(row.allowed) < Number(row.asked) ? "adjusted" : "copied";
      row.order = entry.order;
      row.gates = entry.gates;
    } else continue;
    row.leftOut = leftOut(world, row);
    open.delete(place(entry));
  }
  return rows;
}

function leftOut(world: World, row: DecisionRow): DecisionRow["leftOut"] {
  const shares = Number(row.asked ?? 0) - Number(row.allowed ?? 0);
  const market = MARKETS.findIndex((one) => one.question === row.market);
  if (shares <= 0 || market < 0 || row.price === null) return null;
  const book = world.book(market, row.outcomeIndex === 0 ? 0 : 1);
  const now = row.side === "SELL" ? book.ask : book.bid;
  const gain = row.side === "SELL" ? Number(row.price) * 100 - now : now - Number(row.price) * 100;
  return { shares: amount(shares), price: price(now), pnl: money((shares * gain) / 100) };
}

function found(world: World, filter: DecisionFilter): DecisionRow[] {
  const text = filter.text?.toLowerCase() ?? "";
  return allOf(world)
    .filter((row) => filter.trader === null || row.traderAddress === filter.trader)
    .filter((row) => filter.from === null || row.at >= filter.from)
    .filter((row) => filter.until === null || row.at < filter.until)
    .filter((row) => `${row.market} ${row.trader}`.toLowerCase().includes(text))
    .reverse();
}

export function decisionsOf(world: World, query: DecisionsQuery): DecisionsPage {
  const all = found(world, query)
    .filter((row) => query.verdict === null || row.verdict === query.verdict)
    .filter((row) => query.before === null || row.seq < query.before);
  const rows = all.slice(0, query.limit);
  return { rows, next: all.length > rows.length ? (rows.at(-1)?.seq ?? null) : null };
}

export function decisionCountsOf(world: World, filter: DecisionFilter): DecisionCounts {
  const all = found(world, filter);
  const count = (verdict: string) => all.filter((row) => row.verdict === verdict).length;
  const traders = new Map(allOf(world).map((row) => [row.traderAddress, row.trader]));
  return {
    all: all.length,
    copied: count("copied"),
    adjusted: count("adjusted"),
    skipped: count("skipped"),
    refused: count("refused"),
    waiting: count("waiting"),
    yours: count("yours"),
    more: false,
    traders: [...traders]
      .map(([address, name]) => ({ address, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}
