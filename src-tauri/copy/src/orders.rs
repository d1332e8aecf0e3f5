//! Copy orders at work: when each is looked at, its price, its child on the venue, its end.
//!
//! A price is decided only on a fresh book, never on an old one. A copy order owns a *slot*: at most one child that may still execute; a
//! new one is made only when trades and the venue's word together say that the slot is free (`child`).

mod child;
mod ending;
pub(crate) mod own_orders;
mod placement;
mod refusals;
mod repricing;
mod take_now;

use std::collections::BTreeMap;

pub(crate) use child::{cancel_child_of, explained, look_at_child};
pub(crate) use child::{on_cancel_answer, on_placed, on_report, on_sign_refused, on_signed};
pub(crate) use ending::{end_order, end_orders, enforce_halts, finish_order, restart_exits};
pub use own_orders::BestPrices;
pub(crate) use placement::is_dust;
pub(crate) use repricing::{ladder_input, on_book, on_no_book};
pub use take_now::{TakePlan, Taken};
pub(crate) use take_now::{plan_take, take_now};

use crate::command::Command;
use crate::deadlines::Deadlines;
use crate::entity::{Change, ChildState, CopyOrder, OrderStatus};
use crate::event::{EventKind, OrderStep, WaitReason};
use crate::ids::{ChildId, CopyOrderId, TokenId, VenueMs};
use crate::money::Price;
use crate::step::{Consequence, Cx};

/// An ended order stays in memory this long, ms, so that a trade the venue reports late still finds its order.
const LATE_TRADE_MS: i64 = 3_600_000;
/// A book that was asked for and did not come is asked for again after this, ms.
const BOOK_RETRY_MS: i64 = 30_000;

/// An order that waits for a book, when its rules were asked last, and when the book was asked for last.
#[derive(Debug, Clone)]
struct Awaiting {
    order: CopyOrderId,
    checked_at: VenueMs,
    asked_at: VenueMs,
}

/// The part that works orders. What is here is not durable: after a start everything is looked at anew.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    order_due: Deadlines<CopyOrderId>,
    child_due: Deadlines<ChildId>,
    forget_due: Deadlines<CopyOrderId>,
    /// Orders that wait for the book of their token.
    awaiting: BTreeMap<TokenId, Vec<Awaiting>>,
    /// Best bid and ask that each order was last looked at on.
    looked_on: BTreeMap<CopyOrderId, (Option<Price>, Option<Price>)>,
    /// Look-ups and cancellations of each child in a row without news, for the back-off.
    tries: BTreeMap<ChildId, u32>,
}

impl Orders {
    pub(crate) fn next_deadline(&self) -> Option<VenueMs> {
        [self.order_due.next(), self.child_due.next(), self.forget_due.next()]
            .into_iter()
            .flatten()
            .min()
    }

    pub(crate) fn pull_back(&mut self, now: VenueMs, management_ms: i64) {
        self.order_due.pull_back(now.plus(management_ms));
        self.child_due.pull_back(now.plus(management_ms));
    }

    /// When an order is looked at next.
    pub(crate) fn next_check(&self, order: CopyOrderId) -> Option<VenueMs> {
        self.order_due.of(&order)
    }

    /// What is published: when each order is looked at next.
    pub(crate) fn published(&self) -> Self {
        Self {
            order_due: self.order_due.clone(),
            ..Self::default()
        }
    }

    fn await_book(&mut self, cx: &mut Cx<'_>, id: CopyOrderId, token: TokenId) {
        let waiting = self.awaiting.entry(token.clone()).or_default();
        // An answer may be lost: what is asked for is asked again after a while.
        let on_its_way = waiting
            .iter()
            .map(|waiting| waiting.asked_at)
            .max()
            .filter(|asked_at| cx.now.since(*asked_at) < BOOK_RETRY_MS);
        let entry = Awaiting {
            order: id,
            checked_at: cx.now,
            asked_at: on_its_way.unwrap_or(cx.now),
        };
        match waiting.iter_mut().find(|waiting| waiting.order == id) {
            Some(waiting) => *waiting = entry,
            None => waiting.push(entry),
        }
        if on_its_way.is_none() {
            cx.command(Command::FetchBook { token });
        }
    }

    fn stop_waiting(&mut self, order: &CopyOrder) {
        if let Some(waiting) = self.awaiting.get_mut(&order.token) {
            waiting.retain(|waiting| waiting.order != order.id);
            if waiting.is_empty() {
                self.awaiting.remove(&order.token);
            }
        }
    }
}

/// After a start: every child whose fate is open is looked up before its order is, and every order is looked at.
pub(crate) fn after_restore(orders: &mut Orders, cx: &Cx<'_>) {
    for child in cx.state.unresolved_children() {
        orders.child_due.set(child.id, cx.now);
    }
    for order in cx.state.orders.values() {
        match order.status {
            OrderStatus::Working => orders.order_due.set(order.id, cx.now),
            OrderStatus::Ending => {}
            OrderStatus::Ended => {
                let at = order.ended_at.unwrap_or(cx.now).plus(LATE_TRADE_MS);
                orders.forget_due.set(order.id, at);
            }
        }
    }
}

