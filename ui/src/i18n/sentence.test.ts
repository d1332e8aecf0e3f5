import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import type {
  ActivityEntry,
  ActivityEvent,
  CancelReason,
  ControlAction,
  CutReason,
  FollowAction,
  GateBasis,
  GateName,
  GateView,
  HaltKind,
  IncidentCode,
  OrderStepView,
  Settlement,
  SignalKind,
  SkipReason,
} from "@/platform";
import { i18n } from ".";
import { en } from "./en";
import { figuresOf } from "./fact";
import { basisText, measureText, ruleText } from "./gate";
import { sentenceOf } from "./sentence";

const T = "\u00a0";

const FILL: Extract<ActivityEvent, { kind: "fill" }> = {
  kind: "fill",
  shares: "64",
  price: "0.602",
  traderPrice: "0.58",
  slippage: "0.022",
  fee: "0.12",
  liquidity: "taker",
  stage: 3,
  filled: "64",
  of: "160",
  realised: "3.2",
  hash: "0xf1",
};
const PRICE: Extract<ActivityEvent, { kind: "price" }> = {
  kind: "price",
  stage: 3,
  previousStage: 2,
  limit: "0.602",
  previous: "0.6",
  regime: "normal",
  traderPrice: "0.58",
  bid: "0.597",
  ask: "0.608",
  tick: "0.001",
  age: 60_000,
  heldShort: true,
};

/** The kinds of a closed list: the catalogue has a text for each, or it does not compile. */
const all = <Kind extends string>(group: Record<Kind, string>): Kind[] => Object.keys(group) as Kind[];
const keysOf = <Kind extends string>(
  group: Record<Kind, string> & Record<string, string>,
  ...left: string[]
) => Object.keys(group).filter((key) => !left.includes(key) && !/Why$|^why/.test(key)) as Kind[];

const SKIPS = keysOf<SkipReason>(
  en.sentences.skip,
  "title",
  "limitUnknown",
  "priceBandUnknown",
  "tooCloseUnknown",
);
const HALTS = all<HaltKind>(en.words.halt).filter((halt) => halt !== "stopped" && halt !== "paused");
const STEPS: Record<OrderStepView["name"], OrderStepView[]> = {
  opened: [{ name: "opened", shares: "121.87", asked: "160", traderPrice: "0.58" }],
  placed: [
    { name: "placed", limit: "0.6", shares: "5", rests: true, expiresAt: 1_795_357_920_000 },
    { name: "placed", limit: "0.6", shares: "5", rests: true, expiresAt: null },
    { name: "placed", limit: "0.6", shares: "5", rests: false, expiresAt: null },
  ],
  live: [{ name: "live", hash: "0x1" }],
  refused: all(en.words.refusal).map((code) => ({ name: "refused", code, text: "no match" })),
  unknown: [{ name: "unknown", text: "timed out" }],
  closed: [{ name: "closed", filled: "5" }],
  hastened: [{ name: "hastened" }],
  cut: all<CutReason>(en.sentences.cut).map((reason) => ({ name: "cut", reason, shares: "3" })),
  waiting: all(en.words.wait).map((reason) => ({ name: "waiting", reason })),
  ended: all(en.words.end).map((reason) => ({ name: "ended", reason, filled: "2", of: "5" })),
};

