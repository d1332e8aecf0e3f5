//! Rows of the ledger. Inserted, never written again.

use pilotfish_copy::entity::{LedgerEntry, Movement};
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId};
use serde_json::json;

use crate::codec::{Columns, Whole, whole_opt};
use crate::error::StoreError;
use crate::statements::{Statement, Statements};

/// The fill that a movement is of, where it is of one.
pub(crate) const fn fill_of(movement: &Movement) -> Option<(&TradeId, &OrderHash)> {
    match movement {
        Movement::Fill { trade, hash } | Movement::Fee { trade, hash } | Movement::Reversal { trade, hash } => {
            Some((trade, hash))
        }
        _ => None,
    }
}

pub(crate) fn write(into: &mut Statements, entry: &LedgerEntry) -> Result<(), StoreError> {
    let fill = fill_of(&entry.movement);
    let insert = Statement::new(
        "INSERT INTO ledger (seq, at, movement, trade, hash, follow, token, condition_id, shares, cash, claim, realised) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(entry.seq.to_whole()?)
    .bind(entry.at.0)
    .bind(entry.movement.word())
    .bind(fill.map(|(trade, _)| trade.as_str()))
    .bind(fill.map(|(_, hash)| hash.as_str()))
    .bind(whole_opt(entry.follow.as_ref())?)
    .bind(entry.token.as_ref().map(TokenId::as_str))
    .bind(entry.condition.as_ref().map(ConditionId::as_str))
    .bind(entry.shares.micros())
    .bind(entry.cash.micros())
    .bind(entry.claim.micros())
    .bind(entry.realised.micros());
    into.push(insert);
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<LedgerEntry, StoreError> {
    let (word, trade, hash) = (row.text("movement")?, row.text_opt("trade")?, row.text_opt("hash")?);
    // A movement that is of no fill takes no notice of the two.
    let movement = serde_json::from_value(json!({ "movement": word, "trade": trade, "hash": hash }))
        .map_err(|error| StoreError::unreadable("ledger.movement", error))?;
    Ok(LedgerEntry {
        seq: row.whole("seq")?,
        at: row.whole("at")?,
        movement,
        follow: row.whole_opt("follow")?,
        token: row.word_opt("token")?,
        condition: row.word_opt("condition_id")?,
        shares: row.whole("shares")?,
        cash: row.whole("cash")?,
        claim: row.whole("claim")?,
        realised: row.whole("realised")?,
    })
}
