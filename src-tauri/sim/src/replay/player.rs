//! The player: lets a recording happen, hour by hour, until its end.

use pilotfish_copy::ids::VenueMs;

use crate::replay::Recording;
use crate::venue::{Actor, VenueState};
use crate::world_gen::calendar::HOUR;

/// What of a recording happens: its rows, one after the other, and whoever is made to go with them.
pub(crate) trait Tape: std::fmt::Debug + Send {
    /// Opens accounts and markets, and takes in what was before the start without a word to anybody.
    fn begin(&mut self, state: &mut VenueState, start: VenueMs);

    /// When its next row is due.
    fn next_at(&self) -> Option<VenueMs>;

    /// Lets that row happen.
    fn play(&mut self, state: &mut VenueState);

    /// What is to be done at every full hour.
    fn hourly(&mut self, _state: &mut VenueState) {}

    /// How often the exchange refused what the recording shows.
    #[cfg(test)]
    fn refused(&self) -> u64 {
        0
    }
}

/// A recording at some point of its playing.
#[derive(Debug)]
pub(crate) struct Player {
    tape: Box<dyn Tape>,
    end: VenueMs,
    next_hour: VenueMs,
}

impl Player {
    /// Takes in everything before the recording's start.
    pub(crate) fn begin(seed: u64, recording: Recording, state: &mut VenueState) -> Self {
        let (start, end) = (recording.start(), recording.end());
        let mut tape = recording.tape(seed);
        state.now = start;
        tape.begin(state, start);
        Self {
            tape,
            end,
            next_hour: start,
        }
    }
}

impl Actor for Player {
    /// Nothing happens after the end.
    fn next_at(&self) -> Option<VenueMs> {
        let row = self.tape.next_at();
        let next = row.map_or(self.next_hour, |row| row.min(self.next_hour));
        Some(next).filter(|at| *at <= self.end)
    }

    /// At one instant the rows come first, then the hour.
    fn step(&mut self, state: &mut VenueState) {
        let Some(at) = self.next_at() else { return };
        if self.tape.next_at() == Some(at) {
            self.tape.play(state);
        } else {
            self.tape.hourly(state);
            state.record.mark(at);
            self.next_hour = at.plus(HOUR);
        }
    }

    fn end(&self) -> Option<VenueMs> {
        Some(self.end)
    }

    #[cfg(test)]
    fn refused(&self) -> u64 {
        self.tape.refused()
    }
}
