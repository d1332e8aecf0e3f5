//! A child's life on the venue: sent, live, unknown, cancelled, closed, final. Its slot is free only when its final filled
//! size is known and every fill of it is booked, or when it is certain that it never reached the venue.

use crate::command::ChildKind;
use crate::command::Command;
use crate::core::Core;
use crate::entity::{Change, Child, ChildState, CopyOrder, OrderStatus, Style};
use crate::event::{CancelReason, EndReason, Notice, OrderStep, TroubleCode, WaitReason, What};
use crate::ids::{ChildId, CopyOrderId, OrderHash};
use crate::input::{CancelAnswer, OrderReport, PlaceOutcome, Refusal, RefusalCode, Settlement};
use crate::money::Shares;
use crate::order_life::cancel_reason;
use crate::schedule::RETRY_MS;

/// The first look at something unresolved, ms; each further one after [`RETRY_MS`].
const FIRST_LOOK_MS: i64 = 2_000;
/// An order that neither orders nor trades show was never placed only after so many authoritative look-ups …
const MISSING_TIMES: u32 = 2;
/// … and so long after it was decided (architecture.md: the authentication window of 30 s must have passed).
const MISSING_AFTER_MS: i64 = 60_000;

impl Core {
    pub(crate) fn take_signed(&mut self, id: ChildId, hash: OrderHash) {
        if let Some(mut child) = self.state.children.get(&id).cloned() {
            child.hash = Some(hash);
            self.put(Change::Child(child));
        }
    }

    pub(crate) fn take_sign_refused(&mut self, id: ChildId, reason: String) {
        self.refuse(
            id,
            Refusal {
                code: RefusalCode::Local,
                text: reason,
            },
        );
    }

    pub(crate) fn take_placed(&mut self, id: ChildId, outcome: PlaceOutcome) {
        let Some(mut child) = self.state.children.get(&id).cloned() else {
            return;
        };
        if !child.state.holds_slot() {
            return;
        }
        match outcome {
            PlaceOutcome::Live => self.now_live(child),
            PlaceOutcome::Matched { shares } => {
                child.matched = child.matched.at_least(shares);
                if child.kind.rests() && child.matched < size_of(&child) {
                    self.put(Change::Child(child.clone()));
                    self.now_live(child);
                    self.look_soon(id, FIRST_LOOK_MS);
                } else {
                    // A fill-and-kill is over with its answer; its fills are read before the slot is free.
                    self.close(child, FIRST_LOOK_MS);
                }
            }
            PlaceOutcome::Delayed => {
                child.state = ChildState::Unknown;
                child.next_look = self.now.plus(FIRST_LOOK_MS);
                self.put(Change::Child(child));
            }
            PlaceOutcome::Refused(refusal) => self.refuse(id, refusal),
            PlaceOutcome::Unknown { reason } => {
                child.state = ChildState::Unknown;
                child.next_look = self.now.plus(FIRST_LOOK_MS);
                let order = self.state.orders.get(&child.order).cloned();
                self.put(Change::Child(child));
                if let Some(order) = order {
                    self.tell_step(&order, OrderStep::Unknown { child: id, reason });
                }
            }
        }
    }

    /// It rests. If its order has been ended meanwhile, it is cancelled at once.
    fn now_live(&mut self, mut child: Child) {
        let Some(order) = self.state.orders.get(&child.order).cloned() else {
            return;
        };
        let was = child.state;
        if was == ChildState::Cancelling || was == ChildState::Closing {
            return;
        }
        child.state = ChildState::Live;
        child.missing = 0;
        child.next_look = self.now.plus(self.intervals.management_ms);
        let (id, hash) = (child.id, child.hash.clone());
        self.put(Change::Child(child));
        if was != ChildState::Live
            && let Some(hash) = hash
        {
            self.tell_step(&order, OrderStep::Live { child: id, hash });
        }
        if order.status != OrderStatus::Working {
            let reason = order.end.map_or(CancelReason::User, cancel_reason);
            self.cancel_child(id, reason, true);
        }
    }

    /// It never reached the venue, for certain: the slot is free.
    fn refuse(&mut self, id: ChildId, refusal: Refusal) {
        let Some(mut child) = self.state.children.get(&id).cloned() else {
            return;
        };
        if !child.state.holds_slot() {
            return;
        }
        child.state = ChildState::Refused;
        let (order_id, kind) = (child.order, child.kind);
        self.put(Change::Child(child));
        let Some(order) = self.state.orders.get(&order_id).cloned() else {
            return;
        };
        let code = refusal.code;
        self.tell_step(
            &order,
            OrderStep::Refused {
                child: id,
                code,
                text: refusal.text.clone(),
            },
        );
        if order.status == OrderStatus::Ending {
            self.finish_order(order_id, EndReason::Refused);
            return;
        }
        self.after_refusal(&order, kind, code, refusal.text);
    }

