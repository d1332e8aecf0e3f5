//! One pass over all fills, in the order they were booked: what follows, performance and the summary are figured from.
//!
//! The arithmetic is the core's own ([`pilotfish_copy::accounts`]), so that the figures here are those of a replay. Fills that
//! failed count nowhere. The pass reads every fill ever made; the window asks for it at its own pace, never in a loop.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::{self, Episode};
use pilotfish_copy::entity::Fill;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use crate::codec::Columns;
use crate::error::StoreError;
use crate::journal;
use crate::rows::fill;

/// Figures over some of the fills.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) fills: u64,
    pub(crate) shares: Shares,
    pub(crate) bought: Usd,
    pub(crate) sold: Usd,
    pub(crate) fees: Usd,
    pub(crate) slippage_bps: Option<Decimal>,
    pub(crate) slippage_usd: Usd,
    pub(crate) episodes: u64,
    pub(crate) wins: u64,
}

/// Every fill that did not fail, and the episodes they make.
#[derive(Debug)]
pub(crate) struct Record {
    fills: Vec<Fill>,
    episodes: Vec<Episode>,
}

impl Record {
    /// Reads it.
    pub(crate) async fn read(conn: &mut SqliteConnection) -> Result<Self, StoreError> {
        let rows = sqlx::query("SELECT * FROM executed_copy_trades ORDER BY id")
            .fetch_all(&mut *conn)
            .await?;
        let mut fills = Vec::with_capacity(rows.len());
        for row in &rows {
            let fill = fill::read(Columns(row))?;
            if fill.settlement != Settlement::Failed {
                fills.push(fill);
            }
        }
        let payouts = payouts(conn).await?;
        let episodes = accounts::episodes(&fills, |token| payouts.get(token).copied());
        Ok(Self { fills, episodes })
    }

    /// Figures over the fills and episodes of the follows that `of` names.
    pub(crate) fn tally(&self, of: impl Fn(FollowId) -> bool) -> Tally {
        let rate = accounts::win_rate(self.episodes.iter().filter(|episode| of(episode.follow)));
        Tally {
            episodes: rate.closed,
            wins: rate.won,
            ..tally(|fill| of(fill.follow), &self.fills)
        }
    }

    /// Figures over the fills of each stage that has some; episodes belong to no stage.
    pub(crate) fn stages(&self) -> BTreeMap<pilotfish_copy::ladder::Stage, Tally> {
        let stages: std::collections::BTreeSet<_> = self.fills.iter().map(|fill| fill.stage).collect();
        stages
            .into_iter()
            .map(|stage| (stage, tally(|fill| fill.stage == stage, &self.fills)))
            .collect()
    }
}

fn tally(of: impl Fn(&Fill) -> bool, fills: &[Fill]) -> Tally {
    let chosen = || fills.iter().filter(|fill| of(fill));
    let mut tally = Tally {
        slippage_bps: accounts::average_slippage_bps(chosen()),
        slippage_usd: accounts::slippage_usd(chosen()),
        ..Tally::default()
    };
    for fill in chosen() {
        tally.fills += 1;
        tally.shares += fill.shares;
        tally.fees += fill.fee;
        let value = accounts::fill_value(fill.side, fill.shares, fill.price);
        match fill.side {
            Side::Buy => tally.bought += value,
            Side::Sell => tally.sold += value,
        }
    }
    tally
}

const RESOLUTIONS: &str = "SELECT * FROM journal WHERE kind IN ('resolution', 'resolution_corrected') ORDER BY seq";

/// The token that a resolution or its correction is of, and what a share of it pays.
pub(super) fn paid(what: EventKind) -> Option<(TokenId, Price)> {
    match what {
        EventKind::Resolution { token, payout, .. } | EventKind::ResolutionCorrected { token, payout, .. } => {
            Some((token, payout))
        }
        _ => None,
    }
}

/// What a share of each resolved token that was held pays by the last word on it, and when it was first paid.
async fn payouts(conn: &mut SqliteConnection) -> Result<BTreeMap<TokenId, (Price, VenueMs)>, StoreError> {
    let rows = sqlx::query(RESOLUTIONS).fetch_all(conn).await?;
    let mut payouts = BTreeMap::new();
    for row in &rows {
        let event = journal::read(Columns(row))?;
        if let Some((token, payout)) = paid(event.what) {
            payouts
                .entry(token)
                .and_modify(|paid: &mut (Price, VenueMs)| paid.0 = payout)
                .or_insert((payout, event.at));
        }
    }
    Ok(payouts)
}
