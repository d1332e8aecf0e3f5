//! The paper venue: orders are taken, filled by what the real venue shows, and told as the real one would tell them.
//!
//! It is told the time with every call, and goes back only where a clock was far ahead. Whoever calls keeps the rows that changed
//! ([`PaperVenue::take_changes`]) before anything of the step is told.

mod bookkeeping;
mod known;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TxHash, VenueMs};
use pilotfish_copy::input::{Liquidity, OrderReport, OwnMovement, OwnTrade};
use pilotfish_copy::market::{Book, Market, Side};
use pilotfish_copy::money::{Shares, Usd};

use crate::account::Account;
use crate::book::{Print, YesBook, in_yes};
use crate::bounds::Range;
use crate::checks::{Step, check_form, check_minimums, walk};
use crate::order::{CancelRefused, EndReason, Lifetime, NewOrder, PaperOrder, Placed, Reject};
use crate::queue::{Queue, Trading};
use crate::rows::{Kept, Key, Row, UnreadableRow};

/// From a market's resolution to the redemption of its shares: what the real venue takes for accounts that let it.
const REDEEMED_AFTER_MS: i64 = 600_000;
/// A time that is so far behind is believed: the one before it was a wrong clock's.
const BEHIND_MOST_MS: i64 = 60_000;
/// How often it is written down until when trades were listened to, and what is old is let go.
const ROUTINE_EVERY_MS: i64 = 60_000;

/// What the venue tells of our account as it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperEvent {
    /// An execution.
    Trade(OwnTrade),
    /// What is now to be said of an order.
    Order {
        /// The hash of the order that it is of.
        hash: OrderHash,
        /// How the order stands by now.
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
                let made = self.account.bounds.pay_out(&outcome.token, payout);
                self.settle_doubts(made);
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
            settled: Range::default(),
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
}
