//! Implementation shortfall: where the profit of a trader's own trades went on its way to ours.
//!
//! Source of the rule: A. Perold, "The Implementation Shortfall: Paper versus Reality", Journal of Portfolio Management,
//! 1988. On paper every change of the trader is copied at once, in full (the follow's percentage, unrounded) and at the
//! trader's own price; ours is what really happened. Profit is linear in cash flows when what is held at the end is valued
//! at a mark M, so for each decided signal, with s = +1 for a purchase and −1 for a sale, h the shares on paper, p0 the
//! trader's price, and fills of f shares at `price`:
//!
//! ```text
//! paper = Σ s·h·(M − p0)          ours = Σ s·f·(M − price) − fees
//! paper − ours = Σ s·(h − Σf)·(M − p0)  +  Σ s·f·(price − p0)  +  fees
//! ```
//!
//! The first sum is divided by how far each signal came, the second by how it was filled: the [`Part`]s. A part is signed:
//! what was left out and would have lost counts as a gain. What was left out until the trader sold it counts at the trader's
//! price then: a sale of what we do not hold is not a part of its own, it is of those that left it out, in proportion.
//!
//! Decisions that the formula leaves open:
//! - A sale on paper is at most what paper holds (the baseline is not on paper); `PositionClosed` sells all of that.
//! - The baseline that was copied on request is a purchase on paper at the price seen then, like any other.
//! - The user's own Close has no trade of the trader: h = 0, and the whole of it, measured against M, is [`Part::Closed`];
//!   against the trader's own price, once the trader has sold.
//! - What `accumulate` kept back counts as [`Part::Rounding`] until the copy that contains it, which gives it back there.
//! - A signal of a token without a mark is left out on both sides and counted. A token that we filled always has one: its
//!   newest fill's price where there is no other.
//!
//! Exactness: sums are whole 10⁻¹⁵ USD (thousandths of a micro-share times micro-prices), so nothing is lost before the one
//! rounding of each figure, to the nearest micro-dollar with halves away from zero. `ours` is what the accounts booked, which
//! round each booking for themselves; [`Part::Rounding`] takes what that and the parts' own rounding leave, so that paper and
//! parts give ours to the last digit.

use std::collections::BTreeMap;

use super::shortfall_parts::{Left, Route};
use crate::event::SkipReason;
use crate::ids::TokenId;
use crate::market::Side;
use crate::money::{Percentage, Price, Shares, Usd};

/// An execution of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Execution {
    /// Shares.
    pub shares: Shares,
    /// Our price.
    pub price: Price,
    /// The trader's price it is measured against.
    pub trader_price: Price,
    /// Fee.
    pub fee: Usd,
    /// Whether the order crossed the spread on purpose: stages 4 and 5, `fast`, not waiting.
    pub crossed: bool,
}

/// A decided signal, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The token it is about.
    pub token: TokenId,
    /// Which way.
    pub side: Side,
    /// Whether the trader's position went to nothing.
    pub closes: bool,
    /// Whether it is the user's own Close.
    pub by_user: bool,
    /// The follow's percentage when the signal came.
    pub percentage: Percentage,
    /// The trader's change, without its sign.
    pub change: Shares,
    /// The trader's own price for it.
    pub price: Price,
    /// The price its copy went by: the same, but where `accumulate` weighed earlier changes in.
    pub copy_price: Price,
    /// What was asked before limits.
    pub asked: Shares,
    /// What limits left of it.
    pub allowed: Shares,
    /// Of a sale: what was free to be sold, where that was looked at.
    pub held: Option<Shares>,
    /// Why there was no copy.
    pub skipped: Option<SkipReason>,
    /// Its copy's fills, failed ones not among them.
    pub executions: Vec<Execution>,
}

/// Where a part of the profit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The market moved while a purchase waited (stages 1 to 3). Counts fills.
    Waiting,
    /// A purchase crossed the spread (stages 4 and 5, `fast`, not waiting). Counts fills.
    Crossing,
    /// Fees. Counts fills with one.
    Fees,
    /// Limits, switches and rules left it out. Counts signals.
    Limits,
    /// Lots and the venue's minimums, and the last digits of every booking. Counts signals skipped for the minimum.
    Rounding,
    /// Purchases that were not filled, or not yet. Counts copies that lack something.
    Unfilled,
    /// Sold at another price than the trader. Counts fills.
    Exit,
    /// The trader sold, and what we held of it found no buyer, or not yet. Counts sales that lack something.
    Unsold,
    /// The user's own Close, against the trader's price or what a share is worth at the end. Counts closes with a fill.
    Closed,
}

