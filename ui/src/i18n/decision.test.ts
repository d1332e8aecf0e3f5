import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import type { DecisionRow, GateBasis, GateName, GateView, SkipReason } from "@/platform";
import { i18n } from ".";
import { didText, seenText, weText, whyText } from "./decision";
import { en } from "./en";

const T = "\u00a0";
const f = formatOf("en");
const t = i18n.getFixedT("en");

const gate = (name: GateName, basis: GateBasis, asked = "188", allowed = "121.87"): GateView => ({
  gate: name,
  asked,
  allowed,
  basis,
  room: allowed,
  outcome: "bound",
});
const money = (used: string, limit: string): GateBasis => ({ by: "money", used, limit });

const decided = (given: Partial<DecisionRow>): DecisionRow => ({
  seq: 1,
  at: 0,
  after: 700,
  verdict: "skipped",
  traderAddress: "0x1",
  trader: "25usdc",
  market: "Will it rain?",
  category: "weather",
  outcome: "Yes",
  outcomeIndex: 0,
  condition: null,
  change: "size_increase",
  origin: "trades",
  priceSource: "traded",
  side: "BUY",
  shares: "9400",
  price: "0.64",
  percentage: "20",
  asked: "188",
  allowed: "0",
  order: null,
  reason: null,
  gates: [],
  leftOut: null,
  ...given,
});

const isReason = (key: string): key is SkipReason => key in en.decisions.short && key in en.sentences.skip;

describe("what a trader did", () => {
  it("is said with the act and the shares", () => {
    const said = (given: Partial<DecisionRow>) => didText(t, f, decided(given));
    expect(said({})).toBe("Bought 9,400.00");
    expect(said({ change: "size_decrease", side: "SELL" })).toBe("Sold 9,400.00");
    expect(said({ change: "position_closed", side: "SELL" })).toBe("Closed 9,400.00");
    expect(said({ change: null, reason: "redemption", side: null, origin: null })).toBe("Redeemed 9,400.00");
    expect(said({ change: "position_closed", side: "SELL", origin: "user" })).toBe("You closed 9,400.00");
    expect(said({ change: null, reason: "too_old", side: null, origin: null })).toBe("Changed by 9,400.00");
  });
});

describe("what we did", () => {
  const said = (given: Partial<DecisionRow>) => weText(t, f, decided(given));

  it("is an order, or a part of one with the limit that cut it", () => {
    expect(said({ verdict: "copied", allowed: "80" })).toBe("Buy 80.00 at 64.0¢");
    expect(said({ verdict: "copied", allowed: "80", side: "SELL" })).toBe("Sell 80.00 at 64.0¢");
    const adjusted: Partial<DecisionRow> = {
      verdict: "adjusted",
      allowed: "121.87",
      gates: [gate("market_limit", money("72", "150"))],
    };
    expect(said(adjusted)).toBe("121.87 of 188.00, per market");
    expect(whyText(t, f, decided(adjusted))).toBe(
      "$72.00 used: left room for 121.87 of 188.00 shares at 64.0¢.",
    );
    expect(whyText(t, f, decided({ verdict: "copied" }))).toBeNull();
  });

  it("is the reason in figures where nothing was copied", () => {
    const small = gate("minimum", { by: "minimum", shares: "5", price: "0.771" }, "2.8", "0");
    expect(said({ reason: "under_minimum_size", asked: "2.8", gates: [small] })).toBe(
      "2.80 shares, the minimum is 5",
    );
    const soon = gate("time_to_resolution", { by: "time", left: 600_000, least: 86_400_000 }, "188", "0");
    expect(said({ reason: "too_close_to_resolution", gates: [soon] })).toBe(
      `10${T}min to resolution, the minimum is 24${T}h`,
    );
    expect(
      said({
        reason: "price_band",
        gates: [gate("price_band", { by: "band", from: "0.02", to: "0.98" }, "188", "0")],
      }),
    ).toBe("64.0¢ is outside your 2.0¢ to 98.0¢ range");
    expect(said({ reason: "limit", gates: [gate("daily_spend", money("300", "300"), "188", "0")] })).toBe(
      "Daily spending: no room left",
    );
    expect(said({ verdict: "waiting" })).toBe("Not decided yet");
  });

  it("has a text for every reason, short and whole", () => {
    for (const reason of Object.keys(en.sentences.skip).filter(isReason)) {
      expect(said({ reason }), reason).not.toContain("{{");
      expect(whyText(t, f, decided({ reason })), reason).toMatch(/\.$/);
    }
  });
});

it("says where a change was seen, and how late", () => {
  expect(seenText(t, f, decided({}))).toBe(`Seen as a trade, 0.7${T}s later. Price from their trades.`);
  expect(seenText(t, f, decided({ origin: null, after: null }))).toBeNull();
});
