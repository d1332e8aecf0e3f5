//! Whether an order may be taken: the venue's own rules, as far as they bind what the program sends.

use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::fees::taker_fee;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use crate::book::{YesBook, in_yes};
use crate::order::{Amount, Lifetime, NewOrder, Reject, budget_buys};

/// What an order takes at one price.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// In the order's token.
    pub(crate) price: Price,
    /// In YES.
    pub(crate) price_in_yes: Price,
    pub(crate) shares: Shares,
    pub(crate) fee: Usd,
}

/// What can be said without the book.
pub(crate) fn check_form(order: &NewOrder, market: &Market, now: VenueMs) -> Result<(), Reject> {
    let is_sensible = match order.amount {
        Amount::Shares(shares) => shares > Shares::ZERO && (order.lifetime.rests() || order.side == Side::Sell),
        Amount::Budget(budget) => budget > Usd::ZERO && !order.lifetime.rests() && order.side == Side::Buy,
    };
    if !is_sensible {
        return Err(Reject::InvalidPayload);
    }
    if market.closed || market.payouts.is_some() {
        return Err(Reject::NoOrderbook);
    }
    if !market.accepting_orders {
        return Err(Reject::NotReady);
    }
    let tick = market.tick;
    if !tick.divides(order.price) || order.price < tick.lowest() || order.price > tick.highest() {
        return Err(Reject::Tick {
            price: order.price,
            tick,
        });
    }
    if matches!(order.lifetime, Lifetime::Gtd(until) if until <= now) {
        return Err(Reject::Expiration);
    }
    if order.post_only && !order.lifetime.rests() {
        return Err(Reject::PostOnlyKind);
    }
    Ok(())
}

/// The least size of what may rest, and the least worth of what takes.
pub(crate) fn check_minimums(order: &NewOrder, market: &Market, first: Option<Price>) -> Result<(), Reject> {
    if let (true, Amount::Shares(size)) = (order.lifetime.rests(), order.amount)
        && size < market.min_size
    {
        return Err(Reject::MinimumSize {
            size,
            minimum: market.min_size,
        });
    }
    if order.post_only && first.is_some() {
        return Err(Reject::Crosses);
    }
    let is_marketable = first.is_some() || (order.side == Side::Buy && !order.lifetime.rests());
    let value = match (order.amount, order.side) {
        (Amount::Budget(budget), _) => budget,
        (Amount::Shares(size), Side::Buy) => size.value(order.price, Rounding::HalfUp),
        (Amount::Shares(size), Side::Sell) => size.value(first.unwrap_or(order.price), Rounding::HalfUp),
    };
    if is_marketable && value < Usd::ONE {
        return Err(Reject::MarketableMinimum {
            side: order.side,
            value,
        });
    }
    Ok(())
}

/// What the order meets of a book, best price first, and whether nothing is left of it.
pub(crate) fn walk(order: &NewOrder, outcome: usize, market: &Market, book: &YesBook) -> (Vec<Step>, bool) {
    let (side, limit) = in_yes(outcome, order.side, order.price);
    let mut steps = Vec::new();
    let mut left = order.amount;
    for level in book.met_by(side, limit) {
        let (_, price) = in_yes(outcome, side, level.price);
        let wanted = match left {
            Amount::Shares(shares) => shares,
            Amount::Budget(budget) => budget_buys(budget, price),
        };
        let shares = wanted.at_most(level.shares);
        if shares <= Shares::ZERO {
            return (steps, true);
        }
        let value = fill_value(order.side, shares, price);
        let mut fee = taker_fee(&market.fee, shares, price);
        if order.side == Side::Sell {
            // A fee never takes more than a sale brings.
            fee = fee.at_most(value);
        }
        match &mut left {
            Amount::Shares(rest) => *rest -= shares,
            Amount::Budget(rest) => *rest -= value,
        }
        steps.push(Step {
            price,
            price_in_yes: level.price,
            shares,
            fee,
        });
    }
    let is_whole = match left {
        Amount::Shares(rest) => rest <= Shares::ZERO,
        Amount::Budget(budget) => budget_buys(budget, order.price) <= Shares::ZERO,
    };
    (steps, is_whole)
}

/// The most that a purchase can cost: what it takes now, and the rest at its limit.
pub(crate) fn cost(order: &NewOrder, market: &Market, steps: &[Step]) -> Usd {
    let taken: Shares = steps.iter().map(|step| step.shares).sum();
    let now: Usd = steps
        .iter()
        .map(|step| fill_value(Side::Buy, step.shares, step.price) + step.fee)
        .sum();
    match order.amount {
        Amount::Shares(size) => {
            let at_limit = size.value(order.price, Rounding::Up) + taker_fee(&market.fee, taken, order.price);
            at_limit.at_least(now + (size - taken).value(order.price, Rounding::Up))
        }
        Amount::Budget(budget) => {
            let most = budget_buys(budget, order.price);
            (budget + taker_fee(&market.fee, most, order.price)).at_least(now)
        }
    }
}
