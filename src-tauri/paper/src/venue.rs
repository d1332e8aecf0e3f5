//! The paper venue: orders are taken, filled by what the real venue shows, and told as the real one would tell them.
//!
//! It is told the time with every call, and goes back only where a clock was far ahead. Whoever calls keeps the rows that changed
//! ([`PaperVenue::take_changes`]) before anything of the step is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs};
use pilotfish_copy::input::{Liquidity, OrderReport, OwnMovement, OwnMovementKind, OwnTrade, Settlement};
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use crate::account::{Account, Counts};
use crate::book::{Print, YesBook, in_yes};
use crate::bounds::{Figures, net_price};
use crate::checks::{Step, check_form, check_minimums, cost, walk};
use crate::order::{CancelRefused, EndReason, Lifetime, NewOrder, PaperOrder, Placed, Reject};
use crate::queue::{Queue, Trading};
use crate::rows::{Kept, Key, Row, UnreadableRow};

/// From a market's resolution to the redemption of its shares: what the real venue takes for accounts that let it.
const REDEEMED_AFTER_MS: i64 = 600_000;
/// A time that is so far behind is believed: the one before it was a wrong clock's.
const BEHIND_MOST_MS: i64 = 60_000;
/// Orders that are over and trades are kept for so long.
const KEPT_MS: i64 = 30 * 86_400_000;
/// How often it is written down until when trades were listened to, and what is old is let go.
const ROUTINE_EVERY_MS: i64 = 60_000;
/// Transactions remembered of a market, to know a trade that is told once for each outcome.
const SWEEPS_MOST: usize = 64;

/// What the venue tells of our account as it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperEvent {
    /// An execution.
    Trade(OwnTrade),
    /// What is now to be said of an order.
    Order {
        /// Which.
        hash: OrderHash,
        /// What.
        report: OrderReport,
    },
}

/// The pretend venue around the real books.
#[derive(Debug, Clone)]
pub struct PaperVenue {
    now: VenueMs,
    account: Account,
    markets: BTreeMap<ConditionId, Market>,
    by_token: BTreeMap<TokenId, (ConditionId, usize)>,
    books: BTreeMap<ConditionId, YesBook>,
    orders: BTreeMap<OrderHash, PaperOrder>,
    open: BTreeMap<ConditionId, BTreeSet<OrderHash>>,
    expiries: BTreeSet<(VenueMs, OrderHash)>,
    pub(crate) trades: BTreeMap<u64, OwnTrade>,
    pub(crate) movements: BTreeMap<u64, OwnMovement>,
    sweeps: BTreeMap<ConditionId, VecDeque<(TxHash, TokenId)>>,
    is_watching: bool,
    watched_until: VenueMs,
    routine_at: VenueMs,
    pub(crate) dirty: BTreeSet<Key>,
    /// What changed of too little weight to be kept for its own sake: a place in a queue.
    pub(crate) unhurried: BTreeSet<Key>,
    events: Vec<PaperEvent>,
}

impl PaperVenue {
    /// A new account with so much pretend money.
    #[must_use]
    pub fn open(opening: Usd, at: VenueMs) -> Self {
        let mut venue = Self::with(Account::open(opening, at), at);
        venue.dirty.insert(Key::Account);
        venue
    }

    /// The account as its rows say; none where there are none.
    ///
    /// # Errors
    /// [`UnreadableRow`]: nothing is guessed.
    pub fn restore(rows: impl IntoIterator<Item = Row>) -> Result<Option<Self>, UnreadableRow> {
        let kept = Kept::read(rows)?;
        let Some(account) = kept.account else { return Ok(None) };
        let last = account.watched_until;
        let mut venue = Self::with(account, last);
        for market in kept.markets {
            venue.enter_market(market);
        }
        venue.trades = kept.trades.into_iter().collect();
        venue.movements = kept.movements.into_iter().collect();
        for mut order in kept.orders {
            if let Some(queue) = &mut order.queue {
                queue.lose_sight();
            }
            venue.enter_order(order);
        }
        Ok(Some(venue))
    }

