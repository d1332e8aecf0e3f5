//! Fills as a list: newest first, a page at a time, filtered.

use pilotfish_copy::accounts;
use pilotfish_copy::entity::Fill;
use pilotfish_copy::ids::{ConditionId, FollowId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Usd};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::market_labels::{self, MarketLabels, label_columns, label_joins};
use super::page::Page;
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::fill;

/// So many fills are looked at for one page of a filtered list.
pub const LOOKED_AT_MOST: u32 = 5_000;

/// Which fills. What is empty filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryFilter {
    /// Only copied from this trader, through whichever follow.
    pub trader: Option<WalletAddress>,
    /// Only through this follow.
    pub follow: Option<FollowId>,
    /// Only from then on.
    pub from: Option<VenueMs>,
    /// Only before then.
    pub until: Option<VenueMs>,
    /// Only in this market.
    pub condition: Option<ConditionId>,
    /// Only in markets with this text in their question or outcome.
    pub text: String,
    /// Only purchases, or only sales.
    pub side: Option<Side>,
}

impl HistoryFilter {
    /// Whether it finds all fills of some follows.
    pub(super) fn names_follows_only(&self) -> bool {
        let Self {
            trader: _,
            follow: _,
            from: None,
            until: None,
            condition: None,
            text,
            side: None,
        } = self
        else {
            return false;
        };
        text.is_empty()
    }

    fn finds_all_between_its_dates(&self) -> bool {
        let Self {
            trader: None,
            follow: None,
            from: _,
            until: _,
            condition: None,
            text,
            side: None,
        } = self
        else {
            return false;
        };
        text.is_empty()
    }
}

/// Where a page of the history ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPlace {
    /// The last fill's time.
    pub at: VenueMs,
    /// Its number in the store.
    pub id: u64,
}

/// A fill with what it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryItem {
    /// Its place: hand in the last one's to get the next page.
    pub place: HistoryPlace,
    /// The fill.
    pub fill: Fill,
    /// Its market.
    pub market: Option<MarketLabels>,
    /// Copied from whom.
    pub trader: WalletAddress,
    /// Their name as shown.
    pub trader_name: String,
    /// How much worse than the trader's price, a share; negative is better.
    pub slippage: Price,
    /// What that came to (zero of a fill that failed).
    pub slippage_usd: Usd,
    /// What the fill cost or brought, without the fee.
    pub value: Usd,
}

impl Reader {
    /// At most `limit` fills after `after`, newest first. Failed ones are among them, with their settlement. With a filter no
    /// more than [`LOOKED_AT_MOST`] fills between its dates are looked at for them.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn history(
        &self,
        filter: &HistoryFilter,
        after: Option<HistoryPlace>,
        limit: u32,
    ) -> Result<Page<HistoryItem, HistoryPlace>, StoreError> {
        let mut tx = self.instant().await?;
        let floor = if filter.finds_all_between_its_dates() {
            None
        } else {
            floor(&mut tx, filter, after, LOOKED_AT_MOST).await?
        };
        let mut query = history_query(filter, after)?;
        push_floor(&mut query, floor)?;
        query.push(" ORDER BY t.at DESC, t.id DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(&mut *tx).await?;
        let items: Result<Vec<HistoryItem>, StoreError> = rows.iter().map(|row| item(Columns(row))).collect();
        Ok(Page::of(items?, limit, floor, |item| item.place))
    }
}

/// The last fill to look at, when `most` of those between the filter's dates are; `None` where there are no more than that.
pub(super) async fn floor(
    conn: &mut SqliteConnection,
    filter: &HistoryFilter,
    after: Option<HistoryPlace>,
    most: u32,
) -> Result<Option<HistoryPlace>, StoreError> {
    let mut query =
        QueryBuilder::new("SELECT t.at, t.id FROM executed_copy_trades t INDEXED BY fills_by_time WHERE 1 = 1");
    push_place(&mut query, filter, after)?;
    query
        .push(" ORDER BY t.at DESC, t.id DESC LIMIT 2 OFFSET ")
        .push_bind(most - 1);
    let rows = query.build().fetch_all(conn).await?;
    let Some(row) = rows.first().filter(|_| rows.len() > 1) else {
        return Ok(None);
    };
    let row = Columns(row);
    Ok(Some(HistoryPlace {
        at: row.whole("at")?,
        id: row.whole("id")?,
    }))
}

