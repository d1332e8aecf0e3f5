//! Copy orders: those being worked, those that ended, and one in full with its whole story.

use std::collections::BTreeMap;

use pilotfish_copy::BookLook;
use pilotfish_copy::entity::{ChildOrder, CopyOrder, Fill, Signal};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{ConditionId, CopyOrderId, FollowId, OrderHash, VenueMs};
use pilotfish_copy::ladder::{Regime, Stage};
use pilotfish_copy::money::{Price, Tick};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::market_labels::{self, MarketLabels, label_columns, label_joins};
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::journal;
use crate::reader::Reader;
use crate::rows::{child, fill, order, signal};
use crate::snapshots;

/// The most events (and price decisions) of one copy order that are shown: its newest.
const EVENTS_MOST: i64 = 2_000;

/// So many copy orders are looked at for those of one market.
pub const LOOKED_AT_MOST: u32 = 5_000;

/// Found by their hashes, one by one.
pub(crate) const ORDERS_OF: &str = "SELECT c.hash, c.copy_order, t.follow FROM json_each(?) asked \
     JOIN child_orders c ON c.hash = asked.value JOIN pending_copy_orders t ON t.id = c.copy_order";

/// A copy order with its market and the child that holds its slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// The copy order.
    pub order: CopyOrder,
    /// Its market.
    pub market: Option<MarketLabels>,
    /// The trader's name as shown.
    pub trader_name: String,
    /// The child whose fate is open, if there is one.
    pub child: Option<ChildOrder>,
}

/// A price decision with what it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceDecision {
    /// Its event's number.
    pub seq: u64,
    /// When it was decided.
    pub at: VenueMs,
    /// Age then, ms since the signal.
    pub age_ms: i64,
    /// The stage it was decided in.
    pub stage: Stage,
    /// The stage before it.
    pub previous_stage: Option<Stage>,
    /// The book's regime then.
    pub regime: Regime,
    /// The trader's price.
    pub trader_price: Price,
    /// Best bid then.
    pub bid: Option<Price>,
    /// Best ask then.
    pub ask: Option<Price>,
    /// Tick then.
    pub tick: Tick,
    /// The limit that came of it.
    pub limit: Price,
    /// The limit before.
    pub previous: Option<Price>,
    /// Held a tick short of our own resting order.
    pub held_short: bool,
}

/// One copy order's whole story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDetail {
    /// The order.
    pub view: OrderView,
    /// The signal it copies, with its decision and gates.
    pub signal: Signal,
    /// Every child it had, oldest first.
    pub children: Vec<ChildOrder>,
    /// What happened to it (its signal included), oldest first; of very many the newest.
    pub events: Vec<Event>,
    /// Its price path, oldest first; of very many the newest.
    pub prices: Vec<PriceDecision>,
    /// The books it was looked at on between them, oldest first; of very many the newest. None where that record was lost.
    pub looks: Vec<BookLook>,
    /// Its fills, oldest first.
    pub fills: Vec<Fill>,
}

