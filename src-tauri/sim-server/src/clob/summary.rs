//! The hash of a book: SHA-1 over its summary as compact JSON, its fields in a fixed order and its `hash` empty. The
//! official clients compute the same (`get_order_book_hash`), and the venue's own books carry it.

use pilotfish_copy::market::Level;
use serde::Serialize;
use sha1::{Digest, Sha1};

use pilotfish_exchange::BookView;

/// A book as the wire has it. The order of the fields counts: the TypeScript client hashes the answer as it came.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    market: String,
    asset_id: String,
    timestamp: String,
    hash: String,
    bids: Vec<LevelText>,
    asks: Vec<LevelText>,
    min_order_size: String,
    tick_size: String,
    neg_risk: bool,
    last_trade_price: String,
}

#[derive(Debug, Serialize)]
struct LevelText {
    price: String,
    size: String,
}

impl Summary {
    /// The summary of a book, with its hash.
    #[must_use]
    pub(crate) fn of(view: &BookView) -> Self {
        let mut summary = Self {
            market: view.condition.as_str().to_owned(),
            asset_id: view.token.as_str().to_owned(),
            timestamp: view.changed_at.0.to_string(),
            hash: String::new(),
            bids: texts(&view.bids),
            asks: texts(&view.asks),
            min_order_size: view.min_size.to_string(),
            tick_size: view.tick.to_string(),
            neg_risk: view.neg_risk,
            last_trade_price: view.last_trade.map(|price| price.to_string()).unwrap_or_default(),
        };
        summary.hash = hash_of(&summary);
        summary
    }
}

/// Forty hex digits. Texts and a flag always make JSON; were it otherwise, the hash would be that of nothing.
fn hash_of<T: Serialize>(summary: &T) -> String {
    let json = serde_json::to_vec(summary).unwrap_or_default();
    format!("{:x}", Sha1::digest(json))
}

/// Worst first, as on the wire.
fn texts(best_first: &[Level]) -> Vec<LevelText> {
    let text = |level: &Level| LevelText {
        price: level.price.to_string(),
        size: level.shares.to_string(),
    };
    best_first.iter().rev().map(text).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::*;
    use crate::tests::client::vector_file;

    #[derive(Deserialize, Serialize)]
    struct Recorded {
        market: String,
        asset_id: String,
        timestamp: String,
        #[serde(default)]
        hash: String,
        bids: Vec<RecordedLevel>,
        asks: Vec<RecordedLevel>,
        min_order_size: String,
        tick_size: String,
        neg_risk: bool,
        last_trade_price: String,
    }

    #[derive(Deserialize, Serialize)]
    struct RecordedLevel {
        price: String,
        size: String,
    }

    #[test]
    fn a_book_of_production_has_that_hash() {
        let Some(book) = vector_file("recorded/markets/clob_book_2026-05-02.json") else {
            return;
        };
        let mut recorded: Recorded = serde_json::from_value(book).unwrap();
        let expected = std::mem::take(&mut recorded.hash);
        assert_eq!(hash_of(&recorded), expected);
    }
}