    fn with(account: Account, now: VenueMs) -> Self {
        Self {
            now,
            account,
            markets: BTreeMap::new(),
            by_token: BTreeMap::new(),
            books: BTreeMap::new(),
            orders: BTreeMap::new(),
            open: BTreeMap::new(),
            expiries: BTreeSet::new(),
            trades: BTreeMap::new(),
            movements: BTreeMap::new(),
            sweeps: BTreeMap::new(),
            is_watching: false,
            watched_until: now,
            routine_at: now,
            dirty: BTreeSet::new(),
            unhurried: BTreeSet::new(),
            events: Vec::new(),
        }
    }

    /// What happened since the last call, oldest first.
    pub fn take_events(&mut self) -> Vec<PaperEvent> {
        std::mem::take(&mut self.events)
    }

    // What the real venue shows.

    /// A market's facts. One that closed ends its orders; one that resolved pays out.
    pub fn learn(&mut self, market: &Market, at: VenueMs) {
        self.advance(at);
        if self.markets.get(&market.condition) == Some(market) {
            return;
        }
        let condition = market.condition.clone();
        self.enter_market(market.clone());
        self.dirty.insert(Key::Market(condition.clone()));
        if market.closed || market.payouts.is_some() {
            for hash in self.open_in(&condition) {
                self.end(&hash, EndReason::MarketClosed);
            }
        }
        if let Some(payouts) = market.payouts {
            for (outcome, payout) in market.outcomes.iter().zip(payouts) {
                self.account.bounds.pay_out(&outcome.token, payout);
            }
            let holds = |outcome: &pilotfish_copy::market::Outcome| !self.account.shares(&outcome.token).is_zero();
            if market.outcomes.iter().any(holds) {
                let due = self.now.plus(REDEEMED_AFTER_MS);
                self.account.redemptions.entry(condition).or_insert(due);
            }
            self.dirty.insert(Key::Account);
        }
    }

    /// A book of either outcome of a known market.
    pub fn show(&mut self, book: &Book, at: VenueMs) {
        self.advance(at);
        let Some((condition, outcome)) = self.by_token.get(&book.token).cloned() else {
            return;
        };
        let yes = self.books.entry(condition.clone()).or_default();
        if !yes.show(outcome, book) {
            return;
        }
        if let Some(market) = self.markets.get_mut(&condition)
            && market.tick != book.tick
        {
            market.tick = book.tick;
            self.dirty.insert(Key::Market(condition.clone()));
        }
        for hash in self.open_in(&condition) {
            let Some(order) = self.orders.get_mut(&hash) else {
                continue;
            };
            let (side, price) = in_yes(order.outcome, order.order.side, order.order.price);
            let shown = self
                .books
                .get(&condition)
                .map_or(Shares::ZERO, |yes| yes.shown(side, price));
            let is_later = book.observed_at > order.accepted_at;
            if let Some(queue) = &mut order.queue {
                let before = queue.clone();
                queue.show(shown, is_later);
                if *queue != before {
                    self.unhurried.insert(Key::Order(hash));
                }
            }
        }
    }

    /// A real trade. A trade that is told for both outcomes counts once.
    pub fn trade(&mut self, print: &Print, at: VenueMs) {
        self.advance(at);
        let Some((condition, outcome)) = self.by_token.get(&print.token).cloned() else {
            return;
        };
        if print.shares <= Shares::ZERO || self.is_mirror(&condition, print) {
            return;
        }
        let (taker, price) = in_yes(outcome, print.side, print.price);
        let mut left = print.shares;
        for hash in self.by_priority(&condition) {
            // One that a fill before it left without money is over.
            let Some(order) = self.orders.get_mut(&hash).filter(|order| order.is_open()) else {
                continue;
            };
            let (side, limit) = in_yes(order.outcome, order.order.side, order.order.price);
            let Some(queue) = order.queue.as_mut() else { continue };
            let of = |shares: Shares| match (side, price.cmp(&limit)) {
                (_, std::cmp::Ordering::Equal) => Trading::At(shares),
                (Side::Buy, std::cmp::Ordering::Less) | (Side::Sell, std::cmp::Ordering::Greater) => Trading::Through,
                _ => Trading::Elsewhere,
            };
            let cautious = if taker == side { Trading::Elsewhere } else { of(left) };
            if of(left) == Trading::Elsewhere {
                continue;
            }
            queue.trade(cautious, of(print.shares));
            let filled = queue.filled() - order.made;
            self.dirty.insert(Key::Order(hash.clone()));
            if filled > Shares::ZERO {
                left = (left - filled).at_least(Shares::ZERO);
                self.make(&hash, filled, print.at);
            }
        }
    }

