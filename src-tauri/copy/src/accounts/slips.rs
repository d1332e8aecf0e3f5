//! Slippage: how much worse than the trader's price our fills were. Positive is worse, for purchases and sales alike.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::entity::Fill;
use crate::input::Settlement;
use crate::market::Side;
use crate::money::{MICRO, Price, Shares, Usd};

/// How much worse than the trader's price ours was, in price a share.
#[must_use]
pub fn slippage(side: Side, ours: Price, trader: Price) -> Price {
    match side {
        Side::Buy => ours - trader,
        Side::Sell => trader - ours,
    }
}

/// Slippage gathered over executions, exact until it is asked for (product.md §8). Executions that failed are not for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slippage {
    /// Σ shares, micro-units.
    shares: i128,
    /// Σ shares × slippage, micro-units squared.
    slip: i128,
    /// Σ shares × the trader's price, micro-units squared.
    base: i128,
}

impl Slippage {
    /// Of all these fills but the failed ones.
    #[must_use]
    pub fn of<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> Self {
        let mut sums = Self::default();
        for fill in fills.into_iter().filter(|fill| fill.settlement != Settlement::Failed) {
            sums.add(fill.side, fill.shares, fill.price, fill.trader_price);
        }
        sums
    }

    /// Takes sums in that were kept elsewhere: Σ shares in micro-units, Σ shares × slippage and Σ shares × the trader's price
    /// in micro-units squared.
    pub fn add_sums(&mut self, shares: i128, slip: i128, base: i128) {
        self.shares += shares;
        self.slip += slip;
        self.base += base;
    }

    /// Takes one execution in.
    pub fn add(&mut self, side: Side, shares: Shares, ours: Price, trader: Price) {
        let size = i128::from(shares.micros());
        self.shares += size;
        self.slip += size * i128::from(slippage(side, ours, trader).micros());
        self.base += size * i128::from(trader.micros());
    }

    /// The average a share, weighted by shares, to the nearest micro-dollar. `None` without executions.
    #[must_use]
    pub fn per_share(&self) -> Option<Price> {
        let micros = i64::try_from(nearest(self.slip, self.shares)?).ok()?;
        Some(Price::from_micros(micros))
    }

    /// What it cost in all, fees apart; negative when our prices were better. Rounded up: towards the worse.
    #[must_use]
    pub fn usd(&self) -> Usd {
        let micros = -(-self.slip).div_euclid(i128::from(MICRO));
        Usd::from_micros(i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX }))
    }

    /// `Σ shares × slippage / Σ shares × p0` in basis points with that many decimals, halves away from zero. `None`
    /// without executions, or where the trader's prices sum to nothing.
    #[must_use]
    pub fn bps(&self, decimals: u32) -> Option<Decimal> {
        let scale = 10_i128.checked_pow(decimals)?.checked_mul(10_000)?;
        let scaled = nearest(self.slip.checked_mul(scale)?, self.base)?;
        Decimal::try_from_i128_with_scale(scaled, decimals).ok()
    }
}

/// `part ÷ whole` to the nearest, halves away from zero; `None` where the whole is nothing.
fn nearest(part: i128, whole: i128) -> Option<i128> {
    if whole <= 0 {
        return None;
    }
    // Doubled: half a divisor is added to the magnitude before it is cut.
    let doubled = part.checked_mul(2)?;
    Some((doubled.abs() + whole) / (2 * whole) * doubled.signum())
}

/// What slippage cost in all, fees apart; negative when our prices were better. Rounded up: towards the worse.
#[must_use]
pub fn slippage_usd<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> Usd {
    Slippage::of(fills).usd()
}

/// Average slippage in basis points, `Σ shares × slippage / Σ shares × p0` (product.md §8), fees apart, to two
/// decimals with halves away from zero. `None` without fills, or where the trader's prices sum to nothing.
#[must_use]
pub fn average_slippage_bps<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> Option<Decimal> {
    Slippage::of(fills).bps(2).map(|bps| bps.normalize())
}
