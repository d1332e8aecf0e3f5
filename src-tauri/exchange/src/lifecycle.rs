//! A market's life: listed, its tick changed, closed, resolved.

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::money::{Price, Tick};

use crate::SetupError;

use super::Exchange;
use super::event::ExchangeEvent;
use super::keys::{MarketKey, OrderKey};
use super::market::{Listed, MarketSpec};
use super::order::{CancelReason, OrderStatus};
use super::redeem::REDEEMED_AFTER_MS;
use super::rules::AtStart;
use super::timers::Due;

impl Exchange {
    /// Lists a market.
    ///
    /// # Errors
    /// [`SetupError`] when its condition or one of its tokens is listed already, its tokens are the same, or it
    /// cannot join the neg-risk event it names.
    pub fn add_market(&mut self, spec: MarketSpec) -> Result<(), SetupError> {
        self.advance(spec.listed_at);
        let condition = spec.market.condition.clone();
        let [yes, no] = spec.market.outcomes.clone().map(|outcome| outcome.token);
        let known = self.by_condition.contains_key(&condition)
            || self.by_token.contains_key(&yes)
            || self.by_token.contains_key(&no);
        if known || yes == no {
            return Err(SetupError(format!(
                "market {condition} or one of its tokens is listed already"
            )));
        }
        let group = self.group_to_join(spec.rules.event.as_ref(), &spec.market)?;
        let (game_start, closes_at) = (spec.rules.game_start, spec.rules.closes_at);
        let key = self.markets.add(Listed::new(spec, group));
        if let Some(group) = group {
            self.groups[group].markets.push(key);
        }
        self.plan_start(key, game_start);
        if let Some(at) = closes_at {
            self.timers.enter(at, Due::Close(key));
        }
        self.by_condition.insert(condition.clone(), key);
        self.by_token.insert(yes, (key, 0));
        self.by_token.insert(no, (key, 1));
        self.events.push(ExchangeEvent::MarketListed {
            at: self.now,
            condition,
        });
        Ok(())
    }

