//! Connections: one that writes, durably, and a few that only read. Every setting is read back.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};

use crate::error::StoreError;

/// How long a connection waits for another one's write. The writer is alone, so only a checkpoint or a backup takes time.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Readers at once: the window, a command, and one to spare.
const READERS: u32 = 3;
/// The write-ahead log is written back from this on where no commits of the account are, pages: SQLite's own figure.
const CHECKPOINT_PAGES: &str = "1000";
/// No commit of the account writes it back: that is done beside them ([`crate::write_back`]).
const BESIDE: &str = "0";
/// Pages that a connection keeps, KiB as a negative number: the indexes that each commit touches stay in memory.
const CACHE: &str = "-16384";
/// The write-ahead log is cut back to this after a checkpoint, bytes.
const JOURNAL_BYTES: &str = "67108864";

/// What is set on the connection that commits go through ([`crate::writer`]), and what it has to be when it is read back. The same as
/// of [`writer`] but for who writes the log back.
pub(crate) const WRITER_PRAGMAS: &[(&str, &str, &str)] = &[
    ("journal_mode", "wal", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("recursive_triggers", "ON", "1"),
    ("cache_size", CACHE, CACHE),
    ("wal_autocheckpoint", BESIDE, BESIDE),
    ("journal_size_limit", JOURNAL_BYTES, JOURNAL_BYTES),
    #[cfg(target_os = "macos")]
    ("fullfsync", "ON", "1"),
    #[cfg(target_os = "macos")]
    ("checkpoint_fullfsync", "ON", "1"),
];

/// The connection that writes: write-ahead log, every commit on the disk before it returns.
pub(crate) async fn writer(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("recursive_triggers", "ON")
        .pragma("cache_size", CACHE)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", JOURNAL_BYTES)
        .disable_statement_logging();
    // A plain fsync leaves the data in the drive's cache there.
    #[cfg(target_os = "macos")]
    let options = options.pragma("fullfsync", "ON").pragma("checkpoint_fullfsync", "ON");
    let mut conn = options.connect().await?;
    verify(&mut conn).await?;
    Ok(conn)
}

/// A connection that writes a record which may be lost: whole after a crash, but its last commits may be gone.
pub(crate) async fn bystander(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("journal_size_limit", JOURNAL_BYTES)
        .disable_statement_logging();
    Ok(options.connect().await?)
}

/// One connection that only reads.
pub(crate) async fn reader(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(read_options(path).connect().await?)
}

/// One connection that only reads, and may write the copy of the database that it vacuums into.
pub(crate) async fn copier(path: &Path) -> Result<SqliteConnection, StoreError> {
    // `query_only` would hold for the copy too.
    Ok(read_options(path).pragma("query_only", "OFF").connect().await?)
}

/// A small pool of connections that only read, opened as they are needed.
pub(crate) fn readers(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_lazy_with(read_options(path))
}

fn read_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("query_only", "ON")
        .disable_statement_logging()
}

/// Reads back what durability and the constraints rest on.
async fn verify(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *conn).await?;
    expect("journal_mode", "wal", &mode)?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *conn).await?;
    expect("synchronous", "2", &synchronous.to_string())?;
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *conn).await?;
    expect("foreign_keys", "1", &foreign_keys.to_string())?;
    let busy: i64 = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(&mut *conn).await?;
    expect("busy_timeout", &BUSY_TIMEOUT.as_millis().to_string(), &busy.to_string())?;
    let triggers: i64 = sqlx::query_scalar("PRAGMA recursive_triggers")
        .fetch_one(&mut *conn)
        .await?;
    expect("recursive_triggers", "1", &triggers.to_string())?;
    let trusted: i64 = sqlx::query_scalar("PRAGMA trusted_schema")
        .fetch_one(&mut *conn)
        .await?;
    expect("trusted_schema", "0", &trusted.to_string())?;
    #[cfg(target_os = "macos")]
    {
        let full: i64 = sqlx::query_scalar("PRAGMA fullfsync").fetch_one(&mut *conn).await?;
        expect("fullfsync", "1", &full.to_string())?;
        let checkpoint: i64 = sqlx::query_scalar("PRAGMA checkpoint_fullfsync")
            .fetch_one(&mut *conn)
            .await?;
        expect("checkpoint_fullfsync", "1", &checkpoint.to_string())?;
    }
    Ok(())
}

fn expect(name: &'static str, wanted: &str, found: &str) -> Result<(), StoreError> {
    if found.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    Err(StoreError::Setting {
        name,
        wanted: wanted.to_owned(),
        found: found.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    /// `PRAGMA optimize` is left out on purpose: the statistics of a young database choose the plans of an old one, and the plans
    /// that matter are named (`plans.rs`).
    #[tokio::test]
    async fn what_the_size_of_the_log_and_the_speed_of_a_commit_rest_on_is_set() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.db");
        std::fs::write(&path, "").unwrap();
        let mut conn = writer(&path).await.unwrap();
        let settings = [
            ("PRAGMA cache_size", CACHE),
            ("PRAGMA wal_autocheckpoint", CHECKPOINT_PAGES),
            ("PRAGMA journal_size_limit", JOURNAL_BYTES),
        ];
        for (setting, wanted) in settings {
            let found: i64 = sqlx::query_scalar(setting).fetch_one(&mut conn).await.unwrap();
            assert_eq!(found.to_string(), wanted, "{setting}");
        }
    }
}
