//! The user's own exit from a position: everything the follow holds of the token, `fast`, bounded (product.md §8).
//!
//! What closing would do is planned through the same gates and on the same price as the closing itself, so that the
//! question before it says what the answer will be.

use crate::core::Core;
use crate::entity::{Holding, PriceSource, Signal, SignalKind, SignalOrigin};
use crate::event::SkipReason;
use crate::ids::{FollowId, SignalId, TokenId};
use crate::limits::skip_reason;
use crate::market::{Level, Market, Side};
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};
use crate::signals::Observed;
use crate::state::Pair;

/// What closing a position would do now. Nothing is changed by planning it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosePlan {
    /// Shares that would be sold: held, less what is in working sales, in whole lots.
    pub shares: Shares,
    /// The price it would be measured against: the book's middle, else the last price that was seen, else the cost.
    pub price: Price,
    /// The least a share may bring.
    pub bound: Price,
    /// What the visible book would give for them within the bound; `None` where no book is known.
    pub visible: Option<Visible>,
    /// Why it would be skipped now.
    pub problem: Option<SkipReason>,
}

/// What a book would give for a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible {
    /// Shares that find a buyer within the bound.
    pub shares: Shares,
    /// What they bring, without fees, rounded down.
    pub proceeds: Usd,
    /// That, less what they cost (rounded up).
    pub realised: Usd,
}

impl Visible {
    /// The average price; `None` where nothing finds a buyer.
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        (self.shares > Shares::ZERO).then(|| {
            let micros = mul_div(self.proceeds.micros(), MICRO, self.shares.micros(), Rounding::HalfUp);
            Price::from_micros(micros)
        })
    }
}

impl Core {
    /// Asks for the sale of everything the follow holds of the token. Nothing happens where nothing is held.
    pub(crate) fn close_position(&mut self, follow: FollowId, token: &TokenId) {
        let pair: Pair = (follow, token.clone());
        let Some((holding, price)) = self.closable(&pair) else {
            return;
        };
        let (before, condition) = (holding.shares, holding.condition.clone());
        self.signal(Observed {
            follow,
            token: token.clone(),
            condition,
            side: Side::Sell,
            before,
            after: Shares::ZERO,
            price,
            price_source: PriceSource::Estimated,
            origin: SignalOrigin::User,
            at: self.now,
            key: format!("{}/{}/close/{}", pair.0, pair.1, self.state.control.next_signal),
        });
    }

    /// What closing that position would do now; `None` where nothing is held of it.
    #[must_use]
    pub fn plan_close(&self, follow: FollowId, token: &TokenId) -> Option<ClosePlan> {
        let pair: Pair = (follow, token.clone());
        let (holding, price) = self.closable(&pair)?;
        let shares = self.free(&pair).floor_to_lot();
        let settings = self.state.follows.get(&follow).map(|follow| &follow.settings)?;
        let lowest = price - settings.max_slippage;
        let market = self.state.markets.get(&holding.condition);
        let bound = market.map_or(lowest.at_least(Price::ZERO), |market| {
            market.tick.clamp(market.tick.ceil(lowest))
        });
        let visible = market.and_then(|market| self.visible(market, holding, shares, bound));
        Some(ClosePlan {
            shares,
            price,
            bound,
            visible,
            problem: self.problem(&pair, holding, market, shares, price),
        })
    }

    /// What can be closed, and the price it is measured against.
    fn closable(&self, pair: &Pair) -> Option<(&Holding, Price)> {
        let holding = self.state.holdings.get(pair)?;
        if holding.shares.is_zero() || holding.payout.is_some() {
            return None;
        }
        let price = self.estimate(pair).or_else(|| average_cost(holding))?;
        Some((holding, price))
    }

    /// Held shares that no working sale takes.
    fn free(&self, pair: &Pair) -> Shares {
        let selling: Shares = self
            .state
            .open_orders(pair)
            .filter(|order| order.side == Side::Sell)
            .map(crate::entity::CopyOrder::remaining)
            .sum();
        (self.state.held(pair) - selling).at_least(Shares::ZERO)
    }

    /// The reason for which the signal would be skipped, by the gates that it would pass.
    fn problem(
        &self,
        pair: &Pair,
        holding: &Holding,
        market: Option<&Market>,
        shares: Shares,
        price: Price,
    ) -> Option<SkipReason> {
        if shares < LOT {
            return Some(SkipReason::NothingToSell);
        }
        let Some(market) = market else {
            return Some(SkipReason::MarketUnknown);
        };
        let follow = self.state.follows.get(&pair.0)?;
        let signal = Signal {
            id: SignalId(0),
            key: String::new(),
            follow: pair.0,
            trader: follow.trader.clone(),
            token: pair.1.clone(),
            condition: holding.condition.clone(),
            kind: SignalKind::PositionClosed,
            side: Side::Sell,
            before: holding.shares,
            after: Shares::ZERO,
            price,
            price_source: PriceSource::Estimated,
            origin: SignalOrigin::User,
            at: self.now,
            seen_at: self.now,
            decision: None,
        };
        let passage = self.gate_signal(&signal, follow, market, shares);
        passage
            .blocked
            .map(skip_reason)
            .or_else(|| Self::below_minimum(market, passage.allowed, price))
    }

    fn visible(&self, market: &Market, holding: &Holding, wanted: Shares, bound: Price) -> Option<Visible> {
        let book = self.without_own(market, self.book(&holding.token)?);
        let (shares, proceeds) = sold_into(&book.bids, wanted, bound);
        // Up: what would be realised is never overstated, as in the accounts.
        let cost = mul_div(
            holding.cost.micros(),
            shares.micros(),
            holding.shares.micros(),
            Rounding::Up,
        );
        Some(Visible {
            shares,
            proceeds,
            realised: proceeds - Usd::from_micros(cost),
        })
    }
}

/// Shares sold into bids no worse than `bound`, best first, and what they bring.
fn sold_into(bids: &[Level], wanted: Shares, bound: Price) -> (Shares, Usd) {
    let mut sold = Shares::ZERO;
    let mut proceeds = Usd::ZERO;
    for level in bids.iter().take_while(|level| level.price >= bound) {
        let shares = level.shares.at_most(wanted - sold).at_least(Shares::ZERO);
        sold += shares;
        proceeds += shares.value(level.price, Rounding::Down);
    }
    (sold, proceeds)
}

fn average_cost(holding: &Holding) -> Option<Price> {
    let shares = holding.shares.micros();
    (shares > 0).then(|| Price::from_micros(mul_div(holding.cost.micros(), MICRO, shares, Rounding::HalfUp)))
}
