/**
 * The one list of identities: every figure of an answer that can be derived from others of it is what it is derived as. An answer is of
 * one moment, so that these hold however fast the clock runs; nothing here compares two moments.
 *
 * Money is added up in whole micro-dollars. What the account, its follows and positions come to is in whole cents, so that shares, prices
 * and percentages, which are exact, are off them by a cent or two.
 */
import type {
  Dashboard,
  FollowList,
  Frame,
  LedgerBook,
  LedgerRow,
  OrderList,
  PaperResults,
  Performance,
  Positions,
  Sums,
} from "../src/platform/types";

/** What is looked at. The rows of the ledger are all that its book has. */
export interface Answers {
  frame: Frame;
  positions: Positions;
  follows: FollowList;
  orders: OrderList;
  dashboard: Dashboard;
  performance: Performance;
  ledger: { book: LedgerBook; rows: LedgerRow[] };
}

/** What stands on screens, as the window shows it: any part of it. */
export type Shown = Partial<Omit<Answers, "ledger">> & { book?: LedgerBook; paper?: PaperResults };

/** Two figures that are the same, in words; `slack`: rounding, in micro-dollars or units. */
export interface Identity {
  name: string;
  left: bigint;
  right: bigint;
  slack?: bigint;
}

export function micros(figure: string | null): bigint {
  const text = figure ?? "0";
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole || "0") * 1_000_000n + BigInt(part.slice(0, 6).padEnd(6, "0") || "0");
  return text.startsWith("-") ? -value : value;
}

const total = <T>(rows: readonly T[], of: (row: T) => string | null): bigint =>
  rows.reduce((sum, row) => sum + micros(of(row)), 0n);
const count = <T>(rows: readonly T[], of: (row: T) => number): bigint =>
  rows.reduce((sum, row) => sum + BigInt(of(row)), 0n);

const sumsOf = (where: string, sums: Sums): Identity[] => [
  {
    name: `${where}: exposure is held and reserved`,
    left: micros(sums.exposure),
    right: micros(sums.held) + micros(sums.reserved),
  },
];

const CENT = 10_000n;
/** What a percentage with one decimal leaves open of that whole, and of a cent more or less in it. */
const inTenths = (whole: bigint): bigint => whole / 2000n + CENT;

function positionsOf(answer: Positions): Identity[] {
  const { rows, sums } = answer;
  const priced = rows.filter((row) => row.pnl !== null);
  const costs = total(priced, (row) => row.cost);
  const each = rows.flatMap((row): Identity[] => [
    ...(row.value === null || row.pnl === null
      ? []
      : [
          {
            name: `positions: value less cost is the result (${row.market})`,
            left: micros(row.value) - micros(row.cost),
            right: micros(row.pnl),
          },
          {
            name: `positions: the result in percent (${row.market})`,
            left: (micros(row.pnlPercent) * micros(row.cost)) / 100_000_000n,
            right: micros(row.pnl),
            slack: CENT + inTenths(micros(row.cost)),
          },
        ]),
    {
      name: `positions: shares at their average are the cost (${row.market})`,
      left: (micros(row.shares) * micros(row.averageCost)) / 1_000_000n,
      right: micros(row.cost),
      // The average is rounded to a millionth of a dollar a share.
      slack: micros(row.shares) / 1_000_000n + CENT,
    },
  ]);
  return [
    { name: "positions: costs add up", left: total(rows, (row) => row.cost), right: micros(answer.cost) },
    { name: "positions: their cost is what is held", left: micros(answer.cost), right: micros(sums.held) },
    { name: "positions: values add up", left: total(rows, (row) => row.value), right: micros(answer.value) },
    { name: "positions: results add up", left: total(rows, (row) => row.pnl), right: micros(answer.pnl) },
    {
      name: "positions: what the bids bring adds up",
      left: total(rows, (row) => row.bidValue),
      right: micros(answer.bidValue),
    },
    {
      name: "positions: the whole result in percent",
      left: (micros(answer.pnlPercent) * costs) / 100_000_000n,
      right: micros(answer.pnl),
      slack: CENT * BigInt(priced.length + 1) + inTenths(costs),
    },
    {
      name: "positions: markets are counted once",
      left: BigInt(answer.markets),
      right: BigInt(new Set(rows.map((row) => row.condition)).size),
    },
    ...answer.hedges.map((hedge) => ({
      name: `positions: a hedge locks in what it pays less its cost (${hedge.condition})`,
      left: micros(hedge.lockedIn),
      right: micros(hedge.pays) - micros(hedge.cost),
    })),
    ...each,
    ...sumsOf("positions", sums),
  ];
}

