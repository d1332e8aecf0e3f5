//! Copy orders: those at work from the committed state, those that ended from the store, one with its whole story.

pub(crate) mod cancel;
pub(crate) mod file;
pub(crate) mod path;
pub(crate) mod shapes;

use std::collections::BTreeSet;

use pilotfish_copy::accounts::slippage;
use pilotfish_copy::entity::{ChildOrder, CopyOrder, Execution, OrderStatus};
use pilotfish_copy::event::WaitReason;
use pilotfish_copy::ids::{CopyOrderId, VenueMs};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::ladder::{next_boundary, stage_starts};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_copy::risk::headroom::headroom;
use pilotfish_copy::{BestPrices, Core};
use pilotfish_store::read::orders::OrderView;

use crate::cents::Shown;
use crate::frame::sums;
use crate::markets::question_or_id;
use crate::numbers::count;
use crate::records::activity::{Named, changes_nothing, entry, gates};
use crate::traders::resolve::shortened;
use crate::types::{
    ApiError, ErrorCode, ErrorReason, GateView, Id, Ms, OrderDetail, OrderList, OrderRow, OrdersQuery, TakePreview,
};
use crate::{Api, ApiResult, because, problem, reader};

/// How many ended orders are shown.
const ENDED_MOST: u32 = 200;

impl Api {
    /// Copy orders at work, oldest first; then, where asked for, those that ended, newest first.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn orders(&self, query: OrdersQuery) -> ApiResult<Vec<OrderRow>> {
        Ok(self.order_list(query).await?.rows)
    }

    /// The same with the account's figures of that moment.
    ///
    /// # Errors
    /// As [`Api::orders`].
    pub async fn order_list(&self, query: OrdersQuery) -> ApiResult<OrderList> {
        let engine = self.engine()?;
        let core = engine.core();
        let now = engine.now().unwrap_or_default();
        let ended = if query.ended {
            reader(&engine)?.ended_orders(None, ENDED_MOST).await?
        } else {
            Vec::new()
        };
        Ok(list(&core, now, &ended))
    }

    /// One copy order with its story.
    ///
    /// # Errors
    /// `not_found`, the engine's and the store's.
    pub async fn order(&self, order: Id) -> ApiResult<OrderDetail> {
        let engine = self.engine()?;
        let detail = reader(&engine)?
            .order_detail(CopyOrderId(order.0))
            .await?
            .ok_or_else(|| problem(ErrorCode::NotFound, format!("there is no copy order {}", order.0)))?;
        let core = engine.core();
        let now = engine.now().unwrap_or_default();
        let view = &detail.view;
        let names = Named {
            trader: Some(view.trader_name.clone()),
            trader_address: Some(view.order.trader.to_string()),
            market: view.market.as_ref().map(|market| market.question.clone()),
            outcome: view.market.as_ref().map(|market| market.outcome.clone()),
        };
        let events = detail
            .events
            .iter()
            .rev()
            .filter(|event| !changes_nothing(&event.what))
            .map(|event| entry(core.state(), event, names.clone()))
            .collect();
        let hashes = detail
            .children
            .iter()
            .rev()
            .filter_map(|child| child.hash.as_ref().map(ToString::to_string));
        Ok(OrderDetail {
            order: row(
                &core,
                now,
                &view.order,
                Shown::of(&core).reserved(view.order.id),
                view.child.as_ref(),
                Some(&view.trader_name),
                core.best_prices(&view.order.token),
            ),
            events,
            hashes: hashes.collect(),
        })
    }

    /// What taking the other side of the book would do now, for what is left of an order. Nothing is sent.
    ///
    /// # Errors
    /// `not_found` for one that is over, is ending, or is at market already, and the engine's.
    pub async fn preview_take(&self, order: Id) -> ApiResult<TakePreview> {
        let core = self.engine()?.core();
        let plan = core
            .plan_take(CopyOrderId(order.0))
            .ok_or_else(|| not_takeable(order))?;
        let visible = plan.visible;
        let side = core.state().orders.get(&CopyOrderId(order.0)).map(|order| order.side);
        let total = visible.map(|visible| match side {
            Some(Side::Sell) => visible.value - visible.fee,
            Some(Side::Buy) | None => visible.value + visible.fee,
        });
        Ok(TakePreview {
            shares: visible.map(|visible| visible.shares.to_string()),
            price: visible.map(|visible| visible.price.to_string()),
            value: visible.map(|visible| visible.value.to_string()),
            fee: visible.map(|visible| visible.fee.to_string()),
            total: total.map(|total| total.to_string()),
            against_limit: visible
                .and_then(|visible| visible.against_limit)
                .map(|usd| usd.to_string()),
            bound: plan.bound.to_string(),
            problem: plan.problem.map(Into::into),
        })
    }

    /// Does not wait for the ladder: one fill-and-kill, bounded as the last stage is; the rest goes on with the ladder.
    ///
    /// # Errors
    /// As [`Api::preview_take`], and `cannot_take` with the reason where nothing would be executed.
    pub async fn take_now(&self, order: Id) -> ApiResult<()> {
        let engine = self.engine()?;
        let plan = engine.core().plan_take(CopyOrderId(order.0));
        if let Some(reason) = plan.ok_or_else(|| not_takeable(order))?.problem {
            return Err(because(ErrorCode::CannotTake, ErrorReason::Take(reason.into())));
        }
        let order = CopyOrderId(order.0);
        Ok(engine.ask(UserInput::TakeNow { order }).await?)
    }
}

