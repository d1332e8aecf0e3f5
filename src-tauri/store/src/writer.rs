//! The account's commits, on a thread and a connection of their own.
//!
//! A batch crosses to it whole and is run there statement by statement, each prepared once a connection: through the library's
//! connection every statement is a message to a thread and back, which costs more than what SQLite does for it. Between a row that
//! makes an order due and the order's first byte stands one commit, so that is where it counts.

use std::path::Path;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use tokio::sync::oneshot;

use crate::connect::{BUSY_TIMEOUT, WRITER_PRAGMAS};
use crate::error::StoreError;
use crate::statements::{BEGIN, Statement, Statements, Value};

/// Statements that stay prepared: more than there are kinds of them.
const PREPARED: usize = 128;

/// What is called when everything is written and nothing is committed.
pub(crate) type BeforeCommit = Box<dyn FnOnce() + Send>;

/// The thread that writes.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

enum Job {
    Commit {
        statements: Statements,
        before_commit: BeforeCommit,
        reply: oneshot::Sender<Result<(), StoreError>>,
    },
    #[cfg(any(test, feature = "test-util"))]
    Set {
        settings: [&'static str; 2],
        reply: oneshot::Sender<Result<(), StoreError>>,
    },
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Writer {
    /// Opens the connection, reads its settings back and starts the thread.
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        let (jobs, queue) = mpsc::channel();
        let (opened, told) = oneshot::channel();
        let path = path.to_owned();
        let thread = thread::Builder::new()
            .name("pilotfish-commits".to_owned())
            .spawn(move || match connect(&path) {
                Ok(connection) => {
                    if opened.send(Ok(())).is_ok() {
                        serve(&connection, &queue);
                    }
                    if let Err((_, error)) = connection.close() {
                        tracing::debug!(%error, "the writing connection did not close tidily");
                    }
                }
                // Whoever waited for it may be gone.
                Err(error) => drop(opened.send(Err(error))),
            })
            .map_err(|error| StoreError::Database(error.into()))?;
        told.await.unwrap_or_else(|_| Err(gone()))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Runs the statements as one transaction, after those that were handed over before. It is run also where nobody waits for the
    /// answer any more.
    pub(crate) async fn commit(&self, statements: Statements, before_commit: BeforeCommit) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.hand_over(Job::Commit {
            statements,
            before_commit,
            reply,
        })?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// For tests: settings of the connection.
    #[cfg(any(test, feature = "test-util"))]
    pub(crate) async fn set(&self, settings: [&'static str; 2]) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.hand_over(Job::Set { settings, reply })?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    fn hand_over(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).map_err(|_| gone())
    }
}

impl Drop for Writer {
    /// Waits until what was handed over is written and the connection is closed: the folder's lock is let go after that.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the writing thread ended badly");
        }
    }
}

fn gone() -> StoreError {
    StoreError::Database("the writing thread is gone".into())
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.busy_timeout(BUSY_TIMEOUT)?;
    for (name, value, kept) in WRITER_PRAGMAS {
        connection.pragma_update(None, name, value)?;
        let found: String = connection.pragma_query_value(None, name, |row| {
            row.get::<_, SqlValue>(0).map(|value| match value {
                SqlValue::Integer(number) => number.to_string(),
                SqlValue::Text(text) => text,
                other => format!("{other:?}"),
            })
        })?;
        if !found.eq_ignore_ascii_case(kept) {
            return Err(StoreError::Setting {
                name,
                wanted: (*kept).to_owned(),
                found,
            });
        }
    }
    Ok(connection)
}

fn serve(connection: &Connection, queue: &mpsc::Receiver<Job>) {
    for job in queue {
        // Whoever asked may be gone.
        match job {
            Job::Commit {
                statements,
                before_commit,
                reply,
            } => drop(reply.send(commit(connection, statements, before_commit))),
            #[cfg(any(test, feature = "test-util"))]
            Job::Set { settings, reply } => {
                let set = settings.iter().try_for_each(|sql| connection.execute_batch(sql));
                drop(reply.send(set.map_err(StoreError::from)));
            }
        }
    }
}

fn commit(connection: &Connection, statements: Statements, before_commit: BeforeCommit) -> Result<(), StoreError> {
    let written = transaction(connection, statements, before_commit);
    // Where a disk takes nothing SQLite ends a transaction by itself.
    if written.is_err()
        && !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::warn!(%error, "a transaction that failed was not rolled back");
    }
    written
}

fn transaction(connection: &Connection, statements: Statements, before_commit: BeforeCommit) -> Result<(), StoreError> {
    run(connection, &Statement::new(BEGIN))?;
    for statement in statements.into_list() {
        run(connection, &statement)?;
    }
    before_commit();
    run(connection, &Statement::new("COMMIT"))
}

fn run(connection: &Connection, statement: &Statement) -> Result<(), StoreError> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    prepared.execute(rusqlite::params_from_iter(&statement.values))?;
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Whole(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}
