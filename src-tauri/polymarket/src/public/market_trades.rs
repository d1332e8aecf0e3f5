//! What was traded in a market lately, whoever did.

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use serde_json::Value;

use super::PublicApi;
use super::activity::{paid, size, tx};
use super::pages::{self, ListQuery};
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::unreadable::RowSource;

/// A trade as its taker did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicTrade {
    /// When, venue time.
    pub at: VenueMs,
    /// The taker's proxy wallet.
    pub wallet: WalletAddress,
    /// The taker's token.
    pub token: TokenId,
    /// Whether the taker bought or sold.
    pub side: Side,
    /// The price, in that token.
    pub price: Price,
    /// Shares.
    pub shares: Shares,
    /// The transaction.
    pub tx: TxHash,
}

impl PublicApi {
    /// The newest trades of a market, newest first, at most `most`: each as its taker did it. The venue's list may be up to 300 s
    /// old.
    ///
    /// # Errors
    /// As every read.
    pub async fn market_trades(&self, condition: &ConditionId, most: usize) -> Result<Vec<PublicTrade>, Error> {
        let filters = [("condition", condition.as_str()), ("taker_only", "true")];
        let list = ListQuery {
            path: "v2/trades",
            filters: &filters,
            lane: Lane::Data,
            enough: Some(most.clamp(1, pages::PAGE_ROWS)),
            pages: 1,
            uncached: false,
        };
        let found = pages::read(&self.transport, &list).await?;
        let mut trades: Vec<PublicTrade> = found
            .rows
            .iter()
            .filter_map(|row| self.transport.readable(RowSource::MarketTrades, row, trade(row)))
            .collect();
        trades.sort_by_key(|trade| std::cmp::Reverse(trade.at));
        trades.truncate(most);
        Ok(trades)
    }
}

fn trade(row: &Value) -> Result<PublicTrade, Error> {
    let fields = Fields::of(row, "a trade")?;
    Ok(PublicTrade {
        at: fields.need("timestamp", fields.instant("timestamp"))?,
        wallet: fields.need("proxy_wallet", fields.wallet("proxy_wallet"))?,
        token: fields.need("token_id", fields.token("token_id"))?,
        side: fields.need("side", fields.side("side"))?,
        price: paid(&fields)?,
        shares: size(&fields)?,
        tx: tx(&fields, "transaction_hash")?,
    })
}
