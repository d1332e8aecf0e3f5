//! Signals against what traders did in truth: nothing out of thin air, nothing twice, nothing bought that was not bought.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pilotfish_copy::Step;
use pilotfish_copy::entity::{BelowMinimum, Change, Follow, Signal, SignalKind, SignalOrigin};
use pilotfish_copy::ids::{FollowId, SignalId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, ListQuality, RowKind, RowSource, SnapshotPosition};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Percentage, Shares, Usd};

use super::Oracle;
use crate::simulate::venue::{ChangeKind, Trader, Venue};

/// Lists and rows are in whole seconds.
const SECOND_MS: i64 = 1_000;

/// Rounding of rows: a hundredth of a share each.
const ROUNDING: Shares = Shares::from_micros(100_000);

/// So long after activity lacked rows a difference may come of it, ms.
const AFTERMATH_MS: i64 = 3_600_000;

/// A second list counts so long after the first, ms.
const CONFIRM_AFTER_MS: i64 = 60_000;

/// Lists kept of a trader.
const LISTS_KEPT: usize = 64;

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
    /// Where a sale was signalled that nothing could be sold for, since the follow began.
    out_of_reach: BTreeSet<(FollowId, TokenId)>,
    began: BTreeMap<FollowId, VenueMs>,
    wallets: BTreeMap<FollowId, BTreeSet<WalletAddress>>,
    settings: BTreeMap<FollowId, (Usd, i64)>,
    /// The percentage and whether small changes are added up, as the user had set them when each signal came.
    shares: BTreeMap<SignalId, (Percentage, bool)>,
    seen: BTreeSet<SignalId>,
    /// Rows of polled pages, and how often each stood in one page at the most: a transaction may have several alike.
    rows: BTreeMap<RowKey, u32>,
    /// Rows that the core was told, by pages or stream.
    told: BTreeSet<RowKey>,
    /// When a list of a follow's trader was last said to be doubted.
    doubted: BTreeMap<FollowId, VenueMs>,
    round_trips: BTreeMap<(WalletAddress, TokenId), Spans>,
    /// The last lists that the core was told.
    lists: BTreeMap<WalletAddress, Vec<ToldList>>,
    /// Sales signalled because lists said so, since the follow began.
    listed: BTreeMap<(FollowId, TokenId), Shares>,
    /// Every token that a position moved to, from the token that it was of. A token may be moved to more than once.
    moved: BTreeSet<(FollowId, TokenId, TokenId)>,
}

/// A list of positions, as the core was told.
#[derive(Debug)]
struct ToldList {
    at: VenueMs,
    quality: ListQuality,
    /// In the order of tokens, each once. Lists that say the same share it: most do, and there are many of them.
    shown: Arc<[(TokenId, Shares)]>,
}

impl ToldList {
    fn of(&self, token: &TokenId) -> Option<Shares> {
        let place = self.shown.binary_search_by(|(shown, _)| shown.cmp(token)).ok()?;
        self.shown.get(place).map(|(_, shares)| *shares)
    }

    fn shows(&self, token: &TokenId, shares: Shares) -> bool {
        match self.of(token) {
            Some(shown) => (shown - shares).abs() <= LOT,
            None => self.quality.complete && shares <= LOT,
        }
    }

