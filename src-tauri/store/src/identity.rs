//! Whose data a folder holds: its mode, the account and, in the demo, the world. Written once, compared at every start.

use std::fmt;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::TradingAccount;
use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};

use crate::codec::{self, Whole};
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

/// Whose data are to be opened, said by whoever opens them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A demo's: its account is made up, from its seed and the world.
    Demo {
        /// The simulated world's id.
        world: String,
        /// Its account.
        account: TradingAccount,
    },
    /// Pretend money of a real account.
    Paper {
        /// The account.
        account: TradingAccount,
    },
    /// A real account's.
    Live {
        /// The account.
        account: TradingAccount,
    },
}

impl Identity {
    /// The mode.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        match self {
            Self::Demo { .. } => Mode::Demo,
            Self::Paper { .. } => Mode::Paper,
            Self::Live { .. } => Mode::Live,
        }
    }

    /// The simulated world's id; none outside the demo.
    #[must_use]
    pub fn world(&self) -> Option<&str> {
        match self {
            Self::Demo { world, .. } => Some(world),
            Self::Paper { .. } | Self::Live { .. } => None,
        }
    }

    /// The account.
    #[must_use]
    pub const fn account(&self) -> &TradingAccount {
        match self {
            Self::Demo { account, .. } | Self::Paper { account } | Self::Live { account } => account,
        }
    }

    /// Whether the data that say `kept` of themselves are these.
    pub(crate) fn check(&self, kept: &KeptIdentity) -> Result<(), StoreError> {
        if kept.mode != self.mode() {
            return Err(StoreError::OtherMode {
                found: kept.mode,
                wanted: self.mode(),
            });
        }
        if kept.world.as_deref() != self.world() {
            return Err(StoreError::OtherWorld {
                found: kept.world.clone(),
                wanted: self.world().map(str::to_owned),
            });
        }
        match &kept.account {
            Some(account) if account != self.account() => Err(StoreError::OtherAccount {
                found: account.clone(),
                wanted: self.account().clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Writes it into a database that has none, fills in what an earlier version did not keep, and reads it back.
    pub(crate) async fn settle(&self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query("INSERT OR IGNORE INTO identity (id, mode, world) VALUES (1, ?, ?)")
            .bind(self.mode().as_str())
            .bind(self.world())
            .execute(&mut *conn)
            .await?;
        let account = self.account();
        sqlx::query("UPDATE identity SET chain_id = ?, funder = ?, wallet_type = ? WHERE funder IS NULL")
            .bind(account.chain_id.to_whole()?)
            .bind(account.funder.as_str())
            .bind(account.wallet_type.word())
            .execute(&mut *conn)
            .await?;
        match KeptIdentity::read(conn).await? {
            Some(KeptIdentity { account: None, .. }) | None => {
                Err(StoreError::unreadable("the database", "its identity is missing"))
            }
            Some(kept) => self.check(&kept),
        }
    }
}

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptIdentity {
    /// The mode.
    pub mode: Mode,
    /// The simulated world's id; none outside the demo.
    pub world: Option<String>,
    /// The account; none in data of a version that did not keep it, until they are next started on.
    pub account: Option<TradingAccount>,
}

impl KeptIdentity {
    /// Reads it, where it was written already. Also from data that no migration has brought up to date yet.
    pub(crate) async fn read(conn: &mut SqliteConnection) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("SELECT * FROM identity").fetch_optional(conn).await?;
        row.map(|row| {
            let mode: String = row.try_get("mode")?;
            let account = match row.try_get::<Option<String>, _>("funder") {
                Ok(Some(funder)) => Some(account(&row, &funder)?),
                Ok(None) | Err(sqlx::Error::ColumnNotFound(_)) => None,
                Err(error) => return Err(error.into()),
            };
            Ok(Self {
                mode: codec::parse("identity.mode", &mode)?,
                world: row.try_get("world")?,
                account,
            })
        })
        .transpose()
    }
}

fn account(row: &sqlx::sqlite::SqliteRow, funder: &str) -> Result<TradingAccount, StoreError> {
    let chain_id: i64 = row.try_get("chain_id")?;
    let wallet_type: String = row.try_get("wallet_type")?;
    Ok(TradingAccount {
        chain_id: u64::from_whole(chain_id).ok_or_else(|| StoreError::unreadable("identity.chain_id", chain_id))?,
        funder: WalletAddress::parse(funder).map_err(|error| StoreError::unreadable("identity.funder", error))?,
        wallet_type: codec::parse("identity.wallet_type", &wallet_type)?,
    })
}
