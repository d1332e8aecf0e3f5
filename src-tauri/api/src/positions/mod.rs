//! Positions: what is held through which follow, and what it is worth.

pub(crate) mod close;
pub(crate) mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::accounts::{average_cost, unrealised};
use pilotfish_copy::entity::{FollowStatus, Holding};
use pilotfish_copy::fees::break_even;
use pilotfish_copy::ids::{ConditionId, CopyOrderId, TokenId, VenueMs};
use pilotfish_copy::input::{CloseAmount, CloseHow};
use pilotfish_copy::money::{LOT, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_copy::{Core, Visible};
use pilotfish_store::Reader;
use pilotfish_store::read::positions::Pair;

use crate::cents::{Held, Shown, in_cents};
use crate::frame::sums;
use crate::markets::question_or_id;
use crate::numbers::{count, ratio_tenths, tenths};
use crate::traders::resolve::shortened;
use crate::types::{Hedge, Id, Ms, Position, Positions};
use crate::{Api, ApiResult, reader};

impl Api {
    /// All open holdings, largest value first, with their sums.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn positions(&self) -> ApiResult<Positions> {
        let engine = self.engine()?;
        let beside = Beside::read(&reader(&engine)?).await?;
        Ok(positions(&engine.core(), &beside))
    }
}

/// What only the store knows of the holdings.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    since: BTreeMap<Pair, VenueMs>,
    closing: BTreeMap<Pair, CopyOrderId>,
}

impl Beside {
    /// # Errors
    /// The store's.
    pub(crate) async fn read(reader: &Reader) -> ApiResult<Self> {
        Ok(Self {
            since: reader.held_since().await?,
            closing: reader.closing_orders().await?,
        })
    }
}

/// Everything that is held, as it is shown.
pub(crate) fn positions(core: &Core, beside: &Beside) -> Positions {
    let held = core
        .state()
        .holdings
        .values()
        .filter(|holding| holding.shares > Shares::ZERO && holding.payout.is_none());
    let shown = Shown::of(core);
    let mut priced: Vec<Priced<'_>> = held.map(|holding| Priced::of(core, &shown, holding)).collect();
    // What has no price counts at cost here, so that it does not hide at the end.
    priced.sort_by_key(|one| std::cmp::Reverse(one.value.unwrap_or(one.holding.cost)));
    hedged_together(&mut priced);
    let sum = |of: fn(&Priced<'_>) -> Option<Usd>| priced.iter().filter_map(of).sum::<Usd>();
    let sum_shown = |of: fn(&Held) -> Option<Usd>| priced.iter().filter_map(|one| of(&one.shown)).sum::<Usd>();
    // Of what has a price alone: a cost without a value beside it is no part of a percentage.
    let priced_cost = sum(|one| one.pnl.map(|_| one.holding.cost));
    let conditions: BTreeSet<&ConditionId> = priced.iter().map(|one| &one.holding.condition).collect();
    let now = core.now();
    Positions {
        sums: sums(core, shown.account),
        pnl_percent: ratio_tenths(sum(|one| one.pnl), priced_cost).map(tenths),
        bid_value: sum(|one| one.bid_value()).to_string(),
        markets: count(conditions.len()),
        next_end: priced
            .iter()
            .filter_map(|one| one.end(core))
            .filter(|end| *end >= now)
            .min()
            .map(|end| Ms(end.0)),
        hedges: hedges(core, &priced),
        cost: sum_shown(|one| Some(one.cost)).to_string(),
        value: sum_shown(|one| one.value()).to_string(),
        pnl: sum_shown(|one| one.pnl).to_string(),
        unpriced: count(priced.iter().filter(|one| one.mark.is_none()).count()),
        rows: priced.iter().map(|one| one.row(core, beside)).collect(),
    }
}

/// What the visible book would give for all of it, within the follow's bound: all that is not in the user's own sales already.
fn visible_sale(core: &Core, holding: &Holding) -> Option<Visible> {
    let all = CloseAmount::Percent { percent: 100 };
    let at_market = CloseHow::Market { max_slippage: None };
    core.plan_close(holding.follow, &holding.token, all, at_market)?.visible
}

/// Rows of a market of which both outcomes are held stand together, where its first row stood.
fn hedged_together(rows: &mut Vec<Priced<'_>>) {
    let mut place: BTreeMap<ConditionId, usize> = BTreeMap::new();
    let mut tokens: BTreeMap<ConditionId, BTreeSet<TokenId>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        place.entry(row.holding.condition.clone()).or_insert(at);
        let held = tokens.entry(row.holding.condition.clone()).or_default();
        held.insert(row.holding.token.clone());
    }
    let mut keyed: Vec<(usize, usize, Priced<'_>)> = std::mem::take(rows)
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let is_hedged = tokens.get(&row.holding.condition).is_some_and(|held| held.len() > 1);
            let first = place.get(&row.holding.condition).copied().filter(|_| is_hedged);
            (first.unwrap_or(at), at, row)
        })
        .collect();
    keyed.sort_by_key(|(first, at, _)| (*first, *at));
    rows.extend(keyed.into_iter().map(|(_, _, row)| row));
}

