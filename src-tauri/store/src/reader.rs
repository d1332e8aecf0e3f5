//! The reading side: a small pool of connections that cannot write. Each question is answered from one instant of the data.
//!
//! The questions themselves are in [`crate::read`], one file a subject.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::entity::Change;
use pilotfish_copy::ids::VenueMs;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};

use crate::codec::Whole;
use crate::error::StoreError;
use crate::folder::{self, Found};
use crate::identity::KeptIdentity;
use crate::{connect, schema};

/// Answers questions about a mode's data while it is being written, by this process or another.
#[derive(Debug, Clone)]
pub struct Reader {
    pool: SqlitePool,
    /// Where the file of snapshots lies too.
    folder: Arc<Path>,
}

impl Reader {
    pub(crate) fn over(pool: SqlitePool, folder: &Path) -> Self {
        Self {
            pool,
            folder: Arc::from(folder),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The rows of the state that is alive, in the order in which they are restored.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn load(&self) -> Result<Vec<Change>, StoreError> {
        crate::load::live(&mut *self.pool.acquire().await?).await
    }

    pub(crate) async fn open(folder: &Path, migrator: &Migrator) -> Result<Self, StoreError> {
        let path = folder::database(folder);
        if folder::inspect(&path)? == Found::Nothing {
            return Err(StoreError::Absent(folder.to_owned()));
        }
        let versions = schema::examine(&path, migrator).await?;
        let (found, known) = (
            versions.iter().next_back().copied().unwrap_or(0),
            schema::known(migrator),
        );
        if found < known {
            return Err(StoreError::Older { found, known });
        }
        Ok(Self::over(connect::readers(&path), folder))
    }

    /// One instant of the data, for as many queries as a question needs.
    pub(crate) async fn instant(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// Whose data it is.
    ///
    /// # Errors
    /// `Unreadable` when the data do not say.
    pub async fn identity(&self) -> Result<KeptIdentity, StoreError> {
        let mut tx = self.instant().await?;
        KeptIdentity::read(&mut tx)
            .await?
            .ok_or_else(|| StoreError::unreadable("the database", "its identity is missing"))
    }

    /// The venue time of the last commit; `None` before the first.
    ///
    /// # Errors
    /// `Busy` and the like.
    pub async fn last_commit_at(&self) -> Result<Option<VenueMs>, StoreError> {
        let mut tx = self.instant().await?;
        let at: Option<i64> = sqlx::query_scalar("SELECT at FROM progress")
            .fetch_optional(&mut *tx)
            .await?;
        Ok(at.and_then(VenueMs::from_whole))
    }
}