/// After the clock went back: no order's ladder begins at an instant that is still to come.
pub(crate) fn no_younger_than_now(cx: &mut Cx<'_>) {
    let now = cx.now;
    let younger: Vec<CopyOrder> = cx
        .state
        .open_order_ids()
        .filter_map(|id| cx.state.orders.get(&id))
        .filter(|order| order.age_from > now)
        .cloned()
        .collect();
    for mut order in younger {
        order.age_from = now;
        cx.put(Change::Order(order));
    }
}

/// Looks at what is due.
pub(crate) fn run_due(orders: &mut Orders, cx: &mut Cx<'_>) {
    while let Some(id) = orders.child_due.pop(cx.now) {
        look_at_child(orders, cx, id);
    }
    while let Some(id) = orders.order_due.pop(cx.now) {
        check_order(orders, cx, id);
    }
    while let Some(id) = orders.forget_due.pop(cx.now) {
        if cx.state.is_unfinished(id) {
            orders.forget_due.set(id, cx.now.plus(LATE_TRADE_MS));
        } else {
            cx.state.forget_order(id);
        }
    }
}

/// An order is looked at: rules that end it first, then the book of its token is asked for, and the decision is made when
/// it comes. What became of a child that rests is asked at the same time.
pub(crate) fn check_order(orders: &mut Orders, cx: &mut Cx<'_>, id: CopyOrderId) {
    let Some(order) = cx
        .state
        .orders
        .get(&id)
        .filter(|order| order.status == OrderStatus::Working)
    else {
        return;
    };
    let token = order.token.clone();
    let obstacle = repricing::obstacle(cx, order);
    let slot = cx.state.slot(id);
    // Until the book comes: one that rests can wait for its next check, another is asked about again soon.
    let again = match slot {
        Some(_) => repricing::next_check(cx, order),
        None => cx.now.plus(BOOK_RETRY_MS),
    };
    if let Some(child) = slot.filter(|child| child.state == ChildState::Live)
        && let Some(hash) = child.hash.clone()
    {
        let child = child.id;
        cx.command(Command::LookUp { child, hash });
    }
    if let Some(obstacle) = obstacle {
        repricing::meet(orders, cx, id, obstacle);
        return;
    }
    orders.order_due.set(id, again);
    orders.await_book(cx, id, token);
}

/// The order has no child for now; said once a reason, tried again later.
fn wait(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    id: CopyOrderId,
    reason: WaitReason,
    gates: std::sync::Arc<[crate::entity::Gate]>,
) {
    let Some(mut order) = cx.state.orders.get(&id).cloned() else {
        return;
    };
    let next = repricing::next_check(cx, &order);
    orders.order_due.set(id, next);
    if order.waiting == Some(reason) {
        return;
    }
    order.waiting = Some(reason);
    cx.put(Change::Order(order.clone()));
    record_step(cx, &order, OrderStep::Waiting { reason, gates });
}

fn no_gates() -> std::sync::Arc<[crate::entity::Gate]> {
    std::sync::Arc::from([])
}

pub(crate) fn record_step(cx: &mut Cx<'_>, order: &CopyOrder, step: OrderStep) {
    cx.record(EventKind::Order {
        order: order.id,
        signal: order.signal,
        follow: order.follow,
        token: order.token.clone(),
        side: order.side,
        step,
    });
}

/// The venue answers again: nothing is replayed by it, so everything is looked at.
pub(crate) fn on_reconnected(orders: &mut Orders, cx: &mut Cx<'_>) {
    let slots: Vec<ChildId> = cx.state.unresolved_children().map(|child| child.id).collect();
    for id in slots {
        orders.child_due.set(id, cx.now);
    }
    cx.then(Consequence::ReadAccount);
}

/// What orders wait for is there again: they are looked at now, however long a refusal put them off.
pub(crate) fn wait_over(orders: &mut Orders, cx: &Cx<'_>, reason: WaitReason) {
    let open = cx.state.open_order_ids().filter_map(|id| cx.state.orders.get(&id));
    for order in open.filter(|order| order.waiting == Some(reason)) {
        orders.order_due.no_later_than(order.id, cx.now);
    }
}

/// An order is looked at so many ms from now.
pub(crate) fn check_in(orders: &mut Orders, cx: &Cx<'_>, id: CopyOrderId, ms: i64) {
    orders.order_due.set(id, cx.now.plus(ms));
}

/// A child is looked at so many ms from now, if not sooner.
pub(crate) fn watch_child(orders: &mut Orders, cx: &Cx<'_>, id: ChildId, ms: i64) {
    orders.child_due.no_later_than(id, cx.now.plus(ms));
}

/// An order that was over is back.
pub(crate) fn recalled(orders: &mut Orders, now: VenueMs, order: &CopyOrder) {
    if order.status == OrderStatus::Ended {
        orders.forget_due.set(order.id, now.plus(LATE_TRADE_MS));
    }
}

/// An order is over: it is forgotten when nothing can come of it any more.
pub(crate) fn on_ended(orders: &mut Orders, cx: &Cx<'_>, id: CopyOrderId) {
    orders.order_due.clear(&id);
    orders.looked_on.remove(&id);
    if let Some(order) = cx.state.orders.get(&id) {
        orders.stop_waiting(order);
    }
    orders.forget_due.set(id, cx.now.plus(LATE_TRADE_MS));
}
