//! A copy order's price on a fresh book, and what ends an order whatever the book says.

use std::sync::Arc;

use super::ending::{action_of, end_order};
use super::own_orders::{BestPrices, OwnOrders};
use super::placement::{execute_now, rest_at};
use super::{Awaiting, Orders, no_gates, wait};
use crate::entity::{Change, CopyOrder, Execution, GateBasis, GateName, OrderStatus};
use crate::event::{CancelReason, EndReason, EventKind, WaitReason};
use crate::halts::{Verdict, verdict};
use crate::ids::{CopyOrderId, TokenId, VenueMs};
use crate::ladder::{LadderInput, PriceDecision, PriceKind, next_boundary, price, stage_starts};
use crate::market::{Book, Market, Side};
use crate::markets;
use crate::money::{Price, Shares};
use crate::risk::signal_checks::{broken_rule, copies};
use crate::risk::trace::RiskTrace;
use crate::self_cross::{HeldLimit, OwnResting, back_off_from_own_orders};
use crate::step::{BookLook, Cx};

/// A book came: the orders that waited for it are priced.
pub(crate) fn on_book(orders: &mut Orders, cx: &mut Cx<'_>, token: &TokenId) {
    let Some(waiting) = orders.awaiting.remove(token) else {
        return;
    };
    let Some(book) = cx.markets.shared_book(token) else {
        return;
    };
    for waiting in waiting {
        reprice(orders, cx, &waiting, &book);
    }
}

pub(crate) fn on_no_book(orders: &mut Orders, cx: &mut Cx<'_>, token: &TokenId) {
    markets::on_no_book(cx, token);
    let reason = if cx.disconnected {
        WaitReason::Disconnected
    } else {
        WaitReason::NoBook
    };
    for waiting in orders.awaiting.remove(token).unwrap_or_default() {
        if cx.state.slot(waiting.order).is_none() {
            wait(orders, cx, waiting.order, reason, no_gates());
        }
    }
}

/// What keeps an order from the venue now, whatever the book says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Obstacle {
    /// A rule or a halt ends it.
    Ends(EndReason),
    /// A halt takes its child off the book.
    Withdraws(WaitReason),
    /// A halt lets it place no new child.
    Holds(WaitReason),
}

pub(super) fn obstacle(cx: &Cx<'_>, order: &CopyOrder) -> Option<Obstacle> {
    if let Some(reason) = rule_that_ends(cx, order) {
        return Some(Obstacle::Ends(reason));
    }
    match verdict(cx.state, action_of(order), &order.token) {
        Verdict::Go => None,
        Verdict::End(reason) => Some(Obstacle::Ends(reason)),
        Verdict::Withdraw(reason) => Some(Obstacle::Withdraws(reason)),
        Verdict::Hold(reason) => Some(Obstacle::Holds(reason)),
    }
}

/// Does what an obstacle asks for.
pub(super) fn meet(orders: &mut Orders, cx: &mut Cx<'_>, id: CopyOrderId, obstacle: Obstacle) {
    let Some(order) = cx.state.orders.get(&id).cloned() else {
        return;
    };
    match obstacle {
        Obstacle::Ends(reason) => end_order(cx, id, reason),
        Obstacle::Withdraws(reason) => {
            super::cancel_child_of(cx, id, CancelReason::Rule, false);
            hold(orders, cx, &order, reason);
        }
        Obstacle::Holds(reason) if cx.state.slot(id).is_none() => hold(orders, cx, &order, reason),
        Obstacle::Holds(_) => {
            let next = next_check(cx, &order);
            orders.order_due.set(id, next);
        }
    }
}

/// An order waits for a halt: a purchase that never had a child only while it is young enough to be copied.
fn hold(orders: &mut Orders, cx: &mut Cx<'_>, order: &CopyOrder, reason: WaitReason) {
    let oldest = cx
        .state
        .follows
        .get(&order.follow)
        .map_or(0, |follow| follow.settings.oldest_purchase_ms());
    let untouched = order.limit.is_none() && order.attempts == 0 && order.filled.is_zero();
    if order.side == Side::Buy && untouched && cx.now.since(order.signal_at) > oldest {
        end_order(cx, order.id, EndReason::Expired);
        return;
    }
    wait(orders, cx, order.id, reason, no_gates());
}

