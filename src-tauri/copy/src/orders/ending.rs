//! A copy order's end, told once: asked for, its final fills awaited, over.

use super::child::cancel_child_of;
use super::{no_gates, record_step};
use crate::command::Command;
use crate::entity::{Change, CopyOrder, HaltReason, OrderStatus};
use crate::event::{CancelReason, EndReason, EventKind, Notice, OrderStep, WaitReason};
use crate::halts::{Action, Verdict, verdict};
use crate::ids::{ChildId, CopyOrderId, VenueMs};
use crate::market::Side;
use crate::money::Shares;
use crate::risk::child_checks::sellable;
use crate::step::{Consequence, Cx};

/// Begins to end an order: no new child, the standing one cancelled, final fills awaited.
pub(crate) fn end_order(cx: &mut Cx<'_>, id: CopyOrderId, reason: EndReason) {
    let Some(mut order) = cx
        .state
        .orders
        .get(&id)
        .filter(|order| order.status == OrderStatus::Working)
        .cloned()
    else {
        return;
    };
    if cx.state.slot(id).is_none() {
        record_cancel(cx, &order, None, cancel_reason(reason));
        finish_order(cx, id, reason);
        return;
    }
    order.status = OrderStatus::Ending;
    order.end = Some(reason);
    cx.put(Change::Order(order));
    cancel_child_of(cx, id, cancel_reason(reason), true);
}

/// Ends every working order that `which` chooses.
pub(crate) fn end_orders(cx: &mut Cx<'_>, reason: EndReason, which: impl Fn(&CopyOrder) -> bool) {
    let orders: Vec<CopyOrderId> = cx
        .state
        .open_order_ids()
        .filter(|id| {
            cx.state
                .orders
                .get(id)
                .is_some_and(|order| order.status == OrderStatus::Working && which(order))
        })
        .collect();
    for id in orders {
        end_order(cx, id, reason);
    }
}

/// The order is over.
pub(crate) fn finish_order(cx: &mut Cx<'_>, id: CopyOrderId, reason: EndReason) {
    let Some(mut order) = cx.state.orders.get(&id).filter(|order| order.is_open()).cloned() else {
        return;
    };
    let left = order.remaining().floor_to_lot();
    let reason = if super::placement::is_dust(left, order.trader_price) && order.filled > Shares::ZERO {
        EndReason::Filled
    } else {
        order.end.unwrap_or(reason)
    };
    order.status = OrderStatus::Ended;
    order.end = Some(reason);
    order.ended_at = Some(cx.now);
    order.waiting = None;
    cx.put(Change::Order(order.clone()));
    record_step(
        cx,
        &order,
        OrderStep::Ended {
            reason,
            filled: order.filled,
            of: order.shares,
        },
    );
    if reason != EndReason::Filled {
        cx.command(Command::Notify(Notice::Cancelled { order: id, reason }));
    }
    cx.then(Consequence::OrderEnded(id, (order.follow, order.token)));
}

/// Records that an order's end was asked for.
pub(super) fn record_cancel(cx: &mut Cx<'_>, order: &CopyOrder, child: Option<ChildId>, reason: CancelReason) {
    cx.record(EventKind::Cancel {
        order: order.id,
        child,
        token: order.token.clone(),
        reason,
        open: order.remaining(),
    });
}

pub(super) const fn cancel_reason(end: EndReason) -> CancelReason {
    match end {
        EndReason::TurnedRound => CancelReason::TurnedRound,
        EndReason::CancelledByUser | EndReason::ClosedByUser => CancelReason::User,
        EndReason::FollowOff | EndReason::WalletMoved => CancelReason::FollowOff,
        EndReason::Stopped => CancelReason::Stopped,
        EndReason::MarketClosed | EndReason::MarketResolved => CancelReason::Market,
        EndReason::Filled
        | EndReason::RestBelowMinimum
        | EndReason::Refused
        | EndReason::Expired
        | EndReason::LimitUsedUp
        | EndReason::PriceBand
        | EndReason::TooCloseToResolution
        | EndReason::Filtered
        | EndReason::SideNotCopied
        | EndReason::NothingLeft
        | EndReason::DailyLoss
        | EndReason::ClosedOnly => CancelReason::Rule,
    }
}

