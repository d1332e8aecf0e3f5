//! Halts, and differences between the venue's list of our shares and the books.

use pilotfish_copy::entity::{Difference, Halt, HaltReason};
use pilotfish_copy::ids::{OrderHash, TokenId};
use serde_json::json;

use crate::codec::{Columns, whole_opt};
use crate::error::StoreError;
use crate::statements::{Statement, Statements, upsert};

/// A reason as the columns of its key: word, token and order; the latter two empty where it has none.
fn key(reason: &HaltReason) -> (&'static str, &str, &str) {
    let order = match reason {
        HaltReason::ForeignOrder { order, .. } => order.as_str(),
        _ => "",
    };
    (reason.word(), reason.token().map_or("", TokenId::as_str), order)
}

pub(crate) fn write(into: &mut Statements, halt: &Halt) -> Result<(), StoreError> {
    let (reason, token, order) = key(&halt.reason);
    upsert!(
        into, "halts",
        key { "reason" => reason, "token" => token, "order_hash" => order },
        set {
            "since" => halt.since.0,
            "until" => whole_opt(halt.until.as_ref())?,
            "shares" => whole_opt(halt.shares.as_ref())?,
            "usd" => whole_opt(halt.usd.as_ref())?,
            "words" => halt.words.as_deref(),
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Halt, StoreError> {
    let word = row.text("reason")?;
    let (token, order): (TokenId, OrderHash) = (row.word("token")?, row.word("order_hash")?);
    // A reason without a subject takes no notice of the two.
    let reason = serde_json::from_value(json!({ "halt": word, "token": token, "order": order }))
        .map_err(|error| StoreError::unreadable("halts.reason", error))?;
    Ok(Halt {
        reason,
        since: row.whole("since")?,
        until: row.whole_opt("until")?,
        shares: row.whole_opt("shares")?,
        usd: row.whole_opt("usd")?,
        words: row.text_opt("words")?,
    })
}

pub(crate) fn lift(into: &mut Statements, reason: &HaltReason) -> Result<(), StoreError> {
    let (reason, token, order) = key(reason);
    let delete = Statement::new("DELETE FROM halts WHERE reason = ? AND token = ? AND order_hash = ?");
    into.push(delete.bind(reason).bind(token).bind(order));
    Ok(())
}

pub(crate) fn write_difference(into: &mut Statements, difference: &Difference) -> Result<(), StoreError> {
    upsert!(
        into, "differences",
        key { "token" => difference.token.as_str() },
        set {
            "shares" => difference.shares.micros(),
            "since" => difference.since.0,
            "accepted" => difference.accepted.micros(),
        },
    );
    Ok(())
}

pub(crate) fn read_difference(row: Columns<'_>) -> Result<Difference, StoreError> {
    Ok(Difference {
        token: row.word("token")?,
        shares: row.whole("shares")?,
        since: row.whole("since")?,
        accepted: row.whole("accepted")?,
    })
}

pub(crate) fn forget_difference(into: &mut Statements, token: &TokenId) -> Result<(), StoreError> {
    into.push(Statement::new("DELETE FROM differences WHERE token = ?").bind(token.as_str()));
    Ok(())
}
