//! Which order is sent: the least one that a busy market takes, at its lowest price, far below everybody's.

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, VenueMs};
use pilotfish_copy::market::{Book, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::REQUEST_TIMEOUT;
use crate::clock::system_ms;
use crate::error::EngineError;
use crate::port::{MarketData, PortError, within};

/// It ends by itself so long after it was signed, ms: the venue takes no expiry sooner than three minutes ahead.
pub const EXPIRES_AFTER_MS: i64 = 240_000;
/// So many markets are looked at.
const MARKETS_MOST: usize = 5;
/// The least distance to the best bid: an order that lies so far below it is nobody's next.
const DISTANCE_LEAST: Price = Price::from_micros(100_000);
/// Where a market names no least size.
const ONE_SHARE: Shares = Shares::from_micros(1_000_000);
/// A market that ends sooner may be resolved while the order rests, ms.
const ENDS_AFTER_MS: i64 = 3_600_000;

/// A test order, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPlan {
    /// The market.
    pub market: Market,
    /// Which outcome, 0 or 1.
    pub outcome_index: usize,
    /// Its book when it was planned.
    pub book: Book,
    /// The limit: the lowest price that the market has.
    pub price: Price,
    /// Shares: the least that the market takes.
    pub shares: Shares,
}

impl TestPlan {
    /// An order in that book, where it would surely rest.
    fn of(market: &Market, outcome_index: usize, book: Book, now: VenueMs) -> Option<Self> {
        let open = market.accepting_orders && !market.closed;
        let lasts = market.end.is_none_or(|end| end.since(now) >= ENDS_AFTER_MS);
        let plan = Self {
            price: market.tick.lowest(),
            shares: market.min_size.max(ONE_SHARE),
            market: market.clone(),
            outcome_index,
            book,
        };
        let is_far = plan.distance().is_some_and(|distance| distance >= DISTANCE_LEAST);
        (open && lasts && is_far && plan.book.best_ask().is_some() && plan.book.tick == plan.market.tick)
            .then_some(plan)
    }

    /// From the limit to the best bid; none where there is no bid.
    #[must_use]
    pub fn distance(&self) -> Option<Price> {
        Some(self.book.best_bid()? - self.price)
    }

    /// The outcome.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        let [yes, no] = &self.market.outcomes;
        if self.outcome_index == 0 { yes } else { no }
    }

    /// What it would cost if all of it were filled. It only rests, and makers pay no fee.
    #[must_use]
    pub fn worst_case(&self) -> Usd {
        self.shares.value(self.price, Rounding::Up)
    }

    pub(super) fn place(&self, now: VenueMs) -> PlaceChild {
        PlaceChild {
            // It is no child of the core's, and its number is signed nowhere.
            child: ChildId(0),
            token: self.outcome().token.clone(),
            exchange: self.market.exchange,
            tick: self.market.tick,
            side: Side::Buy,
            kind: ChildKind::Resting {
                price: self.price,
                shares: self.shares,
                expires_at: now.plus(EXPIRES_AFTER_MS),
            },
            created_at: now,
        }
    }

    /// That the market and its book are still such that the same order would surely rest.
    pub(super) async fn holds_still(&self, venue: &dyn MarketData) -> Result<(), EngineError> {
        let market = within(REQUEST_TIMEOUT, venue.market(&self.market.condition)).await?;
        let book = within(REQUEST_TIMEOUT, venue.book(&self.outcome().token)).await?;
        let now = Self::of(&market, self.outcome_index, book, VenueMs(system_ms()));
        let same = |plan: &Self| {
            (plan.price, plan.shares, plan.market.exchange, plan.outcome())
                == (self.price, self.shares, self.market.exchange, self.outcome())
        };
        match now {
            Some(plan) if same(&plan) => Ok(()),
            _ => Err(EngineError::TestOrderChanged),
        }
    }
}

/// The plan that lies the farthest from its book, of a few busy markets.
pub(super) async fn find(venue: &dyn MarketData) -> Result<TestPlan, EngineError> {
    let markets = within(REQUEST_TIMEOUT, venue.open_markets(MARKETS_MOST)).await?;
    let now = VenueMs(system_ms());
    let mut best: Option<TestPlan> = None;
    for market in &markets {
        for (index, outcome) in market.outcomes.iter().enumerate() {
            let book = match within(REQUEST_TIMEOUT, venue.book(&outcome.token)).await {
                Ok(book) => book,
                // A market may be in the list and its book not there yet, or no more.
                Err(PortError::NotFound(_) | PortError::Unusable(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            let Some(plan) = TestPlan::of(market, index, book, now) else {
                continue;
            };
            if best.as_ref().is_none_or(|best| best.distance() < plan.distance()) {
                best = Some(plan);
            }
        }
    }
    best.ok_or(EngineError::NoTestMarket)
}