function followsOf({ rows, removed, sums }: FollowList): Identity[] {
  return [
    {
      name: "following: rows and removed follows are the account's result",
      left: total(rows, (row) => row.pnl) + micros(removed?.pnl ?? "0"),
      right: micros(sums.pnl),
    },
    {
      name: "following: rows and removed follows are the exposure",
      left: total(rows, (row) => row.exposure) + micros(removed?.exposure ?? "0"),
      right: micros(sums.exposure),
    },
    ...rows.map((row) => ({
      name: `following: realised and open are the result (${row.name})`,
      left: micros(row.realised) + micros(row.unrealised),
      right: micros(row.pnl),
    })),
    ...sumsOf("following", sums),
  ];
}

function ordersOf({ rows, sums }: OrderList): Identity[] {
  return [
    {
      name: "orders: what they set aside adds up",
      left: total(rows, (row) => row.reserved),
      right: micros(sums.reserved),
    },
    { name: "orders: they are counted", left: BigInt(rows.length), right: BigInt(sums.workingOrders) },
    ...sumsOf("orders", sums),
  ];
}

function dashboardOf(answer: Dashboard): Identity[] {
  return [
    {
      name: "dashboard: what the stages set aside adds up",
      left: total(answer.stages, (stage) => stage.reserved),
      right: micros(answer.sums.reserved),
    },
    {
      name: "dashboard: orders by stage are those at work",
      left: count(answer.stages, (stage) => stage.orders),
      right: BigInt(answer.sums.workingOrders),
    },
    {
      name: "dashboard: the result of all time is the account's",
      left: micros(answer.pnl),
      right: micros(answer.sums.pnl),
    },
    ...sumsOf("dashboard", answer.sums),
  ];
}

function performanceOf(answer: Performance): Identity[] {
  return [
    {
      name: "performance: traders' results are the account's",
      left: total(answer.traders, (one) => one.pnl),
      right: micros(answer.sums.pnl),
    },
    {
      name: "performance: traders' realised results are the whole",
      left: total(answer.traders, (one) => one.realised),
      right: micros(answer.realised),
    },
    {
      name: "performance: fills by stage are all fills",
      left: count(answer.stages, (stage) => stage.fills),
      right: BigInt(answer.fills),
    },
    {
      name: "performance: fills by slippage are all fills",
      left: count(answer.slippageBins, (bin) => bin.fills),
      right: BigInt(answer.fills),
    },
    {
      name: "performance: traders' fills are all fills",
      left: count(answer.traders, (one) => one.fills),
      right: BigInt(answer.fills),
    },
    {
      name: "performance: fees by day are all fees",
      left: total(answer.feeDays, (day) => day.fees),
      right: micros(answer.fees),
    },
    ...sumsOf("performance", answer.sums),
  ];
}

