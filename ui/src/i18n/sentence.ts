/**
 * An event of the journal as a person reads it: what happened in one line, and why in a second, with the figures in them.
 *
 * Every kind and every second word of the engine has a text in both languages; a test walks through all of them. A figure
 * that is not there is shown as a dash, an unknown word readable.
 */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { compare, signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import { useFormat } from "@/format/use-format";
import type { ActivityEntry } from "@/platform";
import { en } from "./en";
import { calm } from "./errors";
import { basisText, boundGate } from "./gate";
import { haltText } from "./halt";
import { isWord, snake, word } from "./words";

export interface Sentence {
  title: string;
  why: string;
}

interface Teller {
  t: TFunction;
  f: Format;
  e: ActivityEntry;
  /** The event's second word, in snake case. */
  detail: string;
  fact(name: string): string | undefined;
  shares(name: string): string;
  price(name: string): string;
  usd(name: string): string;
}

function teller(t: TFunction, f: Format, e: ActivityEntry): Teller {
  const facts = new Map(e.facts.map(({ name, value }) => [name, value]));
  const fact = (name: string) => facts.get(name);
  const shown = (name: string, show: (value: string) => string) => {
    const value = fact(name);
    return value === undefined ? NONE : show(value);
  };
  return {
    t,
    f,
    e,
    detail: snake(e.detail ?? ""),
    fact,
    shares: (name) => shown(name, f.n.shares),
    // A trader's price is an average of many rows: it lies between ticks, and more than a tenth of a cent says nothing.
    price: (name) =>
      shown(name, (value) =>
        f.n.cents(value, e.kind === "signal" || name === "trader_price" ? 1 : undefined),
      ),
    usd: (name) => shown(name, (value) => f.n.usd(value)),
  };
}

/** A text by a key that is put together; `values` are already formatted. */
type Say = (key: string, values?: Record<string, string>) => string;
const say = (t: TFunction): Say => t as unknown as Say;

const has = (group: object, key: string): boolean => key in group;
const join = (...parts: string[]): string => parts.filter(Boolean).join(" ");

function signal({ t, e, detail, fact, shares, price }: Teller): Sentence {
  const known = has(en.sentences.signal, detail) ? detail : "size_increase";
  const source = fact("price_source");
  const origin = fact("origin");
  return {
    title: say(t)(`sentences.signal.${known}`, { trader: e.trader ?? NONE, price: price("price") }),
    why: t("sentences.signal.why", {
      before: shares("before"),
      after: shares("after"),
      origin: origin ? word(t, "origin", origin) : NONE,
      source: source ? word(t, "source", source) : NONE,
    }),
  };
}

/** Why something was not copied: one sentence for each reason, with the gate's figures where a gate said no. */
function reasonSentence({ t, f, e, detail, fact, shares, price }: Teller): string {
  const gate = boundGate(e.gates);
  const basis = gate ? basisText(t, f, gate) : "";
  const asked = fact("asked") === undefined ? shares("shares") : shares("asked");
  if (detail === "limit") {
    if (!gate) return t("sentences.skip.limitUnknown", { asked });
    return t("sentences.skip.limit", { gate: word(t, "gate", gate.gate), basis, asked });
  }
  if (detail === "price_band" && (!basis || fact("price") === undefined))
    return t("sentences.skip.priceBandUnknown");
  if (detail === "too_close_to_resolution" && !basis) return t("sentences.skip.tooCloseUnknown");
  if (!has(en.sentences.skip, detail) || detail === "title") return detail.replaceAll("_", " ");
  return say(t)(`sentences.skip.${detail}`, { asked, price: price("price"), basis });
}

const skip = (told: Teller): Sentence => ({
  title: told.t("sentences.skip.title"),
  why: reasonSentence(told),
});

const noted = (told: Teller): Sentence => ({
  title: told.t("sentences.noted.title"),
  why: told.t("sentences.noted.why", { shares: told.shares("shares"), reason: reasonSentence(told) }),
});

/** Why an order is for fewer shares. */
const CUTS: Record<string, string> = {
  target_raised: "cutTargetRaised",
  taken_over: "cutTakenOver",
  not_held: "cutNotHeld",
  sale_failed: "cutSaleFailed",
};

function order(told: Teller): Sentence {
  const { t, f, e, detail, fact, shares, price } = told;
  const gate = boundGate(e.gates);
  const reason = fact("code") ?? "";
  switch (detail) {
    case "opened": {
      const cut = gate && compare(fact("asked") ?? "0", fact("shares") ?? "0") > 0;
      return {
        title: t("sentences.order.opened", { shares: shares("shares"), price: price("trader_price") }),
        why: cut
          ? t("sentences.order.openedCut", {
              asked: shares("asked"),
              shares: shares("shares"),
              gate: word(t, "gate", gate.gate),
              basis: basisText(t, f, gate),
            })
          : t("sentences.order.openedWhy", {
              asked: fact("asked") === undefined ? shares("shares") : shares("asked"),
            }),
      };
    }
    case "placed": {
      const until = Number(fact("expires_at"));
      const rests = fact("how") !== "now";
      return {
        title: t("sentences.order.placed", { shares: shares("shares"), limit: price("limit") }),
        why: !rests
          ? t("sentences.order.placedNow")
          : Number.isFinite(until)
            ? t("sentences.order.placedRests", { until: f.time.near(until, e.at) })
            : t("sentences.order.placedRestsOpen"),
      };
    }
    case "live":
      return { title: t("sentences.order.live"), why: t("sentences.order.liveWhy") };
    case "refused": {
      const code = word(t, "refusal", reason || "other");
      const text = fact("text");
      return {
        title: t("sentences.order.refused"),
        why: text
          ? t("sentences.order.refusedWhy", { code, text })
          : t("sentences.order.refusedPlain", { code }),
      };
    }
    case "unknown":
      return { title: t("sentences.order.unknown"), why: t("sentences.order.unknownWhy") };
    case "closed":
      return {
        title: t("sentences.order.closed", { filled: shares("filled") }),
        why: t("sentences.order.closedWhy"),
      };
    case "hastened":
      return { title: t("sentences.order.hastened"), why: t("sentences.order.hastenedWhy") };
    case "cut":
      return {
        title: t("sentences.order.cut", { shares: shares("shares") }),
        why: say(t)(`sentences.order.${CUTS[reason] ?? "cutNotHeld"}`),
      };
    case "waiting":
      return {
        title: t("sentences.order.waiting", { reason: reason ? word(t, "wait", reason) : NONE }),
        why: gate
          ? t("sentences.order.waitingGate", {
              gate: word(t, "gate", gate.gate),
              basis: basisText(t, f, gate),
            })
          : isWord("waitTodo", reason)
            ? word(t, "waitTodo", reason)
            : t("sentences.order.waitingWhy"),
      };
    case "ended":
      return {
        title: t("sentences.order.ended", { reason: reason ? word(t, "end", reason) : NONE }),
        why: [
          t("sentences.order.endedWhy", { filled: shares("filled"), of: shares("of") }),
          isWord("endTodo", reason) ? word(t, "endTodo", reason) : "",
        ]
          .filter(Boolean)
          .join(" "),
      };
    default:
      return { title: word(t, "kind", "order"), why: detail.replaceAll("_", " ") };
  }
}

function priced({ t, e, fact, price }: Teller): Sentence {
  const stage = Number(fact("stage") ?? 1);
  const before = fact("previous_stage");
  const entered = before !== undefined && Number(before) !== stage;
  const previous = fact("previous");
  const same = previous !== undefined && compare(previous, fact("limit") ?? "0") === 0;
  const values = {
    stage: String(stage),
    name: word(t, e.side === "SELL" ? "stageSell" : "stageBuy", stage),
    previous: price("previous"),
    limit: price("limit"),
  };
  const key =
    previous === undefined ? "first" : entered ? (same ? "stageKept" : "stage") : same ? "kept" : "title";
  const regime = word(t, "regime", fact("regime") ?? "wide");
  const why = say(t)(`sentences.price.why${Math.min(5, Math.max(1, stage))}`, {
    regime,
    from: price("trader_price"),
  });
  return {
    title: say(t)(`sentences.price.${key}`, values),
    why: join(why, fact("held_short") === "true" ? t("sentences.price.held") : ""),
  };
}

function fill({ t, f, detail, fact, shares, price, usd }: Teller): Sentence {
  const whole = compare(fact("filled") ?? "0", fact("of") ?? "1") >= 0;
  const slip = fact("slippage") ?? "0";
  const sign = signOf(slip);
  const slippage = say(t)(`sentences.fill.${sign > 0 ? "worse" : sign < 0 ? "better" : "same"}`, {
    amount: f.n.cents(slip.replace("-", "")),
    price: price("trader_price"),
  });
  const taker = (fact("liquidity") ?? detail) === "taker";
  const realised = fact("realised");
  return {
    title: t(whole ? "sentences.fill.whole" : "sentences.fill.title", {
      shares: shares("shares"),
      price: price("price"),
    }),
    why: join(
      t("sentences.fill.why", {
        filled: shares("filled"),
        of: shares("of"),
        slippage,
        liquidity: taker ? t("sentences.fill.taker", { fee: usd("fee") }) : t("sentences.fill.maker"),
      }),
      realised && signOf(realised) !== 0
        ? t("sentences.fill.realised", { realised: f.n.usdSigned(realised) })
        : "",
    ),
  };
}

function cancel({ t, detail, fact, shares }: Teller): Sentence {
  const known = has(en.sentences.cancel, detail) && detail !== "title" && detail !== "open";
  return {
    title: t("sentences.cancel.title"),
    why: join(
      known ? say(t)(`sentences.cancel.${detail}`) : detail.replaceAll("_", " "),
      fact("shares") === undefined ? "" : t("sentences.cancel.open", { open: shares("shares") }),
    ),
  };
}

function conversion({ t, e, fact, shares, price, usd }: Teller): Sentence {
  const sells = e.side === "SELL";
  return {
    title: t(sells ? "sentences.conversion.titleSell" : "sentences.conversion.title", {
      shares: shares("shares"),
      bound: price("bound"),
    }),
    why: join(
      sells || fact("budget") === undefined
        ? t("sentences.conversion.whySell", { worst: price("worst") })
        : t("sentences.conversion.why", { worst: price("worst"), budget: usd("budget") }),
      fact("attempt") && fact("attempt") !== "1"
        ? t("sentences.conversion.attempt", { attempt: fact("attempt") ?? "" })
        : "",
    ),
  };
}

function settlement({ t, detail, shares }: Teller): Sentence {
  const known = has(en.words.settlement, detail) ? detail : "matched";
  return {
    title: say(t)(`sentences.settlement.${known}`, { shares: shares("shares") }),
    why: say(t)(`sentences.settlement.${known}Why`),
  };
}

function resolution({ t, f, fact, shares }: Teller): Sentence {
  const realised = fact("realised");
  const payout = fact("payout");
  return {
    title: t("sentences.resolution.title", { payout: payout === undefined ? NONE : f.n.usd(payout) }),
    why: t("sentences.resolution.why", {
      shares: shares("shares"),
      realised: realised === undefined ? NONE : f.n.usdSigned(realised),
    }),
  };
}

function follow({ t, f, e, detail, fact }: Teller): Sentence {
  const known = has(en.sentences.follow, detail) ? detail : "changed";
  const percentage = fact("percentage");
  return {
    title: say(t)(`sentences.follow.${known}`, {
      trader: e.trader ?? NONE,
      percentage: percentage === undefined ? NONE : f.n.percent(percentage),
    }),
    why: say(t)(`sentences.follow.${known}Why`),
  };
}

function control({ t, detail }: Teller): Sentence {
  if (!has(en.sentences.control, detail)) return { title: detail.replaceAll("_", " "), why: "" };
  return { title: say(t)(`sentences.control.${detail}`), why: say(t)(`sentences.control.${detail}Why`) };
}

function trouble({ t, detail, fact }: Teller): Sentence {
  // The engine's own words are English and for the details; they are all there is for a code that is not known.
  const why = has(en.sentences.trouble, detail)
    ? say(t)(`sentences.trouble.${detail}`)
    : calm(fact("text") ?? "");
  return { title: word(t, "trouble", detail), why };
}

const redeemed = ({ t, usd }: Teller): Sentence => ({
  title: t("sentences.redeemed.title", { usd: usd("usd") }),
  why: t("sentences.redeemed.why"),
});

function corrected({ t, f, fact }: Teller): Sentence {
  const [payout, difference] = [fact("payout"), fact("usd")];
  return {
    title: t("sentences.resolution_corrected.title", {
      payout: payout === undefined ? NONE : f.n.usd(payout),
    }),
    why: t("sentences.resolution_corrected.why", {
      usd: difference === undefined ? NONE : f.n.usdSigned(difference),
    }),
  };
}

/** Movements of the account that are no trades. A withdrawal is said without its sign. */
function moved({ t, f, detail, fact }: Teller): Sentence {
  const signed = fact("usd") ?? "0";
  const usd = f.n.usd(signed.replace("-", ""));
  switch (detail) {
    case "opening":
      return { title: t("sentences.moved.opening"), why: t("sentences.moved.openingWhy", { usd }) };
    case "deposit":
      return { title: t("sentences.moved.deposit", { usd }), why: t("sentences.moved.depositWhy") };
    case "withdrawal":
      return { title: t("sentences.moved.withdrawal", { usd }), why: t("sentences.moved.withdrawalWhy") };
    case "correction": {
      const shares = fact("shares");
      return {
        title: t("sentences.moved.correction"),
        why:
          shares === undefined
            ? t("sentences.moved.correctionCash", { usd: f.n.usdSigned(signed) })
            : t("sentences.moved.correctionShares", { shares: f.n.shares(shares) }),
      };
    }
    default:
      return { title: t("sentences.moved.other"), why: detail.replaceAll("_", " ") };
  }
}

/** Shares of the account that the user gave to a follow. */
function given({ t, e, detail, shares, usd }: Teller): Sentence {
  const values = { trader: e.trader ?? NONE, shares: shares("shares"), usd: usd("usd") };
  return {
    title: t("sentences.given.title", values),
    why: t(detail === "trades" ? "sentences.given.trades" : "sentences.given.market", values),
  };
}

function halted({ t, f, e, detail, fact }: Teller): Sentence {
  const text = fact("text");
  return {
    title: word(t, "halt", detail),
    why: join(
      haltText(t, f, {
        halt: detail,
        market: e.market,
        outcome: e.outcome,
        shares: fact("shares") ?? null,
        usd: fact("usd") ?? null,
      }),
      text ? t("sentences.halted.words", { text }) : "",
    ),
  };
}

const lifted = ({ t, detail, fact }: Teller): Sentence => ({
  title: t("sentences.lifted.title", { halt: word(t, "halt", detail) }),
  why: t(fact("by_user") === "true" ? "sentences.lifted.byUser" : "sentences.lifted.byEvidence"),
});

function traderMoved({ t, e, detail, fact, shares }: Teller): Sentence {
  const trader = e.trader ?? NONE;
  if (!has(en.sentences.trader_moved, detail)) return { title: trader, why: detail.replaceAll("_", " ") };
  return {
    title: say(t)(`sentences.trader_moved.${detail}`, { trader }),
    why: say(t)(`sentences.trader_moved.${detail}Why`, {
      shares: shares("shares"),
      known: fact("known") ?? NONE,
      missing: fact("missing") ?? NONE,
    }),
  };
}

const KINDS: Record<string, (told: Teller) => Sentence> = {
  signal,
  skip,
  noted,
  order,
  price: priced,
  fill,
  cancel,
  conversion,
  settlement,
  resolution,
  redeemed,
  resolution_corrected: corrected,
  moved,
  given,
  halted,
  lifted,
  trader_moved: traderMoved,
  follow,
  control,
  trouble,
};

export function sentenceOf(t: TFunction, format: Format, entry: ActivityEntry): Sentence {
  const tell = KINDS[entry.kind];
  if (!tell)
    return { title: entry.kind.replaceAll("_", " "), why: (entry.detail ?? "").replaceAll("_", " ") };
  return tell(teller(t, format, entry));
}

export function useSentence(): (entry: ActivityEntry) => Sentence {
  const { t } = useTranslation();
  const format = useFormat();
  return (entry) => sentenceOf(t, format, entry);
}
