/**
 * Parts beside their sum, in the cents that are shown.
 *
 * The rule: a sum is rounded to the nearest cent, as it is wherever it stands alone, and so is each of its parts. Where these do not
 * add up to it, the largest parts take a cent more or less each, as long as they stay one of the two cents around what they are: in
 * them it matters least. So small amounts are always their nearest cent, amounts of whole cents stay what they are, and whoever adds
 * up finds the sum.
 * A difference is formed from the cents that are shown.
 *
 * Invariant: only the last digit that is shown is decided here. The amounts and their exact sums are the engine's.
 */

import { isDecimal } from "./decimal";

/** Digits behind the point; what the window shows of money. */
const SHOWN = 2;

const depthOf = (decimal: string): number => decimal.split(".")[1]?.length ?? 0;

/** The amount in units of 10^-depth, which it needs to have no digits beyond. */
function unitsOf(decimal: string, depth: number): bigint {
  const negative = decimal.startsWith("-");
  const [whole = "", fraction = ""] = decimal.replace(/^[-+]/, "").split(".");
  const units = BigInt(whole + fraction.padEnd(depth, "0"));
  return negative ? -units : units;
}

/** Halves away from zero, as figures are written everywhere (`Intl.NumberFormat`). */
const nearest = (units: bigint, cent: bigint): bigint => {
  const size = units < 0n ? -units : units;
  const cents = (2n * size + cent) / (2n * cent);
  return units < 0n ? -cents : cents;
};

function decimalOf(units: bigint, depth = SHOWN): string {
  const digits = (units < 0n ? -units : units).toString().padStart(depth + 1, "0");
  const point = digits.length - depth;
  const bare = depth === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return units < 0n ? `-${bare}` : bare;
}

function centsOf(decimal: string): bigint {
  const depth = Math.max(SHOWN, depthOf(decimal));
  return nearest(unitsOf(decimal, depth), 10n ** BigInt(depth - SHOWN));
}

/** To the nearest cent: "2.345" gives "2.35". */
export const inCents = (decimal: string): string => decimalOf(centsOf(decimal));

/**
 * What the parts of a sum are shown as, in their order. `sum` may be the exact one or one of the two cents around it, as
 * where it is a part of another sum itself. Parts that are not all of the sum are each the nearest cent.
 */
export function partsOf(sum: string, parts: readonly string[]): string[] {
  // Where there is no figure, as in a locked window, there is nothing to add up.
  if (![sum, ...parts].every(isDecimal)) return [...parts];
  const depth = Math.max(SHOWN, depthOf(sum), ...parts.map(depthOf));
  const cent = 10n ** BigInt(depth - SHOWN);
  const exact = parts.map((part) => unitsOf(part, depth));
  const total = exact.reduce((so, units) => so + units, 0n);
  const whole = nearest(unitsOf(sum, depth), cent);
  const off = whole * cent - total;
  if (off >= cent || off <= -cent) return parts.map(inCents);
  const shown = exact.map((units) => nearest(units, cent));
  const missing = whole - shown.reduce((so, cents) => so + cents, 0n);
  const step = missing < 0n ? -1n : 1n;
  // Another cent in that direction is the one on the other side only for those that were rounded away from it.
  const canTake = exact.map((units, i) => (units - (shown[i] ?? 0n) * cent) * step > 0n);
  const size = (i: number) => {
    const units = exact[i] ?? 0n;
    return units < 0n ? -units : units;
  };
  const largest = exact.map((_, i) => i).filter((i) => canTake[i]);
  largest.sort((a, b) => (size(a) > size(b) ? -1 : size(a) < size(b) ? 1 : a - b));
  for (const i of largest.slice(0, Number(missing * step))) shown[i] = (shown[i] ?? 0n) + step;
  return shown.map((cents) => decimalOf(cents));
}

/** The sum of amounts as each is shown. */
export const sumInCents = (amounts: readonly string[]): string =>
  decimalOf(amounts.reduce((so, amount) => so + centsOf(amount), 0n));

/** What is between two amounts as each is shown. */
export const lessInCents = (amount: string, taken: string): string =>
  decimalOf(centsOf(amount) - centsOf(taken));

/** What is between two amounts, exactly: for a part that is one itself. */
export function less(amount: string, taken: string): string {
  const depth = Math.max(depthOf(amount), depthOf(taken));
  return decimalOf(unitsOf(amount, depth) - unitsOf(taken, depth), depth);
}

/** A movement between two balances as both are shown: exactly `moved`, which led to `after`. */
export function movedInCents(after: string, moved: string): string {
  const depth = Math.max(SHOWN, depthOf(after), depthOf(moved));
  const cent = 10n ** BigInt(depth - SHOWN);
  const [end, by] = [unitsOf(after, depth), unitsOf(moved, depth)];
  return decimalOf(nearest(end, cent) - nearest(end - by, cent));
}
