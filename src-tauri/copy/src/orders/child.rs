//! A child's life on the venue, and when its slot is free.
//!
//! What is known has a rank and is never lowered: what the venue answered, what it reports, what trades explain. The slot is
//! free when
//!
//! 1. trades explain the whole order: nothing of it can still execute; or
//! 2. the venue says that it is over, with the size that it matched, and trades (final or failed) explain that size; or
//! 3. its fate is unknown, trades explain every match that was reported, its cancellation by hash was answered ("cancelled", or
//!    that no such order is open), the signed request is void, and two healthy look-ups at least 60 s of real time apart found
//!    nothing, the second so long after the request was void that a match at the last moment would be listed.
//!
//! Else it is unknown: shown, and held. An error is no answer, and unknown never ages into anything.

use super::{Orders, record_step};
use crate::command::{ChildKind, Command};
use crate::entity::{Change, ChildOrder, ChildState, CopyOrder, Execution, Halt, HaltReason, OrderStatus};
use crate::event::{CancelReason, EndReason, EventKind, IncidentCode, Notice, OrderStep};
use crate::halts::{self, Verdict, verdict};
use crate::ids::{ChildId, CopyOrderId, OrderHash, RealMs};
use crate::input::{CancelAnswer, OrderReport, PlaceOutcome, Refusal, RefusalCode};
use crate::money::{LOT, MICRO, Shares};
use crate::step::{Consequence, Cx};

/// The first look at something unresolved, ms.
const FIRST_LOOK_MS: i64 = 2_000;
/// The first look at an order that the venue holds back by a taker delay of some seconds, ms.
const DELAYED_LOOK_MS: i64 = 15_000;
/// The longest wait between two looks at something unresolved, ms.
const LOOK_MAX_MS: i64 = 30_000;
/// Two look-ups that found nothing count only so far apart, in real time: trades are listed up to 40 s after the match.
const MISSING_APART_MS: i64 = 60_000;
/// An order may be taken, and match at once, in the last moment before its request is void. It leaves the look-up at once then, and
/// its trades are listed up to 40 s later: nothing found before then proves nothing. With 5 s for clocks that differ, ms.
const LISTED_AFTER_MS: i64 = 45_000;
/// Differences under a lot between what the venue reports and what trades sum to are rounding, and snapped.
const SNAP_UNDER: Shares = LOT;
/// After so many looks without an end the user is told.
const TELL_AFTER_TRIES: u32 = 20;

pub(crate) fn on_signed(cx: &mut Cx<'_>, id: ChildId, hash: OrderHash, void_after: RealMs) {
    if let Some(mut child) = cx.state.children.get(&id).cloned()
        && child.hash.is_none()
        && child.state == ChildState::Prepared
    {
        child.hash = (!crate::planted!("hash-not-stored")).then_some(hash);
        child.void_after = Some(void_after);
        cx.put(Change::Child(child));
        cx.then(Consequence::WatchChild(id, LOOK_MAX_MS));
    }
}

pub(crate) fn on_sign_refused(cx: &mut Cx<'_>, id: ChildId, reason: String) {
    refuse(
        cx,
        id,
        Refusal {
            code: RefusalCode::Local,
            text: reason,
            retry_after_ms: None,
        },
    );
}