/// Copy orders at work, oldest first, then those that ended.
pub(crate) fn list(core: &Core, now: VenueMs, ended: &[OrderView]) -> OrderList {
    let state = core.state();
    let best = core.all_best_prices();
    let shown = Shown::of(core);
    let mut rows: Vec<OrderRow> = state
        .open_order_ids()
        .filter_map(|id| state.orders.get(&id))
        .map(|order| {
            let best = best.get(&order.token).copied().unwrap_or_default();
            row(
                core,
                now,
                order,
                shown.reserved(order.id),
                state.slot(order.id),
                None,
                best,
            )
        })
        .collect();
    // An order that ends between the two readings may be in both lists; the committed state is the newer.
    let known: BTreeSet<u64> = rows.iter().map(|row| row.id.0).collect();
    let ended = ended.iter().filter(|view| !known.contains(&view.order.id.0));
    rows.extend(ended.map(|view| ended_row(core, now, view)));
    OrderList {
        rows,
        sums: sums(core, shown.account),
    }
}

/// One that ended.
pub(crate) fn ended_row(core: &Core, now: VenueMs, view: &OrderView) -> OrderRow {
    let name = Some(&view.trader_name);
    row(core, now, &view.order, Usd::ZERO, None, name, BestPrices::default())
}

/// Copy orders of a market: those at work, oldest first, then those that ended, newest first.
pub(crate) fn in_market(core: &Core, now: VenueMs, market: &Market, ended: &[OrderView]) -> Vec<OrderRow> {
    let state = core.state();
    let working = crate::markets::working(core, market);
    let shown = Shown::of(core);
    let best = |order: &CopyOrder| core.best_prices(&order.token);
    let mut rows: Vec<OrderRow> = working
        .iter()
        .map(|order| {
            let reserved = shown.reserved(order.id);
            row(core, now, order, reserved, state.slot(order.id), None, best(order))
        })
        .collect();
    // An order that ends between the two readings may be in both lists.
    let ended = ended
        .iter()
        .filter(|view| working.iter().all(|order| order.id != view.order.id));
    rows.extend(ended.map(|view| ended_row(core, now, view)));
    rows
}

fn not_takeable(order: Id) -> ApiError {
    problem(
        ErrorCode::NotFound,
        format!("copy order {} cannot be taken now", order.0),
    )
}

/// `seen`: the token's book without our own orders. Our own bid would hide how far the order is from being filled.
fn row(
    core: &Core,
    now: VenueMs,
    order: &CopyOrder,
    reserved: Usd,
    child: Option<&ChildOrder>,
    name: Option<&String>,
    seen: BestPrices,
) -> OrderRow {
    let state = core.state();
    let market = state.market_of(&order.token);
    let follow = state.follows.get(&order.follow);
    let average = average(order);
    let is_over = order.status == OrderStatus::Ended;
    let best = if is_over { BestPrices::default() } else { seen };
    let climbs = matches!(order.execution, Execution::Ladder | Execution::TakeThenLadder);
    let next_stage_at = next_boundary(order.age_from, order.time_to_resolution_ms, now).filter(|_| climbs && !is_over);
    let stands = matches!(order.execution, Execution::Limit { .. });
    let tries = order.status == OrderStatus::Working && next_stage_at.is_none() && !stands;
    let left = if is_over {
        Shares::ZERO
    } else {
        order.shares - order.filled
    };
    let rest = order
        .limit
        .map(|limit| left.at_least(Shares::ZERO).value(limit, Rounding::HalfUp));
    OrderRow {
        id: Id(order.id.0),
        value: rest
            .or(is_over.then_some(Usd::ZERO))
            .map(|rest| (order.value + rest).to_string()),
        ends_at: market.and_then(|market| market.end).map(|end| Ms(end.0)),
        follow: Id(order.follow.0),
        trader_address: order.trader.to_string(),
        trader: name
            .cloned()
            .or_else(|| follow.map(|follow| follow.name.clone()))
            .unwrap_or_else(|| shortened(&order.trader)),
        market: question_or_id(market.map(|market| market.question.as_str()), &order.condition),
        condition: order.condition.to_string(),
        outcome: market
            .and_then(|market| market.outcome(&order.token))
            .map_or_else(String::new, |outcome| outcome.name.clone()),
        outcome_index: market
            .and_then(|market| market.outcome_index(&order.token))
            .map_or(0, count),
        side: order.side.into(),
        shares: order.shares.to_string(),
        filled: order.filled.to_string(),
        filled_percent: filled_percent(order),
        first_price: order.trader_price.to_string(),
        limit: order.limit.map(|price| price.to_string()),
        bound: bound(order, market).to_string(),
        bid: best.bid.map(|price| price.to_string()),
        ask: best.ask.map(|price| price.to_string()),
        away: away(order.side, order.limit, best).map(|price| price.to_string()),
        average_price: average.map(|price| price.to_string()),
        slippage: average.map(|price| slippage(order.side, price, order.trader_price).to_string()),
        stage: u32::from(order.stage.number()),
        regime: order.regime.map(Into::into),
        signal_at: Ms(order.signal_at.0),
        next_stage_at: next_stage_at.map(|at| Ms(at.0)),
        next_try_at: core.next_check(order.id).filter(|_| tries).map(|at| Ms(at.0)),
        stage_starts: stage_starts(order.age_from, order.time_to_resolution_ms)
            .map(|at| Ms(at.0))
            .to_vec(),
        status: order.status.into(),
        child: child.map(|child| child.state).into(),
        waiting: order.waiting.map(Into::into),
        held_by: held_by(core, now, order),
        end: order.end.map(Into::into),
        reserved: reserved.to_string(),
        style: order.style.into(),
        execution: order.execution.into(),
        created_at: Ms(order.created_at.0),
        ended_at: order.ended_at.map(|at| Ms(at.0)),
    }
}