    /// Nobody listens to trades from now on.
    pub fn lose_sight(&mut self, at: VenueMs) {
        self.advance(at);
        self.is_watching = false;
        for order in self.orders.values_mut().filter(|order| order.is_open()) {
            if let Some(queue) = &mut order.queue {
                queue.lose_sight();
            }
        }
    }

    /// Trades are listened to from now on. The time since they last were is counted where orders rested.
    pub fn regain_sight(&mut self, at: VenueMs) {
        self.advance(at);
        if !self.is_watching && !self.open.is_empty() {
            let gap = self.now.since(self.watched_until).max(0);
            self.account.unwatched_ms = self.account.unwatched_ms.saturating_add(gap);
            self.dirty.insert(Key::Account);
        }
        self.is_watching = true;
        self.watched_until = self.now;
    }

    /// Nothing but the time: expiries, redemptions.
    pub fn advance(&mut self, at: VenueMs) {
        if at > self.now || self.now.since(at) > BEHIND_MOST_MS {
            self.now = at;
            self.routine_at = self.routine_at.min(at);
        }
        if self.is_watching {
            self.watched_until = self.now;
        }
        while let Some((_, hash)) = self.expiries.first().filter(|(until, _)| *until <= self.now).cloned() {
            self.end(&hash, EndReason::Expired);
        }
        let due = |(condition, at): (&ConditionId, &VenueMs)| (*at <= self.now).then(|| condition.clone());
        let due: Vec<ConditionId> = self.account.redemptions.iter().filter_map(due).collect();
        for condition in due {
            self.redeem(&condition);
        }
        if self.now.since(self.routine_at) >= ROUTINE_EVERY_MS {
            self.routine_at = self.now;
            self.routine();
        }
    }

    // What we ask.

    /// Takes an order as of now: on the newest book that was shown.
    ///
    /// # Errors
    /// [`Reject`], and nothing happened.
    pub fn accept(&mut self, order: NewOrder, at: VenueMs) -> Result<Placed, Reject> {
        self.advance(at);
        if self.orders.contains_key(&order.hash) {
            return Err(Reject::Duplicated);
        }
        let (condition, outcome) = self.by_token.get(&order.token).cloned().ok_or(Reject::NoOrderbook)?;
        let market = self.markets.get(&condition).ok_or(Reject::NoOrderbook)?;
        check_form(&order, market, self.now)?;
        let book = self.books.get(&condition).ok_or(Reject::NoBook)?;
        let (steps, is_whole) = walk(&order, outcome, market, book);
        check_minimums(&order, market, steps.first().map(|step| step.price))?;
        self.check_funds(&order, market, &steps)?;
        match order.lifetime {
            Lifetime::Fok if !is_whole => return Err(Reject::FokKilled),
            Lifetime::Fak if steps.is_empty() => return Err(Reject::NoMatch),
            _ => {}
        }
        Ok(self.carry_out(order, condition, outcome, &steps))
    }

    fn carry_out(&mut self, order: NewOrder, condition: ConditionId, outcome: usize, steps: &[Step]) -> Placed {
        let hash = order.hash.clone();
        let taken: Shares = steps.iter().map(|step| step.shares).sum();
        let rest = (order.asked() - taken).at_least(Shares::ZERO);
        let rests = order.lifetime.rests() && rest > Shares::ZERO;
        let (side, limit) = in_yes(outcome, order.side, order.price);
        let queue = rests.then(|| {
            let shown = self
                .books
                .get(&condition)
                .map_or(Shares::ZERO, |book| book.shown(side, limit));
            Queue::join(rest, shown, self.ours_wait_for(&condition, side, limit))
        });
        if self.open.is_empty() && !self.is_watching {
            self.watched_until = self.now;
        }
        let number = self.account.number();
        self.enter_order(PaperOrder {
            order,
            condition: condition.clone(),
            outcome,
            number,
            accepted_at: self.now,
            taken,
            queue,
            made: Shares::ZERO,
            ended: None,
            trades: Vec::new(),
        });
        self.dirty.extend([Key::Account, Key::Order(hash.clone())]);
        for step in steps {
            if let Some(book) = self.books.get_mut(&condition) {
                book.take(side, step.price_in_yes, step.shares);
            }
            self.book_fill(&hash, step.shares, step.price, step.fee, Liquidity::Taker, self.now);
        }
        if rests {
            self.tell(&hash);
        } else {
            self.end(&hash, EndReason::Filled);
        }
        self.cancel_unfunded();
        Placed { taken, rests }
    }