/// Rules that end an order, whatever the book says.
fn rule_that_ends(cx: &Cx<'_>, order: &CopyOrder) -> Option<EndReason> {
    let market = cx.state.markets.get(&order.condition)?;
    if market.payouts.is_some() {
        return Some(EndReason::MarketResolved);
    }
    if market.closed {
        return Some(EndReason::MarketClosed);
    }
    if order.side == Side::Sell {
        let held = cx.state.held(&(order.follow, order.token.clone()));
        let nothing = held < crate::money::LOT && cx.state.slot(order.id).is_none();
        return nothing.then_some(EndReason::NothingLeft);
    }
    let follow = cx.state.follows.get(&order.follow)?;
    if !copies(&follow.settings, Side::Buy) {
        return Some(EndReason::SideNotCopied);
    }
    let [.., last] = stage_starts(order.age_from, order.time_to_resolution_ms);
    if cx.now >= last.plus(follow.settings.purchase_ends_after_ladder_ms()) {
        return Some(EndReason::Expired);
    }
    broken_rule(&follow.settings, market, order.trader_price, cx.now).map(ended_by)
}

const fn ended_by(gate: GateName) -> EndReason {
    match gate {
        GateName::PriceBand => EndReason::PriceBand,
        GateName::TimeToResolution => EndReason::TooCloseToResolution,
        _ => EndReason::Filtered,
    }
}

/// Prices the order on this book and brings its child to that price.
fn reprice(orders: &mut Orders, cx: &mut Cx<'_>, waiting: &Awaiting, book: &Book) {
    let id = waiting.order;
    let Some(order) = cx
        .state
        .orders
        .get(&id)
        .filter(|order| order.status == OrderStatus::Working)
    else {
        return;
    };
    let just_checked = waiting.checked_at == cx.now;
    if !just_checked && let Some(obstacle) = obstacle(cx, order) {
        meet(orders, cx, id, obstacle);
        return;
    }
    let order = order.clone();
    let Some(market) = cx.state.markets.get(&order.condition).map(Arc::clone) else {
        return;
    };
    // The check that asked for this book has set it, where something rests.
    if !just_checked || cx.state.slot(id).is_none() {
        let next = next_check(cx, &order);
        orders.order_due.set(id, next);
    }
    let ours = OwnOrders::on(cx.state, &market, &order.token);
    let (best, own) = (ours.best_of_others(book), ours.resting_against(&order));
    match order.execution {
        Execution::Ladder => by_ladder(orders, cx, order, &market, book, best, &own),
        Execution::TakeThenLadder => take(orders, cx, order, &market, book, &own),
        Execution::Market => take(orders, cx, order, &market, book, &own),
        Execution::Limit { price } => {
            let limit = market.tick.clamp(market.tick.ceil(price));
            // Where the tick has become too coarse for the user's price, nothing is sold under it.
            let within = (limit >= price).then_some(limit);
            let held = within.and_then(|limit| back_off_from_own_orders(order.side, limit, market.tick, &own));
            match held {
                Some(held) => rest_at(orders, cx, order, &market, best, held.limit),
                None => wait(orders, cx, id, WaitReason::BeyondBound, no_gates()),
            }
        }
    }
}

fn by_ladder(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    order: CopyOrder,
    market: &Market,
    book: &Book,
    best: BestPrices,
    own: &[OwnResting],
) {
    let decision = price(&ladder_input(&order, market, best, cx.now));
    // Last of all, and for a fill-and-kill on its bound: our own order on the other side is not crossed.
    let Some(held) = back_off_from_own_orders(order.side, decision.limit, market.tick, own) else {
        wait(orders, cx, order.id, WaitReason::BeyondBound, no_gates());
        return;
    };
    let order = record_price(orders, cx, order, market, best, &decision, held);
    if decision.refused {
        refused_by_bound(orders, cx, &order, &decision);
        return;
    }
    if let Some(reason) = beyond_band(cx, &order, held.limit, decision.kind) {
        end_order(cx, order.id, reason);
        return;
    }
    match decision.kind {
        PriceKind::Limit => rest_at(orders, cx, order, market, best, held.limit),
        PriceKind::Market if order.side == Side::Buy && cx.state.is_paused() => {
            // Paused: what rests stays, nothing is converted.
            if cx.state.slot(order.id).is_none() {
                wait(orders, cx, order.id, WaitReason::Paused, no_gates());
            }
        }
        PriceKind::Market => execute_now(orders, cx, order, market, book, held.limit),
    }
}

/// A purchase whose next child lies outside the price band ends.
fn beyond_band(cx: &Cx<'_>, order: &CopyOrder, limit: Price, kind: PriceKind) -> Option<EndReason> {
    if order.side == Side::Sell || kind == PriceKind::Market || crate::planted!("band-binds-the-signal-only") {
        return None;
    }
    let settings = &cx.state.follows.get(&order.follow)?.settings;
    (limit > settings.price_max || limit < settings.price_min).then_some(EndReason::PriceBand)
}

