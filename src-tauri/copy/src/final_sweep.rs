//! The end of the ladder: what one fill-and-kill order asks of the visible book.
//!
//! It is priced at the worst level that the book needs for the shares wanted, never worse than the bound. A purchase
//! is a budget: the cost of those levels, rounded down to cents. So of a purchase that is carried out as planned
//! - what is spent is at most the budget, and
//! - what is filled is at most what was wanted, but for shares that a better price brings within the budget.
//!
//! A sale names its shares and never fills more. It does not decide whether there is money: that is the gates'
//! matter.

use serde::{Deserialize, Serialize};

use crate::command::ChildKind;
use crate::market::{Book, Level, Side};
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Tick, Usd};

/// A fill-and-kill order that can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// The worst price it may trade at: a multiple of the tick within [tick, 1 − tick] and the bound.
    pub worst: Price,
    /// Shares it is sent for: of a purchase those its levels hold (at most what is wanted), of a sale what is wanted,
    /// in lots.
    pub shares: Shares,
    /// What a purchase may spend, without fees, in whole cents; `None` of a sale.
    pub budget: Option<Usd>,
    /// The best price of those levels.
    pub best: Price,
}

impl Sweep {
    /// The child order it is.
    #[must_use]
    pub fn child_kind(&self) -> ChildKind {
        match self.budget {
            Some(budget) => ChildKind::BuyNow {
                price: self.worst,
                budget,
            },
            None => ChildKind::SellNow {
                price: self.worst,
                shares: self.shares,
            },
        }
    }
}

/// Why nothing can be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NothingExecutable {
    /// Less than a lot is wanted.
    NothingWanted,
    /// No level on the other side of the book, or none within the bound.
    BeyondBound,
    /// What the book holds within the bound, or what is wanted of it, is worth less than the $1 the venue takes.
    UnderOneDollar,
}

/// Plans one fill-and-kill order for `wanted` shares, no worse than `bound`.
///
/// # Errors
/// When nothing can be executed now; it is tried again on another book.
pub fn plan(side: Side, book: &Book, wanted: Shares, bound: Price, tick: Tick) -> Result<Sweep, NothingExecutable> {
    if wanted < LOT {
        return Err(NothingExecutable::NothingWanted);
    }
    let levels = match side {
        Side::Buy => &book.asks,
        Side::Sell => &book.bids,
    };
    let needed = Needed::of(side, levels, wanted, bound, tick).ok_or(NothingExecutable::BeyondBound)?;
    let sweep = match side {
        Side::Buy => needed.purchase(),
        Side::Sell => needed.sale(wanted),
    };
    // Of a sale the venue sees only shares and worst price, so its value is counted at that.
    let value = sweep
        .budget
        .unwrap_or_else(|| sweep.shares.value(sweep.worst, Rounding::Down));
    if value < Usd::ONE {
        Err(NothingExecutable::UnderOneDollar)
    } else {
        Ok(sweep)
    }
}

/// The levels that the shares wanted need.
struct Needed {
    best: Price,
    worst: Price,
    shares: Shares,
    /// Σ shares × price, in micro-units squared.
    cost: i128,
}

impl Needed {
    fn of(side: Side, levels: &[Level], wanted: Shares, bound: Price, tick: Tick) -> Option<Self> {
        let mut needed: Option<Self> = None;
        for level in levels.iter().filter(|level| level.shares > Shares::ZERO) {
            let so_far = needed.as_ref().map_or(Shares::ZERO, |needed| needed.shares);
            let limit = limit_that_meets(side, level.price, tick);
            if so_far >= wanted || !within(side, limit, bound, tick) {
                break;
            }
            let shares = level.shares.min(wanted - so_far);
            let cost = i128::from(shares.micros()) * i128::from(level.price.micros());
            let before = needed.unwrap_or(Self {
                best: level.price,
                worst: limit,
                shares: Shares::ZERO,
                cost: 0,
            });
            needed = Some(Self {
                worst: limit,
                shares: before.shares + shares,
                cost: before.cost + cost,
                ..before
            });
        }
        needed
    }

    fn purchase(&self) -> Sweep {
        // Down: a budget never exceeds what the levels cost.
        let cost = i64::try_from(self.cost.div_euclid(i128::from(MICRO))).unwrap_or(i64::MAX);
        let budget = Usd::from_micros(cost).floor_to_cent();
        Sweep {
            worst: self.worst,
            shares: self.shares,
            budget: Some(budget),
            best: self.best,
        }
    }

    fn sale(&self, wanted: Shares) -> Sweep {
        Sweep {
            worst: self.worst,
            shares: wanted.floor_to_lot(),
            budget: None,
            best: self.best,
        }
    }
}

/// The limit that reaches a level: the level's own price, or the next tick towards it where the tick has changed
/// under it.
fn limit_that_meets(side: Side, level: Price, tick: Tick) -> Price {
    match side {
        Side::Buy => tick.ceil(level),
        Side::Sell => tick.floor(level),
    }
}

fn within(side: Side, limit: Price, bound: Price, tick: Tick) -> bool {
    let valid = (tick.lowest()..=tick.highest()).contains(&limit);
    valid
        && match side {
            Side::Buy => limit <= bound,
            Side::Sell => limit >= bound,
        }
}
