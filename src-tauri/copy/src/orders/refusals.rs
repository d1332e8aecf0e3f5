//! What a refusal means: stop (a halt, lifted by evidence or the user), later (as long as the venue says), or another try with
//! fresh facts. Each class waits on its own; none is answered by a newly signed order every few minutes.

use super::no_gates;
use crate::command::{ChildKind, Command};
use crate::entity::{Change, CopyOrder, Execution, Halt, HaltReason};
use crate::event::{Notice, OrderStep, WaitReason};
use crate::halts;
use crate::input::{Refusal, RefusalCode};
use crate::step::{Consequence, Cx};

/// The longest wait between two tries of one order, ms.
const WAIT_MAX_MS: i64 = 3_600_000;
/// The longest wait for a venue that restarts, ms, where it does not say how long.
const VENUE_WAIT_MAX_MS: i64 = 300_000;

/// A fill-and-kill is formed anew so often, with fresh facts of the market, when its form was refused.
const FORM_TRIES: u32 = 2;

/// What a class of refusal asks for.
enum Meaning {
    /// Nothing is placed until evidence or the user lifts it.
    Stop(HaltReason),
    /// The venue takes no orders for a while; no attempt was used up.
    Later { first_ms: i64 },
    /// A normal outcome of a fill-and-kill: the attempt is used up.
    NoMatch,
    /// Try again with fresh facts of the market.
    FreshFacts { first_ms: i64 },
    /// Try again, later each time.
    Again { reason: WaitReason, first_ms: i64 },
}

const fn meaning(code: RefusalCode) -> Meaning {
    match code {
        RefusalCode::Authentication => Meaning::Stop(HaltReason::Authentication),
        RefusalCode::Restricted => Meaning::Stop(HaltReason::Banned),
        RefusalCode::ClosedOnly => Meaning::Stop(HaltReason::ClosedOnly),
        RefusalCode::Region => Meaning::Stop(HaltReason::Region),
        RefusalCode::Version => Meaning::Stop(HaltReason::Version),
        RefusalCode::Unavailable => Meaning::Later { first_ms: 5_000 },
        RefusalCode::RateLimited => Meaning::Later { first_ms: 10_000 },
        RefusalCode::NoMatch => Meaning::NoMatch,
        RefusalCode::Tick | RefusalCode::MinimumSize | RefusalCode::MinimumValue => {
            Meaning::FreshFacts { first_ms: 5_000 }
        }
        RefusalCode::MarketClosed => Meaning::FreshFacts { first_ms: 30_000 },
        RefusalCode::Balance => Meaning::Again {
            reason: WaitReason::Balance,
            first_ms: 60_000,
        },
        RefusalCode::Allowance => Meaning::Again {
            reason: WaitReason::Allowance,
            first_ms: 300_000,
        },
        RefusalCode::Local => Meaning::Again {
            reason: WaitReason::Refused,
            first_ms: 30_000,
        },
        RefusalCode::Crosses | RefusalCode::Expiration | RefusalCode::Precision | RefusalCode::Other => {
            Meaning::Again {
                reason: WaitReason::Refused,
                first_ms: 60_000,
            }
        }
    }
}

/// Each further refusal in a row doubles the wait.
fn grown(first_ms: i64, refusals: u32, most_ms: i64) -> i64 {
    (first_ms << refusals.min(10)).min(most_ms)
}

/// An order whose child was refused.
pub(super) fn after(cx: &mut Cx<'_>, order: CopyOrder, kind: ChildKind, refusal: Refusal) {
    let asked_ms = refusal.retry_after_ms;
    // The next fill-and-kill would be formed as the one before: what the venue takes of none of them rests instead.
    let of_its_form = matches!(refusal.code, RefusalCode::Tick | RefusalCode::Precision);
    let at_once = order.execution == Execution::TakeThenLadder && !kind.rests();
    if of_its_form && at_once && order.refusals >= FORM_TRIES {
        no_match(cx, order, kind);
        return;
    }
    match meaning(refusal.code) {
        Meaning::Stop(reason) => {
            let mut halt = Halt::new(reason, cx.now);
            halt.words = Some(refusal.text.clone());
            wait(cx, order, WaitReason::Refused, refusal.code, WAIT_MAX_MS);
            halts::raise(cx, halt);
        }
        Meaning::Later { first_ms } => {
            let ms = asked_ms.unwrap_or_else(|| grown(first_ms, order.refusals, VENUE_WAIT_MAX_MS));
            if ms > 0 {
                let mut halt = Halt::new(HaltReason::VenueMode, cx.now);
                halt.until = Some(cx.now.plus(ms));
                halt.words = Some(refusal.text.clone());
                halts::raise(cx, halt);
            }
            wait(cx, order, WaitReason::VenueMode, refusal.code, ms);
        }
        Meaning::NoMatch => no_match(cx, order, kind),
        Meaning::FreshFacts { first_ms } => {
            let now = cx.now;
            cx.markets.read_now(&order.condition, now);
            let ms = grown(first_ms, order.refusals, WAIT_MAX_MS);
            wait(cx, order, WaitReason::MarketFacts, refusal.code, ms);
        }
        Meaning::Again { reason, first_ms } => {
            if refusal.code == RefusalCode::Balance {
                cx.then(Consequence::ReadAccount);
            }
            let ms = asked_ms.unwrap_or_else(|| grown(first_ms, order.refusals, WAIT_MAX_MS));
            wait(cx, order, reason, refusal.code, ms);
        }
    }
}

/// Nobody took it: a `fast` order goes to the ladder, the others wait for the next cycle.
fn no_match(cx: &mut Cx<'_>, mut order: CopyOrder, kind: ChildKind) {
    order.attempts = order.attempts.saturating_add(1);
    order.refusals = 0;
    let id = order.id;
    if order.execution == Execution::TakeThenLadder && !kind.rests() {
        order.execution = Execution::Ladder;
        cx.put(Change::Order(order));
        cx.then(Consequence::CheckOrder(id));
        return;
    }
    wait(
        cx,
        order,
        WaitReason::BeyondBound,
        RefusalCode::NoMatch,
        cx.intervals.management_ms,
    );
}

/// The order waits. Said, and told, once a reason.
fn wait(cx: &mut Cx<'_>, mut order: CopyOrder, reason: WaitReason, code: RefusalCode, ms: i64) {
    let news = order.waiting != Some(reason);
    let first = order.refusals == 0;
    let id = order.id;
    order.refusals = order.refusals.saturating_add(u32::from(code != RefusalCode::NoMatch));
    order.waiting = Some(reason);
    cx.put(Change::Order(order.clone()));
    if news {
        super::record_step(
            cx,
            &order,
            OrderStep::Waiting {
                reason,
                gates: no_gates(),
            },
        );
        let normal = matches!(
            code,
            RefusalCode::NoMatch | RefusalCode::Unavailable | RefusalCode::RateLimited | RefusalCode::Tick
        );
        if first && !normal {
            cx.command(Command::Notify(Notice::Refused { order: id, code }));
        }
    }
    cx.then(Consequence::CheckOrderIn(id, ms));
}
