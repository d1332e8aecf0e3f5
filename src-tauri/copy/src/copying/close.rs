//! The user's own close: all or a part of a position, of a follow or of everything, at the market within a bound or at a limit.
//!
//! It belongs to the user: no signal cancels it, it takes over shares that a slower sale holds, it lowers the target at once, and
//! it ends the follow's working purchases of the token. What closing would do is planned by the same rules on the same price
//! as the closing itself, so that the question before it says what the answer will be.

use std::sync::Arc;

use super::decide::record;
use super::open::{Opening, copy, skip};
use super::sales::{copied_sales, cut_copied, user_sales};
use super::targets::set_target;
use crate::accounts::average_cost;
use crate::entity::{
    Execution, Follow, Gate, GateBasis, GateName, HaltReason, Holding, OrderStatus, PriceSource, Signal, SignalKind,
    SignalOrigin,
};
use crate::event::{CutReason, EndReason, SkipReason};
use crate::fees::taker_fee;
use crate::ids::{CopyOrderId, SignalId, TokenId, VenueMs};
use crate::input::{CloseAmount, CloseHow, CloseRequest, CloseScope};
use crate::market::{FeeSchedule, Level, Market, Side};
use crate::markets::Markets;
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};
use crate::orders;
use crate::risk::trace::RiskTrace;
use crate::state::{Pair, State, is_worked};
use crate::step::Cx;
use crate::traders::Traders;

/// What closing a position would do now. Nothing is changed by planning it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosePlan {
    /// Shares that would be sold, in whole lots.
    pub shares: Shares,
    /// The price it would be measured against: the book's middle or its one side, else the last price that was seen, else cost.
    pub price: Price,
    /// The least a share may bring.
    pub bound: Price,
    /// What the visible book would give for them within the bound; `None` where no book is known.
    pub visible: Option<Visible>,
    /// The first levels of that book, best first, and what of each would be taken; ours are not among them.
    pub bids: Vec<Bid>,
    /// When that book was seen.
    pub book_at: Option<VenueMs>,
    /// What the shares cost that would be sold, USD, rounded up.
    pub cost: Usd,
    /// Orders in the account on this token that are not ours: the user is asked.
    pub foreign_orders: bool,
    /// Why it would not be done now.
    pub problem: Option<SkipReason>,
}

/// A level of a book that a sale may take from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bid {
    /// Its price.
    pub price: Price,
    /// Shares that are bid for there.
    pub shares: Shares,
    /// Shares of them that the sale would take.
    pub taken: Shares,
}

/// So many levels are shown beyond the last that is taken, and so many in all.
const LEVELS_BEYOND: usize = 1;
const LEVELS_MOST: usize = 8;

/// What a book would give for a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible {
    /// Shares that find a buyer within the bound.
    pub shares: Shares,
    /// What they bring, USD, without fees, rounded down.
    pub proceeds: Usd,
    /// The taker fee of that sale, USD, each level of the book by itself.
    pub fee: Usd,
    /// What they cost, USD, rounded up.
    pub cost: Usd,
}

impl Visible {
    /// What comes in: proceeds less the fee, USD.
    #[must_use]
    pub fn received(&self) -> Usd {
        self.proceeds - self.fee
    }

    /// What comes in, less what the shares cost, USD: the result after the fee of this sale.
    #[must_use]
    pub fn result(&self) -> Usd {
        self.received() - self.cost
    }

    /// The average price; `None` where nothing finds a buyer.
    #[must_use]
    pub fn price(&self) -> Option<Price> {
        (self.shares > Shares::ZERO).then(|| {
            let micros = mul_div(self.proceeds.micros(), MICRO, self.shares.micros(), Rounding::HalfUp);
            Price::from_micros(micros)
        })
    }
}

/// What the core shows for planning.
pub(crate) struct Sight<'a> {
    pub(crate) state: &'a State,
    pub(crate) markets: &'a Markets,
    pub(crate) traders: &'a Traders,
    pub(crate) now: VenueMs,
}

