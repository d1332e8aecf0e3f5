//! The price of a copy order at one moment: stage, regime, limit.
//!
//! Everything is computed for a purchase; a sale is turned into the purchase of the complement and back, which is
//! exact because every tick divides 1. Only the regime is taken from the book as it is: a spread is relative to its
//! own middle.

use serde::{Deserialize, Serialize};

use super::schedule::{stage_at, toward_progress};
use super::{Regime, Stage};
use crate::market::Side;
use crate::money::{MICRO, Price, Tick};

/// What a price is decided from. Stored with every decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LadderInput {
    /// Buys or sells.
    pub side: Side,
    /// p0, the trader's own price.
    pub trader_price: Price,
    /// The highest bid, where there is one.
    pub best_bid: Option<Price>,
    /// The lowest ask, where there is one.
    pub best_ask: Option<Price>,
    /// The market's tick now.
    pub tick: Tick,
    /// Time since the signal, ms.
    pub age_ms: i64,
    /// Time from the signal to the market's end, ms, where known; zero or less means a past end date.
    pub time_to_resolution_ms: Option<i64>,
    /// The limit of the last child, kept where the book lacks a side that the stage needs.
    pub last_limit: Option<Price>,
    /// The most the price may be worse than p0.
    pub max_slippage: Price,
}

/// Whether an order at a limit rests or is a fill-and-kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceKind {
    /// Rests at the limit.
    Limit,
    /// A fill-and-kill no worse than the limit.
    Market,
}

/// What the ladder asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceDecision {
    /// The step of the ladder.
    pub stage: Stage,
    /// The book's regime.
    pub regime: Regime,
    /// Rests or fill-and-kill.
    pub kind: PriceKind,
    /// The limit: a multiple of the tick within [tick, 1 − tick]. In stage 5 the worst that the bound allows.
    pub limit: Price,
    /// The slippage bound itself, p0 ± the maximum slippage, not rounded; it may lie outside [0, 1].
    pub bound: Price,
    /// The limit lies beyond the bound (a tick too coarse for it): nothing may be sent.
    pub refused: bool,
}

/// The book and the order as a purchase sees them, in micro-units.
struct Purchase {
    p0: i128,
    bid: Option<i128>,
    ask: Option<i128>,
    last: Option<i128>,
    slippage: i128,
    tick: i128,
}

impl Purchase {
    fn seen_from(input: &LadderInput) -> Self {
        let view = |price: Price| match input.side {
            Side::Buy => i128::from(price.micros()),
            Side::Sell => i128::from(MICRO) - i128::from(price.micros()),
        };
        let (bid, ask) = match input.side {
            Side::Buy => (input.best_bid, input.best_ask),
            Side::Sell => (input.best_ask, input.best_bid),
        };
        Self {
            p0: view(input.trader_price),
            bid: bid.map(view),
            ask: ask.map(view),
            last: input.last_limit.map(view),
            slippage: i128::from(input.max_slippage.micros()),
            tick: i128::from(input.tick.micros()),
        }
    }

    /// The tick at or under `numerator / denominator`: away from the market, for a purchase.
    fn down(&self, numerator: i128, denominator: i128) -> i128 {
        numerator.div_euclid(denominator * self.tick) * self.tick
    }

    /// The tick at or over `numerator / denominator`: towards the market.
    fn up(&self, numerator: i128, denominator: i128) -> i128 {
        -(-numerator).div_euclid(denominator * self.tick) * self.tick
    }

    /// p0's own tick.
    fn trader_tick(&self) -> i128 {
        self.down(self.p0, 1)
    }

    /// Where a needed side of the book is missing: the last limit (on today's tick), or p0's tick.
    fn kept(&self) -> i128 {
        self.last.map_or_else(|| self.trader_tick(), |last| self.down(last, 1))
    }

    /// Stage 2: p0 + λ·(ask − p0), where λ = (1 + `progress`) / 10.
    fn toward(&self, regime: Regime, progress: (i128, i128)) -> Option<i128> {
        let ask = self.ask?;
        if ask <= self.p0 {
            return Some(self.trader_tick());
        }
        let (done, whole) = match regime {
            Regime::Tight => (0, 1),
            Regime::Normal => progress,
            Regime::Wide => (1, 1),
        };
        let tenths = 10 * whole;
        Some(self.down(self.p0 * tenths + (whole + done) * (ask - self.p0), tenths))
    }

    /// Stage 3: the middle, or where stage 2 ended, whichever is nearer to the market.
    fn middle(&self, regime: Regime) -> Option<i128> {
        let both = self.bid? + self.ask?;
        let middle = match regime {
            Regime::Tight | Regime::Normal => self.down(both, 2),
            Regime::Wide => self.up(both, 2),
        };
        Some(middle.max(self.toward(regime, (1, 1))?))
    }

    /// Stage 4: the ask, a tick over it in a wide book. An ask off today's tick is rounded towards the market, to
    /// meet it.
    fn best(&self, regime: Regime) -> Option<i128> {
        let ask = self.up(self.ask?, 1);
        Some(if regime == Regime::Wide { ask + self.tick } else { ask })
    }

    /// p0's tick, then the slippage bound, then [tick, 1 − tick], in this order.
    fn clamped(&self, limit: i128) -> i128 {
        limit
            .max(self.trader_tick())
            .min(self.down(self.p0 + self.slippage, 1))
            .max(self.tick)
            .min(i128::from(MICRO) - self.tick)
    }
}

/// The book's regime: by its spread, relative to its middle; 0.5 % and 2 % are both normal.
fn regime(bid: Option<Price>, ask: Option<Price>) -> Regime {
    let (Some(bid), Some(ask)) = (bid, ask) else {
        return Regime::Wide;
    };
    let (bid, ask) = (i128::from(bid.micros()), i128::from(ask.micros()));
    let (spread, twice_middle) = (ask - bid, ask + bid);
    if 400 * spread < twice_middle {
        Regime::Tight
    } else if 100 * spread <= twice_middle {
        Regime::Normal
    } else {
        Regime::Wide
    }
}

/// The limit the ladder asks for at that age on that book (product.md §6).
#[must_use]
pub fn price(input: &LadderInput) -> PriceDecision {
    let stage = stage_at(input.age_ms, input.time_to_resolution_ms);
    let regime = regime(input.best_bid, input.best_ask);
    let purchase = Purchase::seen_from(input);
    let wanted = match stage {
        Stage::Trader => Some(purchase.trader_tick()),
        Stage::Toward => purchase.toward(regime, toward_progress(input.age_ms, input.time_to_resolution_ms)),
        Stage::Mid => purchase.middle(regime),
        Stage::Best => purchase.best(regime),
        Stage::Market => Some(purchase.p0 + purchase.slippage),
    };
    let limit = purchase.clamped(wanted.unwrap_or_else(|| purchase.kept()));
    let bound = match input.side {
        Side::Buy => input.trader_price + input.max_slippage,
        Side::Sell => input.trader_price - input.max_slippage,
    };
    PriceDecision {
        stage,
        regime,
        kind: if stage == Stage::Market {
            PriceKind::Market
        } else {
            PriceKind::Limit
        },
        limit: back_to(input.side, limit),
        bound,
        refused: limit > purchase.p0 + purchase.slippage,
    }
}

/// A clamped purchase price, as a price of the order's own side.
fn back_to(side: Side, limit: i128) -> Price {
    // Clamped into [tick, 1 − tick]: it always fits.
    let limit = Price::from_micros(i64::try_from(limit).unwrap_or(0));
    match side {
        Side::Buy => limit,
        Side::Sell => limit.complement(),
    }
}
