//! Follows, each with what came of it.

use pilotfish_copy::entity::Follow;
use pilotfish_copy::money::Usd;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::tally::{Record, Tally};
use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::follow;

/// What came of a follow so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowFigures {
    /// Realised profit, payouts included, fees not counted.
    pub realised: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// Realised profit less fees.
    pub net: Usd,
    /// What is held now cost that much, without fees.
    pub open_cost: Usd,
    /// Tokens held now.
    pub open_holdings: u64,
    /// Copy orders that are not ended.
    pub working_orders: u64,
    /// Fills, failed ones not counted.
    pub fills: u64,
    /// USD bought for.
    pub bought: Usd,
    /// USD sold for.
    pub sold: Usd,
    /// Σ shares × slippage ÷ Σ shares × p0, in basis points; positive is worse than the trader.
    pub slippage_bps: Option<Decimal>,
    /// What that slippage came to.
    pub slippage_usd: Usd,
    /// Episodes (from the first share of a token to the last) that are over.
    pub episodes: u64,
    /// Those of them that made money after fees.
    pub wins: u64,
}

/// A follow with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowView {
    /// The follow.
    pub follow: Follow,
    /// What came of it.
    pub figures: FollowFigures,
}

impl Reader {
    /// All follows, removed ones too, oldest first.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn follows(&self) -> Result<Vec<FollowView>, StoreError> {
        let mut tx = self.instant().await?;
        let record = Record::read(&mut tx).await?;
        all(&mut tx, &record).await
    }
}

/// All follows with their figures.
pub(crate) async fn all(conn: &mut SqliteConnection, record: &Record) -> Result<Vec<FollowView>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.*, h.realised AS h_realised, h.fees AS h_fees, h.open_cost AS h_open_cost, h.open AS h_open, \
         (SELECT COUNT(*) FROM pending_copy_orders o WHERE o.follow = t.id AND o.status <> 'ended') AS o_working \
         FROM copy_trading_config t LEFT JOIN (SELECT follow, SUM(realised) AS realised, SUM(fees) AS fees, \
             SUM(CASE WHEN payout IS NULL THEN cost ELSE 0 END) AS open_cost, \
             SUM(shares <> 0 AND payout IS NULL) AS open FROM holdings GROUP BY follow) h ON h.follow = t.id \
         ORDER BY t.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            let follow = follow::read(row)?;
            let figures = figures(row, record.tally(|id| id == follow.id))?;
            Ok(FollowView { follow, figures })
        })
        .collect()
}

fn figures(row: Columns<'_>, tally: Tally) -> Result<FollowFigures, StoreError> {
    let realised = row.whole_opt("h_realised")?.unwrap_or(Usd::ZERO);
    let fees = row.whole_opt("h_fees")?.unwrap_or(Usd::ZERO);
    Ok(FollowFigures {
        realised,
        fees,
        net: realised - fees,
        open_cost: row.whole_opt("h_open_cost")?.unwrap_or(Usd::ZERO),
        open_holdings: row.whole_opt("h_open")?.unwrap_or(0),
        working_orders: row.whole("o_working")?,
        fills: tally.fills,
        bought: tally.bought,
        sold: tally.sold,
        slippage_bps: tally.slippage_bps,
        slippage_usd: tally.slippage_usd,
        episodes: tally.episodes,
        wins: tally.wins,
    })
}
