//! The last check before a signature: whether an order lies within the bounds that came with it.
//!
//! It can only refuse. It computes what the order would cost from the amounts that are signed, not from what the order says of
//! itself, and knows nothing of why the order was decided.

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use pilotfish_copy::risk::headroom::share_with_fee;
use pilotfish_copy::risk::{MoneyLimit, OrderLimits, PurchaseLimits, SaleLimits};

use crate::VaultError;
use crate::amounts::Amounts;
use crate::error::LimitName;

/// Whether an order that signs these amounts may be signed.
pub(crate) fn check(limits: &OrderLimits, place: &PlaceChild, amounts: Amounts) -> Result<(), VaultError> {
    match (limits, place.side) {
        (OrderLimits::Purchase(limits), Side::Buy) => purchase(limits, place.kind, amounts),
        (OrderLimits::Sale(limits), Side::Sell) => sale(limits, place.kind, amounts),
        (OrderLimits::Purchase(_), Side::Sell) | (OrderLimits::Sale(_), Side::Buy) => {
            Err(VaultError::LimitsOfOtherSide)
        }
    }
}

fn purchase(limits: &PurchaseLimits, kind: ChildKind, amounts: Amounts) -> Result<(), VaultError> {
    let (cost, shares, price) = (usd(amounts.maker), micro_shares(amounts.taker), kind.price());
    if price > limits.worst_price {
        return Err(VaultError::BeyondBound {
            price,
            bound: limits.worst_price,
        });
    }
    check_wanted(limits.shares, kind, cost, shares)?;
    for (name, limit) in [
        (LimitName::Order, limits.order),
        (LimitName::Market, limits.market),
        (LimitName::Follow, limits.follow),
        (LimitName::Exposure, limits.exposure),
    ] {
        within(name, limit, cost)?;
    }
    let with_fee = cost + shares.value(share_with_fee(&limits.fee, price) - price, Rounding::Up);
    within(LimitName::Day, limits.daily, with_fee)?;
    let free = limits.free.ok_or(VaultError::BalanceUnknown)?;
    let balance = MoneyLimit {
        used: Usd::ZERO,
        limit: free,
    };
    within(LimitName::Balance, balance, with_fee)
}

/// A resting purchase names its shares. A fill-and-kill is a budget, for which a better price may buy more: it may be what the
/// shares that are wanted cost at its worst price.
fn check_wanted(most: Shares, kind: ChildKind, cost: Usd, shares: Shares) -> Result<(), VaultError> {
    let is_within = match kind {
        ChildKind::BuyNow { price, .. } => cost <= most.value(price, Rounding::Up),
        ChildKind::Resting { .. } | ChildKind::SellNow { .. } => shares <= most,
    };
    if is_within {
        Ok(())
    } else {
        Err(VaultError::TooManyShares { asked: shares, most })
    }
}

fn sale(limits: &SaleLimits, kind: ChildKind, amounts: Amounts) -> Result<(), VaultError> {
    let (shares, price) = (micro_shares(amounts.maker), kind.price());
    if price < limits.worst_price {
        return Err(VaultError::BeyondBound {
            price,
            bound: limits.worst_price,
        });
    }
    // What is signed is the amounts, and rounding must not have made them worse than the price says.
    let least = shares.value(limits.worst_price.at_least(Price::ZERO), Rounding::Down);
    if usd(amounts.taker) + ROUNDING < least {
        return Err(VaultError::BeyondBound {
            price,
            bound: limits.worst_price,
        });
    }
    if shares > limits.shares {
        return Err(VaultError::TooManyShares {
            asked: shares,
            most: limits.shares,
        });
    }
    Ok(())
}

/// A sale's proceeds are floored to three decimals at the coarsest ([`crate::amounts`]): so much less they may be, USD.
const ROUNDING: Usd = Usd::from_micros(1_000);

fn within(limit: LimitName, money: MoneyLimit, asked: Usd) -> Result<(), VaultError> {
    let left = money.left();
    if asked <= left {
        Ok(())
    } else {
        Err(VaultError::OverLimit { limit, asked, left })
    }
}

fn usd(micros: u64) -> Usd {
    Usd::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}

fn micro_shares(micros: u64) -> Shares {
    Shares::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
