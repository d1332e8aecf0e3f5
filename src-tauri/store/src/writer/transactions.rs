//! The transactions on the thread that commits: whole ones, and one that may stay open while the rest of it is to come.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::entity::{Change, Gate};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{SignalId, VenueMs};
use rusqlite::Connection;

use super::BeforeCommit;
use crate::batch::Batch;
use crate::error::StoreError;
use crate::statements::{BEGIN, Statement, Statements};

/// A part of a commit that is to come.
pub(crate) struct Part {
    /// The transaction's number.
    pub(crate) number: u64,
    /// Whether it is the first: only that begins the transaction.
    pub(crate) begins: bool,
    pub(crate) changes: Vec<Change>,
    pub(crate) events: Vec<Event>,
    pub(crate) at: VenueMs,
    /// The gates that signals' rows written before hold.
    pub(crate) gates: BTreeMap<SignalId, Arc<[Gate]>>,
}

impl Part {
    fn statements(&self) -> Result<Statements, StoreError> {
        let mut statements = Statements::knowing(self.gates.clone());
        let batch = Batch {
            changes: &self.changes,
            events: &self.events,
            intents: &[],
            at: self.at,
        };
        batch.write_pieces(&mut statements)?;
        Ok(statements)
    }
}

/// See the module.
pub(super) struct Transactions<'a> {
    connection: &'a Connection,
    /// The number of the one that is open.
    open: Option<u64>,
    /// One is begun for whoever comes first; nothing is written in it.
    is_ready: bool,
}

impl<'a> Transactions<'a> {
    pub(super) const fn over(connection: &'a Connection) -> Self {
        Self {
            connection,
            open: None,
            is_ready: false,
        }
    }

    /// Whether one is open whose rest is to come soon.
    pub(super) const fn waits_for_more(&self) -> bool {
        self.open.is_some()
    }

    /// Begins one for whoever comes first, where none is open.
    pub(super) fn be_ready(&mut self) {
        if self.open.is_some() || self.is_ready {
            return;
        }
        // Where that fails it fails again for whoever needs it, and is told then.
        self.is_ready = self.run(&Statement::new(BEGIN)).is_ok();
    }

    /// Nobody came: what was begun for nobody is ended.
    pub(super) fn is_not_needed(&mut self) {
        if std::mem::take(&mut self.is_ready) {
            self.roll_back();
        }
    }

    /// Writes a part. What fails is undone as a whole: parts that come after it are left out, and so the commit learns of it.
    pub(super) fn write_ahead(&mut self, part: Part) {
        if part.begins {
            self.undo_open();
        } else if self.open != Some(part.number) {
            return;
        }
        let begun = if part.begins { self.begin() } else { Ok(()) };
        self.open = Some(part.number);
        let written = begun.and_then(|()| self.run_all(part.statements()?));
        if let Err(error) = written {
            tracing::debug!(%error, "what was written ahead of a commit is undone");
            self.undo_open();
        }
    }

    /// Undoes the transaction of that number, if it is open; without one whichever is.
    pub(super) fn undo(&mut self, number: Option<u64>) {
        if number.is_none() || self.open == number {
            self.undo_open();
        }
        if number.is_none() {
            self.is_not_needed();
        }
    }

    /// Commits the statements: as the rest of the transaction of that number, else in one of their own. Whether that was done is the
    /// answer: not where that transaction is not open.
    pub(super) fn commit(
        &mut self,
        after: Option<u64>,
        statements: Statements,
        before_commit: BeforeCommit,
    ) -> Result<bool, StoreError> {
        let continues = after.is_some() && self.open == after;
        if !continues {
            self.undo_open();
            if after.is_some() {
                return Ok(false);
            }
        }
        self.open = None;
        let written = self.finish(continues, statements, before_commit);
        if written.is_err() {
            self.roll_back();
        }
        written.map(|()| true)
    }

    /// For tests: settings of the connection.
    #[cfg(any(test, feature = "test-util"))]
    pub(super) fn set(&mut self, settings: [&'static str; 2]) -> Result<(), StoreError> {
        self.undo(None);
        let mut settings = settings.iter();
        settings.try_for_each(|sql| self.connection.execute_batch(sql).map_err(StoreError::from))
    }

    fn finish(
        &mut self,
        continues: bool,
        statements: Statements,
        before_commit: BeforeCommit,
    ) -> Result<(), StoreError> {
        if !continues {
            self.begin()?;
        }
        self.run_all(statements)?;
        before_commit();
        self.run(&Statement::new("COMMIT"))
    }

    /// Undoes the one that is open, whichever that is. One that nobody has written in stays begun.
    fn undo_open(&mut self) {
        if self.open.take().is_some() {
            self.roll_back();
        }
    }

    fn roll_back(&self) {
        // Where a disk takes nothing SQLite ends a transaction by itself.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::warn!(%error, "a transaction that failed was not rolled back");
        }
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.is_ready) {
            return Ok(());
        }
        self.run(&Statement::new(BEGIN))
    }

    fn run_all(&self, statements: Statements) -> Result<(), StoreError> {
        let mut statements = statements.into_list().into_iter();
        statements.try_for_each(|statement| self.run(&statement))
    }

    fn run(&self, statement: &Statement) -> Result<(), StoreError> {
        let mut prepared = self.connection.prepare_cached(statement.sql)?;
        prepared.execute(rusqlite::params_from_iter(&statement.values))?;
        Ok(())
    }
}
