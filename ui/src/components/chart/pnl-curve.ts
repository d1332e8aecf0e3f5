/** The shape of a profit curve in the part of it that is shown: its points, its height, the fills on it. */
import type { Extent, Scale } from "./scale";
import { ticksAround } from "./scale";

export interface Point {
  at: number;
  value: number;
}

/** The value of the curve there, between its points along the line that is drawn. */
export function valueAt(points: Point[], at: number): number {
  const next = points.findIndex((point) => point.at >= at);
  const after = points[next];
  if (!after) return points.at(-1)?.value ?? 0;
  const before = points[next - 1];
  if (!before || after.at === before.at) return after.value;
  return before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at);
}

/** The points in view, with the curve cut at both edges. Of several points of one instant at its end the last is the end. */
export function cut(points: Point[], view: Extent): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return [];
  const [from, to] = [Math.max(view.from, first.at), Math.min(view.to, last.at)];
  const inside = points.filter((point) => point.at > from && point.at < to);
  const edge = (at: number) => ({ at, value: valueAt(points, at) });
  return [edge(from), ...inside, to === last.at ? last : edge(to)];
}

/** The height that is drawn: round values around all of it, nought among them; a curve that never left nought lies in the middle. */
export function heightOf(points: Point[]): { low: number; high: number; ticks: number[] } {
  const values = points.map((point) => point.value);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const ticks = low === 0 && high === 0 ? [-1, 0, 1] : ticksAround(low, high);
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}

/** Fills nearer to each other than this on the picture are one sign. */
const TOGETHER_PX = 16;

export interface Sign {
  at: number;
  count: number;
}

/** Fills as signs on the curve, oldest first: those that would touch are one, with their number. */
export function signsOf(fills: number[], view: Extent, x: Scale): Sign[] {
  const signs: Sign[] = [];
  for (const at of fills.filter((one) => one >= view.from && one <= view.to).sort((a, b) => a - b)) {
    const last = signs.at(-1);
    if (last && x(at) - x(last.at) < TOGETHER_PX) last.count += 1;
    else signs.push({ at, count: 1 });
  }
  return signs;
}
