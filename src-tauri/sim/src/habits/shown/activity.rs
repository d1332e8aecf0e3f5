//! Pages of activity (polymarket-api §7.3–7.5).

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::money::{MICRO, Price, Shares};

use super::{Ask, Shown};
use crate::habits::Habit;
use crate::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord};

/// How long a copy lives: the venue's `max-age`.
const AGE_MS: i64 = 15_000;

/// From a row's instant to its listing (measured: a median of 5.4 s at a fresh address).
const LISTED_AFTER_MS: (i64, i64) = (2_000, 10_000);

/// How often odd rows stand in a page, in a million pages of a minute.
const ODD: u64 = 50_000;

/// Some rows of activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityPage {
    /// The rows, in the query's order.
    pub rows: Vec<ActivityRecord>,
    /// The instant that the page is of. The wire does not say it.
    pub as_of: VenueMs,
    /// Whether all rows asked for are there; not when the query's limit cut them off.
    pub complete: bool,
}

impl Shown<'_> {
    /// What somebody did, as asked for.
    #[must_use]
    pub fn activity(&self, query: &ActivityQuery, ask: Ask) -> ActivityPage {
        let address = address_of(query);
        let as_of = self.activity_as_of(&address, ask);
        let limit = if query.limit == 0 { usize::MAX } else { query.limit };
        let unlimited = ActivityQuery {
            limit: 0,
            offset: 0,
            ..query.clone()
        };
        let found = self.venue.activity(&unlimited);
        let mut listed = found
            .into_iter()
            .filter(|row| self.is_listed(row, as_of))
            .skip(query.offset);
        let mut rows: Vec<ActivityRecord> = listed.by_ref().take(limit).collect();
        let complete = listed.next().is_none();
        self.add_odd_rows(&address, &mut rows);
        ActivityPage { rows, as_of, complete }
    }

    /// The instant that a page at that address is of.
    pub fn activity_as_of(&self, address: &str, ask: Ask) -> VenueMs {
        if self.has(Habit::CachedActivity) && ask == Ask::Cached {
            self.copied_at(Habit::CachedActivity, address, AGE_MS)
        } else {
            self.now()
        }
    }

    /// Whether a row stood in the list at that instant.
    pub fn is_listed(&self, row: &ActivityRecord, as_of: VenueMs) -> bool {
        let mut listed_at = row.at;
        if self.has(Habit::CachedActivity) {
            let mut draw = self.draw(Habit::CachedActivity, row.tx.as_str(), 0);
            listed_at = row.at.plus(draw.between(LISTED_AFTER_MS.0, LISTED_AFTER_MS.1));
        }
        listed_at <= as_of
    }

    /// A row that cannot be, among those that can.
    pub fn add_odd_rows(&self, address: &str, rows: &mut Vec<ActivityRecord>) {
        let Some(mut draw) = self.befalls(Habit::OddRows, address, ODD) else {
            return;
        };
        let Some(place) = draw.pick(&(0..rows.len()).collect::<Vec<_>>()).copied() else {
            return;
        };
        if let Some(row) = rows.get(place).cloned() {
            rows.insert(place, odd(row, draw.between(0, 5)));
        }
    }
}

/// What names a page: all that its address would say.
fn address_of(query: &ActivityQuery) -> String {
    let wallet = query.wallet.as_ref().map_or("", |wallet| wallet.as_str());
    format!(
        "{wallet} {:?} {:?} {} {}",
        query.start, query.end, query.offset, query.limit
    )
}

/// A row of which one thing is wrong.
pub(super) fn odd(mut row: ActivityRecord, kind: i64) -> ActivityRecord {
    match kind {
        0 => row.size = -row.size,
        1 => row.price = Some(Price::from_micros(MICRO + 100)),
        2 => row.size = Shares::ZERO,
        3 => row.token = Some(TokenId::new("")),
        4 => row.price = Some(Price::from_micros(-MICRO)),
        _ => row.kind = ActivityKind::Unknown,
    }
    row
}
