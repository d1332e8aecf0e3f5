/**
 * A small engine for the window alone: five followed traders whose orders climb the ladder while a clock runs.
 *
 * Deterministic: the same seed and the same sequence of ticks and commands give the same world. It computes with floats,
 * which the real engine never does: its figures are for looking at.
 */
import type {
  ActivityEntry,
  Announcement,
  CancelReason,
  EndReason,
  ErrorCode,
  FollowDraft,
  HaltView,
  Mode,
  NotShown,
  Opening,
  PassphraseStanding,
  Settings,
  Topic,
} from "../types";
import type { Dice } from "./dice";
import { dice } from "./dice";
import type { Closed, MockFill, MockFollow, MockMarket, MockOrder, MockPosition, Payout } from "./entities";
import { amount, defaults, isCopiedSale, price } from "./entities";
import { FOLLOWS, START } from "./fixture/follows";
import { MARKETS } from "./fixture/markets";
import type { OrderSeed } from "./fixture/orders";
import { gatesFor } from "./gates";
import { writeHistory } from "./history";
import { HOUR } from "./ladder";
import { signal, work } from "./life";
import { Log } from "./log";
import { follow as followBook } from "./track";

export interface WorldOptions {
  mode: Mode;
  /** Nothing is followed yet. */
  fresh: boolean;
  /** Follows, but no order works. */
  idle: boolean;
  speed: number;
  seed: number;
}

/** How the user, or a switch of theirs, ends an order; and what is said of its order on the exchange. */
const CANCELLED = {
  cancelled_by_user: "user",
  follow_off: "follow_off",
  stopped: "stopped",
  nothing_left: "cut",
} as const satisfies Partial<Record<EndReason, CancelReason>>;
type OwnEnd = keyof typeof CANCELLED;

export class World {
  /** The engine that is shown. */
  mode: Mode;
  /** The program's other one. */
  beside: Mode | null = null;
  /** Why the key of live cannot be had, where it cannot. */
  keyTrouble: ErrorCode | null = null;
  now = START;
  /** When it began. */
  readonly began = START;
  /** Nothing has happened in it. */
  readonly idle: boolean;
  speed: number;
  clockPaused = false;
  /** The clock runs fast until the next trade is seen. */
  skip: { since: number; speed: number; paused: boolean } | null = null;
  paused = false;
  stopped = false;
  disconnectedSince: number | null = null;
  failed = false;
  halts: HaltView[] = [];
  /** The user asked to quit. The page of a browser stays whatever is answered. */
  quitting = false;
  /** The window was to be closed, and asks what is to become of edits in it. */
  closing = false;
  /** What the window said last of edits in it. */
  edits = false;
  /** Where the window is to go. */
  opening: Opening | null = null;
  /** Why the last notification did not reach the desktop. */
  notShown: NotShown | null = null;
  /** A test order is under way. */
  testing = false;
  /** The window is locked. */
  locked = false;
  /** Whether there is a passphrase to open it with. */
  passphrase: PassphraseStanding = "set";
  cash = 1639.4;
  lastTradeSeen: number | null = START - 42_000;
  readonly orders: MockOrder[] = [];
  readonly follows: MockFollow[] = [];
  readonly fills: MockFill[] = [];
  readonly positions: MockPosition[] = [];
  readonly closed: Closed[] = [];
  readonly payouts: Payout[] = [];
  readonly markets: MockMarket[] = MARKETS.map(({ yes, half }) => ({ yes, half }));
  settings: Settings = {
    language: "en",
    theme: "dark",
    colours: "standard",
    density: "default",
    notifyFills: true,
    notifyPartFills: true,
    notifyCancellations: true,
    notifyConversions: true,
    notifyRefusals: true,
    notifyConnection: true,
    notifyLimits: true,
    notifySkips: true,
    notifyRedemptions: true,
    notifyUpdates: true,
    quietHours: false,
    quietFrom: "22:00",
    quietUntil: "07:00",
    startAtLogin: false,
    startHidden: false,
    closeToTray: true,
    keepWindow: false,
    stayAwake: false,
    stopShortcut: false,
    lookForUpdates: true,
    updateChannel: "stable",
    logLevel: "normal",
    metrics: false,
    metricsPort: 9469,
    lockAfter: "never",
    welcomed: true,
    limits: {
      maxExposure: "1500.00",
      maxDailySpend: "300.00",
      maxOpenOrders: 50,
      reserve: "5.0",
      maxDailyLoss: "0",
    },
  };
  readonly touched = new Set<Topic>();
  readonly log = new Log(() => this.now, this.touched);
  announcements: Announcement[] = [];
  readonly roll: Dice;
  private nextOrder = 1;
  private nextFollow = 1;
  private sinceSignal = 0;

