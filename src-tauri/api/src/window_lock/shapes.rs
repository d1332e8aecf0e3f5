//! The lock of the window.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{LockAfter, PassphraseStanding};

impl LockAfter {
    /// That long, real time; none where it never does.
    #[must_use]
    pub const fn idle(self) -> Option<Duration> {
        let minutes = match self {
            Self::Never => return None,
            Self::FiveMinutes => 5,
            Self::FifteenMinutes => 15,
            Self::SixtyMinutes => 60,
        };
        Some(Duration::from_secs(minutes * 60))
    }
}

/// How the lock stands. It tells nothing of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LockStanding {
    /// Whether the window is locked now.
    pub locked: bool,
    /// After how long it locks itself.
    pub after: LockAfter,
    /// Whether there is a passphrase.
    pub passphrase: PassphraseStanding,
}
