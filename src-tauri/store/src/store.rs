//! The one writer of a mode's data: it holds the lock, commits batches, and loads the live state.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pilotfish_copy::entity::{Change, ChildState};
use pilotfish_copy::ids::{ChildId, OrderHash, VenueMs};
use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};

use crate::ahead::Ahead;
use crate::batch::{Batch, Intent};
use crate::codec::{Columns, Whole};
use crate::error::{Remedy, StoreError};
use crate::folder::{self, Found};
use crate::identity::{Identity, KeptIdentity};
use crate::lock::{Holder, Lock};
use crate::reader::Reader;
use crate::readings::Readings;
use crate::statements::Statements;
use crate::write_back::Bounds;
use crate::writer::{BeforeCommit, Writer};
use crate::{connect, filesystem, kill_points, load, private, rows, schema};

/// Signed orders whose child's fate is open. The join keeps its order: from few children to their orders.
pub(crate) const OPEN_INTENTS: &str = "SELECT i.*, c.state AS child_state \
    FROM child_orders c INDEXED BY one_open_child_per_copy_order CROSS JOIN order_intents i ON i.child = c.id \
    WHERE c.state NOT IN ('final', 'refused') ORDER BY i.child";

/// What bringing a database up to date came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// The version it had; 0 for a new one.
    pub from: i64,
    /// The version it has.
    pub to: i64,
    /// The copy made before, where it held data that was changed.
    pub backup: Option<PathBuf>,
}

/// A signed order whose fate is open: on the venue, on its way, or never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIntent {
    /// What was signed.
    pub intent: Intent,
    /// The state of its child.
    pub state: ChildState,
    /// When it was committed, venue time.
    pub created_at: VenueMs,
}

/// For tests: what stands in the way of writing.
#[cfg(any(test, feature = "test-util"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// The disk is full: what needs another page is refused.
    Full,
    /// It is write-protected.
    ReadOnly,
}

/// The data of one mode, open for writing. At most one in the world holds a folder.
///
/// Writes wait for each other. A commit that was begun is written also where its future is dropped.
#[derive(Debug)]
pub struct Store {
    writer: Writer,
    /// Everything but commits: loading, a few facts about the account, copies.
    conn: Mutex<SqliteConnection>,
    reader: Reader,
    path: PathBuf,
    migrated: Migrated,
    // Last, so that the connections are gone before another process may open the data.
    _lock: Lock,
}

impl Store {
    /// Opens the data in `folder`, making what is missing, bringing the schema up to date.
    ///
    /// # Errors
    /// `LockedBy` while another process has it; `Outdated` for data that can only be begun anew; `Newer`, `Unreadable`, `OtherMode`, `OtherWorld`, `OtherAccount` for data that is not
    /// ours to write (nothing is changed then); `Migration`, `Setting`, `DiskFull` and `Io` for what the words say.
    pub async fn open(folder: &Path, identity: Identity) -> Result<Self, StoreError> {
        Self::open_with(folder, Some(&identity), schema::migrations()).await
    }

    /// Brings the data in `folder` up to date, whosever it is, and closes it again.
    ///
    /// # Errors
    /// As [`Store::open`], and `Absent` where there is nothing.
    pub async fn migrate(folder: &Path) -> Result<Migrated, StoreError> {
        let path = folder::database(folder);
        if !folder.is_dir() || folder::inspect(&path)? == Found::Nothing {
            return Err(StoreError::Absent(folder.to_owned()));
        }
        let store = Self::open_with(folder, None, schema::migrations()).await?;
        let migrated = store.migrated.clone();
        store.close().await?;
        Ok(migrated)
    }

    /// Opens the data in `folder` only to read, whoever is writing it.
    ///
    /// # Errors
    /// `Absent` where there is nothing; `Newer`, `Older` and `Unreadable` for data this program cannot read.
    pub async fn open_read_only(folder: &Path) -> Result<Reader, StoreError> {
        Reader::open(folder, schema::migrations()).await
    }

    /// Who has the data of `folder` now, if anybody.
    ///
    /// # Errors
    /// `Io` when the lock cannot be looked at.
    pub fn holder(folder: &Path) -> Result<Option<Holder>, StoreError> {
        Lock::holder(folder)
    }

