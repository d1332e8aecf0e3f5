/** Where values and instants lie on a picture, and at which of them a line is drawn. For drawing only: no figure is told from here. */

/** A stretch of a scale. */
export interface Extent {
  from: number;
  to: number;
}

export interface Scale {
  (value: number): number;
  /** The value at that place. */
  back(place: number): number;
}

/** A straight scale from `domain` onto `range`; a stretch of nothing lies in the middle. */
export function linear(domain: Extent, range: Extent): Scale {
  const span = domain.to - domain.from;
  const wide = range.to - range.from;
  const scale = (value: number) =>
    span === 0 ? range.from + wide / 2 : range.from + ((value - domain.from) / span) * wide;
  return Object.assign(scale, {
    back: (place: number) => (wide === 0 ? domain.from : domain.from + ((place - range.from) / wide) * span),
  });
}

/** The smallest round step (1, 2, 5 times a power of ten, at least `least`) of which at most `most` fit into the span. */
export function stepOf(span: number, most: number, least = 0): number {
  const raw = Math.max(span / most, least, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(raw));
  // What a division leaves over is no reason for a larger step.
  return ([1, 2, 5, 10].find((k) => k * power >= raw * (1 - 1e-9)) ?? 10) * power;
}

const multiples = (first: number, last: number, step: number): number[] => {
  const ticks: number[] = [];
  const digits = Math.max(0, -Math.floor(Math.log10(step)) + 1);
  for (let k = first; k <= last; k += 1) ticks.push(Number((k * step).toFixed(digits)));
  return ticks;
};

/** Round values around the range, from the first at or below it to the last at or above it. */
export function ticksAround(low: number, high: number, most = 5): number[] {
  const step = stepOf(Math.max(high - low, 1e-9), most);
  return multiples(Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9), step);
}

/** Round values within the range, no closer than `least`. */
export function ticksWithin(low: number, high: number, most = 8, least = 0): number[] {
  const step = stepOf(high - low, most, least);
  return multiples(Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9), step);
}

/**
 * Moves labels apart so that none lies on another: those that would touch move together, as little as can be, and stay
 * between `top` and `bottom`. Keeps their order.
 */
export function apart(places: number[], gap: number, top: number, bottom: number): number[] {
  const order = places.map((place, i) => ({ place, i })).sort((a, b) => a.place - b.place);
  // Groups of labels that touch; each stands around the middle of where its labels want to be.
  const groups: { first: number; count: number; wanted: number }[] = [];
  const startOf = (group: { count: number; wanted: number }) =>
    Math.min(
      bottom - (group.count - 1) * gap,
      Math.max(top, group.wanted / group.count - ((group.count - 1) * gap) / 2),
    );
  order.forEach(({ place }, at) => {
    let group = { first: at, count: 1, wanted: place };
    for (;;) {
      const above = groups.at(-1);
      if (!above || startOf(above) + above.count * gap <= startOf(group)) break;
      groups.pop();
      group = { first: above.first, count: above.count + group.count, wanted: above.wanted + group.wanted };
    }
    groups.push(group);
  });
  const moved = [...places];
  for (const group of groups) {
    order.slice(group.first, group.first + group.count).forEach(({ i }, k) => {
      moved[i] = startOf(group) + k * gap;
    });
  }
  return moved;
}

/** The nearest of those in order, by what `of` gives; −1 where there are none. */
export function nearest<T>(items: T[], at: number, of: (item: T) => number): number {
  let best = -1;
  let far = Number.POSITIVE_INFINITY;
  items.forEach((item, i) => {
    const apart = Math.abs(of(item) - at);
    if (apart < far) {
      far = apart;
      best = i;
    }
  });
  return best;
}
