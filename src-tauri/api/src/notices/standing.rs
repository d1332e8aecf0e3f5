//! What stands now and needs the user, out of the state: it is there however much happened since it began.

use pilotfish_copy::event::{EventKind, OrderStep, WaitReason};
use pilotfish_copy::ids::{CopyOrderId, TokenId, VenueMs};
use pilotfish_copy::state::State;
use pilotfish_store::read::activity::ActivityItem;

use crate::notices::gather::{Gathering, Reason};
use crate::types::{HaltKind, MarketBrief};

/// Orders that wait, and halts that stand. `halts` and `steps` are what the journal's newest pages say of when that began.
pub(super) fn take(gathering: &mut Gathering, state: &State, halts: &[ActivityItem], steps: &[ActivityItem]) {
    take_orders(gathering, state, steps);
    take_halts(gathering, state, halts);
}

/// A stop and a pause are the user's own.
pub(super) const fn is_the_users(halt: HaltKind) -> bool {
    matches!(halt, HaltKind::Stopped | HaltKind::Paused)
}

fn take_orders(gathering: &mut Gathering, state: &State, steps: &[ActivityItem]) {
    let mut waiting: Vec<(VenueMs, CopyOrderId, WaitReason, &TokenId)> = state
        .orders
        .values()
        .filter(|order| order.is_open())
        .filter_map(|order| {
            let reason = order.waiting.filter(|reason| needs_a_look(*reason))?;
            let since = waits_since(steps, order.id, reason).unwrap_or(order.created_at);
            Some((since, order.id, reason, &order.token))
        })
        .collect();
    // The newest first: it describes the row.
    waiting.sort_by(|a, b| b.cmp(a));
    for (since, order, reason, token) in waiting {
        let row = gathering.count(Reason::Waiting(reason), since);
        row.describe(Some(order), place(state, token));
    }
}

fn waits_since(steps: &[ActivityItem], wanted: CopyOrderId, of: WaitReason) -> Option<VenueMs> {
    let began = steps.iter().find(|item| match &item.event.what {
        EventKind::Order { order, step, .. } => {
            *order == wanted && matches!(step, OrderStep::Waiting { reason, .. } if *reason == of)
        }
        _ => false,
    });
    began.map(|item| item.event.at)
}

/// What waits for something of its own, about which the user can do something.
const fn needs_a_look(reason: WaitReason) -> bool {
    match reason {
        WaitReason::BeyondBound | WaitReason::Balance | WaitReason::Allowance | WaitReason::NoBook => true,
        // Told as a halt, an outage or a refusal, or the user's own; or it passes by itself.
        WaitReason::Disconnected
        | WaitReason::Limit
        | WaitReason::RestBelowMinimum
        | WaitReason::VenueUnavailable
        | WaitReason::Stopped
        | WaitReason::Refused
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
        | WaitReason::MarketFacts
        | WaitReason::SharesBusy
        | WaitReason::DiskLow
        | WaitReason::NotWritten => false,
    }
}

fn take_halts(gathering: &mut Gathering, state: &State, halts: &[ActivityItem]) {
    for halt in state.halts.values() {
        let kind = HaltKind::from(&halt.reason);
        if is_the_users(kind) {
            continue;
        }
        let began = halts
            .iter()
            .find(|item| matches!(&item.event.what, EventKind::Halted { reason, .. } if *reason == halt.reason));
        let row = match began {
            // It was counted with what the journal says.
            Some(item) => gathering.row(Reason::Halt(kind), item.event.at),
            None => gathering.count(Reason::Halt(kind), halt.since),
        };
        row.stands = true;
        if let Some(token) = halt.reason.token() {
            row.describe(None, place(state, token));
        }
    }
}

fn place(state: &State, token: &TokenId) -> MarketBrief {
    let market = state.market_of(token);
    let outcome = market.and_then(|market| market.outcome(token));
    MarketBrief {
        market: market.map(|market| market.question.clone()),
        outcome: outcome.map(|outcome| outcome.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::entity::{Halt, HaltReason};

    use super::*;
    use crate::notices::gather::Section;

    #[test]
    fn a_halt_that_stands_is_told_though_the_journal_read_does_not_have_it() {
        let mut state = State::default();
        for (reason, since) in [
            (HaltReason::Authentication, VenueMs(20)),
            (HaltReason::Region, VenueMs(5)),
            (HaltReason::Paused, VenueMs(30)),
        ] {
            state.halts.insert(reason.clone(), Halt::new(reason, since));
        }
        let mut gathering = Gathering::new(VenueMs(10));
        take(&mut gathering, &state, &[], &[]);
        let told: Vec<_> = gathering
            .rows
            .iter()
            .map(|((section, reason), row)| (*section, reason.clone(), row.count, row.stands))
            .collect();
        assert_eq!(
            told,
            [
                (Section::New, Reason::Halt(HaltKind::Authentication), 1, true),
                (Section::Day(0), Reason::Halt(HaltKind::Region), 1, true),
            ]
        );
    }
}