    pub(crate) async fn open_with(
        folder: &Path,
        identity: Option<&Identity>,
        migrator: &Migrator,
    ) -> Result<Self, StoreError> {
        folder::create(folder)?;
        filesystem::refuse_remote(folder)?;
        let lock = Lock::take(folder).await?;
        private::narrow_all(folder).map_err(StoreError::io(folder))?;
        let path = folder::database(folder);
        let versions = match folder::inspect(&path)? {
            Found::Nothing => {
                if !path.exists() {
                    folder::create_new(&path)?;
                }
                BTreeSet::new()
            }
            Found::Database => Self::examine(&path, identity, migrator).await?,
        };
        let mut conn = connect::writer(&path).await?;
        let backup = schema::migrate(&mut conn, migrator, folder, &versions).await?;
        if let Some(identity) = identity {
            identity.settle(&mut conn).await?;
        }
        let from = versions.iter().next_back().copied().unwrap_or(0);
        let migrated = Migrated {
            from,
            to: schema::known(migrator),
            backup,
        };
        let writer = Writer::open(&path, Bounds::default()).await?;
        let reader = Reader::over(connect::readers(&path), folder);
        Ok(Self {
            writer,
            conn: Mutex::new(conn),
            reader,
            path,
            migrated,
            _lock: lock,
        })
    }

    /// Everything that may be wrong with a database is found before a connection that writes is opened.
    async fn examine(
        path: &Path,
        identity: Option<&Identity>,
        migrator: &Migrator,
    ) -> Result<BTreeSet<i64>, StoreError> {
        let versions = schema::examine(path, migrator).await?;
        if let (Some(identity), false) = (identity, versions.is_empty()) {
            let mut conn = connect::reader(path).await?;
            if let Some(kept) = KeptIdentity::read(&mut conn).await? {
                identity.check(&kept)?;
            }
        }
        Ok(versions)
    }

    /// What the start did to the schema.
    #[must_use]
    pub fn migrated(&self) -> &Migrated {
        &self.migrated
    }

    /// The database's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The questions of the window and the command line; cheap to clone, good for as long as anybody wants.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Writes a batch. When it returns, all of it is on the disk.
    ///
    /// Of a row that changed more than once only its last value is written.
    ///
    /// # Errors
    /// `Refused` when it would break an invariant of the schema; `Busy`, `DiskFull` and `DiskFailed` when it may go through later.
    /// Nothing of the batch is written then.
    pub async fn commit(&self, batch: Batch<'_>) -> Result<(), StoreError> {
        self.commit_with(batch, &Readings::default()).await
    }

