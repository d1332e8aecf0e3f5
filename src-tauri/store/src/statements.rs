//! A batch as SQL: the statements of one transaction, made without touching the database and run in their order.
//!
//! What cannot be expressed (a number beyond 64 bits) is found while they are made, before anything is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::entity::{Change, Gate};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{SignalId, VenueMs};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, Encode, Sqlite, SqliteConnection, Type};

use crate::batch::{Intent, WriteRows};
use crate::error::StoreError;
use crate::{journal, rows};

/// One statement with its values.
#[derive(Debug)]
pub(crate) struct Statement {
    sql: &'static str,
    values: SqliteArguments,
}

impl Statement {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self {
            sql,
            values: SqliteArguments::default(),
        }
    }

    /// Binds the next value.
    pub(crate) fn bind<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(mut self, value: T) -> Result<Self, StoreError> {
        self.values.add(value).map_err(|error| StoreError::OutOfRange {
            what: "a value",
            value: error.to_string(),
        })?;
        Ok(self)
    }
}

/// The statements of one transaction.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    statements: Vec<Statement>,
    /// The gates of the signals that are decided in it: events that have the same need not hold them again.
    gates: BTreeMap<SignalId, Arc<[Gate]>>,
}

impl Statements {
    pub(crate) fn push(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Whether the signal's row, written before in this transaction, holds these gates.
    pub(crate) fn holds_gates(&self, signal: SignalId, gates: &[Gate]) -> bool {
        self.gates.get(&signal).is_some_and(|held| **held == *gates)
    }

    /// Runs them as one transaction; `before_commit` is called when all are written and nothing is committed.
    ///
    /// The transaction is SQLite's own, not the library's: where a disk takes nothing SQLite ends a transaction by itself, and the
    /// library, which counts them, would begin no other on that connection.
    pub(crate) async fn commit(
        self,
        conn: &mut SqliteConnection,
        before_commit: impl FnOnce(),
    ) -> Result<(), StoreError> {
        begin(conn).await?;
        let mut written = self.run(conn).await;
        if written.is_ok() {
            before_commit();
            written = execute(conn, "COMMIT").await.map_err(StoreError::from);
        }
        if written.is_err()
            && let Err(error) = execute(conn, "ROLLBACK").await
        {
            tracing::debug!(%error, "SQLite had ended the transaction by itself");
        }
        written
    }

    /// Runs them in their order. The caller commits, or drops the transaction.
    pub(crate) async fn run(self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        for statement in self.statements {
            sqlx::query_with(statement.sql, statement.values)
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }
}

/// Taken before anything is read, so that no other connection can write in between.
const BEGIN: &str = "BEGIN IMMEDIATE";

async fn begin(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    match execute(conn, BEGIN).await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("1") => {
            // A write that was dropped half-way left its own open.
            execute(conn, "ROLLBACK").await?;
            Ok(execute(conn, BEGIN).await?)
        }
        begun => Ok(begun?),
    }
}

async fn execute(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(conn).await.map(drop)
}

impl WriteRows for Statements {
    type Error = StoreError;

    fn row(&mut self, change: &Change) -> Result<(), StoreError> {
        if let Change::Signal(signal) = change
            && let Some(decision) = &signal.decision
        {
            self.gates.insert(signal.id, Arc::clone(&decision.gates));
        }
        rows::write(self, change)
    }

    fn intent(&mut self, intent: &Intent, at: VenueMs) -> Result<(), StoreError> {
        rows::intent::write(self, intent, at)
    }

    fn event(&mut self, event: &Event) -> Result<(), StoreError> {
        journal::append(self, event)
    }

    fn through(&mut self, at: VenueMs) -> Result<(), StoreError> {
        self.push(
            Statement::new(
                "INSERT INTO progress (id, at, commits) VALUES (1, ?, 1) \
                 ON CONFLICT (id) DO UPDATE SET at = excluded.at, commits = commits + 1",
            )
            .bind(at.0)?,
        );
        Ok(())
    }
}

/// `?` for every column named.
macro_rules! mark {
    ($column:literal) => {
        "?"
    };
}

/// Inserts a row, or replaces every column of the row with that key. Each column stands beside its value.
macro_rules! upsert {
    (
        $into:expr, $table:literal,
        key { $first_key:literal => $first_key_value:expr $(, $key:literal => $key_value:expr)* $(,)? },
        set { $first:literal => $first_value:expr $(, $column:literal => $value:expr)* $(,)? } $(,)?
    ) => {
        $into.push(
            $crate::statements::Statement::new(concat!(
                "INSERT INTO ", $table, " (", $first_key, $(", ", $key,)* ", ", $first, $(", ", $column,)*
                ") VALUES (?", $(", ", $crate::statements::mark!($key),)* ", ?",
                $(", ", $crate::statements::mark!($column),)*
                ") ON CONFLICT (", $first_key, $(", ", $key,)* ") DO UPDATE SET ",
                $first, " = excluded.", $first, $(", ", $column, " = excluded.", $column,)*
            ))
            .bind($first_key_value)?
            $(.bind($key_value)?)*
            .bind($first_value)?
            $(.bind($value)?)*
        )
    };
}

pub(crate) use {mark, upsert};
