//! The live state as rows, in an order in which they can be applied one by one.
//!
//! Live is what the core can still act on. Of the past it holds what that needs: a copy order that is not ended, or has a
//! child or a fill whose fate is open, or ended in the last minutes before the last commit (the venue may report a trade late),
//! with its signal and children; the fills of those orders and of what is held. It may be a little more than the core
//! had kept, never less. The rest of the past stays in the database for the read models.

use pilotfish_copy::entity::Change;
use sqlx::{Connection, SqliteConnection};

use crate::codec::Columns;
use crate::error::StoreError;
use crate::rows::{control, fill, follow, holding, market, order, position, signal};

/// Signals that still matter: undecided, or of a live order, or waiting in a turn-round.
const SIGNALS: &str = "SELECT * FROM signals WHERE asked IS NULL \
     OR id IN (SELECT signal FROM pending_copy_orders WHERE id IN (SELECT id FROM live_orders)) \
     OR id IN (SELECT value FROM turn_rounds, json_each(turn_rounds.detail)) ORDER BY id";
const ORDERS: &str = "SELECT * FROM pending_copy_orders WHERE id IN (SELECT id FROM live_orders) ORDER BY id";
const CHILDREN: &str = "SELECT * FROM child_orders WHERE copy_order IN (SELECT id FROM live_orders) ORDER BY id";
/// Fills of live orders, and all fills behind what is held now.
const FILLS: &str = "SELECT * FROM executed_copy_trades WHERE copy_order IN (SELECT id FROM live_orders) \
     OR (follow, token) IN (SELECT follow, token FROM holdings WHERE shares > 0) ORDER BY id";
/// The core may take rows for the same that the venue's sources print a little differently (price, time): they come smallest
/// count first, so that the largest, which is the last that was written, stays.
const SEEN: &str = "SELECT * FROM seen_rows ORDER BY follow, tx, token, kind, shares, times, price, at";

/// Everything live, read at one instant.
pub(crate) async fn live(conn: &mut SqliteConnection) -> Result<Vec<Change>, StoreError> {
    let mut tx = conn.begin().await?;
    let mut rows = Vec::new();
    collect(&mut tx, "SELECT * FROM control", &mut rows, |row| {
        control::read(row).map(Change::Control)
    })
    .await?;
    let markets = "SELECT * FROM markets ORDER BY condition_id";
    collect(&mut tx, markets, &mut rows, |row| market::read(row).map(Change::Market)).await?;
    let follows = "SELECT * FROM copy_trading_config ORDER BY id";
    collect(&mut tx, follows, &mut rows, |row| follow::read(row).map(Change::Follow)).await?;
    let known = "SELECT * FROM known_positions ORDER BY follow, token";
    collect(&mut tx, known, &mut rows, |row| {
        position::read_known(row).map(Change::Known)
    })
    .await?;
    collect(&mut tx, SEEN, &mut rows, |row| {
        position::read_seen(row).map(Change::Seen)
    })
    .await?;
    let gathers = "SELECT * FROM gathers ORDER BY follow, token";
    collect(&mut tx, gathers, &mut rows, |row| {
        position::read_gather(row).map(Change::Gather)
    })
    .await?;
    collect(&mut tx, SIGNALS, &mut rows, |row| signal::read(row).map(Change::Signal)).await?;
    collect(&mut tx, ORDERS, &mut rows, |row| order::read(row).map(Change::Order)).await?;
    collect(&mut tx, CHILDREN, &mut rows, |row| {
        order::read_child(row).map(Change::Child)
    })
    .await?;
    collect(&mut tx, FILLS, &mut rows, |row| fill::read(row).map(Change::Fill)).await?;
    let holdings = "SELECT * FROM holdings ORDER BY follow, token";
    collect(&mut tx, holdings, &mut rows, |row| {
        holding::read(row).map(Change::Holding)
    })
    .await?;
    let waiting = "SELECT * FROM accumulated ORDER BY follow, token";
    collect(&mut tx, waiting, &mut rows, |row| {
        holding::read_accumulated(row).map(Change::Accumulated)
    })
    .await?;
    let turns = "SELECT * FROM turn_rounds ORDER BY follow, token";
    collect(&mut tx, turns, &mut rows, |row| {
        holding::read_turn_round(row).map(Change::TurnRound)
    })
    .await?;
    tx.commit().await?;
    Ok(rows)
}

async fn collect(
    conn: &mut SqliteConnection,
    sql: &'static str,
    into: &mut Vec<Change>,
    read: impl Fn(Columns<'_>) -> Result<Change, StoreError>,
) -> Result<(), StoreError> {
    for row in sqlx::query(sql).fetch_all(conn).await? {
        into.push(read(Columns(&row))?);
    }
    Ok(())
}
