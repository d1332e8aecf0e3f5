//! The account's commits, on a thread and a connection of their own.
//!
//! A batch crosses to it whole and is run there statement by statement, each prepared once a connection: through the library's
//! connection every statement is a message to a thread and back, which costs more than what SQLite does for it. Between a row that
//! makes an order due and the order's first byte stands one commit, so that is where it counts.

use std::cell::Cell;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use tokio::sync::oneshot;

use crate::connect::{BUSY_TIMEOUT, WRITER_PRAGMAS};
use crate::error::StoreError;
use crate::statements::{BEGIN, Statement, Statements, Value};
use crate::write_back::{Bounds, WriteBack};

/// Statements that stay prepared: more than there are kinds of them.
const PREPARED: usize = 128;

/// So long the answer to a commit is looked for before it is waited for.
const LOOKED_FOR: Duration = Duration::from_millis(2);

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
    /// Opens the connection, reads its settings back and starts the thread. The log gets no larger than `bounds` say and one commit.
    pub(crate) async fn open(path: &Path, bounds: Bounds) -> Result<Self, StoreError> {
        let (jobs, queue) = mpsc::channel();
        let (opened, told) = oneshot::channel();
        let path = path.to_owned();
        let thread = thread::Builder::new()
            .name("pilotfish-commits".to_owned())
            .spawn(move || match open(&path, bounds) {
                Ok((connection, write_back)) => {
                    if opened.send(Ok(())).is_ok() {
                        serve(&connection, write_back, &queue);
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
        answered(answer).await
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

/// The answer to a commit: looked for at first, since it comes soon and being woken takes a good part of what a commit does, and an
/// order waits for it; then waited for.
async fn answered(mut answer: oneshot::Receiver<Result<(), StoreError>>) -> Result<(), StoreError> {
    let begun = Instant::now();
    while begun.elapsed() < LOOKED_FOR {
        match answer.try_recv() {
            Ok(written) => return written,
            Err(oneshot::error::TryRecvError::Closed) => return Err(gone()),
            // To whatever else wants this thread, and this processor.
            Err(oneshot::error::TryRecvError::Empty) => {
                tokio::task::yield_now().await;
                thread::yield_now();
            }
        }
    }
    answer.await.unwrap_or_else(|_| Err(gone()))
}

fn gone() -> StoreError {
    StoreError::Database("the writing thread is gone".into())
}

fn open(path: &Path, bounds: Bounds) -> Result<(Connection, WriteBack), StoreError> {
    let connection = connect(path)?;
    connection.wal_hook(Some(|_, pages| {
        LOG_PAGES.set(pages);
        Ok(())
    }));
    Ok((connection, WriteBack::start(path, bounds)?))
}

thread_local! {
    /// How many pages the log had after this thread's last commit.
    static LOG_PAGES: Cell<i32> = const { Cell::new(0) };
}

/// A connection that writes as commits do.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
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

/// Carries out jobs until nobody can hand over any more. The log is written back between them, when nobody waits for an answer.
fn serve(connection: &Connection, mut write_back: WriteBack, queue: &mpsc::Receiver<Job>) {
    loop {
        let pages = LOG_PAGES.get();
        write_back.bound(pages);
        let job = match write_back.due(pages) {
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(quiet) => queue.recv_timeout(quiet),
        };
        match job {
            Ok(job) => carry_out(connection, job),
            Err(RecvTimeoutError::Timeout) => write_back.begin(pages),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn carry_out(connection: &Connection, job: Job) {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::PathBuf;

    use sqlx::Connection as _;

    use super::*;
    use crate::connect;

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
}
