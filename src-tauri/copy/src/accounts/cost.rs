//! Average cost: what a purchase, a sale and a payout do to a holding.

use crate::entity::{Fill, Holding};
use crate::ids::{ConditionId, FollowId, TokenId};
use crate::input::Settlement;
use crate::market::Side;
use crate::money::{Price, Rounding, Shares, Usd, mul_div};

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
/// A purchase that starts from nothing begins an episode. Of a sale of more shares than are held, only those held
/// count, with their part of the value.
pub fn book(holding: &mut Holding, side: Side, shares: Shares, value: Usd, fee: Usd) -> Usd {
    let shares = shares.at_least(Shares::ZERO);
    let realised = match side {
        Side::Buy => {
            if holding.shares.is_zero() {
                holding.episode_base = holding.realised - holding.fees;
            }
            holding.shares += shares;
            holding.cost += value;
            Usd::ZERO
        }
        Side::Sell => {
            let sold = shares.at_most(holding.shares);
            // Down: shares that were never held bring nothing.
            let brought = Usd::from_micros(mul_div(value.micros(), sold.micros(), shares.micros(), Rounding::Down));
            brought - take_out(holding, sold)
        }
    };
    holding.realised += realised;
    holding.fees += fee;
    realised
}

/// Takes shares out at average cost and returns that cost. `shares` is at most what is held.
fn take_out(holding: &mut Holding, shares: Shares) -> Usd {
    // Up: realised profit is never overstated. Since shares ≤ held, it is never more than the whole cost, and exactly
    // that when everything goes.
    let cost = mul_div(
        holding.cost.micros(),
        shares.micros(),
        holding.shares.micros(),
        Rounding::Up,
    );
    holding.shares -= shares;
    holding.cost -= Usd::from_micros(cost);
    Usd::from_micros(cost)
}

/// Pays out what is held at a resolved market's price a share, and returns the profit it realised. Paying again what
/// was paid changes nothing.
pub fn settle_resolution(holding: &mut Holding, payout: Price) -> Usd {
    let shares = holding.shares;
    let brought = shares.value(payout, Rounding::Down);
    let realised = brought - take_out(holding, shares);
    holding.realised += realised;
    holding.payout = Some(payout);
    holding.paid_shares += shares;
    realised
}

/// The holding that a set of fills leads to, in the order they are given (the order they were booked in). FAILED ones
/// count for nothing, so a settlement that fails is undone by marking its fill and rebuilding: exactly once, however
/// often it is told. Every fill's realised profit is set anew, since a purchase that is gone changes what later sales
/// made.
///
/// `holding` says whose (fills of another follow or token are left alone) and whether the market has paid out: then
/// what the fills leave is paid too. A fill that arrives after the payout must be booked in this way.
#[must_use]
pub fn rebuild<'a>(holding: &Holding, fills: impl IntoIterator<Item = &'a mut Fill>) -> Holding {
    let mut rebuilt = nothing_held(holding.follow, holding.token.clone(), holding.condition.clone());
    let own = fills
        .into_iter()
        .filter(|fill| fill.follow == holding.follow && fill.token == holding.token);
    for fill in own {
        fill.realised = if fill.settlement == Settlement::Failed {
            Usd::ZERO
        } else {
            apply_fill(&mut rebuilt, fill.side, fill.shares, fill.price, fill.fee)
        };
    }
    if let Some(payout) = holding.payout {
        settle_resolution(&mut rebuilt, payout);
    }
    rebuilt
}

/// Open profit at a price a share, fees not counted. The value is rounded down.
#[must_use]
pub fn unrealised(holding: &Holding, mark: Price) -> Usd {
    holding.shares.value(mark, Rounding::Down) - holding.cost
}