/// The limit that an order waits for, as it stands now.
pub(crate) fn held_by(core: &Core, now: VenueMs, order: &CopyOrder) -> Option<GateView> {
    if order.side == Side::Sell || !matches!(order.waiting, Some(WaitReason::Limit | WaitReason::Balance)) {
        return None;
    }
    let state = core.state();
    let (market, follow) = (state.market_of(&order.token)?, state.follows.get(&order.follow)?);
    let price = order.decided_limit.or(order.limit).unwrap_or(order.trader_price);
    let room = headroom(state, follow, &order.condition, Some(order), now);
    let gate = room.binding(market, price, order.remaining())?;
    gates(std::slice::from_ref(&gate), None).pop()
}

/// How far a limit is from the side that would fill it; zero where it reaches it.
fn away(side: Side, limit: Option<Price>, best: BestPrices) -> Option<Price> {
    let limit = limit?;
    let distance = match side {
        Side::Buy => best.ask? - limit,
        Side::Sell => limit - best.bid?,
    };
    Some(distance.at_least(Price::ZERO))
}

/// Whole percent, rounded down: 100 only when all of it is filled.
fn filled_percent(order: &CopyOrder) -> u32 {
    let percent = mul_div(order.filled.micros(), 100, order.shares.micros(), Rounding::Down);
    u32::try_from(percent.clamp(0, 100)).unwrap_or(0)
}

/// What a share cost or brought on average, to the nearest micro-dollar.
fn average(order: &CopyOrder) -> Option<Price> {
    (order.filled > Shares::ZERO).then(|| {
        Price::from_micros(mul_div(
            order.value.micros(),
            MICRO,
            order.filled.micros(),
            Rounding::HalfUp,
        ))
    })
}

/// The worst price it may have, on the market's tick, rounded to the safe side (product.md §6); of a close at a limit that
/// limit.
pub(super) fn bound(order: &CopyOrder, market: Option<&Market>) -> Price {
    let exact = match order.execution {
        Execution::Limit { price } => price,
        Execution::Ladder | Execution::TakeThenLadder | Execution::Market => order.bound(),
    };
    match (market, order.side) {
        (Some(market), Side::Buy) => market.tick.clamp(market.tick.floor(exact)),
        (Some(market), Side::Sell) => market.tick.clamp(market.tick.ceil(exact)),
        (None, _) => exact.at_least(Price::ZERO).at_most(Price::ONE),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn dollars(text: &str) -> Price {
        text.parse().unwrap()
    }

    #[test]
    fn a_limit_is_as_far_away_as_the_side_that_would_fill_it() {
        let best = |bid: Option<&str>, ask: Option<&str>| BestPrices {
            bid: bid.map(dollars),
            ask: ask.map(dollars),
        };
        let both = best(Some("0.597"), Some("0.608"));
        // (side, limit, book, away)
        let cases = [
            (Side::Buy, Some("0.602"), both, Some("0.006")),
            (Side::Sell, Some("0.602"), both, Some("0.005")),
            (Side::Buy, Some("0.608"), both, Some("0")),
            // Its bound, which its tries may go to, is beyond that side.
            (Side::Buy, Some("0.63"), both, Some("0")),
            (Side::Sell, Some("0.59"), both, Some("0")),
            (Side::Buy, None, both, None),
            (Side::Buy, Some("0.602"), best(Some("0.597"), None), None),
            (Side::Sell, Some("0.602"), best(None, Some("0.608")), None),
            (Side::Sell, Some("0.602"), best(Some("0.597"), None), Some("0.005")),
        ];
        for (side, limit, best, expected) in cases {
            let found = away(side, limit.map(dollars), best);
            assert_eq!(found, expected.map(dollars), "{side:?} {limit:?} {best:?}");
        }
    }
}
