/** A seeded stream of numbers in [0, 1): the same seed, the same world. */
export type Dice = () => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/** A stable number for a text. */
export const hash = (text: string): number =>
  [...text].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7);

/** A curve of `n` points from 0 to `end`. */
export function walk(seed: number, n: number, end: number): number[] {
  const roll = dice(seed);
  const wobble = Math.abs(end) / 9 + 1;
  const steps = [0];
  for (let i = 1; i < n; i++) steps.push((steps[i - 1] ?? 0) + (roll() + roll() + roll() - 1.5) * wobble);
  const drift = steps[n - 1] ?? 0;
  return steps.map(
    (value, i) => Math.round((value - (drift * i) / (n - 1) + (end * i) / (n - 1)) * 100) / 100,
  );
}
