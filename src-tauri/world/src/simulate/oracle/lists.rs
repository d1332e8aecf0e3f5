//! Lists of positions: how long after a row one of them proves nothing.

use std::collections::BTreeMap;

use pilotfish_copy::Step;
use pilotfish_copy::entity::{FollowStatus, SignalOrigin};
use pilotfish_copy::event::{EventKind, TraderNews};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, RowKind};
use pilotfish_copy::money::{Price, Shares};

use super::Oracle;

/// The venue's lists have been seen so far behind, ms (product.md §4).
const BEHIND_MOST_MS: i64 = 1_800_000;

/// What was told of each token, by rows and by lists.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The newest trade that a row told.
    rows: BTreeMap<(WalletAddress, TokenId), VenueMs>,
    /// When a list was last taken for a change.
    lists: BTreeMap<(FollowId, TokenId), VenueMs>,
}

impl Oracle {
    /// Rows that the core takes in: the follow's baseline was taken before.
    pub(super) fn take_trades(&mut self, trader: &WalletAddress, rows: &[ActivityRow]) {
        let follow = self.said.follow_of(trader);
        if follow.is_none_or(|follow| follow.status != FollowStatus::Active) {
            return;
        }
        // A row whose figures cannot be true tells nothing.
        let is_trade = |row: &&ActivityRow| {
            matches!(row.kind, RowKind::Trade(_))
                && row.shares > Shares::ZERO
                && row.price > Price::ZERO
                && row.price < Price::ONE
        };
        for row in rows.iter().filter(is_trade) {
            let newest = self.lists.rows.entry((trader.clone(), row.token.clone()));
            let newest = newest.or_insert(row.at);
            *newest = (*newest).max(row.at);
        }
    }

    /// A list that may be older than a trade that was told shows no change of that token.
    pub(super) fn check_lists(&mut self, now: i64, step: &Step) {
        for event in &step.events {
            let (follow, token, at) = match &event.what {
                EventKind::Signal {
                    follow,
                    token,
                    origin: SignalOrigin::Snapshot,
                    traded_at,
                    ..
                } => (*follow, token, *traded_at),
                EventKind::TraderMoved {
                    follow,
                    news: TraderNews::MovedAway { token, .. } | TraderNews::CameIn { token, .. },
                } => (*follow, token, event.at),
                _ => continue,
            };
            let Some(row) = self.said.follows.get(&follow) else {
                continue;
            };
            let newest = self.lists.rows.get(&(row.trader.clone(), token.clone())).copied();
            let taken = self.lists.lists.insert((follow, token.clone()), event.at);
            // What a list was taken for before may have been that trade.
            let newest = newest.filter(|newest| *newest > row.started_at && taken.is_none_or(|taken| *newest > taken));
            if let Some(newest) = newest
                && (0..BEHIND_MOST_MS).contains(&at.since(newest))
            {
                let what =
                    format!("follow {follow}: a list of {at:?} is taken for a change of {token}, traded at {newest:?}");
                self.found(now, "list", what);
            }
        }
    }
}