    /// The same, with readings that go along.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_with(&self, batch: Batch<'_>, readings: &Readings) -> Result<(), StoreError> {
        self.commit_after(None, batch, readings).await
    }

    /// A batch is likely to be begun at once: what writes it is made ready.
    pub fn be_ready(&self) {
        // Where the database is wanted for something else, nothing is begun.
        if self.conn.try_lock().is_ok() {
            self.writer.be_ready();
        }
    }

    /// Begins to write a batch that is still growing, or goes on with it, and does not wait for it. The batch must hold what it held
    /// before, and more behind it. Nothing where it cannot be written now: it is all written at its commit then.
    #[must_use]
    pub fn write_ahead(&self, ahead: Option<Ahead>, batch: Batch<'_>) -> Option<Ahead> {
        let mut ahead = match ahead {
            Some(ahead) => ahead,
            None => {
                drop(self.conn.try_lock().ok()?);
                Ahead::new(self.writer.undo())
            }
        };
        if let Some(part) = ahead.more(batch) {
            self.writer.write_ahead(part).ok()?;
        }
        Some(ahead)
    }

    /// Writes a batch of which some is written ahead. When it returns, all of it is on the disk.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_after(
        &self,
        ahead: Option<Ahead>,
        batch: Batch<'_>,
        readings: &Readings,
    ) -> Result<(), StoreError> {
        let is_done = match self.commit_rest(ahead, batch, readings).await {
            // Nothing of it is written. What is wrong with the batch itself, or with the thread, shows once more.
            Err(error) if error.remedy() == Remedy::Stop => {
                tracing::warn!(%error, "what was begun ahead is written anew");
                false
            }
            other => other?,
        };
        if !is_done {
            let mut statements = Statements::default();
            batch.write(&mut statements)?;
            readings.write(&mut statements)?;
            self.run(statements, Box::new(kill_points::committing(&batch))).await?;
        }
        kill_points::committed(&batch);
        Ok(())
    }

    /// Writes what is left of a batch. Whether that was done is the answer: not where nothing was begun, or that was undone.
    async fn commit_rest(
        &self,
        ahead: Option<Ahead>,
        batch: Batch<'_>,
        readings: &Readings,
    ) -> Result<bool, StoreError> {
        let Some(mut ahead) = ahead else { return Ok(false) };
        let _alone = self.conn.lock().await;
        let mut statements = Statements::knowing(ahead.gates());
        ahead.rest(batch).write(&mut statements)?;
        readings.write(&mut statements)?;
        let before_commit = Box::new(kill_points::committing(&batch));
        let is_done = self
            .writer
            .commit_rest(ahead.number(), statements, before_commit)
            .await?;
        ahead.is_committed();
        Ok(is_done)
    }

    /// Writes something beside the core's rows, all or none.
    pub(crate) async fn write(&self, statements: Statements) -> Result<(), StoreError> {
        self.run(statements, Box::new(|| {})).await
    }

    async fn run(&self, statements: Statements, before_commit: BeforeCommit) -> Result<(), StoreError> {
        let _alone = self.conn.lock().await;
        self.writer.commit(statements, before_commit).await
    }

    /// The connection for everything but commits; none is begun while it is held, and one that was begun ahead is undone.
    pub(crate) async fn connection(&self) -> MutexGuard<'_, SqliteConnection> {
        let conn = self.conn.lock().await;
        self.writer.undo_ahead();
        conn
    }

    /// For tests: puts something in the way of writing, or takes it away.
    ///
    /// # Errors
    /// When SQLite does not take the setting.
    #[cfg(any(test, feature = "test-util"))]
    pub async fn hinder(&self, by: Option<Hindrance>) -> Result<(), StoreError> {
        let settings: [&'static str; 2] = match by {
            // No page more than there are.
            Some(Hindrance::Full) => ["PRAGMA max_page_count = 1", "PRAGMA query_only = OFF"],
            Some(Hindrance::ReadOnly) => ["PRAGMA max_page_count = 4294967294", "PRAGMA query_only = ON"],
            None => ["PRAGMA max_page_count = 4294967294", "PRAGMA query_only = OFF"],
        };
        self.writer.set(settings).await?;
        let mut conn = self.connection().await;
        for setting in settings {
            sqlx::query(setting).execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// The live state, as rows that rebuild the core's when they are applied in their order. Empty for a new database.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood.
    pub async fn load(&self) -> Result<Vec<Change>, StoreError> {
        load::live(&mut *self.connection().await).await
    }

    /// The copy order that was signed with that hash, with its children and fills, however long ago it ended, as rows for the
    /// core; nothing where no order of ours has it.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood.
    pub async fn order_of(&self, hash: &OrderHash) -> Result<Vec<Change>, StoreError> {
        load::order_of(&mut *self.connection().await, hash).await
    }

    /// Every signed order whose child's fate is open, oldest first: after a start each may have been sent.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood.
    pub async fn open_intents(&self) -> Result<Vec<OpenIntent>, StoreError> {
        let mut conn = self.connection().await;
        let rows = sqlx::query(OPEN_INTENTS).fetch_all(&mut *conn).await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                Ok(OpenIntent {
                    intent: rows::intent::read(row)?,
                    state: row.word("child_state")?,
                    created_at: row.whole("created_at")?,
                })
            })
            .collect()
    }

    /// What was signed for that child, if anything was.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood.
    pub async fn intent(&self, child: ChildId) -> Result<Option<Intent>, StoreError> {
        let row = sqlx::query("SELECT * FROM order_intents WHERE child = ?")
            .bind(child.to_whole()?)
            .fetch_optional(&mut *self.connection().await)
            .await?;
        row.map(|row| rows::intent::read(Columns(&row))).transpose()
    }

    /// Keeps readings in a commit of their own, where no batch takes them along.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn keep(&self, readings: &Readings) -> Result<(), StoreError> {
        let mut statements = Statements::default();
        readings.write(&mut statements)?;
        self.write(statements).await
    }

    /// Writes a whole, checked copy of the database to `to`, which must not exist yet. Commits wait meanwhile.
    ///
    /// # Errors
    /// `Io` when the file exists or cannot be made, `DiskFull`; no half copy is left behind.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        schema::backup(&mut *self.connection().await, to).await
    }

    /// Every fault found in the database, in SQLite's words; none in a sound one. Reads the whole file.
    ///
    /// # Errors
    /// `Unreadable` when it cannot even be checked.
    pub async fn integrity_check(&self) -> Result<Vec<String>, StoreError> {
        schema::faults(&mut *self.connection().await).await
    }

    /// Closes it tidily: the log is written back and the lock let go. Nothing depends on it; a killed process is as good.
    ///
    /// # Errors
    /// `Database` when SQLite could not close.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await;
        drop(self.writer);
        self.conn.into_inner().close().await?;
        Ok(())
    }
}
