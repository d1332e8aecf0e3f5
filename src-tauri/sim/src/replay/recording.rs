//! Either kind of recording, for whoever only plays it.

use pilotfish_copy::ids::VenueMs;

use crate::error::SimError;
use crate::replay::{BookReplay, Replay};

/// A recording to play.
#[derive(Debug, Clone)]
pub enum Recording {
    /// Recorded traders and prices; the books are made.
    Traders(Replay),
    /// Recorded books; the traders are made.
    Books(BookReplay),
}

impl Recording {
    /// Only the part from `from`, for `length_ms` (each: as far as it goes). What happened before is taken in silently.
    ///
    /// # Errors
    /// [`SimError::Options`] when the part lies outside the recording or is empty.
    pub fn cut(self, from: Option<VenueMs>, length_ms: Option<i64>) -> Result<Self, SimError> {
        Ok(match self {
            Self::Traders(replay) => Self::Traders(replay.cut(from, length_ms)?),
            Self::Books(replay) => Self::Books(replay.cut(from, length_ms)?),
        })
    }

    /// The recording's name: the same files and cut give the same.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Traders(replay) => replay.id(),
            Self::Books(replay) => replay.id(),
        }
    }

    /// Where it begins.
    #[must_use]
    pub fn start(&self) -> VenueMs {
        match self {
            Self::Traders(replay) => replay.start(),
            Self::Books(replay) => replay.start(),
        }
    }

    /// Where it ends.
    #[must_use]
    pub fn end(&self) -> VenueMs {
        match self {
            Self::Traders(replay) => replay.end(),
            Self::Books(replay) => replay.end(),
        }
    }
}

impl From<Replay> for Recording {
    fn from(replay: Replay) -> Self {
        Self::Traders(replay)
    }
}

impl From<BookReplay> for Recording {
    fn from(replay: BookReplay) -> Self {
        Self::Books(replay)
    }
}

/// The part of `[start, end)` that begins at `from` and lasts `length_ms`.
pub(super) fn part(
    (start, end): (VenueMs, VenueMs),
    from: Option<VenueMs>,
    length_ms: Option<i64>,
) -> Result<(VenueMs, VenueMs), SimError> {
    let from = from.unwrap_or(start);
    if from < start || from >= end {
        return Err(SimError::Options(format!(
            "the recording runs from {} to {} ms; it cannot begin at {}",
            start.0, end.0, from.0
        )));
    }
    let until = length_ms.map_or(end, |length| from.plus(length).min(end));
    if until <= from {
        return Err(SimError::Options(
            "the part of the recording to play is empty".to_owned(),
        ));
    }
    Ok((from, until))
}