    fn after_refusal(&mut self, order: &CopyOrder, kind: ChildKind, code: RefusalCode, text: String) {
        let wait = match code {
            RefusalCode::NoMatch => WaitReason::BeyondBound,
            RefusalCode::Balance | RefusalCode::Allowance => WaitReason::Balance,
            RefusalCode::MinimumSize | RefusalCode::MinimumValue => WaitReason::RestBelowMinimum,
            RefusalCode::Unavailable | RefusalCode::RateLimited | RefusalCode::MarketClosed => {
                WaitReason::VenueUnavailable
            }
            RefusalCode::Local => WaitReason::Stopped,
            _ => WaitReason::Refused,
        };
        if !matches!(
            code,
            RefusalCode::NoMatch | RefusalCode::Local | RefusalCode::Unavailable
        ) {
            self.command(Command::Notify(Notice::Refused { order: order.id, code }));
        }
        let trouble = match code {
            RefusalCode::Authentication => Some(TroubleCode::Authentication),
            RefusalCode::Restricted => Some(TroubleCode::Restricted),
            _ => None,
        };
        if let Some(code) = trouble {
            self.tell(What::Trouble {
                code,
                detail: text.clone(),
            });
            self.command(Command::Notify(Notice::Trouble { code, detail: text }));
        }
        if matches!(
            code,
            RefusalCode::Tick | RefusalCode::MarketClosed | RefusalCode::MinimumSize
        ) {
            self.read_market_now(&order.condition);
        }
        if order.style == Style::Fast && !kind.rests() {
            self.put(Change::Order(CopyOrder {
                style: Style::Ladder,
                next_look: self.now,
                ..order.clone()
            }));
            return;
        }
        self.wait(order.id, wait, Vec::new());
    }

    pub(crate) fn take_cancel_answer(&mut self, id: ChildId, answer: CancelAnswer) {
        let Some(child) = self.state.children.get(&id).cloned() else {
            return;
        };
        if !child.state.holds_slot() {
            return;
        }
        match answer {
            // Done, or no longer there: either way the final filled size is read before anything else happens.
            CancelAnswer::Cancelled | CancelAnswer::NotCancelled { .. } => self.look_up(&child),
            CancelAnswer::Unknown { .. } => self.look_soon(id, FIRST_LOOK_MS),
        }
    }

    pub(crate) fn take_report(&mut self, id: ChildId, report: OrderReport, authoritative: bool) {
        let Some(mut child) = self.state.children.get(&id).cloned() else {
            return;
        };
        if !child.state.holds_slot() {
            return;
        }
        if !authoritative {
            // A pushed event is a hint: what it hints at is read.
            if !matches!(report, OrderReport::Open { .. }) || child.state != ChildState::Live {
                self.look_up(&child);
            }
            return;
        }
        match report {
            OrderReport::Open { matched } => {
                child.matched = child.matched.at_least(matched);
                child.missing = 0;
                let cancelling = child.state == ChildState::Cancelling;
                self.put(Change::Child(child.clone()));
                if cancelling {
                    self.send_cancel(&child);
                } else {
                    self.now_live(child);
                }
            }
            OrderReport::Closed { matched, .. } => {
                child.matched = child.filled.at_least(matched);
                self.close(child, FIRST_LOOK_MS);
            }
            OrderReport::Missing { matched } => self.take_missing(child, matched),
        }
    }

    /// The order look-up does not know it. Closed orders vanish from it, so this proves an end only for an order that was there,
    /// and "never placed" only twice, after the authentication window.
    fn take_missing(&mut self, mut child: Child, matched: Shares) {
        child.missing += 1;
        child.matched = child.matched.at_least(matched);
        let was_there = !matches!(child.state, ChildState::Prepared | ChildState::Unknown) || !child.matched.is_zero();
        let sure = child.missing >= MISSING_TIMES;
        if was_there && sure {
            child.matched = child.filled.at_least(matched);
            self.close(child, RETRY_MS);
            return;
        }
        let id = child.id;
        let waited = self.now.since(child.created_at) >= MISSING_AFTER_MS;
        child.next_look = self.now.plus(RETRY_MS);
        self.put(Change::Child(child));
        if !was_there && sure && waited {
            let text = "the venue has neither the order nor a trade of it".to_owned();
            self.refuse(
                id,
                Refusal {
                    code: RefusalCode::Unavailable,
                    text,
                },
            );
        }
    }

    /// It is over on the venue. Final once every fill of it is booked.
    fn close(&mut self, mut child: Child, look_in_ms: i64) {
        child.state = ChildState::Closing;
        child.next_look = self.now.plus(look_in_ms);
        let id = child.id;
        self.put(Change::Child(child));
        self.finalise(id);
    }

