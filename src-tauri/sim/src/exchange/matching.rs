//! What an order would meet: worked out first, without changing anything, then carried out by `execute.rs`.

use std::collections::BTreeMap;

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::Exchange;
use super::account::Account;
use super::book::in_yes;
use super::checks::Seat;
use super::fee::taker_fee;
use super::keys::{AccountKey, OrderKey};
use super::order::{Amount, CancelReason, NewOrder, Order, OrderKind, budget_buys};
use super::reject::Reject;
use super::standing::Asset;

/// One resting order's part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) maker: OrderKey,
    pub(super) shares: Shares,
    /// What they are worth at the taker's price, rounded down (towards whoever pays for the taker's token).
    pub(super) value: Usd,
}

/// All that is met at one price.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// In the taker's token.
    pub(super) price: Price,
    /// In YES.
    pub(super) price_in_yes: Price,
    pub(super) parts: Vec<Part>,
    pub(super) fee: Usd,
}

impl Step {
    pub(super) fn shares(&self) -> Shares {
        self.parts.iter().map(|part| part.shares).sum()
    }

    pub(super) fn value(&self) -> Usd {
        self.parts.iter().map(|part| part.value).sum()
    }
}

/// All that an order would meet, best price first.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// Resting orders that cannot take part, and why.
    pub(super) dropped: Vec<(OrderKey, CancelReason)>,
    /// Whether nothing is left to fill.
    pub(super) whole: bool,
}

impl Plan {
    pub(super) fn shares(&self) -> Shares {
        self.steps.iter().map(Step::shares).sum()
    }

    pub(super) fn value(&self) -> Usd {
        self.steps.iter().map(Step::value).sum()
    }

    pub(super) fn fee(&self) -> Usd {
        self.steps.iter().map(|step| step.fee).sum()
    }

    /// The refusal of an order whose kind asks for more than was met.
    pub(super) fn kills(&self, kind: OrderKind) -> Option<(Reject, CancelReason)> {
        match kind {
            OrderKind::Fok if !self.whole => Some((Reject::FokKilled, CancelReason::FokKilled)),
            OrderKind::Fak if self.steps.is_empty() => Some((Reject::FakNoMatch, CancelReason::FakKilled)),
            _ => None,
        }
    }

    fn add(&mut self, price: Price, price_in_yes: Price, part: Part) {
        match self.steps.last_mut() {
            Some(step) if step.price == price => step.parts.push(part),
            _ => self.steps.push(Step {
                price,
                price_in_yes,
                parts: vec![part],
                fee: Usd::ZERO,
            }),
        }
    }
}

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
    pub(super) fn plan(&self, order: &NewOrder, seat: Seat) -> Plan {
        let listed = &self.markets[seat.market];
        let (side, limit) = in_yes(seat.outcome, order.side, order.price);
        let mut plan = Plan::default();
        let mut want = Want(order.amount);
        let mut asked = Asked::default();
        for (price_in_yes, key) in listed.orders.met_by(side, limit) {
            let (_, price) = in_yes(seat.outcome, side, price_in_yes);
            let wanted = want.shares_at(price);
            if wanted <= Shares::ZERO {
                plan.whole = true;
                break;
            }
            let Some(maker) = self.orders.get(&key) else { continue };
            if maker.account == seat.account {
                plan.dropped.push((key, CancelReason::SelfMatch));
                continue;
            }
            let shares = wanted.at_most(maker.remaining());
            let part = Part {
                maker: key,
                shares,
                value: shares.value(price, Rounding::Down),
            };
            let giver = &self.accounts[maker.account];
            let allowed = !giver.paused && giver.allows(listed.market.exchange, Asset::given(maker.side));
            if allowed && asked.enter(giver, maker, shares, maker_value(maker, seat.outcome, part)) {
                plan.add(price, price_in_yes, part);
                want.take(part);
            } else {
                plan.dropped.push((key, CancelReason::Unfunded));
            }
        }
        plan.whole |= want.shares_at(order.price) <= Shares::ZERO;
        for step in &mut plan.steps {
            // A fee never takes more than a sale brings.
            step.fee = taker_fee(listed.market.fee, step.shares(), step.price);
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