pub(crate) fn on_placed(cx: &mut Cx<'_>, id: ChildId, outcome: PlaceOutcome) {
    let Some(mut child) = open_child(cx, id) else { return };
    match outcome {
        PlaceOutcome::Live => now_live(cx, child),
        PlaceOutcome::Matched { shares } => {
            child.evidence.answered = child.evidence.answered.max(shares);
            if child.kind.rests() && child.evidence.answered + SNAP_UNDER <= child.size() {
                now_live(cx, child);
                cx.then(Consequence::WatchChild(id, FIRST_LOOK_MS));
            } else {
                over(cx, child);
                cx.then(Consequence::WatchChild(id, FIRST_LOOK_MS));
            }
        }
        PlaceOutcome::Delayed => unknown(cx, child, DELAYED_LOOK_MS),
        PlaceOutcome::Refused(refusal) => {
            // A refusal that comes after the order was seen (late, reordered) refuses nothing.
            if was_seen(&child) {
                cx.then(Consequence::WatchChild(id, FIRST_LOOK_MS));
            } else {
                refuse(cx, id, refusal);
            }
        }
        PlaceOutcome::Unknown { reason } => {
            let order = cx.state.orders.get(&child.order).cloned();
            unknown(cx, child, FIRST_LOOK_MS);
            if let Some(order) = order {
                record_step(cx, &order, OrderStep::Unknown { child: id, reason });
            }
            if crate::planted!("resign-on-timeout") {
                refuse(cx, id, unavailable("timed out"));
            }
        }
        PlaceOutcome::Misnamed { id: other } => {
            let order = cx.state.orders.get(&child.order).cloned();
            unknown(cx, child, FIRST_LOOK_MS);
            let reason = format!("the venue calls it {other}");
            if let Some(order) = order {
                let reason = reason.clone();
                record_step(cx, &order, OrderStep::Unknown { child: id, reason });
            }
            // Every further order would be lost in the same way, and may be executed all the same.
            let mut halt = Halt::new(HaltReason::Version, cx.now);
            halt.words = Some(reason);
            halts::raise(cx, halt);
        }
    }
}

fn open_child(cx: &Cx<'_>, id: ChildId) -> Option<ChildOrder> {
    cx.state
        .children
        .get(&id)
        .filter(|child| child.state.holds_slot())
        .cloned()
}

fn was_seen(child: &ChildOrder) -> bool {
    let evidence = &child.evidence;
    evidence.seen_live || !evidence.matched().is_zero() || !evidence.traded.is_zero()
}

/// Its fate is not known yet; it is looked up in so many ms.
fn unknown(cx: &mut Cx<'_>, mut child: ChildOrder, look_in_ms: i64) {
    let id = child.id;
    if child.state == ChildState::Prepared {
        child.state = ChildState::Unknown;
    }
    cx.put(Change::Child(child));
    cx.then(Consequence::WatchChild(id, look_in_ms));
}

/// It rests. If its order has been ended meanwhile, it is cancelled at once.
fn now_live(cx: &mut Cx<'_>, mut child: ChildOrder) {
    let was = child.state;
    child.evidence.seen_live = true;
    child.evidence.missing_since = None;
    if matches!(was, ChildState::Prepared | ChildState::Unknown) {
        child.state = ChildState::Live;
    }
    let (id, hash, now) = (child.id, child.hash.clone(), child.state);
    let order = cx.state.orders.get(&child.order).cloned();
    if cx.state.children.get(&id) != Some(&child) {
        cx.put(Change::Child(child.clone()));
    }
    let Some(order) = order else { return };
    if now == ChildState::Live && was != ChildState::Live {
        if let Some(hash) = hash {
            record_step(cx, &order, OrderStep::Live { child: id, hash });
        }
        reset_refusals(cx, &order);
        let unwanted = order.status != OrderStatus::Working || child.last;
        let halted = verdict(cx.state, super::ending::action_of(&order), &order.token);
        if unwanted {
            let reason = order.end.map_or(CancelReason::User, super::ending::cancel_reason);
            cancel_child(cx, id, reason, true);
        } else if matches!(halted, Verdict::Withdraw(_)) {
            // The halt came while it was on its way.
            cancel_child(cx, id, CancelReason::Rule, false);
        } else if child.open_shares() > order.remaining() + SNAP_UNDER {
            cancel_child(cx, id, CancelReason::Cut, false);
        }
    }
}

fn reset_refusals(cx: &mut Cx<'_>, order: &CopyOrder) {
    if order.refusals > 0 || order.waiting.is_some() {
        let mut order = order.clone();
        order.refusals = 0;
        order.waiting = None;
        cx.put(Change::Order(order));
    }
}

/// It never reached the venue, for certain: the slot is free.
pub(super) fn refuse(cx: &mut Cx<'_>, id: ChildId, refusal: Refusal) {
    let Some(mut child) = open_child(cx, id) else { return };
    child.state = ChildState::Refused;
    let (order_id, kind) = (child.order, child.kind);
    cx.put(Change::Child(child));
    let Some(order) = cx.state.orders.get(&order_id).cloned() else {
        return;
    };
    record_step(
        cx,
        &order,
        OrderStep::Refused {
            child: id,
            code: refusal.code,
            text: refusal.text.clone(),
        },
    );
    if order.status == OrderStatus::Ending {
        super::finish_order(cx, order_id, EndReason::Refused);
        return;
    }
    super::refusals::after(cx, order, kind, refusal);
}

