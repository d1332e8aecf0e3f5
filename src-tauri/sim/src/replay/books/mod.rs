//! Recorded books: the venue's own depth, second by second, played as the market.
//!
//! A recording of this kind knows markets with their ends and payouts and, about once a second, up to twenty levels of
//! each book. It knows no traders, no trades and nobody's orders. What follows from that is decided here and nowhere
//! else:
//!
//! - at each time stamp anonymous makers stand so that the visible levels are the recorded ones, the other outcome's
//!   mirrored; between two time stamps nothing of theirs moves. Where both outcomes were recorded at one instant and
//!   differ, the first outcome's counts; where one is missing, the other's is mirrored;
//! - everybody else's orders stand beside the recorded levels, in the same book and by the same rules. What takes, takes
//!   from the recorded levels at their prices;
//! - consumed depth: what was taken from a level is missing until the next time stamp, which shows the recording again.
//!   The recording does not know of our trades, so nothing moves away from them either: orders that are large against
//!   the visible depth do better here than they would have done;
//! - queue position: an order that rests is behind what the recording showed at its price when it came, and before what
//!   the recording added later. Where a level shrinks, its newest part goes first; a part that has to be cut goes to the
//!   end of the line. What is recorded at a price says nothing of who traded there, so a resting order fills only when
//!   the recorded book crosses it (at its limit, at most what the crossing levels show at each time stamp) or when one
//!   of the scripted traders meets it in its turn;
//! - left out and counted ([`LeftOut`]): books that cross themselves, and levels under the least size of five shares
//!   (what is left of a larger order; nobody could place it);
//! - the step is a cent until the first book with a price in between, from then on a tenth of a cent;
//! - a market opens with its first book and pays out with its last, as recorded, some seconds after its end (when
//!   exactly is not in the recording); the fee is that of crypto markets,
//!   and the 50 ms that takers are held in them is left out: it is shorter than a step of the recording;
//! - traders to follow are scripted and drawn from the seed: see [`SCRIPTED`]. They trade by ordinary orders, never
//!   know a payout, and are the only ones on the leaderboard.

mod acting;
mod card;
mod read;
mod resting_levels;
mod scripted;
mod tape;

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::market::Level;
use pilotfish_copy::money::{MICRO, Price, Shares};

pub use scripted::SCRIPTED;
pub(super) use tape::BookTape;

use crate::error::SimError;
use crate::replay::Extent;
use pilotfish_exchange::REDEEMED_AFTER_MS;

/// The least size of a resting order, and of a recorded level that is played.
pub const LEAST_LEVEL: Shares = Shares::from_micros(5 * MICRO);

/// A recorded market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookMarket {
    pub condition: ConditionId,
    pub slug: String,
    pub question: String,
    /// Its category in lower case.
    pub category: String,
    /// Its outcomes' names, the first the one that the books are told in.
    pub outcomes: [String; 2],
    /// Its end, as its question has it.
    pub end: VenueMs,
    /// What a share of each outcome paid.
    pub payouts: [Price; 2],
    /// Its first book.
    pub opens_at: VenueMs,
    /// Its last book: it pays out then.
    pub closes_at: VenueMs,
    /// The first book with a price that is no whole cent.
    pub fine_from: Option<VenueMs>,
}

/// A book at one instant, in terms of its market's first outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedBook {
    pub at: VenueMs,
    /// Its market's place in [`BookReplay::markets`].
    pub market: usize,
    /// Bids, best (highest) first.
    pub bids: Vec<Level>,
    /// Asks, best (lowest) first.
    pub asks: Vec<Level>,
}

/// What of a recording cannot be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Books whose best bid is at or above their best ask.
    pub crossed_books: u64,
    /// Levels of fewer than [`LEAST_LEVEL`] shares, of the books that are played.
    pub small_levels: u64,
}

/// A recording of books, whole or cut to a part.
#[derive(Debug, Clone)]
pub struct BookReplay {
    pub(super) extent: Extent,
    markets: Arc<Vec<BookMarket>>,
    books: Arc<Vec<RecordedBook>>,
    left_out: LeftOut,
}

impl BookReplay {
    /// Reads a recording: the books (JSON lines, gzipped or plain) and the markets (JSON).
    ///
    /// # Errors
    /// [`SimError::Unreadable`] when a file cannot be read, [`SimError::Malformed`] with the line when it is not what
    /// it should be: fields missing, prices out of range, times that go back, a market that the other file lacks.
    pub fn load(books: &Path, markets: &Path) -> Result<Self, SimError> {
        read::load(books, markets)
    }

    /// Its name, and from when (its first book, or its cut) to when (the last market's winners are redeemed, or its cut)
    /// it is played. Books as they stood at its beginning are taken in; markets that were over by then are not listed.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        &self.extent
    }

    /// Every market in it, in the order of its file; one without a book is never listed.
    #[must_use]
    pub fn markets(&self) -> &[BookMarket] {
        &self.markets
    }

    /// Every book in it, in the order of time.
    #[must_use]
    pub fn books(&self) -> &[RecordedBook] {
        &self.books
    }

    /// What of it cannot be played.
    #[must_use]
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }
}

/// When everything about a recording whose last book is of `last` has happened.
fn all_is_done(last: VenueMs) -> VenueMs {
    last.plus(REDEEMED_AFTER_MS + 60_000)
}

#[cfg(test)]
mod tests;
