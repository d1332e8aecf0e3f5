//! Carrying a plan out: shares and money change hands, trades come to be.

use std::collections::BTreeSet;

use pilotfish_copy::ids::{TradeId, TxHash};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use super::Exchange;
use super::book::in_yes;
use super::event::{ExchangeEvent, OrderChange};
use super::frictions::MICRO_FILL_MOST;
use super::keys::{AccountKey, OrderKey, TradeKey};
use super::matching::maker_value;
use super::order::{Order, OrderStatus};
use super::plan::{Part, Plan, Step};
use super::timers::Due;
use super::trade::{Leg, Trade, TradeStatus};

/// How many of a market's latest trades are remembered when no client took part in them.
const TAPE_LENGTH: usize = 200;

/// The makers of one trade.
#[derive(Default)]
struct Makers {
    legs: Vec<Leg>,
    orders: Vec<OrderKey>,
    accounts: BTreeSet<AccountKey>,
}

impl Exchange {
    /// Carries a plan out; gives the accounts whose money moved.
    pub(super) fn execute(&mut self, taken: &mut Order, plan: &Plan) -> BTreeSet<AccountKey> {
        let mut touched = BTreeSet::new();
        if !taken.kind.rests() || plan.whole {
            taken.status = OrderStatus::Matched;
        }
        if plan.steps.is_empty() {
            return touched;
        }
        touched.insert(taken.account);
        let transaction = self.ids.transaction();
        let first = TradeKey(self.trades_made + 1);
        for step in &plan.steps {
            touched.append(&mut self.trade_at(taken, step, &transaction));
        }
        let last = TradeKey(self.trades_made);
        let late_ms = self.late_by_ms();
        for (after_ms, step) in self.choose_path(taken.market, first, last).steps(late_ms) {
            self.timers
                .enter(self.now.plus(after_ms), Due::Settle(first, last, step));
        }
        self.tell(OrderChange::Update, taken);
        touched
    }

    /// Everything met at one price: one trade. Gives the makers' accounts.
    fn trade_at(&mut self, taken: &mut Order, step: &Step, transaction: &TxHash) -> BTreeSet<AccountKey> {
        let id = self.ids.trade();
        let mut makers = Makers::default();
        for part in &step.parts {
            self.fill(taken, *part, &id, &mut makers);
        }
        self.accounts[taken.account].cash -= step.fee;
        self.fees += step.fee;
        taken.matched += step.shares();
        taken.value += step.value();
        taken.trades.push(id.clone());
        let (key, kept) = self.enter_with_clients(taken.account, &makers.accounts);
        let trade = Trade {
            id,
            condition: taken.condition.clone(),
            taker_order: taken.id.clone(),
            taker: taken.owner.clone(),
            token: taken.token.clone(),
            outcome: taken.outcome,
            side: taken.side,
            price: step.price,
            shares: step.shares(),
            value: step.value(),
            fee: step.fee,
            legs: std::mem::take(&mut makers.legs),
            status: TradeStatus::Matched,
            matched_at: self.now,
            updated_at: self.now,
            transaction: transaction.clone(),
            key,
            market: taken.market,
            kept,
        };
        self.record(trade, step.price_in_yes);
        for order in makers.orders {
            self.after_fill(order);
        }
        makers.accounts
    }

    /// Gives the next trade its key, notes it with the clients that take part, and says whether any does.
    fn enter_with_clients(&mut self, taker: AccountKey, makers: &BTreeSet<AccountKey>) -> (TradeKey, bool) {
        self.trades_made += 1;
        let key = TradeKey(self.trades_made);
        let mut kept = false;
        // The taker is never among the makers.
        for party in makers.iter().copied().chain([taker]) {
            let account = &mut self.accounts[party];
            if account.is_client() {
                account.trades.push(key);
                kept = true;
            }
        }
        (key, kept)
    }

    /// One resting order's part: shares and money change hands.
    fn fill(&mut self, taken: &Order, part: Part, trade: &TradeId, makers: &mut Makers) {
        let off = self.frictions.micro_fills_micros > 0;
        let done = |left: Shares| left.is_zero() || (off && left <= MICRO_FILL_MOST);
        let Some(maker) = self.orders.get_mut(&part.maker) else {
            return;
        };
        let value = maker_value(maker, taken.outcome, part);
        let (left_before, cost_before) = (maker.remaining(), maker.remaining_cost());
        maker.matched += part.shares;
        maker.value += value;
        maker.updated_at = self.now;
        maker.trades.push(trade.clone());
        let (side, price) = in_yes(maker.outcome, maker.side, maker.price);
        let market = &mut self.markets[taken.market];
        if done(maker.unfilled()) {
            maker.status = OrderStatus::Matched;
            market.orders.remove(side, price, part.maker, left_before);
        } else {
            market.orders.fill(side, price, part.shares);
        }
        if maker.outcome != taken.outcome {
            // Two purchases mint a pair for a dollar, two sales give one back.
            let pairs = Usd::from_micros(part.shares.micros());
            market.collateral += if taken.side == Side::Buy { pairs } else { -pairs };
        }
        let account = &mut self.accounts[maker.account];
        match maker.side {
            Side::Buy => account.ask_cash(taken.market, maker.remaining_cost() - cost_before),
            Side::Sell => account.ask_shares(&maker.token, maker.remaining() - left_before),
        }
        account.exchange(&maker.token, maker.side, part.shares, value);
        makers.accounts.insert(maker.account);
        makers.orders.push(part.maker);
        makers.legs.push(Leg {
            order: maker.id.clone(),
            owner: maker.owner.clone(),
            token: maker.token.clone(),
            outcome: maker.outcome,
            side: maker.side,
            price: maker.price,
            shares: part.shares,
            value,
        });
        self.accounts[taken.account].exchange(&taken.token, taken.side, part.shares, part.value);
    }

    /// Puts a trade on record and tells it, with the level it took from.
    fn record(&mut self, trade: Trade, price_in_yes: Price) {
        let (side, _) = in_yes(trade.outcome, trade.side, trade.price);
        let (market, cause) = (trade.market, trade.taker_order.clone());
        let listed = &mut self.markets[market];
        listed.last_trade = Some((side, price_in_yes));
        listed.tape.push_back(trade.key);
        self.events.push(ExchangeEvent::Trade(Box::new(trade.clone())));
        self.by_trade.insert(trade.id.clone(), trade.key);
        self.trades.insert(trade.key, trade);
        self.tell_level(market, &cause, side.opposite(), price_in_yes);
        while self.markets[market].tape.len() > TAPE_LENGTH {
            let Some(oldest) = self.markets[market].tape.front().copied() else {
                break;
            };
            match self.trades.get(&oldest) {
                // What is not yet final will still be settled.
                Some(trade) if !trade.status.is_final() => break,
                Some(trade) if !trade.kept => {
                    self.by_trade.remove(&trade.id);
                    self.trades.remove(&oldest);
                }
                _ => {}
            }
            self.markets[market].tape.pop_front();
        }
    }

    /// Tells a maker of its fill, and files the order if that was the last of it.
    fn after_fill(&mut self, key: OrderKey) {
        self.tell_of(OrderChange::Update, key);
        if self.orders.get(&key).is_some_and(|order| !order.is_live()) {
            self.retire(key);
        }
    }
}
