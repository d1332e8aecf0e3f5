/** An event's figures, each in its unit or its word, in the order in which they are read. */
import type { TFunction } from "i18next";
import type { Format } from "@/format/use-format";
import type { ActivityEvent, OrderStepView } from "@/platform";
import type { en } from "./en";
import { calm } from "./errors";
import { word } from "./words";

export type FigureName = keyof typeof en.activity.fact;

export interface Figure {
  name: FigureName;
  text: string;
}

type Row = [FigureName, string | null];

/** What is not there is left out. */
const shown = (...rows: Row[]): Figure[] =>
  rows.flatMap(([name, text]) => (text === null ? [] : [{ name, text }]));
const maybe = (value: string | null, show: (value: string) => string) =>
  value === null ? null : show(value);

function ofStep(t: TFunction, { n, time }: Format, step: OrderStepView): Figure[] {
  switch (step.name) {
    case "opened":
      return shown(
        ["shares", n.shares(step.shares)],
        ["asked", n.shares(step.asked)],
        ["trader_price", n.cents(step.traderPrice)],
      );
    case "placed":
      return shown(
        ["limit", n.cents(step.limit)],
        ["shares", n.shares(step.shares)],
        ["how", word(t, "how", step.rests ? "resting" : "now")],
        ["expires_at", step.expiresAt === null ? null : time.clock(step.expiresAt)],
      );
    case "refused":
      return shown(["code", word(t, "refusal", step.code)], ["text", step.text ? calm(step.text) : null]);
    case "unknown":
      return shown(["text", calm(step.text)]);
    case "closed":
      return shown(["filled", n.shares(step.filled)]);
    case "cut":
      return shown(["code", t(`sentences.cut.${step.reason}`)], ["shares", n.shares(step.shares)]);
    case "waiting":
      return shown(["code", word(t, "wait", step.reason)]);
    case "ended":
      return shown(
        ["code", word(t, "end", step.reason)],
        ["filled", n.shares(step.filled)],
        ["of", n.shares(step.of)],
      );
    case "live":
    case "hastened":
      return [];
    default:
      return step satisfies never;
  }
}

export function figuresOf(t: TFunction, format: Format, event: ActivityEvent): Figure[] {
  const { n, time } = format;
  switch (event.kind) {
    case "signal":
      return shown(
        ["shares", n.shares(event.shares)],
        ["price", n.cents(event.price)],
        ["before", n.shares(event.before)],
        ["after", n.shares(event.after)],
        ["price_source", word(t, "source", event.priceSource)],
        ["origin", word(t, "origin", event.origin)],
        ["traded_at", time.clock(event.tradedAt)],
      );
    case "noted":
      return shown(["shares", n.shares(event.shares)]);
    case "skip":
      return shown(["asked", n.shares(event.asked)]);
    case "order":
      return ofStep(t, format, event.step);
    case "price":
      return shown(
        ["limit", n.cents(event.limit)],
        ["previous", maybe(event.previous, n.cents)],
        ["stage", String(event.stage)],
        ["previous_stage", event.previousStage === null ? null : String(event.previousStage)],
        ["regime", word(t, "regime", event.regime)],
        ["trader_price", n.cents(event.traderPrice)],
        ["bid", maybe(event.bid, n.cents)],
        ["ask", maybe(event.ask, n.cents)],
        ["tick", n.cents(event.tick)],
        ["age_ms", time.hourSpan(event.age)],
      );
    case "fill":
      return shown(
        ["shares", n.shares(event.shares)],
        ["price", n.cents(event.price)],
        ["trader_price", n.cents(event.traderPrice)],
        ["slippage", n.centsSigned(event.slippage)],
        ["fee", n.usd(event.fee)],
        ["liquidity", word(t, "liquidity", event.liquidity)],
        ["stage", String(event.stage)],
        ["filled", n.shares(event.filled)],
        ["of", n.shares(event.of)],
        ["realised", n.usdSigned(event.realised)],
      );
    case "cancel":
    case "settlement":
      return shown(["shares", n.shares(event.shares)]);
    case "conversion":
      return shown(
        ["shares", n.shares(event.shares)],
        ["bound", n.cents(event.bound)],
        ["worst", n.cents(event.worst)],
        ["budget", maybe(event.budget, n.usd)],
        ["attempt", String(event.attempt)],
      );
    case "resolution":
      return shown(
        ["payout", n.usd(event.payout)],
        ["shares", n.shares(event.shares)],
        ["realised", n.usdSigned(event.realised)],
      );
    case "resolution_corrected":
      return shown(["payout", n.usd(event.payout)]);
    case "moved":
      return shown(["shares", maybe(event.shares, n.shares)]);
    case "given":
      return shown(["shares", n.shares(event.shares)]);
    case "halted":
      return shown(
        ["shares", maybe(event.shares, n.shares)],
        ["text", event.words === null ? null : calm(event.words)],
      );
    case "trader_moved":
      return shown(["shares", "shares" in event.news ? n.shares(event.news.shares) : null]);
    case "follow":
      return shown(["percentage", n.percent(event.percentage)]);
    case "trouble":
      return shown(["text", calm(event.text)]);
    case "control":
    case "lifted":
    case "redeemed":
      return [];
    default:
      return event satisfies never;
  }
}
