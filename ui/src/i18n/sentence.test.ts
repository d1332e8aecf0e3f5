import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import type { ActivityEntry, GateView } from "@/platform";
import { i18n } from ".";
import { en } from "./en";
import { basisText, measureText, ruleText } from "./gate";
import { sentenceOf } from "./sentence";

const T = "\u00a0";
const FACTS: Record<string, string> = {
  shares: "160",
  price: "0.602",
  trader_price: "0.58",
  limit: "0.602",
  previous: "0.6",
  bid: "0.597",
  ask: "0.608",
  stage: "3",
  previous_stage: "2",
  regime: "normal",
  before: "0",
  after: "8000",
  asked: "160",
  filled: "64",
  of: "160",
  fee: "0.12",
  slippage: "0.022",
  bound: "0.68",
  worst: "0.61",
  budget: "57.79",
  attempt: "2",
  percentage: "2",
  code: "no_book",
  text: "no orders found to match",
  payout: "1",
  realised: "3.2",
  liquidity: "taker",
  tick: "0.001",
  price_source: "traded",
  origin: "trades",
  how: "resting",
  expires_at: "1795357920000",
  held_short: "true",
  usd: "12.5",
  known: "20",
  missing: "8",
};

function entry(kind: string, detail: string | null, more: Partial<ActivityEntry> = {}): ActivityEntry {
  return {
    seq: 1,
    at: Date.UTC(2026, 10, 22, 14, 32),
    kind,
    detail,
    trader: "25usdc",
    traderAddress: "0x1",
    market: "Fed rate cut?",
    outcome: "Yes",
    outcomeIndex: 0,
    condition: null,
    side: "BUY",
    order: 1,
    facts: Object.entries(FACTS).map(([name, value]) => ({ name, value })),
    gates: [],
    ...more,
  };
}

const facts = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
const words = (group: object) => Object.keys(group);
const without = (group: object, ...left: string[]) =>
  words(group).filter((key) => !left.includes(key) && !/Why$|^why/.test(key));

/** Every kind with every second word it can have. */
const ALL: [string, string | null][] = [
  ...without(en.sentences.signal).map((detail): [string, string] => ["signal", detail]),
  ...["NewPosition", "SizeIncrease", "SizeDecrease", "PositionClosed"].map((detail): [string, string] => [
    "signal",
    detail,
  ]),
  ...without(en.sentences.skip, "title", "limitUnknown", "priceBandUnknown", "tooCloseUnknown").flatMap(
    (detail): [string, string][] => [
      ["skip", detail],
      ["noted", detail],
    ],
  ),
  ...["opened", "placed", "live", "refused", "unknown", "closed", "hastened", "cut", "waiting", "ended"].map(
    (d): [string, string] => ["order", d],
  ),
  ["price", null],
  ["fill", null],
  ...without(en.sentences.cancel, "title", "open").map((detail): [string, string] => ["cancel", detail]),
  ["conversion", null],
  ...words(en.words.settlement).map((detail): [string, string] => ["settlement", detail]),
  ["resolution", null],
  ["redeemed", null],
  ["resolution_corrected", null],
  ...["opening", "deposit", "withdrawal", "correction"].map((detail): [string, string] => ["moved", detail]),
  ...["trades", "market"].map((detail): [string, string] => ["given", detail]),
  ...words(en.words.halt)
    .filter((detail) => !["stopped", "paused"].includes(detail))
    .flatMap((detail): [string, string][] => [
      ["halted", detail],
      ["lifted", detail],
    ]),
  ...without(en.sentences.trader_moved).map((detail): [string, string] => ["trader_moved", detail]),
  ...without(en.sentences.follow).map((detail): [string, string] => ["follow", detail]),
  ...without(en.sentences.control).map((detail): [string, string] => ["control", detail]),
  ...words(en.words.trouble).map((detail): [string, string] => ["trouble", detail]),
];