/** Every kind with every second word it can have: a kind that is missing here does not compile. */
const SAMPLES: { [Kind in ActivityEvent["kind"]]: Extract<ActivityEvent, { kind: Kind }>[] } = {
  signal: keysOf<SignalKind>(en.sentences.signal).map((change) => ({
    kind: "signal",
    change,
    shares: "8000",
    price: "0.602",
    before: "0",
    after: "8000",
    priceSource: "traded",
    origin: "trades",
    tradedAt: 0,
  })),
  skip: SKIPS.map((reason) => ({ kind: "skip", reason, asked: "160" })),
  noted: SKIPS.map((reason) => ({ kind: "noted", reason, shares: "160" })),
  order: Object.values(STEPS)
    .flat()
    .map((step) => ({ kind: "order", step })),
  price: [PRICE, { ...PRICE, previous: null, previousStage: null, bid: null, ask: null }],
  fill: [FILL],
  cancel: keysOf<CancelReason>(en.sentences.cancel, "title", "open").map((reason) => ({
    kind: "cancel",
    reason,
    shares: "5",
  })),
  conversion: [
    { kind: "conversion", shares: "5", bound: "0.68", worst: "0.61", budget: "57.79", attempt: 2 },
    { kind: "conversion", shares: "5", bound: "0.68", worst: "0.61", budget: null, attempt: 1 },
  ],
  settlement: all<Settlement>(en.words.settlement).map((settlement) => ({
    kind: "settlement",
    settlement,
    shares: "5",
    trade: "t",
  })),
  resolution: [{ kind: "resolution", payout: "1", shares: "5", realised: "3.2" }],
  redeemed: [{ kind: "redeemed", usd: "12.5" }],
  resolution_corrected: [{ kind: "resolution_corrected", payout: "1", usd: "12.5" }],
  moved: [
    { kind: "moved", movement: "opening", shares: null, usd: "12.5" },
    { kind: "moved", movement: "deposit", shares: null, usd: "12.5" },
    { kind: "moved", movement: "withdrawal", shares: null, usd: "-12.5" },
    { kind: "moved", movement: "correction", shares: null, usd: "12.5" },
    { kind: "moved", movement: "correction", shares: "3", usd: "12.5" },
  ],
  given: [
    { kind: "given", basis: "trades", shares: "3", usd: "12.5", cash: null },
    { kind: "given", basis: "market", shares: "3", usd: "12.5", cash: "1" },
  ],
  halted: HALTS.map((halt) => ({ kind: "halted", halt, shares: "3", usd: "12.5", words: "as they say it" })),
  lifted: HALTS.map((halt) => ({ kind: "lifted", halt, byUser: halt === "banned" })),
  trader_moved: [
    { kind: "trader_moved", news: { name: "moved_away", shares: "3" } },
    { kind: "trader_moved", news: { name: "came_in", shares: "3" } },
    { kind: "trader_moved", news: { name: "list_doubted", known: 20, missing: 8 } },
    { kind: "trader_moved", news: { name: "token_migrated", shares: "3" } },
    { kind: "trader_moved", news: { name: "wallet_migrated", wallet: "0x1" } },
  ],
  follow: keysOf<FollowAction>(en.sentences.follow).map((action) => ({
    kind: "follow",
    action,
    percentage: "2",
  })),
  control: keysOf<ControlAction>(en.sentences.control).map((action) => ({ kind: "control", action })),
  trouble: all<IncidentCode>(en.words.trouble).map((code) => ({
    kind: "trouble",
    code,
    text: "tcp connect error",
  })),
};
const EVENTS: ActivityEvent[] = Object.values(SAMPLES).flat();

const entry = (event: ActivityEvent, more: Partial<ActivityEntry> = {}): ActivityEntry => ({
  seq: 1,
  at: Date.UTC(2026, 10, 22, 14, 32),
  event,
  trader: "25usdc",
  traderAddress: "0x1",
  market: "Fed rate cut?",
  condition: "0xc",
  outcome: "Yes",
  outcomeIndex: 0,
  side: "BUY",
  order: 1,
  gates: [],
  ...more,
});

