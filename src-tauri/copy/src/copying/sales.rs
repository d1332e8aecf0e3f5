//! Working orders of a follow in a token: how much they sell and buy, and making them smaller.

use crate::entity::{Change, CopyOrder, OrderStatus};
use crate::event::{CancelReason, CutReason, EndReason, EventKind, OrderStep};
use crate::ids::CopyOrderId;
use crate::market::Side;
use crate::money::{LOT, Shares};
use crate::orders;
use crate::state::{Pair, State};
use crate::step::{Consequence, Cx};

fn sells(order: &CopyOrder) -> bool {
    order.side == Side::Sell
}

/// Shares that copied sales at work still sell.
pub(super) fn copied_sales(cx: &Cx<'_>, pair: &Pair) -> Shares {
    cx.state
        .open_orders(pair)
        .filter(|order| sells(order) && !order.by_user && order.status == OrderStatus::Working)
        .map(CopyOrder::remaining)
        .sum()
}

/// Shares that the user's own closes still sell.
pub(super) fn user_sales(state: &State, pair: &Pair) -> Shares {
    state
        .open_orders(pair)
        .filter(|order| sells(order) && order.by_user)
        .map(|order| still_sells(state, order))
        .sum()
}

/// Shares that every sale of the pair still sells, or may still sell while it is being ended.
pub(super) fn all_sales(state: &State, pair: &Pair) -> Shares {
    state
        .open_orders(pair)
        .filter(|order| sells(order))
        .map(|order| still_sells(state, order))
        .sum()
}

fn still_sells(state: &State, order: &CopyOrder) -> Shares {
    match order.status {
        OrderStatus::Working => order.remaining(),
        OrderStatus::Ending => state
            .slot(order.id)
            .map_or(Shares::ZERO, |child| child.open_shares().min(order.remaining())),
        OrderStatus::Ended => Shares::ZERO,
    }
}

/// Shares that purchases at work still buy.
pub(super) fn purchases(state: &State, pair: &Pair) -> Shares {
    state
        .open_orders(pair)
        .filter(|order| order.side == Side::Buy && order.status == OrderStatus::Working)
        .map(CopyOrder::remaining)
        .sum()
}

/// Makes copied sales smaller by `less` in all, the newest first.
pub(super) fn cut_copied(cx: &mut Cx<'_>, pair: &Pair, less: Shares, reason: CutReason) {
    let sales = |order: &CopyOrder| sells(order) && !order.by_user;
    cut_newest(cx, pair, sales, less, reason);
}

/// Makes working purchases smaller by `less` in all, the newest first.
pub(super) fn cut_purchases(cx: &mut Cx<'_>, pair: &Pair, less: Shares, reason: CutReason) {
    cut_newest(cx, pair, |order| !sells(order), less, reason);
}

fn cut_newest(cx: &mut Cx<'_>, pair: &Pair, which: impl Fn(&CopyOrder) -> bool, less: Shares, reason: CutReason) {
    let mut orders: Vec<CopyOrder> = cx
        .state
        .open_orders(pair)
        .filter(|order| which(order) && order.status == OrderStatus::Working)
        .cloned()
        .collect();
    orders.sort_by_key(|order| std::cmp::Reverse(order.id));
    let mut left = less;
    for order in orders {
        let cut = order.remaining().min(left);
        if cut <= Shares::ZERO {
            break;
        }
        left -= cut;
        cut_order(cx, order, cut, reason);
    }
}

/// Makes one order smaller: less than a lot left ends it, else its child is replaced by a smaller one.
fn cut_order(cx: &mut Cx<'_>, mut order: CopyOrder, cut: Shares, reason: CutReason) {
    let left = order.remaining() - cut;
    if left < LOT {
        let end = match reason {
            CutReason::TargetRaised => EndReason::TurnedRound,
            CutReason::TakenOver => EndReason::ClosedByUser,
            CutReason::NotHeld => EndReason::NothingLeft,
            CutReason::SaleFailed => EndReason::TurnedRound,
        };
        orders::end_order(cx, order.id, end);
        return;
    }
    order.released += cut;
    let id: CopyOrderId = order.id;
    cx.put(Change::Order(order.clone()));
    cx.record(EventKind::Order {
        order: id,
        signal: order.signal,
        follow: order.follow,
        token: order.token.clone(),
        side: order.side,
        step: OrderStep::Cut {
            shares: order.shares - order.released,
            reason,
        },
    });
    let too_large = cx.state.slot(id).is_some_and(|child| child.open_shares() > left);
    if too_large {
        orders::cancel_child_of(cx, id, CancelReason::Cut, false);
    }
    cx.then(Consequence::CheckOrder(id));
}

/// Cuts sales to what is held: shares that a failed purchase took back cannot be sold.
pub(crate) fn cut_sales(cx: &mut Cx<'_>, pair: &Pair) {
    let held = cx.state.held(pair);
    let excess = all_sales(cx.state, pair) - held;
    if excess <= Shares::ZERO {
        return;
    }
    let copied = copied_sales(cx, pair).min(excess);
    if copied > Shares::ZERO {
        cut_copied(cx, pair, copied, CutReason::NotHeld);
    }
    let mut left = excess - copied;
    let closes: Vec<CopyOrder> = cx
        .state
        .open_orders(pair)
        .filter(|order| sells(order) && order.by_user && order.status == OrderStatus::Working)
        .cloned()
        .collect();
    for order in closes {
        let cut = order.remaining().min(left);
        if cut > Shares::ZERO {
            left -= cut;
            cut_order(cx, order, cut, CutReason::NotHeld);
        }
    }
}

/// Shares held through the follow that no sale takes.
pub(crate) fn free_to_sell(state: &State, pair: &Pair) -> Shares {
    (state.held(pair) - all_sales(state, pair)).max(Shares::ZERO)
}
