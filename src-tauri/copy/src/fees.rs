//! The venue's taker fee, exact: `shares × rate × (p·(1−p))^exponent`, in pUSD (polymarket-api §5). Makers pay
//! nothing.
//!
//! A purchase pays it on top, a sale out of its proceeds; the shares are never reduced. The rate and the exponent
//! come from the market and are never assumed.

use crate::market::{FeeSchedule, Side};
use crate::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};

/// The venue's fee unit: five decimals. What is less is not charged.
const FEE_UNIT: Usd = Usd::from_micros(10);

/// From this exponent on no fee reaches the unit: p·(1−p) is at most ¼, and ¼⁶⁴ of the largest representable
/// `shares × rate` (under 10²⁶) lies below 10⁻¹².
const VANISHING_EXPONENT: u32 = 64;

/// What a taker pays for one execution. Half up to five decimals, as the venue rounds it; below 0.00001 it is
/// nothing.
///
/// Zero where shares or rate are not positive, or the price is not strictly between 0 and 1.
#[must_use]
pub fn taker_fee(schedule: &FeeSchedule, shares: Shares, price: Price) -> Usd {
    fee(schedule, shares, price).map_or(Usd::ZERO, ExactFee::charged)
}

/// The most that executions of these shares at `limit` or better can cost in fees: for reservations.
///
/// The fee a share is highest at 0.50, so this is the fee there if the limit allows it, else at the limit; rounded
/// up. It is the bound for one execution: each further one may be rounded up by the venue, by at most 0.000005.
#[must_use]
pub fn worst_fee(schedule: &FeeSchedule, side: Side, shares: Shares, limit: Price) -> Usd {
    if schedule.rate_micros <= 0 {
        return Usd::ZERO;
    }
    let half = Price::from_micros(MICRO / 2);
    let dearest = match side {
        Side::Buy => limit.at_most(half),
        Side::Sell => limit.at_least(half),
    };
    fee(schedule, shares, dearest).map_or(Usd::ZERO, ExactFee::rounded_up)
}

/// The most that spending `budget` on a purchase can cost in fees, when no share comes cheaper than `best` (the best
/// visible ask, or one tick to be safe from every improvement).
///
/// A budget buys more shares the cheaper they come, so with the exponent 1 the fee is `budget × rate × (1−p)` and
/// grows as the price falls; with a higher exponent that same figure at `best` lies above it. Rounded up.
#[must_use]
pub fn worst_fee_of_budget(schedule: &FeeSchedule, budget: Usd, best: Price) -> Usd {
    if best <= Price::ZERO || best >= Price::ONE || budget <= Usd::ZERO || schedule.rate_micros <= 0 {
        return Usd::ZERO;
    }
    let base = if schedule.exponent == 0 {
        mul_div(budget.micros(), MICRO, best.micros(), Rounding::Up)
    } else {
        mul_div(budget.micros(), best.complement().micros(), MICRO, Rounding::Up)
    };
    let micros = mul_div(base, schedule.rate_micros, MICRO, Rounding::Up);
    Usd::from_micros(mul_div(micros, 1, FEE_UNIT.micros(), Rounding::Up).saturating_mul(FEE_UNIT.micros()))
}

