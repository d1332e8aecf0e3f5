//! The user does not wait for the ladder: one fill-and-kill for what is left of a copy order, bounded as its last stage is.
//! What it does not fill goes on with the ladder.
//!
//! It goes the way of a `fast` order's first attempt: the resting child is cancelled and its final fills are awaited first,
//! and every gate is passed again. So nothing is placed on a path of its own.

use crate::conversion::{self, NothingExecutable};
use crate::core::Core;
use crate::entity::{Change, CopyOrder, OrderStatus, Style};
use crate::event::{OrderStep, WaitReason};
use crate::ids::CopyOrderId;
use crate::ladder::Stage;
use crate::market::Side;
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};

/// What taking the other side of the book would do now. Nothing is changed by planning it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakePlan {
    /// The most a share may cost, or the least it may bring.
    pub bound: Price,
    /// What the visible book gives within it.
    pub visible: Option<Taken>,
    /// Why nothing would be executed now.
    pub problem: Option<WaitReason>,
}

/// What a book gives at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Shares that would be executed.
    pub shares: Shares,
    /// Their average price.
    pub price: Price,
    /// What they cost (up) or bring (down), USD, without fees.
    pub value: Usd,
    /// How much worse that is than at the limit that works now, USD, not negative; none while no limit works.
    pub against_limit: Option<Usd>,
}

impl Core {
    /// Takes what the book gives now. An order that is over, is ending, or is at market already stays as it is.
    pub(crate) fn take_now(&mut self, id: CopyOrderId) {
        let Some(order) = self.takeable(id).cloned() else {
            return;
        };
        if order.style == Style::Fast {
            return; // Asked for already.
        }
        self.put(Change::Order(CopyOrder {
            style: Style::Fast,
            attempts: 0,
            next_look: self.now,
            ..order.clone()
        }));
        self.tell_step(&order, OrderStep::Hastened {});
    }

    fn takeable(&self, id: CopyOrderId) -> Option<&CopyOrder> {
        let order = self.state.orders.get(&id)?;
        (order.status == OrderStatus::Working && order.stage != Stage::Market).then_some(order)
    }

    /// What taking would do now; `None` for an order that cannot be taken (over, ending, at market already, unknown).
    #[must_use]
    pub fn plan_take(&self, id: CopyOrderId) -> Option<TakePlan> {
        let order = self.takeable(id)?;
        let market = self.state.markets.get(&order.condition)?;
        let own = self.own_resting(market, order);
        let bound = self.fast_bound(order, market, &own);
        let none = |bound: Option<Price>, problem| TakePlan {
            bound: bound.unwrap_or(order.trader_price),
            visible: None,
            problem: Some(problem),
        };
        let Some(bound) = bound else {
            return Some(none(None, WaitReason::BeyondBound));
        };
        let Some(book) = self.book(&order.token).map(|book| self.without_own(market, book)) else {
            return Some(none(Some(bound), WaitReason::NoBook));
        };
        let left = order.remaining().floor_to_lot();
        let passage = self.gate_child(order, market, bound, left);
        if passage.allowed < LOT {
            let stopped = self.state.control.stopped;
            let reason = if stopped {
                WaitReason::Stopped
            } else {
                WaitReason::Limit
            };
            return Some(none(Some(bound), reason));
        }
        let planned = conversion::plan(order.side, &book, passage.allowed, bound, market.tick);
        let plan = match planned {
            Ok(plan) => plan,
            Err(NothingExecutable::UnderOneDollar) => return Some(none(Some(bound), WaitReason::RestBelowMinimum)),
            Err(NothingExecutable::BeyondBound | NothingExecutable::NothingWanted) => {
                return Some(none(Some(bound), WaitReason::BeyondBound));
            }
        };
        let levels = match order.side {
            Side::Buy => &book.asks,
            Side::Sell => &book.bids,
        };
        let rounding = match order.side {
            Side::Buy => Rounding::Up,
            Side::Sell => Rounding::Down,
        };
        let (mut shares, mut value) = (Shares::ZERO, Usd::ZERO);
        for level in levels {
            let within = match order.side {
                Side::Buy => level.price <= plan.worst,
                Side::Sell => level.price >= plan.worst,
            };
            let part = level.shares.at_most(plan.shares - shares).at_least(Shares::ZERO);
            if !within || part.is_zero() {
                break;
            }
            shares += part;
            value += part.value(level.price, rounding);
        }
        let price = Price::from_micros(mul_div(value.micros(), MICRO, shares.micros().max(1), Rounding::HalfUp));
        let against_limit = order.limit.filter(|_| self.state.slot(id).is_some()).map(|limit| {
            let at_limit = shares.value(limit, rounding);
            let worse = match order.side {
                Side::Buy => value - at_limit,
                Side::Sell => at_limit - value,
            };
            worse.at_least(Usd::ZERO)
        });
        Some(TakePlan {
            bound,
            visible: Some(Taken {
                shares,
                price,
                value,
                against_limit,
            }),
            problem: None,
        })
    }
}
