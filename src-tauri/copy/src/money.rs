//! Exact money: prices, shares, dollars, ticks and percentages, each a type of its own.
//!
//! Everything is a whole number of micro-units (10⁻⁶), the venue's own base unit, so that nothing is lost between the
//! wire, the core and the store. A price cannot be added to a size; a product names its rounding. There are no floats
//! here; `rust_decimal` serves at the edges (parsing, printing) and where one divides.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One whole unit (a dollar, a share) in micro-units.
pub const MICRO: i64 = 1_000_000;

/// Shares are traded in hundredths: the venue's lot (polymarket-api §4.5, "size dp 2").
pub const LOT: Shares = Shares(10_000);

/// A text that is not the decimal it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal in range: {0:?}")]
pub struct ParseMoneyError(pub String);

/// Which way a division's remainder goes. There is no default: every rounding says why it is the safe way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Towards negative infinity.
    Down,
    /// Towards positive infinity.
    Up,
    /// To the nearest, halves away from zero.
    HalfUp,
}

/// `a × b ÷ c` in 128 bits, rounded as told, saturating at the ends of `i64`. `c` must be positive; 0 gives 0.
#[must_use]
pub fn mul_div(a: i64, b: i64, c: i64, rounding: Rounding) -> i64 {
    if c <= 0 {
        return 0;
    }
    if let Some(product) = a.checked_mul(b) {
        return div(product, c, rounding);
    }
    let product = i128::from(a) * i128::from(b);
    let divisor = i128::from(c);
    let floor = product.div_euclid(divisor);
    let rest = product.rem_euclid(divisor);
    let rounded = match rounding {
        Rounding::Down => floor,
        Rounding::Up => floor + i128::from(rest != 0),
        Rounding::HalfUp => {
            let doubled = rest * 2;
            let up = if product >= 0 {
                doubled >= divisor
            } else {
                doubled > divisor
            };
            floor + i128::from(up)
        }
    };
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// `product ÷ divisor`, rounded as told: the same in 64 bits, which is most of what is ever computed. `divisor` is positive.
fn div(product: i64, divisor: i64, rounding: Rounding) -> i64 {
    let floor = product.div_euclid(divisor);
    let rest = product.rem_euclid(divisor);
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest != 0,
        // Compared without doubling the rest, which could overflow.
        Rounding::HalfUp if product >= 0 => rest >= divisor - rest,
        Rounding::HalfUp => rest > divisor - rest,
    };
    floor + i64::from(up)
}

fn decimal_from_micros(micros: i64) -> Decimal {
    Decimal::new(micros, 6).normalize()
}

/// Reads a decimal, cutting what is finer than a micro-unit (towards zero: never more than was said).
fn micros_from_decimal(value: Decimal) -> Option<i64> {
    value.checked_mul(Decimal::from(MICRO))?.trunc().to_i64()
}

fn micros_from_str(text: &str) -> Result<i64, ParseMoneyError> {
    let trimmed = text.trim();
    Decimal::from_str(trimmed)
        .or_else(|_| Decimal::from_scientific(trimmed))
        .ok()
        .and_then(micros_from_decimal)
        .ok_or_else(|| ParseMoneyError(text.to_owned()))
}

