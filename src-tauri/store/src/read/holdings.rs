//! What is held, through which follow, at what cost.

use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::Price;
use serde::{Deserialize, Serialize};

use super::market_labels::{self, MarketLabels, label_columns, label_joins};
use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::holding;

/// Which holdings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldingScope {
    /// With shares (or owing some), in a market that has not resolved.
    Open,
    /// Sold or paid out.
    Over,
}

/// A holding with what it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingView {
    /// The holding.
    pub holding: Holding,
    /// Its market.
    pub market: Option<MarketLabels>,
    /// Whom it was copied from.
    pub trader: WalletAddress,
    /// Their name as shown.
    pub trader_name: String,
    /// The trader's market price of it at the last snapshot: a mark of last resort, where there is no book.
    pub last_price: Option<Price>,
}

impl Reader {
    /// Holdings, by follow and token.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn holdings(&self, scope: HoldingScope) -> Result<Vec<HoldingView>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(concat!(
            "SELECT t.*, p.price AS p_price, ",
            label_columns!(),
            " FROM holdings t",
            label_joins!(),
            "LEFT JOIN position_prices p ON p.follow = t.follow AND p.token = t.token ",
            "WHERE (t.shares <> 0 AND t.payout IS NULL) = ? ORDER BY t.follow, t.token"
        ))
        .bind(scope == HoldingScope::Open)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                Ok(HoldingView {
                    holding: holding::read(row)?,
                    market: market_labels::read(row)?,
                    trader: row.word("c_trader")?,
                    trader_name: row.text("c_name")?,
                    last_price: row.whole_opt("p_price")?,
                })
            })
            .collect()
    }
}
