//! What each halt does to what could be done: one table, asked on every path that places, and when a halt comes or goes.
//!
//! | halt | purchase | copied exit | user's own close |
//! |---|---|---|---|
//! | stopped | skipped; working ones end | keeps order and target, no child | working ones end; asked for later: goes |
//! | paused | skipped; working ones are managed, not converted | new ones wait; working ones go on | goes |
//! | daily loss, closed-only | skipped; working ones end | goes | goes |
//! | shares or cash missing | waits | of that token: only what the venue has | likewise |
//! | shares unexplained | of that token: waits | goes | goes |
//! | an order that is not ours | on that token: waits | on that token: waits | asks first |
//! | hardly any room on the disk | waits | goes | goes |
//! | venue mode, clock, nothing can be written | waits | waits | waits |
//! | authentication, banned, region, version | skipped; working ones wait | waits | waits |
//!
//! A purchase waits only while it is young enough to be copied at all; an exit waits for ever. Cancelling is always allowed.

use crate::command::Command;
use crate::deadlines::Deadlines;
use crate::entity::{Change, Halt, HaltReason};
use crate::event::{ControlAction, EndReason, EventKind, Notice, WaitReason};
use crate::ids::{TokenId, VenueMs};
use crate::state::State;
use crate::step::{Consequence, Cx};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// A copied purchase.
    Purchase,
    /// A copied sale, made then.
    Exit {
        /// When its order was made.
        since: VenueMs,
    },
    /// The user's own close, asked for then.
    Close {
        /// When it was asked for.
        since: VenueMs,
    },
}

/// What the halts say to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing against it.
    Go,
    /// No new child; one that rests stays.
    Hold(WaitReason),
    /// No child at all: one that rests is cancelled.
    Withdraw(WaitReason),
    /// It ends.
    End(EndReason),
}

impl Verdict {
    const fn rank(self) -> u8 {
        match self {
            Self::Go => 0,
            Self::Hold(_) => 1,
            Self::Withdraw(_) => 2,
            Self::End(_) => 3,
        }
    }
}

/// The strictest of what the halts that stand say to an action on a token.
pub(crate) fn verdict(state: &State, action: Action, token: &TokenId) -> Verdict {
    state
        .halts
        .values()
        .map(|halt| of(halt, action, token))
        .max_by_key(|verdict| verdict.rank())
        .unwrap_or(Verdict::Go)
}

fn of(halt: &Halt, action: Action, token: &TokenId) -> Verdict {
    let here = halt.reason.token().is_none_or(|other| other == token);
    match (&halt.reason, action) {
        (HaltReason::Stopped, Action::Purchase) => Verdict::End(EndReason::Stopped),
        (HaltReason::Stopped, Action::Exit { .. }) => {
            if crate::planted!("stop-spares-exits") {
                Verdict::Go
            } else {
                Verdict::Withdraw(WaitReason::Stopped)
            }
        }
        (HaltReason::Stopped, Action::Close { since }) if since < halt.since => Verdict::End(EndReason::Stopped),
        (HaltReason::Paused, Action::Exit { since }) if since >= halt.since => Verdict::Hold(WaitReason::Paused),
        (HaltReason::DailyLoss, Action::Purchase) => Verdict::End(EndReason::DailyLoss),
        (HaltReason::ClosedOnly, Action::Purchase) => Verdict::End(EndReason::ClosedOnly),
        (HaltReason::CashMissing, Action::Purchase) => Verdict::Withdraw(WaitReason::CashMissing),
        (HaltReason::SharesMissing { .. }, Action::Purchase) => Verdict::Withdraw(WaitReason::SharesMissing),
        (HaltReason::SharesUnexplained { .. }, Action::Purchase) if here => {
            Verdict::Withdraw(WaitReason::SharesUnexplained)
        }
        (HaltReason::ForeignOrder { .. }, Action::Purchase | Action::Exit { .. }) if here => {
            if crate::planted!("foreign-order-ignored") {
                Verdict::Go
            } else {
                Verdict::Withdraw(WaitReason::ForeignOrder)
            }
        }
        (HaltReason::DiskLow, Action::Purchase) => Verdict::Hold(WaitReason::DiskLow),
        (HaltReason::NotWritten, _) => Verdict::Hold(WaitReason::NotWritten),
        (HaltReason::VenueMode, _) => Verdict::Hold(WaitReason::VenueMode),
        (HaltReason::Clock, _) => Verdict::Hold(WaitReason::Clock),
        (HaltReason::Authentication, _) => Verdict::Hold(WaitReason::Authentication),
        (HaltReason::Banned, _) => Verdict::Hold(WaitReason::Banned),
        (HaltReason::Region, _) => Verdict::Hold(WaitReason::Region),
        (HaltReason::Version, _) => Verdict::Hold(WaitReason::Version),
        _ => Verdict::Go,
    }
}