  constructor(options: WorldOptions) {
    this.mode = options.mode;
    this.idle = options.fresh;
    this.speed = options.speed;
    this.roll = dice(options.seed);
    if (options.fresh) {
      this.cash = 10_000;
      this.lastTradeSeen = null;
      return;
    }
    for (const seed of FOLLOWS) {
      const { trader, percentage, sinceDays, signals, skips } = seed;
      this.follows.push({
        id: this.nextFollow++,
        trader,
        status: "active",
        draft: defaults(percentage),
        since: START - sinceDays * 24 * HOUR,
        signals,
        skips,
      });
    }
    writeHistory(this, options.idle);
  }

  get journal(): ActivityEntry[] {
    return this.log.entries;
  }

  /** The middle of the book, cents. */
  middle(market: number, outcome: number): number {
    const { yes } = this.markets[market] ?? { yes: 50 };
    return outcome === 0 ? yes : 100 - yes;
  }

  book(market: number, outcome: number): { bid: number; ask: number } {
    const { half } = this.markets[market] ?? { half: 0.5 };
    const middle = this.middle(market, outcome);
    return { bid: Math.round((middle - half) * 10) / 10, ask: Math.round((middle + half) * 10) / 10 };
  }

  /** The clock goes on as before a skip. */
  endSkip(): void {
    if (!this.skip) return;
    this.speed = this.skip.speed;
    this.clockPaused = this.skip.paused;
    this.skip = null;
  }

  /** Lets that much real time pass. */
  tick(realMs: number): void {
    const seen = this.lastTradeSeen;
    this.pass(realMs);
    if (this.lastTradeSeen !== seen) this.endSkip();
  }

  private pass(realMs: number): void {
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
    for (const order of this.orders) {
      if (order.status === "ended") continue;
      work(this, order, span);
      followBook(this, order);
    }
    this.sinceSignal += span;
    if (this.sinceSignal > 40 * 60_000 && this.roll() < span / (50 * 60_000)) {
      this.sinceSignal = 0;
      signal(this);
    }
  }

  follow(trader: string, draft: FollowDraft): MockFollow {
    const known = this.follows.find((one) => one.trader === trader && one.status !== "removed");
    if (known) {
      known.draft = draft;
      this.log.follow(known, "changed");
      return known;
    }
    const made: MockFollow = {
      id: this.nextFollow++,
      trader,
      status: "active",
      draft,
      since: this.now,
      signals: 0,
      skips: 0,
    };
    this.follows.push(made);
    this.log.follow(made, "started");
    this.log.follow(made, "baseline");
    return made;
  }

  switchFollow(follow: MockFollow, on: boolean): void {
    follow.status = on ? "active" : "off";
    this.log.follow(follow, on ? "on" : "off");
    if (!on) this.endWhere((order) => order.follow === follow.id, "follow_off");
  }

  unfollow(follow: MockFollow): void {
    follow.status = "removed";
    this.log.follow(follow, "removed");
    this.endWhere((order) => order.follow === follow.id, "follow_off");
  }

  endWhere(which: (order: MockOrder) => boolean, reason: OwnEnd): number {
    const ending = this.orders.filter((order) => order.status === "working" && which(order));
    for (const order of ending) {
      order.status = "ending";
      order.end = reason;
      this.log.write(
        { kind: "cancel", reason: CANCELLED[reason], shares: amount(order.shares - order.filled) },
        order,
      );
    }
    this.touched.add("orders");
    return ending.length;
  }

  /** Ends what a stop ends: a copied sale stays due, and goes on after the start. */
  stop(): void {
    this.stopped = true;
    this.control("stopped");
    this.endWhere((order) => !isCopiedSale(order), "stopped");
  }

  control(action: "paused" | "resumed" | "stopped" | "started" | "limits"): void {
    this.log.write({ kind: "control", action }, null);
  }

  /** A new copy order, with its first child. */
  open(seed: OrderSeed, asked: number): MockOrder {
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
      track: [],
    };
    order.track.push({
      at: order.signalAt,
      ...this.book(order.market, order.outcome),
      limit: order.first,
      stage: 1,
    });
    this.orders.push(order);
    this.log.write(
      {
        kind: "order",
        step: {
          name: "opened",
          shares: amount(order.shares),
          asked: amount(asked),
          traderPrice: price(order.first),
        },
      },
      order,
      order.signalAt,
      gatesFor(order, asked),
    );
    this.log.write(
      {
        kind: "order",
        step: {
          name: "placed",
          limit: price(order.first),
          shares: amount(order.shares),
          rests: true,
          expiresAt: order.signalAt + 6.2 * HOUR,
        },
      },
      order,
      order.signalAt,
    );
    this.touched.add("orders");
    return order;
  }
}
