//! Held orders: what is marketable waits a moment before it meets the book.
//!
//! A held order is answered `delayed`. It asks for its money or shares like a resting one and can be cancelled, but it is
//! not on the book and nobody meets it. When its delay is over it is checked again, meets the book of then, and rests
//! behind whatever came meanwhile, or is killed.

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use super::Exchange;
use super::book::in_yes;
use super::event::OrderChange;
use super::keys::{MarketKey, OrderKey};
use super::order::{CancelReason, NewOrder, Order, OrderStatus, Placed, PlacedStatus};
use super::plan::OrderContext;
use super::rules::TakerDelay;
use super::timers::Due;
use super::types::VenueMode;
use crate::SetupError;

/// An order that waits, as it was handed in.
#[derive(Debug, Clone)]
pub(super) struct Held {
    order: NewOrder,
    context: OrderContext,
    /// Its delay is over, but the engine restarts.
    overdue: bool,
}

impl Exchange {
    /// Sets how long a market holds marketable orders from now on. Those that are held already wait as they were told.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_taker_delay(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        delay: TakerDelay,
    ) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        self.markets[key].rules.taker_delay = delay;
        Ok(())
    }

    /// Whether an order must wait before it takes.
    pub(super) fn is_delayed(&self, order: &NewOrder, context: OrderContext) -> bool {
        let listed = &self.markets[context.market];
        let (side, limit) = in_yes(context.outcome, order.side, order.price);
        listed.rules.taker_delay.length_ms() > 0 && listed.orders.crosses(side, limit)
    }

    /// Takes an order in without matching it yet.
    pub(super) fn hold(&mut self, order: NewOrder, context: OrderContext) -> Placed {
        let mut held = self.draft(order.clone(), context);
        held.status = OrderStatus::Delayed;
        self.orders_taken += 1;
        let key = held.key;
        let release_at = self
            .now
            .plus(self.markets[context.market].rules.taker_delay.length_ms());
        self.timers.enter(release_at, Due::Release(key));
        self.held.insert(
            key,
            Held {
                order,
                context,
                overdue: false,
            },
        );
        self.tell(OrderChange::Placement, &held);
        self.ask(&held);
        self.accounts[context.account].working.insert(key);
        self.by_order.insert(held.id.clone(), key);
        self.orders.insert(key, held);
        Placed {
            status: PlacedStatus::Delayed,
            shares: Shares::ZERO,
            value: Usd::ZERO,
            fee: Usd::ZERO,
            trades: Vec::new(),
        }
    }

    /// The delay of a held order is over. One that was cancelled meanwhile is no longer held.
    pub(super) fn release(&mut self, key: OrderKey) {
        if self.mode.now == VenueMode::Restarting {
            // Nothing is matched while the engine restarts.
            if let Some(held) = self.held.get_mut(&key) {
                held.overdue = true;
            }
            return;
        }
        let Some(Held { order, context, .. }) = self.held.remove(&key) else {
            return;
        };
        let Some(waiting) = self.withdraw_held(key) else { return };
        let plan = self.plan(&order, context);
        let ended = match self.check_funds(&order, context, &plan) {
            Err(_) => Some((OrderStatus::Invalid, CancelReason::Unfunded)),
            Ok(()) if order.expires_at.is_some_and(|at| at <= self.now) => {
                Some((OrderStatus::Canceled, CancelReason::Expired))
            }
            Ok(()) => plan
                .kills(order.kind)
                .map(|(_, reason)| (OrderStatus::Canceled, reason)),
        };
        // Its place in the line is the one of now.
        let mut taken = Order {
            key: OrderKey(self.orders_taken + 1),
            status: OrderStatus::Live,
            updated_at: self.now,
            ..waiting
        };
        if let Some((status, reason)) = ended {
            self.orders_taken += 1;
            taken.status = status;
            taken.ended_by = Some(reason);
            self.tell(OrderChange::Cancellation, &taken);
            self.file(taken);
            return;
        }
        self.drop_unfit(&taken, &plan);
        if plan.steps.is_empty() {
            // Nothing is met any more: it rests, and its owner is told that it is live.
            self.tell(OrderChange::Update, &taken);
        }
        self.carry_out(taken, &plan);
    }

    /// The engine is back: what should have met the book meanwhile does so now, oldest first.
    pub(super) fn release_overdue(&mut self) {
        for (key, held) in &mut self.held {
            if std::mem::take(&mut held.overdue) {
                self.timers.enter(self.now, Due::Release(*key));
            }
        }
    }

    /// Takes a held order off the exchange, giving back what it asked for.
    fn withdraw_held(&mut self, key: OrderKey) -> Option<Order> {
        let order = self.orders.remove(&key)?;
        self.by_order.remove(&order.id);
        self.unask(&order);
        self.accounts[order.account].working.remove(&key);
        Some(order)
    }

    /// The held orders of a market, oldest first.
    pub(super) fn held_in(&self, market: MarketKey) -> impl Iterator<Item = OrderKey> {
        self.held
            .iter()
            .filter(move |(_, held)| held.context.market == market)
            .map(|(key, _)| *key)
    }

    /// Enters what a working order asks of its owner.
    pub(super) fn ask(&mut self, order: &Order) {
        let account = &mut self.accounts[order.account];
        match order.side {
            Side::Buy => account.ask_cash(order.market, order.remaining_cost()),
            Side::Sell => account.ask_shares(&order.token, order.remaining()),
        }
    }

    /// Gives it back. The order must still be as it was when it asked.
    pub(super) fn unask(&mut self, order: &Order) {
        let account = &mut self.accounts[order.account];
        match order.side {
            Side::Buy => account.ask_cash(order.market, -order.remaining_cost()),
            Side::Sell => account.ask_shares(&order.token, -order.remaining()),
        }
    }
}
