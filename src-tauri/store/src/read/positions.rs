//! Beside the open holdings: since when each is held, and what became of the user's wish to close one.

use std::collections::BTreeMap;

use pilotfish_copy::event::SkipReason;
use pilotfish_copy::ids::{CopyOrderId, FollowId, SignalId, TokenId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::reader::Reader;

/// The fills of what is held now. The join keeps its order: from few holdings to their fills.
pub(crate) const HELD_SINCE: &str = "SELECT f.follow, f.token, f.side, f.shares, f.at \
    FROM holdings h INDEXED BY holdings_open \
    CROSS JOIN executed_copy_trades f INDEXED BY fills_by_follow ON f.follow = h.follow AND f.token = h.token \
    WHERE h.shares > 0 AND h.payout IS NULL AND f.settlement <> 'failed' ORDER BY f.follow, f.token, f.id";

/// A follow's business in one token.
pub type Pair = (FollowId, TokenId);

/// What became of the user's wish to close a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseFate {
    /// It waits, for the market's facts or for the final fills of purchases that are being cancelled.
    Undecided,
    /// This copy order carries it out.
    Order(CopyOrderId),
    /// It was skipped.
    Skipped(SkipReason),
}

impl Reader {
    /// When the first share of what is held now was bought, of every open holding.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn held_since(&self) -> Result<BTreeMap<Pair, VenueMs>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(HELD_SINCE).fetch_all(&mut *tx).await?;
        let mut held: BTreeMap<Pair, (Shares, VenueMs)> = BTreeMap::new();
        for row in &rows {
            let row = Columns(row);
            let (shares, at): (Shares, VenueMs) = (row.whole("shares")?, row.whole("at")?);
            let standing = held
                .entry((row.whole("follow")?, row.word("token")?))
                .or_insert((Shares::ZERO, at));
            match row.word("side")? {
                Side::Buy if standing.0.is_zero() => *standing = (shares, at),
                Side::Buy => standing.0 += shares,
                // As in the accounts: of a sale of more than is held, only what is held counts.
                Side::Sell => standing.0 = (standing.0 - shares).at_least(Shares::ZERO),
            }
        }
        Ok(held.into_iter().map(|(pair, (_, at))| (pair, at)).collect())
    }

    /// The working orders that the user asked for by closing a position; of several the newest.
    ///
    /// # Errors
    /// As [`Reader::held_since`].
    pub async fn closing_orders(&self) -> Result<BTreeMap<Pair, CopyOrderId>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(
            "SELECT id, follow, token FROM pending_copy_orders WHERE status <> 'ended' AND by_user = 1 ORDER BY id",
        )
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                Ok(((row.whole("follow")?, row.word("token")?), row.whole("id")?))
            })
            .collect()
    }

    /// What became of the user's last wish to close that position, of those from signal `from` on; `None` where there is
    /// no such wish.
    ///
    /// # Errors
    /// As [`Reader::held_since`].
    pub async fn close_fate(
        &self,
        follow: FollowId,
        token: &TokenId,
        from: SignalId,
    ) -> Result<Option<CloseFate>, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query(
            "SELECT copy_order, skip_reason FROM signals \
             WHERE id >= ? AND follow = ? AND token = ? AND origin = 'user' ORDER BY id DESC LIMIT 1",
        )
        .bind(from.to_whole()?)
        .bind(follow.to_whole()?)
        .bind(token.as_str())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let row = Columns(&row);
        let order = row.whole_opt("copy_order")?.map(CloseFate::Order);
        let skipped = row.word_opt("skip_reason")?.map(CloseFate::Skipped);
        Ok(Some(order.or(skipped).unwrap_or(CloseFate::Undecided)))
    }
}
