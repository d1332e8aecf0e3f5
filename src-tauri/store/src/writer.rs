//! The account's commits, on a thread and a connection of their own.
//!
//! A batch crosses to it whole and is run there statement by statement, each prepared once a connection: through the library's
//! connection every statement is a message to a thread and back, which costs more than what SQLite does for it. Between a row that
//! makes an order due and the order's first byte stands one commit, so that is where it counts.

mod transactions;

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use tokio::sync::oneshot;

use crate::connect::{BUSY_TIMEOUT, WRITER_PRAGMAS};
use crate::error::StoreError;
use crate::statements::{Statements, Value};
use crate::write_back::{Bounds, WriteBack};

pub(crate) use transactions::Part;
use transactions::Transactions;

/// Statements that stay prepared: more than there are kinds of them.
const PREPARED: usize = 128;

/// So long what comes soon is looked for before it is waited for: about what a commit takes without its disk. To be woken takes a good
/// part of that, and an order waits for it.
const LOOKED_FOR: Duration = Duration::from_micros(500);

/// What is called when everything is written and nothing is committed.
pub(crate) type BeforeCommit = Box<dyn FnOnce() + Send>;

/// The thread that writes.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<Arc<mpsc::Sender<Job>>>,
    thread: Option<JoinHandle<()>>,
    /// Transactions that were begun ahead.
    begun: AtomicU64,
    /// When a commit for which no order waits was last looked for.
    looked: Mutex<Option<Instant>>,
}

/// Undoes a transaction that was begun ahead when it is dropped, unless that was called off.
#[derive(Debug)]
pub(crate) struct Undo {
    number: u64,
    /// It keeps no thread.
    jobs: Weak<mpsc::Sender<Job>>,
}

impl Undo {
    /// The transaction's number.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// It is left as it is.
    pub(crate) fn call_off(&mut self) {
        self.jobs = Weak::new();
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        if let Some(jobs) = self.jobs.upgrade() {
            let number = Some(self.number);
            // Where the thread is gone its transaction is too.
            drop(jobs.send(Job::Undo { number }));
        }
    }
}

