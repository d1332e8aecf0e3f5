//! Replay: a recording, played in place of a made-up world. There are two kinds: recorded traders and prices, around
//! which the books are made ([`traders`]), and recorded books, in which the traders are made ([`books`]).
//!
//! One [`Player`] plays either: it keeps to the part that was asked for and the hour, the recording's [`Tape`] lets its
//! rows happen.

pub mod books;
mod files;
mod player;
pub mod traders;

use pilotfish_copy::ids::VenueMs;

pub use books::BookReplay;
pub use traders::{Replay, row_of};

pub(crate) use player::Player;

use crate::error::SimError;
use player::Tape;

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
    pub fn cut(mut self, from: Option<VenueMs>, length_ms: Option<i64>) -> Result<Self, SimError> {
        let extent = match &mut self {
            Self::Traders(replay) => &mut replay.extent,
            Self::Books(replay) => &mut replay.extent,
        };
        *extent = extent.cut(from, length_ms)?;
        Ok(self)
    }

    /// Its name, and from when to when it is played.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        match self {
            Self::Traders(replay) => replay.extent(),
            Self::Books(replay) => replay.extent(),
        }
    }

    /// Where it begins.
    #[must_use]
    pub fn start(&self) -> VenueMs {
        self.extent().start
    }

    /// Where it ends.
    #[must_use]
    pub fn end(&self) -> VenueMs {
        self.extent().end
    }

    /// Ready to be played by a player.
    fn tape(self, seed: u64) -> Box<dyn Tape> {
        match self {
            Self::Traders(replay) => Box::new(traders::TraderTape::new(replay)),
            Self::Books(replay) => Box::new(books::BookTape::new(seed, replay)),
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

/// A recording's name, and the part of it that is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The same files and cut give the same.
    pub id: String,
    /// Its first row, or its cut.
    pub start: VenueMs,
    /// When everything in it has happened, or its cut.
    pub end: VenueMs,
}

impl Extent {
    /// The part that begins at `from` and lasts `length_ms`.
    fn cut(&self, from: Option<VenueMs>, length_ms: Option<i64>) -> Result<Self, SimError> {
        let start = from.unwrap_or(self.start);
        if start < self.start || start >= self.end {
            return Err(SimError::Options(format!(
                "the recording runs from {} to {} ms; it cannot begin at {}",
                self.start.0, self.end.0, start.0
            )));
        }
        let end = length_ms.map_or(self.end, |length| start.plus(length).min(self.end));
        if end <= start {
            return Err(SimError::Options(
                "the part of the recording to play is empty".to_owned(),
            ));
        }
        Ok(Self {
            id: format!("{}:{}:{}", self.id, start.0, end.0),
            start,
            end,
        })
    }
}
