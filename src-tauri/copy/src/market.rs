//! What is traded: markets, outcomes, books, fee schedules.

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, TokenId, VenueMs};
use crate::money::{Price, Shares, Tick};

/// Which side of the book an order is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Side {
    /// Buys shares for pUSD.
    Buy,
    /// Sells shares for pUSD.
    Sell,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }

    /// `BUY` or `SELL`, as the venue writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "BUY",
            Self::Sell => "SELL",
        }
    }
}

/// The contract that settles a market, which decides the domain an order is signed under (polymarket-api §4.1, §10.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exchange {
    /// CTF tokens, standard markets: CTF Exchange V2, domain version "2".
    StandardV2,
    /// CTF tokens, neg-risk events: NegRisk CTF Exchange V2, domain version "2".
    NegRiskV2,
    /// Protocol-V2 positions: Exchange V3, domain version "3".
    PositionsV3,
}

/// A market's taker fee: `shares × rate × (p·(1−p))^exponent` in pUSD (polymarket-api §5). Makers pay nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FeeSchedule {
    /// The rate in micro-units: 0.07 is 70,000.
    pub rate_micros: i64,
    /// The exponent, 1 on every market seen in 2026.
    pub exponent: u32,
}

impl FeeSchedule {
    /// No fee.
    pub const FREE: Self = Self {
        rate_micros: 0,
        exponent: 1,
    };
}

/// One of a market's outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its token.
    pub token: TokenId,
    /// Its name: "Yes", "No", a team.
    pub name: String,
}

/// A question that is traded, as far as the core needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// Its id at the venue.
    pub condition: ConditionId,
    /// The question in words.
    pub question: String,
    /// Its slug in web addresses.
    pub slug: String,
    /// The slug of the event it belongs to.
    pub event_slug: String,
    /// Its category in lower case ("politics"), empty where the venue gives none.
    pub category: String,
    /// Exactly two outcomes, in the venue's order (first is YES).
    pub outcomes: [Outcome; 2],
    /// The price step now.
    pub tick: Tick,
    /// The least shares of a resting order.
    pub min_size: Shares,
    /// The taker fee.
    pub fee: FeeSchedule,
    /// The contract that settles it.
    pub exchange: Exchange,
    /// When it is to resolve, where known.
    pub end: Option<VenueMs>,
    /// Whether the venue takes new orders on it.
    pub accepting_orders: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// What a share of each outcome paid, once resolved (1 and 0, or 0.5 each).
    pub payouts: Option<[Price; 2]>,
}

impl Market {
    /// Which outcome (0 or 1) that token is.
    #[must_use]
    pub fn outcome_index(&self, token: &TokenId) -> Option<usize> {
        self.outcomes.iter().position(|outcome| outcome.token == *token)
    }

    /// That token's outcome.
    #[must_use]
    pub fn outcome(&self, token: &TokenId) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.token == *token)
    }

    /// The other outcome's token.
    #[must_use]
    pub fn complement(&self, token: &TokenId) -> Option<&TokenId> {
        let [first, second] = &self.outcomes;
        if first.token == *token {
            Some(&second.token)
        } else if second.token == *token {
            Some(&first.token)
        } else {
            None
        }
    }

    /// What a share of that token paid, once resolved.
    #[must_use]
    pub fn payout(&self, token: &TokenId) -> Option<Price> {
        let payouts = self.payouts?;
        payouts.get(self.outcome_index(token)?).copied()
    }
}

/// One price level of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The price.
    pub price: Price,
    /// The shares resting there.
    pub shares: Shares,
}

/// The visible book of one token at one instant, the complement's mirrored orders included, as the venue shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The token it is about.
    pub token: TokenId,
    /// When it was seen, venue time.
    pub observed_at: VenueMs,
    /// Bids, best (highest) first.
    pub bids: Vec<Level>,
    /// Asks, best (lowest) first.
    pub asks: Vec<Level>,
    /// The price step the book names.
    pub tick: Tick,
}

impl Book {
    /// The highest bid.
    #[must_use]
    pub fn best_bid(&self) -> Option<Price> {
        self.bids.first().map(|level| level.price)
    }

    /// The lowest ask.
    #[must_use]
    pub fn best_ask(&self) -> Option<Price> {
        self.asks.first().map(|level| level.price)
    }

    /// The middle of the two, where both stand (rounded down to a micro-unit).
    #[must_use]
    pub fn mid(&self) -> Option<Price> {
        let (bid, ask) = (self.best_bid()?, self.best_ask()?);
        Some(Price::from_micros((bid + ask).micros().div_euclid(2)))
    }

    /// What a share is worth between the two sides: the middle of those up to ten cents apart. The middle of wider ones is a
    /// price at which nobody trades: there it is `last`, a price from elsewhere, as far as it lies between them, else the bid,
    /// which is what one would get. `None` where a side is missing.
    #[must_use]
    pub fn between(&self, last: Option<Price>) -> Option<Price> {
        let (bid, ask) = (self.best_bid()?, self.best_ask()?);
        if ask - bid <= WIDE {
            return self.mid();
        }
        Some(last.map_or(bid, |last| last.clamp(bid, ask)))
    }

    /// What a share is worth by one side alone: the bid; an ask only where it is so low that it says something.
    #[must_use]
    pub fn one_sided(&self) -> Option<Price> {
        self.best_bid().or(self.best_ask().filter(|ask| *ask <= WIDE))
    }
}

/// Sides further apart say little of what a share is worth: beyond it the venue, too, shows the last trade and no middle.
const WIDE: Price = Price::from_micros(100_000);
