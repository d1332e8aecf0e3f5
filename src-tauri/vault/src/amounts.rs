//! The two amounts an order signs, in base units (10⁻⁶), from price and size: exact integers, always rounded down.
//!
//! A purchase gives pUSD (maker amount) for shares (taker amount); a sale the reverse. Resting orders follow the
//! market's tick (polymarket-api §4.5); fill-and-kill orders follow the venue's flat rule, whatever the tick (§4.6).
//! Rounding the size down never trades more than was asked; rounding a purchase's shares down keeps the implied price
//! at or over the limit, so that the order still meets asks at it; by less than 10⁻⁴, so never a tick further.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, MICRO, Price, Rounding, Shares, Tick, Usd, mul_div};

use crate::VaultError;

/// A cent in base units: what a fill-and-kill purchase's budget is floored to.
const CENT: i64 = 10_000;

/// Four decimals in base units: the flat rule's other amount.
const FLAT_UNIT: i64 = 100;

/// Both amounts of an order, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// What we give: pUSD of a purchase, shares of a sale.
    pub maker: u64,
    /// What we want: shares of a purchase, pUSD of a sale.
    pub taker: u64,
}

/// How finely a fill-and-kill order's second amount is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// Four decimals on every tick, as the venue demands. What Pilotfish sends.
    Flat,
    /// Two decimals finer than the price, as the official clients compute it (and the venue refuses on fine ticks).
    ByTick,
}

/// A resting order's amounts: size floored to the lot, value floored to the tick's precision.
///
/// # Errors
/// [`VaultError::Price`] off the tick or out of range, [`VaultError::Amount`] when nothing is left.
pub fn resting(side: Side, tick: Tick, price: Price, shares: Shares) -> Result<Amounts, VaultError> {
    check_price(tick, price)?;
    let size = shares.floor_to_lot().micros();
    let value = floor_to(mul_div(size, price.micros(), MICRO, Rounding::Down), unit_by_tick(tick));
    pair(side, value, size).ok_or(VaultError::Amount {
        shares,
        budget: Usd::ZERO,
    })
}

/// A fill-and-kill purchase's amounts: the budget floored to cents, and the shares it buys at the worst price.
///
/// # Errors
/// [`VaultError::Price`] off the tick or out of range, [`VaultError::Amount`] when nothing is left.
pub fn buy_now(tick: Tick, price: Price, budget: Usd, precision: Precision) -> Result<Amounts, VaultError> {
    check_price(tick, price)?;
    let value = floor_to(budget.micros(), CENT);
    let size = floor_to(
        mul_div(value, MICRO, price.micros(), Rounding::Down),
        unit(tick, precision),
    );
    pair(Side::Buy, value, size).ok_or(VaultError::Amount {
        shares: Shares::ZERO,
        budget,
    })
}

/// A fill-and-kill sale's amounts: the size floored to the lot, and the least pUSD it takes for it.
///
/// # Errors
/// [`VaultError::Price`] off the tick or out of range, [`VaultError::Amount`] when nothing is left.
pub fn sell_now(tick: Tick, price: Price, shares: Shares, precision: Precision) -> Result<Amounts, VaultError> {
    check_price(tick, price)?;
    let size = shares.floor_to_lot().micros();
    let value = floor_to(
        mul_div(size, price.micros(), MICRO, Rounding::Down),
        unit(tick, precision),
    );
    pair(Side::Sell, value, size).ok_or(VaultError::Amount {
        shares,
        budget: Usd::ZERO,
    })
}

fn check_price(tick: Tick, price: Price) -> Result<(), VaultError> {
    let inside = price >= tick.lowest() && price <= tick.highest();
    if inside && tick.divides(price) {
        Ok(())
    } else {
        Err(VaultError::Price { price, tick })
    }
}

