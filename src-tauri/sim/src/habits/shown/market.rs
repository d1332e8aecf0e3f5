//! A market's facts (polymarket-api §7.5: Gamma's answers are copies too). Books come from elsewhere and are fresh.

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::market::Market;

use super::{Ask, Shown};
use crate::habits::Habit;
use crate::venue::rows::MarketRow;

/// How long a copy lives: the venue's `max-age`.
const AGE_MS: i64 = 300_000;

impl Shown<'_> {
    /// A market as the core knows it.
    #[must_use]
    pub fn market(&self, condition: &ConditionId, ask: Ask) -> Option<Market> {
        let as_of = self.market_as_of(condition, ask);
        self.venue.market_as_of(condition, as_of)
    }

    /// Every market as Gamma lists it, oldest first.
    #[must_use]
    pub fn markets(&self, ask: Ask) -> Vec<MarketRow> {
        let rows = self.venue.markets();
        if !self.has(Habit::CachedGamma) {
            return rows;
        }
        let shown = rows.into_iter().map(|row| {
            let as_of = self.market_as_of(&row.market.condition, ask);
            self.venue.market_row_as_of(row, as_of)
        });
        shown.collect()
    }

    /// The instant that the facts of a market are of.
    #[must_use]
    pub fn market_as_of(&self, condition: &ConditionId, ask: Ask) -> VenueMs {
        if self.has(Habit::CachedGamma) && ask == Ask::Cached {
            self.copied_at(Habit::CachedGamma, condition.as_str(), AGE_MS)
        } else {
            self.now()
        }
    }
}