/// What an order does, as the halts see it.
pub(super) const fn action_of(order: &CopyOrder) -> Action {
    match (order.side, order.by_user) {
        (Side::Buy, _) => Action::Purchase,
        (Side::Sell, false) => Action::Exit {
            since: order.created_at,
        },
        (Side::Sell, true) => Action::Close {
            since: order.created_at,
        },
    }
}

/// Halts came or went: orders end or withdraw at once, and those that waited are looked at again.
pub(crate) fn enforce_halts(cx: &mut Cx<'_>) {
    let open: Vec<CopyOrder> = cx
        .state
        .open_order_ids()
        .filter_map(|id| cx.state.orders.get(&id))
        .filter(|order| order.status == OrderStatus::Working)
        .cloned()
        .collect();
    for order in open {
        match verdict(cx.state, action_of(&order), &order.token) {
            Verdict::End(reason) => end_order(cx, order.id, reason),
            Verdict::Withdraw(reason) => {
                let cancel = if reason == WaitReason::Stopped {
                    CancelReason::Stopped
                } else {
                    CancelReason::Rule
                };
                cancel_child_of(cx, order.id, cancel, false);
                withdraw(cx, order, reason);
            }
            Verdict::Hold(_) => {}
            Verdict::Go => {
                if order.side == Side::Sell && sells_too_much(cx, &order) {
                    cancel_child_of(cx, order.id, CancelReason::Cut, false);
                }
                if order.waiting.is_some_and(is_halt) {
                    cx.then(Consequence::CheckOrder(order.id));
                }
            }
        }
    }
}

/// Whether a sale's child is for more than the venue has, by what is missing there.
fn sells_too_much(cx: &Cx<'_>, order: &CopyOrder) -> bool {
    let missing = HaltReason::SharesMissing {
        token: order.token.clone(),
    };
    cx.state.halts.contains_key(&missing)
        && cx
            .state
            .slot(order.id)
            .is_some_and(|child| child.open_shares() > sellable(cx.state, order))
}

fn withdraw(cx: &mut Cx<'_>, mut order: CopyOrder, reason: WaitReason) {
    if order.waiting == Some(reason) {
        return;
    }
    order.waiting = Some(reason);
    cx.put(Change::Order(order.clone()));
    record_step(
        cx,
        &order,
        OrderStep::Waiting {
            reason,
            gates: no_gates(),
        },
    );
}

/// Whether a halt is what an order waits for.
const fn is_halt(reason: WaitReason) -> bool {
    matches!(
        reason,
        WaitReason::Stopped
            | WaitReason::Paused
            | WaitReason::VenueMode
            | WaitReason::Clock
            | WaitReason::SharesMissing
            | WaitReason::SharesUnexplained
            | WaitReason::CashMissing
            | WaitReason::ForeignOrder
            | WaitReason::Authentication
            | WaitReason::Banned
            | WaitReason::Region
            | WaitReason::Version
            | WaitReason::DiskLow
            | WaitReason::NotWritten
            | WaitReason::Refused
    )
}

/// After a stop or pause: exits that were first decided while it stood begin their ladder now.
pub(crate) fn restart_exits(cx: &mut Cx<'_>, since: VenueMs) {
    let waited: Vec<CopyOrder> = cx
        .state
        .open_order_ids()
        .filter_map(|id| cx.state.orders.get(&id))
        .filter(|order| order.side == Side::Sell && !order.by_user && order.created_at >= since)
        .filter(|order| order.limit.is_none() && order.attempts == 0)
        .cloned()
        .collect();
    for mut order in waited {
        order.age_from = cx.now;
        cx.put(Change::Order(order));
    }
}
