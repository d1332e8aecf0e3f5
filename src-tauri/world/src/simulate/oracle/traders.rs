//! Signals against what traders did in truth: nothing out of thin air, nothing twice, nothing bought that was not bought.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::Step;
use pilotfish_copy::entity::{BelowMinimum, Change, Follow, Signal, SignalKind, SignalOrigin};
use pilotfish_copy::ids::{FollowId, SignalId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, RowKind, RowSource};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Percentage, Shares, Usd};

use super::Oracle;
use crate::simulate::venue::{ChangeKind, Trader, Venue};

/// Lists and rows are in whole seconds.
const SECOND_MS: i64 = 1_000;

/// Rounding of rows: a hundredth of a share each.
const ROUNDING: Shares = Shares::from_micros(100_000);

/// Purchases that were told together with the sales that undid them: from, to.
type Spans = Vec<(VenueMs, VenueMs)>;

/// What tells a row from others.
type RowKey = (WalletAddress, String, TokenId, RowKind, Shares);

fn key_of(trader: &WalletAddress, row: &ActivityRow) -> RowKey {
    (
        trader.clone(),
        row.tx.as_str().to_owned(),
        row.token.clone(),
        row.kind,
        row.shares,
    )
}

/// What is kept of traders.
#[derive(Debug, Default)]
pub(super) struct Watched {
    pub(super) incomplete: Vec<(i64, i64)>,
    /// Signalled since the follow began, by token and side.
    signalled: BTreeMap<(FollowId, TokenId, Side), Shares>,
    began: BTreeMap<FollowId, VenueMs>,
    wallets: BTreeMap<FollowId, BTreeSet<WalletAddress>>,
    settings: BTreeMap<FollowId, (Usd, i64)>,
    /// The percentage and whether small changes are added up, as the user had set them when each signal came.
    shares: BTreeMap<SignalId, (Percentage, bool)>,
    seen: BTreeSet<SignalId>,
    rows: BTreeSet<RowKey>,
    /// Rows that the core was told, by pages or stream.
    told: BTreeSet<RowKey>,
    /// When a list of a follow's trader was last said to be doubted.
    doubted: BTreeMap<FollowId, VenueMs>,
    round_trips: BTreeMap<(WalletAddress, TokenId), Spans>,
}

impl Watched {
    /// The oldest purchase that a follow has ever allowed, ms.
    pub(super) fn oldest(&self, follow: FollowId) -> i64 {
        self.settings.get(&follow).map_or(0, |(_, age)| *age)
    }

    /// The most USD an order that a follow has ever allowed.
    pub(super) fn max_order(&self, follow: FollowId) -> Usd {
        self.settings.get(&follow).map_or(Usd::ZERO, |(usd, _)| *usd)
    }