    /// Whether the list lacks a fifth of what the trader holds, or shows dust in its place: then it is no evidence of a sale.
    fn is_short(&self, trader: &Trader) -> bool {
        let held: Vec<&TokenId> = trader
            .positions
            .iter()
            .filter(|(_, position)| position.shares >= ROUNDING)
            .map(|(token, _)| token)
            .collect();
        let is_lost = |token: &&&TokenId| self.of(token).is_none_or(|shown| shown < ROUNDING);
        let missing = held.iter().filter(is_lost).count();
        missing * 5 >= held.len()
    }
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
        let mut alike: BTreeMap<RowKey, u32> = BTreeMap::new();
        for row in ordered {
            let key = key_of(trader, row);
            let in_page = alike.entry(key.clone()).or_default();
            *in_page += 1;
            let known = self.rows.entry(key).or_default();
            if *in_page <= *known {
                continue;
            }
            *known = *in_page;
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

    /// A list that the core was told.
    pub(super) fn told_list(
        &mut self,
        trader: &WalletAddress,
        at: VenueMs,
        quality: ListQuality,
        positions: &[SnapshotPosition],
    ) {
        let lists = self.lists.entry(trader.clone()).or_default();
        if lists.len() >= LISTS_KEPT {
            lists.remove(0);
        }
        // Of a token that is listed twice the last row counts.
        let shown: BTreeMap<&TokenId, Shares> = positions
            .iter()
            .map(|position| (&position.token, position.shares))
            .collect();
        let same = lists.last().filter(|last| {
            let said = last.shown.iter().map(|(token, shares)| (token, shares));
            said.eq(shown.iter().map(|(token, shares)| (*token, shares)))
        });
        let shown = same.map_or_else(
            || {
                shown
                    .iter()
                    .map(|(token, shares)| ((*token).clone(), *shares))
                    .collect()
            },
            |last| Arc::clone(&last.shown),
        );
        lists.push(ToldList { at, quality, shown });
    }

    /// Whether a sale is what product.md §4 makes of lists while activity is incomplete: two of them, the second uncached and a
    /// minute later, say so, and neither lacks a fifth of the positions. That the venue's lists were wrong the core cannot know.
    fn lists_say_so(&self, now: i64, signal: &Signal, trader: &Trader) -> bool {
        let near_gap = |(from, until): &(i64, i64)| *from <= now && signal.at.0 < *until + AFTERMATH_MS;
        let says = |list: &&ToldList| list.shows(&signal.token, signal.after) && !list.is_short(trader);
        let lists = self.lists.get(&signal.trader).map_or(&[][..], Vec::as_slice);
        let first = lists.iter().filter(|list| list.at == signal.at).any(|list| says(&list));
        let second = lists
            .last()
            .filter(says)
            .is_some_and(|list| list.quality.uncached && list.at.since(signal.at) >= CONFIRM_AFTER_MS);
        let sale = signal.side == Side::Sell && signal.origin == SignalOrigin::Snapshot;
        sale && self.incomplete.iter().any(near_gap) && first && second
    }

    /// Whether the core was told of a conversion of that many shares of each leg.
    fn was_told_of_conversion(&self, trader: &WalletAddress, shares: Shares) -> bool {
        self.rows
            .iter()
            .any(|((of, _, _, kind, size), _)| of == trader && *kind == RowKind::Conversion && *size == shares)
    }

    /// Shares of that side that were signalled since the follow began.
    pub(super) fn signalled_of(&self, pair: &(FollowId, TokenId), side: Side) -> Shares {
        let key = (pair.0, pair.1.clone(), side);
        self.signalled.get(&key).copied().unwrap_or_default()
    }

    /// Whether a sale was signalled that nothing could be sold for: nothing was known to be held, since the baseline was a list that
    /// lacked it; or the market was over when it was told, and a list had settled what is known of it already.
    pub(super) fn is_out_of_reach(&self, pair: &(FollowId, TokenId)) -> bool {
        self.out_of_reach.contains(pair)
    }

    #[cfg(test)]
    pub(super) fn forget_signals(&mut self) {
        self.signalled.clear();
        self.out_of_reach.clear();
    }

    /// Whether a position of that token moved to another token, or came from one.
    pub(super) fn has_moved(&self, pair: &(FollowId, TokenId)) -> bool {
        let mut moved = self.moved.iter();
        moved.any(|(follow, from, to)| *follow == pair.0 && (*from == pair.1 || *to == pair.1))
    }

    /// Whether the follow begins with this row.
    fn take_follow(&mut self, follow: &Follow) -> bool {
        let begins = self.began.get(&follow.id) != Some(&follow.started_at);
        if begins {
            self.began.insert(follow.id, follow.started_at);
            self.signalled.retain(|(of, _, _), _| *of != follow.id);
            self.out_of_reach.retain(|(of, _)| *of != follow.id);
            self.listed.retain(|(of, _), _| *of != follow.id);
        }
        self.wallets.entry(follow.id).or_default().insert(follow.trader.clone());
        let kept = self.settings.entry(follow.id).or_default();
        kept.0 = kept.0.at_least(follow.settings.max_order);
        kept.1 = kept.1.max(follow.settings.oldest_purchase_ms());
        begins
    }
}

impl Oracle {
    /// Checks the signals of a step.
    pub(super) fn check_signals(&mut self, now: i64, step: &Step, relinks: bool, venue: &Venue) {
        for change in &step.changes {
            match change {
                Change::Follow(follow) => {
                    let begins = self.traders.take_follow(follow);
                    if begins {
                        self.reasons.begin(follow.id);
                    }
                }
                Change::Migrated(moved) => {
                    let link = (moved.follow, moved.from.clone(), moved.to.clone());
                    self.traders.moved.insert(link);
                }
                Change::Signal(signal) => {
                    if self.traders.seen.insert(signal.id) && signal.origin != SignalOrigin::User {
                        if let Some(follow) = self.said.follows.get(&signal.follow) {
                            let adds_up = follow.settings.below_minimum == BelowMinimum::Accumulate;
                            let kept = (follow.settings.percentage, adds_up);
                            self.traders.shares.insert(signal.id, kept);
                        }
                        if !(relinks && signal.side == Side::Sell) {
                            self.check_signal(now, signal, venue);
                        }
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
        let size = (signal.after - signal.before).abs();
        let pair = (signal.follow, signal.token.clone());
        let wallet = venue.trader_of(&signal.trader);
        if wallet.is_some_and(|trader| self.traders.lists_say_so(now, signal, trader)) {
            *self.traders.listed.entry(pair.clone()).or_default() += size;
        }
        // What lists took they may bring back, and while activity is incomplete that is a purchase.
        let listed = self.traders.listed.get(&pair).copied().unwrap_or_default();
        if signal.side == Side::Sell && (signal.before.is_zero() || venue.is_over(&signal.token)) {
            self.traders.out_of_reach.insert(pair.clone());
        }
        let signalled = self.traders.signalled.entry(key).or_default();
        *signalled += size;
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
                .traders
                .moved
                .iter()
                .filter(|(follow, from, _)| {
                    *follow == signal.follow && *from == signal.token && signal.side == Side::Sell
                })
                .map(|(_, _, to)| to)
                .collect();
            let meant = |token: &TokenId| *token == signal.token || moved_to.contains(&token);
            for change in trader.changes.iter().filter(|change| meant(&change.token)) {
                if change.at.div_euclid(SECOND_MS) * SECOND_MS < since.div_euclid(SECOND_MS) * SECOND_MS {
                    continue;
                }
                let counts = match change.kind {
                    ChangeKind::Trade => true,
                    ChangeKind::Merge => signal.side == Side::Sell,
                    ChangeKind::Conversion if signal.side == Side::Sell => change.shares < Shares::ZERO,
                    // What came without a row, while activity lacked rows, is a purchase.
                    ChangeKind::Conversion => incomplete && !self.traders.was_told_of_conversion(wallet, change.shares),
                    ChangeKind::Transfer | ChangeKind::Split => incomplete,
                    ChangeKind::Redeem | ChangeKind::Migration => false,
                };
                let same_side = (change.shares > Shares::ZERO) == (signal.side == Side::Buy);
                if counts && same_side {
                    done += change.shares.abs();
                }
            }
        }
        if signalled > done + listed + ROUNDING {
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