    /// Cancels an order.
    ///
    /// # Errors
    /// [`CancelRefused`] where it is not known or over.
    pub fn cancel(&mut self, hash: &OrderHash, at: VenueMs) -> Result<(), CancelRefused> {
        self.advance(at);
        match self.orders.get(hash) {
            None => Err(CancelRefused::NotFound),
            Some(order) if !order.is_open() => Err(CancelRefused::Ended),
            Some(_) => {
                self.end(hash, EndReason::Cancelled);
                Ok(())
            }
        }
    }

    // What is known.

    /// The account.
    #[must_use]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// A market that was learnt of.
    #[must_use]
    pub fn market(&self, condition: &ConditionId) -> Option<&Market> {
        self.markets.get(condition)
    }

    /// The market that trades a token.
    #[must_use]
    pub fn market_of(&self, token: &TokenId) -> Option<&Market> {
        self.markets.get(&self.by_token.get(token)?.0)
    }

    /// The newest book of a token's market.
    #[must_use]
    pub fn book(&self, token: &TokenId) -> Option<&YesBook> {
        self.books.get(&self.by_token.get(token)?.0)
    }

    /// A book as it would be if our orders were real: without what we took, and with what rests of ours. Whoever decides on books
    /// takes its own orders off them, as it has to with the real venue's.
    #[must_use]
    pub fn with_ours(&self, book: &Book) -> Book {
        let Some((condition, outcome)) = self.by_token.get(&book.token) else {
            return book.clone();
        };
        let yes = self.books.get(condition);
        let side_with_ours = |side: Side, levels: &[Level]| {
            let mut shown: BTreeMap<Price, Shares> = BTreeMap::new();
            for level in levels {
                let (in_yes_side, in_yes_price) = in_yes(*outcome, side, level.price);
                let taken = yes.map_or(Shares::ZERO, |yes| yes.taken(in_yes_side, in_yes_price));
                *shown.entry(level.price).or_default() += (level.shares - taken).at_least(Shares::ZERO);
            }
            for order in self
                .open
                .get(condition)
                .into_iter()
                .flatten()
                .filter_map(|hash| self.orders.get(hash))
            {
                let (of, at) = in_yes(order.outcome, order.order.side, order.order.price);
                let (of, at) = in_yes(*outcome, of, at);
                if of == side {
                    *shown.entry(at).or_default() += order.open_shares();
                }
            }
            shown.retain(|_, shares| *shares > Shares::ZERO);
            let level = |(price, shares)| Level { price, shares };
            match side {
                Side::Buy => shown.into_iter().rev().map(level).collect(),
                Side::Sell => shown.into_iter().map(level).collect::<Vec<_>>(),
            }
        };
        Book {
            bids: side_with_ours(Side::Buy, &book.bids),
            asks: side_with_ours(Side::Sell, &book.asks),
            ..book.clone()
        }
    }

    /// An order, also one that is over, for a month.
    #[must_use]
    pub fn order(&self, hash: &OrderHash) -> Option<&PaperOrder> {
        self.orders.get(hash)
    }

    /// Every order that is kept.
    pub fn orders(&self) -> impl Iterator<Item = &PaperOrder> {
        self.orders.values()
    }

    /// Every order that works.
    pub fn open_orders(&self) -> impl Iterator<Item = &PaperOrder> {
        let open = self.open.values().flatten();
        open.filter_map(|hash| self.orders.get(hash))
    }

    /// Our trades since then, oldest first.
    pub fn trades_since(&self, since: VenueMs) -> impl Iterator<Item = &OwnTrade> {
        self.trades.values().filter(move |trade| trade.at >= since)
    }

    /// Our movements since then, oldest first.
    pub fn movements_since(&self, since: VenueMs) -> impl Iterator<Item = &OwnMovement> {
        self.movements.values().filter(move |movement| movement.at >= since)
    }