describe("every event", () => {
  it.each(["en", "fr"] as const)("has a whole sentence in %s", (language) => {
    const t = i18n.getFixedT(language);
    for (const [kind, detail] of ALL) {
      const { title, why } = sentenceOf(t, formatOf(language), entry(kind, detail));
      const said = `${kind}/${detail}: ${title} ${why}`;
      expect(title, said).not.toBe("");
      expect(why, said).not.toBe("");
      expect(said, said).not.toMatch(/\{\{|sentences\.|words\.|—|undefined|NaN/);
    }
  });

  it("is said differently in French", () => {
    const [english, french] = [i18n.getFixedT("en"), i18n.getFixedT("fr")];
    for (const [kind, detail] of ALL) {
      const one = sentenceOf(english, formatOf("en"), entry(kind, detail));
      const two = sentenceOf(french, formatOf("fr"), entry(kind, detail));
      expect(`${two.title} ${two.why}`, `${kind}/${detail}`).not.toBe(`${one.title} ${one.why}`);
    }
  });

  it("of trouble says it in our words, not in the engine's", () => {
    const facts = [{ name: "text", value: "tcp connect error" }];
    const known = { ...entry("trouble", "disconnected"), facts };
    expect(sentenceOf(i18n.getFixedT("fr"), formatOf("fr"), known).why).toMatch(/^Rien n’est envoyé/);
    const unknown = { ...entry("trouble", "brand_new"), facts };
    expect(sentenceOf(i18n.getFixedT("en"), formatOf("en"), unknown).why).toBe("tcp connect error");
  });

  it("of an unknown kind stays readable", () => {
    const { title, why } = sentenceOf(i18n.getFixedT("en"), formatOf("en"), entry("new_kind", "some_word"));
    expect([title, why]).toEqual(["new kind", "some word"]);
  });
});

describe("sentences", () => {
  const t = i18n.getFixedT("en");
  const f = formatOf("en");
  const gate = (more: Partial<GateView>): GateView => ({
    gate: "market_limit",
    asked: "156.25",
    allowed: "121.87",
    basis: "72.00 150.00",
    outcome: "bound",
    ...more,
  });

  it("name the limit that bound, with its figures", () => {
    const { why } = sentenceOf(t, f, entry("skip", "limit", { gates: [gate({ allowed: "0" })] }));
    expect(why).toBe("Per market: $72.00 used of $150.00. Nothing was left for 160.00 shares.");
  });

  it("say what an order was cut to", () => {
    const opened = entry("order", "opened", {
      gates: [gate({})],
      facts: facts({ shares: "121.87", asked: "188", trader_price: "0.64" }),
    });
    expect(sentenceOf(t, f, opened)).toEqual({
      title: "Order made, 121.87 at 64.0¢",
      why: "188.00 asked, cut to 121.87. What bound it: Per market ($72.00 used of $150.00).",
    });
  });

  it("tell the stages of a purchase from those of a sale", () => {
    const price = facts({
      stage: "4",
      previous_stage: "3",
      previous: "0.602",
      limit: "0.608",
      regime: "wide",
    });
    expect(sentenceOf(t, f, entry("price", null, { facts: price })).title).toBe(
      "Stage 4, Best ask: 60.2¢ → 60.8¢",
    );
    expect(sentenceOf(t, f, entry("price", null, { facts: price, side: "SELL" })).title).toBe(
      "Stage 4, Best bid: 60.2¢ → 60.8¢",
    );
  });

  it("tell worse, better and equal fills", () => {
    const fill = (slippage: string, filled = "64") =>
      sentenceOf(
        t,
        f,
        entry("fill", null, {
          facts: facts({
            shares: "64",
            price: "0.602",
            trader_price: "0.58",
            slippage,
            fee: "0",
            liquidity: "maker",
            filled,
            of: "160",
            realised: "0",
          }),
        }),
      );
    expect(fill("0.022").why).toBe(
      "64.00 of 160.00 done. 2.2¢ worse than the trader’s 58.0¢. Resting, no fee.",
    );
    expect(fill("-0.001").why).toContain("0.1¢ better");
    expect(fill("0").why).toContain("Same price as the trader.");
    expect(fill("0", "160").title).toBe("Filled, 64.00 at 60.2¢");
  });

  it("say until when a child rests, and that a fill-and-kill does not", () => {
    expect(sentenceOf(t, f, entry("order", "placed")).why).toMatch(/^It rests until \d\d:\d\d/);
    const now = entry("order", "placed", { facts: facts({ shares: "5", limit: "0.6", how: "now" }) });
    expect(sentenceOf(t, f, now).why).toBe("Fill what the book gives now, drop the rest.");
  });

  it("show a dash for a figure that is not there", () => {
    expect(sentenceOf(t, f, entry("resolution", null, { facts: [] })).title).toBe("Resolved: pays — a share");
  });
});

describe("what a gate went by", () => {
  const said = (gate: string, basis: string) =>
    basisText(i18n.getFixedT("en"), formatOf("en"), { gate, basis });

  it("is in the gate's own unit", () => {
    expect(said("order_limit", "0 100")).toBe("$0.00 used of $100.00");
    expect(said("balance", "1507.14 1639.4")).toBe("$1,507.14 free of $1,639.40");
    expect(said("open_orders", "6 50")).toBe("6 of 50 open");
    expect(said("price_band", "0.02 0.98")).toBe("2.0¢ to 98.0¢");
    expect(said("time_to_resolution", String(33 * 86_400_000))).toBe(`33${T}d left`);
    expect(said("time_to_resolution", `${33 * 86_400_000} 3600000`)).toBe(`33${T}d left`);
    expect(said("time_to_resolution", "unknown")).toBe("unknown");
    expect(said("time_to_resolution", "unknown 3600000")).toBe("unknown");
    // As the core writes them: the market's least size and the price, what is held and what is being sold of it.
    expect(said("minimum", "5 0.44")).toBe("5.00 shares and $1");
    expect(said("held", "12.5 2")).toBe("12.50 held, 2.00 being sold");
    expect(said("filter", "politics")).toBe("Politics");
    expect(said("filter", "rain")).toBe("rain");
    expect(said("stopped", "")).toBe("");
  });

  it("is told as the rule and what it was then, each alone", () => {
    const t = i18n.getFixedT("en");
    const apart = (gate: string, basis: string, price: string | null = null) => [
      ruleText(t, formatOf("en"), { gate, basis }),
      measureText(t, formatOf("en"), { gate, basis }, price),
    ];
    expect(apart("market_limit", "72 150")).toEqual(["$150.00", "$72.00 used"]);
    expect(apart("time_to_resolution", "600000 86400000")).toEqual([`24${T}h or more`, `10${T}min left`]);
    expect(apart("price_band", "0.02 0.98", "0.64")).toEqual(["2.0¢ to 98.0¢", "64.0¢"]);
    expect(apart("open_orders", "6 50")).toEqual(["50", "6 open"]);
  });
});
