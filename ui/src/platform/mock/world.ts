/**
 * A small engine for the window alone: five followed traders whose orders climb the ladder while a clock runs.
 *
 * Deterministic: the same seed and the same sequence of ticks and commands give the same world. It computes with floats,
 * which the real engine never does: its figures are for looking at.
 */
import type { ActivityEntry, Announcement, FollowDraft, Mode, Settings, Topic } from "../types";
import { dice, hash } from "./dice";
import type { OrderSeed } from "./fixture";
import { ENDED, FOLLOWS, MARKETS, ORDERS, START, TRADERS } from "./fixture";
import { boundOf, HOUR, limitAt, regimeOf, stageAt } from "./ladder";

export interface MockOrder extends OrderSeed {
  id: number;
  follow: number;
  signalAt: number;
  limit: number | null;
  stage: number;
  status: "working" | "ending" | "ended";
  end: string | null;
  endedAt: number | null;
  paid: number;
}

export interface MockFollow {
  id: number;
  trader: string;
  status: "active" | "off" | "removed";
  draft: FollowDraft;
  since: number;
  pnl: number;
  realised: number;
  exposure: number;
  fills: number;
  signals: number;
  skips: number;
  slippage: number | null;
  fees: number;
}

export interface MockMarket {
  yes: number;
  half: number;
}

export interface WorldOptions {
  mode: Mode;
  /** Nothing is followed yet. */
  fresh: boolean;
  /** Follows, but no order works. */
  idle: boolean;
  speed: number;
  seed: number;
}

export const address = (name: string): string =>
  `0x${[1, 2, 3, 4, 5]
    .map((k) =>
      hash(name + k)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("")}`;

export const money = (usd: number): string => usd.toFixed(2);
export const price = (cents: number): string => (Math.round(cents * 10) / 1000).toFixed(3);
export const amount = (shares: number): string => shares.toFixed(2);

export const defaults = (percentage: string): FollowDraft => ({
  percentage,
  style: "ladder",
  maxSlippage: "0.10",
  maxOrder: "100.00",
  maxMarket: "250.00",
  maxTotal: "500.00",
  priceMin: "0.02",
  priceMax: "0.98",
  minMinutesToResolution: 60,
  copy: "both",
  belowMinimum: "ignore",
  copyExisting: false,
  categories: [],
  excludeKeywords: [],
});

export class World {
  readonly mode: Mode;
  now = START;
  speed: number;
  clockPaused = false;
  paused = false;
  stopped = false;
  disconnectedSince: number | null = null;
  failed = false;
  cash = 1639.4;
  lastTradeSeen: number | null = START - 42_000;
  readonly orders: MockOrder[] = [];
  readonly follows: MockFollow[] = [];
  readonly journal: ActivityEntry[] = [];
  readonly markets: MockMarket[] = MARKETS.map(({ yes, half }) => ({ yes, half }));
  settings: Settings = {
    language: "en",
    theme: "dark",
    notifyFills: true,
    notifyCancellations: true,
    limits: { maxExposure: "1500.00", maxDailySpend: "300.00", maxOpenOrders: 50, reserve: "5.0" },
  };
  readonly touched = new Set<Topic>();
  announcements: Announcement[] = [];
  private readonly roll;
  private nextOrder = 1;
  private nextFollow = 1;
  private sinceSignal = 0;

  constructor(options: WorldOptions) {
    this.mode = options.mode;
    this.speed = options.speed;
    this.roll = dice(options.seed);
    if (options.fresh) {
      this.cash = 10_000;
      this.lastTradeSeen = null;
      return;
    }
    for (const seed of FOLLOWS) {
      const { trader, percentage, sinceDays, ...figures } = seed;
      this.follows.push({
        id: this.nextFollow++,
        trader,
        status: "active",
        draft: defaults(percentage),
        since: START - sinceDays * 24 * HOUR,
        ...figures,
      });
    }
    this.writeHistory(options.idle);
  }

  book(market: number, outcome: number): { bid: number; ask: number } {
    const { yes, half } = this.markets[market] ?? { yes: 50, half: 0.5 };
    const middle = outcome === 0 ? yes : 100 - yes;
    return { bid: Math.round((middle - half) * 10) / 10, ask: Math.round((middle + half) * 10) / 10 };
  }

