//! What changes in the paper venue's books: fills, ends of orders, payouts, and what is let go.

use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::ids::{ConditionId, OrderHash, TradeId, TxHash, VenueMs};
use pilotfish_copy::input::{Liquidity, OwnMovement, OwnMovementKind, OwnTrade, Settlement};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Shares, Usd};

use super::{PaperEvent, PaperVenue};
use crate::account::Counts;
use crate::book::{Print, in_yes};
use crate::bounds::net_price;
use crate::checks::{Step, cost};
use crate::order::{EndReason, Lifetime, NewOrder, PaperOrder, Reject};
use crate::queue::Queue;
use crate::rows::Key;

/// Orders that are over and trades are kept for so long.
const KEPT_MS: i64 = 30 * 86_400_000;
/// Transactions remembered of a market, to know a trade that is told once for each outcome.
const SWEEPS_MOST: usize = 64;

impl PaperVenue {
    pub(super) fn enter_market(&mut self, market: Market) {
        for (index, outcome) in market.outcomes.iter().enumerate() {
            self.by_token
                .insert(outcome.token.clone(), (market.condition.clone(), index));
        }
        self.markets.insert(market.condition.clone(), market);
    }

    pub(super) fn enter_order(&mut self, order: PaperOrder) {
        let hash = order.order.hash.clone();
        if order.is_open() {
            self.open
                .entry(order.condition.clone())
                .or_default()
                .insert(hash.clone());
            if let Lifetime::Gtd(until) = order.order.lifetime {
                self.expiries.insert((until, hash.clone()));
            }
        }
        self.orders.insert(hash, order);
    }

    pub(super) fn open_in(&self, condition: &ConditionId) -> Vec<OrderHash> {
        self.open.get(condition).into_iter().flatten().cloned().collect()
    }

    /// Our orders of a market in the order in which a taker meets those of its other side.
    pub(super) fn by_priority(&self, condition: &ConditionId) -> Vec<OrderHash> {
        let mut ranked: Vec<(Price, u64, OrderHash)> = self
            .open
            .get(condition)
            .into_iter()
            .flatten()
            .filter_map(|hash| {
                let order = self.orders.get(hash)?;
                let (side, limit) = in_yes(order.outcome, order.order.side, order.order.price);
                let rank = if side == Side::Buy { -limit } else { limit };
                Some((rank, order.number, hash.clone()))
            })
            .collect();
        ranked.sort();
        ranked.into_iter().map(|(_, _, hash)| hash).collect()
    }

    /// What our earlier orders at a price wait for, at most.
    pub(super) fn ours_wait_for(&self, condition: &ConditionId, side: Side, limit: Price) -> Shares {
        let hashes = self.open.get(condition).into_iter().flatten();
        let orders = hashes.filter_map(|hash| self.orders.get(hash));
        orders
            .filter(|order| in_yes(order.outcome, order.order.side, order.order.price) == (side, limit))
            .filter_map(|order| order.queue.as_ref().map(Queue::ahead))
            .max()
            .unwrap_or_default()
    }

    pub(super) fn check_funds(&self, order: &NewOrder, market: &Market, steps: &[Step]) -> Result<(), Reject> {
        let working = |hash: &OrderHash| self.orders.get(hash);
        let mut in_market = self
            .open
            .get(&market.condition)
            .into_iter()
            .flatten()
            .filter_map(working);
        let suffices = match order.side {
            Side::Buy => {
                let reserved: Usd = in_market.map(PaperOrder::open_cost).sum();
                cost(order, market, steps) <= self.account.cash - reserved
            }
            Side::Sell => {
                let is_same = |other: &&PaperOrder| other.order.token == order.token && other.order.side == Side::Sell;
                let offered: Shares = in_market.by_ref().filter(is_same).map(PaperOrder::open_shares).sum();
                order.asked() <= self.account.shares(&order.token) - offered
            }
        };
        if suffices { Ok(()) } else { Err(Reject::Balance) }
    }

    /// A transaction is of one taker in one token: rows of the other token in it are the same trades, mirrored.
    pub(super) fn is_mirror(&mut self, condition: &ConditionId, print: &Print) -> bool {
        let Some(transaction) = &print.transaction else {
            return false;
        };
        let known = self.sweeps.entry(condition.clone()).or_default();
        if let Some((_, token)) = known.iter().find(|(of, _)| of == transaction) {
            return *token != print.token;
        }
        known.push_back((transaction.clone(), print.token.clone()));
        if known.len() > SWEEPS_MOST {
            known.pop_front();
        }
        false
    }

    /// A resting order of ours is filled at its limit, as far as the account can give what it gives.
    pub(super) fn make(&mut self, hash: &OrderHash, shares: Shares, at: VenueMs) {
        let Some(order) = self.orders.get_mut(hash) else { return };
        let (side, price) = (order.order.side, order.order.price);
        let has_it = match side {
            Side::Buy => fill_value(side, shares, price) <= self.account.cash,
            Side::Sell => shares <= self.account.shares(&order.order.token),
        };
        if !has_it {
            self.end(hash, EndReason::Unfunded);
            return;
        }
        order.made += shares;
        let is_whole = order.filled() >= order.order.asked();
        self.book_fill(hash, shares, price, Usd::ZERO, Liquidity::Maker, at);
        if is_whole {
            self.end(hash, EndReason::Filled);
        } else {
            self.tell(hash);
        }
        self.cancel_unfunded();
    }

