//! Bringing an order's child to its price: the resting child of the ladder, the fill-and-kill of its end and of what does not
//! wait. A new child is made only where no other holds the slot, and passes every check again.

use super::ending::{action_of, end_order, finish_order};
use super::own_orders::{BestPrices, without_own};
use super::repricing::is_placeable;
use super::{Orders, no_gates, record_step, wait};
use crate::command::{ChildKind, Command, PlaceChild};
use crate::entity::{Change, ChildOrder, ChildState, CopyOrder, Evidence, Execution, GateName, Style};
use crate::event::{CancelReason, EndReason, EventKind, Notice, OrderStep, WaitReason};
use crate::final_sweep::{self, NothingExecutable};
use crate::halts::{Verdict, verdict};
use crate::ladder::{SECURITY_THRESHOLD_MS, Stage, resting_expiry, stage_starts};
use crate::market::{Book, Market, Side};
use crate::money::{LOT, Price, Rounding, Shares, Usd};
use crate::risk::trace::RiskTrace;
use crate::risk::{child_checks, order_limits};
use crate::step::{Consequence, Cx};

/// A rest worth less than this counts as filled.
const DUST: Usd = Usd::from_micros(10_000);
/// A user's limit sale rests so long at a time, ms; it is renewed while the program runs and dies if it does not.
const LIMIT_LIFE_MS: i64 = 6 * 3_600_000;

/// Whether what is left is nothing worth an order.
pub(crate) fn is_dust(left: Shares, at: Price) -> bool {
    left < LOT || left.value(at, Rounding::Down) < DUST
}

/// Has the order rest at `limit`: keeps a child that does, ends one that does not, makes one if there is none.
pub(super) fn rest_at(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    order: CopyOrder,
    market: &Market,
    best: BestPrices,
    limit: Price,
) {
    if let Some(child) = cx.state.slot(order.id) {
        if is_replaced(cx, &order, child, market, limit) {
            let child = child.id;
            super::child::cancel_child(cx, child, CancelReason::Repriced, false);
        }
        return;
    }
    let left = order.remaining().floor_to_lot();
    if is_dust(left, limit) {
        finish_order(cx, order.id, EndReason::Filled);
        return;
    }
    let trace = child_checks::check(cx.state, &order, market, limit, left, cx.now);
    if trace.allowed < LOT {
        wait_at_check(orders, cx, &order, market, limit, trace);
        return;
    }
    let shares = if crate::planted!("asks-for-a-share-more") && !order.filled.is_zero() {
        trace.allowed + Shares::from_micros(1_000_000)
    } else {
        trace.allowed
    };
    let crosses = match order.side {
        Side::Buy => best.ask.is_some_and(|ask| limit >= ask),
        Side::Sell => best.bid.is_some_and(|bid| limit <= bid),
    };
    let too_small = !is_placeable(market, shares) || (crosses && shares.value(limit, Rounding::Down) < Usd::ONE);
    if too_small {
        let by_limit = trace.cut_by_limit();
        if by_limit && limit_is_used_up(cx, &order, market, limit) {
            end_order(cx, order.id, EndReason::LimitUsedUp);
            return;
        }
        let reason = if by_limit {
            WaitReason::Limit
        } else if trace.allowed < left {
            WaitReason::SharesBusy
        } else {
            WaitReason::RestBelowMinimum
        };
        wait(orders, cx, order.id, reason, trace.into_gates());
        return;
    }
    let kind = ChildKind::Resting {
        price: limit,
        shares,
        expires_at: expiry(cx, &order),
    };
    place(cx, order, market, kind);
}

/// When the venue is to drop a resting child: a little after the stage that it is for.
fn expiry(cx: &Cx<'_>, order: &CopyOrder) -> crate::ids::VenueMs {
    if matches!(order.execution, Execution::Limit { .. }) {
        return cx.now.plus(LIMIT_LIFE_MS);
    }
    let starts = stage_starts(order.age_from, order.time_to_resolution_ms);
    let stage_end = starts.get(usize::from(order.stage.number())).copied().unwrap_or(cx.now);
    resting_expiry(cx.now, stage_end, cx.intervals.management_ms).plus(-SECURITY_THRESHOLD_MS)
}