function ledgerOf({ book, rows }: Answers["ledger"]): Identity[] {
  const cash = (kinds: string[]) =>
    total(
      book.kinds.filter(({ kind }) => kinds.includes(kind)),
      (sum) => sum.cash,
    );
  const claims = total(book.kinds, (sum) => sum.claims);
  const byDay = [...book.days].reverse();
  let balance = micros(book.start);
  const days = byDay.flatMap((day): Identity[] => {
    balance += micros(day.cash);
    return [
      { name: `ledger: ${day.day} ends where its rows lead`, left: micros(day.balance), right: balance },
      {
        name: `ledger: ${day.day} and all before it`,
        left: micros(day.cashSoFar),
        right: balance - micros(book.start),
      },
    ];
  });
  let running = micros(book.start);
  const off = rows.filter((row) => {
    running += micros(row.cash);
    return micros(row.balance) !== running;
  }).length;
  const ofKind = book.kinds.flatMap((sum): Identity[] => {
    const own = rows.filter((row) => row.kind === sum.kind);
    return [
      { name: `ledger: rows of ${sum.kind}`, left: BigInt(own.length), right: BigInt(sum.entries) },
      { name: `ledger: cash of ${sum.kind}`, left: total(own, (row) => row.cash), right: micros(sum.cash) },
      {
        name: `ledger: claims of ${sum.kind}`,
        left: total(own, (row) => row.claim),
        right: micros(sum.claims),
      },
    ];
  });
  return [
    {
      name: "ledger: the totals lead from start to end",
      left: micros(book.start) + total(book.kinds, (sum) => sum.cash),
      right: micros(book.end),
    },
    { name: "ledger: its end is the balance", left: micros(book.end), right: micros(book.sums.balance) },
    { name: "ledger: each row is one row", left: BigInt(rows.length), right: BigInt(book.through) },
    { name: "ledger: rows are counted", left: BigInt(book.entries), right: BigInt(book.through) },
    {
      name: "ledger: days hold all rows",
      left: count(book.days, (day) => day.entries),
      right: BigInt(book.found),
    },
    { name: "ledger: each row leaves the balance it says", left: BigInt(off), right: 0n },
    {
      name: "ledger: the balance is what came in and what was realised, less what is held and what is owed",
      left: micros(book.end),
      right:
        cash(["deposit", "withdrawal", "correction"]) +
        total(rows, (row) => row.realised) -
        micros(book.sums.held) -
        claims,
      // What is held is in cents.
      slack: CENT,
    },
    ...days,
    ...ofKind,
    ...sumsOf("ledger", book.sums),
  ];
}

/** A figure to the cent in which it is written, halves away from zero. */
const cents = (figure: string): bigint => {
  const value = micros(figure);
  const size = ((value < 0n ? -value : value) + 5_000n) / 10_000n;
  return (value < 0n ? -size : size) * 10_000n;
};
const totalShown = <T>(rows: readonly T[], of: (row: T) => string | null): bigint =>
  rows.reduce((sum, row) => sum + cents(of(row) ?? "0"), 0n);

const exposureShown = (where: string, sums: Sums): Identity => ({
  name: `${where}: exposure is held and reserved`,
  left: cents(sums.exposure),
  right: cents(sums.held) + cents(sums.reserved),
});

/** Of the dashboard and of the performance screen. */
const periodShown = (where: string, figures: Dashboard | Performance): Identity[] => [
  {
    name: `${where}: realised and open are the result`,
    left: cents(figures.realised) + cents(figures.open),
    right: cents(figures.pnl),
  },
  {
    name: `${where}: traders' results are the result`,
    left: totalShown(figures.traders, (one) => one.pnl),
    right: cents(figures.pnl),
  },
  exposureShown(where, figures.sums),
];

function followsShown({ rows, removed, sums }: FollowList): Identity[] {
  const all = [...rows, ...(removed ? [removed] : [])];
  return [
    { name: "following: results add up", left: totalShown(all, (one) => one.pnl), right: cents(sums.pnl) },
    {
      name: "following: exposures add up",
      left: totalShown(all, (one) => one.exposure),
      right: cents(sums.exposure),
    },
    ...all.map((one, i) => ({
      name: `following: realised and open are the result (line ${i + 1})`,
      left: cents(one.realised) + cents(one.unrealised),
      right: cents(one.pnl),
    })),
    exposureShown("following", sums),
  ];
}

