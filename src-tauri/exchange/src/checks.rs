//! Whether an order may be taken: each rule on its own, in the venue's order.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::Exchange;
use super::book::in_yes;
use super::fee::taker_fee;
use super::order::{Amount, NewOrder, OrderKind, budget_buys};
use super::plan::{OrderContext, Plan};
use super::reject::Reject;
use super::types::Asset;

impl Exchange {
    /// What can be said without looking at the book.
    pub(super) fn check_form(&self, order: &NewOrder) -> Result<OrderContext, Reject> {
        let context = self.context(order)?;
        check_amount(order)?;
        if self.by_order.contains_key(&order.id) {
            return Err(Reject::Duplicated(order.id.clone()));
        }
        let tick = self.markets[context.market].market.tick;
        if !tick.divides(order.price) || order.price < tick.lowest() || order.price > tick.highest() {
            return Err(Reject::Tick {
                id: order.id.clone(),
                price: order.price,
                tick,
            });
        }
        let expires_well = match (order.kind, order.expires_at) {
            (OrderKind::Gtd, Some(at)) => at > self.now,
            (OrderKind::Gtd, None) => false,
            (_, expires_at) => expires_at.is_none(),
        };
        if !expires_well {
            return Err(Reject::Expiration);
        }
        if order.post_only && !order.kind.rests() {
            return Err(Reject::PostOnlyKind);
        }
        Ok(context)
    }

    fn context(&self, order: &NewOrder) -> Result<OrderContext, Reject> {
        let account = *self.by_wallet.get(&order.owner).ok_or(Reject::UnknownAccount)?;
        self.accounts[account].check_account_status(order)?;
        let unknown = || Reject::NoOrderbook(order.token.clone());
        let (market, outcome) = *self.by_token.get(&order.token).ok_or_else(unknown)?;
        let listed = &self.markets[market].market;
        if listed.closed {
            return Err(unknown());
        }
        if !listed.accepting_orders {
            return Err(Reject::NotReady);
        }
        Ok(OrderContext {
            account,
            market,
            outcome,
        })
    }

    /// The least size of what may rest, and the least worth of what takes.
    pub(super) fn check_minimums(&self, order: &NewOrder, context: OrderContext) -> Result<(), Reject> {
        let listed = &self.markets[context.market];
        let (side, limit) = in_yes(context.outcome, order.side, order.price);
        let crosses = listed.orders.crosses(side, limit);
        if let (true, Amount::Shares(size)) = (order.kind.rests(), order.amount)
            && size < listed.market.min_size
        {
            return Err(Reject::MinimumSize {
                id: order.id.clone(),
                size,
                minimum: listed.market.min_size,
            });
        }
        if order.post_only && crosses {
            return Err(Reject::PostOnlyCrosses);
        }
        // A sale that meets nothing has no worth to measure; it will be told that it met nothing.
        let marketable = crosses || (order.side == Side::Buy && !order.kind.rests());
        let met = listed.orders.best(side.opposite()).filter(|_| crosses);
        let value = worth(order, met.map(|price| in_yes(context.outcome, side, price).1));
        if marketable && value < Usd::ONE {
            return Err(Reject::MarketableMinimum {
                side: order.side,
                value,
            });
        }
        Ok(())
    }

    /// Whether the owner can pay for it, fees included, or has the shares; and whether the contract may take them.
    pub(super) fn check_funds(&self, order: &NewOrder, context: OrderContext, plan: &Plan) -> Result<(), Reject> {
        let account = &self.accounts[context.account];
        let market = &self.markets[context.market].market;
        if let Some(spender) = self.missing_approval(account, market.exchange, Asset::given(order.side)) {
            return Err(Reject::Allowance(spender));
        }
        let (balance, working, amount) = match order.side {
            Side::Buy => {
                let cost = self.cost(order, context, plan);
                (
                    account.cash.micros(),
                    account.bidding_in(context.market).micros(),
                    cost.micros(),
                )
            }
            Side::Sell => {
                let held = account.shares(&order.token);
                (
                    held.micros(),
                    account.offered(&order.token).micros(),
                    asked_shares(order).micros(),
                )
            }
        };
        if amount > balance.saturating_sub(working) {
            return Err(Reject::Balance {
                balance_micros: balance,
                working_micros: working,
                amount_micros: amount,
            });
        }
        Ok(())
    }

    /// The most a purchase can cost: all of it at its limit, or what is planned and the rest at the limit. The fee of
    /// a budget grows as the price falls, so neither covers the other.
    fn cost(&self, order: &NewOrder, context: OrderContext, plan: &Plan) -> Usd {
        let fee = self.markets[context.market].market.fee;
        let planned = plan.value() + plan.fee();
        match order.amount {
            Amount::Shares(size) => {
                let rest = (size - plan.shares()).value(order.price, Rounding::Up);
                let at_limit = size.value(order.price, Rounding::Up) + taker_fee(fee, plan.shares(), order.price);
                at_limit.at_least(planned + rest)
            }
            Amount::Budget(budget) => {
                let at_limit = budget + taker_fee(fee, budget_buys(budget, order.price), order.price);
                at_limit.at_least(planned)
            }
        }
    }
}

fn check_amount(order: &NewOrder) -> Result<(), Reject> {
    let sensible = match order.amount {
        Amount::Shares(size) => size > Shares::ZERO && (order.kind.rests() || order.side == Side::Sell),
        Amount::Budget(budget) => budget > Usd::ZERO && !order.kind.rests() && order.side == Side::Buy,
    };
    if sensible { Ok(()) } else { Err(Reject::InvalidPayload) }
}

/// What a marketable order is worth: a purchase at its limit, a sale at the price it meets (its limit may be far lower).
fn worth(order: &NewOrder, met: Option<Price>) -> Usd {
    match (order.amount, order.side) {
        (Amount::Budget(budget), _) => budget,
        (Amount::Shares(size), Side::Buy) => size.value(order.price, Rounding::HalfUp),
        (Amount::Shares(size), Side::Sell) => size.value(met.unwrap_or(order.price), Rounding::HalfUp),
    }
}

/// The shares an order asks for; a budget's at its limit.
pub(super) fn asked_shares(order: &NewOrder) -> Shares {
    match order.amount {
        Amount::Shares(size) => size,
        Amount::Budget(budget) => budget_buys(budget, order.price),
    }
}