    /// Frees the slot of a closed child whose fills are all booked, and lets its order go on.
    pub(crate) fn finalise(&mut self, id: ChildId) {
        let Some(mut child) = self.state.children.get(&id).cloned() else {
            return;
        };
        // What failed to settle was executed all the same: the venue does not rest it again (polymarket-api §4.9).
        let executed = child.filled + self.failed_of(id);
        let whole = child.kind.rests() && executed >= size_of(&child);
        let closed = child.state == ChildState::Closing && executed >= child.matched;
        if !child.state.holds_slot() || !(whole || closed) {
            return;
        }
        child.state = ChildState::Final;
        let (order_id, filled, rests) = (child.order, child.filled, child.kind.rests());
        self.put(Change::Child(child));
        let Some(order) = self.state.orders.get(&order_id).cloned() else {
            return;
        };
        self.tell_step(&order, OrderStep::Closed { child: id, filled });
        self.go_on(order, rests);
    }

    fn failed_of(&self, id: ChildId) -> Shares {
        let failed = |fill: &&crate::entity::Fill| fill.child == id && fill.settlement == Settlement::Failed;
        self.state.fills.values().filter(failed).map(|fill| fill.shares).sum()
    }

    /// What an order does when its slot is free again.
    fn go_on(&mut self, mut order: CopyOrder, rested: bool) {
        let id = order.id;
        match order.status {
            OrderStatus::Ended => {}
            OrderStatus::Ending => self.finish_order(id, EndReason::CancelledByUser),
            OrderStatus::Working => {
                if self.is_nothing(order.remaining().floor_to_lot(), order.trader_price) {
                    self.finish_order(id, EndReason::Filled);
                    return;
                }
                if rested {
                    // A `fast` one rested before the user hastened it: its one attempt is still to come.
                    order.next_look = self.now;
                } else if order.style == Style::Fast {
                    order.style = Style::Ladder;
                    order.next_look = self.now;
                } else {
                    // A fill-and-kill that left something: again at the next cycle (product.md §6, stage 5).
                    order.next_look = self.now.plus(self.intervals.management_ms);
                }
                self.put(Change::Order(order));
            }
        }
    }

    /// Cancels whatever child holds an order's slot.
    pub(crate) fn cancel_child_of(&mut self, order: CopyOrderId, reason: CancelReason) {
        if let Some(child) = self.state.slot(order).map(|child| child.id) {
            self.cancel_child(child, reason, true);
        }
    }

    /// Asks for a child's end. One whose fate is unknown is cancelled as soon as it is known to rest.
    pub(crate) fn cancel_child(&mut self, id: ChildId, reason: CancelReason, last: bool) {
        let Some(mut child) = self.state.children.get(&id).cloned() else {
            return;
        };
        let Some(order) = self.state.orders.get(&child.order).cloned() else {
            return;
        };
        if !matches!(
            child.state,
            ChildState::Live | ChildState::Unknown | ChildState::Prepared
        ) {
            return;
        }
        child.last = child.last || last;
        let live = child.state == ChildState::Live;
        if live {
            child.state = ChildState::Cancelling;
            child.next_look = self.now.plus(RETRY_MS);
        }
        self.put(Change::Child(child.clone()));
        self.tell_cancel(&order, Some(id), reason);
        if live {
            self.send_cancel(&child);
        }
    }

    fn send_cancel(&mut self, child: &Child) {
        if let Some(hash) = child.hash.clone() {
            self.command(Command::Cancel { child: child.id, hash });
        }
    }

    fn look_up(&mut self, child: &Child) {
        if let Some(hash) = child.hash.clone() {
            self.command(Command::LookUp { child: child.id, hash });
        }
    }

    /// A child is due for a look.
    pub(crate) fn look_at_child(&mut self, id: ChildId) {
        let Some(mut child) = self.state.children.get(&id).cloned() else {
            return;
        };
        let wait = match child.state {
            ChildState::Live => self.intervals.management_ms,
            _ => RETRY_MS,
        };
        child.next_look = self.now.plus(wait);
        self.put(Change::Child(child.clone()));
        if child.hash.is_none() {
            // Decided, never signed: the process ended before the intent was whole, so nothing was sent.
            self.refuse(
                id,
                Refusal {
                    code: RefusalCode::Unavailable,
                    text: "not sent before the restart".to_owned(),
                },
            );
            return;
        }
        self.look_up(&child);
    }
}

/// Shares a child was sent for; of a fill-and-kill purchase what its budget buys at its limit.
fn size_of(child: &Child) -> Shares {
    match child.kind {
        ChildKind::Resting { shares, .. } | ChildKind::SellNow { shares, .. } => shares,
        ChildKind::BuyNow { price, budget } => budget.buys(price),
    }
}
