//! Slippage: how much worse than the trader's price our fills were. Positive is worse, for purchases and sales alike.

use rust_decimal::Decimal;

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

/// Σ shares × slippage and Σ shares × the trader's price, in micro-units squared; fills that failed are left out.
fn sums<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> (i128, i128) {
    let product = |shares: Shares, price: Price| i128::from(shares.micros()) * i128::from(price.micros());
    fills
        .into_iter()
        .filter(|fill| fill.settlement != Settlement::Failed)
        .fold((0, 0), |(slip, base), fill| {
            let worse = slippage(fill.side, fill.price, fill.trader_price);
            (
                slip + product(fill.shares, worse),
                base + product(fill.shares, fill.trader_price),
            )
        })
}

/// What slippage cost in all, fees apart; negative when our prices were better. Rounded up: towards the worse.
#[must_use]
pub fn slippage_usd<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> Usd {
    let (slip, _) = sums(fills);
    let micros = -(-slip).div_euclid(i128::from(MICRO));
    Usd::from_micros(i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX }))
}

/// Average slippage in basis points, `Σ shares × slippage / Σ shares × p0` (product.md §8), fees apart, to two
/// decimals with halves away from zero. `None` without fills, or where the trader's prices sum to nothing.
#[must_use]
pub fn average_slippage_bps<'a>(fills: impl IntoIterator<Item = &'a Fill>) -> Option<Decimal> {
    let (slip, base) = sums(fills);
    if base <= 0 {
        return None;
    }
    // Hundredths of a basis point, doubled: half a divisor is added to the magnitude before it is cut.
    let doubled = slip.checked_mul(2_000_000)?;
    let hundredths = (doubled.abs() + base) / (2 * base) * doubled.signum();
    Some(Decimal::try_from_i128_with_scale(hundredths, 2).ok()?.normalize())
}