  /** Lets that much real time pass. */
  tick(realMs: number): void {
    if (this.failed || this.clockPaused) return;
    const span = this.mode === "demo" ? realMs * this.speed : realMs;
    this.now += span;
    if (this.disconnectedSince !== null) return;
    for (const market of this.markets) {
      market.yes = Math.min(
        97,
        Math.max(3, market.yes + (this.roll() - 0.5) * 0.08 * Math.sqrt(span / 60_000)),
      );
    }
    for (const order of this.orders) if (order.status !== "ended") this.work(order, span);
    this.sinceSignal += span;
    if (this.sinceSignal > 40 * 60_000 && this.roll() < span / (50 * 60_000)) {
      this.sinceSignal = 0;
      this.signal();
    }
  }

  // --- what the person asks for

  follow(trader: string, draft: FollowDraft): MockFollow {
    const known = this.follows.find((one) => one.trader === trader && one.status !== "removed");
    if (known) {
      known.draft = draft;
      this.noteFollow(known, "changed");
      return known;
    }
    const made: MockFollow = {
      id: this.nextFollow++,
      trader,
      status: "active",
      draft,
      since: this.now,
      pnl: 0,
      realised: 0,
      exposure: 0,
      fills: 0,
      signals: 0,
      skips: 0,
      slippage: null,
      fees: 0,
    };
    this.follows.push(made);
    this.noteFollow(made, "started");
    this.noteFollow(made, "baseline");
    return made;
  }

  switchFollow(follow: MockFollow, on: boolean): void {
    follow.status = on ? "active" : "off";
    this.noteFollow(follow, on ? "on" : "off");
    if (!on) this.endWhere((order) => order.follow === follow.id, "follow_off");
  }

  unfollow(follow: MockFollow): void {
    follow.status = "removed";
    this.noteFollow(follow, "removed");
    this.endWhere((order) => order.follow === follow.id, "follow_off");
  }

  endWhere(which: (order: MockOrder) => boolean, reason: string): number {
    const ending = this.orders.filter((order) => order.status === "working" && which(order));
    for (const order of ending) {
      order.status = "ending";
      order.end = reason;
      const word =
        { cancelled_by_user: "user", follow_off: "follow_off", stopped: "stopped" }[reason] ?? "user";
      this.write("cancel", word, order, { shares: amount(order.shares - order.filled) });
    }
    this.touched.add("orders");
    return ending.length;
  }

  control(action: "paused" | "resumed" | "stopped" | "started" | "limits"): void {
    this.write("control", action, null, {});
  }

  // --- what happens by itself

  private work(order: MockOrder, span: number): void {
    if (order.status === "ending") {
      this.end(order, order.end ?? "cancelled_by_user");
      return;
    }
    const age = this.now - order.signalAt;
    const book = this.book(order.market, order.outcome);
    const stage = stageAt(age);
    const limit = limitAt(order.side, order.first, age, book);
    if (stage !== order.stage || (stage > 1 && limit !== order.limit)) {
      if (stage === 5 && order.stage !== 5) {
        this.write("conversion", null, order, {
          bound: price(boundOf(order.side, order.first)),
          worst: price(order.side === "BUY" ? book.ask : book.bid),
          shares: amount(order.shares - order.filled),
          budget: order.side === "BUY" ? money(((order.shares - order.filled) * book.ask) / 100) : "",
          attempt: "1",
        });
        this.announce("converted", order, {});
      } else {
        this.writePrice(order, stage, limit, book);
      }
      order.stage = stage;
      order.limit = limit;
      this.touched.add("orders");
    }
    const crosses = order.side === "BUY" ? limit >= book.ask : limit <= book.bid;
    const chance = stage === 5 || crosses ? span / (20 * 60_000) : span / (14 * HOUR);
    if (this.roll() < chance) this.fill(order, stage === 5 || crosses, book);
  }

  private fill(order: MockOrder, takes: boolean, book: { bid: number; ask: number }): void {
    const open = order.shares - order.filled;
    const part =
      this.roll() < 0.4 ? open : Math.max(1, Math.round(open * (0.2 + this.roll() * 0.5) * 100) / 100);
    const shares = Math.min(open, part);
    const at = takes ? (order.side === "BUY" ? book.ask : book.bid) : (order.limit ?? order.first);
    this.book_(order, shares, at, takes);
  }

