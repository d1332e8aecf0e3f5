//! The journal as a list: newest first, a page at a time, filtered.

use std::collections::BTreeMap;

use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{CopyOrderId, FollowId};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::market_labels::{self, MarketLabels, label_columns};
use super::page::{self, Page};
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::journal;
use crate::reader::Reader;

/// So many events are looked at for one page of a filtered list.
pub const LOOKED_AT_MOST: u32 = 20_000;

/// Which events. What is empty filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActivityFilter {
    /// Only these kinds (`signal`, `skip`, `fill`…).
    pub kinds: Vec<String>,
    /// Only of this follow.
    pub follow: Option<FollowId>,
    /// Only of this copy order.
    pub order: Option<CopyOrderId>,
    /// Only with this text in the event, the market's question or the trader's name.
    pub text: String,
}

/// An event with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityItem {
    /// The event.
    pub event: Event,
    /// Through which follow, where one is concerned.
    pub follow: Option<FollowId>,
    /// Its trader's name as shown.
    pub trader_name: Option<String>,
    /// Its market, where one is concerned.
    pub market: Option<MarketLabels>,
}

impl Reader {
    /// At most `limit` events with a number under `before`, newest first. With a filter that no index answers, no more than
    /// [`LOOKED_AT_MOST`] events are looked at for them.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn activity(
        &self,
        filter: &ActivityFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Page<ActivityItem>, StoreError> {
        let mut tx = self.instant().await?;
        let before = before.map_or(Ok(i64::MAX), |seq| seq.to_whole())?;
        let floor = match filter.looks_through()? {
            Some(events) => page::floor(&mut tx, events, before, LOOKED_AT_MOST).await?,
            None => None,
        };
        let mut query = activity_query(filter, before, floor)?;
        query.push(" ORDER BY t.seq DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(&mut *tx).await?;
        let items: Result<Vec<ActivityItem>, StoreError> = rows.iter().map(|row| item(Columns(row))).collect();
        let floor = floor.map(u64::try_from).transpose();
        let floor = floor.map_err(|error| StoreError::unreadable("events.seq", error))?;
        Ok(Page::of(items?, limit, floor, |item| item.event.seq))
    }

    /// Events with a number over `after`, oldest first, at most `limit`: what a follower of the journal has not seen yet.
    ///
    /// # Errors
    /// As [`Reader::activity`].
    pub async fn events_after(&self, after: Option<u64>, limit: u32) -> Result<Vec<Event>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query("SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?")
            .bind(after.map_or(Ok(-1), |seq| seq.to_whole())?)
            .bind(limit)
            .fetch_all(&mut *tx)
            .await?;
        rows.iter().map(|row| journal::read(Columns(row))).collect()
    }

    /// How many events there are of each kind.
    ///
    /// # Errors
    /// As [`Reader::activity`].
    pub async fn event_counts(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        counts(
            &mut *self.instant().await?,
            "SELECT kind AS name, COUNT(*) AS n FROM events GROUP BY kind",
        )
        .await
    }

    /// How many signals were skipped, by reason.
    ///
    /// # Errors
    /// As [`Reader::activity`].
    pub async fn skip_counts(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        skips(&mut *self.instant().await?).await
    }
}

pub(crate) async fn skips(conn: &mut SqliteConnection) -> Result<BTreeMap<String, u64>, StoreError> {
    let sql = "SELECT reason AS name, COUNT(*) AS n FROM events WHERE kind = 'skip' GROUP BY 1";
    counts(conn, sql).await
}

pub(crate) async fn counts(
    conn: &mut SqliteConnection,
    sql: &'static str,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let rows = sqlx::query(sql).fetch_all(conn).await?;
    rows.iter()
        .map(|row| Ok((Columns(row).text("name")?, Columns(row).whole("n")?)))
        .collect()
}

impl ActivityFilter {
    /// The events among which it has to look, where not each of them is what it wants; `None` where an index leads from hit to
    /// hit, and for one order, of which there are few.
    fn looks_through(&self) -> Result<Option<QueryBuilder<Sqlite>>, StoreError> {
        let finds_all_of_its_index = self.text.is_empty()
            && match (self.follow, self.kinds.len()) {
                (Some(_), kinds) => kinds == 0,
                (None, kinds) => kinds <= 1,
            };
        if finds_all_of_its_index || self.order.is_some() {
            return Ok(None);
        }
        let mut events = QueryBuilder::new("SELECT seq FROM events WHERE ");
        match (self.follow, self.kinds.as_slice()) {
            (Some(follow), _) => events.push("follow = ").push_bind(follow.to_whole()?),
            (None, [kind]) => events.push("kind = ").push_bind(kind.clone()),
            (None, _) => events.push("1 = 1"),
        };
        Ok(Some(events))
    }
}

fn activity_query(
    filter: &ActivityFilter,
    before: i64,
    floor: Option<i64>,
) -> Result<QueryBuilder<Sqlite>, StoreError> {
    let mut query = QueryBuilder::new(concat!(
        "SELECT t.*, ",
        label_columns!(),
        " FROM journal t LEFT JOIN markets m ON m.condition_id = (",
        "SELECT condition_id FROM markets WHERE token_0 = t.token ",
        "UNION ALL SELECT condition_id FROM markets WHERE token_1 = t.token LIMIT 1) ",
        "LEFT JOIN copy_trading_config c ON c.id = t.follow WHERE t.seq < "
    ));
    query.push_bind(before);
    if let Some(floor) = floor {
        query.push(" AND t.seq >= ").push_bind(floor);
    }
    if !filter.kinds.is_empty() {
        query.push(" AND t.kind IN (");
        let mut kinds = query.separated(", ");
        for kind in &filter.kinds {
            kinds.push_bind(kind.clone());
        }
        query.push(")");
    }
    if let Some(follow) = filter.follow {
        query.push(" AND t.follow = ").push_bind(follow.to_whole()?);
    }
    if let Some(order) = filter.order {
        query.push(" AND t.copy_order = ").push_bind(order.to_whole()?);
    }
    if !filter.text.is_empty() {
        let pattern = market_labels::anywhere(&filter.text);
        query
            .push(" AND (t.body LIKE ")
            .push_bind(pattern.clone())
            .push(" ESCAPE '\\' OR m.question LIKE ");
        query
            .push_bind(pattern.clone())
            .push(" ESCAPE '\\' OR c.name LIKE ")
            .push_bind(pattern);
        query.push(" ESCAPE '\\')");
    }
    Ok(query)
}

fn item(row: Columns<'_>) -> Result<ActivityItem, StoreError> {
    Ok(ActivityItem {
        event: journal::read(row)?,
        follow: row.whole_opt("follow")?,
        trader_name: row.text_opt("c_name")?,
        market: market_labels::read(row)?,
    })
}