    pub(super) fn book_fill(
        &mut self,
        hash: &OrderHash,
        shares: Shares,
        price: Price,
        fee: Usd,
        liquidity: Liquidity,
        at: VenueMs,
    ) {
        let number = self.account.number();
        let Some(order) = self.orders.get_mut(hash) else { return };
        let trade = OwnTrade {
            trade: TradeId::new(&format!("paper-{number}")),
            hash: hash.clone(),
            token: order.order.token.clone(),
            side: order.order.side,
            shares,
            price,
            fee: Some(fee),
            liquidity,
            // A pretend trade has no settlement that could fail.
            settlement: Settlement::Confirmed,
            at,
        };
        order.trades.push(trade.trade.clone());
        self.account.fill(&trade.token, trade.side, shares, price, fee);
        let value = fill_value(trade.side, shares, price);
        let net = net_price(trade.side, shares, value, fee);
        let made = self.account.bounds.settle(&trade.token, shares, net);
        self.settle_doubts(made);
        self.events.push(PaperEvent::Trade(trade.clone()));
        self.trades.insert(number, trade);
        self.dirty
            .extend([Key::Account, Key::Trade(number), Key::Order(hash.clone())]);
    }

    /// What doubtful shares made is kept with the orders they are of.
    pub(super) fn settle_doubts(&mut self, made: Vec<(OrderHash, Usd)>) {
        for (hash, gain) in made {
            if let Some(order) = self.orders.get_mut(&hash) {
                order.settled.take(gain);
                self.dirty.insert(Key::Order(hash));
            }
        }
    }

    /// Purchases that the cash no longer covers, each taken alone, are cancelled, as the venue does.
    pub(super) fn cancel_unfunded(&mut self) {
        let cash = self.account.cash;
        let short: Vec<OrderHash> = self
            .open_orders()
            .filter(|order| order.open_cost() > cash)
            .map(|order| order.order.hash.clone())
            .collect();
        for hash in short {
            self.end(&hash, EndReason::Unfunded);
        }
    }

    pub(super) fn end(&mut self, hash: &OrderHash, reason: EndReason) {
        let Some(order) = self.orders.get_mut(hash).filter(|order| order.is_open()) else {
            return;
        };
        order.ended = Some((reason, self.now));
        if let Lifetime::Gtd(until) = order.order.lifetime {
            self.expiries.remove(&(until, hash.clone()));
        }
        if let Some(open) = self.open.get_mut(&order.condition) {
            open.remove(hash);
            if open.is_empty() {
                self.open.remove(&order.condition);
            }
        }
        count(&mut self.account.ended, order);
        let asked = &order.order;
        self.account
            .bounds
            .doubt(hash, &asked.token, asked.side, order.doubtful(), asked.price);
        self.dirty.extend([Key::Account, Key::Order(hash.clone())]);
        self.tell(hash);
    }

    pub(super) fn tell(&mut self, hash: &OrderHash) {
        let Some(order) = self.orders.get(hash) else { return };
        let report = order.report();
        self.events.push(PaperEvent::Order {
            hash: hash.clone(),
            report,
        });
    }

    pub(super) fn redeem(&mut self, condition: &ConditionId) {
        self.account.redemptions.remove(condition);
        self.dirty.insert(Key::Account);
        let Some(market) = self.markets.get(condition).cloned() else {
            return;
        };
        let Some(payouts) = market.payouts else { return };
        for (token, usd) in self.account.redeem(&market, payouts) {
            let number = self.account.number();
            let movement = OwnMovement {
                id: TxHash::new(&format!("paper-{number}")),
                at: self.now,
                kind: OwnMovementKind::Redemption {
                    condition: condition.clone(),
                    token,
                    usd,
                },
            };
            self.movements.insert(number, movement);
            self.dirty.insert(Key::Movement(number));
        }
    }

    /// Once a minute: until when trades were listened to is kept, and what is old is let go.
    pub(super) fn routine(&mut self) {
        self.dirty.append(&mut self.unhurried);
        if !self.open.is_empty() {
            self.account.watched_until = self.watched_until;
            self.dirty.insert(Key::Account);
        }
        let before = self.now.plus(-KEPT_MS);
        let is_old = |order: &PaperOrder| order.ended.is_some_and(|(_, at)| at < before);
        let old: Vec<OrderHash> = self
            .orders
            .values()
            .filter(|order| is_old(order))
            .map(|order| order.order.hash.clone())
            .collect();
        for hash in old {
            self.orders.remove(&hash);
            self.dirty.insert(Key::Order(hash));
        }
        let dirty = &mut self.dirty;
        self.trades.retain(|number, trade| {
            let stays = trade.at >= before;
            if !stays {
                dirty.insert(Key::Trade(*number));
            }
            stays
        });
        self.movements.retain(|number, movement| {
            let stays = movement.at >= before;
            if !stays {
                dirty.insert(Key::Movement(*number));
            }
            stays
        });
        let (account, open) = (&self.account, &self.open);
        let is_done = |market: &Market| {
            let holds = market
                .outcomes
                .iter()
                .any(|outcome| !account.shares(&outcome.token).is_zero());
            market.closed && market.payouts.is_some() && !holds && !open.contains_key(&market.condition)
        };
        let done: Vec<Market> = self
            .markets
            .values()
            .filter(|market| is_done(market))
            .cloned()
            .collect();
        for market in done {
            for outcome in &market.outcomes {
                self.by_token.remove(&outcome.token);
            }
            self.markets.remove(&market.condition);
            self.books.remove(&market.condition);
            self.sweeps.remove(&market.condition);
            self.dirty.insert(Key::Market(market.condition));
        }
    }
}

pub(super) fn count(counts: &mut Counts, order: &PaperOrder) {
    counts.orders += 1;
    counts.asked += order.order.asked();
    counts.filled += order.filled();
    counts.filled_optimistic += order.filled_optimistic();
}
