//! How SQLite finds what is read again and again: never by going through all there ever was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row, SqliteConnection};

use crate::read::{ledger_markets, orders, period, positions, shortfall};
use crate::{load, relayer_requests, schema, store};

/// Tables that grow for ever.
const GROWING: [&str; 14] = [
    "signals",
    "pending_copy_orders",
    "child_orders",
    "order_intents",
    "executed_copy_trades",
    "settlements",
    "events",
    "ledger",
    "relayer_requests",
    "i",
    "f",
    "h",
    "n",
    "t",
];
/// Indexes that hold only what is at work, or failed.
const SMALL: [&str; 7] = [
    "copy_orders_working",
    "one_open_child_per_copy_order",
    "fills_provisional",
    "signals_undecided",
    "settlements_failed",
    "holdings_open",
    "one_open_relayer_request_a_wallet",
];

async fn plan(conn: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let asked = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::query(asked).fetch_all(conn).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect()
}

fn goes_through_all(step: &str) -> bool {
    let scanned = step
        .strip_prefix("SCAN ")
        .and_then(|rest| rest.split_whitespace().next());
    scanned.is_some_and(|table| GROWING.contains(&table)) && !SMALL.iter().any(|index| step.contains(index))
}

#[tokio::test]
async fn nothing_that_is_read_at_a_start_or_with_a_screen_goes_through_all_there_ever_was() {
    let mut conn = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
    schema::MIGRATIONS.run(&mut conn).await.unwrap();
    let kinds = load::KINDS.iter().map(|(sql, _)| *sql);
    let others = [
        positions::HELD_SINCE,
        period::FAILED_SINCE,
        store::OPEN_INTENTS,
        shortfall::FIRST_WAITING,
        relayer_requests::OPEN_REQUESTS,
        orders::ORDERS_OF,
        ledger_markets::LEDGER_MARKETS,
    ];
    for sql in kinds.chain(others) {
        let steps = plan(&mut conn, sql).await;
        let bad: Vec<&String> = steps.iter().filter(|step| goes_through_all(step)).collect();
        assert!(bad.is_empty(), "{sql}: {bad:?}");
    }
}
