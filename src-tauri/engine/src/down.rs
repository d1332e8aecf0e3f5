//! Why nothing can be traded though the engine runs: told apart as the user has to act.

use pilotfish_copy::ids::VenueMs;

use crate::error_code::ErrorCode;
use crate::port::PortError;

/// What stands in the way of all trading, before it begins or while it is interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DownCause {
    /// The venue does not answer, or not as it should.
    Silent,
    /// It answers, and does not let our account in.
    NotLetIn,
    /// This computer's clock is too far off for real money.
    Clock,
    /// Nobody says whether orders are taken from where we are.
    RegionUnknown,
    /// Nobody says which version of orders the venue takes.
    VersionUnknown,
}

impl DownCause {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::Silent,
        Self::NotLetIn,
        Self::Clock,
        Self::RegionUnknown,
        Self::VersionUnknown,
    ];

    /// What it is called, as an error.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Silent => ErrorCode::VenueUnreachable,
            Self::NotLetIn => ErrorCode::VenueDenied,
            Self::Clock => ErrorCode::ClockOff,
            Self::RegionUnknown => ErrorCode::RegionUnknown,
            Self::VersionUnknown => ErrorCode::VersionUnknown,
        }
    }

    pub(crate) const fn of(error: &PortError) -> Self {
        match error {
            PortError::Denied(_) => Self::NotLetIn,
            _ => Self::Silent,
        }
    }
}

/// Since when, why, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Down {
    /// Venue time; 0 before it is known.
    pub since: VenueMs,
    /// What is in the way.
    pub cause: DownCause,
    /// What was seen, in English, for the log and for whoever asks for details.
    pub words: String,
}
