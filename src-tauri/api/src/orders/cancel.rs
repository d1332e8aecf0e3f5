//! Cancelling copy orders: one, some or all, and what that would take back.

use std::collections::BTreeSet;

use pilotfish_copy::entity::{CopyOrder, OrderStatus};
use pilotfish_copy::ids::CopyOrderId;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use crate::cents::Shown;
use crate::numbers::count;
use crate::types::{CancelPreview, ErrorCode, Id};
use crate::{Api, ApiResult, problem};

impl Api {
    /// What cancelling these copy orders would take back. One that is over or ends already is not counted. Nothing is sent.
    ///
    /// # Errors
    /// The engine's.
    pub async fn preview_cancel(&self, orders: Vec<Id>) -> ApiResult<CancelPreview> {
        let core = self.engine()?.core();
        let orders = ids(&orders);
        let shown = Shown::of(&core);
        let (mut purchases, mut reserved) = (0, Usd::ZERO);
        let (mut sales, mut shares) = (0, Shares::ZERO);
        let chosen = core.state().orders.values().filter(|order| orders.contains(&order.id));
        for order in chosen.filter(|order| works(order)) {
            match order.side {
                Side::Buy => {
                    purchases += 1;
                    reserved += shown.reserved(order.id);
                }
                Side::Sell => {
                    sales += 1;
                    shares += order.remaining();
                }
            }
        }
        Ok(CancelPreview {
            orders: count(purchases + sales),
            purchases: count(purchases),
            reserved: reserved.to_string(),
            sales: count(sales),
            shares: shares.to_string(),
        })
    }

    /// Cancels a copy order. What it has filled stays.
    ///
    /// # Errors
    /// `not_found` for one that is not there or is over, and the engine's.
    pub async fn cancel_order(&self, order: Id) -> ApiResult<()> {
        let engine = self.engine()?;
        let id = CopyOrderId(order.0);
        let is_open = engine
            .core()
            .state()
            .orders
            .get(&id)
            .is_some_and(|order| order.status != OrderStatus::Ended);
        if !is_open {
            return Err(problem(
                ErrorCode::NotFound,
                format!("copy order {} is not at work", order.0),
            ));
        }
        Ok(engine.ask(UserInput::CancelOrder { order: id }).await?)
    }

    /// Cancels these copy orders in one step, and says how many of them were at work. What they have filled stays.
    ///
    /// # Errors
    /// The engine's.
    pub async fn cancel_orders(&self, orders: Vec<Id>) -> ApiResult<u32> {
        let engine = self.engine()?;
        let core = engine.core();
        let orders = ids(&orders);
        let working = core.state().orders.values();
        let working = working
            .filter(|order| works(order) && orders.contains(&order.id))
            .count();
        engine.ask(UserInput::CancelOrders { orders }).await?;
        Ok(count(working))
    }

    /// Cancels every copy order at work, whoever made it meanwhile, and says how many there were.
    ///
    /// # Errors
    /// The engine's.
    pub(crate) async fn cancel_all_orders(&self) -> ApiResult<u32> {
        let engine = self.engine()?;
        let core = engine.core();
        let working = core.state().orders.values().filter(|order| works(order)).count();
        engine.ask(UserInput::CancelAll).await?;
        Ok(count(working))
    }
}

/// Each once, however often it is named.
fn ids(orders: &[Id]) -> BTreeSet<CopyOrderId> {
    orders.iter().map(|id| CopyOrderId(id.0)).collect()
}

/// What is being taken back already is not cancelled again.
fn works(order: &CopyOrder) -> bool {
    order.status == OrderStatus::Working
}