macro_rules! micro_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0);

            /// From whole micro-units.
            #[must_use]
            pub const fn from_micros(micros: i64) -> Self {
                Self(micros)
            }

            /// In whole micro-units.
            #[must_use]
            pub const fn micros(self) -> i64 {
                self.0
            }

            /// As a decimal in whole units.
            #[must_use]
            pub fn to_decimal(self) -> Decimal {
                decimal_from_micros(self.0)
            }

            /// From a decimal in whole units; finer than a micro-unit is cut. `None` when out of range.
            #[must_use]
            pub fn from_decimal(value: Decimal) -> Option<Self> {
                micros_from_decimal(value).map(Self)
            }

            /// Whether it is exactly zero.
            #[must_use]
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// The smaller of the two.
            #[must_use]
            pub fn at_most(self, other: Self) -> Self {
                if self.0 <= other.0 { self } else { other }
            }

            /// The larger of the two.
            #[must_use]
            pub fn at_least(self, other: Self) -> Self {
                if self.0 >= other.0 { self } else { other }
            }
        }

        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl std::ops::Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }

        impl std::ops::AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl std::ops::SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, |total, item| total + item)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.to_decimal().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseMoneyError;
            fn from_str(text: &str) -> Result<Self, ParseMoneyError> {
                micros_from_str(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

micro_type! {
    /// A price in USD a share, normally within [0, 1]. JSON: a decimal string.
    Price
}
micro_type! {
    /// A number of shares (signed where a change is meant). JSON: a decimal string.
    Shares
}
micro_type! {
    /// An amount of pUSD, signed. JSON: a decimal string.
    Usd
}

impl Price {
    /// What a winning share pays.
    pub const ONE: Self = Self(MICRO);

    /// The same trade seen from the other outcome: a YES at p is a NO at 1 − p.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(MICRO.saturating_sub(self.0))
    }
}

impl Shares {
    /// Rounded down to whole lots: never more than was asked.
    #[must_use]
    pub fn floor_to_lot(self) -> Self {
        Self(self.0.div_euclid(LOT.0) * LOT.0)
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// `self × price`, rounded as told.
    #[must_use]
    pub fn value(self, price: Price, rounding: Rounding) -> Usd {
        Usd(mul_div(self.0, price.0, MICRO, rounding))
    }
}

impl Usd {
    /// One dollar: the venue's least marketable order (polymarket-api §4.4).
    pub const ONE: Self = Self(MICRO);

    /// From whole dollars.
    #[must_use]
    pub const fn dollars(dollars: i64) -> Self {
        Self(dollars * MICRO)
    }

    /// How many shares it buys at `price`, rounded down to whole lots. Zero when the price is not positive.
    #[must_use]
    pub fn buys(self, price: Price) -> Shares {
        if price.0 <= 0 || self.0 <= 0 {
            return Shares::ZERO;
        }
        Shares(mul_div(self.0, MICRO, price.0, Rounding::Down)).floor_to_lot()
    }

    /// Rounded down to whole cents, as a fill-and-kill purchase's budget must be (polymarket-api §4.6).
    #[must_use]
    pub fn floor_to_cent(self) -> Self {
        Self(self.0.div_euclid(10_000) * 10_000)
    }
}

/// A market's price step: one of the venue's six (polymarket-api §4.5). Never assume a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(i64);

impl Tick {
    /// 0.1
    pub const TENTH: Self = Self(100_000);
    /// 0.01
    pub const CENT: Self = Self(10_000);
    /// 0.005
    pub const HALF_CENT: Self = Self(5_000);
    /// 0.0025
    pub const QUARTER_CENT: Self = Self(2_500);
    /// 0.001
    pub const MILLI: Self = Self(1_000);
    /// 0.0001
    pub const TENTH_MILLI: Self = Self(100);
    /// All of them, coarse to fine.
    pub const ALL: [Self; 6] = [
        Self::TENTH,
        Self::CENT,
        Self::HALF_CENT,
        Self::QUARTER_CENT,
        Self::MILLI,
        Self::TENTH_MILLI,
    ];

    /// The tick of that many micro-units, if the venue has it.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|tick| tick.0 == micros)
    }

    /// In micro-units.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// As a price step.
    #[must_use]
    pub const fn step(self) -> Price {
        Price(self.0)
    }

    /// The lowest price an order may have: one tick.
    #[must_use]
    pub const fn lowest(self) -> Price {
        Price(self.0)
    }

    /// The highest price an order may have: one less one tick.
    #[must_use]
    pub const fn highest(self) -> Price {
        Price(MICRO - self.0)
    }

    /// The tick at or under `price`.
    #[must_use]
    pub fn floor(self, price: Price) -> Price {
        Price(price.0.div_euclid(self.0) * self.0)
    }

    /// The tick at or over `price`.
    #[must_use]
    pub fn ceil(self, price: Price) -> Price {
        Price((-(price.0.saturating_neg()).div_euclid(self.0)).saturating_mul(self.0))
    }

    /// Whether `price` is a multiple of the tick.
    #[must_use]
    pub fn divides(self, price: Price) -> bool {
        price.0 % self.0 == 0
    }

    /// `price` brought into [tick, 1 − tick].
    #[must_use]
    pub fn clamp(self, price: Price) -> Price {
        price.at_least(self.lowest()).at_most(self.highest())
    }
}

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal_from_micros(self.0).fmt(f)
    }
}