fn history_query(filter: &HistoryFilter, after: Option<HistoryPlace>) -> Result<QueryBuilder<Sqlite>, StoreError> {
    let mut query = QueryBuilder::new(concat!(
        "SELECT t.*, ",
        label_columns!(),
        // In the order of the list: by another index SQLite would gather and sort every fill of a follow for one page.
        " FROM executed_copy_trades t INDEXED BY fills_by_time",
        label_joins!(),
        "WHERE 1 = 1"
    ));
    push_conditions(&mut query, filter, after)?;
    Ok(query)
}

/// Fills `t` from that place on.
pub(super) fn push_floor(query: &mut QueryBuilder<Sqlite>, floor: Option<HistoryPlace>) -> Result<(), StoreError> {
    if let Some(floor) = floor {
        query.push(" AND (t.at, t.id) >= (").push_bind(floor.at.0);
        query.push(", ").push_bind(floor.id.to_whole()?).push(")");
    }
    Ok(())
}

/// Where fills `t` lie: before that place, and between the filter's dates.
fn push_place(
    query: &mut QueryBuilder<Sqlite>,
    filter: &HistoryFilter,
    after: Option<HistoryPlace>,
) -> Result<(), StoreError> {
    if let Some(place) = after {
        query
            .push(" AND (t.at, t.id) < (")
            .push_bind(place.at.0)
            .push(", ")
            .push_bind(place.id.to_whole()?)
            .push(")");
    }
    if let Some(from) = filter.from {
        query.push(" AND t.at >= ").push_bind(from.0);
    }
    if let Some(until) = filter.until {
        query.push(" AND t.at < ").push_bind(until.0);
    }
    Ok(())
}

/// Conditions on fills `t` with markets `m` and follows `c` joined.
pub(super) fn push_conditions(
    query: &mut QueryBuilder<Sqlite>,
    filter: &HistoryFilter,
    after: Option<HistoryPlace>,
) -> Result<(), StoreError> {
    push_place(query, filter, after)?;
    if let Some(trader) = &filter.trader {
        query.push(" AND c.trader = ").push_bind(trader.as_str().to_owned());
    }
    if let Some(follow) = filter.follow {
        query.push(" AND t.follow = ").push_bind(follow.to_whole()?);
    }
    if let Some(condition) = &filter.condition {
        query
            .push(" AND t.condition_id = ")
            .push_bind(condition.as_str().to_owned());
    }
    if let Some(side) = filter.side {
        query.push(" AND t.side = ").push_bind(side.as_str());
    }
    if !filter.text.is_empty() {
        let pattern = market_labels::anywhere(&filter.text);
        query.push(" AND (m.question LIKE ").push_bind(pattern.clone());
        query.push(" ESCAPE '\\' OR CASE t.token WHEN m.token_0 THEN m.name_0 ELSE m.name_1 END LIKE ");
        query.push_bind(pattern).push(" ESCAPE '\\')");
    }
    Ok(())
}

fn item(row: Columns<'_>) -> Result<HistoryItem, StoreError> {
    let fill = fill::read(row)?;
    Ok(HistoryItem {
        place: HistoryPlace {
            at: fill.at,
            id: row.whole("id")?,
        },
        market: market_labels::read(row)?,
        trader: row.word("c_trader")?,
        trader_name: row.text("c_name")?,
        slippage: accounts::slippage(fill.side, fill.price, fill.trader_price),
        slippage_usd: accounts::slippage_usd(std::iter::once(&fill)),
        value: accounts::fill_value(fill.side, fill.shares, fill.price),
        fill,
    })
}
