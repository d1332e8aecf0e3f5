/**
 * Answers in the figures that are shown: wherever parts stand beside their sum on a screen, they add up in cents.
 *
 * The engine's amounts have six digits and add up in all of them; each rounded by itself, they would not (−0.18 and −0.05 beside
 * −0.24). The rule is `format/parts.ts`; here is which figures are parts of which. An answer that the window gets has been through
 * this, so that no screen rounds parts for itself, and a sum reads the same on each. What is not money beside its sum is as it came.
 */
import type {
  ClosePreview,
  ClosesPreview,
  commands,
  Dashboard,
  FollowList,
  Frame,
  LedgerBook,
  LedgerFilter,
  MarketPage,
  OrderList,
  PaperRange,
  PaperResults,
  Performance,
  Position,
  Positions,
  Sums,
  TakePreview,
} from "../bindings";
import { inCents, less, lessInCents, movedInCents, partsOf, sumInCents } from "../format/parts";

/** The amounts that a part carries under that name, put in anew; a part without one is left out of the sum. */
function spread<K extends string, T extends Record<K, string | null>>(rows: T[], key: K, sum: string): T[] {
  const known = rows.flatMap((row) => row[key] ?? []);
  const shown = partsOf(sum, known);
  let next = 0;
  return rows.map((row) => (row[key] === null ? row : { ...row, [key]: shown[next++] }));
}

/** Held and set aside are the exposure. Of a frame too, which has these figures among its own. */
export function sumsAsShown<T extends Pick<Sums, "exposure" | "held" | "reserved">>(sums: T): T {
  const [held = sums.held, reserved = sums.reserved] = partsOf(sums.exposure, [sums.held, sums.reserved]);
  return { ...sums, held, reserved };
}

/** Realised and open are the result. */
function resultAsShown<T extends { pnl: string; realised: string; unrealised: string }>(one: T): T {
  const [realised = one.realised, unrealised = one.unrealised] = partsOf(one.pnl, [
    one.realised,
    one.unrealised,
  ]);
  return { ...one, realised, unrealised };
}

function followList(list: FollowList): FollowList {
  const sums = sumsAsShown(list.sums);
  const all = [...list.rows, ...(list.removed ? [list.removed] : [])];
  const pnl = partsOf(
    sums.pnl,
    all.map((one) => one.pnl),
  );
  const exposure = partsOf(
    sums.exposure,
    all.map((one) => one.exposure),
  );
  const shown = <T extends (typeof all)[number]>(one: T, i: number): T =>
    resultAsShown({ ...one, pnl: pnl[i] ?? one.pnl, exposure: exposure[i] ?? one.exposure });
  return { rows: list.rows.map(shown), removed: list.removed && shown(list.removed, list.rows.length), sums };
}

/** What it made is its value less its cost, where it has a value. */
function positionAsShown(row: Position): Position {
  const cost = inCents(row.cost);
  if (row.value === null) return { ...row, cost };
  const value = inCents(row.value);
  return { ...row, cost, value, pnl: row.pnl === null ? null : lessInCents(value, cost) };
}

function positions(held: Positions): Positions {
  const sums = sumsAsShown(held.sums);
  // Their cost is what is held of the exposure.
  const costs = spread(held.rows, "cost", sums.held);
  const values = spread(costs, "value", held.value);
  const rows = spread(values, "bidValue", held.bidValue).map(positionAsShown);
  const made = rows.flatMap((row) => row.pnl ?? []);
  return {
    ...held,
    sums,
    rows,
    cost: sumInCents(rows.map((row) => row.cost)),
    pnl: made.length > 0 ? sumInCents(made) : held.pnl,
    hedges: held.hedges.map((hedge) => ({ ...hedge, lockedIn: lessInCents(hedge.pays, hedge.cost) })),
  };
}

const orderList = (list: OrderList): OrderList => ({ ...list, sums: sumsAsShown(list.sums) });

/** Realised and open are the result, and so is what every trader made. */
function periodAsShown<T extends Pick<Dashboard, "pnl" | "realised" | "open" | "traders">>(figures: T): T {
  const [realised = figures.realised, open = figures.open] = partsOf(figures.pnl, [
    figures.realised,
    figures.open,
  ]);
  return { ...figures, realised, open, traders: spread(figures.traders, "pnl", figures.pnl) };
}

function dashboard(answer: Dashboard): Dashboard {
  const sums = sumsAsShown(answer.sums);
  return { ...periodAsShown(answer), sums, stages: spread(answer.stages, "reserved", sums.reserved) };
}

function performance(answer: Performance): Performance {
  const sums = sumsAsShown(answer.sums);
  return { ...periodAsShown(answer), sums, feeDays: spread(answer.feeDays, "fees", answer.fees) };
}

