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
use crate::snapshots;

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
            "SELECT t.*, ",
            label_columns!(),
            " FROM holdings t",
            label_joins!(),
            "WHERE (t.shares <> 0 AND t.payout IS NULL) = ? ORDER BY t.follow, t.token"
        ))
        .bind(scope == HoldingScope::Open)
        .fetch_all(&mut *tx)
        .await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows.iter().map(Columns) {
            views.push(HoldingView {
                holding: holding::read(row)?,
                market: market_labels::read(row)?,
                trader: row.word("c_trader")?,
                trader_name: row.text("c_name")?,
                last_price: None,
            });
        }
        let of = |view: &HoldingView| (view.trader.clone(), view.holding.token.clone());
        let wanted: Vec<_> = views.iter().map(of).collect();
        let prices = snapshots::last_prices(self.folder(), &wanted).await;
        for view in &mut views {
            view.last_price = prices.get(&of(view)).copied();
        }
        Ok(views)
    }
}
