//! Positions: what is held through which follow, what it is worth, and closing it.

use std::collections::BTreeMap;
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::unrealised;
use pilotfish_copy::entity::{FollowStatus, Holding, OrderStatus};
use pilotfish_copy::ids::{CopyOrderId, FollowId, SignalId, TokenId, VenueMs};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_store::read::positions::{CloseFate, Pair};

use super::resolve::shortened;
use super::types::{ApiError, ClosePreview, Id, Ms, Position, Positions};
use super::{Api, ApiResult, problem, reader};
use crate::accounts::mark;
use crate::figures::{count, ratio_tenths, tenths};
use crate::words::word;

/// How long a close may wait for its order, real time: purchases of the same token are cancelled first.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(20);

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

    /// What closing a position would do now. Nothing is sent.
    ///
    /// # Errors
    /// `not_found` where nothing is held, and the engine's.
    pub async fn preview_close(&self, follow: Id, token: String) -> ApiResult<ClosePreview> {
        let engine = self.engine()?;
        let token = TokenId::new(&token);
        let plan = engine
            .core()
            .plan_close(FollowId(follow.0), &token)
            .ok_or_else(|| nothing_held(follow, &token))?;
        let visible = plan.visible;
        Ok(ClosePreview {
            shares: plan.shares.to_string(),
            proceeds: visible.map(|visible| visible.proceeds.to_string()),
            price: visible
                .and_then(|visible| visible.price())
                .map(|price| price.to_string()),
            bound: plan.bound.to_string(),
            realised: visible.map(|visible| visible.realised.to_string()),
            problem: plan.problem.map(word),
        })
    }

    /// Sells everything a follow holds of a token: one `fast` order, bounded as the follow's orders are. Returns the copy
    /// order. Purchases of the token that are at work are cancelled first.
    ///
    /// # Errors
    /// `not_found` where nothing is held, `cannot_close` with the reason where it is skipped, `busy` where it still waits
    /// (it is not forgotten: its order follows), and the engine's.
    pub async fn close_position(&self, follow: Id, token: String) -> ApiResult<Id> {
        let engine = self.engine()?;
        let (id, token) = (FollowId(follow.0), TokenId::new(&token));
        let core = engine.core();
        if core.plan_close(id, &token).is_none() {
            return Err(nothing_held(follow, &token));
        }
        let from = SignalId(core.state().control.next_signal);
        let mut view = engine.shared.view.subscribe();
        let ask = UserInput::ClosePosition {
            follow: id,
            token: token.clone(),
        };
        engine.ask(ask).await?;
        let reader = reader(&engine)?;
        let end = tokio::time::Instant::now() + CLOSE_TIMEOUT;
        loop {
            view.mark_unchanged();
            match reader.close_fate(id, &token, from).await? {
                Some(CloseFate::Order(order)) => return Ok(Id(order.0)),
                Some(CloseFate::Skipped(reason)) => return Err(problem("cannot_close", word(reason))),
                Some(CloseFate::Undecided) => {}
                None => return Err(nothing_held(follow, &token)),
            }
            if !matches!(tokio::time::timeout_at(end, view.changed()).await, Ok(Ok(()))) {
                return Err(problem("busy", "purchases of this position are being cancelled first"));
            }
        }
    }
}

fn nothing_held(follow: Id, token: &TokenId) -> ApiError {
    problem("not_found", format!("follow {} holds nothing of {token}", follow.0))
}

/// What only the store knows of the holdings.
#[derive(Debug, Default)]
struct Beside {
    since: BTreeMap<Pair, VenueMs>,
    closing: BTreeMap<Pair, CopyOrderId>,
}

fn positions(core: &Core, beside: &Beside) -> Positions {
    let selling = selling(core);
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
        cost: sum(|one| Some(one.holding.cost)).to_string(),
        value: sum(|one| one.value).to_string(),
        pnl: sum(|one| one.pnl).to_string(),
        unpriced: count(priced.iter().filter(|one| one.mark.is_none()).count()),
        rows: priced.iter().map(|one| one.row(core, beside, &selling)).collect(),
    }
}

/// Shares in working sales.
fn selling(core: &Core) -> BTreeMap<Pair, Shares> {
    let mut sums: BTreeMap<Pair, Shares> = BTreeMap::new();
    let sales = core
        .state()
        .orders
        .values()
        .filter(|order| order.side == Side::Sell && order.status != OrderStatus::Ended);
    for order in sales {
        *sums.entry((order.follow, order.token.clone())).or_default() += order.remaining();
    }
    sums
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
        let mark = mark(core, &holding.token);
        Self {
            holding,
            mark,
            value: mark.map(|mark| holding.shares.value(mark, Rounding::Down)),
            pnl: mark.map(|mark| unrealised(holding, mark)),
        }
    }

    fn row(&self, core: &Core, beside: &Beside, selling: &BTreeMap<Pair, Shares>) -> Position {
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
            selling: selling.get(&pair).copied().unwrap_or_default().to_string(),
            closing: beside.closing.get(&pair).map(|order| Id(order.0)),
        }
    }
}