    /// Changes a market's price step, also the one it goes back to when its tick moves. Orders that no longer fit it
    /// stay.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_tick(&mut self, now: VenueMs, condition: &ConditionId, tick: Tick) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        self.markets[key].base_tick = tick;
        self.change_tick(key, tick);
        Ok(())
    }

    /// Lets a market take orders, or not for now. Its book stays.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_accepting(&mut self, now: VenueMs, condition: &ConditionId, accepting: bool) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        let market = &mut self.markets[key].market;
        let accepting = accepting && !market.closed;
        if std::mem::replace(&mut market.accepting_orders, accepting) != accepting {
            self.events.push(ExchangeEvent::AcceptingChanged {
                at: self.now,
                condition: condition.clone(),
                accepting,
            });
        }
        Ok(())
    }

    /// Takes every order off the book, as `INVALID`, which is what happens at a game's start.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn clear_book(&mut self, now: VenueMs, condition: &ConditionId) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        self.end_all(key, OrderStatus::Invalid, CancelReason::BookCleared);
        self.review_ticks();
        Ok(())
    }

    /// Resolves a market for one outcome (0 or 1).
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market or outcome, or it was resolved before.
    pub fn resolve(&mut self, now: VenueMs, condition: &ConditionId, winner: usize) -> Result<(), SetupError> {
        let payouts = match winner {
            0 => [Price::ONE, Price::ZERO],
            1 => [Price::ZERO, Price::ONE],
            _ => return Err(SetupError(format!("market {condition} has no outcome {winner}"))),
        };
        self.resolve_paying(now, condition, payouts)
    }

    /// Resolves a market with what a share of each outcome pays; together one dollar.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market, the payouts are no dollar, or it was resolved before.
    pub fn resolve_paying(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        payouts: [Price; 2],
    ) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        check_payouts(condition, payouts)?;
        if self.markets[key].market.payouts.is_some() {
            return Err(SetupError(format!("market {condition} was resolved before")));
        }
        self.check_event_payouts(key, payouts)?;
        self.close(key, OrderStatus::CanceledMarketResolved, CancelReason::MarketResolved);
        self.markets[key].market.payouts = Some(payouts);
        self.settle_burnt(key);
        let condition = condition.clone();
        self.events.push(ExchangeEvent::Resolved {
            at: self.now,
            condition,
            payouts,
        });
        self.plan_redemption(key, self.now.plus(REDEEMED_AFTER_MS));
        Ok(())
    }

    /// Corrects what a resolved market pays. Nothing may have been redeemed yet, and it may belong to no neg-risk event:
    /// what was paid out is not asked back.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market, the payouts are no dollar, or it cannot be corrected (any more).
    pub fn correct_payouts(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        payouts: [Price; 2],
    ) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        check_payouts(condition, payouts)?;
        let listed = &mut self.markets[key];
        if listed.market.payouts.is_none() || listed.paid_out || listed.group.is_some() {
            return Err(SetupError(format!(
                "the payouts of market {condition} cannot be corrected"
            )));
        }
        listed.market.payouts = Some(payouts);
        self.events.push(ExchangeEvent::PayoutsCorrected {
            at: self.now,
            condition: condition.clone(),
            payouts,
        });
        Ok(())
    }

    /// Lets the automatic redemption of a resolved market come at another time than ten minutes after its resolution.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market, or its shares are not waiting for redemption.
    pub fn postpone_redemption(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        at: VenueMs,
    ) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        if self.markets[key].redemption_due.is_none() {
            return Err(SetupError(format!("market {condition} waits for no redemption")));
        }
        self.plan_redemption(key, at.max(self.now));
        Ok(())
    }

    fn plan_redemption(&mut self, key: MarketKey, at: VenueMs) {
        if let Some((due, number)) = self.markets[key].redemption_due.take() {
            self.timers.strike(due, number);
        }
        let number = self.timers.enter(at, Due::Redeem(key));
        self.markets[key].redemption_due = Some((at, number));
    }

    /// Sets (or, with `None`, takes back) when a market's game starts.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_game_start(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        starts_at: Option<VenueMs>,
    ) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        self.markets[key].rules.game_start = starts_at;
        self.plan_start(key, starts_at);
        Ok(())
    }

    /// A start that has passed does nothing more.
    fn plan_start(&mut self, key: MarketKey, starts_at: Option<VenueMs>) {
        if let Some((at, number)) = self.markets[key].start_due.take() {
            self.timers.strike(at, number);
        }
        if let Some(at) = starts_at.filter(|at| *at > self.now) {
            let number = self.timers.enter(at, Due::GameStart(key));
            self.markets[key].start_due = Some((at, number));
        }
    }

    /// The game starts.
    pub(super) fn start_game(&mut self, key: MarketKey) {
        let listed = &mut self.markets[key];
        listed.start_due = None;
        if listed.market.closed {
            return;
        }
        self.events.push(ExchangeEvent::GameStarted {
            at: self.now,
            condition: listed.market.condition.clone(),
        });
        match listed.rules.at_start {
            AtStart::TradesOn => {}
            AtStart::ClearsBook => self.end_all(key, OrderStatus::Invalid, CancelReason::BookCleared),
            AtStart::Closes => self.close(key, OrderStatus::Invalid, CancelReason::BookCleared),
        }
    }

    /// The market closes by itself.
    pub(super) fn close_on_time(&mut self, key: MarketKey) {
        if !self.markets[key].market.closed {
            self.close(key, OrderStatus::Canceled, CancelReason::BookCleared);
        }
    }

    fn close(&mut self, key: MarketKey, status: OrderStatus, reason: CancelReason) {
        self.end_all(key, status, reason);
        let market = &mut self.markets[key].market;
        market.accepting_orders = false;
        if !std::mem::replace(&mut market.closed, true) {
            let condition = market.condition.clone();
            self.events.push(ExchangeEvent::MarketClosed {
                at: self.now,
                condition,
            });
        }
    }

    fn end_all(&mut self, key: MarketKey, status: OrderStatus, reason: CancelReason) {
        let working: Vec<OrderKey> = self.markets[key].orders.all().chain(self.held_in(key)).collect();
        for order in working {
            self.end(order, status, reason);
        }
    }

    pub(super) fn enter_market(&mut self, now: VenueMs, condition: &ConditionId) -> Result<MarketKey, SetupError> {
        self.advance(now);
        let unknown = || SetupError(format!("no market {condition}"));
        self.by_condition.get(condition).copied().ok_or_else(unknown)
    }
}

fn check_payouts(condition: &ConditionId, [yes, no]: [Price; 2]) -> Result<(), SetupError> {
    if yes < Price::ZERO || no < Price::ZERO || yes + no != Price::ONE {
        return Err(SetupError(format!(
            "payouts {yes} and {no} of market {condition} are no dollar"
        )));
    }
    Ok(())
}
