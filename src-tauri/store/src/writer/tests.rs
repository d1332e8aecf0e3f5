//! How large the log gets beside commits, and that nobody holds them up.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use sqlx::Connection as _;

use super::*;
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