pub(super) fn unavailable(text: &str) -> Refusal {
    Refusal {
        code: RefusalCode::Unavailable,
        text: text.to_owned(),
        retry_after_ms: Some(0),
    }
}

pub(crate) fn on_cancel_answer(cx: &mut Cx<'_>, id: ChildId, answer: CancelAnswer) {
    let Some(mut child) = open_child(cx, id) else { return };
    match answer {
        // Done, or not open any more: either way the final filled size is read before anything else happens.
        CancelAnswer::Cancelled | CancelAnswer::NotOpen { .. } => {
            child.evidence.cancel_answered = true;
            cx.put(Change::Child(child.clone()));
            look_up(cx, &child);
        }
        CancelAnswer::Matched { .. } if child.kind.rests() => {
            child.evidence.reported = child.evidence.reported.max(child.size());
            over(cx, child);
        }
        CancelAnswer::Matched { .. } => {
            // Some of it, nobody says how much: held until trades say, and looks a minute apart find no more. (What is
            // under a lot would be snapped.)
            child.evidence.reported = child.evidence.reported.max(SNAP_UNDER);
            child.evidence.cancel_answered = true;
            cx.put(Change::Child(child.clone()));
            look_up(cx, &child);
        }
        CancelAnswer::Unknown { .. } => {
            if crate::planted!("cancel-error-is-an-answer") {
                child.evidence.cancel_answered = true;
                cx.put(Change::Child(child));
            }
        }
    }
    // The next look is set already, by whoever asked for the cancellation; an answer does not shorten the wait.
}

/// What the venue says of an order: an answer to a look-up, or a pushed event, which is a hint that is looked into.
pub(crate) fn on_report(
    orders: &mut Orders,
    cx: &mut Cx<'_>,
    id: ChildId,
    report: OrderReport,
    looked_at: Option<RealMs>,
) {
    let Some(mut child) = open_child(cx, id) else { return };
    match in_whole_shares(&child, report) {
        OrderReport::Open { matched } => {
            child.evidence.reported = child.evidence.reported.max(matched);
            if looked_at.is_none() {
                cx.put(Change::Child(child));
                cx.then(Consequence::WatchChild(id, 0));
            } else if child.evidence.over {
                cx.put(Change::Child(child)); // A list of an earlier moment than what is known.
            } else {
                still_open(cx, child);
            }
        }
        OrderReport::Closed { matched, .. } => {
            child.evidence.reported = child.evidence.reported.max(matched);
            if crate::planted!("reported-match-lowered") {
                child.evidence.reported = matched;
            }
            if looked_at.is_some() {
                orders.tries.remove(&id);
                over(cx, child);
            } else {
                cx.put(Change::Child(child));
                cx.then(Consequence::WatchChild(id, 0));
            }
        }
        OrderReport::Missing { matched } => {
            child.evidence.reported = child.evidence.reported.max(matched);
            match looked_at {
                Some(at) => missing(cx, child, at),
                None => cx.then(Consequence::WatchChild(id, 0)),
            }
        }
    }
}

/// The venue documents sizes in whole shares and in millionths of one. What is far beyond the order is the latter: taken for
/// shares it could never be explained, and would hold the slot for ever.
fn in_whole_shares(child: &ChildOrder, report: OrderReport) -> OrderReport {
    // A fill-and-kill purchase is a budget, which buys more than its limit promised.
    let most_times = if matches!(child.kind, ChildKind::BuyNow { .. }) {
        1_000
    } else {
        2
    };
    let most = Shares::from_micros(child.size().micros().saturating_mul(most_times)) + LOT;
    let whole = |matched: Shares| {
        if matched > most {
            Shares::from_micros(matched.micros() / MICRO)
        } else {
            matched
        }
    };
    match report {
        OrderReport::Open { matched } => OrderReport::Open {
            matched: whole(matched),
        },
        OrderReport::Closed { matched, status } => OrderReport::Closed {
            matched: whole(matched),
            status,
        },
        // What trades sum to is in whole shares.
        missing @ OrderReport::Missing { .. } => missing,
    }
}

