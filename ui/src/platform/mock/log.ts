/** The simulated engine's journal: every decision and event with its figures. */
import type { ActivityEntry, ActivityEvent, FollowAction, Side, Topic } from "../types";
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
    this.write(
      {
        kind: "price",
        stage,
        previousStage: order.stage,
        regime: regimeOf(book),
        traderPrice: cents(order.first),
        bid: cents(book.bid),
        ask: cents(book.ask),
        tick: "0.001",
        limit: cents(limit),
        previous: order.limit === null ? null : cents(order.limit),
        age: at - order.signalAt,
        heldShort: false,
      },
      order,
      at,
    );
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
    const change =
      before === 0
        ? "new_position"
        : after === 0
          ? "position_closed"
          : after > before
            ? "size_increase"
            : "size_decrease";
    this.writeFor(
      trader,
      market,
      outcome,
      after > before ? "BUY" : "SELL",
      {
        kind: "signal",
        change,
        shares: amount(Math.abs(after - before)),
        before: amount(before),
        after: amount(after),
        price: cents(at),
        priceSource: "traded",
        origin: "trades",
        tradedAt: when - 900,
      },
      when,
    );
  }

  follow(follow: MockFollow, action: FollowAction): void {
    this.entry({
      event: { kind: "follow", action, percentage: follow.draft.percentage },
      trader: follow.trader,
    });
    this.touched.add("follows");
  }

  write(
    event: ActivityEvent,
    order: MockOrder | null,
    at = this.now(),
    gates: ActivityEntry["gates"] = [],
  ): void {
    this.entry({
      event,
      at,
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
    side: Side,
    event: ActivityEvent,
    at = this.now(),
    gates: ActivityEntry["gates"] = [],
  ): void {
    this.entry({ event, trader, market, outcome, side, at, gates });
  }

  private entry(e: {
    event: ActivityEvent;
    at?: number;
    trader?: string;
    market?: number;
    outcome?: number;
    side?: Side;
    order?: MockOrder;
    gates?: ActivityEntry["gates"];
  }): void {
    this.entries.push({
      seq: this.entries.length + 1,
      at: e.at ?? this.now(),
      event: e.event,
      trader: e.trader ?? null,
      traderAddress: e.trader ? address(e.trader) : null,
      market: e.market === undefined ? null : (MARKETS[e.market]?.question ?? null),
      condition: e.market === undefined ? null : conditionOf(e.market),
      outcome: e.outcome === undefined ? null : e.outcome === 0 ? "Yes" : "No",
      outcomeIndex: e.outcome ?? null,
      side: e.side ?? null,
      order: e.order?.id ?? null,
      gates: e.gates ?? [],
    });
    this.touched.add("activity");
  }
}
