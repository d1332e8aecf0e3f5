//! A trader's positions, with what kind of list it is: which pages were read, and whether it may come from a cache.

use std::collections::BTreeSet;

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ListQuality, SnapshotPosition};
use pilotfish_copy::money::{Price, Shares, Usd};
use serde_json::Value;

use super::pages::{self, Extent, ListQuery};
use super::{PublicApi, is_of};
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::unreadable::RowSource;

/// The most pages of one list: a hundred thousand positions, dust included. Market makers were seen with more than ten thousand.
const PAGES_MOST: usize = 100;

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

/// A wallet's open positions: evidence, as good as its quality says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionList {
    /// The positions, each token once.
    pub positions: Vec<SnapshotPosition>,
    /// What kind of list it is.
    pub quality: ListQuality,
}

impl PublicApi {
    /// The open positions of a wallet, dust included; past the cache where `uncached`. A page that fails fails the whole. A
    /// list that is cut, that moved while it was read, that names a token twice or has a row that cannot be read is not
    /// complete: what is not in it is not known to be gone.
    ///
    /// # Errors
    /// As every read.
    pub async fn positions(&self, wallet: &WalletAddress, uncached: bool) -> Result<PositionList, Error> {
        let filters = [
            ("user", wallet.as_str()),
            ("filter_type", "TOKENS"),
            ("filter_amount", "0"),
            ("status", "OPEN"),
            // An order that prices do not change: otherwise the list would move while it is read.
            ("sort_by", "TOKENS"),
            ("sort_direction", "DESC"),
        ];
        let query = ListQuery {
            path: "v2/positions",
            filters: &filters,
            lane: Lane::Positions,
            enough: None,
            pages: PAGES_MOST,
            uncached,
        };
        let list = pages::read(&self.transport, &query).await?;
        let mut complete = list.extent == Extent::Whole;
        let mut seen = BTreeSet::new();
        let mut positions = Vec::with_capacity(list.rows.len());
        for row in &list.rows {
            match self.transport.readable(RowSource::Positions, row, parse(row, wallet)) {
                Some(row) if seen.insert(row.token.clone()) => positions.push(SnapshotPosition {
                    token: row.token,
                    condition: row.condition,
                    shares: row.shares,
                    average_cost: row.average_cost,
                    current_price: row.price,
                    redeemable: row.redeemable,
                }),
                Some(_) | None => complete = false,
            }
        }
        let quality = ListQuality { uncached, complete };
        Ok(PositionList { positions, quality })
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
        let list = ListQuery {
            path: "v2/positions",
            filters: &query,
            lane: Lane::Positions,
            enough,
            pages: PAGES_MOST,
            uncached: false,
        };
        let found = pages::read(&self.transport, &list).await?;
        if found.extent == Extent::Cut {
            return Err(pages::incomplete(&list));
        }
        Ok(found
            .rows
            .iter()
            .filter_map(|row| self.transport.readable(RowSource::Positions, row, parse(row, wallet)))
            .collect())
    }
}

fn parse(value: &Value, wallet: &WalletAddress) -> Result<PositionRow, Error> {
    let fields = Fields::of(value, "a position")?;
    is_of(&fields, wallet)?;
    let status = fields.text("status").unwrap_or_default();
    Ok(PositionRow {
        token: fields.need("token_id", fields.token("token_id"))?,
        condition: fields.need("condition_id", fields.condition("condition_id"))?,
        question: fields.words("title"),
        outcome: fields.words("outcome"),
        outcome_index: super::activity::outcome_index(&fields, "outcome_index"),
        // Fewer than none are a broken row, not a holding.
        shares: fields.need(
            "current_size",
            fields.shares("current_size").filter(|shares| *shares >= Shares::ZERO),
        )?,
        bought: fields.shares("total_size").unwrap_or_default(),
        average_cost: fields.chance("avg_price").unwrap_or_default(),
        price: fields.chance("current_price").unwrap_or_default(),
        value: fields.usd("current_value").unwrap_or_default(),
        realised: fields.usd("realized_pnl").unwrap_or_default(),
        pnl: fields.usd("total_pnl").unwrap_or_default(),
        // A lost position is `redeemable: false` there, and over all the same.
        redeemable: fields.flag("redeemable").unwrap_or(false) || status.starts_with("REDEEMABLE"),
        last_event: fields.instant("last_event_at"),
    })
}
