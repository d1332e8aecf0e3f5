//! The wire's amounts: how many decimals the venue takes, and which price they imply.
//!
//! An order says what it gives and what it takes, not its price. The exchange wants a price on the tick; this is where
//! the one becomes the other. Base units (10⁻⁶) throughout.

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Tick, Usd, mul_div};

use super::order::{Amount, OrderKind};
use super::reject::Reject;

/// How far the dollars may lie from shares × tick price because either was rounded down: 10⁻⁴, relative …
const SLACK_DIVISOR: i64 = 10_000;

/// … or, where that is more, what cutting shares or dollars to 4 decimals can leave out of an amount.
const SLACK_MICROS: i64 = 100;

/// Checks the decimals of an order's amounts.
///
/// # Errors
/// [`Reject::Amounts`] with the limits that were broken; [`Reject::InvalidPayload`] when an amount is not positive.
pub fn check_amounts(
    kind: OrderKind,
    side: Side,
    maker_micros: i64,
    taker_micros: i64,
    tick: Tick,
) -> Result<(), Reject> {
    if maker_micros <= 0 || taker_micros <= 0 {
        return Err(Reject::InvalidPayload);
    }
    let market = !kind.rests();
    let (maker_decimals, taker_decimals) = match (market, side) {
        (true, _) => (2, 4),
        (false, Side::Buy) => (limit_amount_decimals(tick), 2),
        (false, Side::Sell) => (2, limit_amount_decimals(tick)),
    };
    if has_decimals(maker_micros, maker_decimals) && has_decimals(taker_micros, taker_decimals) {
        Ok(())
    } else {
        Err(Reject::Amounts {
            market,
            side,
            maker_decimals,
            taker_decimals,
        })
    }
}

/// The price on the tick that the amounts imply.
///
/// A purchase's implied price may lie a hair over its tick, a sale's a hair under: what it takes was rounded down.
///
/// # Errors
/// [`Reject::Tick`] when the implied price is further off, or outside [tick, 1 − tick];
/// [`Reject::InvalidPayload`] when an amount is not positive.
pub fn implied_price(
    id: &OrderHash,
    side: Side,
    maker_micros: i64,
    taker_micros: i64,
    tick: Tick,
) -> Result<Price, Reject> {
    if maker_micros <= 0 || taker_micros <= 0 {
        return Err(Reject::InvalidPayload);
    }
    let (usd, shares) = match side {
        Side::Buy => (maker_micros, taker_micros),
        Side::Sell => (taker_micros, maker_micros),
    };
    let step = tick.micros();
    // The tick nearest on the side the rounding pushes away from, from the exact ratio, not from a rounded price.
    let tick_units = match side {
        Side::Buy => mul_div(usd, MICRO / step, shares, Rounding::Down),
        Side::Sell => mul_div(usd, MICRO / step, shares, Rounding::Up),
    };
    let price = Price::from_micros(tick_units.saturating_mul(step));
    let exact = Shares::from_micros(shares).value(price, Rounding::HalfUp).micros();
    let slack = exact.saturating_div(SLACK_DIVISOR).max(SLACK_MICROS);
    let on_tick = (usd - exact).abs() <= slack;
    if on_tick && price >= tick.lowest() && price <= tick.highest() {
        Ok(price)
    } else {
        let shown = Price::from_micros(mul_div(usd, MICRO, shares, Rounding::HalfUp));
        Err(Reject::Tick {
            id: id.clone(),
            price: shown,
            tick,
        })
    }
}

/// The amount that decoded base units ask for: a budget for FAK and FOK purchases, else shares.
#[must_use]
pub fn decoded_amount(kind: OrderKind, side: Side, maker_micros: i64, taker_micros: i64) -> Amount {
    match side {
        Side::Buy if !kind.rests() => Amount::Budget(Usd::from_micros(maker_micros)),
        Side::Buy => Amount::Shares(Shares::from_micros(taker_micros)),
        Side::Sell => Amount::Shares(Shares::from_micros(maker_micros)),
    }
}

/// The decimals of a limit order's dollars: the tick's own and the two of a share.
const fn limit_amount_decimals(tick: Tick) -> u32 {
    match tick.micros() {
        100_000 => 3,
        10_000 => 4,
        5_000 | 1_000 => 5,
        _ => 6,
    }
}

fn has_decimals(micros: i64, decimals: u32) -> bool {
    micros % 10_i64.pow(6_u32.saturating_sub(decimals)) == 0
}
