//! The notification centre: what happened since the user last looked, out of the journal and the decisions, gathered by its reason.
//! What was read is remembered beside the settings; everything else is in the store, so that it is there after a restart.

mod gather;
pub(crate) mod limits;
pub(crate) mod reading;
mod rows;
pub(crate) mod shapes;
mod standing;

use pilotfish_copy::Core;
use pilotfish_copy::entity::SignalOrigin;
use pilotfish_copy::event::{EndReason, EventKind, IncidentCode, OrderStep, SkipReason};
use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::money::{Rounding, Shares};
use pilotfish_store::read::activity::ActivityItem;
use pilotfish_store::read::decisions::{DecisionItem, Noticed};

use crate::notices::gather::{Gathering, Reason};
use crate::notices::limits::{bound, is_of_a_follow};
use crate::types::{FillBrief, HaltKind, Id, MarketBrief, Ms, Notices, TraderNewsKind};
use crate::{Api, ApiResult, reader};

/// How far back is looked, venue time.
const BACK_MS: i64 = 7 * 86_400_000;

impl Api {
    /// The notification centre.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn notices(&self) -> ApiResult<Notices> {
        let engine = self.engine()?;
        let now = engine.now().unwrap_or_default();
        let since = now.plus(-BACK_MS);
        let read = engine.noticed.since(&reader(&engine)?, since).await?;
        let core = engine.core();
        let read_until = VenueMs(self.settings_file().window.of(self.shared.mode.into()).notices_read);
        let mut gathering = Gathering::new(read_until);
        for item in &read.decisions {
            take_decision(&mut gathering, item);
        }
        take_events(&mut gathering, &core, &read.fills);
        take_events(&mut gathering, &core, &read.rare);
        take_outages(&mut gathering, engine.down().is_some().then_some(now), &read.rare);
        take_steps(&mut gathering, &read.steps);
        standing::take(&mut gathering, core.state(), &read.rare, &read.steps);
        Ok(rows::shown(&core, gathering, read_until, since))
    }

    /// Everything up to then was read; later it is not taken back.
    ///
    /// # Errors
    /// As [`Api::notices`], and `folder` when that cannot be kept.
    pub async fn read_notices(&self, until: Ms) -> ApiResult<Notices> {
        let now = self.engine()?.now().unwrap_or_default();
        let mode = self.shared.mode.into();
        self.keep(|kept| {
            let read = &mut kept.of_mut(mode).notices_read;
            *read = (*read).max(until.0.min(now.0));
        })?;
        self.notices().await
    }
}

fn take_decision(gathering: &mut Gathering, item: &DecisionItem) {
    let Noticed::Signal(signal) = &item.noticed else { return };
    let Some(decision) = signal.decision.as_ref().filter(|_| signal.origin != SignalOrigin::User) else {
        return;
    };
    let left_out = (decision.asked - decision.allowed).at_least(Shares::ZERO);
    let was_cut = decision.skipped.is_none() && left_out > Shares::ZERO;
    let limit = bound(&decision.gates).filter(|_| was_cut || decision.skipped == Some(SkipReason::Limit));
    if let Some(gate) = limit {
        let follow = is_of_a_follow(gate.gate).then_some(item.follow);
        let row = gathering.count(Reason::Limit(gate.gate, follow), item.at);
        row.of(&item.trader, &item.trader_name);
        row.left_out += left_out.value(decision.price, Rounding::HalfUp);
        row.basis.get_or_insert_with(|| gate.basis.clone());
        *(if was_cut { &mut row.cut } else { &mut row.skipped }) += 1;
    } else if let Some(reason) = decision.skipped.filter(|reason| is_told(*reason)) {
        let row = gathering.count(Reason::NotCopied(reason), item.at);
        row.of(&item.trader, &item.trader_name);
    }
}

