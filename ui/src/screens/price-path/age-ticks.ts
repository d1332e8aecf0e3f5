/** Round ages on the axis of a price path: seconds, minutes, hours. */
import type { Extent } from "@/components/chart/scale";
import type { Times } from "@/format/time";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 168].map((n) => n * HOUR),
];

/** An age in its own words: 45 s, 12 min, 30 h, 3 d, and 60 h for what is no whole day, which would be another tick's text. */
export const ageText = (age: number, time: Pick<Times, "rough">): string =>
  age >= 2 * DAY && age % DAY !== 0 ? `${Math.round(age / HOUR)}\u00a0h` : time.rough(age);

/** Ages from `from` to `to`, counted from `start`, at most `most`. */
export function ageTicks({ from, to }: Extent, start: number, most: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 336 * HOUR;
  const ticks: number[] = [];
  for (let age = Math.ceil((from - start) / step) * step; start + age <= to; age += step) ticks.push(age);
  return ticks;
}
