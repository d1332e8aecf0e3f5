/** The ledger of the simulated engine: its fills and their fees, and what was there before them. */
import type {
  Exported,
  LedgerBook,
  LedgerDay,
  LedgerFilter,
  LedgerKind,
  LedgerMarket,
  LedgerRow,
  LedgerRowsQuery,
} from "../types";
import { address, amount, money, price } from "./entities";
import { conditionOf, MARKETS } from "./fixture/markets";
import { save } from "./past-fills";
import type { World } from "./world";

const KINDS: LedgerKind[] = [
  "deposit",
  "withdrawal",
  "buy",
  "sell",
  "fee",
  "payout",
  "redemption",
  "reversal",
  "correction",
];

const NOTHING = {
  trader: null,
  market: null,
  condition: null,
  outcome: "",
  outcomeIndex: 0,
  shares: null,
  price: null,
  claim: null,
  realised: null,
  cost: null,
  traderPrice: null,
  settlement: null,
  order: null,
  trade: null,
  undoes: null,
} satisfies Partial<LedgerRow>;

type Entry = Omit<LedgerRow, "seq" | "balance">;
const cents = (row: { cash: string }): number => Math.round(Number(row.cash) * 1e6);

const dayOf = (at: number): string => {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

function entries(world: World): Entry[] {
  return world.fills.flatMap((fill) => {
    const value = (fill.shares * fill.price) / 100;
    const sells = fill.side === "SELL";
    const of = {
      at: fill.at,
      trader: { address: address(fill.trader), name: fill.trader },
      market: MARKETS[fill.market]?.question ?? "",
      condition: conditionOf(fill.market),
      outcome: fill.outcome === 0 ? "Yes" : "No",
      outcomeIndex: fill.outcome,
      traderPrice: price(fill.first),
      settlement: fill.settlement as LedgerRow["settlement"],
      order: fill.order,
      trade: `trade-${fill.id}`,
    };
    const made: Entry = {
      ...NOTHING,
      ...of,
      kind: sells ? "sell" : "buy",
      what: sells ? "sell" : "buy",
      shares: amount(sells ? -fill.shares : fill.shares),
      price: price(fill.price),
      cash: money(sells ? value : -value),
      realised: sells && fill.realised !== null ? money(fill.realised) : null,
      cost: sells && fill.realised !== null ? money(value - fill.realised) : null,
    };
    const fee: Entry[] =
      fill.fee > 0
        ? [
            {
              ...NOTHING,
              ...of,
              kind: "fee",
              what: "fee",
              cash: money(-fill.fee),
              realised: money(-fill.fee),
            },
          ]
        : [];
    return [made, ...fee];
  });
}

function rowsOf(world: World): LedgerRow[] {
  const moved = entries(world);
  const balance = Math.round(world.cash * 1e6);
  const opening: Entry = {
    ...NOTHING,
    at: (moved[0]?.at ?? world.now) - 3_600_000,
    kind: "deposit",
    what: "deposit",
    cash: money((balance - moved.reduce((sum, row) => sum + cents(row), 0)) / 1e6),
  };
  let left = 0;
  return [opening, ...moved].map((row, i) => {
    left += cents(row);
    return { ...row, seq: i + 1, balance: money(left / 1e6) };
  });
}

function found(world: World, filter: LedgerFilter): LedgerRow[] {
  const { trader = null, market = null, year = null, from = null, until = null } = filter;
  const text = filter.text?.trim().toLowerCase() ?? "";
  return rowsOf(world)
    .filter((row) => trader === null || row.trader?.address === trader)
    .filter((row) => market === null || row.condition === market)
    .filter((row) => year === null || new Date(row.at).getFullYear() === year)
    .filter((row) => from === null || row.at >= from)
    .filter((row) => until === null || row.at < until)
    .filter((row) => !text || `${row.market} ${row.trader?.name}`.toLowerCase().includes(text));
}

const ofKind = (rows: LedgerRow[], filter: LedgerFilter) =>
  rows.filter((row) => !filter.kind || row.kind === filter.kind);

function daysOf(rows: LedgerRow[], all: LedgerRow[]): LedgerDay[] {
  const days: LedgerDay[] = [];
  let soFar = 0;
  for (const day of new Set(rows.map((row) => dayOf(row.at)))) {
    const own = rows.filter((row) => dayOf(row.at) === day);
    const cash = own.reduce((sum, row) => sum + cents(row), 0);
    soFar += cash;
    days.unshift({
      day,
      entries: own.length,
      cash: money(cash / 1e6),
      cashSoFar: money(soFar / 1e6),
      balance: all.findLast((row) => dayOf(row.at) === day)?.balance ?? "0",
      first: own[0]?.seq ?? 0,
      last: own.at(-1)?.seq ?? 0,
    });
  }
  return days;
}

export function bookOf(world: World, filter: LedgerFilter, sums: LedgerBook["sums"]): LedgerBook {
  const all = rowsOf(world);
  const rows = found(world, filter);
  const shown = ofKind(rows, filter);
  const whole = !filter.trader && !filter.market && !filter.text;
  const [first] = rows;
  const start = whole && first ? Math.round(Number(first.balance) * 1e6) - cents(first) : 0;
  const sum = (some: LedgerRow[]) => some.reduce((so, row) => so + cents(row), 0);
  const traders = new Map(all.flatMap((row) => (row.trader ? [[row.trader.address, row.trader]] : [])));
  return {
    sums,
    through: all.length,
    whole,
    start: money(start / 1e6),
    end: money((start + sum(rows)) / 1e6),
    entries: rows.length,
    found: shown.length,
    kinds: KINDS.map((kind) => {
      const own = rows.filter((row) => row.kind === kind);
      return { kind, entries: own.length, cash: money(sum(own) / 1e6), claims: "0" };
    }),
    days: daysOf(shown, all),
    years: [...new Set(all.map((row) => new Date(row.at).getFullYear()))].sort().reverse(),
    traders: [...traders.values()],
  };
}

export function bookRowsOf(world: World, { filter, day, skip, limit }: LedgerRowsQuery): LedgerRow[] {
  const rows = ofKind(found(world, filter), filter).filter((row) => dayOf(row.at) === day);
  return rows.slice(skip, skip + limit);
}

export function bookFile(world: World, filter: LedgerFilter): Exported {
  const rows = ofKind(found(world, filter), filter);
  const lines = rows.map((row) => [
    world.mode.toUpperCase(),
    row.seq,
    row.at,
    row.what,
    row.cash,
    row.balance,
  ]);
  const text = [["money", "row", "time", "type", "cash", "balance"], ...lines].map((line) => line.join(","));
  return { path: save(world, "ledger", text.join("\r\n")), rows: rows.length };
}

/** The markets with entries, that of the newest first. */
export function bookMarketsOf(world: World): LedgerMarket[] {
  const found = new Map<string, LedgerMarket>();
  for (const { condition, market } of entries(world).toSorted((a, b) => b.at - a.at)) {
    if (condition !== null && market !== null) found.set(condition, { condition, question: market });
  }
  return [...found.values()];
}
