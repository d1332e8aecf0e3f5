//! Average cost: what a purchase, a sale and a payout do to a holding.

use crate::entity::{FillEffect, Holding};
use crate::ids::{ConditionId, FollowId, TokenId};
use crate::market::Side;
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};

/// A follow's holding of a token before its first fill.
#[must_use]
pub fn nothing_held(follow: FollowId, token: TokenId, condition: ConditionId) -> Holding {
    Holding {
        follow,
        token,
        condition,
        shares: Shares::ZERO,
        cost: Usd::ZERO,
        realised: Usd::ZERO,
        fees: Usd::ZERO,
        episode_base: Usd::ZERO,
        payout: None,
        paid_shares: Shares::ZERO,
    }
}

/// What an execution costs or brings, without its fee. A purchase is rounded up and a sale down, so that profit is
/// never overstated.
#[must_use]
pub fn fill_value(side: Side, shares: Shares, price: Price) -> Usd {
    match side {
        Side::Buy => shares.value(price, Rounding::Up),
        Side::Sell => shares.value(price, Rounding::Down),
    }
}

/// Books an execution. Returns what a sale realised against the average cost, its fee not counted; zero of a
/// purchase.
pub fn apply_fill(holding: &mut Holding, side: Side, shares: Shares, price: Price, fee: Usd) -> Usd {
    book(holding, side, shares, fill_value(side, shares, price), fee)
}

/// Books an execution of known value (what it cost or brought without its fee), as [`apply_fill`] does.
///
/// A purchase that starts from nothing begins an episode. A sale of more than is held leaves negative shares, with what the
/// excess brought as their negative cost: it earns nothing until a purchase covers it, or a failed settlement undoes it.
pub fn book(holding: &mut Holding, side: Side, shares: Shares, value: Usd, fee: Usd) -> Usd {
    let shares = shares.max(Shares::ZERO);
    if side == Side::Buy && holding.shares < LOT && holding.shares >= Shares::ZERO {
        holding.episode_base = holding.realised - holding.fees;
    }
    let realised = match side {
        Side::Buy => buy(holding, shares, value),
        Side::Sell => sell(holding, shares, value),
    };
    holding.realised += realised;
    holding.fees += fee;
    realised
}

/// A purchase covers negative shares first; what it covers them with is realised against what they brought.
fn buy(holding: &mut Holding, shares: Shares, value: Usd) -> Usd {
    let covers = (-holding.shares).max(Shares::ZERO).min(shares);
    let for_cover = part(value, covers, shares, Rounding::Up);
    let brought = part(-holding.cost, covers, -holding.shares, Rounding::Down);
    holding.shares += shares;
    holding.cost += brought + (value - for_cover);
    brought - for_cover
}

/// A sale takes shares out at average cost; what goes beyond them becomes negative shares.
fn sell(holding: &mut Holding, shares: Shares, value: Usd) -> Usd {
    let sold = shares.min(holding.shares.max(Shares::ZERO));
    // Down: realised profit is never overstated.
    let brought = part(value, sold, shares, Rounding::Down);
    let cost = take_out(holding, sold);
    holding.shares -= shares - sold;
    holding.cost -= value - brought;
    brought - cost
}

/// `value × shares ÷ of`; nothing of nothing.
fn part(value: Usd, shares: Shares, of: Shares, rounding: Rounding) -> Usd {
    Usd::from_micros(mul_div(value.micros(), shares.micros(), of.micros(), rounding))
}

/// Takes shares out at average cost and returns that cost. `shares` is at most what is held.
fn take_out(holding: &mut Holding, shares: Shares) -> Usd {
    // Up: realised profit is never overstated. Since shares ≤ held, it is never more than the whole cost, and exactly
    // that when everything goes.
    let cost = part(holding.cost, shares, holding.shares, Rounding::Up);
    holding.shares -= shares;
    holding.cost -= cost;
    cost
}

/// Undoes what a fill did to a holding, exactly. What was sold since took its cost from the average of both, so what is left of
/// the cost belongs to the profit of the shares that really were there, where no share is left or it would be less than nothing.
pub fn undo(holding: &mut Holding, effect: &FillEffect) {
    holding.shares -= effect.shares;
    holding.cost -= effect.cost;
    holding.realised -= effect.realised;
    holding.fees -= effect.fee;
    if holding.shares.is_zero() || (holding.shares > Shares::ZERO && holding.cost < Usd::ZERO) {
        holding.realised -= holding.cost;
        holding.cost = Usd::ZERO;
    }
}

/// The average cost of a share that is held; `None` where none is.
#[must_use]
pub fn average_cost(holding: &Holding) -> Option<Price> {
    let shares = holding.shares.micros();
    (shares > 0).then(|| Price::from_micros(mul_div(holding.cost.micros(), MICRO, shares, Rounding::HalfUp)))
}

/// Pays out what is held at a resolved market's price a share, and returns the profit it realised. Paying again what
/// was paid changes nothing; what came or went since (negative too) is paid or taken back.
pub fn settle_resolution(holding: &mut Holding, payout: Price) -> Usd {
    let shares = holding.shares;
    let brought = payout_value(shares, payout);
    let realised = brought - holding.cost;
    holding.shares = Shares::ZERO;
    holding.cost = Usd::ZERO;
    holding.realised += realised;
    holding.payout = Some(payout);
    holding.paid_shares += shares;
    realised
}

/// What shares pay at a payout a share, rounded down; taken back, it is the same figure.
#[must_use]
pub fn payout_value(shares: Shares, payout: Price) -> Usd {
    let size = shares.abs().value(payout, Rounding::Down);
    if shares < Shares::ZERO { -size } else { size }
}

/// Open profit at a price a share, fees not counted. The value is rounded down.
#[must_use]
pub fn unrealised(holding: &Holding, mark: Price) -> Usd {
    holding.shares.value(mark, Rounding::Down) - holding.cost
}
