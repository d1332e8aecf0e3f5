//! The core's rows in their tables: one file a subject, each with how a row is written and how it is read back.

pub(crate) mod control;
pub(crate) mod fill;
pub(crate) mod follow;
pub(crate) mod holding;
pub(crate) mod market;
pub(crate) mod order;
pub(crate) mod position;
pub(crate) mod signal;

use pilotfish_copy::entity::Change;
use sqlx::SqliteConnection;

use crate::error::StoreError;

/// Writes one changed row.
pub(crate) async fn write(conn: &mut SqliteConnection, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Control(control) => control::write(conn, control).await,
        Change::Market(market) => market::write(conn, market).await,
        Change::Follow(follow) => follow::write(conn, follow).await,
        Change::Known(known) => position::write_known(conn, known).await,
        Change::KnownGone { follow, token } => position::forget_known(conn, *follow, token).await,
        Change::Seen(seen) => position::write_seen(conn, seen).await,
        Change::SeenGone { follow, before } => position::forget_seen(conn, *follow, *before).await,
        Change::Gather(gather) => position::write_gather(conn, gather).await,
        Change::GatherGone { follow, token } => position::forget_gather(conn, *follow, token).await,
        Change::Signal(signal) => signal::write(conn, signal).await,
        Change::Order(order) => order::write(conn, order).await,
        Change::Child(child) => order::write_child(conn, child).await,
        Change::Fill(fill) => fill::write(conn, fill).await,
        Change::Holding(holding) => holding::write(conn, holding).await,
        Change::Accumulated(waiting) => holding::write_accumulated(conn, waiting).await,
        Change::AccumulatedGone { follow, token } => holding::forget_accumulated(conn, *follow, token).await,
        Change::TurnRound(turn) => holding::write_turn_round(conn, turn).await,
        Change::TurnRoundGone { follow, token } => holding::forget_turn_round(conn, *follow, token).await,
    }
}
