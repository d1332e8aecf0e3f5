//! Fills and what becomes of them: booked once at MATCHED, final at CONFIRMED, given back exactly once at FAILED; and the
//! end of a market, which pays its outcomes and ends its orders.

use crate::accounts;
use crate::command::Command;
use crate::core::Core;
use crate::entity::{Change, Child, CopyOrder, Fill, FollowStatus, Holding, OrderStatus};
use crate::event::{EndReason, Notice, TroubleCode, What};
use crate::fees::taker_fee;
use crate::ids::{CopyOrderId, TokenId, VenueMs};
use crate::input::{Liquidity, OwnTrade, Settlement};
use crate::market::{Market, Side};
use crate::money::{Shares, Usd};
use crate::state::{Pair, is_final};

/// Books and venue may differ by this without a word: the venue's own rounding.
const RECONCILE_TOLERANCE: Shares = Shares::from_micros(10_000);

impl Core {
    pub(crate) fn take_trade(&mut self, trade: OwnTrade) {
        let key = (trade.trade.clone(), trade.hash.clone());
        match self.state.fills.get(&key).cloned() {
            Some(fill) => self.settle(fill, trade.settlement),
            None => self.book_fill(trade),
        }
    }

    /// A fill that was not known. A trade that failed before it was ever seen books nothing.
    fn book_fill(&mut self, trade: OwnTrade) {
        let Some(child) = self
            .state
            .hashes
            .get(&trade.hash)
            .and_then(|id| self.state.children.get(id))
            .cloned()
        else {
            return; // Not an order of ours that is still at work: nothing of it can be new.
        };
        let (Some(mut order), Some(market)) = (
            self.state.orders.get(&child.order).cloned(),
            self.state.market_of(&child.token).cloned(),
        ) else {
            return;
        };
        if trade.shares <= Shares::ZERO {
            return;
        }
        if trade.settlement == Settlement::Failed {
            self.note_failed(&order, &child, trade);
            return;
        }
        let fee = match trade.liquidity {
            Liquidity::Maker => Usd::ZERO,
            Liquidity::Taker => taker_fee(&market.fee, trade.shares, trade.price),
        };
        let pair: Pair = (order.follow, order.token.clone());
        let mut holding = self.holding_or_new(&pair, &order);
        let realised = accounts::apply_fill(&mut holding, order.side, trade.shares, trade.price, fee);
        self.put(Change::Holding(holding));
        order.filled += trade.shares;
        let value = accounts::fill_value(order.side, trade.shares, trade.price);
        order.value += value;
        order.fees += fee;
        self.put(Change::Order(order.clone()));
        self.put(Change::Child(Child {
            filled: child.filled + trade.shares,
            matched: child.matched.at_least(child.filled + trade.shares),
            ..child.clone()
        }));
        self.move_cash(order.side, value, fee, trade.at, 1);
        self.record_fill(&order, &child, trade, fee, realised);
        self.finalise(child.id);
    }

    /// A trade that is first seen when it has failed already: the venue counts it as executed, the books never held it.
    fn note_failed(&mut self, order: &CopyOrder, child: &Child, trade: OwnTrade) {
        self.put(Change::Fill(fill_row(order, child, &trade, Usd::ZERO, Usd::ZERO)));
        self.tell_settlement(order.id, &trade, Settlement::Failed);
        self.finalise(child.id);
    }

    fn record_fill(&mut self, order: &CopyOrder, child: &Child, trade: OwnTrade, fee: Usd, realised: Usd) {
        self.put(Change::Fill(fill_row(order, child, &trade, fee, realised)));
        self.tell(What::Fill {
            trade: trade.trade.clone(),
            hash: trade.hash.clone(),
            order: order.id,
            follow: order.follow,
            token: order.token.clone(),
            side: order.side,
            shares: trade.shares,
            price: trade.price,
            trader_price: order.trader_price,
            slippage: accounts::slippage(order.side, trade.price, order.trader_price),
            fee,
            liquidity: trade.liquidity,
            stage: child.stage,
            filled: order.filled,
            of: order.shares,
            realised,
        });
        let complete = self.is_nothing(order.remaining().floor_to_lot(), order.trader_price);
        self.command(Command::Notify(Notice::Filled {
            order: order.id,
            shares: trade.shares,
            price: trade.price,
            complete,
        }));
        if trade.settlement != Settlement::Matched {
            self.tell_settlement(order.id, &trade, trade.settlement);
        }
    }

    fn tell_settlement(&mut self, order: CopyOrderId, trade: &OwnTrade, settlement: Settlement) {
        self.tell(What::Settlement {
            trade: trade.trade.clone(),
            hash: trade.hash.clone(),
            order,
            settlement,
            shares: trade.shares,
        });
    }

