//! Snapshots of a trader's positions: the baseline at the start, and afterwards what activity did not explain.

use std::collections::{BTreeMap, BTreeSet};

use super::{Observed, TRADER_DUST};
use crate::core::Core;
use crate::entity::{Change, Follow, FollowStatus, Known, PendingDifference, PriceSource, SignalOrigin};
use crate::event::FollowAction;
use crate::ids::{TokenId, VenueMs, WalletAddress};
use crate::input::SnapshotPosition;
use crate::market::Side;
use crate::money::{MICRO, Price, Rounding, Shares, mul_div};

/// The second poll must be at least this long after the first (product.md §4).
const CONFIRM_AFTER_MS: i64 = 60_000;
/// The venue's position lists may be this old (polymarket-api §7.5: `max-age=300`): so long after a row they prove nothing.
const SNAPSHOT_STALENESS_MS: i64 = 300_000;
/// Positions under this are not in the list by default (polymarket-api §7.3: dust floor 0.1 share).
const DUST_FLOOR: Shares = Shares::from_micros(100_000);
/// A derived price may lie this far outside the prices seen in its window (product.md §4).
const DERIVED_MARGIN_MICROS: i64 = 50_000;

impl Core {
    pub(crate) fn take_snapshot(&mut self, trader: &WalletAddress, at: VenueMs, positions: &[SnapshotPosition]) {
        let Some(follow) = self.state.follow_of(trader).cloned() else {
            return;
        };
        match follow.status {
            FollowStatus::Starting => self.take_baseline(follow, at, positions),
            FollowStatus::Active => self.compare(&follow, at, positions),
            FollowStatus::Off | FollowStatus::Removed => {}
        }
    }

    fn take_baseline(&mut self, mut follow: Follow, at: VenueMs, positions: &[SnapshotPosition]) {
        if at < follow.created_at {
            return; // Asked for before the follow was made: not its baseline.
        }
        let stale: Vec<TokenId> = self
            .state
            .known
            .keys()
            .filter(|(id, _)| *id == follow.id)
            .map(|(_, token)| token.clone())
            .collect();
        for token in stale {
            self.put(Change::KnownGone {
                follow: follow.id,
                token,
            });
        }
        for position in positions {
            self.put(Change::Known(known_from(&follow, position, at)));
        }
        follow.status = FollowStatus::Active;
        follow.baseline_at = Some(at);
        follow.activity_through = at;
        follow.next_activity_poll = self.now;
        follow.next_positions_poll = self.now.plus(self.intervals.positions_poll_ms);
        let copy_existing = follow.settings.copy_existing;
        self.put(Change::Follow(follow.clone()));
        self.tell_follow(&follow, FollowAction::Baseline);
        if copy_existing {
            for position in positions.iter().filter(|position| !position.redeemable) {
                self.signal(Observed {
                    key: format!("{}/{}/baseline/{}", follow.id, position.token, at.0),
                    follow: follow.id,
                    token: position.token.clone(),
                    condition: position.condition.clone(),
                    side: Side::Buy,
                    before: Shares::ZERO,
                    after: position.shares,
                    price: position.current_price,
                    price_source: PriceSource::Estimated,
                    origin: SignalOrigin::Baseline,
                    at,
                });
            }
        }
    }

    fn compare(&mut self, follow: &Follow, at: VenueMs, positions: &[SnapshotPosition]) {
        let shown: BTreeMap<&TokenId, &SnapshotPosition> =
            positions.iter().map(|position| (&position.token, position)).collect();
        let known = self
            .state
            .known
            .keys()
            .filter(|(id, _)| *id == follow.id)
            .map(|(_, token)| token.clone());
        let tokens: BTreeSet<TokenId> = known
            .chain(positions.iter().map(|position| position.token.clone()))
            .collect();
        for token in tokens {
            self.compare_token(follow, at, &token, shown.get(&token).copied());
        }
    }

    fn compare_token(&mut self, follow: &Follow, at: VenueMs, token: &TokenId, shown: Option<&SnapshotPosition>) {
        let pair = (follow.id, token.clone());
        let Some(known) = self.state.known.get(&pair).cloned().or_else(|| {
            shown.map(|position| Known {
                shares: Shares::ZERO,
                average_cost: None,
                ..known_from(follow, position, at)
            })
        }) else {
            return;
        };
        let mut known = known;
        if !self.state.known.contains_key(&pair) {
            known.covered_until = follow.baseline_at.unwrap_or(follow.created_at);
        }
        let too_soon = known
            .last_row_at
            .is_some_and(|row| at.since(row) < SNAPSHOT_STALENESS_MS);
        if self.state.gathers.contains_key(&pair) || at <= known.covered_until || too_soon {
            return;
        }
        let shares = shown.map_or(Shares::ZERO, |position| position.shares);
        let over = shown.is_some_and(|position| position.redeemable) || self.is_over(token);
        if over || same(known.shares, shares, shown.is_some()) {
            self.settle_known(known, shares, shown, over);
            return;
        }
        match &known.pending {
            Some(pending) if near(pending.shares, shares) => {
                if at.since(pending.seen_at) >= CONFIRM_AFTER_MS {
                    self.signal_difference(follow, known, shares, shown);
                }
            }
            _ => self.remember_difference(follow, known, shares, shown, at),
        }
    }

