//! When messages of the streams arrive: late, twice, in another order, or not at all (polymarket-api §6.2–6.5).
//!
//! The activity stream may fall silent about a token or be late as a whole; the user channel only repeats and reorders.
//! What the venue's books tell is left alone: a book that lags is repaired by the next one.

use pilotfish_copy::ids::VenueMs;
use pilotfish_exchange::ExchangeEvent;

use super::Shown;
use crate::habits::{Draw, Habit, Spells};
use crate::venue::VenueEvent;

/// The activity stream as a whole is late: up to half an hour for half an hour.
const LATE: Spells = Spells {
    every_ms: 12 * 3_600_000,
    chance_micros: 500_000,
    length_ms: (600_000, 1_800_000),
};
const LATE_MS: (i64, i64) = (60_000, 1_800_000);

/// The stream says nothing about one token.
const SILENT: Spells = Spells {
    every_ms: 6 * 3_600_000,
    chance_micros: 60_000,
    length_ms: (1_800_000, 6 * 3_600_000),
};

/// How many of a million messages come twice, and how much later; a tenth of those much later, as after a reconnect.
const REPEATED: u64 = 30_000;
const AGAIN_MS: (i64, i64) = (0, 10_000);
const MUCH_LATER_MS: (i64, i64) = (60_000, 900_000);

/// How many of a million messages are held up, and for how long.
const HELD_UP: u64 = 60_000;
const HELD_UP_MS: (i64, i64) = (1_000, 15_000);

impl Shown<'_> {
    /// When a message about `event` arrives, each time; never, once or twice. `base_ms` is what the stream takes anyway.
    #[must_use]
    pub fn deliveries(&self, event: &VenueEvent, base_ms: i64) -> Vec<VenueMs> {
        let Some((at, name)) = subject(event) else {
            return vec![self.now().plus(base_ms)];
        };
        let mut at = at.plus(base_ms);
        if let VenueEvent::Activity(row) = event {
            let token = row.token.as_ref().map_or("", |token| token.as_str());
            if self.spell_at(Habit::SilentTokens, &SILENT, token, row.at).is_some() {
                return Vec::new();
            }
            if let Some(mut draw) = self.spell_at(Habit::LateStream, &LATE, "stream", row.at) {
                at = at.plus(draw.between(LATE_MS.0, LATE_MS.1));
            }
        }
        let mut again = Vec::new();
        if self.has(Habit::ReorderedMessages) {
            let mut draw = self.draw(Habit::ReorderedMessages, &name, 0);
            if draw.chance(HELD_UP) {
                at = at.plus(draw.between(HELD_UP_MS.0, HELD_UP_MS.1));
            }
        }
        if self.has(Habit::RepeatedMessages) {
            let mut draw = self.draw(Habit::RepeatedMessages, &name, 0);
            if draw.chance(REPEATED) {
                let after = if draw.chance(100_000) { MUCH_LATER_MS } else { AGAIN_MS };
                again.push(at.plus(draw.between(after.0, after.1)));
            }
        }
        again.insert(0, at);
        again
    }

    fn spell_at(&self, habit: Habit, spells: &Spells, subject: &str, at: VenueMs) -> Option<Draw> {
        let spell = spells
            .at(self.venue.seed(), habit, subject, at)
            .filter(|_| self.has(habit));
        spell.map(|spell| spell.draw)
    }
}

/// When a message is sent and what names it; nothing for those that are left alone.
fn subject(event: &VenueEvent) -> Option<(VenueMs, String)> {
    match event {
        VenueEvent::Activity(row) => Some((row.at, row.sequence.to_string())),
        VenueEvent::MarketOpened(_) => None,
        VenueEvent::Exchange(event) => match &**event {
            ExchangeEvent::Trade(trade) => Some((trade.matched_at, trade.id.as_str().to_owned())),
            ExchangeEvent::Settlement { at, trade, status, .. } => Some((*at, format!("{trade} {status:?}"))),
            ExchangeEvent::OrderUpdate { at, change, order } => {
                Some((*at, format!("{} {change:?} {}", order.id, order.matched)))
            }
            _ => None,
        },
    }
}
