/** The simulated engine's journal: every decision and event with its figures. */
import type { ActivityEntry, Topic } from "../types";
import type { MockFollow, MockOrder } from "./entities";
import { address, amount, price as cents } from "./entities";
import { conditionOf, MARKETS } from "./fixture/markets";
import { regimeOf } from "./ladder";

export class Log {
  readonly entries: ActivityEntry[] = [];
  private readonly now: () => number;
  private readonly touched: Set<Topic>;

  constructor(now: () => number, touched: Set<Topic>) {
    this.now = now;
    this.touched = touched;
  }

  price(
    order: MockOrder,
    stage: number,
    limit: number,
    book: { bid: number; ask: number },
    at = this.now(),
  ): void {
    const facts: Record<string, string> = {
      stage: String(stage),
      previous_stage: String(order.stage),
      regime: regimeOf(book),
      trader_price: cents(order.first),
      bid: cents(book.bid),
      ask: cents(book.ask),
      tick: "0.001",
      limit: cents(limit),
    };
    if (order.limit !== null) facts.previous = cents(order.limit);
    this.write("price", null, order, facts, at);
  }

  signal(
    trader: string,
    market: number,
    outcome: number,
    before: number,
    after: number,
    at: number,
    when = this.now(),
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
        price: cents(at),
        price_source: "traded",
        origin: "trades",
      },
      when,
    );
  }

  follow(follow: MockFollow, action: string): void {
    this.entry({
      kind: "follow",
      detail: action,
      trader: follow.trader,
      facts: { percentage: follow.draft.percentage },
    });
    this.touched.add("follows");
  }

  write(
    kind: string,
    detail: string | null,
    order: MockOrder | null,
    facts: Record<string, string>,
    at = this.now(),
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

  writeFor(
    trader: string,
    market: number,
    outcome: number,
    side: string,
    kind: string,
    detail: string,
    facts: Record<string, string>,
    at = this.now(),
    gates: ActivityEntry["gates"] = [],
  ): void {
    this.entry({ kind, detail, trader, market, outcome, side, facts, at, gates });
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
    this.entries.push({
      seq: this.entries.length + 1,
      at: e.at ?? this.now(),
      kind: e.kind,
      detail: e.detail,
      trader: e.trader ?? null,
      traderAddress: e.trader ? address(e.trader) : null,
      market: e.market === undefined ? null : (MARKETS[e.market]?.question ?? null),
      condition: e.market === undefined ? null : conditionOf(e.market),
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
}
