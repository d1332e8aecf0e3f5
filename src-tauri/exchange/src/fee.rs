//! The taker's fee.
//!
//! `shares × rate × (p·(1−p))^exponent` pUSD, half up to 5 decimals, nothing under 0.00001. Makers
//! pay nothing; builder fees and maker rebates do not exist here.

use pilotfish_copy::market::FeeSchedule;
use pilotfish_copy::money::{MICRO, Price, Shares, Usd};

/// (p·(1−p)) is held in units of 10⁻¹².
const SQUARE: i128 = (MICRO as i128) * (MICRO as i128);

/// Shares × rate × (p·(1−p)) in micro-units each comes in units of 10⁻²⁴; the fee is charged in units of 10⁻⁵.
const FEE_UNIT: i128 = 10_i128.pow(19);

/// Micro-dollars in 10⁻⁵ dollars.
const MICROS_OF_FEE_UNIT: i64 = 10;

/// What a taker pays for `shares` at `price`.
#[must_use]
pub fn taker_fee(schedule: FeeSchedule, shares: Shares, price: Price) -> Usd {
    let p = i128::from(price.micros());
    let spread = p * (i128::from(MICRO) - p);
    let mut factor = SQUARE;
    for _ in 0..schedule.exponent {
        factor = (factor * spread + SQUARE / 2) / SQUARE;
    }
    let raw = i128::from(shares.micros())
        .saturating_mul(i128::from(schedule.rate_micros))
        .saturating_mul(factor);
    if raw < FEE_UNIT {
        return Usd::ZERO;
    }
    let units = raw.saturating_add(FEE_UNIT / 2) / FEE_UNIT;
    Usd::from_micros(
        i64::try_from(units)
            .unwrap_or(i64::MAX)
            .saturating_mul(MICROS_OF_FEE_UNIT),
    )
}
