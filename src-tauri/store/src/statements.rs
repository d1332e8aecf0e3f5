//! A batch as SQL: the statements of one transaction, made without touching the database and run in their order.
//!
//! What cannot be expressed (a number beyond 64 bits) is found while they are made, before anything is written. The account's own
//! commits run on a thread of their own ([`crate::writer`]); what is only beside them goes through the library's connection here.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::entity::{Change, Gate};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{SignalId, VenueMs};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, SqliteConnection};

use crate::batch::{Intent, WriteRows};
use crate::error::StoreError;
use crate::{journal, rows};

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Whole(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<&i64> for Value {
    fn from(number: &i64) -> Self {
        Self::Whole(*number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Whole(i64::from(yes))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One statement with its values.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
}

impl Statement {
    pub(crate) const fn new(sql: &'static str) -> Self {
        Self {
            sql,
            values: Vec::new(),
        }
    }

    /// Binds the next value.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The values as the library's connection takes them.
    fn arguments(self) -> Result<SqliteArguments, StoreError> {
        let mut arguments = SqliteArguments::default();
        for value in self.values {
            let added = match value {
                Value::Null => arguments.add(None::<i64>),
                Value::Whole(number) => arguments.add(number),
                Value::Text(text) => arguments.add(text),
            };
            added.map_err(|error| StoreError::OutOfRange {
                what: "a value",
                value: error.to_string(),
            })?;
        }
        Ok(arguments)
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
    /// Of a transaction in which signals with these gates are written already.
    pub(crate) fn knowing(gates: BTreeMap<SignalId, Arc<[Gate]>>) -> Self {
        Self {
            statements: Vec::new(),
            gates,
        }
    }

    pub(crate) fn push(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// The statements in their order.
    pub(crate) fn into_list(self) -> Vec<Statement> {
        self.statements
    }

    /// Whether the signal's row, written before in this transaction, holds these gates.
    pub(crate) fn holds_gates(&self, signal: SignalId, gates: &[Gate]) -> bool {
        self.gates.get(&signal).is_some_and(|held| **held == *gates)
    }

    /// Runs them as one transaction on a connection of the library's.
    ///
    /// The transaction is SQLite's own, not the library's: where a disk takes nothing SQLite ends a transaction by itself, and the
    /// library, which counts them, would begin no other on that connection.
    pub(crate) async fn commit(self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        begin(conn).await?;
        let mut written = self.run(conn).await;
        if written.is_ok() {
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
            sqlx::query_with(statement.sql, statement.arguments()?)
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }
}

/// The gates that a signal's row holds, where that is what changes.
pub(crate) fn gates_of(change: &Change) -> Option<(SignalId, Arc<[Gate]>)> {
    match change {
        Change::Signal(signal) => Some((signal.id, Arc::clone(&signal.decision.as_ref()?.gates))),
        _ => None,
    }
}

/// Taken before anything is read, so that no other connection can write in between.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

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
        self.gates.extend(gates_of(change));
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
            .bind(at.0),
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
            .bind($first_key_value)
            $(.bind($key_value))*
            .bind($first_value)
            $(.bind($value))*
        )
    };
}

pub(crate) use {mark, upsert};
