//! A relayed transaction as JSON, in the relayer's two ways of writing it.

use serde_json::{Value, json};

use crate::json::iso_instant;
use pilotfish_sim::relayer::Transaction;

/// A row of `/transaction` and `/transactions`, with the documented fields.
pub(super) fn transaction_row(transaction: &Transaction) -> Value {
    let submission = &transaction.submission;
    json!({
        "transactionID": transaction.id,
        "transactionHash": transaction.hash,
        "from": format!("{:#x}", submission.from),
        "to": format!("{:#x}", submission.to),
        "proxyAddress": format!("{:#x}", submission.wallet),
        "data": submission.data,
        "nonce": submission.nonce.map_or_else(String::new, |nonce| nonce.to_string()),
        "value": "",
        "signature": submission.signature,
        "state": transaction.state.as_str(),
        "type": submission.kind.as_str(),
        "owner": format!("{:#x}", submission.from),
        "metadata": submission.metadata,
        "createdAt": iso_instant(transaction.created_at),
        "updatedAt": iso_instant(transaction.updated_at),
    })
}

/// The answer of `/v1/account/transactions/{id}`.
pub(super) fn account_row(transaction: &Transaction) -> Value {
    let hash = Some(transaction.hash.as_str()).filter(|hash| !hash.is_empty());
    json!({
        "transaction_id": transaction.id,
        "transaction_hash": hash,
        "state": transaction.state.as_str(),
        "error_msg": transaction.error,
    })
}