/// Whether a resting child is to be replaced: its price is not the limit any more, it is for more than is wanted, or it would
/// expire before it is looked at again.
fn is_replaced(cx: &Cx<'_>, order: &CopyOrder, child: &ChildOrder, market: &Market, limit: Price) -> bool {
    let ChildKind::Resting { price, expires_at, .. } = child.kind else {
        return false;
    };
    if child.state != ChildState::Live {
        return false; // Its fate comes first.
    }
    let expiring = expires_at.since(cx.now) < cx.intervals.management_ms;
    let too_large = child.open_shares() > order.remaining() + LOT;
    let rest = order.remaining().floor_to_lot();
    // A rest that could not be placed again stands until its own expiry.
    let stands = !too_large && !is_placeable(market, rest) && rest < order.shares;
    (price != limit || expiring || too_large) && !stands
}

/// One fill-and-kill, bounded, on what the book shows.
pub(super) fn execute_now(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    order: CopyOrder,
    market: &Market,
    book: &Book,
    bound: Price,
) {
    if let Some(child) = cx.state.slot(order.id).cloned() {
        if child.state == ChildState::Live {
            super::child::cancel_child(cx, child.id, CancelReason::Converting, false);
        }
        return;
    }
    let left = order.remaining().floor_to_lot();
    if is_dust(left, order.trader_price) {
        finish_order(cx, order.id, EndReason::Filled);
        return;
    }
    if rest_is_hopeless(&order, market, left, bound) {
        finish_order(cx, order.id, EndReason::RestBelowMinimum);
        return;
    }
    let others = without_own(cx.state, market, book).into_owned();
    let book = &others;
    let at = price_for_checks(&order, book, bound);
    let trace = child_checks::check(cx.state, &order, market, at, left, cx.now);
    if trace.allowed < LOT {
        wait_at_check(orders, cx, &order, market, at, trace);
        return;
    }
    match final_sweep::plan(order.side, book, trace.allowed, bound, market.tick) {
        Ok(plan) => sweep(cx, order, market, bound, plan),
        Err(NothingExecutable::BeyondBound) => nothing_in_reach(orders, cx, order),
        Err(NothingExecutable::NothingWanted) => finish_order(cx, order.id, EndReason::Filled),
        Err(NothingExecutable::UnderOneDollar) => {
            if trace.cut_by_limit() && limit_is_used_up(cx, &order, market, at) {
                end_order(cx, order.id, EndReason::LimitUsedUp);
            } else {
                too_small_to_execute(orders, cx, order, book, bound);
            }
        }
    }
}

/// What is left of an order at its ladder's end that can never be worth the venue's $1, or that had its one fill-and-kill and is
/// under the market's least size.
fn rest_is_hopeless(order: &CopyOrder, market: &Market, left: Shares, bound: Price) -> bool {
    if order.execution != Execution::Ladder {
        return false;
    }
    let best_possible = match order.side {
        Side::Buy => bound,
        Side::Sell => market.tick.highest(),
    };
    let never_a_dollar = left.value(best_possible, Rounding::Down) < Usd::ONE;
    let first = u32::from(order.style == Style::Fast);
    let had_its_one = order.filled > Shares::ZERO && !is_placeable(market, left) && order.attempts > first;
    never_a_dollar || had_its_one
}

fn sweep(cx: &mut Cx<'_>, order: CopyOrder, market: &Market, bound: Price, plan: final_sweep::Sweep) {
    let attempt = order.attempts.saturating_add(1);
    cx.record(EventKind::Sweep {
        order: order.id,
        token: order.token.clone(),
        side: order.side,
        bound,
        worst: plan.worst,
        shares: plan.shares,
        budget: plan.budget,
        attempt,
    });
    if attempt == 1 && order.execution == Execution::Ladder {
        cx.command(Command::Notify(Notice::Converted { order: order.id }));
    }
    place(cx, order, market, plan.child_kind());
}

/// A `fast` order that finds nothing goes to the ladder; another waits, visibly, for its bound.
fn nothing_in_reach(orders: &mut Orders, cx: &mut Cx<'_>, mut order: CopyOrder) {
    let id = order.id;
    if order.execution == Execution::TakeThenLadder {
        order.execution = Execution::Ladder;
        cx.put(Change::Order(order));
        cx.then(Consequence::CheckOrder(id));
    } else {
        wait(orders, cx, id, WaitReason::BeyondBound, no_gates());
    }
}