/// Takes the user's close, position by position.
pub(crate) fn on_close(traders: &Traders, cx: &mut Cx<'_>, request: &CloseRequest) {
    for pair in pairs_of(cx.state, &request.scope) {
        close(traders, cx, &pair, request);
    }
}

fn pairs_of(state: &State, scope: &CloseScope) -> Vec<Pair> {
    let worked = |holding: &&Holding| is_worked(holding) && holding.shares > Shares::ZERO;
    let pair = |holding: &Holding| (holding.follow, holding.token.clone());
    match scope {
        CloseScope::Position { follow, token } => {
            let holding = state.holdings.get(&(*follow, token.clone()));
            holding.filter(worked).map(pair).into_iter().collect()
        }
        CloseScope::Follow { follow } => state
            .holdings
            .values()
            .filter(worked)
            .filter(|holding| holding.follow == *follow)
            .map(pair)
            .collect(),
        CloseScope::Everything => state.holdings.values().filter(worked).map(pair).collect(),
    }
}

fn close(traders: &Traders, cx: &mut Cx<'_>, pair: &Pair, request: &CloseRequest) {
    let sight = Sight {
        state: &*cx.state,
        markets: &*cx.markets,
        traders,
        now: cx.now,
    };
    let Some(plan) = sight.plan(pair, request.amount, request.how) else {
        return;
    };
    let (Some(follow), Some(holding)) = (
        cx.state.follows.get(&pair.0).cloned(),
        cx.state.holdings.get(pair).cloned(),
    ) else {
        return;
    };
    let signal = signal_of(cx, &follow, &holding, &plan);
    record(cx, &signal);
    let refused = plan.problem.or_else(|| {
        let asks = plan.foreign_orders && !request.despite_foreign_orders;
        asks.then_some(SkipReason::Halted)
    });
    let market = cx.state.markets.get(&holding.condition).cloned();
    let (None, Some(market)) = (refused, market) else {
        let reason = refused.unwrap_or(SkipReason::MarketUnknown);
        skip(cx, &signal, reason, plan.shares, RiskTrace::new(plan.shares));
        return;
    };
    take_over(cx, pair, &holding, plan.shares);
    let held = cx.state.held(pair);
    let gates: Arc<[Gate]> = Arc::from([Gate {
        gate: GateName::Held,
        asked: plan.shares,
        allowed: plan.shares,
        basis: GateBasis::Held {
            held,
            selling: user_sales(cx.state, pair),
        },
    }]);
    let measured = measured(&plan, request.how);
    let opening = Opening {
        shares: plan.shares,
        asked: plan.shares,
        price: measured,
        at: cx.now,
        execution: match request.how {
            CloseHow::Market { .. } | CloseHow::NotBelow { .. } => Execution::Market,
            CloseHow::Limit { price } => Execution::Limit { price },
        },
        max_slippage: match request.how {
            CloseHow::Market { max_slippage } => max_slippage.unwrap_or(follow.settings.max_slippage),
            CloseHow::NotBelow { price } | CloseHow::Limit { price } => (measured - price).max(Price::ZERO),
        },
        gates,
    };
    copy(cx, &signal, &follow, &market, &opening, plan.shares);
}

/// What the sale is measured against. Under a bound of the user's own that lies above the market it is the bound: nothing is sold below it.
fn measured(plan: &ClosePlan, how: CloseHow) -> Price {
    match how {
        CloseHow::NotBelow { price } => plan.price.max(price),
        CloseHow::Market { .. } | CloseHow::Limit { .. } => plan.price,
    }
}

/// Ends the follow's purchases of the token, lowers the target to what stays, and takes shares from slower sales.
fn take_over(cx: &mut Cx<'_>, pair: &Pair, holding: &Holding, shares: Shares) {
    let stays = (cx.state.held(pair) - user_sales(cx.state, pair) - shares).max(Shares::ZERO);
    // Lowered, never raised: what a copied sale is to sell beyond it is still to be sold.
    let target = cx.state.target(pair).min(stays);
    set_target(cx, pair, &holding.condition, target);
    let purchases: Vec<CopyOrderId> = cx
        .state
        .open_orders(pair)
        .filter(|order| order.side == Side::Buy && order.status == OrderStatus::Working)
        .map(|order| order.id)
        .collect();
    for order in purchases {
        if !crate::planted!("close-is-bought-back") {
            orders::end_order(cx, order, EndReason::ClosedByUser);
        }
    }
    let too_many = copied_sales(cx, pair) - (stays - target);
    if too_many > Shares::ZERO {
        cut_copied(cx, pair, too_many, CutReason::TakenOver);
    }
}