function positionsShown(answer: Positions): Identity[] {
  const { rows, sums } = answer;
  const columns = ["cost", "value", "bidValue", "pnl"] as const;
  return [
    ...columns.map((column) => ({
      name: `positions: the column ${column} adds up`,
      left: totalShown(rows, (row) => row[column]),
      right: cents(answer[column]),
    })),
    { name: "positions: their cost is what is held", left: cents(answer.cost), right: cents(sums.held) },
    ...rows.flatMap((row) =>
      row.value === null || row.pnl === null
        ? []
        : [
            {
              name: `positions: value less cost is the result (${row.market})`,
              left: cents(row.value) - cents(row.cost),
              right: cents(row.pnl),
            },
          ],
    ),
    ...answer.hedges.map((hedge) => ({
      name: `positions: a hedge locks in what it pays less its cost (${hedge.condition})`,
      left: cents(hedge.lockedIn),
      right: cents(hedge.pays) - cents(hedge.cost),
    })),
    exposureShown("positions", sums),
  ];
}

/** Of the book that holds everything: its balance stands beside each day. */
function bookShown(book: LedgerBook): Identity[] {
  let balance = cents(book.start);
  return [
    {
      name: "ledger: the totals lead from start to end",
      left: cents(book.start) + totalShown(book.kinds, (sum) => sum.cash),
      right: cents(book.end),
    },
    ...[...book.days].reverse().map((day) => {
      balance += cents(day.cash);
      return { name: `ledger: ${day.day} leads to its balance`, left: balance, right: cents(day.balance) };
    }),
  ];
}

function paperShown({ result, traders, follows, apart }: PaperResults): Identity[] {
  const rest = apart ? [{ result: apart }] : [];
  return [traders, follows].flatMap((all, i) =>
    (["cautious", "optimistic"] as const).map((end) => ({
      name: `paper: the ${end} results by ${i === 0 ? "trader" : "follow"} add up`,
      left: totalShown([...all, ...rest], (one) => one.result[end]),
      right: cents(result[end]),
    })),
  );
}

/** What stands beside its sum on a screen, in the cents in which it is written: no slack is left to rounding. */
export const identitiesShown = (shown: Shown): Identity[] => [
  ...(shown.frame ? [exposureShown("top bar", shown.frame)] : []),
  ...(shown.positions ? positionsShown(shown.positions) : []),
  ...(shown.follows ? followsShown(shown.follows) : []),
  ...(shown.orders ? [exposureShown("orders", shown.orders.sums)] : []),
  ...(shown.dashboard
    ? [
        ...periodShown("dashboard", shown.dashboard),
        {
          name: "dashboard: what the stages set aside adds up",
          left: totalShown(shown.dashboard.stages, (stage) => stage.reserved),
          right: cents(shown.dashboard.sums.reserved),
        },
      ]
    : []),
  ...(shown.performance
    ? [
        ...periodShown("performance", shown.performance),
        {
          name: "performance: fees by day are all fees",
          left: totalShown(shown.performance.feeDays, (day) => day.fees),
          right: cents(shown.performance.fees),
        },
      ]
    : []),
  ...(shown.book ? bookShown(shown.book) : []),
  ...(shown.paper ? paperShown(shown.paper) : []),
];

/** All of them. */
export const identities = (answers: Answers): Identity[] => [
  ...sumsOf("top bar", answers.frame),
  ...positionsOf(answers.positions),
  ...followsOf(answers.follows),
  ...ordersOf(answers.orders),
  ...dashboardOf(answers.dashboard),
  ...performanceOf(answers.performance),
  ...ledgerOf(answers.ledger),
];

/** Those that do not hold, in words. */
export const broken = (answers: Answers): string[] => brokenOf(identities(answers));
export const brokenShown = (shown: Shown): string[] => brokenOf(identitiesShown(shown));

const brokenOf = (all: Identity[]): string[] =>
  all
    .filter(({ left, right, slack = 0n }) => (left > right ? left - right : right - left) > slack)
    .map(({ name, left, right }) => `${name}: ${left} and ${right}`);