/// A look found it open. An answer to its cancellation from before was of a moment before it was booked, or the list lags:
/// either way the cancellation is not answered, and looks that found nothing count no more.
fn still_open(cx: &mut Cx<'_>, mut child: ChildOrder) {
    child.evidence.cancel_answered = false;
    child.evidence.missing_since = None;
    now_live(cx, child);
}

/// The order look-up does not know it, and trades show no more. Filled and cancelled orders vanish from it: this proves
/// nothing alone.
fn missing(cx: &mut Cx<'_>, mut child: ChildOrder, at: RealMs) {
    child.evidence.missing_since.get_or_insert(at);
    let id = child.id;
    if child.state == ChildState::Live {
        child.state = ChildState::Unknown;
        cx.then(Consequence::WatchChild(id, FIRST_LOOK_MS));
    }
    if cx.state.children.get(&id) != Some(&child) {
        cx.put(Change::Child(child.clone()));
    }
    if child.evidence.over {
        explained(cx, id);
        return;
    }
    if may_be_freed(&child, at) {
        free(cx, child);
    } else if !child.evidence.cancel_answered {
        send_cancel(cx, &child);
    }
}

/// The rule for a slot of unknown fate.
fn may_be_freed(child: &ChildOrder, looked_at: RealMs) -> bool {
    let evidence = &child.evidence;
    let apart = evidence
        .missing_since
        .is_some_and(|since| looked_at.since(since) >= MISSING_APART_MS);
    let void = child
        .void_after
        .is_some_and(|void| looked_at.since(void) >= LISTED_AFTER_MS);
    if crate::planted!("unknown-ages-into-refused") {
        return apart
            || evidence
                .missing_since
                .is_some_and(|since| looked_at.since(since) >= 5_000);
    }
    if crate::planted!("two-looks-in-one-instant") {
        return explains(child);
    }
    explains(child) && evidence.cancel_answered && void && apart
}

/// Whether trades explain every match that the venue answered or reported, to less than a lot.
fn explains(child: &ChildOrder) -> bool {
    let evidence = &child.evidence;
    evidence.traded >= evidence.matched() || evidence.matched() - evidence.traded < SNAP_UNDER
}

/// It is over on the venue, as the venue says. Free once trades explain what it matched.
fn over(cx: &mut Cx<'_>, mut child: ChildOrder) {
    child.evidence.over = true;
    child.state = ChildState::Closing;
    let id = child.id;
    if cx.state.children.get(&id) != Some(&child) {
        cx.put(Change::Child(child));
    }
    explained(cx, id);
    cx.then(Consequence::WatchChild(id, FIRST_LOOK_MS));
}

/// Frees the slot if what is known by now allows it.
pub(crate) fn explained(cx: &mut Cx<'_>, id: ChildId) {
    let Some(child) = open_child(cx, id) else { return };
    let whole = child.kind.rests() && child.evidence.traded + SNAP_UNDER > child.size();
    if whole || (child.evidence.over && explains(&child)) {
        free(cx, child);
    }
}

fn free(cx: &mut Cx<'_>, mut child: ChildOrder) {
    let never_there = !was_seen(&child);
    let (id, order_id, filled) = (child.id, child.order, child.filled);
    if never_there && child.kind.rests() {
        refuse(cx, id, unavailable("the venue has neither the order nor a trade of it"));
        return;
    }
    let rested = child.kind.rests();
    child.state = ChildState::Final;
    cx.put(Change::Child(child));
    let Some(order) = cx.state.orders.get(&order_id).cloned() else {
        return;
    };
    record_step(cx, &order, OrderStep::Closed { child: id, filled });
    go_on(cx, order, rested);
}

