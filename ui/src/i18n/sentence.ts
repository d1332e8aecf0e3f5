/**
 * An event of the journal as a person reads it: what happened in one line, and why in a second, with the figures in them.
 *
 * Every kind of the engine's has its sentence here, and every reason its text in both languages, or the window does not compile.
 */

import type { TFunction } from "i18next";
import { compare, signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { ActivityEntry, ActivityEvent, GateView, OrderStepView, SkipReason } from "@/platform";
import { basisText, boundGate } from "./gate";
import { haltText } from "./halt";
import { isWord, stageOf, word } from "./words";

export interface Sentence {
  title: string;
  why: string;
}

/** An event of that kind. */
export type EventOf<Kind extends ActivityEvent["kind"]> = Extract<ActivityEvent, { kind: Kind }>;
type StepOf<Name extends OrderStepView["name"]> = Extract<OrderStepView, { name: Name }>;
/** Where and whose it was. */
type Around = Omit<ActivityEntry, "event">;

interface Teller {
  t: TFunction;
  f: Format;
  e: Around;
}

const join = (...parts: string[]): string => parts.filter(Boolean).join(" ");
const unsigned = (amount: string): string => amount.replace("-", "");

// A trader's price is an average of many rows: it lies between ticks, and more than a tenth of a cent says nothing.
const theirPrice = (f: Format, price: string) => f.n.cents(price, 1);

function signal({ t, f, e }: Teller, event: EventOf<"signal">): Sentence {
  const own = event.origin === "user";
  return {
    // The user's own close is nobody else's deed, and its price is none that was traded at.
    title: own
      ? t("sentences.signal.yours", { trader: e.trader ?? NONE })
      : t(`sentences.signal.${event.change}`, {
          trader: e.trader ?? NONE,
          price: theirPrice(f, event.price),
        }),
    why: own
      ? t("sentences.signal.yoursWhy", { before: f.n.shares(event.before), after: f.n.shares(event.after) })
      : t("sentences.signal.why", {
          before: f.n.shares(event.before),
          after: f.n.shares(event.after),
          origin: word(t, "origin", event.origin),
          source: word(t, "source", event.priceSource),
        }),
  };
}

/** What a reason is told with. */
export interface Why {
  reason: SkipReason;
  /** Shares: our share of the change, where it came to one, else the change's. */
  asked: string;
  /** The trader's price, where it is known. */
  price: string | null;
  gates: GateView[];
}

/** Why something was not copied: one sentence for each reason, with the check's figures where a check said no. */
export function reasonText(t: TFunction, f: Format, { reason, asked: shares, price, gates }: Why): string {
  const gate = boundGate(gates);
  const basis = gate ? basisText(t, f, gate) : "";
  const asked = f.n.shares(shares);
  if (reason === "limit")
    return gate
      ? t("sentences.skip.limit", { gate: word(t, "gate", gate.gate), basis, asked })
      : t("sentences.skip.limitUnknown", { asked });
  if (reason === "price_band" && (!basis || price === null)) return t("sentences.skip.priceBandUnknown");
  if (reason === "too_close_to_resolution" && !basis) return t("sentences.skip.tooCloseUnknown");
  return t(`sentences.skip.${reason}`, {
    asked,
    price: price === null ? NONE : f.n.cents(price),
    basis,
    gate: "",
  });
}

function opened({ t, f, e }: Teller, step: StepOf<"opened">): Sentence {
  const gate = boundGate(e.gates);
  const shares = f.n.shares(step.shares);
  const asked = f.n.shares(step.asked);
  return {
    title: t("sentences.order.opened", { shares, price: theirPrice(f, step.traderPrice) }),
    why:
      gate && compare(step.asked, step.shares) > 0
        ? t("sentences.order.openedCut", {
            asked,
            shares,
            gate: word(t, "gate", gate.gate),
            basis: basisText(t, f, gate),
          })
        : t("sentences.order.openedWhy", { asked }),
  };
}

function waiting({ t, f, e }: Teller, { reason }: StepOf<"waiting">): Sentence {
  const gate = boundGate(e.gates);
  const todo = isWord("waitTodo", reason) ? word(t, "waitTodo", reason) : null;
  return {
    title: t("sentences.order.waiting", { reason: word(t, "wait", reason) }),
    why: gate
      ? t("sentences.order.waitingGate", {
          gate: word(t, "gate", gate.gate),
          basis: basisText(t, f, gate),
        })
      : (todo ?? t("sentences.order.waitingWhy")),
  };
}

function placed({ t, f, e }: Teller, step: StepOf<"placed">): Sentence {
  const rests =
    step.expiresAt === null
      ? t("sentences.order.placedRestsOpen")
      : t("sentences.order.placedRests", { until: f.time.within(step.expiresAt, e.at) });
  return {
    title: t("sentences.order.placed", { shares: f.n.shares(step.shares), limit: f.n.cents(step.limit) }),
    why: step.rests ? rests : t("sentences.order.placedNow"),
  };
}

function refused({ t }: Teller, { code, text }: StepOf<"refused">): Sentence {
  const why = word(t, "refusal", code);
  return {
    title: t("sentences.order.refused"),
    why: text
      ? t("sentences.order.refusedWhy", { code: why, text })
      : t("sentences.order.refusedPlain", { code: why }),
  };
}

function order(told: Teller, { step }: EventOf<"order">): Sentence {
  const { t, f } = told;
  switch (step.name) {
    case "opened":
      return opened(told, step);
    case "placed":
      return placed(told, step);
    case "live":
      return { title: t("sentences.order.live"), why: t("sentences.order.liveWhy") };
    case "refused":
      return refused(told, step);
    case "unknown":
      return { title: t("sentences.order.unknown"), why: t("sentences.order.unknownWhy") };
    case "closed":
      return {
        title: t("sentences.order.closed", { filled: f.n.shares(step.filled) }),
        why: t("sentences.order.closedWhy"),
      };
    case "hastened":
      return { title: t("sentences.order.hastened"), why: t("sentences.order.hastenedWhy") };
    case "cut":
      return {
        title: t("sentences.order.cut", { shares: f.n.shares(step.shares) }),
        why: t(`sentences.cut.${step.reason}`),
      };
    case "waiting":
      return waiting(told, step);
    case "ended":
      return {
        title: t("sentences.order.ended", { reason: word(t, "end", step.reason) }),
        why: join(
          t("sentences.order.endedWhy", { filled: f.n.shares(step.filled), of: f.n.shares(step.of) }),
          isWord("endTodo", step.reason) ? word(t, "endTodo", step.reason) : "",
        ),
      };
    default:
      return step satisfies never;
  }
}

function priced({ t, f, e }: Teller, event: EventOf<"price">): Sentence {
  const { stage, previous, limit, heldShort } = event;
  const entered = event.previousStage !== null && event.previousStage !== stage;
  const same = previous !== null && compare(previous, limit) === 0;
  const step = stageOf(stage);
  const values = {
    stage: String(stage),
    name: word(t, e.side === "SELL" ? "stageSell" : "stageBuy", step),
    previous: previous === null ? NONE : f.n.cents(previous),
    limit: f.n.cents(limit),
  };
  const key =
    previous === null ? "first" : entered ? (same ? "stageKept" : "stage") : same ? "kept" : "title";
  const why = t(`sentences.price.why${step}`, {
    regime: word(t, "regime", event.regime),
    from: theirPrice(f, event.traderPrice),
  });
  return {
    title: t(`sentences.price.${key}`, values),
    why: join(why, heldShort ? t("sentences.price.held") : ""),
  };
}

function fill({ t, f }: Teller, event: EventOf<"fill">): Sentence {
  const sign = signOf(event.slippage);
  const slippage = t(`sentences.fill.${sign > 0 ? "worse" : sign < 0 ? "better" : "same"}`, {
    amount: f.n.cents(unsigned(event.slippage)),
    price: theirPrice(f, event.traderPrice),
  });
  const whole = compare(event.filled, event.of) >= 0;
  return {
    title: t(whole ? "sentences.fill.whole" : "sentences.fill.title", {
      shares: f.n.shares(event.shares),
      price: f.n.cents(event.price),
    }),
    why: join(
      t("sentences.fill.why", {
        filled: f.n.shares(event.filled),
        of: f.n.shares(event.of),
        slippage,
        liquidity:
          event.liquidity === "taker"
            ? t("sentences.fill.taker", { fee: f.n.usd(event.fee) })
            : t("sentences.fill.maker"),
      }),
      signOf(event.realised) === 0
        ? ""
        : t("sentences.fill.realised", { realised: f.n.usdSigned(event.realised) }),
    ),
  };
}

function conversion({ t, f, e }: Teller, event: EventOf<"conversion">): Sentence {
  const sells = e.side === "SELL";
  const worst = f.n.cents(event.worst);
  return {
    title: t(sells ? "sentences.conversion.titleSell" : "sentences.conversion.title", {
      shares: f.n.shares(event.shares),
      bound: f.n.cents(event.bound),
    }),
    why: join(
      sells || event.budget === null
        ? t("sentences.conversion.whySell", { worst })
        : t("sentences.conversion.why", { worst, budget: f.n.usd(event.budget) }),
      event.attempt > 1 ? t("sentences.conversion.attempt", { attempt: String(event.attempt) }) : "",
    ),
  };
}

/** Movements of the account that are no trades. A withdrawal is said without its sign. */
function moved({ t, f }: Teller, { movement, shares, usd: signed }: EventOf<"moved">): Sentence {
  const usd = f.n.usd(unsigned(signed));
  switch (movement) {
    case "opening":
      return { title: t("sentences.moved.opening"), why: t("sentences.moved.openingWhy", { usd }) };
    case "deposit":
      return { title: t("sentences.moved.deposit", { usd }), why: t("sentences.moved.depositWhy") };
    case "withdrawal":
      return { title: t("sentences.moved.withdrawal", { usd }), why: t("sentences.moved.withdrawalWhy") };
    case "correction":
      return {
        title: t("sentences.moved.correction"),
        why:
          shares === null
            ? t("sentences.moved.correctionCash", { usd: f.n.usdSigned(signed) })
            : t("sentences.moved.correctionShares", { shares: f.n.shares(shares) }),
      };
    // Trades and payouts have events of their own.
    case "fill":
    case "fee":
    case "reversal":
    case "payout":
    case "redemption":
    case "payout_correction":
      return { title: t("sentences.moved.other"), why: f.n.usdSigned(signed) };
    default:
      return movement satisfies never;
  }
}

/** Shares of the account that the user gave to a follow. */
function given({ t, f, e }: Teller, event: EventOf<"given">): Sentence {
  const values = {
    trader: e.trader ?? NONE,
    shares: f.n.shares(event.shares),
    usd: f.n.usd(event.usd),
  };
  return {
    title: t("sentences.given.title", values),
    why: t(`sentences.given.${event.basis}`, values),
  };
}

function halted({ t, f, e }: Teller, { halt, shares, usd, words }: EventOf<"halted">): Sentence {
  return {
    title: word(t, "halt", halt),
    why: join(
      haltText(t, f, { halt, market: e.market, outcome: e.outcome, shares, usd }),
      words ? t("sentences.halted.words", { text: words }) : "",
    ),
  };
}

function traderMoved({ t, f, e }: Teller, { news }: EventOf<"trader_moved">): Sentence {
  const figures = { shares: NONE, known: NONE, missing: NONE };
  if ("shares" in news) figures.shares = f.n.shares(news.shares);
  if (news.name === "list_doubted") {
    figures.known = String(news.known);
    figures.missing = String(news.missing);
  }
  return {
    title: t(`sentences.trader_moved.${news.name}`, { trader: e.trader ?? NONE }),
    why: t(`sentences.trader_moved.${news.name}Why`, figures),
  };
}

function follow({ t, f, e }: Teller, { action, percentage }: EventOf<"follow">): Sentence {
  return {
    title: t(`sentences.follow.${action}`, {
      trader: e.trader ?? NONE,
      percentage: f.n.percent(percentage),
    }),
    why: t(`sentences.follow.${action}Why`),
  };
}

function sentence(told: Teller, event: ActivityEvent): Sentence {
  const { t, f, e } = told;
  switch (event.kind) {
    case "signal":
      return signal(told, event);
    case "skip":
      return {
        title: t("sentences.skip.title"),
        why: reasonText(t, f, { ...event, price: null, gates: e.gates }),
      };
    case "noted":
      return {
        title: t("sentences.noted.title"),
        why: t("sentences.noted.why", {
          shares: f.n.shares(event.shares),
          reason: reasonText(t, f, {
            reason: event.reason,
            asked: event.shares,
            price: null,
            gates: e.gates,
          }),
        }),
      };
    case "order":
      return order(told, event);
    case "price":
      return priced(told, event);
    case "fill":
      return fill(told, event);
    case "cancel":
      return {
        title: t("sentences.cancel.title"),
        why: join(
          t(`sentences.cancel.${event.reason}`),
          t("sentences.cancel.open", { open: f.n.shares(event.shares) }),
        ),
      };
    case "conversion":
      return conversion(told, event);
    case "settlement":
      return {
        title: t(`sentences.settlement.${event.settlement}`, { shares: f.n.shares(event.shares) }),
        why: t(`sentences.settlement.${event.settlement}Why`),
      };
    case "resolution":
      return {
        title: t("sentences.resolution.title", { payout: f.n.usd(event.payout) }),
        why: t("sentences.resolution.why", {
          shares: f.n.shares(event.shares),
          realised: f.n.usdSigned(event.realised),
        }),
      };
    case "redeemed":
      return {
        title: t("sentences.redeemed.title", { usd: f.n.usd(event.usd) }),
        why: t("sentences.redeemed.why"),
      };
    case "resolution_corrected":
      return {
        title: t("sentences.resolution_corrected.title", { payout: f.n.usd(event.payout) }),
        why: t("sentences.resolution_corrected.why", { usd: f.n.usdSigned(event.usd) }),
      };
    case "moved":
      return moved(told, event);
    case "given":
      return given(told, event);
    case "halted":
      return halted(told, event);
    case "lifted":
      return {
        title: t("sentences.lifted.title", { halt: word(t, "halt", event.halt) }),
        why: t(event.byUser ? "sentences.lifted.byUser" : "sentences.lifted.byEvidence"),
      };
    case "trader_moved":
      return traderMoved(told, event);
    case "follow":
      return follow(told, event);
    case "control":
      return {
        title: t(`sentences.control.${event.action}`),
        why: t(`sentences.control.${event.action}Why`),
      };
    case "trouble":
      // The engine's own words are English and for the details.
      return { title: word(t, "trouble", event.code), why: t(`sentences.trouble.${event.code}`) };
    default:
      return event satisfies never;
  }
}

export const sentenceOf = (t: TFunction, format: Format, entry: ActivityEntry): Sentence =>
  sentence({ t, f: format, e: entry }, entry.event);

export function useSentence(): (entry: ActivityEntry) => Sentence {
  const t = useText();
  const format = useFormat();
  return (entry) => sentenceOf(t, format, entry);
}