fn signal_of(cx: &mut Cx<'_>, follow: &Follow, holding: &Holding, plan: &ClosePlan) -> Signal {
    let id: SignalId = cx.next_signal_id();
    let after = (holding.shares - plan.shares).max(Shares::ZERO);
    Signal {
        id,
        key: format!("{}/{}/close/{id}", follow.id, holding.token),
        follow: follow.id,
        trader: follow.trader.clone(),
        token: holding.token.clone(),
        condition: holding.condition.clone(),
        kind: if after < LOT {
            SignalKind::PositionClosed
        } else {
            SignalKind::SizeDecrease
        },
        side: Side::Sell,
        before: holding.shares,
        after,
        price: plan.price,
        price_source: PriceSource::Estimated,
        origin: SignalOrigin::User,
        at: cx.now,
        seen_at: cx.now,
        percentage: follow.settings.percentage,
        decision: None,
    }
}

impl Sight<'_> {
    /// What closing so much of that position in that way would do now; `None` where nothing is held of it.
    pub(crate) fn plan(&self, pair: &Pair, amount: CloseAmount, how: CloseHow) -> Option<ClosePlan> {
        let holding = self.state.holdings.get(pair).filter(|holding| is_worked(holding))?;
        if holding.shares <= Shares::ZERO {
            return None;
        }
        let free = (holding.shares - user_sales(self.state, pair)).max(Shares::ZERO);
        let wanted = match amount {
            CloseAmount::Percent { percent } => {
                let percent = i64::from(percent.min(100));
                Shares::from_micros(mul_div(holding.shares.micros(), percent, 100, Rounding::Down))
            }
            CloseAmount::Shares { shares } => shares.max(Shares::ZERO),
        };
        let shares = wanted.min(free).floor_to_lot();
        let price = self.price(pair, holding);
        let settings = &self.state.follows.get(&pair.0)?.settings;
        let market = self.state.markets.get(&holding.condition).map(Arc::as_ref);
        let lowest = match how {
            CloseHow::Market { max_slippage } => price - max_slippage.unwrap_or(settings.max_slippage),
            CloseHow::NotBelow { price } | CloseHow::Limit { price } => price,
        };
        let bound = market.map_or(lowest.max(Price::ZERO), |market| {
            let bound = market.tick.clamp(market.tick.ceil(lowest));
            // No order is worth so much on this tick, so nothing is sold: the user's own price is never gone under.
            own_price(how).map_or(bound, |own| bound.max(own))
        });
        Some(ClosePlan {
            shares,
            price,
            bound,
            visible: market.and_then(|market| self.visible(market, holding, shares, bound)),
            bids: market.map_or_else(Vec::new, |market| self.bids(market, holding, shares, bound)),
            book_at: self.markets.book(&pair.1).map(|book| book.observed_at),
            cost: cost_of(holding, shares),
            foreign_orders: self.foreign_orders(&pair.1),
            problem: self.problem(market, shares, price, how),
        })
    }

    /// The book that is there counts first, one-sided or not; then what was seen last.
    fn price(&self, pair: &Pair, holding: &Holding) -> Price {
        let listed = self.traders.listed_price(pair);
        self.markets
            .middle(&pair.1, self.now, listed)
            .or_else(|| self.markets.any_side(&pair.1, self.now))
            .or(listed)
            .or_else(|| average_cost(holding))
            .unwrap_or(Price::from_micros(MICRO / 2))
    }

    fn foreign_orders(&self, token: &TokenId) -> bool {
        self.state
            .halts
            .keys()
            .any(|halt| matches!(halt, HaltReason::ForeignOrder { token: other, .. } if other == token))
    }

    fn problem(&self, market: Option<&Market>, shares: Shares, price: Price, how: CloseHow) -> Option<SkipReason> {
        let Some(market) = market else {
            return Some(SkipReason::MarketUnknown);
        };
        let closed_for_us = [
            HaltReason::Authentication,
            HaltReason::Banned,
            HaltReason::Region,
            HaltReason::Version,
        ];
        if market.payouts.is_some() {
            Some(SkipReason::Resolved)
        } else if market.closed {
            Some(SkipReason::MarketClosed)
        } else if closed_for_us.iter().any(|halt| self.state.halts.contains_key(halt)) {
            Some(SkipReason::Halted)
        } else if shares < LOT {
            Some(SkipReason::NothingToSell)
        } else if own_price(how).is_some_and(|own| own > market.tick.highest()) {
            Some(SkipReason::PriceBand)
        } else if shares.value(worth_at(price, how), Rounding::Down) < Usd::ONE {
            Some(SkipReason::UnderOneDollar)
        } else if matches!(how, CloseHow::Limit { .. }) && shares < market.min_size {
            Some(SkipReason::UnderMinimumSize)
        } else {
            None
        }
    }

    fn visible(&self, market: &Market, holding: &Holding, wanted: Shares, bound: Price) -> Option<Visible> {
        let book = orders::own_orders::without_own(self.state, market, self.markets.book(&holding.token)?);
        let (shares, proceeds, fee) = sold_into(&book.bids, &market.fee, wanted, bound);
        Some(Visible {
            shares,
            proceeds,
            fee,
            cost: cost_of(holding, shares),
        })
    }

    /// The levels that the sale would take from, and the first beyond.
    fn bids(&self, market: &Market, holding: &Holding, wanted: Shares, bound: Price) -> Vec<Bid> {
        let Some(book) = self.markets.book(&holding.token) else {
            return Vec::new();
        };
        let book = orders::own_orders::without_own(self.state, market, book);
        let mut left = wanted;
        let mut beyond = 0;
        let mut bids = Vec::new();
        for level in book.bids.iter().take(LEVELS_MOST) {
            let within = level.price >= bound;
            let taken = if within {
                level.shares.min(left).max(Shares::ZERO)
            } else {
                Shares::ZERO
            };
            if taken.is_zero() {
                beyond += 1;
            }
            if beyond > LEVELS_BEYOND {
                break;
            }
            left -= taken;
            bids.push(Bid {
                price: level.price,
                shares: level.shares,
                taken,
            });
        }
        bids
    }
}

