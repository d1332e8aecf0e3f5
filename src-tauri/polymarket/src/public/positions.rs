//! A trader's positions: all pages, or none.

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::money::{Price, Shares, Usd};
use serde_json::Value;

use super::{PublicApi, pages};
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;

/// Which positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PositionState {
    /// Held: open markets, and resolved ones that wait to be redeemed.
    Open,
    /// Over.
    Closed,
}

/// A position with the words to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionRow {
    /// The token.
    pub token: TokenId,
    /// The market.
    pub condition: ConditionId,
    /// Its question.
    pub question: String,
    /// The outcome's name.
    pub outcome: String,
    /// 0 or 1; `None` where the venue does not know it (it writes 999).
    pub outcome_index: Option<u32>,
    /// Shares now.
    pub shares: Shares,
    /// Shares bought in all.
    pub bought: Shares,
    /// What a share cost on average.
    pub average_cost: Price,
    /// A share's price now.
    pub price: Price,
    /// Worth now.
    pub value: Usd,
    /// Realised profit.
    pub realised: Usd,
    /// Realised and open profit.
    pub pnl: Usd,
    /// Whether it only waits to be redeemed: its market has resolved.
    pub redeemable: bool,
    /// When something last happened to it.
    pub last_event: Option<VenueMs>,
}

impl PublicApi {
    /// All open positions of a wallet, dust included. A page that fails fails the whole.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub async fn positions(&self, wallet: &WalletAddress) -> Result<Vec<SnapshotPosition>, Error> {
        let rows = self.position_rows(wallet, PositionState::Open, None).await?;
        let snapshot = |row: PositionRow| SnapshotPosition {
            token: row.token,
            condition: row.condition,
            shares: row.shares,
            average_cost: row.average_cost,
            current_price: row.price,
            redeemable: row.redeemable,
        };
        Ok(rows.into_iter().map(snapshot).collect())
    }

    /// A wallet's positions with the words to show them; all of them, or the first `enough`, newest first.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub async fn position_rows(
        &self,
        wallet: &WalletAddress,
        state: PositionState,
        enough: Option<usize>,
    ) -> Result<Vec<PositionRow>, Error> {
        // Without an amount the venue leaves out what is under 0.1 share.
        let mut query = vec![
            ("user", wallet.as_str()),
            ("filter_type", "TOKENS"),
            ("filter_amount", "0"),
        ];
        query.push(("status", if state == PositionState::Open { "OPEN" } else { "CLOSED" }));
        if enough.is_some() {
            query.extend([("sort_by", "TIMESTAMP"), ("sort_direction", "DESC")]);
        }
        let rows = pages::all(&self.transport, "v2/positions", &query, Lane::Positions, enough).await?;
        rows.iter().map(parse).collect()
    }
}

fn parse(value: &Value) -> Result<PositionRow, Error> {
    let fields = Fields::of(value, "a position")?;
    let status = fields.text("status").unwrap_or_default();
    Ok(PositionRow {
        token: fields.need("token_id", fields.token("token_id"))?,
        condition: fields.need("condition_id", fields.condition("condition_id"))?,
        question: fields.words("title"),
        outcome: fields.words("outcome"),
        outcome_index: super::activity::outcome_index(&fields, "outcome_index"),
        shares: fields.need("current_size", fields.shares("current_size"))?,
        bought: fields.shares("total_size").unwrap_or_default(),
        average_cost: fields.price("avg_price").unwrap_or_default(),
        price: fields.price("current_price").unwrap_or_default(),
        value: fields.usd("current_value").unwrap_or_default(),
        realised: fields.usd("realized_pnl").unwrap_or_default(),
        pnl: fields.usd("total_pnl").unwrap_or_default(),
        // A lost position is `redeemable: false` there, and over all the same.
        redeemable: fields.flag("redeemable").unwrap_or(false) || status.starts_with("REDEEMABLE"),
        last_event: fields.instant("last_event_at"),
    })
}