impl Reader {
    /// The copy orders that are not ended, oldest first.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn working_orders(&self) -> Result<Vec<OrderView>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(concat!(
            "SELECT t.*, ",
            label_columns!(),
            " FROM pending_copy_orders t",
            label_joins!(),
            "WHERE t.status <> 'ended' ORDER BY t.id"
        ))
        .fetch_all(&mut *tx)
        .await?;
        let mut children = open_children(&mut tx).await?;
        rows.iter()
            .map(|row| {
                let mut view = view(Columns(row))?;
                view.child = children.remove(&view.order.id);
                Ok(view)
            })
            .collect()
    }

    /// Ended copy orders, newest first: at most `limit` with an id under `before`.
    ///
    /// # Errors
    /// As [`Reader::working_orders`].
    pub async fn ended_orders(&self, before: Option<CopyOrderId>, limit: u32) -> Result<Vec<OrderView>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(concat!(
            "SELECT t.*, ",
            label_columns!(),
            " FROM pending_copy_orders t",
            label_joins!(),
            "WHERE t.status = 'ended' AND t.id < ? ORDER BY t.id DESC LIMIT ?"
        ))
        .bind(before.map_or(Ok(i64::MAX), |id| id.to_whole())?)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter().map(|row| view(Columns(row))).collect()
    }

    /// Ended copy orders of a market, newest first: at most `limit`, among the newest [`LOOKED_AT_MOST`] of all copy orders.
    ///
    /// # Errors
    /// As [`Reader::working_orders`].
    pub async fn ended_orders_in(&self, condition: &ConditionId, limit: u32) -> Result<Vec<OrderView>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(concat!(
            "SELECT t.*, ",
            label_columns!(),
            " FROM pending_copy_orders t",
            label_joins!(),
            "WHERE t.status = 'ended' AND t.condition_id = ? \
             AND t.id > (SELECT COALESCE(MAX(id), 0) FROM pending_copy_orders) - ? ORDER BY t.id DESC LIMIT ?"
        ))
        .bind(condition.as_str())
        .bind(LOOKED_AT_MOST)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter().map(|row| view(Columns(row))).collect()
    }

    /// Which copy order, and of which follow, each of those orders at the venue is a child of; one that is nobody's is left out.
    ///
    /// # Errors
    /// As [`Reader::working_orders`].
    pub async fn orders_of(
        &self,
        hashes: &[OrderHash],
    ) -> Result<BTreeMap<OrderHash, (CopyOrderId, FollowId)>, StoreError> {
        let mut tx = self.instant().await?;
        let hashes: Vec<&str> = hashes.iter().map(OrderHash::as_str).collect();
        let asked = serde_json::to_string(&hashes)
            .map_err(|error| StoreError::unreadable("a list of hashes", error.to_string()))?;
        let rows = sqlx::query(ORDERS_OF).bind(asked).fetch_all(&mut *tx).await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                let hash = OrderHash::new(&row.text("hash")?);
                Ok((hash, (row.whole("copy_order")?, row.whole("follow")?)))
            })
            .collect()
    }

    /// One copy order with its whole story; `None` where there is no such order.
    ///
    /// # Errors
    /// As [`Reader::working_orders`].
    pub async fn order_detail(&self, id: CopyOrderId) -> Result<Option<OrderDetail>, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query(concat!(
            "SELECT t.*, ",
            label_columns!(),
            " FROM pending_copy_orders t",
            label_joins!(),
            "WHERE t.id = ?"
        ))
        .bind(id.to_whole()?)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let mut view = view(Columns(&row))?;
        let children = children(&mut tx, id).await?;
        view.child = children.iter().find(|child| child.state.holds_slot()).cloned();
        let signal_row = sqlx::query("SELECT * FROM signals WHERE id = ?")
            .bind(view.order.signal.to_whole()?)
            .fetch_one(&mut *tx)
            .await?;
        let signal = signal::read(Columns(&signal_row))?;
        let events = events(&mut tx, &view.order).await?;
        let prices = prices(&mut tx, id).await?;
        let fills = fills(&mut tx, id).await?;
        let looks = snapshots::looks(self.folder(), id, view.order.signal_at).await;
        Ok(Some(OrderDetail {
            view,
            signal,
            children,
            events,
            prices,
            looks,
            fills,
        }))
    }
}

fn view(row: Columns<'_>) -> Result<OrderView, StoreError> {
    Ok(OrderView {
        order: order::read(row)?,
        market: market_labels::read(row)?,
        trader_name: row.text_opt("c_name")?.unwrap_or_default(),
        child: None,
    })
}

async fn open_children(conn: &mut SqliteConnection) -> Result<BTreeMap<CopyOrderId, ChildOrder>, StoreError> {
    let rows = sqlx::query("SELECT * FROM child_orders WHERE state NOT IN ('final', 'refused')")
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| child::read(Columns(row)).map(|child| (child.order, child)))
        .collect()
}

async fn children(conn: &mut SqliteConnection, id: CopyOrderId) -> Result<Vec<ChildOrder>, StoreError> {
    let rows = sqlx::query("SELECT * FROM child_orders WHERE copy_order = ? ORDER BY id")
        .bind(id.to_whole()?)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| child::read(Columns(row))).collect()
}

async fn events(conn: &mut SqliteConnection, order: &CopyOrder) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM journal WHERE copy_order = ?1 OR (signal = ?2 AND copy_order IS NULL) ORDER BY seq DESC LIMIT ?3",
    )
    .bind(order.id.to_whole()?)
    .bind(order.signal.to_whole()?)
    .bind(EVENTS_MOST)
    .fetch_all(conn)
    .await?;
    rows.iter().rev().map(|row| journal::read(Columns(row))).collect()
}

async fn prices(conn: &mut SqliteConnection, id: CopyOrderId) -> Result<Vec<PriceDecision>, StoreError> {
    let rows = sqlx::query("SELECT * FROM price_decisions WHERE copy_order = ? ORDER BY seq DESC LIMIT ?")
        .bind(id.to_whole()?)
        .bind(EVENTS_MOST)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .rev()
        .map(|row| {
            let row = Columns(row);
            Ok(PriceDecision {
                seq: row.whole("seq")?,
                at: row.whole("at")?,
                age_ms: row.whole("age_ms")?,
                stage: row.whole("stage")?,
                previous_stage: row.whole_opt("previous_stage")?,
                regime: row.word("regime")?,
                trader_price: row.whole("trader_price")?,
                bid: row.whole_opt("bid")?,
                ask: row.whole_opt("ask")?,
                tick: row.whole("tick")?,
                limit: row.whole("limit_price")?,
                previous: row.whole_opt("previous_limit")?,
                held_short: row.whole("held_short")?,
            })
        })
        .collect()
}

async fn fills(conn: &mut SqliteConnection, id: CopyOrderId) -> Result<Vec<Fill>, StoreError> {
    let rows = sqlx::query("SELECT * FROM executed_copy_trades WHERE copy_order = ? ORDER BY id")
        .bind(id.to_whole()?)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| fill::read(Columns(row))).collect()
}
