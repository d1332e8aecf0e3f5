//! How the disk under the records stands: whether a commit waits for it, and how much room it has left.
//!
//! A commit that the disk does not take waits, and all that comes in behind it (`core_loop/waiting.rs`). It is shown as a halt that
//! stands beside the rows, which cannot take it either.
//!
//! How much room is left is looked at once a minute. Under [`LOW`], or where the system does not say, the core is told, and
//! buys nothing until there is [`ENOUGH`] again: sales and bookkeeping have the rest of the disk. Where there is no way to
//! ask the system, only a commit that is not taken tells of a full disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::entity::{Halt, HaltReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::Input;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::inbox::Inbox;
use crate::view::View;

/// With less room than this nothing is bought, bytes: the write-ahead log alone may come to 64 MB before it is cut back.
const LOW: u64 = 200_000_000;
/// With so much room it goes on, bytes: more than [`LOW`], so that a disk at the edge does not halt and go on by turns.
const ENOUGH: u64 = 300_000_000;
/// How often it is looked at, real time.
const EVERY: Duration = Duration::from_secs(60);

/// Bytes that are left for us on the disk of that folder; `None` where the system has no way to ask.
type Free = dyn Fn(&Path) -> io::Result<Option<u64>> + Send + Sync;

/// How the room on the disk is learnt. [`Room::default`] asks the system, once a minute.
#[derive(Clone)]
pub struct Room {
    free: Arc<Free>,
    every: Duration,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            free: Arc::new(free),
            every: EVERY,
        }
    }
}

impl Room {
    /// As `free` says, asked so often. For tests.
    #[must_use]
    pub fn told(free: impl Fn(&Path) -> io::Result<Option<u64>> + Send + Sync + 'static, every: Duration) -> Self {
        Self {
            free: Arc::new(free),
            every,
        }
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room")
            .field("every", &self.every)
            .finish_non_exhaustive()
    }
}

#[cfg(unix)]
fn free(folder: &Path) -> io::Result<Option<u64>> {
    let told = rustix::fs::statvfs(folder)?;
    Ok(Some(told.f_bavail.saturating_mul(told.f_frsize)))
}

#[cfg(windows)]
fn free(folder: &Path) -> io::Result<Option<u64>> {
    fs4::available_space(folder).map(Some)
}

#[cfg(not(any(unix, windows)))]
fn free(_folder: &Path) -> io::Result<Option<u64>> {
    Ok(None)
}

/// Whether a commit waits for the disk.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    refusing: Mutex<Option<Halt>>,
}

impl Disk {
    /// It took nothing, for that reason. Whether that is news.
    pub(crate) fn refuses(&self, now: VenueMs, reason: &str) -> bool {
        let mut refusing = self.refusing.lock().unwrap_or_else(PoisonError::into_inner);
        let since = refusing.as_ref().map(|halt| halt.since);
        *refusing = Some(Halt {
            words: Some(reason.to_owned()),
            ..Halt::new(HaltReason::NotWritten, since.unwrap_or(now))
        });
        since.is_none()
    }

    /// It took what waited. Whether anything did.
    pub(crate) fn takes(&self) -> bool {
        self.refusing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .is_some()
    }

    /// The halt that stands beside the rows.
    pub(crate) fn halt(&self) -> Option<Halt> {
        self.refusing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Looks how much room is left, and tells the core.
pub(crate) struct RoomWatch {
    pub(crate) room: Room,
    pub(crate) folder: PathBuf,
    pub(crate) inbox: Inbox,
    pub(crate) view: watch::Receiver<Arc<View>>,
    pub(crate) stop: CancellationToken,
}

impl RoomWatch {
    /// Looks again and again, until the engine ends.
    pub(crate) async fn run(self) {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(self.room.every) => {}
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.look() => {}
            }
        }
    }

    /// Looks once.
    pub(crate) async fn look(&self) {
        let (free, folder) = (Arc::clone(&self.room.free), self.folder.clone());
        // A disk that hangs hangs no other task.
        let told = tokio::task::spawn_blocking(move || free(&folder)).await;
        let told = told.unwrap_or_else(|error| Err(io::Error::other(error)));
        let stands = self.view.borrow().core.state().halts.contains_key(&HaltReason::DiskLow);
        if let Some(input) = judge(told, stands) {
            self.inbox.input(input).await;
        }
    }
}

/// What the core is to be told, where that is news.
fn judge(free: io::Result<Option<u64>>, stands: bool) -> Option<Input> {
    let reason = HaltReason::DiskLow;
    let seen = |words: String| Input::HaltSeen {
        reason: HaltReason::DiskLow,
        until: None,
        words,
    };
    match (free, stands) {
        (Err(error), false) => Some(seen(error.to_string())),
        (Ok(Some(free)), false) if free < LOW => Some(seen(format!("{} MB are free", free / 1_000_000))),
        (Ok(Some(free)), true) if free >= ENOUGH => Some(Input::HaltOver { reason }),
        (Ok(None), true) => Some(Input::HaltOver { reason }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_halts_and_only_clearly_more_lifts_it() {
        let verdict = |free: io::Result<Option<u64>>, stands: bool| match judge(free, stands) {
            None => "nothing",
            Some(Input::HaltOver { .. }) => "over",
            Some(_) => "halt",
        };
        assert_eq!(verdict(Ok(Some(LOW - 1)), false), "halt");
        assert_eq!(verdict(Ok(Some(LOW)), false), "nothing");
        assert_eq!(verdict(Ok(Some(LOW)), true), "nothing", "at the edge it stays");
        assert_eq!(verdict(Ok(Some(ENOUGH)), true), "over");
        assert_eq!(verdict(Ok(Some(0)), true), "nothing", "said once");
        assert_eq!(
            verdict(Err(io::Error::other("stale handle")), false),
            "halt",
            "unknown means no"
        );
        assert_eq!(verdict(Err(io::Error::other("stale handle")), true), "nothing");
        assert_eq!(verdict(Ok(None), false), "nothing", "nobody can be asked");
    }

    #[cfg(any(unix, windows))]
    #[test]
    fn the_system_says_how_much_room_there_is() {
        let here = std::env::temp_dir();
        assert!(free(&here).is_ok_and(|free| free.is_some_and(|bytes| bytes > 0)));
        // Windows asks the drive.
        #[cfg(unix)]
        assert!(free(Path::new("/nowhere/at/all")).is_err());
    }

    #[test]
    fn a_disk_that_refuses_is_told_of_once_with_its_first_instant_and_its_last_words() {
        let disk = Disk::default();
        assert!(!disk.takes());
        assert!(disk.refuses(VenueMs(5), "the disk is full"));
        assert!(!disk.refuses(VenueMs(9), "disk I/O error"));
        let shown = disk.halt().map(|halt| (halt.since, halt.words));
        assert_eq!(shown, Some((VenueMs(5), Some("disk I/O error".to_owned()))));
        assert!(disk.takes() && disk.halt().is_none());
    }
}
