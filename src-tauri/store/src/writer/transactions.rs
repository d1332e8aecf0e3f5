//! The transactions on the thread that commits: whole ones, and one that may stay open while the rest of it is to come.

use rusqlite::Connection;

use super::BeforeCommit;
use crate::error::StoreError;
use crate::statements::{BEGIN, Statement, Statements};

/// A part of a commit that is to come.
pub(crate) struct Part {
    /// The transaction's number.
    pub(crate) number: u64,
    /// Whether it is the first: only that begins the transaction.
    pub(crate) begins: bool,
    pub(crate) statements: Statements,
}

/// See the module.
pub(super) struct Transactions<'a> {
    connection: &'a Connection,
    /// The number of the one that is open.
    open: Option<u64>,
}

impl<'a> Transactions<'a> {
    pub(super) const fn over(connection: &'a Connection) -> Self {
        Self { connection, open: None }
    }

    /// Whether one is open whose rest is to come soon.
    pub(super) const fn waits_for_more(&self) -> bool {
        self.open.is_some()
    }

    /// Writes a part. What fails is undone as a whole: parts that come after it are left out, and so the commit learns of it.
    pub(super) fn write_ahead(&mut self, part: Part) {
        if part.begins {
            self.undo_any();
        } else if self.open != Some(part.number) {
            return;
        }
        let begun = if part.begins { self.begin() } else { Ok(()) };
        self.open = Some(part.number);
        if let Err(error) = begun.and_then(|()| self.run_all(part.statements)) {
            tracing::debug!(%error, "what was written ahead of a commit is undone");
            self.undo_any();
        }
    }

    /// Undoes the transaction of that number, if it is open; without one whichever is.
    pub(super) fn undo(&mut self, number: Option<u64>) {
        if number.is_none() || self.open == number {
            self.undo_any();
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
            self.undo_any();
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
        self.undo_any();
        let mut settings = settings.iter();
        settings.try_for_each(|sql| self.connection.execute_batch(sql).map_err(StoreError::from))
    }

    fn finish(&self, continues: bool, statements: Statements, before_commit: BeforeCommit) -> Result<(), StoreError> {
        if !continues {
            self.begin()?;
        }
        self.run_all(statements)?;
        before_commit();
        self.run(&Statement::new("COMMIT"))
    }

    fn undo_any(&mut self) {
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

    fn begin(&self) -> Result<(), StoreError> {
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
