//! What traders did and a follow neither signalled nor gave a reason for.

use std::collections::BTreeMap;

use pilotfish_copy::entity::FollowStatus;
use pilotfish_copy::event::{Event, EventKind, TraderNews};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use pilotfish_copy::input::RowKind;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};

use super::{Oracle, Pair};
use crate::simulate::venue::{ChangeKind, ShownRow, Trader, TrueChange, Venue};

/// What was done so lately, ms, may still be on its way to a signal.
const ON_ITS_WAY_MS: i64 = 3_600_000;
/// A row is rounded, and known positions have lots: so many shares of a row need no answer.
const ROUNDING: Shares = Shares::from_micros(100_000);

/// Shares for which a reason was recorded, since the follow began. A reason names no side.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<Pair, Shares>);

impl Reasons {
    /// The follow begins anew, with another baseline.
    pub(super) fn begin(&mut self, follow: FollowId) {
        self.0.retain(|(of, _), _| *of != follow);
    }

    pub(super) fn take(&mut self, event: &Event) {
        let (follow, token, shares) = match &event.what {
            EventKind::Ignored {
                follow, token, shares, ..
            } => (*follow, token, *shares),
            EventKind::TraderMoved {
                follow,
                news: TraderNews::MovedAway { token, shares } | TraderNews::CameIn { token, shares },
            } => (*follow, token, *shares),
            _ => return,
        };
        *self.0.entry((follow, token.clone())).or_default() += shares.abs();
    }

    #[cfg(test)]
    fn clear(&mut self) {
        self.0.clear();
    }

    fn of(&self, pair: &Pair) -> Shares {
        self.0.get(pair).copied().unwrap_or_default()
    }
}

/// Whether it is a trade that a page of activity shows, and that can be one.
fn is_shown_trade(shown: &ShownRow) -> Option<Side> {
    let row = &shown.row;
    let can_be = row.shares > Shares::ZERO && row.price > Price::ZERO && row.price < Price::ONE;
    match row.kind {
        RowKind::Trade(side) if can_be && shown.paged_at.is_some() => Some(side),
        _ => None,
    }
}

/// Shares of a token that came to a trader otherwise than by a trade: transferred, converted or split.
fn came_without_trade(trader: &Trader, token: &TokenId, until: VenueMs) -> Shares {
    let came = |change: &&TrueChange| {
        change.token == *token
            && change.kind != ChangeKind::Trade
            && change.shares > Shares::ZERO
            && change.at <= until.0
    };
    trader.changes.iter().filter(came).map(|change| change.shares).sum()
}

impl Oracle {
    /// As if nothing had been signalled and no reason recorded.
    #[cfg(test)]
    pub(crate) fn forget_answers(&mut self) {
        self.reasons.clear();
        self.traders.forget_signals();
    }

    /// For each follow that copies, each token and each side: trades of the trader since the follow began, of an hour ago or
    /// older, that are more than was signalled and recorded with a reason. Rows that no page ever shows are left out: whether the
    /// stream told them depends on who listened.
    pub(crate) fn missed(&self, now: i64, venue: &Venue) -> Vec<String> {
        let mut missed = Vec::new();
        let follows = self.said.follows.values();
        for follow in follows.filter(|follow| follow.status == FollowStatus::Active && follow.moved_to.is_none()) {
            let Some(trader) = venue.trader_of(&follow.trader) else {
                continue;
            };
            let mut done: BTreeMap<(TokenId, Side), (Shares, u32)> = BTreeMap::new();
            let until = VenueMs(now - ON_ITS_WAY_MS);
            for shown in &trader.rows {
                let lies_between = shown.row.at > follow.started_at && shown.row.at <= until;
                if let (true, Some(side)) = (lies_between, is_shown_trade(shown)) {
                    let sum = done.entry((shown.row.token.clone(), side)).or_default();
                    sum.0 += shown.row.shares;
                    sum.1 += 1;
                }
            }
            for ((token, side), (traded, rows)) in done {
                let pair = (follow.id, token.clone());
                if self.traders.has_moved(&pair) {
                    continue; // Its rows are answered at the other token.
                }
                if side == Side::Sell && self.traders.is_out_of_reach(&pair) {
                    continue;
                }
                // A follow that has sold all that it knows of has missed nothing of a sale of more, and no trade tells what else came.
                let unseen = match side {
                    Side::Buy => Shares::ZERO,
                    Side::Sell => came_without_trade(trader, &token, until),
                };
                let traded = traded - unseen;
                let answered = self.traders.signalled_of(&pair, side) + self.reasons.of(&pair);
                if traded > answered + Shares::from_micros(ROUNDING.micros() * i64::from(rows)) {
                    missed.push(format!(
                        "follow {}: {} of {token} {traded} traded in {rows} rows, {answered} signalled or recorded with a reason",
                        follow.id,
                        side.as_str()
                    ));
                }
            }
        }
        missed
    }
}
