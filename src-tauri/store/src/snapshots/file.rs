//! The file of snapshots: made, opened, or put aside where it cannot be read.

use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use crate::connect;
use crate::error::StoreError;
use crate::schema::QUICK_CHECK_BYTES;
use crate::{folder, private};

/// The version of the schema below, in `user_version`. Another one is put aside: what is in it is a record, no more.
const VERSION: i64 = 1;

const SCHEMA: &[&str] = &[
    "CREATE TABLE traders (number INTEGER PRIMARY KEY, wallet TEXT NOT NULL UNIQUE) STRICT",
    // Every list that was read, and of each list the rows that differ from the list before (no shares: the position is gone).
    "CREATE TABLE position_polls (trader INTEGER NOT NULL, at INTEGER NOT NULL, positions INTEGER NOT NULL, \
     PRIMARY KEY (trader, at)) STRICT, WITHOUT ROWID",
    "CREATE TABLE position_snapshots (trader INTEGER NOT NULL, token TEXT NOT NULL, at INTEGER NOT NULL, \
     shares INTEGER NOT NULL, average_cost INTEGER, price INTEGER, PRIMARY KEY (trader, token, at)) STRICT, WITHOUT ROWID",
    // What the last list says, and the last price of what is gone.
    "CREATE TABLE latest_positions (trader INTEGER NOT NULL, token TEXT NOT NULL, shares INTEGER NOT NULL, \
     price INTEGER NOT NULL, PRIMARY KEY (trader, token)) STRICT, WITHOUT ROWID",
    "CREATE INDEX latest_held ON latest_positions (trader) WHERE shares <> 0",
    "CREATE TABLE book_looks (copy_order INTEGER NOT NULL, at INTEGER NOT NULL, bid INTEGER, ask INTEGER, \
     PRIMARY KEY (copy_order, at)) STRICT, WITHOUT ROWID",
    "PRAGMA user_version = 1",
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
    if version != VERSION {
        return Err(StoreError::unreadable(
            path.display().to_string(),
            format!("it is of version {version}"),
        ));
    }
    let size = std::fs::metadata(path).map_err(StoreError::io(path))?.len();
    if size > QUICK_CHECK_BYTES {
        return Ok(conn);
    }
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut conn).await?;
    if verdict == "ok" {
        return Ok(conn);
    }
    conn.close().await?;
    Err(StoreError::unreadable(path.display().to_string(), verdict))
}

async fn begin(path: &Path) -> Result<SqliteConnection, StoreError> {
    folder::create_new(path)?;
    let mut conn = connect::bystander(path).await?;
    let mut tx = conn.begin().await?;
    for statement in SCHEMA {
        sqlx::query(*statement).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(conn)
}

/// Only the newest file that could not be read is kept.
fn put_aside(path: &Path) -> Result<(), StoreError> {
    std::fs::rename(path, with(path, ".unreadable")).map_err(StoreError::io(path))?;
    for beside in ["-wal", "-shm"] {
        let beside = with(path, beside);
        match std::fs::remove_file(&beside) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(StoreError::Io { path: beside, source }),
        }
    }
    Ok(())
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