/// What a person would want to know was not copied: not where there was nothing to copy, nor what is told otherwise.
const fn is_told(reason: SkipReason) -> bool {
    match reason {
        SkipReason::UnderOneDollar
        | SkipReason::UnderMinimumSize
        | SkipReason::RoundsToNothing
        | SkipReason::Limit
        | SkipReason::Paused
        | SkipReason::Stopped
        | SkipReason::PriceBand
        | SkipReason::TooCloseToResolution
        | SkipReason::Filtered
        | SkipReason::MarketClosed
        | SkipReason::MarketUnknown
        | SkipReason::TooOld
        | SkipReason::RoundTrip
        | SkipReason::WalletMoved
        | SkipReason::DailyLoss
        | SkipReason::ClosedOnly
        | SkipReason::Halted => true,
        SkipReason::Accumulating
        | SkipReason::NothingHeld
        | SkipReason::NothingToSell
        | SkipReason::FollowOff
        | SkipReason::SideNotCopied
        | SkipReason::Resolved
        | SkipReason::Split
        | SkipReason::Redemption
        | SkipReason::TurnedRound
        | SkipReason::AlreadyCounted
        | SkipReason::Malformed
        | SkipReason::CameIn
        | SkipReason::MovedAway
        | SkipReason::Migrated => false,
    }
}

fn take_events(gathering: &mut Gathering, core: &Core, events: &[ActivityItem]) {
    for item in events {
        let (at, place) = (item.event.at, place(item));
        match &item.event.what {
            EventKind::Fill {
                order,
                side,
                shares,
                price,
                fee,
                ..
            } => {
                let row = gathering.count(Reason::Fills, at);
                row.fees += *fee;
                row.filled(*side, *shares, *price);
                row.fill.get_or_insert_with(|| FillBrief {
                    order: Id(order.0),
                    side: (*side).into(),
                    shares: shares.to_string(),
                    price: price.to_string(),
                    market: place.market,
                    outcome: place.outcome,
                });
            }
            EventKind::Settlement {
                settlement: Settlement::Failed,
                order,
                shares,
                ..
            } => {
                let row = gathering.count(Reason::Undone, at);
                if row.order.is_none() {
                    row.shares = *shares;
                }
                row.describe(Some(*order), place);
            }
            EventKind::Resolution {
                payout,
                shares,
                realised,
                ..
            } => {
                let row = gathering.count(Reason::Resolved, at);
                row.paid_out(*shares, *payout);
                row.realised += *realised;
                row.describe(None, place);
            }
            EventKind::Redeemed { usd, .. } => {
                let row = gathering.count(Reason::Collected, at);
                row.paid += *usd;
                row.describe(None, place);
            }
            EventKind::Halted { reason, .. } => {
                let kind = HaltKind::from(reason);
                if !standing::is_the_users(kind) {
                    let row = gathering.count(Reason::Halt(kind), at);
                    row.describe(None, place);
                }
            }
            EventKind::TraderMoved { follow, news } => {
                let row = gathering.count(Reason::TraderMoved(TraderNewsKind::from(news), *follow), at);
                row.describe(None, place);
                name(core, *follow, row);
            }
            EventKind::Incident { code, .. } => match code {
                // Of these, `take_outages`.
                IncidentCode::Disconnected | IncidentCode::Reconnected => {}
                IncidentCode::OrderUnknown | IncidentCode::TradeDisputed | IncidentCode::MarketDisputed => {
                    gathering.count(Reason::Trouble(*code), at);
                }
            },
            // A settlement that did not fail; and what is not read here, or is told by its decision or its step.
            EventKind::Settlement { .. }
            | EventKind::Follow { .. }
            | EventKind::Control { .. }
            | EventKind::Signal { .. }
            | EventKind::Ignored { .. }
            | EventKind::Skip { .. }
            | EventKind::Order { .. }
            | EventKind::Price { .. }
            | EventKind::Cancel { .. }
            | EventKind::Sweep { .. }
            | EventKind::ResolutionCorrected { .. }
            | EventKind::Moved { .. }
            | EventKind::Given { .. }
            | EventKind::Lifted { .. } => {}
        }
    }
}

/// Outages, newest first. The newest one without an end stands while the exchange does not answer, at `down_at`. Any other without
/// one, as a program that was ended meanwhile leaves it, lasted until the next change of the connection at the most; where there is
/// none, its length is not known.
fn take_outages(gathering: &mut Gathering, down_at: Option<VenueMs>, events: &[ActivityItem]) {
    let mut later: Option<VenueMs> = None;
    for item in events {
        let EventKind::Incident { code, .. } = &item.event.what else {
            continue;
        };
        let at = item.event.at;
        match code {
            IncidentCode::Reconnected => later = Some(at),
            IncidentCode::Disconnected => {
                let row = gathering.count(Reason::Connection, at);
                row.stands |= later.is_none() && down_at.is_some();
                row.down_ms += later.or(down_at).map_or(0, |until| until.since(at).max(0));
                later = Some(at);
            }
            IncidentCode::OrderUnknown | IncidentCode::TradeDisputed | IncidentCode::MarketDisputed => {}
        }
    }
}