  private book_(order: MockOrder, shares: number, at: number, takes: boolean): void {
    order.filled = Math.round((order.filled + shares) * 100) / 100;
    order.paid += shares * at;
    const worse = order.side === "BUY" ? at - order.first : order.first - at;
    const follow = this.follows.find((one) => one.id === order.follow);
    const fee = takes ? shares * 0.004 : 0;
    if (follow) {
      follow.fills += 1;
      follow.fees += fee;
      follow.exposure += order.side === "BUY" ? 0 : (-shares * at) / 100;
      this.touched.add("follows");
    }
    this.cash += ((order.side === "BUY" ? -1 : 1) * shares * at) / 100 - fee;
    const facts: Record<string, string> = {
      shares: amount(shares),
      price: price(at),
      trader_price: price(order.first),
      slippage: price(worse),
      fee: money(fee),
      liquidity: takes ? "taker" : "maker",
      stage: String(order.stage),
      filled: amount(order.filled),
      of: amount(order.shares),
    };
    if (order.side === "SELL") facts.realised = money(shares * 0.06);
    this.write("fill", takes ? "taker" : "maker", order, facts);
    const whole = order.shares - order.filled < 0.01;
    this.announce(whole ? "filled" : "partly_filled", order, { shares: amount(shares), price: price(at) });
    this.write("settlement", "confirmed", order, { shares: amount(shares) });
    if (whole) this.end(order, "filled");
  }

  private end(order: MockOrder, reason: string): void {
    order.status = "ended";
    order.end = reason;
    order.endedAt = this.now;
    this.write("order", "ended", order, {
      code: reason,
      filled: amount(order.filled),
      of: amount(order.shares),
    });
    if (reason !== "filled") this.announce("cancelled", order, { reason });
    this.touched.add("orders");
    this.touched.add("follows");
  }

  private signal(): void {
    const active = this.follows.filter((one) => one.status === "active");
    const follow = active[Math.floor(this.roll() * active.length)];
    if (!follow) return;
    const market = Math.floor(this.roll() * MARKETS.length);
    const outcome: 0 | 1 = this.roll() < 0.6 ? 0 : 1;
    const { ask } = this.book(market, outcome);
    const theirs = Math.round(100 + this.roll() * 9000);
    const ours = Math.floor(theirs * Number(follow.draft.percentage)) / 100;
    this.lastTradeSeen = this.now;
    follow.signals += 1;
    this.writeSignal(follow.trader, market, outcome, 0, theirs, ask);
    const asked = ours;
    const most = Math.floor((Number(follow.draft.maxOrder) / ask) * 10000) / 100;
    const shares = Math.min(asked, most);
    if (this.paused || this.stopped || shares < 5) {
      follow.skips += 1;
      const reason = this.stopped ? "stopped" : this.paused ? "paused" : "under_minimum_size";
      this.writeFor(follow.trader, market, outcome, "BUY", "skip", reason, { asked: amount(asked) });
    } else {
      this.open(
        { market, outcome, side: "BUY", trader: follow.trader, shares, filled: 0, first: ask, ageHours: 0 },
        asked,
      );
    }
    this.touched.add("follows");
  }

  private open(seed: OrderSeed, asked: number): MockOrder {
    const follow = this.follows.find((one) => one.trader === seed.trader);
    const order: MockOrder = {
      ...seed,
      id: this.nextOrder++,
      follow: follow?.id ?? 0,
      signalAt: this.now - seed.ageHours * HOUR,
      limit: seed.first,
      stage: 1,
      status: "working",
      end: null,
      endedAt: null,
      paid: 0,
    };
    this.orders.push(order);
    this.write(
      "order",
      "opened",
      order,
      { shares: amount(order.shares), asked: amount(asked), trader_price: price(order.first) },
      order.signalAt,
      gatesFor(order, asked),
    );
    this.write(
      "order",
      "placed",
      order,
      {
        limit: price(order.first),
        shares: amount(order.shares),
        how: "resting",
        expires_at: String(order.signalAt + 6.2 * HOUR),
      },
      order.signalAt,
    );
    this.touched.add("orders");
    return order;
  }

  // --- the journal

