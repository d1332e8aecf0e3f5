//! What an order would do, as a value: where it belongs, what it would meet and at which prices.

use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::keys::{AccountKey, MarketKey, OrderKey};
use super::order::{CancelReason, OrderKind};
use super::reject::Reject;

/// Where an order belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderContext {
    pub(super) account: AccountKey,
    pub(super) market: MarketKey,
    pub(super) outcome: usize,
}

/// One resting order's part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) maker: OrderKey,
    pub(super) shares: Shares,
    /// What they are worth at the taker's price, rounded down (towards whoever pays for the taker's token).
    pub(super) value: Usd,
}

impl Part {
    pub(super) fn of(maker: OrderKey, shares: Shares, price: Price) -> Self {
        Self {
            maker,
            shares,
            value: shares.value(price, Rounding::Down),
        }
    }
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

    pub(super) fn add(&mut self, price: Price, price_in_yes: Price, part: Part) {
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
