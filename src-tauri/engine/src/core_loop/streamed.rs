//! Whether the stream's book of a token is good enough to price an order by, so that the order does not wait until one is read.

use std::collections::BTreeMap;

use pilotfish_copy::entity::Change;
use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::market::Book;

use super::CoreLoop;

/// A book that the venue stamped at most so long ago is fresh, venue time. An older one may be as good, but then nothing says so.
const FRESH_MS: i64 = 2_000;
/// By so much the venue's stamps and our venue time may differ.
const CLOCKS_DIFFER_MS: i64 = 500;
/// Of so many tokens it is remembered when our orders moved, at most.
const TOKENS_MOST: usize = 4_096;

/// When orders of ours last changed the book of a token: what the stream showed before may still have them, or not have them yet,
/// and they would count as somebody else's.
#[derive(Debug, Default)]
pub(super) struct StreamedBooks {
    ours_moved: BTreeMap<TokenId, VenueMs>,
}

impl StreamedBooks {
    /// Takes in what a step changed.
    pub(super) fn note(&mut self, changes: &[Change], at: VenueMs) {
        for change in changes {
            let token = match change {
                Change::Child(child) => &child.token,
                Change::Fill(fill) => &fill.token,
                _ => continue,
            };
            self.ours_moved.insert(token.clone(), at);
        }
        if self.ours_moved.len() > TOKENS_MOST {
            self.ours_moved
                .retain(|_, moved| at.since(*moved).abs() < FRESH_MS + CLOCKS_DIFFER_MS);
        }
    }

    /// Whether that book is fresh, and shows our own orders as they are known.
    pub(super) fn is_good(&self, book: &Book, now: VenueMs) -> bool {
        let is_fresh = now.since(book.observed_at).abs() <= FRESH_MS;
        let shows_ours = self
            .ours_moved
            .get(&book.token)
            .is_none_or(|moved| book.observed_at.since(*moved) >= CLOCKS_DIFFER_MS);
        is_fresh && shows_ours
    }
}

impl CoreLoop {
    /// The newest book of a token that the stream brought, where it will do instead of one that is read. While the engine
    /// recovers none does: nothing is placed then.
    pub(super) fn streamed_book(&self, token: &TokenId, now: VenueMs) -> Option<Book> {
        if self.held_back.is_some() {
            return None;
        }
        let waiting = self.outlet.books().newest(token);
        let known = self.core.book(token);
        let newest = match (&waiting, known) {
            (Some(waiting), Some(known)) if known.observed_at > waiting.observed_at => known,
            (Some(waiting), _) => waiting,
            (None, known) => known?,
        };
        self.streamed.is_good(newest, now).then(|| newest.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use pilotfish_copy::command::ChildKind;
    use pilotfish_copy::entity::{ChildOrder, ChildState, Evidence};
    use pilotfish_copy::ids::{ChildId, CopyOrderId};
    use pilotfish_copy::ladder::Stage;
    use pilotfish_copy::market::Side;
    use pilotfish_copy::money::{Shares, Tick, Usd};

    use super::*;

    const NOW: VenueMs = VenueMs(1_793_577_600_000);

    fn book(token: &str, ago_ms: i64) -> Book {
        Book {
            token: TokenId::new(token),
            observed_at: NOW.plus(-ago_ms),
            bids: Vec::new(),
            asks: Vec::new(),
            tick: Tick::CENT,
        }
    }

    fn child(token: &str) -> Change {
        Change::Child(ChildOrder {
            id: ChildId(1),
            order: CopyOrderId(1),
            token: TokenId::new(token),
            side: Side::Buy,
            kind: ChildKind::Resting {
                price: "0.5".parse().unwrap(),
                shares: "5".parse().unwrap(),
                expires_at: NOW,
            },
            hash: None,
            void_after: None,
            state: ChildState::Live,
            evidence: Evidence::default(),
            filled: Shares::ZERO,
            value: Usd::ZERO,
            created_at: NOW,
            stage: Stage::Trader,
            last: false,
        })
    }

    #[test]
    fn a_book_is_good_for_two_seconds_and_one_from_the_future_is_not() {
        let streamed = StreamedBooks::default();
        for (ago_ms, good) in [
            (0, true),
            (2_000, true),
            (2_001, false),
            (-2_000, true),
            (-2_001, false),
        ] {
            assert_eq!(streamed.is_good(&book("1", ago_ms), NOW), good, "{ago_ms}");
        }
    }

    #[test]
    fn a_book_from_before_our_own_orders_moved_is_not_good() {
        let mut streamed = StreamedBooks::default();
        streamed.note(&[child("1")], NOW.plus(-1_000));
        assert!(!streamed.is_good(&book("1", 1_500), NOW), "before it");
        assert!(
            !streamed.is_good(&book("1", 501), NOW),
            "by another clock perhaps before it"
        );
        assert!(streamed.is_good(&book("1", 500), NOW));
        assert!(streamed.is_good(&book("2", 1_500), NOW), "another token's book");
    }
}
