//! Whose data a folder holds: its mode and, in the demo, its world. Written once, compared at every start.

use std::fmt;

use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};

use crate::codec;
use crate::error::StoreError;

/// The three modes. Each has its own database, so that pretend results never mix with real ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The simulated Polymarket.
    Demo,
    /// Real market data, pretend money.
    Paper,
    /// Real orders.
    Live,
}

impl Mode {
    /// Its word: the name of its folder, and what the command line takes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Paper => "paper",
            Self::Live => "live",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose data it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The mode.
    pub mode: Mode,
    /// The simulated world's id; none outside the demo.
    pub world: Option<String>,
}

impl Identity {
    /// Reads it, where it was written already.
    pub(crate) async fn read(conn: &mut SqliteConnection) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT mode, world FROM identity")
            .fetch_optional(conn)
            .await?;
        row.map(|row| {
            let mode: String = row.try_get("mode")?;
            Ok(Self {
                mode: codec::parse("identity.mode", &mode)?,
                world: row.try_get("world")?,
            })
        })
        .transpose()
    }

    /// Whether `found` is this one.
    pub(crate) fn check(&self, found: &Self) -> Result<(), StoreError> {
        if found.mode != self.mode {
            return Err(StoreError::OtherMode {
                found: found.mode,
                wanted: self.mode,
            });
        }
        if found.world != self.world {
            return Err(StoreError::OtherWorld {
                found: found.world.clone(),
                wanted: self.world.clone(),
            });
        }
        Ok(())
    }

    /// Writes it into a database that has none, and reads it back.
    pub(crate) async fn settle(&self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query("INSERT OR IGNORE INTO identity (id, mode, world) VALUES (1, ?, ?)")
            .bind(self.mode.to_string())
            .bind(self.world.as_deref())
            .execute(&mut *conn)
            .await?;
        match Self::read(conn).await? {
            Some(found) => self.check(&found),
            None => Err(StoreError::unreadable("the database", "its identity is missing")),
        }
    }
}