fn refused_by_bound(orders: &mut Orders, cx: &mut Cx<'_>, order: &CopyOrder, decision: &PriceDecision) {
    let mut trace = RiskTrace::new(order.remaining());
    trace.open_if(GateName::Slippage, false, GateBasis::Bound { bound: decision.bound });
    super::cancel_child_of(cx, order.id, CancelReason::Repriced, false);
    wait(orders, cx, order.id, WaitReason::Limit, trace.into_gates());
}

/// A fill-and-kill within the bound, now.
fn take(orders: &mut Orders, cx: &mut Cx<'_>, order: CopyOrder, market: &Market, book: &Book, own: &[OwnResting]) {
    if order.side == Side::Buy && cx.state.is_paused() {
        wait(orders, cx, order.id, WaitReason::Paused, no_gates());
        return;
    }
    match market_bound(&order, market, own) {
        Some(bound) => execute_now(orders, cx, order, market, book, bound),
        None => wait(orders, cx, order.id, WaitReason::BeyondBound, no_gates()),
    }
}

/// The bound of a fill-and-kill: the ladder's last stage, whatever the age.
pub(super) fn market_bound(order: &CopyOrder, market: &Market, own: &[OwnResting]) -> Option<Price> {
    let last_stage = LadderInput {
        side: order.side,
        trader_price: order.trader_price,
        best_bid: None,
        best_ask: None,
        tick: market.tick,
        age_ms: i64::MAX / 4,
        time_to_resolution_ms: order.time_to_resolution_ms,
        last_limit: None,
        max_slippage: order.max_slippage,
    };
    let decision = price(&last_stage);
    if decision.refused {
        return None;
    }
    let bound = if crate::planted!("slippage-bound-ignored") {
        match order.side {
            Side::Buy => market.tick.highest(),
            Side::Sell => market.tick.lowest(),
        }
    } else {
        decision.limit
    };
    back_off_from_own_orders(order.side, bound, market.tick, own).map(|held| held.limit)
}

/// What the ladder sees of an order.
pub(crate) fn ladder_input(order: &CopyOrder, market: &Market, best: BestPrices, now: VenueMs) -> LadderInput {
    LadderInput {
        side: order.side,
        trader_price: order.trader_price,
        best_bid: best.bid,
        best_ask: best.ask,
        tick: market.tick,
        age_ms: now.since(order.age_from).max(0),
        time_to_resolution_ms: order.time_to_resolution_ms,
        last_limit: order.limit,
        max_slippage: order.max_slippage,
    }
}

/// The next regular check: after the management interval, and at a stage's boundary on the dot.
pub(super) fn next_check(cx: &Cx<'_>, order: &CopyOrder) -> VenueMs {
    let regular = cx.now.plus(cx.intervals.management_ms);
    if !matches!(order.execution, Execution::Ladder | Execution::TakeThenLadder) {
        return regular;
    }
    let boundary = next_boundary(order.age_from, order.time_to_resolution_ms, cx.now);
    boundary.map_or(regular, |at| at.min(regular))
}

/// Records a decision with all that it was decided from where it is another than the last one: limit, stage, regime, or whether
/// it was held short. A book that moves without changing any of them decides nothing. The last decision is part of the order's row, so
/// that a restart does not record it again.
fn record_price(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    mut order: CopyOrder,
    market: &Market,
    best: BestPrices,
    decision: &PriceDecision,
    held: HeldLimit,
) -> CopyOrder {
    let sides = (best.bid, best.ask);
    let book_moved = orders.looked_on.insert(order.id, sides) != Some(sides);
    let previous_stage = order.regime.map(|_| order.stage);
    let last = (previous_stage, order.regime, order.decided_limit, order.held_short);
    if last
        == (
            Some(decision.stage),
            Some(decision.regime),
            Some(held.limit),
            held.short,
        )
    {
        if book_moved {
            cx.out.step.looks.push(BookLook {
                order: order.id,
                at: cx.now,
                bid: best.bid,
                ask: best.ask,
            });
        }
        return order;
    }
    cx.record(EventKind::Price {
        order: order.id,
        token: order.token.clone(),
        side: order.side,
        age_ms: cx.now.since(order.age_from).max(0),
        stage: decision.stage,
        previous_stage,
        regime: decision.regime,
        trader_price: order.trader_price,
        bid: best.bid,
        ask: best.ask,
        tick: market.tick,
        limit: held.limit,
        // Of the decision before, whether or not anything rested at it.
        previous: order.decided_limit.or(order.limit),
        held_short: held.short,
    });
    order.stage = decision.stage;
    order.regime = Some(decision.regime);
    order.decided_limit = Some(held.limit);
    order.held_short = held.short;
    cx.put(Change::Order(order.clone()));
    order
}

/// Shares an order may be for at the least of the market: whether a rest this small can be placed again.
pub(super) fn is_placeable(market: &Market, shares: Shares) -> bool {
    shares >= market.min_size
}
