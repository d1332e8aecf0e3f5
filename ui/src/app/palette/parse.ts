/**
 * A line of the palette as a command. The words of both languages are understood whichever the window speaks: who learned
 * one does not lose it with the other. Numbers are read as everywhere else, in the window's own language.
 *
 * Invariant: a line is either understood whole or not at all; nothing of it is guessed.
 */
import type { Language } from "@/format/number";
import { typed } from "@/format/typed";
import type { LimitsView, Settings } from "@/platform";
import { plain } from "./items";

export type Exportable = "ledger" | "fills" | "decisions" | "results";

export type Command =
  | { do: "theme"; to: Settings["theme"] }
  | { do: "language"; to: Settings["language"] }
  | { do: "density"; to: Settings["density"] }
  | { do: "colours"; to: Settings["colours"] }
  | { do: "limit"; field: keyof LimitsView; value: string }
  | { do: "speed"; to: number }
  | { do: "clock"; paused: boolean }
  | { do: "skip" }
  | { do: "follow"; who: string; percent: string | null }
  | { do: "close"; what: string; percent: number }
  | { do: "cancel" }
  | { do: "export"; what: Exportable; year: number | null }
  | { do: "number"; number: number };

type Words<T extends string> = Record<T, string[]>;

const THEMES: Words<Settings["theme"]> = {
  dark: ["dark", "sombre", "noir"],
  light: ["light", "clair"],
  system: ["system", "systeme"],
};
const LANGUAGES: Words<Settings["language"]> = {
  en: ["en", "english", "anglais"],
  fr: ["fr", "french", "francais"],
  system: ["system", "systeme"],
};
const DENSITIES: Words<Settings["density"]> = {
  compact: ["compact", "compacte"],
  default: ["default", "standard", "normal", "normale"],
  comfortable: ["comfortable", "roomy", "confortable", "aeree"],
};
const COLOURS: Words<Settings["colours"]> = {
  standard: ["standard", "default"],
  colourblind: ["colourblind", "colorblind", "colour-blind", "color-blind", "daltonien", "daltonienne"],
};
const LIMITS: Words<keyof LimitsView> = {
  maxDailySpend: ["daily", "day", "jour", "journalier", "journaliere", "quotidien", "quotidienne"],
  maxExposure: ["total", "exposure", "exposition", "globale", "global"],
  maxOpenOrders: ["orders", "ordres"],
  reserve: ["reserve"],
  maxDailyLoss: ["loss", "perte"],
};
const EXPORTS: Words<Exportable> = {
  ledger: ["ledger", "livre", "registre"],
  fills: ["fills", "history", "executions", "historique"],
  decisions: ["decisions", "activity", "activite"],
  results: ["results", "performance", "resultats"],
};

const THEME = ["theme"];
const LANGUAGE = ["lang", "language", "langue"];
const DENSITY = ["density", "rows", "densite", "lignes"];
const COLOUR = ["colours", "colors", "couleurs"];
const LIMIT = ["limit", "limite", "plafond"];
const SPEED = ["speed", "vitesse"];
const CLOCK = ["clock", "horloge"];
const FOLLOW = ["follow", "copy", "suivre", "copier"];
const CLOSE = ["close", "sell", "fermer", "vendre", "cloturer"];
const EXPORT = ["export", "exporter", "csv"];
const AT = ["at", "a", "@"];

