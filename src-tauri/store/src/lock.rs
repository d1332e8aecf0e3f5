//! The locks that keep a second engine off the same data and off the same account, and who holds them.
//!
//! The operating system holds the lock and lets go of it when the process ends, however it ends. The note beside it only
//! says who that is; a note without a lock means nothing.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pilotfish_copy::wallet::TradingAccount;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::{folder, private};

/// Tries before giving up: a reader that looks who runs holds the lock, shared, for an instant.
const TRIES: u32 = 5;
/// Between two of them, real time.
const PAUSE: Duration = Duration::from_millis(50);

/// The program that has the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id, where it could write it down.
    pub pid: Option<u32>,
    /// Its file name.
    pub program: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "{} (process {pid})", self.program),
            None => f.write_str(&self.program),
        }
    }
}

impl Holder {
    fn this_process() -> Self {
        let program = std::env::current_exe()
            .ok()
            .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "a program".to_owned());
        Self {
            pid: Some(std::process::id()),
            program,
        }
    }

    fn read(note: &Path) -> Self {
        std::fs::read_to_string(note)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_else(|| Self {
                pid: None,
                program: "another program".to_owned(),
            })
    }
}

/// The held lock. Dropping it lets go.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    note: PathBuf,
}

impl Lock {
    /// Takes the lock of `folder`.
    pub(crate) async fn take(folder: &Path) -> Result<Self, StoreError> {
        let in_use = |holder| StoreError::LockedBy {
            folder: folder.to_owned(),
            holder,
        };
        Self::take_file(folder.join("lock"), folder.join("holder.json"), in_use).await
    }

    /// Takes the lock that is the file `path`; `note` says who has it.
    async fn take_file(
        path: PathBuf,
        note: PathBuf,
        in_use: impl FnOnce(Holder) -> StoreError,
    ) -> Result<Self, StoreError> {
        let file = open(&path)?;
        for attempt in 1..=TRIES {
            match file.try_lock() {
                Ok(()) => {
                    let text = serde_json::to_string(&Holder::this_process()).unwrap_or_default();
                    folder::write_private(&note, text.as_bytes())?;
                    return Ok(Self { file, note });
                }
                Err(TryLockError::WouldBlock) if attempt < TRIES => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(source)) => return Err(StoreError::Io { path, source }),
            }
        }
        Err(in_use(Holder::read(&note)))
    }

    /// Who has the data of `folder` now, if anybody.
    pub(crate) fn holder(folder: &Path) -> Result<Option<Holder>, StoreError> {
        let path = folder.join("lock");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::Io { path, source }),
        };
        match file.try_lock_shared() {
            Ok(()) => file.unlock().map(|()| None).map_err(StoreError::io(&path)),
            Err(TryLockError::WouldBlock) => Ok(Some(Holder::read(&folder.join("holder.json")))),
            Err(TryLockError::Error(source)) => Err(StoreError::Io { path, source }),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Both are courtesies: a stale note means nothing without the lock, and the lock goes with the process.
        if let Err(error) = std::fs::remove_file(&self.note) {
            tracing::debug!(%error, "the note of the data's holder stays behind");
        }
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the data's lock goes with the process");
        }
    }
}

/// An account's lock: one engine an account, in whatever folders of this user their data lie. Dropping it lets go.
#[derive(Debug)]
pub struct AccountLock {
    _lock: Lock,
}

impl AccountLock {
    /// Takes the lock of that account. `folder` is where the locks of all accounts of this user lie; it is made if it is not
    /// there, for its owner only. Paper and live of an account are the same account.
    ///
    /// # Errors
    /// `AccountInUse` while an engine has it, `Io`.
    pub async fn take(folder: &Path, account: &TradingAccount) -> Result<Self, StoreError> {
        folder::create(folder)?;
        let name = format!("{}-{}", account.chain_id, account.funder);
        let (path, note) = (folder.join(format!("{name}.lock")), folder.join(format!("{name}.json")));
        let in_use = |holder| StoreError::AccountInUse {
            account: account.clone(),
            holder,
        };
        let lock = Lock::take_file(path, note, in_use).await?;
        Ok(Self { _lock: lock })
    }
}

fn open(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    private::create_privately(&mut options);
    options.open(path).map_err(StoreError::io(path))
}
