//! Copy orders: those at work from the committed state, those that ended from the store, one with its whole story.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::accounts::slippage;
use pilotfish_copy::entity::{Child, ChildState, CopyOrder, OrderStatus};
use pilotfish_copy::ids::{CopyOrderId, VenueMs};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::ladder::{next_boundary, stage_starts};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, mul_div};
use pilotfish_copy::{Core, Touch};

use super::activity::{Named, changes_nothing, entry};
use super::resolve::shortened;
use super::types::{ApiError, Id, Ms, OrderDetail, OrderRow, OrdersQuery, TakePreview};
use super::{Api, ApiResult, problem, reader};
use crate::figures::count;
use crate::words::word;

/// How many ended orders are shown.
const ENDED_MOST: u32 = 200;

impl Api {
    /// Copy orders at work, oldest first; then, where asked for, those that ended, newest first.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn orders(&self, query: OrdersQuery) -> ApiResult<Vec<OrderRow>> {
        let engine = self.engine()?;
        let core = engine.core();
        let now = engine.now().unwrap_or_default();
        let open = core
            .state()
            .orders
            .values()
            .filter(|order| order.status != OrderStatus::Ended);
        let touches = core.touches();
        // Once through the children, not once an order: there may be thousands of both.
        let slots: BTreeMap<CopyOrderId, &Child> = core
            .state()
            .children
            .values()
            .filter(|child| child.state.holds_slot())
            .map(|child| (child.order, child))
            .collect();
        let mut rows: Vec<OrderRow> = open
            .map(|order| {
                let touch = touches.get(&order.token).copied().unwrap_or_default();
                row(&core, now, order, slots.get(&order.id).copied(), None, touch)
            })
            .collect();
        if query.ended {
            // An order that ends between the two readings may be in both lists; the committed state is the newer.
            let ended = reader(&engine)?.ended_orders(None, ENDED_MOST).await?;
            let known: BTreeSet<u64> = rows.iter().map(|row| row.id.0).collect();
            let ended = ended.iter().filter(|view| !known.contains(&view.order.id.0));
            rows.extend(
                ended.map(|view| row(&core, now, &view.order, None, Some(&view.trader_name), Touch::default())),
            );
        }
        Ok(rows)
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
            .ok_or_else(|| problem("not_found", format!("there is no copy order {}", order.0)))?;
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
                view.child.as_ref(),
                Some(&view.trader_name),
                core.touch(&view.order.token),
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
        let plan = self.engine()?.core().plan_take(CopyOrderId(order.0));
        let plan = plan.ok_or_else(|| not_takeable(order))?;
        let visible = plan.visible;
        Ok(TakePreview {
            shares: visible.map(|visible| visible.shares.to_string()),
            price: visible.map(|visible| visible.price.to_string()),
            value: visible.map(|visible| visible.value.to_string()),
            against_limit: visible
                .and_then(|visible| visible.against_limit)
                .map(|usd| usd.to_string()),
            bound: plan.bound.to_string(),
            problem: plan.problem.map(word),
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
            return Err(problem("cannot_take", word(reason)));
        }
        let order = CopyOrderId(order.0);
        Ok(engine.ask(UserInput::TakeNow { order }).await?)
    }
}

fn not_takeable(order: Id) -> ApiError {
    problem("not_found", format!("copy order {} cannot be taken now", order.0))
}

