//! What can go wrong with the store, by what the caller can do about it.

use std::path::{Path, PathBuf};

use pilotfish_copy::wallet::TradingAccount;

use crate::identity::Mode;
use crate::lock::Holder;

/// What the caller can do about a [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The same call may succeed later; nothing was written.
    TryLater,
    /// The user can put it right: another folder, another program, a newer version.
    AskUser,
    /// The data can only be begun anew: offer the user to reset them.
    Reset,
    /// Nothing here can put it right. Trade no further on this data.
    Stop,
}

/// Why the store could not do what it was asked. Whatever the variant, the data are as they were before the call.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program has this data. Read only, or end that program.
    #[error("{folder} is in use by {holder}", folder = .folder.display())]
    LockedBy {
        /// The data's folder.
        folder: PathBuf,
        /// Who has it.
        holder: Holder,
    },
    /// Another program trades on this account, with data in another folder. End that program.
    #[error("account {account} is in use by {holder}")]
    AccountInUse {
        /// The account.
        account: TradingAccount,
        /// Who has it.
        holder: Holder,
    },
    /// There is no data there yet. Start the engine once, or name another folder.
    #[error("there is no Pilotfish data in {}", .0.display())]
    Absent(PathBuf),
    /// A newer version of the program wrote this database. Use that version; nothing was changed.
    #[error("the database is of version {found}, this program knows up to {known}: use a newer Pilotfish")]
    Newer {
        /// The database's version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// An earlier version wrote it, whose data are not carried over. Begin it anew (`Reset demo`, `--reset`) or name another
    /// folder; nothing was changed.
    #[error("the data in {} were made by an earlier Pilotfish and cannot be carried over: reset the demo, or name \
        another folder. Nothing was changed", .0.display())]
    Outdated(PathBuf),
    /// An older version wrote it and it is opened only to read. Start the engine once, or run `migrate`.
    #[error("the database is of version {found}, this program needs {known}: start the engine or run `migrate` first")]
    Older {
        /// The database's version.
        found: i64,
        /// The version this program needs.
        known: i64,
    },
    /// The file, or a row in it, cannot be understood. It is left as it is; restore a backup or name another folder.
    #[error("{what} cannot be read: {reason}. Nothing was changed")]
    Unreadable {
        /// Which file, table or row.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It belongs to another mode.
    #[error("this data is of mode {found}, not {wanted}")]
    OtherMode {
        /// The database's mode.
        found: Mode,
        /// The mode that was asked for.
        wanted: Mode,
    },
    /// It belongs to another simulated world.
    #[error("this data is of world {}, not {}: name another folder, or reset the demo",
        .found.as_deref().unwrap_or("(none)"), .wanted.as_deref().unwrap_or("(none)"))]
    OtherWorld {
        /// The database's world.
        found: Option<String>,
        /// The world that was asked for.
        wanted: Option<String>,
    },
    /// It belongs to another account.
    #[error("this data is of account {found}, not {wanted}: name another folder")]
    OtherAccount {
        /// The database's account.
        found: TradingAccount,
        /// The account that was asked for.
        wanted: TradingAccount,
    },
    /// Another connection was writing for longer than the time-out. Try again.
    #[error("the database is busy")]
    Busy,
    /// The disk is full. Make room, then try again.
    #[error("the disk is full")]
    DiskFull,
    /// The disk cannot be read or written: it is write-protected or broken, or the file cannot be reached. Put it right, then
    /// try again.
    #[error("the disk cannot be read or written: {reason}")]
    DiskFailed {
        /// In SQLite's words.
        reason: String,
    },
    /// A constraint of the schema refused the write: an invariant would have been broken. Nothing of the batch was
    /// written. Stop: what is in memory is not what is on the disk.
    #[error("the database refused a write that breaks an invariant: {rule}")]
    Refused {
        /// The constraint, in SQLite's words.
        rule: String,
    },
    /// A setting that durability rests on did not take. Stop.
    #[error("the database setting {name} is {found}, not {wanted}")]
    Setting {
        /// Which PRAGMA.
        name: &'static str,
        /// What it must be.
        wanted: String,
        /// What it is.
        found: String,
    },
    /// A number does not fit the database's 64 bits. A programming error; nothing was written.
    #[error("{what} does not fit the database: {value}")]
    OutOfRange {
        /// What it is.
        what: &'static str,
        /// The number.
        value: String,
    },
    /// A step of bringing the database up to date failed; nothing of that step is written, those before it are. Where it held
    /// data, the copy made before any of them is named: an older version of the program can go on with that.
    #[error("the database could not be brought up to date: {source}{}", .backup.as_ref().map_or_else(String::new,
        |copy| format!("; as it was before, it is in {}", copy.display())))]
    Migration {
        /// What failed.
        #[source]
        source: sqlx::migrate::MigrateError,
        /// The copy.
        backup: Option<PathBuf>,
    },
    /// The file system refused.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
    /// Anything else SQLite said.
    #[error("the database failed: {0}")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// What the caller can do.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Busy | Self::DiskFull | Self::DiskFailed { .. } => Remedy::TryLater,
            Self::LockedBy { .. }
            | Self::AccountInUse { .. }
            | Self::Absent(_)
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Unreadable { .. }
            | Self::OtherMode { .. }
            | Self::OtherWorld { .. }
            | Self::OtherAccount { .. }
            | Self::Io { .. } => Remedy::AskUser,
            Self::Outdated(_) => Remedy::Reset,
            Self::Refused { .. }
            | Self::Setting { .. }
            | Self::OutOfRange { .. }
            | Self::Migration { .. }
            | Self::Database(_) => Remedy::Stop,
        }
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn unreadable(what: impl Into<String>, reason: impl ToString) -> Self {
        Self::Unreadable {
            what: what.into(),
            reason: reason.to_string(),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(database) => {
                let code = database.code().and_then(|code| code.parse().ok());
                by_code(code, database.message()).unwrap_or_else(|| Self::Database(error.into()))
            }
            sqlx::Error::ColumnDecode { index, source } => Self::unreadable(format!("column {index}"), source),
            _ => Self::Database(error.into()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, words) => {
                let words = words.clone().unwrap_or_else(|| failure.to_string());
                by_code(Some(failure.extended_code), &words).unwrap_or_else(|| Self::Database(error.into()))
            }
            _ => Self::Database(error.into()),
        }
    }
}

/// What SQLite's result code says, where it says more than that something failed. The primary code is the low byte of an extended
/// one.
fn by_code(code: Option<i32>, words: &str) -> Option<StoreError> {
    Some(match code? & 0xff {
        5 | 6 => StoreError::Busy,
        // READONLY, IOERR, CANTOPEN.
        8 | 10 | 14 => StoreError::DiskFailed {
            reason: words.to_owned(),
        },
        11 | 26 => StoreError::unreadable("the database", words),
        13 => StoreError::DiskFull,
        19 => StoreError::Refused { rule: words.to_owned() },
        _ => return None,
    })
}