/// What an order does when its slot is free again.
fn go_on(cx: &mut Cx<'_>, mut order: CopyOrder, rested: bool) {
    let id = order.id;
    match order.status {
        OrderStatus::Ended => {}
        OrderStatus::Ending => super::finish_order(cx, id, EndReason::CancelledByUser),
        OrderStatus::Working => {
            if super::placement::is_dust(order.remaining().floor_to_lot(), order.trader_price) {
                super::finish_order(cx, id, EndReason::Filled);
                return;
            }
            if rested {
                cx.then(Consequence::CheckOrder(id));
                return;
            }
            // A fill-and-kill that left something.
            order.attempts = order.attempts.saturating_add(1);
            order.refusals = 0;
            let at_once = order.execution == Execution::TakeThenLadder;
            if at_once {
                order.execution = Execution::Ladder;
            }
            cx.put(Change::Order(order));
            if at_once {
                cx.then(Consequence::CheckOrder(id));
            } else {
                cx.then(Consequence::CheckOrderIn(id, cx.intervals.management_ms));
            }
        }
    }
}

/// Cancels whatever child holds an order's slot.
pub(crate) fn cancel_child_of(cx: &mut Cx<'_>, order: CopyOrderId, reason: CancelReason, last: bool) {
    if let Some(child) = cx.state.slot(order).map(|child| child.id) {
        cancel_child(cx, child, reason, last);
    }
}

/// Asks for a child's end. One that was never signed ends at once; one whose fate is unknown is cancelled by its hash too.
pub(super) fn cancel_child(cx: &mut Cx<'_>, id: ChildId, reason: CancelReason, last: bool) {
    let Some(mut child) = open_child(cx, id) else { return };
    let Some(order) = cx.state.orders.get(&child.order).cloned() else {
        return;
    };
    if matches!(child.state, ChildState::Cancelling | ChildState::Closing) {
        if last && !child.last {
            child.last = true;
            cx.put(Change::Child(child));
        }
        return;
    }
    child.last = child.last || last;
    if child.state == ChildState::Live {
        child.state = ChildState::Cancelling;
    }
    let prepared = child.state == ChildState::Prepared;
    cx.put(Change::Child(child.clone()));
    super::ending::record_cancel(cx, &order, Some(id), reason);
    if !prepared {
        send_cancel(cx, &child);
    }
    cx.then(Consequence::WatchChild(id, FIRST_LOOK_MS));
}

fn send_cancel(cx: &mut Cx<'_>, child: &ChildOrder) {
    if let Some(hash) = child.hash.clone() {
        cx.command(Command::Cancel { child: child.id, hash });
    }
}

fn look_up(cx: &mut Cx<'_>, child: &ChildOrder) {
    if let Some(hash) = child.hash.clone() {
        cx.command(Command::LookUp { child: child.id, hash });
    }
}

/// A child is due for a look: the venue is asked what became of it, and a cancellation that was not answered is sent again. Each
/// further look without news waits longer.
pub(crate) fn look_at_child(orders: &mut Orders, cx: &mut Cx<'_>, id: ChildId) {
    let Some(child) = open_child(cx, id) else {
        orders.tries.remove(&id);
        return;
    };
    if child.hash.is_none() {
        // Decided, never signed: the process ended before the intent was whole, so nothing was sent.
        refuse(cx, id, unavailable("not sent before the restart"));
        return;
    }
    if child.state == ChildState::Live {
        // From now on it is asked about with its order's checks.
        orders.tries.remove(&id);
        look_up(cx, &child);
        return;
    }
    let tries = orders.tries.entry(id).or_insert(0);
    *tries += 1;
    let wait = (FIRST_LOOK_MS << (*tries).min(4)).min(LOOK_MAX_MS);
    if *tries == TELL_AFTER_TRIES {
        tell_unknown(cx, &child);
    }
    orders.child_due.set(id, cx.now.plus(wait));
    let unanswered = !child.evidence.cancel_answered && !child.evidence.over;
    let cancelled = child.state == ChildState::Cancelling || (child.state == ChildState::Unknown && child.last);
    if cancelled && unanswered {
        send_cancel(cx, &child);
    }
    look_up(cx, &child);
}

fn tell_unknown(cx: &mut Cx<'_>, child: &ChildOrder) {
    let detail = child.hash.as_ref().map(ToString::to_string).unwrap_or_default();
    cx.record(EventKind::Incident {
        code: IncidentCode::OrderUnknown,
        detail: detail.clone(),
    });
    cx.command(Command::Notify(Notice::Incident {
        code: IncidentCode::OrderUnknown,
        detail,
    }));
}