/// `seen`: the token's book without our own orders. Our own bid would hide how far the order is from being filled.
fn row(
    core: &Core,
    now: VenueMs,
    order: &CopyOrder,
    child: Option<&Child>,
    name: Option<&String>,
    seen: Touch,
) -> OrderRow {
    let state = core.state();
    let market = state.market_of(&order.token);
    let follow = state.follows.get(&order.follow);
    let average = average(order);
    let is_over = order.status == OrderStatus::Ended;
    let touch = if is_over { Touch::default() } else { seen };
    let next_stage_at = next_boundary(order.signal_at, order.time_to_resolution_ms, now).filter(|_| !is_over);
    let tries = order.status == OrderStatus::Working && next_stage_at.is_none();
    OrderRow {
        id: Id(order.id.0),
        follow: Id(order.follow.0),
        trader_address: order.trader.to_string(),
        trader: name
            .cloned()
            .or_else(|| follow.map(|follow| follow.name.clone()))
            .unwrap_or_else(|| shortened(&order.trader)),
        market: market.map_or_else(|| order.condition.to_string(), |market| market.question.clone()),
        outcome: market
            .and_then(|market| market.outcome(&order.token))
            .map_or_else(String::new, |outcome| outcome.name.clone()),
        outcome_index: market
            .and_then(|market| market.outcome_index(&order.token))
            .map_or(0, count),
        side: order.side.as_str().to_owned(),
        shares: order.shares.to_string(),
        filled: order.filled.to_string(),
        filled_percent: filled_percent(order),
        first_price: order.trader_price.to_string(),
        limit: order.limit.map(|price| price.to_string()),
        bound: bound(order, market).to_string(),
        bid: touch.bid.map(|price| price.to_string()),
        ask: touch.ask.map(|price| price.to_string()),
        away: away(order.side, order.limit, touch).map(|price| price.to_string()),
        average_price: average.map(|price| price.to_string()),
        slippage: average.map(|price| slippage(order.side, price, order.trader_price).to_string()),
        stage: u32::from(order.stage.number()),
        regime: order.regime.map(word),
        signal_at: Ms(order.signal_at.0),
        next_stage_at: next_stage_at.map(|at| Ms(at.0)),
        next_try_at: tries.then_some(Ms(order.next_look.0)),
        stage_starts: stage_starts(order.signal_at, order.time_to_resolution_ms)
            .map(|at| Ms(at.0))
            .to_vec(),
        status: word(order.status),
        child: child.map_or("none", |child| child_word(child.state)).to_owned(),
        waiting: order.waiting.map(word),
        end: order.end.map(word),
        reserved: core.reservation(order).to_string(),
        style: word(order.style),
        created_at: Ms(order.created_at.0),
        ended_at: order.ended_at.map(|at| Ms(at.0)),
    }
}

const fn child_word(state: ChildState) -> &'static str {
    match state {
        ChildState::Prepared => "sending",
        ChildState::Live => "resting",
        ChildState::Unknown => "unknown",
        ChildState::Cancelling => "cancelling",
        ChildState::Closing => "settling",
        ChildState::Final | ChildState::Refused => "none",
    }
}

/// How far a limit is from the side that would fill it; zero where it reaches it.
fn away(side: Side, limit: Option<Price>, touch: Touch) -> Option<Price> {
    let limit = limit?;
    let distance = match side {
        Side::Buy => touch.ask? - limit,
        Side::Sell => limit - touch.bid?,
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

/// The worst price it may have: p0 and the slippage it may add, rounded to the safe side (product.md §6).
pub(super) fn bound(order: &CopyOrder, market: Option<&Market>) -> Price {
    let exact = match order.side {
        Side::Buy => order.trader_price + order.max_slippage,
        Side::Sell => order.trader_price - order.max_slippage,
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
        let touch = |bid: Option<&str>, ask: Option<&str>| Touch {
            bid: bid.map(dollars),
            ask: ask.map(dollars),
        };
        let both = touch(Some("0.597"), Some("0.608"));
        // (side, limit, book, away)
        let cases = [
            (Side::Buy, Some("0.602"), both, Some("0.006")),
            (Side::Sell, Some("0.602"), both, Some("0.005")),
            (Side::Buy, Some("0.608"), both, Some("0")),
            // Its bound, which its tries may go to, is beyond that side.
            (Side::Buy, Some("0.63"), both, Some("0")),
            (Side::Sell, Some("0.59"), both, Some("0")),
            (Side::Buy, None, both, None),
            (Side::Buy, Some("0.602"), touch(Some("0.597"), None), None),
            (Side::Sell, Some("0.602"), touch(None, Some("0.608")), None),
            (Side::Sell, Some("0.602"), touch(Some("0.597"), None), Some("0.005")),
        ];
        for (side, limit, touch, expected) in cases {
            let found = away(side, limit.map(dollars), touch);
            assert_eq!(found, expected.map(dollars), "{side:?} {limit:?} {touch:?}");
        }
    }
}