/// Halts that end by themselves at an instant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Halts {
    due: Deadlines<HaltReason>,
}

impl Halts {
    pub(crate) fn next_deadline(&self) -> Option<VenueMs> {
        self.due.next()
    }
}

pub(crate) fn after_restore(halts: &mut Halts, cx: &Cx<'_>) {
    for halt in cx.state.halts.values() {
        if let Some(until) = halt.until {
            halts.due.set(halt.reason.clone(), until);
        }
    }
}

pub(crate) fn run_due(halts: &mut Halts, cx: &mut Cx<'_>) {
    while let Some(reason) = halts.due.pop(cx.now) {
        lift(cx, &reason, false);
    }
}

/// Keeps the deadlines of halts that end by themselves.
pub(crate) fn changed(halts: &mut Halts, cx: &Cx<'_>) {
    for halt in cx.state.halts.values() {
        if let Some(until) = halt.until {
            halts.due.set(halt.reason.clone(), until);
        }
    }
}

/// A halt stands from now on, or has other figures. Said once; said again only when its figures change.
pub(crate) fn raise(cx: &mut Cx<'_>, halt: Halt) {
    let standing = cx.state.halts.get(&halt.reason).cloned();
    let halt = Halt {
        since: standing.as_ref().map_or(halt.since, |standing| standing.since),
        until: halt.until.max(standing.as_ref().and_then(|standing| standing.until)),
        ..halt
    };
    if standing.as_ref() == Some(&halt) {
        return;
    }
    let news = standing
        .as_ref()
        .is_none_or(|standing| standing.shares != halt.shares || standing.usd != halt.usd);
    cx.put(Change::Halt(halt.clone()));
    if news {
        record_raised(cx, &halt);
        if standing.is_none() && !matches!(halt.reason, HaltReason::Stopped | HaltReason::Paused) {
            cx.command(Command::Notify(Notice::Halted {
                reason: halt.reason.clone(),
            }));
        }
    }
    cx.then(Consequence::HaltsChanged);
}

fn record_raised(cx: &mut Cx<'_>, halt: &Halt) {
    match halt.reason {
        HaltReason::Stopped => cx.record(EventKind::Control {
            action: ControlAction::Stopped,
        }),
        HaltReason::Paused => cx.record(EventKind::Control {
            action: ControlAction::Paused,
        }),
        _ => cx.record(EventKind::Halted {
            reason: halt.reason.clone(),
            shares: halt.shares,
            usd: halt.usd,
            words: halt.words.clone(),
        }),
    }
}

/// A halt stands no more.
pub(crate) fn lift(cx: &mut Cx<'_>, reason: &HaltReason, by_user: bool) {
    if !cx.state.halts.contains_key(reason) {
        return;
    }
    cx.put(Change::HaltLifted(reason.clone()));
    match reason {
        HaltReason::Stopped => cx.record(EventKind::Control {
            action: ControlAction::Started,
        }),
        HaltReason::Paused => cx.record(EventKind::Control {
            action: ControlAction::Resumed,
        }),
        _ => cx.record(EventKind::Lifted {
            reason: reason.clone(),
            by_user,
        }),
    }
    let silent = by_user || matches!(reason, HaltReason::Stopped | HaltReason::Paused | HaltReason::VenueMode);
    if !silent {
        cx.command(Command::Notify(Notice::Lifted { reason: reason.clone() }));
    }
    cx.then(Consequence::HaltsChanged);
}
