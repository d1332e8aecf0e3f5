/** Round ages on the axis of a price path: seconds, minutes, hours. */
import type { Extent } from "@/components/chart/scale";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 168].map((n) => n * HOUR),
];

/** Ages from `from` to `to`, counted from `start`, at most `most`. */
export function ageTicks({ from, to }: Extent, start: number, most: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 336 * HOUR;
  const ticks: number[] = [];
  for (let age = Math.ceil((from - start) / step) * step; start + age <= to; age += step) ticks.push(age);
  return ticks;
}
