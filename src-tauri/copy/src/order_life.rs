//! A copy order's waiting and its end, each told once.

use crate::command::Command;
use crate::core::Core;
use crate::entity::{Change, CopyOrder, OrderStatus};
use crate::event::{CancelReason, EndReason, Notice, OrderStep, WaitReason, What};
use crate::ids::CopyOrderId;

impl Core {
    /// The order has no child for now; said once a reason, tried again at the next look.
    pub(crate) fn wait(&mut self, id: CopyOrderId, reason: WaitReason, gates: Vec<crate::entity::Gate>) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        order.next_look = self.next_look(&order);
        let news = order.waiting != Some(reason);
        order.waiting = Some(reason);
        self.put(Change::Order(order.clone()));
        if news {
            self.tell_step(&order, OrderStep::Waiting { reason, gates });
        }
    }

    pub(crate) fn tell_step(&mut self, order: &CopyOrder, step: OrderStep) {
        self.tell(What::Order {
            order: order.id,
            signal: order.signal,
            follow: order.follow,
            token: order.token.clone(),
            side: order.side,
            step,
        });
    }

    /// Begins to end an order: no new child, the standing one cancelled, final fills awaited.
    pub(crate) fn end_order(&mut self, id: CopyOrderId, reason: EndReason) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if order.status != OrderStatus::Working {
            return;
        }
        self.awaiting_book.remove(&id);
        if !self.child_may_fill(id) {
            self.tell_cancel(&order, None, cancel_reason(reason));
            self.finish_order(id, reason);
            return;
        }
        order.status = OrderStatus::Ending;
        order.end = Some(reason);
        self.put(Change::Order(order));
        self.cancel_child_of(id, cancel_reason(reason));
    }

    /// The order is over.
    pub(crate) fn finish_order(&mut self, id: CopyOrderId, reason: EndReason) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if order.status == OrderStatus::Ended {
            return;
        }
        let reason = order.end.unwrap_or(reason);
        let reason = if self.is_nothing(order.remaining().floor_to_lot(), order.trader_price) {
            EndReason::Filled
        } else {
            reason
        };
        order.status = OrderStatus::Ended;
        order.end = Some(reason);
        order.ended_at = Some(self.now);
        order.waiting = None;
        self.awaiting_book.remove(&id);
        self.put(Change::Order(order.clone()));
        self.tell_step(
            &order,
            OrderStep::Ended {
                reason,
                filled: order.filled,
                of: order.shares,
            },
        );
        if reason != EndReason::Filled {
            self.command(Command::Notify(Notice::Cancelled { order: id, reason }));
        }
        self.finish_turn_round(&(order.follow, order.token));
    }

    /// Records that an order's end was asked for.
    pub(crate) fn tell_cancel(&mut self, order: &CopyOrder, child: Option<crate::ids::ChildId>, reason: CancelReason) {
        self.tell(What::Cancel {
            order: order.id,
            child,
            token: order.token.clone(),
            reason,
            open: order.remaining(),
        });
    }
}

pub(crate) const fn cancel_reason(end: EndReason) -> CancelReason {
    match end {
        EndReason::TurnedRound => CancelReason::TurnedRound,
        EndReason::CancelledByUser => CancelReason::User,
        EndReason::FollowOff => CancelReason::FollowOff,
        EndReason::Stopped => CancelReason::Stopped,
        EndReason::MarketClosed | EndReason::MarketResolved => CancelReason::Market,
        EndReason::Filled | EndReason::RestBelowMinimum | EndReason::Refused => CancelReason::Converting,
    }
}