impl Part {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Crossing,
        Self::Fees,
        Self::Limits,
        Self::Rounding,
        Self::Unfilled,
        Self::Exit,
        Self::Unsold,
        Self::Closed,
    ];
}

/// One part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// The part.
    pub part: Part,
    /// What it did to the profit: negative took away from it.
    pub effect: Usd,
    /// How many signals or fills it is about: see [`Part`].
    pub count: u64,
}

/// From paper to ours. Invariant: `paper` and the effects of all parts sum to `ours`, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// What the trader's trades made at the follow's percentage and the trader's own prices.
    pub paper: Usd,
    /// All parts, in the order of [`Part::ALL`].
    pub parts: Vec<Portion>,
    /// What was made, as booked.
    pub ours: Usd,
    /// Signals left out on both sides for want of a price.
    pub unpriced: u64,
    /// How far the booked profit lies from the fills' own: the accounts' roundings, contained in [`Part::Rounding`]. More than
    /// some micro-dollars a fill would mean that fills and books do not belong together.
    pub remainder: Usd,
}

impl Shortfall {
    /// The same in whole cents, as it is shown: each figure to the nearest (halves away from zero), and
    /// [`Part::Rounding`] takes the rest, so that what is read off adds up.
    #[must_use]
    pub fn in_cents(&self) -> Self {
        let cents = |usd: Usd| Usd::from_micros(saturated(nearest(i128::from(usd.micros()), 10_000) * 10_000));
        let mut shown = self.clone();
        shown.paper = cents(self.paper);
        shown.ours = cents(self.ours);
        for portion in &mut shown.parts {
            portion.effect = cents(portion.effect);
        }
        shown.close();
        shown
    }

    /// Lets the rounding take what is left between paper and ours.
    fn close(&mut self) {
        let others: Usd = self
            .parts
            .iter()
            .filter(|portion| portion.part != Part::Rounding)
            .map(|portion| portion.effect)
            .sum();
        let rest = self.ours - self.paper - others;
        for portion in self.parts.iter_mut().filter(|portion| portion.part == Part::Rounding) {
            portion.effect = rest;
        }
    }
}

/// Follows the signals of one follow, oldest first, from paper to ours. `mark` values a share at the end; `booked` is what
/// the accounts say was made: realised and open, less fees.
#[must_use]
pub fn shortfall(decided: &[Decided], mark: impl Fn(&TokenId) -> Option<Price>, booked: Usd) -> Shortfall {
    let mut newest_fills: BTreeMap<&TokenId, Price> = BTreeMap::new();
    for one in decided {
        newest_fills.extend(one.executions.last().map(|execution| (&one.token, execution.price)));
    }
    let mut sums = Sums::default();
    let mut tokens: BTreeMap<&TokenId, Left> = BTreeMap::new();
    for one in decided {
        match mark(&one.token).or_else(|| newest_fills.get(&one.token).copied()) {
            Some(mark) => sums.add(&Route::of(one, mark, tokens.entry(&one.token).or_default())),
            None => sums.unpriced += 1,
        }
    }
    sums.finish(booked)
}

/// Sums in 10⁻¹⁵ USD.
#[derive(Default)]
struct Sums {
    paper: i128,
    ours: i128,
    parts: BTreeMap<Part, (i128, u64)>,
    unpriced: u64,
}

impl Sums {
    fn add(&mut self, route: &Route) {
        self.paper += route.paper;
        self.ours += route.ours;
        for (part, effect, count) in &route.parts {
            let sum = self.parts.entry(*part).or_default();
            sum.0 += effect;
            sum.1 += count;
        }
    }

    fn finish(self, booked: Usd) -> Shortfall {
        let usd = |fine: i128| Usd::from_micros(saturated(nearest(fine, 1_000_000_000)));
        let mut shortfall = Shortfall {
            paper: usd(self.paper),
            parts: Part::ALL
                .into_iter()
                .map(|part| {
                    let (effect, count) = self.parts.get(&part).copied().unwrap_or_default();
                    Portion {
                        part,
                        effect: usd(effect),
                        count,
                    }
                })
                .collect(),
            ours: booked,
            unpriced: self.unpriced,
            remainder: booked - usd(self.ours),
        };
        shortfall.close();
        shortfall
    }
}

/// `fine ÷ unit` to the nearest, halves away from zero. `unit` is positive.
const fn nearest(fine: i128, unit: i128) -> i128 {
    (fine.abs() * 2 + unit) / (2 * unit) * fine.signum()
}

fn saturated(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}
