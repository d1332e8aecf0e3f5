//! Signed orders.

use pilotfish_copy::ids::VenueMs;

use crate::batch::Intent;
use crate::codec::{Columns, Whole, whole_opt, word};
use crate::error::StoreError;
use crate::statements::{Statement, Statements};

/// Inserts a signed order. Never an update: the same child signed twice, or one hash for two children, is refused.
pub(crate) fn write(into: &mut Statements, intent: &Intent, at: VenueMs) -> Result<(), StoreError> {
    let insert = Statement::new(
        "INSERT INTO order_intents (hash, child, body, order_type, expires_at, reservation, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(intent.hash.as_str())
    .bind(intent.child.to_whole()?)
    .bind(intent.body.as_str())
    .bind(word(&intent.order_type)?)
    .bind(whole_opt(intent.expires_at.as_ref())?)
    .bind(intent.reservation.micros())
    .bind(at.0);
    into.push(insert);
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Intent, StoreError> {
    Ok(Intent {
        child: row.whole("child")?,
        hash: row.word("hash")?,
        body: row.text("body")?,
        order_type: row.word("order_type")?,
        expires_at: row.whole_opt("expires_at")?,
        reservation: row.whole("reservation")?,
    })
}