/// What is held of both outcomes of a market, in the order of the rows.
fn hedges(core: &Core, rows: &[Priced<'_>]) -> Vec<Hedge> {
    let mut seen = BTreeSet::new();
    let conditions = rows
        .iter()
        .map(|row| &row.holding.condition)
        .filter(|condition| seen.insert(*condition));
    conditions
        .filter_map(|condition| hedge(core, rows, condition))
        .collect()
}

fn hedge(core: &Core, rows: &[Priced<'_>], condition: &ConditionId) -> Option<Hedge> {
    let market = core.state().markets.get(condition)?;
    let held = |token: &TokenId| {
        let of_token = rows.iter().filter(|row| row.holding.token == *token);
        of_token.fold((Shares::ZERO, Usd::ZERO), |(shares, cost), row| {
            (shares + row.holding.shares, cost + row.holding.cost)
        })
    };
    let [first, second] = &market.outcomes;
    let (first_held, second_held) = (held(&first.token), held(&second.token));
    let shares = first_held.0.min(second_held.0);
    if shares < LOT {
        return None;
    }
    let part = |(held, cost): (Shares, Usd)| {
        Usd::from_micros(mul_div(cost.micros(), shares.micros(), held.micros(), Rounding::Up))
    };
    let pays = in_cents(shares.value(Price::ONE, Rounding::Down));
    let cost = in_cents(part(first_held) + part(second_held));
    Some(Hedge {
        condition: condition.to_string(),
        shares: shares.to_string(),
        outcomes: [first.name.clone(), second.name.clone()],
        pays: pays.to_string(),
        cost: cost.to_string(),
        locked_in: (pays - cost).to_string(),
    })
}

/// A holding with its price.
struct Priced<'a> {
    holding: &'a Holding,
    mark: Option<Price>,
    value: Option<Usd>,
    pnl: Option<Usd>,
    shown: Held,
    /// What selling all of it at the market would do.
    sale: Option<Visible>,
}

impl<'a> Priced<'a> {
    fn of(core: &Core, shown: &Shown, holding: &'a Holding) -> Self {
        let mark = core.mark(holding);
        Self {
            holding,
            mark,
            value: mark.map(|mark| holding.shares.value(mark, Rounding::Down)),
            pnl: mark.map(|mark| unrealised(holding, mark)),
            shown: shown.held(holding),
            sale: visible_sale(core, holding),
        }
    }

    fn bid_value(&self) -> Option<Usd> {
        self.sale.map(|sale| in_cents(sale.received()))
    }

    fn end(&self, core: &Core) -> Option<VenueMs> {
        core.state().market_of(&self.holding.token)?.end
    }

    fn row(&self, core: &Core, beside: &Beside) -> Position {
        let holding = self.holding;
        let state = core.state();
        let pair = (holding.follow, holding.token.clone());
        let follow = state.follows.get(&holding.follow);
        let market = state.market_of(&holding.token);
        let average = average_cost(holding).unwrap_or(Price::ZERO);
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
            follow_status: follow.map_or(FollowStatus::Removed, |follow| follow.status).into(),
            condition: holding.condition.to_string(),
            market: question_or_id(market.map(|market| market.question.as_str()), &holding.condition),
            outcome: market
                .and_then(|market| market.outcome(&holding.token))
                .map_or_else(String::new, |outcome| outcome.name.clone()),
            outcome_index: market
                .and_then(|market| market.outcome_index(&holding.token))
                .map_or(0, count),
            shares: holding.shares.to_string(),
            ends_at: self.end(core).map(|end| Ms(end.0)),
            average_cost: average.to_string(),
            break_even: market
                .and_then(|market| break_even(&market.fee, average))
                .map(|price| price.to_string()),
            bid_value: self.bid_value().map(|usd| usd.to_string()),
            bid_takes_all: self
                .sale
                .is_some_and(|sale| sale.shares >= holding.shares.floor_to_lot()),
            price: self.mark.map(|mark| mark.to_string()),
            cost: self.shown.cost.to_string(),
            value: self.shown.value().map(|value| value.to_string()),
            pnl: self.shown.pnl.map(|pnl| pnl.to_string()),
            pnl_percent: self.pnl.and_then(|pnl| ratio_tenths(pnl, holding.cost)).map(tenths),
            since: Ms(beside.since.get(&pair).map_or(0, |at| at.0)),
            selling: (holding.shares - core.free_to_sell(holding.follow, &holding.token))
                .max(Shares::ZERO)
                .to_string(),
            closing: beside.closing.get(&pair).map(|order| Id(order.0)),
        }
    }
}
