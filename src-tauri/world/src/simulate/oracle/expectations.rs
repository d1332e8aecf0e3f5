//! What a script says must be so.

use std::collections::BTreeMap;

use pilotfish_copy::entity::CopyOrder;
use pilotfish_copy::event::{Event, EventKind, SkipReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use super::{Oracle, Pair};
use crate::simulate::script::{Expectation, OrderMatch, Outcome};
use crate::simulate::venue::Venue;

/// What was told since the start.
#[derive(Debug, Default)]
pub(super) struct Counts {
    kinds: BTreeMap<String, usize>,
    skips: BTreeMap<SkipReason, usize>,
    noted: BTreeMap<SkipReason, usize>,
    signals: BTreeMap<Side, usize>,
}

impl Counts {
    pub(super) fn take(&mut self, event: &Event) {
        *self.kinds.entry(word(&event.what).to_owned()).or_default() += 1;
        match &event.what {
            EventKind::Skip { reason, .. } => *self.skips.entry(*reason).or_default() += 1,
            EventKind::Ignored { reason, .. } => *self.noted.entry(*reason).or_default() += 1,
            EventKind::Signal { side, .. } => *self.signals.entry(*side).or_default() += 1,
            _ => {}
        }
    }
}

/// The word an event has in JSON.
const fn word(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Follow { .. } => "follow",
        EventKind::Control { .. } => "control",
        EventKind::Signal { .. } => "signal",
        EventKind::Ignored { .. } => "noted",
        EventKind::Skip { .. } => "skip",
        EventKind::Order { .. } => "order",
        EventKind::Price { .. } => "price",
        EventKind::Fill { .. } => "fill",
        EventKind::Cancel { .. } => "cancel",
        EventKind::Sweep { .. } => "conversion",
        EventKind::Settlement { .. } => "settlement",
        EventKind::Resolution { .. } => "resolution",
        EventKind::Redeemed { .. } => "redeemed",
        EventKind::ResolutionCorrected { .. } => "resolution_corrected",
        EventKind::Moved { .. } => "moved",
        EventKind::Given { .. } => "given",
        EventKind::Halted { .. } => "halted",
        EventKind::Lifted { .. } => "lifted",
        EventKind::TraderMoved { .. } => "trader_moved",
        EventKind::Incident { .. } => "trouble",
    }
}

