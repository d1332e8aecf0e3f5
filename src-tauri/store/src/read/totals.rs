//! Sums over the history: every fill that a filter finds, in one pass over narrow rows.

use pilotfish_copy::accounts::{self, Slippage};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, SqliteConnection};

use super::history::{self, HistoryFilter, push_conditions, push_floor};
use super::market_labels::label_joins;
use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;

/// So many fills are summed where the sums are not kept.
pub const SUMMED_MOST: u32 = 50_000;

/// Sums over the fills that a filter finds. Those that failed count in `failed` only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryTotals {
    /// Fills that count.
    pub fills: u64,
    /// Fills that were undone.
    pub failed: u64,
    /// What purchases cost, without fees.
    pub bought: Usd,
    /// What sales brought, without fees.
    pub sold: Usd,
    /// Fees.
    pub fees: Usd,
    /// Realised by sales, fees not counted.
    pub realised: Usd,
    /// How much worse than the trader's prices.
    pub slippage: Slippage,
    /// Only the newest were summed: there are older ones.
    pub more: bool,
}

/// A trader of whom there are fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryTrader {
    /// The trader's wallet.
    pub trader: WalletAddress,
    /// Their name as shown, by the newest follow.
    pub name: String,
}

impl Reader {
    /// Sums over every fill that the filter finds. Of whole follows they are kept; else they are over the newest [`SUMMED_MOST`]
    /// between the filter's dates, and [`HistoryTotals::more`] says where that was not all.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn history_totals(&self, filter: &HistoryFilter) -> Result<HistoryTotals, StoreError> {
        let mut tx = self.instant().await?;
        if filter.names_follows_only() {
            return kept(&mut tx, filter).await;
        }
        let mut query = QueryBuilder::new(concat!(
            "SELECT t.side, t.shares, t.price, t.trader_price, t.fee, t.realised, \
             t.settlement = 'failed' AS failed FROM executed_copy_trades t INDEXED BY fills_by_time",
            label_joins!(),
            "WHERE 1 = 1"
        ));
        push_conditions(&mut query, filter, None)?;
        let floor = history::floor(&mut tx, filter, None, SUMMED_MOST).await?;
        push_floor(&mut query, floor)?;
        let rows = query.build().fetch_all(&mut *tx).await?;
        let mut totals = HistoryTotals {
            more: floor.is_some(),
            ..HistoryTotals::default()
        };
        for row in &rows {
            totals.add(Columns(row))?;
        }
        Ok(totals)
    }

    /// The traders of whom there are fills, by name.
    ///
    /// # Errors
    /// As [`Reader::history_totals`].
    pub async fn history_traders(&self) -> Result<Vec<HistoryTrader>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(
            "SELECT c.trader, c.name, MAX(c.id) FROM copy_trading_config c \
             WHERE c.trader IN (SELECT f.trader FROM copy_trading_config f \
                 WHERE EXISTS (SELECT 1 FROM executed_copy_trades t WHERE t.follow = f.id)) \
             GROUP BY c.trader ORDER BY c.name COLLATE NOCASE, c.trader",
        )
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                Ok(HistoryTrader {
                    trader: row.word("trader")?,
                    name: row.text("name")?,
                })
            })
            .collect()
    }
}

/// Of whole follows the sums are kept.
async fn kept(conn: &mut SqliteConnection, filter: &HistoryFilter) -> Result<HistoryTotals, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT t.* FROM follow_totals t LEFT JOIN copy_trading_config c ON c.id = t.follow WHERE 1 = 1",
    );
    push_conditions(&mut query, filter, None)?;
    let rows = query.build().fetch_all(conn).await?;
    let mut totals = HistoryTotals::default();
    for row in &rows {
        totals.add_kept(Columns(row))?;
    }
    Ok(totals)
}

impl HistoryTotals {
    fn add(&mut self, row: Columns<'_>) -> Result<(), StoreError> {
        if row.whole("failed")? {
            self.failed += 1;
            return Ok(());
        }
        let side: Side = row.word("side")?;
        let (shares, price): (Shares, Price) = (row.whole("shares")?, row.whole("price")?);
        let value = accounts::fill_value(side, shares, price);
        self.fills += 1;
        match side {
            Side::Buy => self.bought += value,
            Side::Sell => self.sold += value,
        }
        self.fees += row.whole("fee")?;
        self.realised += row.whole("realised")?;
        self.slippage.add(side, shares, price, row.whole("trader_price")?);
        Ok(())
    }
}
