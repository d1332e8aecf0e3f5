//! The copied traders who hold some of a market.

use pilotfish_copy::Core;
use pilotfish_copy::entity::{Follow, FollowStatus};
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Market;
use pilotfish_copy::money::{Price, Rounding, Shares};
use pilotfish_engine::EngineHandle;
use pilotfish_polymarket::public::PositionRow;
use pilotfish_store::read::decisions::{DecisionItem, Noticed};

use super::cache::MarketCache;
use crate::numbers::count;
use crate::traders::resolve::shown;
use crate::types::{MarketDeed, MarketHolder, Ms};

/// Of how many holders, the largest first, the cost is read.
const READ_MOST: usize = 12;

/// A follow with what its trader holds of one outcome.
struct Held<'a> {
    follow: &'a Follow,
    outcome: usize,
    token: &'a TokenId,
    shares: Shares,
}

/// Who holds it, the largest first: shares by what is known of each, cost and profit as the venue lists them.
pub(super) async fn holders(
    cache: &MarketCache,
    engine: &EngineHandle,
    core: &Core,
    market: &Market,
    prices: [Option<Price>; 2],
    decisions: &[DecisionItem],
) -> Vec<MarketHolder> {
    let mut shown = Vec::new();
    for (place, held) in held(core, market).into_iter().enumerate() {
        // Who holds it is known without the venue; a trader whose list cannot be read is shown without their cost.
        let rows = if place < READ_MOST {
            cache.held(engine, &held.follow.trader).await.ok()
        } else {
            None
        };
        let cost = rows.and_then(|rows| average_cost(&rows, held.token));
        let price = prices.get(held.outcome).copied().flatten();
        shown.push(holder(market, &held, cost, price, decisions));
    }
    shown
}

/// How many traders are copied, switched off ones among them.
pub(super) fn copied(core: &Core) -> u32 {
    count(core.state().follows.values().filter(|follow| counts(follow)).count())
}

fn counts(follow: &Follow) -> bool {
    follow.status != FollowStatus::Removed
}

fn held<'a>(core: &'a Core, market: &'a Market) -> Vec<Held<'a>> {
    let state = core.state();
    let mut held = Vec::new();
    for follow in state.follows.values().filter(|follow| counts(follow)) {
        for (outcome, token) in market.outcomes.iter().map(|outcome| &outcome.token).enumerate() {
            let known = state.known_position(&(follow.id, token.clone()));
            let shares = known.map_or(Shares::ZERO, |known| known.shares);
            if shares > Shares::ZERO {
                held.push(Held {
                    follow,
                    outcome,
                    token,
                    shares,
                });
            }
        }
    }
    held.sort_by_key(|one| std::cmp::Reverse(one.shares));
    held
}

fn average_cost(rows: &[PositionRow], token: &TokenId) -> Option<Price> {
    let row = rows.iter().find(|row| row.token == *token)?;
    Some(row.average_cost)
}

fn holder(
    market: &Market,
    held: &Held<'_>,
    cost: Option<Price>,
    price: Option<Price>,
    decisions: &[DecisionItem],
) -> MarketHolder {
    let follow = held.follow;
    let pnl = price
        .zip(cost)
        .map(|(price, cost)| held.shares.value(price - cost, Rounding::HalfUp));
    MarketHolder {
        address: follow.trader.to_string(),
        name: shown(&follow.name, &follow.trader),
        percentage: follow.settings.percentage.to_string(),
        active: follow.status.is_on(),
        outcome: market
            .outcomes
            .get(held.outcome)
            .map_or_else(String::new, |outcome| outcome.name.clone()),
        outcome_index: count(held.outcome),
        shares: held.shares.to_string(),
        average_cost: cost.map(|price| price.to_string()),
        pnl: pnl.map(|usd| usd.to_string()),
        last: decisions
            .iter()
            .filter(|item| item.trader == follow.trader && item.token == *held.token)
            .find_map(|item| deed(market, item)),
    }
}

/// The trade behind a decision; none of what was no trade of theirs.
pub(super) fn deed(market: &Market, item: &DecisionItem) -> Option<MarketDeed> {
    let Noticed::Signal(signal) = &item.noticed else {
        return None;
    };
    if !super::chart::is_theirs(signal.origin) {
        return None;
    }
    let outcome = market.outcome_index(&signal.token)?;
    Some(MarketDeed {
        at: Ms(signal.at.0),
        bought: signal.side == pilotfish_copy::market::Side::Buy,
        shares: (signal.after - signal.before).abs().to_string(),
        price: signal.price.to_string(),
        outcome: market
            .outcomes
            .get(outcome)
            .map_or_else(String::new, |outcome| outcome.name.clone()),
        outcome_index: count(outcome),
        verdict: item.verdict.into(),
    })
}