  private writeHistory(idle: boolean): void {
    const open = idle ? [] : ORDERS;
    const seeds = [
      ...ENDED.map((seed) => ({ ...seed, startedAgo: seed.endedHoursAgo + seed.ageHours, ended: seed })),
      ...open.map((seed) => ({ ...seed, startedAgo: seed.ageHours, ended: null })),
    ].sort((a, b) => b.startedAgo - a.startedAgo);
    for (const { startedAgo, ended, ...seed } of seeds) {
      const theirs = Math.round((seed.shares * 100) / Number(this.percentageOf(seed.trader)));
      const at = this.now - startedAgo * HOUR;
      this.writeSignal(
        seed.trader,
        seed.market,
        seed.outcome,
        seed.side === "BUY" ? 0 : theirs,
        seed.side === "BUY" ? theirs : 0,
        seed.first,
        at,
      );
      const cut = seed.shares === 121.87 ? 188 : seed.shares;
      const order = this.open({ ...seed, ageHours: startedAgo }, cut);
      this.replay(order, ended ? seed.ageHours : startedAgo);
      if (ended) {
        order.status = "ended";
        order.end = ended.end;
        order.endedAt = this.now - ended.endedHoursAgo * HOUR;
        order.filled = seed.filled;
        this.write(
          "order",
          "ended",
          order,
          { code: ended.end, filled: amount(seed.filled), of: amount(seed.shares) },
          order.endedAt,
        );
      }
    }
    this.writeFor("25usdc", 8, 1, "BUY", "skip", "under_minimum_size", { asked: "2.80" }, this.now - 52_000);
    this.writeFor(
      "slippage",
      3,
      0,
      "BUY",
      "skip",
      "under_minimum_size",
      { asked: "3.10" },
      this.now - 800_000,
    );
    this.journal.sort((a, b) => a.at - b.at || a.seq - b.seq);
    this.journal.forEach((entry, i) => {
      entry.seq = i + 1;
    });
    this.touched.clear();
    this.announcements = [];
  }

  private percentageOf(trader: string): string {
    return this.follows.find((one) => one.trader === trader)?.draft.percentage ?? "2.0";
  }

  /** Writes what must have happened to a seeded order on its way to its age. */
  private replay(order: MockOrder, hours: number): void {
    const { filled } = order;
    order.filled = 0;
    const book = this.book(order.market, order.outcome);
    for (const start of [6, 12, 24]) {
      if (hours < start) break;
      const at = order.signalAt + start * HOUR;
      const limit = limitAt(order.side, order.first, start * HOUR, book);
      this.writePrice(order, stageAt(start * HOUR), limit, book, at);
      order.stage = stageAt(start * HOUR);
      order.limit = limit;
    }
    if (filled > 0) {
      order.filled = filled;
      order.paid = filled * (order.limit ?? order.first);
      const at = order.limit ?? order.first;
      const worse = order.side === "BUY" ? at - order.first : order.first - at;
      const when = order.signalAt + Math.max(0.4, hours - 0.9) * HOUR;
      this.write(
        "fill",
        "maker",
        order,
        {
          shares: amount(filled),
          price: price(at),
          trader_price: price(order.first),
          slippage: price(worse),
          fee: "0.00",
          liquidity: "maker",
          stage: String(order.stage),
          filled: amount(filled),
          of: amount(order.shares),
        },
        when,
      );
      this.write("settlement", "confirmed", order, { shares: amount(filled) }, when + 4000);
    }
    if (hours >= 36) {
      order.stage = 5;
      this.write(
        "conversion",
        null,
        order,
        {
          bound: price(boundOf(order.side, order.first)),
          worst: price(order.side === "BUY" ? book.ask : book.bid),
          shares: amount(order.shares - filled),
          budget: order.side === "BUY" ? money(((order.shares - filled) * book.ask) / 100) : "",
          attempt: "1",
        },
        order.signalAt + 36 * HOUR,
      );
    }
  }

  private writePrice(
    order: MockOrder,
    stage: number,
    limit: number,
    book: { bid: number; ask: number },
    at = this.now,
  ): void {
    const facts: Record<string, string> = {
      stage: String(stage),
      previous_stage: String(order.stage),
      regime: regimeOf(book),
      trader_price: price(order.first),
      bid: price(book.bid),
      ask: price(book.ask),
      tick: "0.001",
      limit: price(limit),
    };
    if (order.limit !== null) facts.previous = price(order.limit);
    this.write("price", null, order, facts, at);
  }

  private writeSignal(
    trader: string,
    market: number,
    outcome: number,
    before: number,
    after: number,
    at: number,
    when = this.now,
  ): void {
    const detail =
      before === 0
        ? "NewPosition"
        : after === 0
          ? "PositionClosed"
          : after > before
            ? "SizeIncrease"
            : "SizeDecrease";
    this.writeFor(
      trader,
      market,
      outcome,
      after > before ? "BUY" : "SELL",
      "signal",
      detail,
      {
        before: amount(before),
        after: amount(after),
        price: price(at),
        price_source: "traded",
        origin: "trades",
      },
      when,
    );
  }

