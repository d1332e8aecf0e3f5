//! How large the log gets beside commits, that nobody holds them up, and that none costs more the longer the record is.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use pilotfish_copy::entity::{Change, ChildState};
use pilotfish_copy::event::{ControlAction, EventKind};
use pilotfish_copy::ids::VenueMs;
use rusqlite::StatementStatus;
use sqlx::Connection as _;

use super::*;
use crate::batch::{Batch, Intent, OrderType};
use crate::connect;
use crate::statements::Statement;

const PAGE_BYTES: u64 = 4_096;
/// A row fills some pages.
const ROW_BYTES: usize = 20_000;

/// A database with a table, and where its log is.
async fn database(home: &Path) -> (PathBuf, PathBuf) {
    let path = home.join("a.db");
    std::fs::write(&path, "").unwrap();
    let mut conn = connect::writer(&path).await.unwrap();
    sqlx::query("CREATE TABLE kept (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT")
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    (path, home.join("a.db-wal"))
}

async fn row(writer: &Writer, id: i64) {
    let mut statements = Statements::default();
    let insert = Statement::new("INSERT INTO kept (id, words) VALUES (?, ?)");
    statements.push(insert.bind(id).bind("x".repeat(ROW_BYTES)));
    writer.commit(statements, Box::new(|| {})).await.unwrap();
}

fn bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn rows(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    let count = connection.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get(0));
    count.unwrap()
}

#[tokio::test]
async fn the_log_stays_bounded_under_commits_without_a_pause() {
    let home = tempfile::tempdir().unwrap();
    let (path, log) = database(home.path()).await;
    let bounds = Bounds {
        quiet: 20,
        hurried: 100,
        most: 200,
    };
    let writer = Writer::open(&path, bounds).await.unwrap();
    let mut largest = 0;
    for id in 0..1_000 {
        row(&writer, id).await;
        largest = largest.max(bytes(&log));
    }
    drop(writer);
    // What a commit and the step between two tries come to is on top; all rows together would have been 5,000 pages and more.
    assert!(largest <= 300 * PAGE_BYTES, "the log had {largest} bytes");
    assert!(largest > 20 * PAGE_BYTES, "the log had {largest} bytes");
    assert_eq!(rows(&path), 1_000);
}

#[tokio::test]
async fn in_a_quiet_moment_the_log_is_written_back_and_not_before() {
    let home = tempfile::tempdir().unwrap();
    let (path, _log) = database(home.path()).await;
    let bounds = Bounds {
        quiet: 50,
        hurried: 100_000,
        most: 200_000,
    };
    let writer = Writer::open(&path, bounds).await.unwrap();
    let before = bytes(&path);
    for id in 0..5 {
        row(&writer, id).await;
    }
    assert_eq!(bytes(&path), before, "a small log is left as it is");
    for id in 5..20 {
        row(&writer, id).await;
    }
    let begun = Instant::now();
    while bytes(&path) < before + 50 * PAGE_BYTES {
        assert!(begun.elapsed() < Duration::from_secs(60), "it is not written back");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(rows(&path), 20);
}

#[tokio::test]
async fn a_reader_that_stays_holds_up_no_commit() {
    let home = tempfile::tempdir().unwrap();
    let (path, _log) = database(home.path()).await;
    let bounds = Bounds {
        quiet: 20,
        hurried: 40,
        most: 60,
    };
    let writer = Writer::open(&path, bounds).await.unwrap();
    row(&writer, 0).await;
    let reader = Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let seen = |reader: &Connection| -> i64 {
        let count = reader.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get(0));
        count.unwrap()
    };
    assert_eq!(seen(&reader), 1);
    for id in 1..200 {
        row(&writer, id).await;
    }
    assert_eq!(seen(&reader), 1, "it still sees what it saw");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(seen(&reader), 200);
    drop(writer);
    assert_eq!(rows(&path), 200);
}

/// Rows for the tests of the store through its public interface.
#[path = "../../tests/store/common.rs"]
#[allow(dead_code, unused_imports, clippy::expect_used, reason = "a part of it is used here")]
mod rows;

#[tokio::test]
async fn no_row_of_an_order_on_its_way_out_is_looked_for_in_all_there_ever_was() {
    let home = tempfile::tempdir().unwrap();
    let store = rows::open(home.path()).await;
    let action = ControlAction::Paused;
    let told: Vec<_> = (1..=500)
        .map(|seq| rows::event(seq, 1, EventKind::Control { action }))
        .collect();
    rows::commit(&store, &rows::basis(1), &told, &[]).await.unwrap();
    let path = store.path().to_owned();
    store.close().await.unwrap();

    // As the core says them: an order before the signal that it came of, which it is booked to.
    let mut changes = rows::basis(2);
    changes.push(Change::Child(rows::child(2, 2, ChildState::Prepared)));
    changes.reverse();
    let signal = rows::signal(2, 1);
    let intent = Intent {
        child: pilotfish_copy::ids::ChildId(2),
        hash: rows::hash(2),
        body: "{}".to_owned(),
        order_type: OrderType::Gtd,
        expires_at: Some(VenueMs(21_610_000)),
        reservation: rows::usd("2.9"),
    };
    let batch = Batch {
        changes: &changes,
        events: &[rows::event(501, 1, rows::told(&signal, "0.58"))],
        intents: &[intent],
        at: VenueMs(50_000_000),
    };
    let mut statements = Statements::default();
    batch.write(&mut statements).unwrap();
    let connection = connect(&path).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for statement in statements.into_list() {
        let mut prepared = connection.prepare(statement.sql).unwrap();
        prepared.execute(rusqlite::params_from_iter(&statement.values)).unwrap();
        let steps = prepared.get_status(StatementStatus::FullscanStep);
        assert!(steps < 10, "{steps} steps of {}", statement.sql);
    }
    connection.execute_batch("COMMIT").unwrap();
}
