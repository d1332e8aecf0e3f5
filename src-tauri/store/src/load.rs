//! The live state as rows, in an order in which they can be applied one by one.
//!
//! Live is what the core keeps: the one row of control, what stands (halts, differences), what is followed and known, what waits,
//! everything that was ever held or claimed (limits and totals rest on it); and of the past a copy order that is not ended, or
//! has a child or a fill whose fate is open however old it is, or ended in the last minutes before the last commit (the venue may
//! report a trade late), with its signal, children and fills. It may be a little more than the core had kept, never less. The
//! rest of the past stays in the database for the read models. The model ([`crate::ModelStore`]) loads the same rows.

use pilotfish_copy::entity::Change;
use pilotfish_copy::ids::OrderHash;
use sqlx::{Connection, SqliteConnection};

use crate::codec::Columns;
use crate::error::StoreError;
use crate::rows::{child, control, fill, follow, halt, holding, market, order, position, signal, target};

/// Ended orders stay live so long after their end, venue ms: a minute more than the core keeps them. The view `live_orders`
/// says the same.
pub(crate) const LATE_MS: i64 = 3_660_000;

/// One kind of rows: how they are selected, and how one is read.
pub(crate) type Kind = (&'static str, fn(Columns<'_>) -> Result<Change, StoreError>);

pub(crate) const KINDS: &[Kind] = &[
    ("SELECT * FROM control", |row| control::read(row).map(Change::Control)),
    ("SELECT * FROM halts ORDER BY reason, token, order_hash", |row| {
        halt::read(row).map(Change::Halt)
    }),
    ("SELECT * FROM differences ORDER BY token", |row| {
        halt::read_difference(row).map(Change::Difference)
    }),
    ("SELECT * FROM markets WHERE needed = 1 ORDER BY condition_id", |row| {
        market::read(row).map(Change::Market)
    }),
    ("SELECT * FROM copy_trading_config ORDER BY id", |row| {
        follow::read(row).map(Change::Follow)
    }),
    ("SELECT * FROM known_positions ORDER BY follow, token", |row| {
        position::read_known(row).map(Change::Known)
    }),
    ("SELECT * FROM migrated_tokens ORDER BY follow, to_token", |row| {
        position::read_migrated(row).map(Change::Migrated)
    }),
    (
        "SELECT * FROM seen_rows ORDER BY follow, tx, token, kind, shares, price_tenth_milli",
        |row| position::read_seen(row).map(Change::Seen),
    ),
    ("SELECT * FROM pending_changes ORDER BY follow, token", |row| {
        position::read_pending(row).map(Change::Pending)
    }),
    // Signals that still matter: undecided, or of a live order, or waiting in a reversal.
    (
        "SELECT * FROM signals WHERE id IN (SELECT id FROM signals WHERE asked IS NULL \
         UNION SELECT signal FROM pending_copy_orders WHERE id IN (SELECT id FROM live_orders) \
         UNION SELECT value FROM reversals, json_each(reversals.signals)) ORDER BY id",
        |row| signal::read(row).map(Change::Signal),
    ),
    (
        "SELECT * FROM targets WHERE shares <> 0 ORDER BY follow, token",
        |row| target::read(row).map(Change::Target),
    ),
    ("SELECT * FROM reversals ORDER BY follow, token", |row| {
        target::read_reversal(row).map(Change::Reversal)
    }),
    ("SELECT * FROM carried_over ORDER BY follow, token", |row| {
        target::read_carried_over(row).map(Change::CarriedOver)
    }),
    (
        "SELECT * FROM pending_copy_orders WHERE id IN (SELECT id FROM live_orders) ORDER BY id",
        |row| order::read(row).map(Change::Order),
    ),
    (
        "SELECT * FROM child_orders WHERE copy_order IN (SELECT id FROM live_orders) ORDER BY id",
        |row| child::read(row).map(Change::Child),
    ),
    // A provisional fill makes its order live.
    (
        "SELECT * FROM executed_copy_trades WHERE copy_order IN (SELECT id FROM live_orders) ORDER BY trade, hash",
        |row| fill::read(row).map(Change::Fill),
    ),
    ("SELECT * FROM holdings ORDER BY follow, token", |row| {
        holding::read(row).map(Change::Holding)
    }),
    ("SELECT * FROM claims ORDER BY follow, token", |row| {
        holding::read_claim(row).map(Change::Claim)
    }),
];

/// Everything live, read at one instant.
pub(crate) async fn live(conn: &mut SqliteConnection) -> Result<Vec<Change>, StoreError> {
    let mut tx = conn.begin().await?;
    let rows = rows(&mut tx).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Everything live, within a transaction of the caller's.
pub(crate) async fn rows(conn: &mut SqliteConnection) -> Result<Vec<Change>, StoreError> {
    let mut rows = Vec::new();
    for (sql, read) in KINDS {
        for row in sqlx::query(*sql).fetch_all(&mut *conn).await? {
            rows.push(read(Columns(&row))?);
        }
    }
    Ok(rows)
}

/// What there is of one copy order.
const OF_AN_ORDER: &[Kind] = &[
    ("SELECT * FROM pending_copy_orders WHERE id = ?", |row| {
        order::read(row).map(Change::Order)
    }),
    ("SELECT * FROM child_orders WHERE copy_order = ? ORDER BY id", |row| {
        child::read(row).map(Change::Child)
    }),
    (
        "SELECT * FROM executed_copy_trades WHERE copy_order = ? ORDER BY trade, hash",
        |row| fill::read(row).map(Change::Fill),
    ),
];

/// The copy order that a child with that hash belongs to; nothing where there is none.
pub(crate) async fn order_of(conn: &mut SqliteConnection, hash: &OrderHash) -> Result<Vec<Change>, StoreError> {
    let mut tx = conn.begin().await?;
    let id: Option<i64> = sqlx::query_scalar("SELECT copy_order FROM child_orders WHERE hash = ?")
        .bind(hash.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    let mut rows = Vec::new();
    for (sql, read) in OF_AN_ORDER.iter().filter(|_| id.is_some()) {
        for row in sqlx::query(*sql).bind(id).fetch_all(&mut *tx).await? {
            rows.push(read(Columns(&row))?);
        }
    }
    tx.commit().await?;
    Ok(rows)
}
