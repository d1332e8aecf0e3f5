//! The file of snapshots: made, opened, or put aside where it cannot be read.

use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use crate::connect;
use crate::error::StoreError;
use crate::schema::QUICK_CHECK_BYTES;
use crate::{folder, private};

/// The version of the schema below, in `user_version`. The one before it is brought up to it; any other is put aside: what is
/// in it is a record, no more.
const VERSION: i64 = 2;

const SCHEMA: &[&str] = &[
    "CREATE TABLE traders (number INTEGER PRIMARY KEY, wallet TEXT NOT NULL UNIQUE) STRICT",
    // A token has 77 digits: they are written once.
    "CREATE TABLE tokens (number INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE) STRICT",
    // Every list that differs from the one before it, with the time up to which the same list was read again; and of each list
    // the rows that differ (no shares: the position is gone), in the order in which they come.
    "CREATE TABLE position_polls (trader INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL, \
     positions INTEGER NOT NULL, PRIMARY KEY (trader, at)) STRICT, WITHOUT ROWID",
    "CREATE TABLE position_snapshots (at INTEGER NOT NULL, trader INTEGER NOT NULL, token INTEGER NOT NULL, \
     shares INTEGER NOT NULL, average_cost INTEGER, price INTEGER, PRIMARY KEY (at, trader, token)) STRICT, WITHOUT ROWID",
    // Up to which time the rows are thinned. One row.
    "CREATE TABLE thinned (id INTEGER PRIMARY KEY CHECK (id = 1), before INTEGER NOT NULL) STRICT",
    // What the last list says, and the last price of what is gone.
    "CREATE TABLE latest_positions (trader INTEGER NOT NULL, token INTEGER NOT NULL, shares INTEGER NOT NULL, \
     price INTEGER NOT NULL, PRIMARY KEY (trader, token)) STRICT, WITHOUT ROWID",
    "CREATE INDEX latest_held ON latest_positions (trader) WHERE shares <> 0",
    "CREATE TABLE book_looks (copy_order INTEGER NOT NULL, at INTEGER NOT NULL, bid INTEGER, ask INTEGER, \
     PRIMARY KEY (copy_order, at)) STRICT, WITHOUT ROWID",
    "PRAGMA user_version = 2",
];

/// From version 1, which had each token's digits in each row, and a row for each list that was read.
const FROM_1: &[&str] = &[
    "ALTER TABLE position_polls RENAME TO old_polls",
    "ALTER TABLE position_snapshots RENAME TO old_snapshots",
    "ALTER TABLE latest_positions RENAME TO old_latest",
    "ALTER TABLE book_looks RENAME TO old_looks",
    "ALTER TABLE traders RENAME TO old_traders",
    "DROP INDEX latest_held",
];
const FROM_1_FILLED: &[&str] = &[
    "INSERT INTO traders SELECT * FROM old_traders",
    "INSERT INTO tokens (token) SELECT token FROM old_snapshots UNION SELECT token FROM old_latest",
    "INSERT INTO position_polls SELECT trader, at, at, positions FROM old_polls",
    "INSERT INTO position_snapshots SELECT s.at, s.trader, t.number, s.shares, s.average_cost, s.price \
     FROM old_snapshots s JOIN tokens t ON t.token = s.token",
    "INSERT INTO latest_positions SELECT l.trader, t.number, l.shares, l.price FROM old_latest l \
     JOIN tokens t ON t.token = l.token",
    "INSERT INTO book_looks SELECT * FROM old_looks",
    "DROP TABLE old_polls",
    "DROP TABLE old_snapshots",
    "DROP TABLE old_latest",
    "DROP TABLE old_looks",
    "DROP TABLE old_traders",
];

fn path(folder: &Path) -> PathBuf {
    folder.join("snapshots.db")
}

/// The file, open for writing; and why the one that was there was put aside, where it was.
pub(super) async fn open_or_begin(folder: &Path) -> Result<(SqliteConnection, Option<String>), StoreError> {
    let path = path(folder);
    if !path.exists() {
        return Ok((begin(&path).await?, None));
    }
    match open(&path).await {
        Ok(conn) => Ok((conn, None)),
        // What lies there may be sound.
        Err(error @ (StoreError::DiskFull | StoreError::DiskFailed { .. } | StoreError::Busy)) => Err(error),
        Err(error) => {
            put_aside(&path)?;
            Ok((begin(&path).await?, Some(error.to_string())))
        }
    }
}

/// To read it; `None` where there is none.
pub(super) async fn reader(folder: &Path) -> Result<Option<SqliteConnection>, StoreError> {
    let path = path(folder);
    if !path.exists() {
        return Ok(None);
    }
    connect::reader(&path).await.map(Some)
}

async fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    if folder::inspect(path)? == folder::Found::Nothing {
        return Err(StoreError::unreadable(path.display().to_string(), "it is empty"));
    }
    private::narrow(path).map_err(StoreError::io(path))?;
    let mut conn = connect::bystander(path).await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut conn).await?;
    if !(1..=VERSION).contains(&version) {
        return Err(StoreError::unreadable(
            path.display().to_string(),
            format!("it is of version {version}"),
        ));
    }
    check(path, &mut conn).await?;
    if version == 1 {
        run(&mut conn, &[FROM_1, SCHEMA, FROM_1_FILLED]).await?;
    }
    Ok(conn)
}

async fn check(path: &Path, conn: &mut SqliteConnection) -> Result<(), StoreError> {
    let size = std::fs::metadata(path).map_err(StoreError::io(path))?.len();
    if size > QUICK_CHECK_BYTES {
        return Ok(());
    }
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(conn).await?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(StoreError::unreadable(path.display().to_string(), verdict))
}

async fn begin(path: &Path) -> Result<SqliteConnection, StoreError> {
    folder::create_new(path)?;
    let mut conn = connect::bystander(path).await?;
    run(&mut conn, &[SCHEMA]).await?;
    Ok(conn)
}

/// All of them or none.
async fn run(conn: &mut SqliteConnection, parts: &[&[&'static str]]) -> Result<(), StoreError> {
    // Gathered first: an iterator over lists of lists, kept while something is awaited, is more than the compiler can follow.
    let statements: Vec<&'static str> = parts.iter().copied().flatten().copied().collect();
    let mut tx = conn.begin().await?;
    for statement in statements {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Only the newest file that could not be read is kept, with what its log holds.
fn put_aside(path: &Path) -> Result<(), StoreError> {
    let gone = |path: PathBuf, done: std::io::Result<()>| match done {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Io { path, source }),
        _ => Ok(()),
    };
    let log = with(path, ".unreadable-wal");
    gone(log.clone(), std::fs::remove_file(&log))?;
    std::fs::rename(path, with(path, ".unreadable")).map_err(StoreError::io(path))?;
    gone(with(path, "-wal"), std::fs::rename(with(path, "-wal"), log))?;
    gone(with(path, "-shm"), std::fs::remove_file(with(path, "-shm")))
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
