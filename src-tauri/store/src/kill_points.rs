//! Named moments at which a test ends this process as SIGKILL would: at once, with nothing flushed, closed or told.
//!
//! Only with the feature `kill-points`, which no program that is shipped turns on (`tests/tests/arrows.rs`); without it a
//! passing is nothing. With it, `PILOTFISH_KILL_POINT=NAME:COUNT` ends the process at the COUNT-th passing of the point of
//! that name, and `PILOTFISH_MORE_MIGRATIONS=N` puts N migrations after the last one that rewrite tables and change nothing,
//! so that a process can be killed while it migrates data that are there.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use pilotfish_copy::entity::Change;
use sqlx::SqliteConnection;
use sqlx::migrate::Migrator;

use crate::batch::Batch;
use crate::error::StoreError;

/// Whether points end anything in this build.
pub(crate) const ARMED: bool = cfg!(feature = "kill-points");

/// The environment variable that names a point and at which passing of it the process ends.
pub const KILL_POINT_VARIABLE: &str = "PILOTFISH_KILL_POINT";
/// The environment variable that says how many migrations follow the last one.
pub const MORE_MIGRATIONS_VARIABLE: &str = "PILOTFISH_MORE_MIGRATIONS";

/// A moment at which a process may be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KillPoint {
    /// An order that is about to be sent is written in a transaction that is not committed.
    BeforeCommit,
    /// It is committed; nothing is carried out.
    AfterCommit,
    /// The venue's answer to an order is there, and nobody knows of it.
    ReplyUnbooked,
    /// A fill is written in a transaction that is not committed.
    FillUncommitted,
    /// The venue's answer to a cancellation is there, and nobody knows of it.
    CancelUnbooked,
    /// A cancelled order is over in the books, and its replacement is not signed.
    CancelBooked,
    /// After a start the account was read, or one more order was looked up; nothing is placed yet.
    Recovering,
    /// In the midst of a migration, or of the backup before it: passed every fifty instructions of SQLite's machine.
    Migrating,
    /// A stop is written down; nothing is cancelled.
    StopWritten,
}

impl KillPoint {
    /// Every point.
    pub const ALL: [Self; 9] = [
        Self::BeforeCommit,
        Self::AfterCommit,
        Self::ReplyUnbooked,
        Self::FillUncommitted,
        Self::CancelUnbooked,
        Self::CancelBooked,
        Self::Recovering,
        Self::Migrating,
        Self::StopWritten,
    ];

    /// Its name, in kebab case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeCommit => "before-commit",
            Self::AfterCommit => "after-commit",
            Self::ReplyUnbooked => "reply-unbooked",
            Self::FillUncommitted => "fill-uncommitted",
            Self::CancelUnbooked => "cancel-unbooked",
            Self::CancelBooked => "cancel-booked",
            Self::Recovering => "recovering",
            Self::Migrating => "migrating",
            Self::StopWritten => "stop-written",
        }
    }

    /// Ends the process where it was asked to end at this passing. Else, and without the feature, nothing.
    pub fn pass(self) {
        static PASSED: AtomicU32 = AtomicU32::new(0);
        if !ARMED {
            return;
        }
        let Some((point, count)) = asked() else { return };
        if point == self && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == count {
            // SIGABRT, which this program does not catch: no destructor, no exit handler, no buffer is run or written.
            std::process::abort();
        }
    }
}

/// Which point is to end this process, and at which passing.
fn asked() -> Option<(KillPoint, u32)> {
    static ASKED: OnceLock<Option<(KillPoint, u32)>> = OnceLock::new();
    *ASKED.get_or_init(|| parse(&std::env::var(KILL_POINT_VARIABLE).ok()?))
}

fn parse(text: &str) -> Option<(KillPoint, u32)> {
    let (name, count) = text.split_once(':')?;
    let point = KillPoint::ALL.into_iter().find(|point| point.name() == name)?;
    Some((point, count.parse().ok()?))
}

/// What is passed when that batch is written and not committed.
pub(crate) fn committing(batch: &Batch<'_>) -> impl FnOnce() + Send + 'static {
    let signed = ARMED && !batch.intents.is_empty();
    let filled = ARMED && batch.changes.iter().any(|change| matches!(change, Change::Fill(_)));
    move || {
        if signed {
            KillPoint::BeforeCommit.pass();
        }
        if filled {
            KillPoint::FillUncommitted.pass();
        }
    }
}

/// A batch is committed.
pub(crate) fn committed(batch: &Batch<'_>) {
    if !ARMED {
        return;
    }
    if !batch.intents.is_empty() {
        KillPoint::AfterCommit.pass();
    }
    let ends_a_cancelled = |change: &Change| matches!(change, Change::Child(child) if child.evidence.cancel_answered && !child.state.holds_slot());
    if batch.intents.is_empty() && batch.changes.iter().any(ends_a_cancelled) {
        KillPoint::CancelBooked.pass();
    }
}

/// From now on [`KillPoint::Migrating`] is passed again and again while that connection works.
pub(crate) async fn watch(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    /// Instructions of SQLite's machine between two passings.
    const EVERY: i32 = 50;
    if ARMED {
        conn.lock_handle().await?.set_progress_handler(EVERY, || {
            KillPoint::Migrating.pass();
            true
        });
    }
    Ok(())
}

/// Not any more.
pub(crate) async fn unwatch(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    if ARMED {
        conn.lock_handle().await?.remove_progress_handler();
    }
    Ok(())
}

/// The migrations, and those that were asked for after them; nothing where none were.
pub(crate) fn more_migrations(shipped: &Migrator) -> Option<Migrator> {
    if !ARMED {
        return None;
    }
    let more: i64 = std::env::var(MORE_MIGRATIONS_VARIABLE).ok()?.parse().ok()?;
    let last = crate::schema::known(shipped);
    let added = (1..=more).map(|number| rewriting(last + number));
    Some(Migrator::with_migrations(
        shipped.iter().cloned().chain(added).collect(),
    ))
}

/// A migration that writes a good part of the database anew, and leaves it as it was.
fn rewriting(version: i64) -> sqlx::migrate::Migration {
    use sqlx::SqlSafeStr;
    use sqlx::migrate::{Migration, MigrationType};
    const SQL: &str = "CREATE TABLE rewritten AS SELECT * FROM events; \
         INSERT INTO rewritten SELECT * FROM events; \
         DROP TABLE rewritten; \
         UPDATE progress SET at = at; \
         REINDEX;";
    Migration::new(
        version,
        "rewriting".into(),
        MigrationType::Simple,
        SQL.into_sql_str(),
        false,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_asked_for_by_its_name_and_a_count() {
        assert_eq!(parse("after-commit:2"), Some((KillPoint::AfterCommit, 2)));
        for wrong in ["", "after-commit", "after-commit:", "nowhere:1", "after-commit:x"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        let names: std::collections::BTreeSet<&str> = KillPoint::ALL.map(KillPoint::name).into();
        assert_eq!(names.len(), KillPoint::ALL.len());
    }
}