/// `None` when either side is not positive, or so large that the multiplication saturated.
fn pair(side: Side, value: i64, size: i64) -> Option<Amounts> {
    let saturated = |amount: i64| amount > i64::MAX - LOT.micros();
    if value <= 0 || size <= 0 || saturated(value) || saturated(size) {
        return None;
    }
    let (value, size) = (value.unsigned_abs(), size.unsigned_abs());
    Some(match side {
        Side::Buy => Amounts {
            maker: value,
            taker: size,
        },
        Side::Sell => Amounts {
            maker: size,
            taker: value,
        },
    })
}

fn unit(tick: Tick, precision: Precision) -> i64 {
    match precision {
        Precision::Flat => FLAT_UNIT,
        Precision::ByTick => unit_by_tick(tick),
    }
}

/// The base units of an amount with two decimals more than the tick's price: size has two decimals, so that is exact.
fn unit_by_tick(tick: Tick) -> i64 {
    let mut price_unit = 1;
    while price_unit < MICRO && tick.micros() % (price_unit * 10) == 0 {
        price_unit *= 10;
    }
    (price_unit / 100).max(1)
}

fn floor_to(micros: i64, unit: i64) -> i64 {
    micros.div_euclid(unit) * unit
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn price(text: &str) -> Price {
        text.parse().expect("a price")
    }

    #[test]
    fn each_tick_has_the_precision_of_the_venues_table() {
        let units: Vec<i64> = Tick::ALL.into_iter().map(unit_by_tick).collect();
        assert_eq!(units, [1_000, 100, 10, 1, 10, 1]);
    }

    #[test]
    fn the_flat_rule_holds_where_the_official_clients_break_it() {
        // polymarket-api §4.6: $5 at 0.523 on tick 0.001 gives 9.56022 shares there, which the venue refuses.
        let five: Usd = "5".parse().expect("dollars");
        let flat = buy_now(Tick::MILLI, price("0.523"), five, Precision::Flat).expect("amounts");
        assert_eq!(
            flat,
            Amounts {
                maker: 5_000_000,
                taker: 9_560_200
            }
        );
        let clients = buy_now(Tick::MILLI, price("0.523"), five, Precision::ByTick).expect("amounts");
        assert_eq!(clients.taker, 9_560_220);
        let sale = sell_now(
            Tick::MILLI,
            price("0.523"),
            "9.56".parse().expect("shares"),
            Precision::Flat,
        );
        assert_eq!(
            sale.expect("amounts"),
            Amounts {
                maker: 9_560_000,
                taker: 4_999_800
            }
        );
    }

    #[test]
    fn a_purchases_implied_price_is_at_the_limit_or_less_than_a_tick_above() {
        for cents in [100, 101, 333, 999, 12_345] {
            for price_micros in [100, 700, 333_300, 523_000, 999_900] {
                let limit = Price::from_micros(price_micros);
                let budget = Usd::from_micros(cents * CENT);
                let amounts = buy_now(Tick::TENTH_MILLI, limit, budget, Precision::Flat).expect("amounts");
                let implied = amounts.maker as f64 / amounts.taker as f64;
                let asked = price_micros as f64 / 1e6;
                assert!(
                    implied >= asked - 1e-12 && implied < asked + 1e-4,
                    "{cents} cents at {limit}: {implied}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let ten: Shares = "10".parse().expect("shares");
        for off in ["0.505", "0", "1", "-0.1", "1.01"] {
            assert!(
                matches!(
                    resting(Side::Buy, Tick::CENT, price(off), ten),
                    Err(VaultError::Price { .. })
                ),
                "{off}"
            );
        }
        for nothing in ["0", "0.009", "-5"] {
            let shares: Shares = nothing.parse().expect("shares");
            let refused = resting(Side::Sell, Tick::CENT, price("0.5"), shares);
            assert!(matches!(refused, Err(VaultError::Amount { .. })), "{nothing}");
        }
        let too_many = Shares::from_micros(i64::MAX);
        assert!(resting(Side::Buy, Tick::CENT, price("0.5"), too_many).is_err());
    }
}