    /// A known fill moves on. Only forwards: late, repeated and reordered messages change nothing.
    fn settle(&mut self, mut fill: Fill, to: Settlement) {
        if is_final(fill.settlement) || rank(to) <= rank(fill.settlement) {
            return;
        }
        fill.settlement = to;
        self.tell(What::Settlement {
            trade: fill.trade.clone(),
            hash: fill.hash.clone(),
            order: fill.order,
            settlement: to,
            shares: fill.shares,
        });
        self.put(Change::Fill(fill.clone()));
        if to == Settlement::Failed {
            self.give_back(&fill);
        }
    }

    /// A failed settlement: shares and money go back, exactly once, by booking the pair's remaining fills anew.
    fn give_back(&mut self, failed: &Fill) {
        let pair: Pair = (failed.follow, failed.token.clone());
        let value = accounts::fill_value(failed.side, failed.shares, failed.price);
        if let Some(holding) = self.state.holdings.get(&pair).cloned() {
            self.rebook(&holding, failed);
        }
        if let Some(mut order) = self.state.orders.get(&failed.order).cloned() {
            order.filled -= failed.shares;
            order.value -= value;
            order.fees -= failed.fee;
            self.put(Change::Order(order));
        }
        if let Some(mut child) = self.state.children.get(&failed.child).cloned() {
            child.filled -= failed.shares;
            self.put(Change::Child(child));
        }
        self.move_cash(failed.side, value, failed.fee, failed.at, -1);
    }

    /// Rebuilds a holding from its fills without the failed one. What was realised before those fills stands.
    fn rebook(&mut self, holding: &Holding, failed: &Fill) {
        let pair: Pair = (failed.follow, failed.token.clone());
        let mut fills: Vec<Fill> = self
            .state
            .fills
            .values()
            .filter(|fill| fill.follow == pair.0 && fill.token == pair.1)
            .cloned()
            .collect();
        fills.sort_by(|a, b| (a.at, &a.trade, &a.hash).cmp(&(b.at, &b.trade, &b.hash)));
        // What was realised and paid before the fills that are still here (closed episodes, long final) stands.
        let booked = |fill: &&Fill| {
            fill.settlement != Settlement::Failed || (fill.trade == failed.trade && fill.hash == failed.hash)
        };
        let in_fills: Usd = fills.iter().filter(booked).map(|fill| fill.realised).sum();
        let fees_in_fills: Usd = fills.iter().filter(booked).map(|fill| fill.fee).sum();
        let before = fills.clone();
        let mut rebuilt = accounts::rebuild(holding, fills.iter_mut());
        if holding.payout.is_none() {
            let (realised, fees) = (holding.realised - in_fills, holding.fees - fees_in_fills);
            rebuilt.realised += realised;
            rebuilt.fees += fees;
            rebuilt.episode_base += realised - fees;
        }
        self.put(Change::Holding(rebuilt));
        for (old, new) in before.iter().zip(fills) {
            if *old != new {
                self.put(Change::Fill(new));
            }
        }
    }

    fn holding_or_new(&self, pair: &Pair, order: &CopyOrder) -> Holding {
        self.state
            .holdings
            .get(pair)
            .cloned()
            .unwrap_or_else(|| accounts::nothing_held(pair.0, pair.1.clone(), order.condition.clone()))
    }

    /// Cash and the day's spend follow each fill (`sign` 1) and each give-back (−1) until the venue is asked again.
    fn move_cash(&mut self, side: Side, value: Usd, fee: Usd, at: VenueMs, sign: i64) {
        let times = |usd: Usd| Usd::from_micros(usd.micros().saturating_mul(sign));
        self.with_control(|control| {
            let change = match side {
                Side::Buy => -(value + fee),
                Side::Sell => value - fee,
            };
            control.cash = control.cash.map(|cash| cash + times(change));
            if side == Side::Buy && at.utc_day() == control.spend_day {
                control.spent_today = (control.spent_today + times(value + fee)).at_least(Usd::ZERO);
            }
        });
    }

    pub(crate) fn take_account(&mut self, cash: Usd, requested_at: VenueMs) {
        // A fill booked after the request was made is in our figure and not in the venue's: ours is the later one.
        let newest_fill = self.state.fills.values().map(|fill| fill.at).max();
        if newest_fill.is_some_and(|at| at > requested_at) && self.state.control.cash.is_some() {
            return;
        }
        self.with_control(|control| {
            control.cash = Some(cash);
            control.cash_at = Some(requested_at);
        });
    }

