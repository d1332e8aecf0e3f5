//! New versions of the program, as they are shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::Ms;

/// Which versions are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UpdateChannel {
    /// Those that are released.
    Stable,
    /// Those before a release too.
    Preview,
}

/// Why this program looks for no new version by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UpdatesOff {
    /// A package manager owns it: it updates with the rest of the system.
    PackageManager,
    /// It was not installed by one of its installers: built here, or unpacked by hand.
    NotInstalled,
    /// This program is none that can replace itself.
    CannotHere,
}

/// What is being done about a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UpdatePhase {
    /// Nothing.
    Idle,
    /// It is asked whether there is one.
    Looking,
    /// It is fetched.
    Downloading,
    /// It is here, its signature is good, and it waits for a person's word.
    Ready,
    /// It is put in place; the program starts anew after it.
    Installing,
}

/// Why a new version was not looked at, fetched or put in place. What runs goes on as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UpdateRefusal {
    /// The host cannot be reached, or does not have it.
    Unreachable,
    /// What it tells cannot be understood.
    Unreadable,
    /// There is none for this system.
    NothingForHere,
    /// Its file lies at a host that new versions do not come from.
    OtherHost,
    /// Its file ended before all of it was there.
    BrokeOff,
    /// Its file is larger than one may be.
    TooLong,
    /// Its file is not what was signed.
    Tampered,
    /// It was signed with another key than ours.
    WrongKey,
    /// Its file was signed as another version than it is told to be: an old one, say.
    OtherVersion,
    /// It cannot be kept on the disk.
    NotKept,
    /// An order is on its way: it waits for none to be.
    StillSending,
    /// The data could not be copied first.
    NoBackup,
    /// The system did not put it in place.
    NotInstalled,
}

/// A version that is newer than this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundVersion {
    /// Its number.
    pub version: String,
    /// What is new in it, as its makers wrote: plain text, which is shown as it stands.
    pub notes: String,
    /// The day of its release, `YYYY-MM-DD`, where it is told.
    pub date: Option<String>,
}

/// A copy of the data from before a new version was put in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpdateBackup {
    /// The version that the data were of.
    pub from: String,
    /// The one that was put in place then.
    pub to: String,
    /// When, by this computer's clock.
    pub at: Ms,
    /// Its folder.
    pub folder: String,
}

/// How things stand with new versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpdateStanding {
    /// The version that runs.
    pub version: String,
    /// Why it looks for none; none where it may.
    pub off: Option<UpdatesOff>,
    /// What is being done.
    pub phase: UpdatePhase,
    /// The newer one that was found.
    pub found: Option<FoundVersion>,
    /// What of its file is here, kilobytes.
    pub received: u32,
    /// The whole of it, kilobytes, where it is told.
    pub whole: Option<u32>,
    /// What came of the last try, where it came to nothing.
    pub refusal: Option<UpdateRefusal>,
    /// The same in English, with figures.
    pub detail: String,
    /// How long ago it was last asked whether there is one, real time; none before it was.
    pub looked_ago: Option<Ms>,
    /// Copy orders that rest on the exchange: they stay there while the program starts anew.
    pub resting: u32,
    /// Copies of the data from before new versions, the newest first.
    pub backups: Vec<UpdateBackup>,
}
