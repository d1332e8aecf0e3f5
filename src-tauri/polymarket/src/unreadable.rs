//! Rows that could not be read. Each is left out of its list, since it says nothing of the others; it is counted by where it came
//! from, the newest is kept as a sample, and the log hears of one of a kind a minute.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::Error;
use crate::transport::system_ms;

/// The least time between two lines in the log about one source.
const BETWEEN_LINES: Duration = Duration::from_secs(60);

/// How much of a row is shown, in characters.
const SAMPLE_MOST: usize = 300;

/// Fields whose values are nobody's business: they name or prove who we are.
const PRIVATE: [&str; 9] = [
    "owner",
    "order_owner",
    "trade_owner",
    "apiKey",
    "api_key",
    "secret",
    "passphrase",
    "signature",
    "auth",
];

/// The list or stream that a row came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowSource {
    /// What traders did, by the list.
    Activity,
    /// What traders did, by the stream.
    ActivityStream,
    /// The leaderboard.
    Leaderboard,
    /// Prices, by the stream.
    MarketStream,
    /// A market's trades.
    MarketTrades,
    /// Markets.
    Markets,
    /// The account's deposits and payouts.
    OwnMovements,
    /// The account's orders.
    OwnOrders,
    /// The account's trades.
    OwnTrades,
    /// Positions.
    Positions,
    /// Prices of the past.
    Prices,
    /// The relayer's transactions.
    Relayer,
    /// The account's own stream.
    UserStream,
}

/// What could not be read of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableRows {
    /// The list or stream they came from.
    pub source: RowSource,
    /// How many since the start. A row that is asked for again counts again.
    pub count: u64,
    /// When the last came, ms since 1970 by the system's clock.
    pub last_at_ms: i64,
    /// What was wrong with it, and the beginning of it, without what names or proves who we are.
    pub sample: String,
}

/// One source's.
#[derive(Debug)]
struct Entry {
    rows: UnreadableRows,
    line_at: Instant,
}

/// All sources'.
#[derive(Debug, Default)]
pub(crate) struct Unreadable {
    sources: Mutex<BTreeMap<RowSource, Entry>>,
}

impl Unreadable {
    /// Counts one.
    pub(crate) fn note(&self, source: RowSource, row: &Value, error: &Error) {
        let sample = format!("{error}: {}", shown(row));
        let now = Instant::now();
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let known = sources.contains_key(&source);
        let entry = sources.entry(source).or_insert_with(|| Entry {
            rows: UnreadableRows {
                source,
                count: 0,
                last_at_ms: 0,
                sample: String::new(),
            },
            line_at: now,
        });
        entry.rows.count = entry.rows.count.saturating_add(1);
        entry.rows.last_at_ms = system_ms();
        entry.rows.sample = sample;
        if !known || now.saturating_duration_since(entry.line_at) >= BETWEEN_LINES {
            entry.line_at = now;
            let UnreadableRows { count, sample, .. } = &entry.rows;
            tracing::warn!(?source, count, sample, "rows that cannot be read are left out");
        }
    }

    /// What could not be read so far, by source.
    pub(crate) fn list(&self) -> Vec<UnreadableRows> {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.values().map(|entry| entry.rows.clone()).collect()
    }
}

/// A row's beginning, on one line.
fn shown(row: &Value) -> String {
    let mut row = row.clone();
    hide(&mut row);
    let text = row.to_string();
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(SAMPLE_MOST)
        .collect()
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                if PRIVATE.iter().any(|private| name.eq_ignore_ascii_case(private)) {
                    *inner = Value::from("…");
                } else {
                    hide(inner);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_counted_by_source_with_a_sample_that_gives_nothing_away() {
        let unreadable = Unreadable::default();
        let error = Error::Unreadable("a trade without a usable size".to_owned());
        for token in ["1", "2"] {
            let row = json!({"asset_id": token, "owner": "key", "maker_orders": [{"owner": "key"}], "long": "x".repeat(9_000)});
            unreadable.note(RowSource::OwnTrades, &row, &error);
        }
        unreadable.note(RowSource::Positions, &json!(7), &error);
        let list = unreadable.list();
        let counts: Vec<_> = list.iter().map(|rows| (rows.source, rows.count)).collect();
        assert_eq!(counts, [(RowSource::OwnTrades, 2), (RowSource::Positions, 1)]);
        let sample = &list[0].sample;
        assert!(
            sample.contains("usable size") && sample.contains(r#""asset_id":"2""#),
            "{sample}"
        );
        assert!(!sample.contains("key") && sample.chars().count() < 400, "{sample}");
        assert!(list[0].last_at_ms > 0);
    }
}
