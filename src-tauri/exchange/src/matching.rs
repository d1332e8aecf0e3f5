//! What an order would meet: worked out first, without changing anything, then carried out by `execute.rs`.

use std::collections::BTreeMap;

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use super::Exchange;
use super::account::Account;
use super::book::in_yes;
use super::keys::AccountKey;
use super::order::{Amount, CancelReason, NewOrder, Order, budget_buys};
use super::plan::{OrderContext, Part, Plan};
use super::types::Asset;

/// What is still wanted.
#[derive(Debug, Clone, Copy)]
struct Want(Amount);

impl Want {
    fn shares_at(self, price: Price) -> Shares {
        match self.0 {
            Amount::Shares(left) => left,
            Amount::Budget(left) => budget_buys(left, price),
        }
    }

    /// Whether nothing more is wanted at that price.
    fn is_done(self, exchange: &Exchange, price: Price) -> bool {
        match self.0 {
            Amount::Shares(left) => exchange.is_done(left),
            Amount::Budget(_) => self.shares_at(price) <= Shares::ZERO,
        }
    }

    fn take(&mut self, part: Part) {
        match &mut self.0 {
            Amount::Shares(left) => *left -= part.shares,
            Amount::Budget(left) => *left -= part.value,
        }
    }
}

/// What planned parts already ask of the makers; what they would get is not counted, which errs on the safe side.
#[derive(Debug, Default)]
struct Asked {
    cash: BTreeMap<AccountKey, Usd>,
    shares: BTreeMap<(AccountKey, usize), Shares>,
}

impl Asked {
    /// Enters what a maker would give, if it has it.
    fn enter(&mut self, account: &Account, maker: &Order, shares: Shares, value: Usd) -> bool {
        match maker.side {
            Side::Buy => {
                let asked = self.cash.entry(maker.account).or_default();
                let fits = *asked + value <= account.cash;
                if fits {
                    *asked += value;
                }
                fits
            }
            Side::Sell => {
                let asked = self.shares.entry((maker.account, maker.outcome)).or_default();
                let fits = *asked + shares <= account.shares(&maker.token);
                if fits {
                    *asked += shares;
                }
                fits
            }
        }
    }
}

impl Exchange {
    /// Walks the book in price-time order as far as the limit and the amount go.
    pub(super) fn plan(&self, order: &NewOrder, context: OrderContext) -> Plan {
        let listed = &self.markets[context.market];
        let (side, limit) = in_yes(context.outcome, order.side, order.price);
        let mut plan = Plan::default();
        let mut want = Want(order.amount);
        let mut asked = Asked::default();
        for (price_in_yes, key) in listed.orders.met_by(side, limit) {
            let (_, price) = in_yes(context.outcome, side, price_in_yes);
            let wanted = want.shares_at(price);
            if want.is_done(self, price) {
                plan.whole = true;
                break;
            }
            let Some(maker) = self.orders.get(&key) else { continue };
            if maker.account == context.account {
                plan.dropped.push((key, CancelReason::SelfMatch));
                continue;
            }
            let exact = wanted.at_most(maker.remaining());
            let giver = &self.accounts[maker.account];
            let allowed = !giver.paused
                && self
                    .missing_approval(giver, listed.market.exchange, Asset::given(maker.side))
                    .is_none();
            let taker = &self.accounts[context.account];
            let part = Part::of(key, self.size_off(order, taker, maker, exact), price);
            if allowed && asked.enter(giver, maker, part.shares, maker_value(maker, context.outcome, part)) {
                plan.add(price, price_in_yes, part);
                want.take(part);
            } else {
                plan.dropped.push((key, CancelReason::Unfunded));
            }
        }
        plan.whole |= want.is_done(self, order.price);
        for step in &mut plan.steps {
            // A fee never takes more than a sale brings.
            step.fee = self.step_fee(listed.market.fee, step);
            if order.side == Side::Sell {
                step.fee = step.fee.at_most(step.value());
            }
        }
        plan
    }
}

/// What the maker pays or gets: the same as the taker on the same token, the complement to one on the other.
pub(super) fn maker_value(maker: &Order, taker_outcome: usize, part: Part) -> Usd {
    if maker.outcome == taker_outcome {
        part.value
    } else {
        Usd::from_micros(part.shares.micros()) - part.value
    }
}
