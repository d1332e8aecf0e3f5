/**
 * Decimal strings, as money, prices and shares cross from the engine.
 *
 * Invariant: nothing here computes a new amount. A value is checked, compared, shifted to another unit (price to cents)
 * or shown; whatever needs arithmetic was computed by the engine.
 */

const SHAPE = /^[-+]?(\d+(\.\d*)?|\.\d+)$/;

/** Whether the text is a plain decimal number. */
export const isDecimal = (text: string): boolean => SHAPE.test(text);

/** The parts of a decimal: sign, whole digits without leading zeros, fraction digits as written. */
function parts(decimal: string): { negative: boolean; whole: string; fraction: string } {
  const negative = decimal.startsWith("-");
  const bare = decimal.replace(/^[-+]/, "");
  const [whole = "", fraction = ""] = bare.split(".");
  return { negative, whole: whole.replace(/^0+(?=\d)/, "") || "0", fraction };
}

/** -1, 0 or 1. */
export function signOf(decimal: string): -1 | 0 | 1 {
  const { negative, whole, fraction } = parts(decimal);
  if (/^0*$/.test(whole + fraction)) return 0;
  return negative ? -1 : 1;
}

/** The same amount with the point moved `places` to the right (to the left when negative): "0.602", 2 gives "60.2". */
export function shift(decimal: string, places: number): string {
  const { negative, whole, fraction } = parts(decimal);
  let digits = whole + fraction;
  let point = whole.length + places;
  if (point <= 0) {
    digits = "0".repeat(1 - point) + digits;
    point = 1;
  }
  if (point > digits.length) digits = digits.padEnd(point, "0");
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const right = digits.slice(point).replace(/0+$/, "");
  const bare = right ? `${left}.${right}` : left;
  return negative && /[1-9]/.test(bare) ? `-${bare}` : bare;
}

/** Without needless zeros at either end: "2.50" gives "2.5". */
export const trim = (decimal: string): string => shift(decimal, 0);

/** A digit that does not lead others needlessly: "7.5", "0.5", but not "07.5", "-7.5", ".5". */
const isTidy = (decimal: string, point: number): boolean => {
  const first = decimal.charCodeAt(0);
  return first >= 48 && first <= 57 && (first !== 48 || point === 1);
};

/** Orders two decimals exactly. */
export function compare(a: string, b: string): number {
  // A column has amounts of one shape: they are ordered by their length and then as text, which sorts thousands at once.
  const left = pointOf(a);
  const right = pointOf(b);
  if (isTidy(a, left) && isTidy(b, right)) {
    if (left !== right) return left < right ? -1 : 1;
    if (a.length === b.length) return a < b ? -1 : a > b ? 1 : 0;
  }
  return compareAny(a, b);
}

const pointOf = (decimal: string): number => {
  const at = decimal.indexOf(".");
  return at < 0 ? decimal.length : at;
};

function compareAny(a: string, b: string): number {
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return Math.sign(signs);
  if (signOf(a) === 0) return 0;
  const x = parts(a);
  const y = parts(b);
  const width = Math.max(x.whole.length, y.whole.length);
  const depth = Math.max(x.fraction.length, y.fraction.length);
  const left = x.whole.padStart(width, "0") + x.fraction.padEnd(depth, "0");
  const right = y.whole.padStart(width, "0") + y.fraction.padEnd(depth, "0");
  const order = left < right ? -1 : left > right ? 1 : 0;
  return order !== 0 && x.negative ? -order : order;
}