    fn is_over(&self, token: &TokenId) -> bool {
        self.state
            .market_of(token)
            .is_some_and(|market| market.closed || market.payouts.is_some())
    }

    /// Nothing to explain: the known row takes over what only snapshots tell.
    fn settle_known(&mut self, mut known: Known, shares: Shares, shown: Option<&SnapshotPosition>, over: bool) {
        let old = known.clone();
        known.pending = None;
        if over {
            known.shares = shares;
        }
        if let Some(position) = shown {
            known.average_cost = Some(position.average_cost);
            known.last_price = Some(position.current_price);
        }
        if known != old {
            self.put(Change::Known(known));
        }
    }

    /// Seen once: a second poll is asked for as soon as it counts, and the market's facts, since a resolution explains it too.
    fn remember_difference(
        &mut self,
        follow: &Follow,
        mut known: Known,
        shares: Shares,
        shown: Option<&SnapshotPosition>,
        at: VenueMs,
    ) {
        known.pending = Some(PendingDifference {
            shares,
            average_cost: shown.map(|position| position.average_cost),
            price: shown.map(|position| position.current_price),
            seen_at: at,
        });
        let condition = known.condition.clone();
        self.put(Change::Known(known));
        self.read_market_now(&condition);
        if let Some(mut follow) = self.state.follows.get(&follow.id).cloned() {
            follow.next_positions_poll = follow.next_positions_poll.min(self.now.plus(CONFIRM_AFTER_MS));
            self.put(Change::Follow(follow));
        }
    }

    fn signal_difference(
        &mut self,
        follow: &Follow,
        mut known: Known,
        after: Shares,
        shown: Option<&SnapshotPosition>,
    ) {
        let pair = (follow.id, known.token.clone());
        let Some(pending) = known.pending.take() else { return };
        let before = known.shares;
        let side = if after > before { Side::Buy } else { Side::Sell };
        let estimate = self.estimate(&pair).or(shown.map(|position| position.current_price));
        let derived = derived_price(&known, before, after, &pending);
        let (price, price_source) = match (derived, estimate) {
            (Some(price), _) => (price, PriceSource::Derived),
            (None, Some(price)) => (price, PriceSource::Estimated),
            // Nothing anywhere says what it is worth. Half a dollar is as far from a promise as a price can be; the price
            // band and the slippage bound still hold around it.
            (None, None) => (Price::from_micros(MICRO / 2), PriceSource::Estimated),
        };
        known.shares = after;
        known.covered_until = pending.seen_at;
        if let Some(position) = shown {
            known.average_cost = Some(position.average_cost);
            known.last_price = Some(position.current_price);
        }
        let condition = known.condition.clone();
        self.put(Change::Known(known));
        self.signal(Observed {
            key: format!("{}/{}/snapshot/{}/{after}", follow.id, pair.1, pending.seen_at.0),
            follow: follow.id,
            token: pair.1,
            condition,
            side,
            before,
            after,
            price,
            price_source,
            origin: SignalOrigin::Snapshot,
            at: pending.seen_at,
        });
    }
}

fn known_from(follow: &Follow, position: &SnapshotPosition, at: VenueMs) -> Known {
    Known {
        follow: follow.id,
        token: position.token.clone(),
        condition: position.condition.clone(),
        shares: position.shares,
        average_cost: Some(position.average_cost),
        last_price: Some(position.current_price),
        covered_until: at,
        last_row_at: None,
        pending: None,
    }
}

fn near(a: Shares, b: Shares) -> bool {
    (a - b).abs() <= TRADER_DUST
}

/// Whether a snapshot agrees with what is known; a position under the list's dust floor may be missing from it.
fn same(known: Shares, shown: Shares, listed: bool) -> bool {
    near(known, shown) || (!listed && known < DUST_FLOOR)
}

/// The price of an increase, from the change of average cost: (after·avg − before·avg) ÷ (after − before), if it lies within
/// the prices seen in the window ± 5 cents.
fn derived_price(known: &Known, before: Shares, after: Shares, pending: &PendingDifference) -> Option<Price> {
    if after <= before {
        return None;
    }
    let new = i128::from(after.micros()) * i128::from(pending.average_cost?.micros());
    let old = if before.is_zero() {
        0
    } else {
        i128::from(before.micros()) * i128::from(known.average_cost?.micros())
    };
    let paid = i64::try_from((new - old).div_euclid(i128::from(MICRO))).ok()?;
    let price = Price::from_micros(mul_div(paid, MICRO, (after - before).micros(), Rounding::HalfUp));
    let now = pending.price?;
    let then = known.last_price.unwrap_or(now);
    let margin = Price::from_micros(DERIVED_MARGIN_MICROS);
    let low = now.at_most(then) - margin;
    let high = now.at_least(then) + margin;
    let possible = price > Price::ZERO && price < Price::ONE;
    (possible && (low..=high).contains(&price)).then_some(price)
}