    /// Rows that the core was told together: a purchase that they undo again is over before it is seen.
    pub(super) fn told_rows(&mut self, now: i64, trader: &WalletAddress, rows: &[ActivityRow], source: RowSource) {
        self.told.extend(rows.iter().map(|row| key_of(trader, row)));
        if !matches!(source, RowSource::Poll { .. }) {
            return;
        }
        let mut ordered: Vec<&ActivityRow> = rows.iter().collect();
        ordered.sort_by_key(|row| row.at);
        // What was bought since the last time that it was all sold again, from when to when.
        let mut bought: BTreeMap<TokenId, (Shares, VenueMs, VenueMs)> = BTreeMap::new();
        for row in ordered {
            if !self.rows.insert(key_of(trader, row)) {
                continue;
            }
            match row.kind {
                RowKind::Trade(Side::Buy) => {
                    let entry = bought
                        .entry(row.token.clone())
                        .or_insert((Shares::ZERO, row.at, row.at));
                    entry.0 += row.shares;
                    entry.2 = row.at;
                }
                RowKind::Trade(Side::Sell) => {
                    let Some((shares, from, to)) = bought.get_mut(&row.token) else {
                        continue;
                    };
                    *shares -= row.shares;
                    if *shares <= Shares::ZERO {
                        let span = (*from, *to);
                        bought.remove(&row.token);
                        // What is minutes old only may have come in two helpings.
                        if now - row.at.0 > 120_000 {
                            self.round_trips
                                .entry((trader.clone(), row.token.clone()))
                                .or_default()
                                .push(span);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// A list was said to be doubted.
    pub(super) fn told_doubt(&mut self, follow: FollowId, at: VenueMs) {
        self.doubted.insert(follow, at);
    }

    /// When the trader last sold some of a token without that the core could know: no page shows the row and no stream told
    /// it, or activity was incomplete when it was read, and the lists lost so much that they were doubted.
    pub(super) fn unseen_sale(&self, follow: FollowId, trader: &Trader, token: &TokenId) -> Option<VenueMs> {
        let doubted = self.doubted.get(&follow);
        trader
            .rows
            .iter()
            .filter(|shown| shown.row.token == *token && shown.row.kind == RowKind::Trade(Side::Sell))
            .filter(|shown| !self.told.contains(&key_of(&trader.wallet, &shown.row)))
            .filter(|shown| {
                let at = shown.row.at;
                let incomplete = self.incomplete.iter().any(|(_, until)| *until > at.0);
                shown.paged_at.is_none() || (incomplete && doubted.is_some_and(|doubted| *doubted > at))
            })
            .map(|shown| shown.row.at)
            .max()
    }

    fn take_follow(&mut self, follow: &Follow) {
        if self.began.get(&follow.id) != Some(&follow.started_at) {
            self.began.insert(follow.id, follow.started_at);
            self.signalled.retain(|(of, _, _), _| *of != follow.id);
        }
        self.wallets.entry(follow.id).or_default().insert(follow.trader.clone());
        let kept = self.settings.entry(follow.id).or_default();
        kept.0 = kept.0.at_least(follow.settings.max_order);
        kept.1 = kept.1.max(follow.settings.oldest_purchase_ms());
    }
}

impl Oracle {
    /// Checks the signals of a step.
    pub(super) fn check_signals(&mut self, now: i64, step: &Step, venue: &Venue) {
        for change in &step.changes {
            match change {
                Change::Follow(follow) => self.traders.take_follow(follow),
                Change::Signal(signal) => {
                    if self.traders.seen.insert(signal.id) && signal.origin != SignalOrigin::User {
                        if let Some(follow) = self.said.follows.get(&signal.follow) {
                            let adds_up = follow.settings.below_minimum == BelowMinimum::Accumulate;
                            let kept = (follow.settings.percentage, adds_up);
                            self.traders.shares.insert(signal.id, kept);
                        }
                        self.check_signal(now, signal, venue);
                    }
                    self.check_share(now, signal);
                    self.check_round_trip(now, signal);
                }
                _ => {}
            }
        }
    }

    /// All that was signalled since the follow began is covered by what the trader did since.
    fn check_signal(&mut self, now: i64, signal: &Signal, venue: &Venue) {
        if signal.origin == SignalOrigin::Baseline {
            return;
        }
        let key = (signal.follow, signal.token.clone(), signal.side);
        let signalled = self.traders.signalled.entry(key).or_default();
        *signalled += (signal.after - signal.before).abs();
        let signalled = *signalled;
        let since = self.traders.began.get(&signal.follow).map_or(i64::MIN, |at| at.0);
        let incomplete = self.traders.incomplete.iter().any(|(from, _)| *from <= now);
        let mut done = Shares::ZERO;
        for wallet in self.traders.wallets.get(&signal.follow).into_iter().flatten() {
            let Some(trader) = venue.trader_of(wallet) else {
                continue;
            };
            // What is held of a token whose position moved to another is sold as that other is.
            let moved_to: Vec<&TokenId> = self
                .said
                .migrated
                .values()
                .filter(|moved| {
                    moved.follow == signal.follow && moved.from == signal.token && signal.side == Side::Sell
                })
                .map(|moved| &moved.to)
                .collect();
            let meant = |token: &TokenId| *token == signal.token || moved_to.contains(&token);
            for change in trader.changes.iter().filter(|change| meant(&change.token)) {
                if change.at.div_euclid(SECOND_MS) * SECOND_MS < since.div_euclid(SECOND_MS) * SECOND_MS {
                    continue;
                }
                let counts = match change.kind {
                    ChangeKind::Trade => true,
                    ChangeKind::Merge => signal.side == Side::Sell,
                    ChangeKind::Conversion => signal.side == Side::Sell && change.shares < Shares::ZERO,
                    ChangeKind::Transfer | ChangeKind::Split => incomplete,
                    ChangeKind::Redeem | ChangeKind::Migration => false,
                };
                let same_side = (change.shares > Shares::ZERO) == (signal.side == Side::Buy);
                if counts && same_side {
                    done += change.shares.abs();
                }
            }
        }
        if signalled > done + ROUNDING {
            self.found(
                now,
                "signal",
                format!(
                    "follow {}: {} of {} {signalled} signalled since it began, but the trader did {done} ({:?}, {:?})",
                    signal.follow,
                    signal.side.as_str(),
                    signal.token,
                    signal.origin,
                    signal.price_source
                ),
            );
        }
    }

    /// What is asked is the percentage of the change, by the settings of when it came.
    fn check_share(&mut self, now: i64, signal: &Signal) {
        let Some(decision) = &signal.decision else { return };
        let Some((percentage, adds_up)) = self.traders.shares.get(&signal.id).copied() else {
            return;
        };
        if adds_up || signal.kind == SignalKind::PositionClosed || decision.order.is_none() {
            return;
        }
        let share = percentage.of((signal.after - signal.before).abs());
        if decision.allowed > share + LOT {
            self.found(
                now,
                "share",
                format!(
                    "signal {}: {} allowed of a change of {}, {percentage} of which are {share}",
                    signal.id,
                    decision.allowed,
                    (signal.after - signal.before).abs()
                ),
            );
        }
    }

    /// A round trip that was over before it was seen is not copied.
    fn check_round_trip(&mut self, now: i64, signal: &Signal) {
        let copied = signal
            .decision
            .as_ref()
            .is_some_and(|decision| decision.order.is_some());
        if !copied || signal.side != Side::Buy || signal.origin != SignalOrigin::Trades {
            return;
        }
        let over = self
            .traders
            .round_trips
            .get(&(signal.trader.clone(), signal.token.clone()))
            .into_iter()
            .flatten()
            .any(|(from, to)| *from <= signal.at && signal.at <= *to);
        if over {
            self.found(
                now,
                "round trip",
                format!(
                    "signal {} of {} was undone before it was seen, and is copied",
                    signal.id, signal.token
                ),
            );
        }
    }
}
