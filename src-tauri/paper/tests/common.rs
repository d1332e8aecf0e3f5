//! Markets, books, orders and trades in short.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs};
use pilotfish_copy::market::{Book, Exchange, FeeSchedule, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_paper::{Amount, Lifetime, NewOrder, PaperVenue, Print};

pub(crate) const YES: &str = "1";
pub(crate) const NO: &str = "2";

pub(crate) fn price(text: &str) -> Price {
    text.parse().unwrap()
}

pub(crate) fn shares(text: &str) -> Shares {
    text.parse().unwrap()
}

pub(crate) fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

/// A market of crypto's fee, whose outcomes are the tokens [`YES`] and [`NO`].
pub(crate) fn market() -> Market {
    market_of("0xc", YES, NO)
}

pub(crate) fn market_of(condition: &str, yes: &str, no: &str) -> Market {
    let outcome = |token: &str, name: &str| Outcome {
        token: TokenId::new(token),
        name: name.to_owned(),
    };
    Market {
        condition: ConditionId::new(condition),
        question: "Up or down?".to_owned(),
        slug: "up-or-down".to_owned(),
        event_slug: "up-or-down".to_owned(),
        category: "crypto".to_owned(),
        outcomes: [outcome(yes, "Up"), outcome(no, "Down")],
        tick: Tick::CENT,
        min_size: shares("5"),
        fee: FeeSchedule {
            rate_micros: 70_000,
            exponent: 1,
        },
        exchange: Exchange::StandardV2,
        end: None,
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}

pub(crate) fn levels(levels: &[(&str, &str)]) -> Vec<Level> {
    let level = |(at, of): &(&str, &str)| Level {
        price: price(at),
        shares: shares(of),
    };
    levels.iter().map(level).collect()
}

pub(crate) fn book(at: i64, bids: &[(&str, &str)], asks: &[(&str, &str)]) -> Book {
    Book {
        token: TokenId::new(YES),
        observed_at: VenueMs(at),
        bids: levels(bids),
        asks: levels(asks),
        tick: Tick::CENT,
    }
}

pub(crate) fn print(at: i64, side: Side, at_price: &str, of: &str) -> Print {
    Print {
        token: TokenId::new(YES),
        side,
        price: price(at_price),
        shares: shares(of),
        at: VenueMs(at),
        transaction: None,
    }
}

pub(crate) fn order(hash: &str, side: Side, limit: &str, of: &str) -> NewOrder {
    NewOrder {
        hash: OrderHash::new(hash),
        token: TokenId::new(YES),
        side,
        price: price(limit),
        amount: Amount::Shares(shares(of)),
        lifetime: Lifetime::Gtc,
        post_only: false,
    }
}

/// An account of $1,000 that knows [`market`].
pub(crate) fn venue() -> PaperVenue {
    let mut venue = PaperVenue::open(usd("1000"), VenueMs(0));
    venue.learn(&market(), VenueMs(0));
    venue
}

/// Filled so far, as booked and at best.
pub(crate) fn filled(venue: &PaperVenue, hash: &str) -> (Shares, Shares) {
    let order = venue.order(&OrderHash::new(hash)).unwrap();
    (order.filled(), order.filled_optimistic())
}