    /// What a share of a token is worth: its payout, else the middle of its book.
    #[must_use]
    pub fn mark(&self, token: &TokenId) -> Option<Price> {
        let (condition, outcome) = self.by_token.get(token)?;
        if let Some(payout) = self.markets.get(condition)?.payout(token) {
            return Some(payout);
        }
        let mark = self.books.get(condition)?.mark()?;
        Some(if *outcome == 0 { mark } else { mark.complement() })
    }

    /// The account's figures, each with both ends.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let mut counts = self.account.ended;
        let mut range = self.account.bounds.range(|token| self.mark(token));
        for order in self.open_orders() {
            count(&mut counts, order);
            let asked = &order.order;
            range.add_open(asked.side, order.doubtful(), asked.price, self.mark(&asked.token));
        }
        let made = self.account.cash - self.account.opening;
        let (mut valued, mut least, mut most) = (Some(Usd::ZERO), Usd::ZERO, Usd::ZERO);
        for (token, shares) in &self.account.holdings {
            let mark = self.mark(token);
            let value = |price: Price| shares.value(price, Rounding::Down);
            valued = valued.zip(mark).map(|(sum, price)| sum + value(price));
            least += mark.map_or(Usd::ZERO, value);
            most += value(mark.unwrap_or(Price::ONE));
        }
        Figures {
            counts,
            opening: self.account.opening,
            cash: self.account.cash,
            fees: self.account.fees,
            booked: valued.map(|value| made + value),
            cautious: made + least + range.low,
            optimistic: made + most + range.high,
            unwatched_ms: self.account.unwatched_ms,
        }
    }

    // Within.

    fn enter_market(&mut self, market: Market) {
        for (index, outcome) in market.outcomes.iter().enumerate() {
            self.by_token
                .insert(outcome.token.clone(), (market.condition.clone(), index));
        }
        self.markets.insert(market.condition.clone(), market);
    }

    fn enter_order(&mut self, order: PaperOrder) {
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

    fn open_in(&self, condition: &ConditionId) -> Vec<OrderHash> {
        self.open.get(condition).into_iter().flatten().cloned().collect()
    }

    /// Our orders of a market in the order in which a taker meets those of its other side.
    fn by_priority(&self, condition: &ConditionId) -> Vec<OrderHash> {
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
    fn ours_wait_for(&self, condition: &ConditionId, side: Side, limit: Price) -> Shares {
        let hashes = self.open.get(condition).into_iter().flatten();
        let orders = hashes.filter_map(|hash| self.orders.get(hash));
        orders
            .filter(|order| in_yes(order.outcome, order.order.side, order.order.price) == (side, limit))
            .filter_map(|order| order.queue.as_ref().map(Queue::ahead))
            .max()
            .unwrap_or_default()
    }

    fn check_funds(&self, order: &NewOrder, market: &Market, steps: &[Step]) -> Result<(), Reject> {
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
    fn is_mirror(&mut self, condition: &ConditionId, print: &Print) -> bool {
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
    fn make(&mut self, hash: &OrderHash, shares: Shares, at: VenueMs) {
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

    fn book_fill(
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
        self.account.bounds.settle(&trade.token, shares, net);
        self.events.push(PaperEvent::Trade(trade.clone()));
        self.trades.insert(number, trade);
        self.dirty
            .extend([Key::Account, Key::Trade(number), Key::Order(hash.clone())]);
    }

    /// Purchases that the cash no longer covers, each taken alone, are cancelled, as the venue does.
    fn cancel_unfunded(&mut self) {
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

    fn end(&mut self, hash: &OrderHash, reason: EndReason) {
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
            .doubt(&asked.token, asked.side, order.doubtful(), asked.price);
        self.dirty.extend([Key::Account, Key::Order(hash.clone())]);
        self.tell(hash);
    }

    fn tell(&mut self, hash: &OrderHash) {
        let Some(order) = self.orders.get(hash) else { return };
        let report = order.report();
        self.events.push(PaperEvent::Order {
            hash: hash.clone(),
            report,
        });
    }

    fn redeem(&mut self, condition: &ConditionId) {
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
    fn routine(&mut self) {
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

fn count(counts: &mut Counts, order: &PaperOrder) {
    counts.orders += 1;
    counts.asked += order.order.asked();
    counts.filled += order.filled();
    counts.filled_optimistic += order.filled_optimistic();
}
