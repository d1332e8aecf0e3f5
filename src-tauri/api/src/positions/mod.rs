//! Positions: what is held through which follow, and what it is worth.

pub(crate) mod close;
pub(crate) mod shapes;

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::unrealised;
use pilotfish_copy::entity::{FollowStatus, Holding};
use pilotfish_copy::ids::{CopyOrderId, VenueMs};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_store::read::positions::Pair;

use crate::frame::sums;
use crate::numbers::{count, ratio_tenths, tenths};
use crate::traders::resolve::shortened;
use crate::types::{Id, Ms, Position, Positions};
use crate::words::word;
use crate::{Api, ApiResult, reader};

impl Api {
    /// All open holdings, largest value first, with their sums.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn positions(&self) -> ApiResult<Positions> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let beside = Beside {
            since: reader.held_since().await?,
            closing: reader.closing_orders().await?,
        };
        Ok(positions(&engine.core(), &beside))
    }
}

/// What only the store knows of the holdings.
#[derive(Debug, Default)]
struct Beside {
    since: BTreeMap<Pair, VenueMs>,
    closing: BTreeMap<Pair, CopyOrderId>,
}

fn positions(core: &Core, beside: &Beside) -> Positions {
    let held = core
        .state()
        .holdings
        .values()
        .filter(|holding| holding.shares > Shares::ZERO && holding.payout.is_none());
    let mut priced: Vec<Priced<'_>> = held.map(|holding| Priced::of(core, holding)).collect();
    // What has no price counts at cost here, so that it does not hide at the end.
    priced.sort_by_key(|one| std::cmp::Reverse(one.value.unwrap_or(one.holding.cost)));
    let sum = |of: fn(&Priced<'_>) -> Option<Usd>| priced.iter().filter_map(of).sum::<Usd>();
    Positions {
        sums: sums(core),
        cost: sum(|one| Some(one.holding.cost)).to_string(),
        value: sum(|one| one.value).to_string(),
        pnl: sum(|one| one.pnl).to_string(),
        unpriced: count(priced.iter().filter(|one| one.mark.is_none()).count()),
        rows: priced.iter().map(|one| one.row(core, beside)).collect(),
    }
}

/// A holding with its price.
struct Priced<'a> {
    holding: &'a Holding,
    mark: Option<Price>,
    value: Option<Usd>,
    pnl: Option<Usd>,
}

impl<'a> Priced<'a> {
    fn of(core: &Core, holding: &'a Holding) -> Self {
        let mark = core.mark(holding);
        Self {
            holding,
            mark,
            value: mark.map(|mark| holding.shares.value(mark, Rounding::Down)),
            pnl: mark.map(|mark| unrealised(holding, mark)),
        }
    }

    fn row(&self, core: &Core, beside: &Beside) -> Position {
        let holding = self.holding;
        let state = core.state();
        let pair = (holding.follow, holding.token.clone());
        let follow = state.follows.get(&holding.follow);
        let market = state.market_of(&holding.token);
        let average = mul_div(holding.cost.micros(), MICRO, holding.shares.micros(), Rounding::HalfUp);
        Position {
            follow: Id(holding.follow.0),
            token: holding.token.to_string(),
            trader_address: follow.map_or_else(String::new, |follow| follow.trader.to_string()),
            trader: follow.map_or_else(String::new, |follow| {
                if follow.name.is_empty() {
                    shortened(&follow.trader)
                } else {
                    follow.name.clone()
                }
            }),
            follow_status: word(follow.map_or(FollowStatus::Removed, |follow| follow.status)),
            condition: holding.condition.to_string(),
            market: market.map_or_else(|| holding.condition.to_string(), |market| market.question.clone()),
            outcome: market
                .and_then(|market| market.outcome(&holding.token))
                .map_or_else(String::new, |outcome| outcome.name.clone()),
            outcome_index: market
                .and_then(|market| market.outcome_index(&holding.token))
                .map_or(0, count),
            shares: holding.shares.to_string(),
            average_cost: Price::from_micros(average).to_string(),
            price: self.mark.map(|mark| mark.to_string()),
            cost: holding.cost.to_string(),
            value: self.value.map(|value| value.to_string()),
            pnl: self.pnl.map(|pnl| pnl.to_string()),
            pnl_percent: self.pnl.and_then(|pnl| ratio_tenths(pnl, holding.cost)).map(tenths),
            since: Ms(beside.since.get(&pair).map_or(0, |at| at.0)),
            selling: (holding.shares - core.free_to_sell(holding.follow, &holding.token))
                .max(Shares::ZERO)
                .to_string(),
            closing: beside.closing.get(&pair).map(|order| Id(order.0)),
        }
    }
}