/// Under $1 on this book: if all that is left is worth less, that was all; if only the book is thin, it waits.
fn too_small_to_execute(orders: &mut Orders, cx: &mut Cx<'_>, order: CopyOrder, book: &Book, bound: Price) {
    let best = match order.side {
        Side::Buy => book.best_ask(),
        Side::Sell => book.best_bid(),
    };
    let worth = order.remaining().value(best.unwrap_or(bound), Rounding::Down);
    if order.execution == Execution::TakeThenLadder {
        nothing_in_reach(orders, cx, order);
    } else if worth < Usd::ONE {
        finish_order(cx, order.id, EndReason::RestBelowMinimum);
    } else {
        wait(orders, cx, order.id, WaitReason::BeyondBound, no_gates());
    }
}

/// Whether an order's own limit in USD leaves less than the venue's minimum: it has done what it may, and ends.
fn limit_is_used_up(cx: &Cx<'_>, order: &CopyOrder, market: &Market, price: Price) -> bool {
    let Some(follow) = cx.state.follows.get(&order.follow) else {
        return false;
    };
    let left = follow.settings.max_order - order.value;
    order.side == Side::Buy && (left < Usd::ONE || left.buys(price) < LOT || market.payouts.is_some())
}

fn wait_at_check(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    order: &CopyOrder,
    market: &Market,
    price: Price,
    trace: RiskTrace,
) {
    if trace.blocked == Some(GateName::OrderLimit) && limit_is_used_up(cx, order, market, price) {
        end_order(cx, order.id, EndReason::LimitUsedUp);
        return;
    }
    let reason = match trace.blocked {
        Some(GateName::Balance) => WaitReason::Balance,
        Some(GateName::MarketOpen) => WaitReason::VenueUnavailable,
        Some(GateName::Held) => WaitReason::SharesBusy,
        _ => WaitReason::Limit,
    };
    wait(orders, cx, order.id, reason, trace.into_gates());
}

/// Makes a child, in state `Prepared`, and asks for it to be signed, committed and sent.
fn place(cx: &mut Cx<'_>, mut order: CopyOrder, market: &Market, kind: ChildKind) {
    if verdict(cx.state, action_of(&order), &order.token) != Verdict::Go || cx.clock.is_doubted() {
        return; // Asked on every path that places; whoever called has said so already.
    }
    let child = cx.next_child_id();
    if let Some(limits) = order_limits::of(cx.state, &order, market, cx.now) {
        cx.out.step.limits.push((child, limits));
    }
    let (shares, expires_at) = match kind {
        ChildKind::Resting { shares, expires_at, .. } => (shares, Some(expires_at)),
        ChildKind::BuyNow { price, budget } => (budget.buys(price), None),
        ChildKind::SellNow { shares, .. } => (shares, None),
    };
    if kind.rests() {
        order.limit = Some(kind.price());
    }
    order.waiting = None;
    if cx.state.orders.get(&order.id) != Some(&order) {
        cx.put(Change::Order(order.clone()));
    }
    let stage = if kind.rests() { order.stage } else { Stage::Market };
    cx.put(Change::Child(ChildOrder {
        id: child,
        order: order.id,
        token: order.token.clone(),
        side: order.side,
        kind,
        hash: None,
        void_after: None,
        state: ChildState::Prepared,
        evidence: Evidence::default(),
        filled: Shares::ZERO,
        value: Usd::ZERO,
        created_at: cx.now,
        stage,
        last: false,
    }));
    record_step(
        cx,
        &order,
        OrderStep::Placed {
            child,
            limit: kind.price(),
            shares,
            rests: kind.rests(),
            expires_at,
        },
    );
    cx.command(Command::Place(PlaceChild {
        child,
        token: order.token,
        exchange: market.exchange,
        tick: market.tick,
        side: order.side,
        kind,
        created_at: cx.now,
    }));
}

/// A purchase is checked at the price it may have to pay: the bound, but no more than the visible book's last level.
fn price_for_checks(order: &CopyOrder, book: &Book, bound: Price) -> Price {
    if order.side == Side::Sell {
        return bound;
    }
    let mut left = order.remaining();
    let mut worst = bound;
    for level in &book.asks {
        worst = level.price.min(bound);
        left -= level.shares;
        if left <= Shares::ZERO || level.price > bound {
            break;
        }
    }
    worst
}