const LINES: [RegExp, Command][] = [
  [/^(cancel all|cancel everything|annuler tout|tout annuler)$/, { do: "cancel" }],
  [
    /^(pause (the )?clock|pause (l'|l’)?horloge|mettre l['’]horloge en pause)$/,
    { do: "clock", paused: true },
  ],
  [/^((run|resume|start) (the )?clock|(relancer|reprendre) l['’]horloge)$/, { do: "clock", paused: false }],
  [
    /^(next( trade)?|skip( to( the)? next( trade)?)?|(prochain|trade suivant|prochain trade))$/,
    { do: "skip" },
  ],
];

const named = <T extends string>(words: Words<T>, word: string | undefined): T | undefined =>
  word === undefined ? undefined : (Object.keys(words) as T[]).find((one) => words[one].includes(word));

/** The command that the line is; `null` where it is none, or not whole yet. */
export function parse(line: string, language: Language): Command | null {
  const text = plain(line.trim()).replace(/\s+/g, " ");
  if (text === "") return null;
  const whole = LINES.find(([shape]) => shape.test(text));
  if (whole) return whole[1];
  const words = text.split(" ");
  const [first = "", second, ...more] = words;
  const rest = line.trim().split(/\s+/).slice(1).join(" ");

  const number = /^(?:#|n°|no\.? ?|order |ordre |decision )(\d{1,9})$/.exec(text)?.[1];
  if (number) return { do: "number", number: Number(number) };

  const speed = /^(?:x ?(\d{1,3})|(\d{1,3}) ?[x×])$/.exec(text);
  if (speed) return speedOf(speed[1] ?? speed[2]);
  if (SPEED.includes(first) || CLOCK.includes(first)) {
    const digits = more.length === 0 ? /^(\d{1,3}) ?[x×]?$/.exec(second ?? "")?.[1] : undefined;
    return digits ? speedOf(digits) : null;
  }

  if (words.length === 2) {
    const theme = THEME.includes(first) ? named(THEMES, second) : undefined;
    if (theme) return { do: "theme", to: theme };
    const to = LANGUAGE.includes(first) ? named(LANGUAGES, second) : undefined;
    if (to) return { do: "language", to };
    const density = DENSITY.includes(first) ? named(DENSITIES, second) : undefined;
    if (density) return { do: "density", to: density };
    const colours = COLOUR.includes(first) ? named(COLOURS, second) : undefined;
    if (colours) return { do: "colours", to: colours };
  }

  const limit = limitOf(line.trim().split(/\s+/), language);
  if (limit) return limit;
  if (FOLLOW.includes(first)) return followOf(rest, language);
  if (CLOSE.includes(first)) return closeOf(rest);
  if (EXPORT.includes(first)) {
    const bare = words.slice(1).filter((word) => word !== "csv");
    const what = named(EXPORTS, bare[0]);
    const year = /^20\d\d$/.test(bare[1] ?? "") ? Number(bare[1]) : null;
    const isWhole = bare.length === 1 || (bare.length === 2 && year !== null && what === "ledger");
    return what && isWhole ? { do: "export", what, year } : null;
  }
  return null;
}

const speedOf = (digits: string | undefined): Command | null => {
  const to = Number(digits);
  return to >= 1 && to <= 600 ? { do: "speed", to } : null;
};

/** `limit daily 400`, `daily 400`, `reserve 10 %`: the amount may be written with its mark and its spaces. */
function limitOf(words: string[], language: Language): Command | null {
  const bare = LIMIT.includes(plain(words[0] ?? "")) ? words.slice(1) : words;
  const field = named(LIMITS, plain(bare[0] ?? ""));
  if (!field || bare.length < 2) return null;
  const mark = field === "reserve" ? "%" : field === "maxOpenOrders" ? "" : "$";
  const value = typed(bare.slice(1).join(" "), language, mark);
  if (value === "" || value.startsWith("-")) return null;
  if (field === "maxOpenOrders" && !/^\d{1,5}$/.test(value)) return null;
  return { do: "limit", field, value };
}

/** The most that can be copied, percent. */
const SHARE_MOST = 20;

/** `follow kestrel`, `follow kestrel 2%`, `follow kestrel at 2.5 %`, `follow kestrel 2`; `sharky 69` is a name: no share is as large. */
function followOf(rest: string, language: Language): Command | null {
  const match = /^(.*?)(?:\s+([\d.,]+)\s*(%?))?$/.exec(rest);
  const share = match?.[2];
  const percent = share === undefined ? null : typed(share, language);
  if (percent !== null && match?.[3] === "" && (percent === "" || Number(percent) > SHARE_MOST))
    return { do: "follow", who: rest.trim().split(/\s+/).join(" "), percent: null };
  if (percent === "") return null;
  const who = (match?.[1] ?? "").trim().split(/\s+/);
  if (percent !== null && who.length > 1 && AT.includes(plain(who.at(-1) ?? ""))) who.pop();
  const name = who.join(" ");
  return name === "" ? null : { do: "follow", who: name, percent };
}

/** `close shutdown`, `close shutdown 50%`: the parts that the sheet offers. */
function closeOf(rest: string): Command | null {
  const match = /^(.*?)(?:\s+(\d{1,3})\s*%)?$/.exec(rest);
  const percent = match?.[2] === undefined ? 100 : Number(match[2]);
  const what = (match?.[1] ?? "").trim();
  return what === "" || ![25, 50, 75, 100].includes(percent) ? null : { do: "close", what, percent };
}

/** Lines that are like it: what else a word or an amount could have meant. */
export function near(line: string, language: Language): string[] {
  const words = line.trim().split(/\s+/);
  const amount = words.at(-1) ?? "";
  const isAmount = words.length > 1 && typed(amount, language, "$") !== "";
  const [first = "", second = ""] = words.map(plain);
  const isLimit = LIMIT.includes(first) || named(LIMITS, first) !== undefined;
  if (!isAmount || !isLimit) return [];
  const mine = named(LIMITS, LIMIT.includes(first) ? second : first);
  const names: Record<Language, [keyof LimitsView, string][]> = {
    en: [
      ["maxDailySpend", "limit daily"],
      ["maxExposure", "limit total"],
    ],
    fr: [
      ["maxDailySpend", "limite jour"],
      ["maxExposure", "limite total"],
    ],
  };
  return names[language].filter(([field]) => field !== mine).map(([, name]) => `${name} ${amount}`);
}

/** What a person could type, as examples. */
export const EXAMPLES: Record<Language, string[]> = {
  en: [
    "follow kestrel 2%",
    "cancel all",
    "limit daily 400",
    "600x",
    "next trade",
    "theme light",
    "lang fr",
    "export ledger",
    "#18204",
  ],
  fr: [
    "suivre kestrel 2 %",
    "annuler tout",
    "limite jour 400",
    "600x",
    "prochain trade",
    "thème clair",
    "langue en",
    "exporter livre",
    "#18204",
  ],
};