/// Steps of orders, newest first: what was refused, and what ended by itself. What waits is told from the state.
fn take_steps(gathering: &mut Gathering, steps: &[ActivityItem]) {
    for item in steps {
        let EventKind::Order { order, step, .. } = &item.event.what else {
            continue;
        };
        let reason = match step {
            OrderStep::Refused { code, .. } => Reason::Refused(*code),
            OrderStep::Ended { reason, .. } if ends_by_itself(*reason) => Reason::Ended(*reason),
            OrderStep::Ended { .. }
            | OrderStep::Waiting { .. }
            | OrderStep::Opened { .. }
            | OrderStep::Placed { .. }
            | OrderStep::Live { .. }
            | OrderStep::Unknown { .. }
            | OrderStep::Closed { .. }
            | OrderStep::TakenNow {}
            | OrderStep::Cut { .. } => continue,
        };
        let row = gathering.count(reason, item.event.at);
        row.describe(Some(*order), place(item));
    }
}

/// Not filled, not turned round by the trader, not ended by the user's hand.
const fn ends_by_itself(reason: EndReason) -> bool {
    match reason {
        EndReason::Expired
        | EndReason::Refused
        | EndReason::MarketClosed
        | EndReason::MarketResolved
        | EndReason::LimitUsedUp
        | EndReason::PriceBand
        | EndReason::TooCloseToResolution
        | EndReason::RestBelowMinimum
        | EndReason::DailyLoss
        | EndReason::ClosedOnly
        | EndReason::WalletMoved => true,
        EndReason::Filled
        | EndReason::TurnedRound
        | EndReason::CancelledByUser
        | EndReason::FollowOff
        | EndReason::Stopped
        | EndReason::Filtered
        | EndReason::SideNotCopied
        | EndReason::ClosedByUser
        | EndReason::NothingLeft => false,
    }
}

fn place(item: &ActivityItem) -> MarketBrief {
    let words = item.market.as_ref();
    MarketBrief {
        market: words.map(|words| words.question.clone()),
        outcome: words.map(|words| words.outcome.clone()),
    }
}

fn name(core: &Core, follow: FollowId, row: &mut gather::Gathered) {
    if let Some(follow) = core.state().follows.get(&follow) {
        row.of(&follow.trader, &follow.name);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use pilotfish_copy::event::Event;

    use super::*;

    /// Newest first.
    fn connection(changes: &[(i64, IncidentCode)]) -> Vec<ActivityItem> {
        let item = |(at, code): &(i64, IncidentCode)| ActivityItem {
            event: Event {
                seq: 1,
                at: VenueMs(*at),
                what: EventKind::Incident {
                    code: *code,
                    detail: String::new(),
                },
            },
            follow: None,
            trader_name: None,
            market: None,
        };
        changes.iter().map(item).collect()
    }

    fn told(down_at: Option<i64>, changes: &[(i64, IncidentCode)]) -> (bool, i64, u32) {
        let mut gathering = Gathering::new(VenueMs(0));
        take_outages(&mut gathering, down_at.map(VenueMs), &connection(changes));
        let row = gathering.rows.into_values().next().unwrap();
        (row.stands, row.down_ms, row.count)
    }

    #[test]
    fn an_outage_stands_only_while_it_lasts_and_only_the_newest() {
        use IncidentCode::{Disconnected as Down, Reconnected as Up};
        assert_eq!(told(None, &[(50, Up), (20, Down)]), (false, 30, 1));
        assert_eq!(told(Some(90), &[(20, Down)]), (true, 70, 1));
        // The program was ended meanwhile, and the exchange answered when it was started again.
        assert_eq!(told(None, &[(20, Down)]), (false, 0, 1), "how long is not known");
        assert_eq!(told(None, &[(60, Up), (50, Down), (20, Down)]), (false, 40, 2));
        assert_eq!(told(Some(90), &[(80, Down), (20, Down)]), (true, 70, 2));
        // It is away again, but that is not in the journal yet.
        assert_eq!(told(Some(90), &[(50, Up), (20, Down)]), (false, 30, 1));
    }
}