/** Both ends of every result are parts of those of the whole. What is in doubt is spread by itself, so that one figure stays one. */
function rangesAsShown<T extends { result: PaperRange }>(whole: PaperRange, all: T[]): T[] {
  const cautious = partsOf(
    whole.cautious,
    all.map((one) => one.result.cautious),
  );
  const inDoubt = partsOf(
    lessInCents(whole.optimistic, whole.cautious),
    all.map(({ result }) => less(result.optimistic, result.cautious)),
  );
  return all.map((one, i) => {
    const low = cautious[i] ?? one.result.cautious;
    return {
      ...one,
      result: { ...one.result, cautious: low, optimistic: sumInCents([low, inDoubt[i] ?? "0"]) },
    };
  });
}

function paperResults(results: PaperResults): PaperResults {
  const { result, traders, follows, apart } = results;
  const rest = apart ? [{ result: apart }] : [];
  const byTrader = rangesAsShown(result, [...traders, ...rest]);
  const byFollow = rangesAsShown(result, [...follows, ...rest]);
  return {
    ...results,
    traders: traders.map((one, i) => ({ ...one, result: byTrader[i]?.result ?? one.result })),
    follows: follows.map((one, i) => ({ ...one, result: byFollow[i]?.result ?? one.result })),
    apart: apart && (byTrader.at(-1)?.result ?? apart),
  };
}

/**
 * The kinds are what lies between the first balance and the last, and so are the days: where the balance stands beside them, each
 * moves it to the next; of a part they are what that part moved. `cashSoFar` stays exact: it is compared with the exchange's.
 */
function ledger(book: LedgerBook, filter: LedgerFilter): LedgerBook {
  const moved = lessInCents(book.end, book.start);
  const kinds = spread(book.kinds, "cash", moved);
  const chosen = kinds.find((sum) => sum.kind === filter.kind);
  const days =
    book.whole && !chosen
      ? book.days.map((day) => ({ ...day, cash: movedInCents(day.balance, day.cash) }))
      : spread(book.days, "cash", chosen?.cash ?? moved);
  return { ...book, sums: sumsAsShown(book.sums), kinds, days };
}

/** Proceeds less the fee are what comes in; that less the cost is the result. */
function closeAsShown(one: ClosePreview): ClosePreview {
  if (one.received === null || one.proceeds === null || one.fee === null) return one;
  const received = inCents(one.received);
  const [proceeds = one.proceeds, fee = `-${one.fee}`] = partsOf(received, [one.proceeds, `-${one.fee}`]);
  const result = one.cost === null || one.result === null ? one.result : lessInCents(received, one.cost);
  return { ...one, received, proceeds, fee: lessInCents("0", fee), result };
}

function closes(preview: ClosesPreview): ClosesPreview {
  // What cannot be closed is in no sum.
  const possible = preview.each.filter((one) => one.problem === null);
  const shown = spread(possible, "received", preview.received).map(closeAsShown);
  let next = 0;
  const each = preview.each.map((one) => (one.problem === null ? (shown[next++] ?? one) : one));
  return { ...preview, each };
}

/** What changes hands is the amount and its fee, or less it: whichever way the answer has it. */
function take(preview: TakePreview): TakePreview {
  const { value, fee, total } = preview;
  if (value === null || fee === null || total === null) return preview;
  const [bought = value, added = fee] = partsOf(total, [value, fee]);
  if (sumInCents([bought, added]) === inCents(total)) return { ...preview, value: bought, fee: added };
  const [sold = value, taken = `-${fee}`] = partsOf(total, [value, `-${fee}`]);
  return { ...preview, value: sold, fee: lessInCents("0", taken) };
}

function market(page: MarketPage): MarketPage {
  return {
    ...page,
    positions: page.positions.map((held) => ({
      ...held,
      position: positionAsShown(held.position),
      paysResult: lessInCents(held.pays, held.position.cost),
    })),
  };
}

/** By command: what its answer is shown as. */
const AS_SHOWN = {
  followList,
  positions,
  orderList,
  dashboard,
  performance,
  paperResults,
  ledger,
  previewClose: closes,
  previewTake: take,
  market,
} satisfies Partial<Record<keyof typeof commands, unknown>>;

const isFrame = (answer: unknown): answer is Frame =>
  typeof answer === "object" && answer !== null && "feeds" in answer && "exposure" in answer;

/** An answer of that command, asked with these arguments, in the figures that are shown. Many commands answer with a frame. */
export function asShown(command: string, answer: unknown, given: unknown[]): unknown {
  const shown = AS_SHOWN[command as keyof typeof AS_SHOWN] as
    | ((answer: unknown, ...given: unknown[]) => unknown)
    | undefined;
  if (shown) return shown(answer, ...given);
  return isFrame(answer) ? sumsAsShown(answer) : answer;
}
