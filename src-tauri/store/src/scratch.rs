//! The schema itself in memory, for the simulation: the statements and the constraints of the real store, without its folder, its
//! lock and its disk. As slow as SQLite, so not every world is driven through it.
//!
//! The same calls as [`crate::ModelStore`], none of them async: it has a runtime of its own, so it is not for code that runs
//! within one.

use pilotfish_copy::entity::Change;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::runtime::Runtime;

use crate::batch::Batch;
use crate::error::StoreError;
use crate::statements::Statements;
use crate::{load, schema};

/// A database in memory whose commits are lost by a crash until they are synced.
#[derive(Debug)]
pub struct ScratchStore {
    runtime: Runtime,
    /// Always within a transaction: what it holds is what was not synced.
    conn: SqliteConnection,
}

impl ScratchStore {
    /// An empty one.
    ///
    /// # Errors
    /// When SQLite cannot be had, or the schema cannot be made.
    pub fn new() -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Database(error.into()))?;
        let conn = runtime.block_on(open())?;
        Ok(Self { runtime, conn })
    }

    /// Writes a batch, whole or not at all. Whether its rows refer only to rows that exist is looked at when it is synced.
    ///
    /// # Errors
    /// As [`crate::Store::commit`].
    pub fn commit(&mut self, batch: Batch<'_>) -> Result<(), StoreError> {
        let mut statements = Statements::default();
        batch.write(&mut statements)?;
        let conn = &mut self.conn;
        self.runtime.block_on(async {
            run(conn, "SAVEPOINT batch").await?;
            let written = statements.run(conn).await;
            if written.is_err() {
                run(conn, "ROLLBACK TO batch").await?;
            }
            run(conn, "RELEASE batch").await?;
            written
        })
    }

    /// Makes everything that was committed durable.
    ///
    /// # Errors
    /// As [`crate::Store::commit`]. All that was not synced is lost then.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        let conn = &mut self.conn;
        self.runtime.block_on(async {
            let synced = run(conn, "COMMIT").await;
            if synced.is_err() {
                run(conn, "ROLLBACK").await?;
            }
            run(conn, "BEGIN IMMEDIATE").await?;
            synced
        })
    }

    /// The power fails: what was committed since the last sync is lost.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn crash(&mut self) -> Result<(), StoreError> {
        let conn = &mut self.conn;
        self.runtime.block_on(async {
            run(conn, "ROLLBACK").await?;
            run(conn, "BEGIN IMMEDIATE").await
        })
    }

    /// The live state, as [`crate::Store::load`].
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood.
    pub fn load(&mut self) -> Result<Vec<Change>, StoreError> {
        self.runtime.block_on(load::rows(&mut self.conn))
    }
}

async fn open() -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(true)
        .pragma("recursive_triggers", "ON")
        .disable_statement_logging();
    let mut conn = options.connect().await?;
    let made = schema::MIGRATIONS.run(&mut conn).await;
    made.map_err(|source| StoreError::Migration { source, backup: None })?;
    run(&mut conn, "BEGIN IMMEDIATE").await?;
    Ok(conn)
}

async fn run(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(conn).await?;
    Ok(())
}