/// What a part of a holding cost. Up: what would be realised is never overstated, as in the accounts.
fn cost_of(holding: &Holding, shares: Shares) -> Usd {
    Usd::from_micros(mul_div(
        holding.cost.micros(),
        shares.micros(),
        holding.shares.micros(),
        Rounding::Up,
    ))
}

/// The least a share may bring in the user's own words, where they said it.
fn own_price(how: CloseHow) -> Option<Price> {
    match how {
        CloseHow::NotBelow { price } | CloseHow::Limit { price } => Some(price),
        CloseHow::Market { .. } => None,
    }
}

/// The price at which a sale is weighed against the least that is taken: a limit's own, else the market's.
fn worth_at(price: Price, how: CloseHow) -> Price {
    match how {
        CloseHow::Limit { price } => price,
        CloseHow::Market { .. } | CloseHow::NotBelow { .. } => price,
    }
}

/// Shares sold into bids no worse than `bound`, best first, what they bring, and the fee of taking them.
fn sold_into(bids: &[Level], schedule: &FeeSchedule, wanted: Shares, bound: Price) -> (Shares, Usd, Usd) {
    let mut sold = Shares::ZERO;
    let (mut proceeds, mut fee) = (Usd::ZERO, Usd::ZERO);
    for level in bids.iter().take_while(|level| level.price >= bound) {
        let shares = level.shares.min(wanted - sold).max(Shares::ZERO);
        sold += shares;
        proceeds += shares.value(level.price, Rounding::Down);
        fee += taker_fee(schedule, shares, level.price);
    }
    (sold, proceeds, fee)
}
