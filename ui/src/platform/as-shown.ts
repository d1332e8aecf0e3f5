/**
 * Answers in the figures that are shown, as far as the engine does not give them so: the account, its follows, positions and orders come
 * in whole cents already (`src-tauri/api/src/cents.rs`). What stands beside its sum in a question, on paper or in the ledger is exact,
 * and is put into cents here, by the same rule (`format/parts.ts`), before any screen has it. What is not money beside its sum is as
 * it came.
 */
import type {
  ClosePreview,
  ClosesPreview,
  commands,
  LedgerBook,
  LedgerFilter,
  PaperRange,
  PaperResults,
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
  // Fees are their nearest cent, as on every other screen, where the other kinds can take what is missing.
  const fees = book.kinds.map((sum) => (sum.kind === "fee" ? { ...sum, cash: inCents(sum.cash) } : sum));
  const around = spread(fees, "cash", moved);
  const fits = sumInCents(around.map(({ cash }) => cash)) === moved;
  const kinds = fits ? around : spread(book.kinds, "cash", moved);
  const chosen = kinds.find((sum) => sum.kind === filter.kind);
  const days =
    book.whole && !chosen
      ? book.days.map((day) => ({ ...day, cash: movedInCents(day.balance, day.cash) }))
      : spread(book.days, "cash", chosen?.cash ?? moved);
  return { ...book, kinds, days };
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

/** By command: what its answer is shown as. */
const AS_SHOWN = {
  paperResults,
  ledger,
  previewClose: closes,
  previewTake: take,
} satisfies Partial<Record<keyof typeof commands, unknown>>;

/** An answer of that command, asked with these arguments, in the figures that are shown. */
export function asShown(command: string, answer: unknown, given: unknown[]): unknown {
  const shown = AS_SHOWN[command as keyof typeof AS_SHOWN] as
    | ((answer: unknown, ...given: unknown[]) => unknown)
    | undefined;
  return shown ? shown(answer, ...given) : answer;
}