impl Oracle {
    /// What is not as the script says, if anything.
    pub(crate) fn expects(&mut self, expectation: &Expectation, venue: &Venue) -> Option<String> {
        self.books.read(&venue.ledger);
        let differs = |what: String, is: &dyn std::fmt::Display| Some(format!("{what}; it is {is}"));
        match expectation {
            Expectation::Held {
                trader,
                market,
                outcome,
                shares,
            } => {
                let pair = self.pair(venue, trader, market, *outcome)?;
                let held = self
                    .said
                    .holdings
                    .get(&pair)
                    .map_or(Shares::ZERO, |holding| holding.shares);
                if held == *shares {
                    return None;
                }
                differs(format!("{trader} {market} {outcome:?} should hold {shares}"), &held)
            }
            Expectation::Target {
                trader,
                market,
                outcome,
                shares,
            } => {
                let pair = self.pair(venue, trader, market, *outcome)?;
                let target = self
                    .said
                    .targets
                    .get(&pair)
                    .map_or(Shares::ZERO, |target| target.shares);
                if target == *shares {
                    return None;
                }
                differs(format!("{trader} {market} {outcome:?} should want {shares}"), &target)
            }
            Expectation::Orders { of, count } => {
                let found: Vec<String> = self
                    .said
                    .orders
                    .values()
                    .filter(|order| self.is_meant(order, of, venue))
                    .map(|order| order.id.to_string())
                    .collect();
                if found.len() == *count {
                    return None;
                }
                let all: Vec<String> = self.said.orders.values().map(describe).collect();
                Some(format!(
                    "{count} orders of {of:?} should be there; of those there are {all:?} it is {found:?}"
                ))
            }
            Expectation::Sent {
                side,
                at_least,
                at_most,
            } => {
                let count = self
                    .books
                    .sent
                    .values()
                    .filter(|sent| side.is_none_or(|side| sent.side == side))
                    .count();
                if (*at_least..=*at_most).contains(&count) {
                    return None;
                }
                differs(format!("{at_least} to {at_most} orders should have been sent"), &count)
            }
            Expectation::Resting { count, price } => {
                let resting: Vec<_> = venue
                    .exchange
                    .open_orders(&venue.us)
                    .filter(|order| self.books.sent.contains_key(&order.id))
                    .map(|order| order.price)
                    .collect();
                let fits = resting.len() == *count && price.is_none_or(|price| resting.iter().all(|one| *one == price));
                if fits {
                    return None;
                }
                Some(format!(
                    "{count} orders should rest at {price:?}; these do: {resting:?}"
                ))
            }
            Expectation::Signals { side, count } => {
                let is: usize = self
                    .counts
                    .signals
                    .iter()
                    .filter(|(one, _)| side.is_none_or(|side| side == **one))
                    .map(|(_, count)| *count)
                    .sum();
                if is == *count {
                    return None;
                }
                differs(format!("there should be {count} signals"), &is)
            }
            Expectation::Skipped { reason, at_least } => {
                let is = self.counts.skips.get(reason).copied().unwrap_or(0);
                if is >= *at_least {
                    return None;
                }
                Some(format!(
                    "{reason:?} should have been a reason to skip; there were {:?}",
                    self.counts.skips
                ))
            }
            Expectation::Noted { reason, at_least } => {
                let is = self.counts.noted.get(reason).copied().unwrap_or(0);
                if is >= *at_least {
                    return None;
                }
                Some(format!(
                    "{reason:?} should have been noted; there were {:?}",
                    self.counts.noted
                ))
            }
            Expectation::Halt { halt, stands } => {
                let is = self.said.halted(halt);
                if is == *stands {
                    return None;
                }
                Some(format!(
                    "halt {halt} should stand: {stands}; there are {:?}",
                    self.said.halts.keys()
                ))
            }
            Expectation::HaltIs { reason } => (!self.stands(reason))
                .then(|| format!("{reason:?} should stand; there are {:?}", self.said.halts.keys())),
            Expectation::Cash { usd } => {
                let is = self
                    .said
                    .control
                    .as_ref()
                    .and_then(|control| control.cash)
                    .unwrap_or_default();
                if is == *usd {
                    return None;
                }
                differs(format!("cash should be {usd}"), &is)
            }
            Expectation::Spent { usd } => {
                let day = VenueMs(venue.now).utc_day();
                let is = self
                    .said
                    .control
                    .as_ref()
                    .map_or(Usd::ZERO, |control| control.spent_on(day));
                if is == *usd {
                    return None;
                }
                differs(format!("{usd} should have been spent today"), &is)
            }
            Expectation::Told {
                kind,
                at_least,
                at_most,
            } => {
                let is = self.counts.kinds.get(kind).copied().unwrap_or(0);
                if (*at_least..=*at_most).contains(&is) {
                    return None;
                }
                differs(
                    format!("{at_least} to {at_most} events {kind} should have been told"),
                    &is,
                )
            }
        }
    }

    fn pair(&self, venue: &Venue, trader: &str, market: &str, outcome: Outcome) -> Option<Pair> {
        let wallet = venue.traders.get(trader).map(|trader| trader.wallet.clone())?;
        let follow = self.said.follow_of(&wallet)?.id;
        Some((follow, venue.token(market, outcome)?))
    }

    fn is_meant(&self, order: &CopyOrder, of: &OrderMatch, venue: &Venue) -> bool {
        let token = |market: &str| {
            let outcomes = of
                .outcome
                .map_or(vec![Outcome::Yes, Outcome::No], |outcome| vec![outcome]);
            outcomes
                .into_iter()
                .filter_map(|outcome| venue.token(market, outcome))
                .any(|token| token == order.token)
        };
        let trader = |name: &str| {
            venue
                .traders
                .get(name)
                .is_some_and(|trader| trader.wallet == order.trader)
        };
        of.trader.as_deref().is_none_or(trader)
            && of.market.as_deref().is_none_or(token)
            && of.side.is_none_or(|side| side == order.side)
            && of.by_user.is_none_or(|by_user| by_user == order.by_user)
            && of.open.is_none_or(|open| open == order.is_open())
            && of.end.is_none_or(|end| order.end == Some(end))
            && of.waiting.is_none_or(|waiting| order.waiting == Some(waiting))
            && of.shares.is_none_or(|shares| order.shares == shares)
            && of.filled.is_none_or(|filled| order.filled == filled)
    }
}

fn describe(order: &CopyOrder) -> String {
    format!(
        "{} {} {} filled {} {:?} end {:?} waiting {:?}",
        order.id,
        order.side.as_str(),
        order.shares,
        order.filled,
        order.status,
        order.end,
        order.waiting
    )
}
