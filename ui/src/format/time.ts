/**
 * Instants and spans of venue time as a person reads them. Instants are ms, shown in the computer's time zone;
 * spans are whole and never negative.
 */
import type { Language } from "./number";

// British dates: day before month, 24 hours, as the rest of the window has them.
const LOCALE: Record<Language, string> = { en: "en-GB", fr: "fr-FR" };
/** No break between a figure and its unit. A narrow one is hardly seen in this typeface at 11 px. */
const SPACE = "\u00a0";
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Times {
  /** Sun 22 Nov 14:32. French has small days, except in `weekday`, which begins what it stands in. */
  clock(at: number): string;
  /** Sun */
  weekday(at: number): string;
  /** 14:32 */
  minute(at: number): string;
  /** 14:32:07 */
  second(at: number): string;
  /** 14:32:07.104 */
  milli(at: number): string;
  /** 14:31 today, Sat 14:31 within a week on either side, 12 Nov beyond that. */
  near(at: number, now: number): string;
  /** `near` as a sentence says it: in French "14:31", "samedi 14:31", "le 12 novembre", so that nothing ends in the point of an abbreviation. */
  within(at: number, now: number): string;
  /** 22 Nov */
  day(at: number): string;
  /** Nov */
  monthShort(at: number): string;
  /** Sun 22 Nov, 03:26: to be read off a picture */
  moment(at: number): string;
  /** 9 Dec 2026, 19:00 */
  date(at: number): string;
  /** March 2025 */
  month(at: number): string;
  /** Sunday 22 November 2026, 14:32:07 UTC: for titles. */
  full(at: number): string;
  /** Sunday 22 November 2026, 14:32 UTC: the same of a minute. */
  fullMinute(at: number): string;
  /** 42 s, 6 min, 5 h, 2 d */
  rough(span: number): string;
  /** 0.9 s; from ten seconds on as `rough` */
  lag(span: number): string;
  /** 14:12 */
  clockSpan(span: number): string;
  /** 14 h 12; under an hour 12 min, 8 s */
  hourSpan(span: number): string;
  /** 9 h 48 min, 3 min */
  wordSpan(span: number): string;
  /** 17 d 4 h; 4 h 28 min */
  longSpan(span: number): string;
  /** 14.2: hours with one decimal */
  hours(span: number): string;
}

const WHOLE_DATE: Intl.DateTimeFormatOptions = {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

const two = (n: number) => String(n).padStart(2, "0");

function make(language: Language): Times {
  const locale = LOCALE[language];
  const lazy = new Map<string, Intl.DateTimeFormat>();
  const show = (key: string, options: Intl.DateTimeFormatOptions, at: number) => {
    let known = lazy.get(key);
    if (!known) {
      known = new Intl.DateTimeFormat(locale, options);
      lazy.set(key, known);
    }
    return known.format(at);
  };
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const minute = (at: number) => show("minute", { hour: "2-digit", minute: "2-digit" }, at);
  const day = (at: number) => show("day", { day: "numeric", month: "short" }, at);
  const dayOfWeek = (at: number) => show("weekday", { weekday: "short" }, at);
  const isToday = (at: number, now: number) => day(at) === day(now) && Math.abs(now - at) < DAY;
  const isOfTheWeek = (at: number, now: number) => Math.abs(now - at) < 6 * DAY;
  const near = (at: number, now: number) => {
    if (isToday(at, now)) return minute(at);
    return isOfTheWeek(at, now) ? `${dayOfWeek(at)} ${minute(at)}` : day(at);
  };
  const dayWord = language === "fr" ? "j" : "d";
  const whole = (span: number, of: number) => Math.floor(Math.max(0, span) / of);
  const split = (span: number) => {
    const minutes = whole(span, MINUTE);
    return [Math.floor(minutes / 60), minutes % 60] as const;
  };
  const point = language === "fr" ? "," : ".";
  const rough = (span: number) => {
    if (span < MINUTE) return `${whole(span, SECOND)}${SPACE}s`;
    if (span < HOUR) return `${whole(span, MINUTE)}${SPACE}min`;
    if (span < 2 * DAY) return `${whole(span, HOUR)}${SPACE}h`;
    return `${whole(span, DAY)}${SPACE}${dayWord}`;
  };
  return {
    clock: (at) => `${dayOfWeek(at)} ${day(at)} ${minute(at)}`,
    weekday: (at) => capital(dayOfWeek(at)),
    minute,
    second: (at) => show("second", { hour: "2-digit", minute: "2-digit", second: "2-digit" }, at),
    milli: (at) =>
      show("milli", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }, at),
    near,
    within: (at, now) => {
      if (language !== "fr" || isToday(at, now)) return near(at, now);
      if (isOfTheWeek(at, now)) return `${show("weekdayLong", { weekday: "long" }, at)} ${minute(at)}`;
      return `le ${show("dayLong", { day: "numeric", month: "long" }, at).replace(/^1 /, "1er ")}`;
    },
    day,
    monthShort: (at) => show("monthShort", { month: "short" }, at),
    moment: (at) => `${dayOfWeek(at)} ${day(at)}, ${minute(at)}`,
    date: (at) => `${show("date", { day: "numeric", month: "short", year: "numeric" }, at)}, ${minute(at)}`,
    month: (at) => show("month", { month: "long", year: "numeric" }, at),
    full: (at) => show("full", { ...WHOLE_DATE, second: "2-digit" }, at),
    fullMinute: (at) => show("fullMinute", WHOLE_DATE, at),
    rough,
    lag: (span) => {
      const tenths = whole(span, SECOND / 10);
      return tenths < 100 ? `${Math.floor(tenths / 10)}${point}${tenths % 10}${SPACE}s` : rough(span);
    },
    clockSpan: (span) => {
      const [h, m] = split(span);
      return `${h}:${two(m)}`;
    },
    hourSpan: (span) => {
      if (span < HOUR) return rough(span);
      const [h, m] = split(span);
      return `${h}${SPACE}h${SPACE}${two(m)}`;
    },
    wordSpan: (span) => {
      const [h, m] = split(span);
      return h > 0 ? `${h}${SPACE}h ${two(m)}${SPACE}min` : `${m}${SPACE}min`;
    },
    longSpan: (span) => {
      const days = whole(span, DAY);
      const [h, m] = split(span - days * DAY);
      if (days > 0) return `${days}${SPACE}${dayWord} ${h}${SPACE}h`;
      return h > 0 ? `${h}${SPACE}h ${m}${SPACE}min` : `${m}${SPACE}min`;
    },
    hours: (span) => {
      const tenths = whole(span, HOUR / 10);
      return `${Math.floor(tenths / 10)}${point}${tenths % 10}`;
    },
  };
}

const all: Record<Language, Times> = { en: make("en"), fr: make("fr") };

/** The times of that language. */
export const times = (language: Language): Times => all[language];