describe("every event", () => {
  it.each(["en", "fr"] as const)("has a whole sentence in %s", (language) => {
    const t = i18n.getFixedT(language);
    for (const event of EVENTS) {
      const { title, why } = sentenceOf(t, formatOf(language), entry(event));
      const said = `${JSON.stringify(event)}: ${title} ${why}`;
      expect(title, said).not.toBe("");
      expect(why, said).not.toBe("");
      expect(`${title} ${why}`, said).not.toMatch(/\{\{|sentences\.\w|words\.\w|—|undefined|NaN/);
    }
  });

  it("is said differently in French", () => {
    const [english, french] = [i18n.getFixedT("en"), i18n.getFixedT("fr")];
    for (const event of EVENTS) {
      const one = sentenceOf(english, formatOf("en"), entry(event));
      const two = sentenceOf(french, formatOf("fr"), entry(event));
      expect(`${two.title} ${two.why}`, JSON.stringify(event)).not.toBe(`${one.title} ${one.why}`);
    }
  });

  it.each(["en", "fr"] as const)("has its figures in %s, each with a unit or a word", (language) => {
    for (const event of EVENTS) {
      for (const { name, text } of figuresOf(i18n.getFixedT(language), formatOf(language), event)) {
        expect(en.activity.fact, name).toHaveProperty(name);
        expect(text, `${JSON.stringify(event)} ${name}`).not.toMatch(/\{\{|words\.|undefined|NaN|^$|_/);
      }
    }
  });

  it("of trouble says it in our words, not in the engine's", () => {
    const known = entry({ kind: "trouble", code: "disconnected", text: "tcp connect error" });
    expect(sentenceOf(i18n.getFixedT("fr"), formatOf("fr"), known).why).toMatch(
      /^Rien de nouveau n’est envoyé/,
    );
  });
});

describe("sentences", () => {
  const t = i18n.getFixedT("en");
  const f = formatOf("en");
  const gate = (more: Partial<GateView>): GateView => ({
    gate: "market_limit",
    asked: "156.25",
    allowed: "121.87",
    basis: { by: "money", used: "72.00", limit: "150.00" },
    room: "121.87",
    outcome: "bound",
    ...more,
  });

  it("name the limit that bound, with its figures", () => {
    const skip: ActivityEvent = { kind: "skip", reason: "limit", asked: "160" };
    const { why } = sentenceOf(t, f, entry(skip, { gates: [gate({ allowed: "0" })] }));
    expect(why).toBe("Per market: $72.00 of $150.00 used. No room left for 160.00 shares.");
  });

  it("say what an order was cut to", () => {
    const step: OrderStepView = { name: "opened", shares: "121.87", asked: "188", traderPrice: "0.64" };
    expect(sentenceOf(t, f, entry({ kind: "order", step }, { gates: [gate({})] }))).toEqual({
      title: "Copy created: 121.87 at 64.0¢",
      why: "Reduced from 188.00 to 121.87 by Per market ($72.00 of $150.00 used).",
    });
  });

  it("tell the stages of a purchase from those of a sale", () => {
    const price: ActivityEvent = {
      ...PRICE,
      stage: 4,
      previousStage: 3,
      previous: "0.602",
      limit: "0.608",
      regime: "wide",
    };
    expect(sentenceOf(t, f, entry(price)).title).toBe("Stage 4, Best ask: 60.2¢ → 60.8¢");
    expect(sentenceOf(t, f, entry(price, { side: "SELL" })).title).toBe("Stage 4, Best bid: 60.2¢ → 60.8¢");
  });

  it("tell worse, better and equal fills", () => {
    const fill = (slippage: string, filled = "64") =>
      sentenceOf(t, f, entry({ ...FILL, slippage, filled, fee: "0", liquidity: "maker", realised: "0" }));
    expect(fill("0.022").why).toBe(
      "64.00 of 160.00 filled. 2.2¢ worse than the trader’s 58.0¢. Maker, no fee.",
    );
    expect(fill("-0.001").why).toContain("0.1¢ better");
    expect(fill("0").why).toContain("Same price as the trader.");
    expect(fill("0", "160").title).toBe("Filled: 64.00 at 60.2¢");
  });

  it("say until when a child rests, and that a fill-and-kill does not", () => {
    const [rests, , now] = STEPS.placed;
    const why = (step: OrderStepView | undefined) =>
      step && sentenceOf(t, f, entry({ kind: "order", step })).why;
    expect(why(rests)).toMatch(/^Stays on the book until \d\d:\d\d/);
    expect(why(now)).toBe("Fills what the book offers now and cancels the rest.");
  });
});

describe("what a gate went by", () => {
  const said = (gate: GateName, basis: GateBasis) =>
    basisText(i18n.getFixedT("en"), formatOf("en"), { gate, basis });

  it("is in the gate's own unit", () => {
    expect(said("order_limit", { by: "money", used: "0", limit: "100" })).toBe("$0.00 of $100.00 used");
    expect(said("balance", { by: "balance", free: "1507.14", cash: "1639.4" })).toBe(
      "$1,507.14 of $1,639.40 available",
    );
    expect(said("open_orders", { by: "count", used: 6, limit: 50 })).toBe("6 of 50 open");
    expect(said("price_band", { by: "band", from: "0.02", to: "0.98" })).toBe("2.0¢ to 98.0¢");
    expect(said("time_to_resolution", { by: "time", left: 33 * 86_400_000, least: 3_600_000 })).toBe(
      `33${T}d left`,
    );
    expect(said("time_to_resolution", { by: "time", left: null, least: 3_600_000 })).toBe("unknown");
    expect(said("balance", { by: "unknown" })).toBe("unknown");
    expect(said("minimum", { by: "minimum", shares: "5", price: "0.44" })).toBe("5.00 shares and $1");
    expect(said("held", { by: "held", held: "12.5", selling: "2" })).toBe("12.50 held, 2.00 being sold");
    expect(said("slippage", { by: "bound", bound: "0.68" })).toBe("68.0¢");
    expect(said("filter", { by: "word", word: "politics" })).toBe("Politics");
    expect(said("filter", { by: "word", word: "rain" })).toBe("rain");
    expect(said("stopped", { by: "switch" })).toBe("");
  });

  it("is told as the rule and what it was then, each alone", () => {
    const t = i18n.getFixedT("en");
    const apart = (gate: GateName, basis: GateBasis, price: string | null = null) => [
      ruleText(t, formatOf("en"), { gate, basis }),
      measureText(t, formatOf("en"), { gate, basis }, price),
    ];
    expect(apart("market_limit", { by: "money", used: "72", limit: "150" })).toEqual([
      "$150.00",
      "$72.00 used",
    ]);
    expect(apart("time_to_resolution", { by: "time", left: 600_000, least: 86_400_000 })).toEqual([
      `24${T}h or more`,
      `10${T}min left`,
    ]);
    expect(apart("price_band", { by: "band", from: "0.02", to: "0.98" }, "0.64")).toEqual([
      "2.0¢ to 98.0¢",
      "64.0¢",
    ]);
    expect(apart("open_orders", { by: "count", used: 6, limit: 50 })).toEqual(["50", "6 open"]);
  });
});