/// The least price at which a share that cost `cost` is sold without a loss once the taker's fee of the sale is paid; `None` where no price
/// under 1 is enough.
#[must_use]
pub fn break_even(schedule: &FeeSchedule, cost: Price) -> Option<Price> {
    // Of a million shares, so that the venue's rounding to 0.00001 is nothing of it.
    let many = Shares::from_micros(MICRO.saturating_mul(MICRO));
    let covers = |micros: i64| {
        let price = Price::from_micros(micros);
        many.value(price, Rounding::Down) - taker_fee(schedule, many, price) >= many.value(cost, Rounding::Up)
    };
    // What comes in grows with the price, so that the least is found by halving.
    let (mut low, mut high) = (cost.micros().max(0), MICRO - 1);
    if low > high || !covers(high) {
        return None;
    }
    while low < high {
        let middle = low.midpoint(high);
        if covers(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(Price::from_micros(high))
}

/// An exact fee: whole fee units and what is left over, without loss.
#[derive(Debug, Clone, Copy)]
struct ExactFee {
    /// Whole units of 0.00001.
    units: i64,
    /// Whether the rest is half a unit or more.
    half: bool,
    /// Whether there is a rest.
    rest: bool,
}

impl ExactFee {
    fn charged(self) -> Usd {
        // Under one unit nothing is charged, even from its half on: the least fee there is, is the unit.
        let up = self.half && self.units > 0;
        Self::usd(self.units.saturating_add(i64::from(up)))
    }

    fn rounded_up(self) -> Usd {
        Self::usd(self.units.saturating_add(i64::from(self.rest)))
    }

    fn usd(units: i64) -> Usd {
        Usd::from_micros(units.saturating_mul(FEE_UNIT.micros()))
    }
}

fn fee(schedule: &FeeSchedule, shares: Shares, price: Price) -> Option<ExactFee> {
    let shares = u64::try_from(shares.micros()).ok()?;
    let rate = u64::try_from(schedule.rate_micros).ok()?;
    let (p, q) = (
        u64::try_from(price.micros()).ok()?,
        u64::try_from(price.complement().micros()).ok()?,
    );
    if p == 0 || q == 0 || schedule.exponent >= VANISHING_EXPONENT {
        return None;
    }
    if let Some(exact) = fee_in_128_bits(schedule.exponent, shares, rate, p, q) {
        return Some(exact);
    }
    let mut product = Product::of(shares);
    product.times(rate);
    for _ in 0..schedule.exponent {
        product.times(p);
        product.times(q);
    }
    // shares and rate carry 10⁶ each, every p and q 10⁶; times 10⁵ makes whole fee units of the quotient.
    product.times(100_000);
    let dropped = usize::try_from(2 * schedule.exponent + 2).ok()?;
    Some(product.cut(dropped))
}

/// The same where the product fits 128 bits, as it does for the exponent 1 and any order there is.
fn fee_in_128_bits(exponent: u32, shares: u64, rate: u64, p: u64, q: u64) -> Option<ExactFee> {
    let (mut product, mut divisor) = (u128::from(shares).checked_mul(u128::from(rate))?, 10_u128.pow(12));
    for _ in 0..exponent {
        product = product.checked_mul(u128::from(p) * u128::from(q))?;
        divisor = divisor.checked_mul(10_u128.pow(12))?;
    }
    let divisor = divisor / 100_000;
    let (units, rest) = (product / divisor, product % divisor);
    Some(ExactFee {
        units: i64::try_from(units).unwrap_or(i64::MAX),
        half: rest >= divisor - rest,
        rest: rest > 0,
    })
}

/// A product of whole numbers in base 10⁶, least limb first: dividing by a power of a million is dropping limbs.
struct Product(Vec<u64>);

impl Product {
    const BASE: u64 = 1_000_000;

    fn of(value: u64) -> Self {
        let mut one = Self(vec![1]);
        one.times(value);
        one
    }

    fn times(&mut self, factor: u64) {
        let base = u128::from(Self::BASE);
        let mut carry = 0_u128;
        for limb in &mut self.0 {
            let value = u128::from(*limb) * u128::from(factor) + carry;
            // A remainder of 10⁶ always fits.
            *limb = u64::try_from(value % base).unwrap_or(0);
            carry = value / base;
        }
        while carry > 0 {
            self.0.push(u64::try_from(carry % base).unwrap_or(0));
            carry /= base;
        }
    }

    /// Divides by 10⁶ to the power of `limbs`.
    fn cut(&self, limbs: usize) -> ExactFee {
        let split = limbs.min(self.0.len());
        let (rest, whole) = self.0.split_at(split);
        let units = whole.iter().rev().try_fold(0_i64, |units, limb| {
            units
                .checked_mul(i64::try_from(Self::BASE).ok()?)?
                .checked_add(i64::try_from(*limb).ok()?)
        });
        // The base is even, so the first dropped limb alone tells whether the rest is half or more; a product with
        // fewer limbs than are dropped has zeros there.
        let first_dropped = if self.0.len() < limbs {
            0
        } else {
            rest.last().copied().unwrap_or(0)
        };
        ExactFee {
            units: units.unwrap_or(i64::MAX),
            half: first_dropped >= Self::BASE / 2,
            rest: rest.iter().any(|limb| *limb > 0),
        }
    }
}
