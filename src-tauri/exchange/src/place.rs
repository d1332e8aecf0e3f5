//! Taking orders and ending them. How they trade is `execute.rs`, how their owners cancel them `cancel.rs`.

use pilotfish_copy::ids::{OrderHash, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use super::Exchange;
use super::book::in_yes;
use super::checks::asked_shares;
use super::event::{BookChange, ExchangeEvent, OrderChange};
use super::keys::{AccountKey, MarketKey, OrderKey};
use super::order::{CancelReason, NewOrder, Order, OrderStatus, Placed, PlacedStatus};
use super::plan::{OrderContext, Plan};
use super::reject::Reject;
use super::timers::Due;

impl Exchange {
    /// Takes an order: matches what it meets, rests or kills what is left; where the market delays takers, a marketable
    /// one is held first.
    ///
    /// # Errors
    /// The refusal, as the venue words it. A refused order leaves no trace, but for the cancellation that a killed
    /// FAK or FOK of a client is told.
    pub fn place(&mut self, now: VenueMs, order: NewOrder) -> Result<Placed, Reject> {
        self.advance(now);
        self.check_mode(&order)?;
        self.requested_refusal(&order)?;
        let context = self.check_form(&order)?;
        self.check_minimums(&order, context)?;
        let plan = self.plan(&order, context);
        self.check_funds(&order, context, &plan)?;
        if self.is_delayed(&order, context) {
            return Ok(self.hold(order, context));
        }
        let mut taken = self.draft(order, context);
        if let Some((reject, reason)) = plan.kills(taken.kind) {
            taken.status = OrderStatus::Canceled;
            taken.ended_by = Some(reason);
            self.tell(OrderChange::Cancellation, &taken);
            return Err(reject);
        }
        self.drop_unfit(&taken, &plan);
        if taken.kind.rests() {
            self.tell(OrderChange::Placement, &taken);
        }
        let placed = self.carry_out(taken, &plan);
        self.review_ticks();
        Ok(placed)
    }

    pub(super) fn draft(&self, order: NewOrder, context: OrderContext) -> Order {
        Order {
            original: asked_shares(&order),
            condition: self.markets[context.market].market.condition.clone(),
            outcome: context.outcome,
            matched: Shares::ZERO,
            voided: Shares::ZERO,
            value: Usd::ZERO,
            status: OrderStatus::Live,
            ended_by: None,
            placed_at: self.now,
            updated_at: self.now,
            trades: Vec::new(),
            key: OrderKey(self.orders_taken + 1),
            account: context.account,
            market: context.market,
            expiry_due: None,
            id: order.id,
            owner: order.owner,
            token: order.token,
            side: order.side,
            price: order.price,
            kind: order.kind,
            created_at: order.created_at,
            expires_at: order.expires_at,
        }
    }

    /// Ends the resting orders that a plan passed over.
    pub(super) fn drop_unfit(&mut self, taken: &Order, plan: &Plan) {
        for (key, reason) in &plan.dropped {
            let own = *reason == CancelReason::SelfMatch && self.accounts[taken.account].is_client();
            if own && !self.frictions.own_matches_expected {
                self.self_matches += 1;
            }
            self.end(*key, OrderStatus::Canceled, *reason);
        }
    }

    /// Matches an order as planned, rests or files what is left.
    pub(super) fn carry_out(&mut self, mut taken: Order, plan: &Plan) -> Placed {
        self.orders_taken += 1;
        let touched = self.execute(&mut taken, plan);
        let status = match (plan.steps.is_empty(), plan.dropped.is_empty()) {
            (false, _) => PlacedStatus::Matched,
            (true, false) => PlacedStatus::Unmatched,
            (true, true) => PlacedStatus::Live,
        };
        let placed = Placed {
            status,
            shares: taken.matched,
            value: taken.value,
            fee: plan.fee(),
            trades: taken.trades.clone(),
        };
        self.file(taken);
        for account in touched {
            self.cancel_unfunded(account);
        }
        placed
    }

    /// Rests what is left of a taken order, or files it as done.
    pub(super) fn file(&mut self, mut taken: Order) {
        let key = taken.key;
        self.by_order.insert(taken.id.clone(), key);
        if !taken.is_live() {
            self.orders.insert(key, taken);
            self.retire(key);
            return;
        }
        taken.expiry_due = taken.expires_at.map(|at| self.timers.enter(at, Due::Expire(key)));
        let (side, price) = in_yes(taken.outcome, taken.side, taken.price);
        let (market, cause) = (taken.market, taken.id.clone());
        self.ask(&taken);
        self.accounts[taken.account].working.insert(key);
        self.markets[market].orders.add(side, price, key, taken.remaining());
        self.orders.insert(key, taken);
        self.tell_level(market, &cause, side, price);
    }

    /// Ends a working order unfilled: off the book, its asks given back, its owner told.
    pub(super) fn end(&mut self, key: OrderKey, status: OrderStatus, reason: CancelReason) {
        let Some(order) = self.orders.get_mut(&key).filter(|order| order.is_live()) else {
            return;
        };
        let (left, cost) = (order.remaining(), order.remaining_cost());
        let was_held = order.status == OrderStatus::Delayed;
        order.status = status;
        order.ended_by = Some(reason);
        order.updated_at = self.now;
        let (side, price) = in_yes(order.outcome, order.side, order.price);
        let (market, cause) = (order.market, order.id.clone());
        let account = &mut self.accounts[order.account];
        match order.side {
            Side::Buy => account.ask_cash(market, -cost),
            Side::Sell => account.ask_shares(&order.token, -left),
        }
        if was_held {
            self.held.remove(&key);
        } else {
            self.markets[market].orders.remove(side, price, key, left);
            self.tell_level(market, &cause, side, price);
        }
        self.tell_of(OrderChange::Cancellation, key);
        self.retire(key);
    }

    /// Cancels the purchases of an account that its cash no longer covers, each taken alone.
    pub(super) fn cancel_unfunded(&mut self, account: AccountKey) {
        let owner = &self.accounts[account];
        if owner.cash >= owner.bidding_total {
            return;
        }
        let beyond = |key: &&OrderKey| {
            self.orders
                .get(key)
                .is_some_and(|order| order.remaining_cost() > owner.cash)
        };
        let short: Vec<OrderKey> = owner.working.iter().filter(beyond).copied().collect();
        for key in short {
            self.end(key, OrderStatus::Canceled, CancelReason::Unfunded);
        }
    }

    /// Files an order that has ended: a client's is kept, an agent's forgotten.
    pub(super) fn retire(&mut self, key: OrderKey) {
        let Some(order) = self.orders.get_mut(&key) else { return };
        if let (Some(number), Some(at)) = (order.expiry_due.take(), order.expires_at) {
            self.timers.strike(at, number);
        }
        let account = &mut self.accounts[order.account];
        account.working.remove(&key);
        if account.is_client() {
            account.ended.push(key);
        } else if let Some(order) = self.orders.remove(&key) {
            self.by_order.remove(&order.id);
        }
    }

    /// Tells a client about its order.
    pub(super) fn tell(&mut self, change: OrderChange, order: &Order) {
        if self.accounts[order.account].is_client() {
            self.events.push(ExchangeEvent::OrderUpdate {
                at: self.now,
                change,
                order: Box::new(order.clone()),
            });
        }
    }

    /// The same for an order on file.
    pub(super) fn tell_of(&mut self, change: OrderChange, key: OrderKey) {
        if let Some(order) = self.orders.get(&key)
            && self.accounts[order.account].is_client()
        {
            let order = Box::new(order.clone());
            self.events.push(ExchangeEvent::OrderUpdate {
                at: self.now,
                change,
                order,
            });
        }
    }

    /// Tells what now rests at a price (in YES).
    pub(super) fn tell_level(&mut self, market: MarketKey, cause: &OrderHash, side: Side, price: Price) {
        let listed = &mut self.markets[market];
        listed.touch(self.now);
        if listed.rules.moving_tick {
            self.touched.insert(market);
        }
        self.events.push(ExchangeEvent::BookChanged(BookChange {
            at: self.now,
            condition: listed.market.condition.clone(),
            cause: cause.clone(),
            side,
            price,
            shares: listed.orders.at(side, price),
            best_bid: listed.orders.best(Side::Buy),
            best_ask: listed.orders.best(Side::Sell),
        }));
    }
}
