//! Writing the log back into the database, beside the commits.
//!
//! A commit is on the disk once it is in the write-ahead log; that the log has to be written back some day is nobody's hurry. A thread
//! and a connection of their own do it: SQLite lets one connection write the log back while another one appends to it, so that an
//! order never waits for the pages of a thousand commits before it. Nothing rests on when it is done: what is in the log is found
//! there after a crash.
//!
//! The log begins anew when all of it is written back and no reader needs it. Under a stream of commits without a pause that moment
//! may not come by itself: from a size on the next commit waits for it. While a reader holds on to what it saw the log cannot begin anew
//! and grows on, whatever the bounds say; that it has become very large is said once.

use std::path::Path;
use std::sync::mpsc::{self, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::writer;

/// How large the log may get while no reader holds on to what it saw, in pages of 4 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// From so many on it is written back in a quiet moment.
    pub(crate) quiet: i32,
    /// From so many on without one.
    pub(crate) hurried: i32,
    /// From so many on the next commit waits until it is.
    pub(crate) most: i32,
}

impl Default for Bounds {
    /// 4, 20 and 40 MiB.
    fn default() -> Self {
        Self {
            quiet: 1_000,
            hurried: 5_000,
            most: 10_000,
        }
    }
}

impl Bounds {
    /// So many pages more before it is tried again: a reader may still need what is in the log.
    const fn step(self) -> i32 {
        self.quiet / 4
    }

    /// From so many on it is said that the log is very large.
    const fn very_large(self) -> i32 {
        self.most.saturating_mul(4)
    }
}

/// A moment without a commit is quiet after this.
const QUIET: Duration = Duration::from_millis(20);

/// The thread that writes back, as the thread that commits sees it.
#[derive(Debug)]
pub(crate) struct WriteBack {
    bounds: Bounds,
    ask: Option<mpsc::Sender<()>>,
    done: mpsc::Receiver<()>,
    thread: Option<JoinHandle<()>>,
    is_under_way: bool,
    /// How large the log was when it was last asked for.
    asked_at: i32,
    /// It was said that the log is very large.
    is_large_told: bool,
    /// It was said that the thread is gone.
    is_gone_told: bool,
}

impl WriteBack {
    /// Opens the connection and starts the thread.
    pub(crate) fn start(path: &Path, bounds: Bounds) -> Result<Self, StoreError> {
        let connection = writer::connect(path)?;
        let (ask, asked) = mpsc::channel::<()>();
        let (tell, done) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("pilotfish-write-back".to_owned())
            .spawn(move || {
                for () in asked {
                    write_back(&connection);
                    if tell.send(()).is_err() {
                        return; // The thread that commits has ended.
                    }
                }
            })
            .map_err(|error| StoreError::Database(error.into()))?;
        Ok(Self {
            bounds,
            ask: Some(ask),
            done,
            thread: Some(thread),
            is_under_way: false,
            asked_at: 0,
            is_large_told: false,
            is_gone_told: false,
        })
    }

    /// Whether the log, which has so many pages, is to be written back, and after how long without a commit.
    pub(crate) fn due(&mut self, pages: i32) -> Option<Duration> {
        match self.done.try_recv() {
            Err(TryRecvError::Empty) => {}
            // Done, or the thread is gone: then nothing is under way either.
            Ok(()) | Err(TryRecvError::Disconnected) => self.is_under_way = false,
        }
        if pages < self.asked_at {
            self.asked_at = 0; // It began anew.
        }
        let is_tried = self.asked_at > 0 && pages < self.asked_at.saturating_add(self.bounds.step());
        if self.is_under_way || pages < self.bounds.quiet || is_tried {
            return None;
        }
        let hurried = pages >= self.bounds.hurried;
        Some(if hurried { Duration::ZERO } else { QUIET })
    }

    /// Begins to write back a log of so many pages. Where the thread is gone, the connection that commits does it, at once.
    pub(crate) fn begin(&mut self, pages: i32, committing: &Connection) {
        self.asked_at = pages;
        self.is_under_way = self.ask.as_ref().is_some_and(|ask| ask.send(()).is_ok());
        if self.is_under_way {
            return;
        }
        if !self.is_gone_told {
            self.is_gone_told = true;
            tracing::error!("the thread that writes the log back is gone: commits wait for it from now on");
        }
        write_back(committing);
    }

    /// Where the log has become too large: writes it back and waits for it, while nothing is committed.
    pub(crate) fn bound(&mut self, pages: i32, committing: &Connection) {
        if pages < self.bounds.most {
            self.is_large_told = false;
            return;
        }
        if pages >= self.bounds.very_large() && !self.is_large_told {
            self.is_large_told = true;
            tracing::warn!(pages, "the log is very large: a reader holds on to what it saw");
        }
        // One that is under way began before the last commit.
        self.wait();
        if self.due(pages).is_some() {
            self.begin(pages, committing);
            self.wait();
        }
    }

    /// Waits until what is under way is done, or the thread that did it is gone.
    fn wait(&mut self) {
        if self.is_under_way {
            // Either way nothing is under way any more.
            let _ = self.done.recv();
            self.is_under_way = false;
        }
    }
}

impl Drop for WriteBack {
    /// Waits until the connection is closed.
    fn drop(&mut self) {
        drop(self.ask.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the thread that writes the log back ended badly");
        }
    }
}

/// Writes back as much as no reader needs as it was. Waits for nobody, and nobody waits for it.
fn write_back(connection: &Connection) {
    let written = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    if let Err(error) = written {
        // What is committed is in the log all the same; a disk that takes nothing shows itself at the next commit.
        tracing::warn!(%error, "the log was not written back");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn where_the_thread_is_gone_the_connection_that_commits_writes_the_log_back() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.db");
        std::fs::write(&path, "").unwrap();
        let connection = writer::connect(&path).unwrap();
        connection
            .execute_batch(
                "CREATE TABLE kept (words TEXT NOT NULL) STRICT; INSERT INTO kept VALUES (hex(zeroblob(50000)))",
            )
            .unwrap();
        let bytes = || std::fs::metadata(&path).unwrap().len();
        let before = bytes();
        let bounds = Bounds {
            quiet: 1,
            hurried: 2,
            most: 3,
        };
        // It ended while it was at work: what it was asked for is never answered.
        let (ask, _) = mpsc::channel();
        let (_, done) = mpsc::channel();
        let mut write_back = WriteBack {
            bounds,
            ask: Some(ask),
            done,
            thread: None,
            is_under_way: true,
            asked_at: 0,
            is_large_told: false,
            is_gone_told: false,
        };
        write_back.bound(20, &connection);
        assert!(!write_back.is_under_way && write_back.is_gone_told && write_back.is_large_told);
        assert!(bytes() > before + 50_000, "{} bytes, {before} before", bytes());
    }
}
