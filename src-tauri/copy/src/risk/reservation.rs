//! What an order still takes of every limit: never more than it may still spend.

use crate::command::ChildKind;
use crate::entity::{ChildOrder, CopyOrder, OrderStatus};
use crate::fees::{worst_fee, worst_fee_of_budget};
use crate::market::{FeeSchedule, Market, Side};
use crate::money::{Rounding, Usd};

/// USD, fee included, that a purchase reserves.
///
/// A child that is prepared, live or unknown reserves all it may still spend. An order that is about to get one reserves
/// what is left of it at the trader's price or its last limit, whichever is higher, but no more than its own limit in USD
/// leaves. An order that waits without a child reserves nothing: it passes every check again before it gets one.
#[must_use]
pub(crate) fn of(order: &CopyOrder, child: Option<&ChildOrder>, market: Option<&Market>, max_order: Usd) -> Usd {
    if order.side == Side::Sell || !order.is_open() {
        return Usd::ZERO;
    }
    let schedule = market.map_or(FeeSchedule::FREE, |market| market.fee);
    match child.map(|child| (child, child.kind)) {
        Some((child, ChildKind::BuyNow { budget, .. })) => {
            let left = (budget - child.value).max(Usd::ZERO);
            // A budget buys more shares the cheaper they come, and pays more fee for it: the bound is at one tick.
            let fee = market.map_or(Usd::ZERO, |market| {
                worst_fee_of_budget(&market.fee, left, market.tick.lowest())
            });
            left + fee
        }
        Some((child, ChildKind::Resting { price, .. })) => {
            let left = child.open_shares();
            left.value(price, Rounding::Up) + worst_fee(&schedule, Side::Buy, left, price)
        }
        Some((_, ChildKind::SellNow { .. })) => Usd::ZERO,
        None if order.status == OrderStatus::Ending || order.waiting.is_some() => Usd::ZERO,
        None => {
            let price = order.limit.unwrap_or(order.trader_price).max(order.trader_price);
            let left = order.remaining();
            let may_spend = (max_order - order.value).max(Usd::ZERO);
            left.value(price, Rounding::Up).min(may_spend) + worst_fee(&schedule, Side::Buy, left, price)
        }
    }
}