    /// Compares what the venue says we hold with the books. More is not ours to judge (the user may trade by hand); less,
    /// twice running and with nothing in flight, stops new purchases until it is gone.
    pub(crate) fn take_own_positions(&mut self, positions: Vec<(TokenId, Shares)>) {
        let mut short = std::collections::BTreeMap::new();
        for (token, booked) in self.booked_shares() {
            let in_flight = self
                .state
                .fills
                .values()
                .any(|fill| fill.token == token && !is_final(fill.settlement));
            let shown: Shares = positions
                .iter()
                .filter(|(other, _)| *other == token)
                .map(|(_, shares)| *shares)
                .sum();
            if !in_flight && booked - shown > RECONCILE_TOLERANCE {
                short.insert(token, booked - shown);
            }
        }
        let agreed = short
            .iter()
            .find(|(token, missing)| self.shortfalls.get(*token) == Some(*missing));
        let difference =
            agreed.map(|(token, missing)| format!("the venue shows {missing} shares less of {token} than the books"));
        self.shortfalls = short;
        if difference.is_some() != self.state.control.unreconciled.is_some() {
            let code = if difference.is_some() {
                TroubleCode::Unreconciled
            } else {
                TroubleCode::Reconciled
            };
            let detail = difference.clone().unwrap_or_default();
            self.tell(What::Trouble {
                code,
                detail: detail.clone(),
            });
            self.command(Command::Notify(Notice::Trouble { code, detail }));
        }
        self.with_control(|control| control.unreconciled = difference);
    }

    fn booked_shares(&self) -> std::collections::BTreeMap<TokenId, Shares> {
        let mut booked = std::collections::BTreeMap::new();
        for holding in self.state.holdings.values().filter(|holding| holding.payout.is_none()) {
            // A position under the list's dust floor is not shown by the venue.
            if holding.shares > Shares::from_micros(100_000) {
                *booked.entry(holding.token.clone()).or_insert(Shares::ZERO) += holding.shares;
            }
        }
        booked
    }

    /// A market's facts, new or changed.
    pub(crate) fn take_market(&mut self, market: Market) {
        if self.state.markets.get(&market.condition) != Some(&market) {
            self.put(Change::Market(market.clone()));
        }
        let over = market.closed || market.payouts.is_some();
        if over {
            let reason = if market.payouts.is_some() {
                EndReason::MarketResolved
            } else {
                EndReason::MarketClosed
            };
            let orders: Vec<CopyOrderId> = self
                .state
                .orders
                .values()
                .filter(|order| order.condition == market.condition && order.status == OrderStatus::Working)
                .map(|order| order.id)
                .collect();
            for id in orders {
                self.end_order(id, reason);
            }
        }
        if market.payouts.is_some() {
            self.pay_out(&market);
        }
        self.decide_waiting(&market);
    }

    /// Resolved: every holding of it pays 1 or 0, once. The venue redeems it on its own.
    fn pay_out(&mut self, market: &Market) {
        let held: Vec<Holding> = self
            .state
            .holdings
            .values()
            .filter(|holding| {
                holding.condition == market.condition && holding.payout.is_none() && !holding.shares.is_zero()
            })
            .cloned()
            .collect();
        for mut holding in held {
            let Some(payout) = market.payout(&holding.token) else {
                continue;
            };
            let pair: Pair = (holding.follow, holding.token.clone());
            self.drop_accumulated(&pair);
            if self.child_in_flight(&pair) {
                continue; // Final fills first: the market is read again.
            }
            let shares = holding.shares;
            let realised = accounts::settle_resolution(&mut holding, payout);
            self.put(Change::Holding(holding.clone()));
            self.tell(What::Resolution {
                follow: pair.0,
                token: pair.1,
                condition: market.condition.clone(),
                payout,
                shares,
                realised,
            });
        }
    }

    fn child_in_flight(&self, pair: &Pair) -> bool {
        self.state.open_orders(pair).next().is_some()
    }

    /// Whether a follow may still copy anything.
    pub(crate) fn is_on(status: FollowStatus) -> bool {
        matches!(status, FollowStatus::Active | FollowStatus::Starting)
    }
}

fn fill_row(order: &CopyOrder, child: &Child, trade: &OwnTrade, fee: Usd, realised: Usd) -> Fill {
    Fill {
        trade: trade.trade.clone(),
        hash: trade.hash.clone(),
        child: child.id,
        order: order.id,
        follow: order.follow,
        token: order.token.clone(),
        condition: order.condition.clone(),
        side: order.side,
        shares: trade.shares,
        price: trade.price,
        trader_price: order.trader_price,
        fee,
        liquidity: trade.liquidity,
        settlement: trade.settlement,
        at: trade.at,
        realised,
        stage: child.stage,
    }
}

const fn rank(settlement: Settlement) -> u8 {
    match settlement {
        Settlement::Matched => 0,
        Settlement::Mined | Settlement::Retrying => 1,
        Settlement::Confirmed | Settlement::Failed => 2,
    }
}
