/** Round times on an axis: full minutes, hours, days, months, in the time zone of the computer, with the fewest words. */
import type { Times } from "@/format/time";
import type { Extent } from "./scale";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TimeTick {
  at: number;
  label: string;
}

type Words = Pick<Times, "minute" | "day" | "monthShort">;

/** Steps shorter than a day, in minutes; in days; in months. */
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720];
const DAYS = [1, 2, 7, 14];
const MONTHS = [1, 2, 3, 6, 12];

/** At most `most` ticks; each says what it is: a time, at midnight the day, at a month's beginning the month. */
export function timeTicks({ from, to }: Extent, most: number, words: Words): TimeTick[] {
  const span = to - from;
  if (span <= 0 || most < 1) return [];
  const minutes = MINUTES.find((step) => span / (step * MINUTE) <= most);
  if (minutes !== undefined) return clockTicks({ from, to }, minutes, words);
  const days = DAYS.find((step) => span / (step * DAY) <= most);
  if (days !== undefined) return dayTicks({ from, to }, days, words);
  const months =
    MONTHS.find((step) => span / (step * 30 * DAY) <= most) ?? 12 * Math.ceil(span / (365 * DAY * most));
  return monthTicks({ from, to }, months, words);
}

const midnight = (at: number): Date => {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  return day;
};

function clockTicks({ from, to }: Extent, minutes: number, words: Words): TimeTick[] {
  const ticks: TimeTick[] = [];
  // From midnight on, so that steps of hours lie where a clock has them; each day begins anew, whatever its length.
  for (let day = midnight(from); day.getTime() <= to; day.setDate(day.getDate() + 1)) {
    for (let minute = 0; minute < 24 * 60; minute += minutes) {
      const at = new Date(day);
      at.setHours(0, minute, 0, 0);
      const time = at.getTime();
      const last = ticks.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      if (time >= from && time <= to && time > last)
        ticks.push({ at: time, label: minute === 0 ? words.day(time) : words.minute(time) });
    }
  }
  return ticks;
}

function dayTicks({ from, to }: Extent, days: number, words: Words): TimeTick[] {
  const ticks: TimeTick[] = [];
  const day = midnight(from);
  // Weeks begin on Mondays; two days apart means the same two days wherever the picture begins.
  const offset = days % 7 === 0 ? (day.getDay() + 6) % 7 : Math.floor(day.getTime() / DAY) % days;
  day.setDate(day.getDate() - offset);
  for (; day.getTime() <= to; day.setDate(day.getDate() + days)) {
    const at = day.getTime();
    if (at >= from) ticks.push({ at, label: words.day(at) });
  }
  return ticks;
}

function monthTicks({ from, to }: Extent, months: number, words: Words): TimeTick[] {
  const ticks: TimeTick[] = [];
  const first = midnight(from);
  first.setDate(1);
  first.setMonth(first.getMonth() - (first.getMonth() % Math.min(12, months)));
  for (; first.getTime() <= to; first.setMonth(first.getMonth() + months)) {
    const at = first.getTime();
    if (at >= from)
      ticks.push({ at, label: first.getMonth() === 0 ? String(first.getFullYear()) : words.monthShort(at) });
  }
  return ticks;
}
