//! The whole state of a mode's data on one page.

use std::collections::BTreeMap;

use pilotfish_copy::entity::{Control, Halt};
use pilotfish_copy::ids::VenueMs;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::follows::{self, FollowFigures};
use super::tally::Record;
use super::{activity, performance};
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::identity::KeptIdentity;
use crate::reader::Reader;
use crate::rows::{control, halt};

/// One page about everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Whose data it is.
    pub identity: KeptIdentity,
    /// The venue time of the last commit.
    pub at: Option<VenueMs>,
    /// Limits and account; `None` before the first commit.
    pub control: Option<Control>,
    /// Halts that stand.
    pub halts: Vec<Halt>,
    /// Follows that copy (starting ones included).
    pub active_follows: u64,
    /// Follows that are switched off.
    pub follows_off: u64,
    /// Events by kind.
    pub events: BTreeMap<String, u64>,
    /// Skipped signals by reason.
    pub skips: BTreeMap<String, u64>,
    /// Copy orders that ended, by how.
    pub ends: BTreeMap<String, u64>,
    /// Figures over everything.
    pub figures: FollowFigures,
}

impl Reader {
    /// The page.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn summary(&self) -> Result<Summary, StoreError> {
        let mut tx = self.instant().await?;
        let identity = KeptIdentity::read(&mut tx)
            .await?
            .ok_or_else(|| StoreError::unreadable("the database", "its identity is missing"))?;
        let at: Option<i64> = sqlx::query_scalar("SELECT at FROM progress")
            .fetch_optional(&mut *tx)
            .await?;
        let record = Record::read(&mut tx).await?;
        let follows = follows::all(&mut tx, &record).await?;
        let statuses = activity::counts(
            &mut tx,
            "SELECT status AS name, COUNT(*) AS n FROM copy_trading_config GROUP BY 1",
        )
        .await?;
        let count = |status: &str| statuses.get(status).copied().unwrap_or(0);
        Ok(Summary {
            identity,
            at: at.and_then(VenueMs::from_whole),
            control: read_control(&mut tx).await?,
            halts: read_halts(&mut tx).await?,
            active_follows: count("active") + count("starting"),
            follows_off: count("off"),
            events: activity::counts(&mut tx, "SELECT kind AS name, COUNT(*) AS n FROM events GROUP BY 1").await?,
            skips: activity::skips(&mut tx).await?,
            ends: activity::counts(
                &mut tx,
                "SELECT end_reason AS name, COUNT(*) AS n FROM pending_copy_orders WHERE status = 'ended' GROUP BY 1",
            )
            .await?,
            figures: performance::sum(follows.iter().map(|view| &view.figures), record.tally(|_| true)),
        })
    }

    /// Switches, limits and account; `None` before the first commit.
    ///
    /// # Errors
    /// As [`Reader::summary`].
    pub async fn control(&self) -> Result<Option<Control>, StoreError> {
        read_control(&mut *self.instant().await?).await
    }
}

async fn read_halts(conn: &mut SqliteConnection) -> Result<Vec<Halt>, StoreError> {
    let rows = sqlx::query("SELECT * FROM halts ORDER BY reason, token, order_hash")
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| halt::read(Columns(row))).collect()
}

async fn read_control(conn: &mut SqliteConnection) -> Result<Option<Control>, StoreError> {
    let row = sqlx::query("SELECT * FROM control").fetch_optional(conn).await?;
    row.map(|row| control::read(Columns(&row))).transpose()
}