  private noteFollow(follow: MockFollow, action: string): void {
    this.entry({
      kind: "follow",
      detail: action,
      trader: follow.trader,
      facts: { percentage: follow.draft.percentage },
    });
    this.touched.add("follows");
  }

  private write(
    kind: string,
    detail: string | null,
    order: MockOrder | null,
    facts: Record<string, string>,
    at = this.now,
    gates: ActivityEntry["gates"] = [],
  ): void {
    this.entry({
      kind,
      detail,
      at,
      facts,
      gates,
      ...(order
        ? { order, trader: order.trader, market: order.market, outcome: order.outcome, side: order.side }
        : {}),
    });
  }

  private writeFor(
    trader: string,
    market: number,
    outcome: number,
    side: string,
    kind: string,
    detail: string,
    facts: Record<string, string>,
    at = this.now,
  ): void {
    this.entry({ kind, detail, trader, market, outcome, side, facts, at });
  }

  private entry(e: {
    kind: string;
    detail: string | null;
    at?: number;
    trader?: string;
    market?: number;
    outcome?: number;
    side?: string;
    order?: MockOrder;
    facts: Record<string, string>;
    gates?: ActivityEntry["gates"];
  }): void {
    this.journal.push({
      seq: this.journal.length + 1,
      at: e.at ?? this.now,
      kind: e.kind,
      detail: e.detail,
      trader: e.trader ?? null,
      traderAddress: e.trader ? address(e.trader) : null,
      market: e.market === undefined ? null : (MARKETS[e.market]?.question ?? null),
      outcome: e.outcome === undefined ? null : e.outcome === 0 ? "Yes" : "No",
      outcomeIndex: e.outcome ?? null,
      side: e.side ?? null,
      order: e.order?.id ?? null,
      facts: Object.entries(e.facts)
        .filter(([, value]) => value !== "")
        .map(([name, value]) => ({ name, value })),
      gates: e.gates ?? [],
    });
    this.touched.add("activity");
  }

  private announce(
    kind: string,
    order: MockOrder,
    more: { shares?: string; price?: string; reason?: string },
  ): void {
    this.announcements.push({
      kind,
      order: order.id,
      side: order.side,
      shares: more.shares ?? null,
      price: more.price ?? null,
      outcome: order.outcome === 0 ? "Yes" : "No",
      market: MARKETS[order.market]?.question ?? null,
      trader: order.trader,
      reason: more.reason ?? null,
    });
  }
}

export const traderNamed = (name: string) => TRADERS.find((one) => one.name === name);

/** Every gate of a purchase, the market limit binding where something was cut. */
function gatesFor(order: MockOrder, asked: number): ActivityEntry["gates"] {
  const cut = order.shares < asked;
  const first = Math.min(asked, 156.25);
  const gate = (name: string, from: number, to: number, basis: string, outcome = "passed") => ({
    gate: name,
    asked: amount(from),
    allowed: amount(to),
    basis,
    outcome,
  });
  if (order.side === "SELL") {
    return [
      gate("stopped", asked, asked, ""),
      gate("follow_off", asked, asked, ""),
      gate("market_open", asked, asked, ""),
      gate("held", asked, asked, ""),
    ];
  }
  return [
    gate("stopped", asked, asked, ""),
    gate("paused", asked, asked, ""),
    gate("follow_off", asked, asked, ""),
    gate("market_open", asked, asked, ""),
    gate("filter", asked, asked, MARKETS[order.market]?.category ?? ""),
    gate("price_band", asked, asked, "0.02 0.98"),
    gate("time_to_resolution", asked, asked, String(33 * 24 * HOUR)),
    gate("order_limit", asked, cut ? first : asked, "0.00 100.00", cut ? "cut" : "passed"),
    gate(
      "market_limit",
      cut ? first : asked,
      order.shares,
      cut ? "72.00 150.00" : "0.00 250.00",
      cut ? "bound" : "passed",
    ),
    gate("follow_limit", order.shares, order.shares, "214.11 500.00"),
    gate("exposure_limit", order.shares, order.shares, "664.16 1500.00"),
    gate("daily_spend", order.shares, order.shares, "168.10 300.00"),
    gate("open_orders", order.shares, order.shares, "6 50"),
    gate("balance", order.shares, order.shares, "1507.14 1639.40"),
    gate("minimum", order.shares, order.shares, "5.00"),
  ];
}
