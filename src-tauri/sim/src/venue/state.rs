//! The venue's state: exchange and record together, so that nothing happens on the one that the other does not book.
//!
//! Every call that can make events drains them at once into the record and into the buffer for whoever listens. Life,
//! replay and clients all act through it. It has no clock of its own: `now` is moved by the venue only.

use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::money::{Price, Shares};

use crate::habits::{HabitSet, first_payouts};
use crate::venue::VenueEvent;
use crate::venue::declared::Declared;
use crate::venue::record::Record;
use crate::venue::venue_ledger::VenueLedger;
use crate::world_gen::rng::hash_of;
use pilotfish_exchange::{AccountKind, CancelRefused, Exchange, ExchangeEvent, NewOrder, Placed, Reject};

/// How many events wait for a listener. When nobody drains, the oldest go (and are counted).
const WAITING_EVENTS: usize = 200_000;

/// Exchange, record and the events nobody has taken yet.
#[derive(Debug)]
pub(crate) struct VenueState {
    pub(crate) exchange: Exchange,
    pub(crate) record: Record,
    pub(crate) ledger: VenueLedger,
    pub(crate) habits: HabitSet,
    /// The longest that a wrong resolution stands and a relayed transaction is stuck, ms; none where the habits' own figures count.
    pub(crate) habit_waits_most_ms: Option<i64>,
    /// Markets of which control said whether their resolution is wrong at first, in place of chance.
    pub(crate) wrong_at_first: BTreeMap<ConditionId, bool>,
    pub(crate) now: VenueMs,
    seed: u64,
    orders: u64,
    waiting: VecDeque<VenueEvent>,
    lost: u64,
    /// Markets that resolved since somebody asked, with what they pay.
    resolved: Vec<(ConditionId, [Price; 2])>,
    /// Whether events are handed on; off while the world before the demo is built.
    telling: bool,
}

impl VenueState {
    pub(crate) fn new(seed: u64, now: VenueMs) -> Self {
        Self {
            exchange: Exchange::with_seed(seed),
            record: Record::default(),
            ledger: VenueLedger::default(),
            habits: HabitSet::none(),
            habit_waits_most_ms: None,
            wrong_at_first: BTreeMap::new(),
            now,
            seed,
            orders: 0,
            waiting: VecDeque::new(),
            lost: 0,
            resolved: Vec::new(),
            telling: false,
        }
    }

    /// From here on events are told. What happened before is in the record and nowhere else.
    pub(crate) fn open(&mut self) {
        self.exchange.drain_events();
        self.waiting.clear();
        self.telling = true;
    }

    /// Does something on the exchange, now, and books what comes of it.
    pub(crate) fn act<T>(&mut self, action: impl FnOnce(&mut Exchange, VenueMs) -> T) -> T {
        let answer = action(&mut self.exchange, self.now);
        self.settle();
        answer
    }

    pub(crate) fn place(&mut self, order: NewOrder) -> Result<Placed, Reject> {
        let answer = self.exchange.place(self.now, order);
        self.settle();
        answer
    }

    pub(crate) fn cancel(&mut self, owner: &WalletAddress, id: &OrderHash) -> Result<(), CancelRefused> {
        let answer = self.exchange.cancel(self.now, owner, id);
        self.settle();
        answer
    }

    /// Works off the exchange's own deadlines up to now.
    pub(crate) fn advance(&mut self) {
        self.exchange.advance(self.now);
        self.settle();
    }

    pub(crate) fn open_account(&mut self, wallet: &WalletAddress, kind: AccountKind, cash: pilotfish_copy::money::Usd) {
        self.exchange.open_account(wallet, kind);
        // The account is open now and the amount is not negative (the venue checks it): it cannot be refused.
        let _ = self.exchange.deposit(wallet, cash);
    }

    /// Books a change that the exchange does not know of.
    pub(crate) fn declare(&mut self, declared: &Declared) {
        if let Some(row) = self.record.declare(declared) {
            self.tell(VenueEvent::Activity(Box::new(row)));
        }
    }

    /// The next pseudo order hash for one of the world's own.
    pub(crate) fn order_id(&mut self) -> OrderHash {
        self.orders += 1;
        OrderHash::new(&hash_of(self.seed, "order", &self.orders.to_string()))
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A habit's wait, cut to the longest that control allows.
    pub(crate) fn bounded(&self, wait_ms: i64) -> i64 {
        self.habit_waits_most_ms.map_or(wait_ms, |most| wait_ms.min(most))
    }

    /// Resolves a market for an outcome, in the way that the habits have it pay.
    pub(crate) fn resolve(&mut self, condition: &ConditionId, winner: usize) {
        let payouts = first_payouts(self, condition, winner);
        // Listed: it can only have been resolved before, by control.
        let _ = self.act(|exchange, now| exchange.resolve_paying(now, condition, payouts));
    }

    /// The markets that resolved since the last call.
    pub(crate) fn take_resolved(&mut self) -> Vec<(ConditionId, [Price; 2])> {
        std::mem::take(&mut self.resolved)
    }

    /// Puts a row of a migration on record and tells it; the shares have moved already.
    pub(crate) fn migrated(&mut self, wallet: &WalletAddress, token: &TokenId, shares: Shares, tx: &TxHash) {
        if let Some(row) = self.record.migrated(self.now, wallet, token, shares, tx) {
            self.tell(VenueEvent::Activity(Box::new(row)));
        }
    }

    pub(crate) fn tell(&mut self, event: VenueEvent) {
        if !self.telling {
            return;
        }
        if self.waiting.len() >= WAITING_EVENTS {
            self.waiting.pop_front();
            self.lost += 1;
        }
        self.waiting.push_back(event);
    }

    pub(crate) fn drain(&mut self) -> Vec<VenueEvent> {
        std::mem::take(&mut self.waiting).into()
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    /// How many orders the world's own have placed.
    pub(crate) fn agents_orders(&self) -> u64 {
        self.orders
    }

    /// Books what the exchange told since the last call.
    pub(crate) fn settle(&mut self) {
        for event in self.exchange.drain_events() {
            self.ledger.enter(&event, &self.exchange);
            if let ExchangeEvent::Resolved { condition, payouts, .. } = &event
                && self.telling
            {
                self.resolved.push((condition.clone(), *payouts));
            }
            let rows = self.record.absorb(&event);
            self.tell(VenueEvent::Exchange(Box::new(event)));
            for row in rows {
                self.tell(VenueEvent::Activity(Box::new(row)));
            }
        }
    }
}