enum Job {
    /// Another is likely to come at once.
    Ready,
    /// Writes in a transaction that stays open.
    Ahead(Part),
    /// Undoes the transaction of that number, else whichever is open.
    Undo { number: Option<u64> },
    /// Writes and commits: in the transaction of that number, else in one of its own.
    Commit {
        after: Option<u64>,
        statements: Statements,
        before_commit: BeforeCommit,
        reply: oneshot::Sender<Result<bool, StoreError>>,
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
    /// Opens the connection, reads its settings back and starts the thread. The log gets little larger than `bounds` say,
    /// unless a reader holds on to what it saw.
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
            jobs: Some(Arc::new(jobs)),
            thread: Some(thread),
            begun: AtomicU64::new(0),
            looked: Mutex::new(None),
        })
    }

    /// Runs the statements as one transaction, after those that were handed over before. It is run also where nobody waits for the
    /// answer any more.
    pub(crate) async fn commit(&self, statements: Statements, before_commit: BeforeCommit) -> Result<(), StoreError> {
        self.commit_in(None, statements, before_commit).await.map(drop)
    }

    /// Runs the statements in the transaction of that number and commits it. Whether that was done is the answer: not where it is not
    /// open, since something of it failed.
    pub(crate) async fn commit_rest(
        &self,
        number: u64,
        statements: Statements,
        before_commit: BeforeCommit,
    ) -> Result<bool, StoreError> {
        self.commit_in(Some(number), statements, before_commit).await
    }

    async fn commit_in(
        &self,
        after: Option<u64>,
        statements: Statements,
        before_commit: BeforeCommit,
    ) -> Result<bool, StoreError> {
        let (reply, mut answer) = oneshot::channel();
        self.hand_over(Job::Commit {
            after,
            statements,
            before_commit,
            reply,
        })?;
        // What was begun ahead leads to an order, which waits for this.
        if (after.is_some() || self.may_look())
            && let Some(written) = look_for(&mut answer).await
        {
            return written;
        }
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Whether it is so long ago that a commit was looked for that it costs less than a hundredth of a processor's time.
    fn may_look(&self) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_long_ago = looked.is_none_or(|at| at.elapsed() >= LOOKED_FOR * 100);
        if is_long_ago {
            *looked = Some(Instant::now());
        }
        is_long_ago
    }

    /// What undoes a transaction that is about to be begun ahead; and its number.
    pub(crate) fn undo(&self) -> Undo {
        Undo {
            number: self.begun.fetch_add(1, Ordering::Relaxed),
            jobs: self.jobs.as_ref().map(Arc::downgrade).unwrap_or_default(),
        }
    }

    /// Undoes what was begun ahead, whichever it is.
    pub(crate) fn undo_ahead(&self) {
        // Where the thread is gone its transaction is too.
        drop(self.hand_over(Job::Undo { number: None }));
    }

    /// A part of a commit is likely to come at once: the thread is awake for it then. To be woken takes as long as a step of the core.
    pub(crate) fn be_ready(&self) {
        // Where the thread is gone nothing will come.
        drop(self.hand_over(Job::Ready));
    }

    /// Writes a part of a commit that is to come, and does not wait for it.
    pub(crate) fn write_ahead(&self, part: Part) -> Result<(), StoreError> {
        self.hand_over(Job::Ahead(part))
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

/// The answer to a commit that is likely to come at once; none where it did not.
async fn look_for(answer: &mut oneshot::Receiver<Result<bool, StoreError>>) -> Option<Result<bool, StoreError>> {
    let begun = Instant::now();
    while looks() && begun.elapsed() < LOOKED_FOR {
        match answer.try_recv() {
            Ok(written) => return Some(written),
            Err(oneshot::error::TryRecvError::Closed) => return Some(Err(gone())),
            Err(oneshot::error::TryRecvError::Empty) => {
                // The thread that commits may have been woken on this very processor, and wait for it.
                thread::yield_now();
                tokio::task::yield_now().await;
            }
        }
    }
    None
}

/// Whether looking for something keeps nobody from making it: with one processor it would.
fn looks() -> bool {
    static SEVERAL: OnceLock<bool> = OnceLock::new();
    *SEVERAL.get_or_init(|| thread::available_parallelism().is_ok_and(|processors| processors.get() > 1))
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
    let mut transactions = Transactions::over(connection);
    let mut is_ready = false;
    loop {
        let pages = LOG_PAGES.get();
        let is_coming = std::mem::take(&mut is_ready) || transactions.waits_for_more();
        let job = match is_coming.then(|| soon(queue)).flatten() {
            Some(job) => job,
            None if transactions.waits_for_more() => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            None => {
                transactions.is_not_needed();
                write_back.bound(pages, connection);
                match write_back.due(pages) {
                    None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
                    Some(quiet) => queue.recv_timeout(quiet),
                }
            }
        };
        match job {
            Ok(Job::Ready) => {
                transactions.be_ready();
                is_ready = true;
            }
            Ok(job) => carry_out(&mut transactions, job),
            Err(RecvTimeoutError::Timeout) => write_back.begin(pages, connection),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The next job, which is to come soon: looked for, and none where it did not come.
fn soon(queue: &mpsc::Receiver<Job>) -> Option<Result<Job, RecvTimeoutError>> {
    let begun = Instant::now();
    while looks() && begun.elapsed() < LOOKED_FOR {
        match queue.try_recv() {
            Ok(job) => return Some(Ok(job)),
            Err(mpsc::TryRecvError::Disconnected) => return Some(Err(RecvTimeoutError::Disconnected)),
            // Whoever makes it may wait for this processor.
            Err(mpsc::TryRecvError::Empty) => thread::yield_now(),
        }
    }
    None
}

fn carry_out(transactions: &mut Transactions<'_>, job: Job) {
    // Whoever asked may be gone.
    match job {
        Job::Ready => {}
        Job::Ahead(part) => transactions.write_ahead(part),
        Job::Undo { number } => transactions.undo(number),
        Job::Commit {
            after,
            statements,
            before_commit,
            reply,
        } => drop(reply.send(transactions.commit(after, statements, before_commit))),
        #[cfg(any(test, feature = "test-util"))]
        Job::Set { settings, reply } => drop(reply.send(transactions.set(settings))),
    }
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
mod tests;