impl FromStr for Tick {
    type Err = ParseMoneyError;
    fn from_str(text: &str) -> Result<Self, ParseMoneyError> {
        Self::from_micros(micros_from_str(text)?).ok_or_else(|| ParseMoneyError(text.to_owned()))
    }
}

impl Serialize for Tick {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tick {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The share of a trader's change that a follow copies, in tenths of a percent: 0.1 % to 20 % (product.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(u16);

/// A percentage outside 0.1–20 % or finer than 0.1 %.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the percentage must be between 0.1 and 20, in steps of 0.1; got {0}")]
pub struct PercentageError(pub String);

impl Percentage {
    /// 0.1 %.
    pub const LEAST: Self = Self(1);
    /// 20 %.
    pub const MOST: Self = Self(200);

    /// From tenths of a percent, 1 to 200.
    #[must_use]
    pub fn from_tenths(tenths: u16) -> Option<Self> {
        (1..=200).contains(&tenths).then_some(Self(tenths))
    }

    /// In tenths of a percent.
    #[must_use]
    pub const fn tenths(self) -> u16 {
        self.0
    }

    /// That share of `change`, rounded down to whole lots (product.md §5): a copy is never larger than its share.
    #[must_use]
    pub fn of(self, change: Shares) -> Shares {
        Shares(mul_div(change.0, i64::from(self.0), 1_000, Rounding::Down)).floor_to_lot()
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(i64::from(self.0), 1).normalize().fmt(f)
    }
}

impl FromStr for Percentage {
    type Err = PercentageError;
    fn from_str(text: &str) -> Result<Self, PercentageError> {
        let refuse = || PercentageError(text.to_owned());
        let value = Decimal::from_str(text.trim().trim_end_matches('%').trim()).map_err(|_| refuse())?;
        let tenths = value.checked_mul(Decimal::TEN).ok_or_else(refuse)?;
        if !tenths.fract().is_zero() {
            return Err(refuse());
        }
        tenths.to_u16().and_then(Self::from_tenths).ok_or_else(refuse)
    }
}

impl Serialize for Percentage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percentage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_the_way_it_is_named_on_both_sides_of_zero() {
        let cases = [
            (7, Rounding::Down, 3),
            (7, Rounding::Up, 4),
            (7, Rounding::HalfUp, 4),
            (-7, Rounding::Down, -4),
            (-7, Rounding::Up, -3),
            (-7, Rounding::HalfUp, -4),
        ];
        for (value, rounding, expected) in cases {
            assert_eq!(mul_div(value, 1, 2, rounding), expected, "{value} / 2 {rounding:?}");
        }
    }

    #[test]
    fn five_percent_of_a_hundred_is_five_and_never_rounds_up() {
        let five: Percentage = "5".parse().expect("a percentage");
        assert_eq!(five.of("100".parse().expect("shares")), "5".parse().expect("shares"));
        assert_eq!(
            five.of("100.39".parse().expect("shares")),
            "5.01".parse().expect("shares")
        );
    }

    #[test]
    fn percentages_outside_the_range_are_refused() {
        for text in ["0", "0.05", "20.1", "-1", "5.55", "abc", ""] {
            assert!(text.parse::<Percentage>().is_err(), "{text}");
        }
    }

    #[test]
    fn ticks_that_are_not_powers_of_ten_floor_and_ceil() {
        let price: Price = "0.5337".parse().expect("a price");
        assert_eq!(Tick::QUARTER_CENT.floor(price).to_string(), "0.5325");
        assert_eq!(Tick::QUARTER_CENT.ceil(price).to_string(), "0.535");
    }
}
