//! A market's file: what the record knows of one market beside who holds it.

use std::collections::VecDeque;
use std::sync::Arc;

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::money::{Price, Tick, Usd};

use crate::venue::rows::{MarketCard, PricePoint};
use crate::world_gen::calendar::HOUR;
use pilotfish_exchange::BookChange;

/// How many price points a market keeps (at one an hour, more than a year).
const PRICE_POINTS: usize = 10_000;

/// How far back prices are known to the minute: a day, and what a day's curve begins before.
const MINUTES_KEPT_MS: i64 = 25 * HOUR;
const MINUTE: i64 = 60_000;

/// How long a market's earlier facts are remembered: longer than any copy of them lives.
const REMEMBERED_MS: i64 = 30 * 60_000;

/// What changes of a market's facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) tick: Tick,
    pub(crate) accepting: bool,
    pub(crate) closed: bool,
    pub(crate) payouts: Option<[Price; 2]>,
}

/// What the record knows of a market.
#[derive(Debug)]
pub(crate) struct MarketFile {
    pub(crate) card: Arc<MarketCard>,
    pub(crate) closed_at: Option<VenueMs>,
    pub(crate) facts: Facts,
    /// What the facts were before each of their latest changes, oldest first.
    earlier: VecDeque<(VenueMs, Facts)>,
    pub(crate) payouts: Option<[Price; 2]>,
    /// The first outcome's price: the book's middle, else the last trade.
    pub(crate) price: Price,
    /// Set in a replay: the recorded price, which then is the market's price whatever the book says.
    pub(crate) declared: bool,
    pub(crate) best_bid: Option<Price>,
    pub(crate) best_ask: Option<Price>,
    pub(crate) last_trade: Option<Price>,
    pub(crate) volume: Usd,
    /// How many matches the exchange made in it.
    pub(crate) matches: u64,
    /// pUSD traded by the hour, oldest first, the last 25.
    pub(crate) hours: VecDeque<(i64, Usd)>,
    pub(crate) history: Vec<PricePoint>,
    /// The last price of each minute in which the book moved it, oldest first: the last 25 hours.
    minutes: VecDeque<PricePoint>,
}

impl MarketFile {
    /// Of a market at its first price.
    pub(crate) fn new(card: Arc<MarketCard>, price: Price) -> Self {
        Self {
            facts: Facts {
                tick: card.market.tick,
                accepting: card.market.accepting_orders,
                closed: card.market.closed,
                payouts: card.market.payouts,
            },
            earlier: VecDeque::new(),
            card,
            closed_at: None,
            payouts: None,
            price,
            declared: false,
            best_bid: None,
            best_ask: None,
            last_trade: None,
            volume: Usd::ZERO,
            matches: 0,
            hours: VecDeque::new(),
            history: Vec::new(),
            minutes: VecDeque::new(),
        }
    }

    /// Changes the facts.
    pub(crate) fn change(&mut self, at: VenueMs, change: impl FnOnce(&mut Facts)) {
        while self
            .earlier
            .front()
            .is_some_and(|(until, _)| at.since(*until) > REMEMBERED_MS)
        {
            self.earlier.pop_front();
        }
        self.earlier.push_back((at, self.facts));
        change(&mut self.facts);
    }

    /// The facts as they were at an instant, where they have changed since.
    pub(crate) fn facts_at(&self, at: VenueMs) -> Option<Facts> {
        let changed_later = self.earlier.iter().find(|(changed, _)| *changed > at);
        changed_later.map(|(_, before)| *before)
    }

    /// The price of an outcome now; what it pays, once resolved.
    pub(crate) fn price_of(&self, outcome: usize) -> Price {
        if let Some([first, second]) = self.payouts {
            return if outcome == 0 { first } else { second };
        }
        if outcome == 0 {
            self.price
        } else {
            self.price.complement()
        }
    }

    pub(crate) fn token(&self, outcome: usize) -> &TokenId {
        let [first, second] = &self.card.market.outcomes;
        if outcome == 0 { &first.token } else { &second.token }
    }

    /// pUSD traded in the 24 h before `now`, to the hour.
    pub(crate) fn volume_24h(&self, now: VenueMs) -> Usd {
        let from = now.0.div_euclid(HOUR) - 24;
        self.hours
            .iter()
            .filter(|(hour, _)| *hour > from)
            .map(|(_, usd)| *usd)
            .sum()
    }

    pub(crate) fn trade(&mut self, at: VenueMs, usd: Usd) {
        self.volume += usd;
        let hour = at.0.div_euclid(HOUR);
        match self.hours.back_mut() {
            Some((last, sum)) if *last == hour => *sum += usd,
            _ => self.hours.push_back((hour, usd)),
        }
        while self.hours.len() > 25 {
            self.hours.pop_front();
        }
    }

    pub(crate) fn book(&mut self, change: &BookChange) {
        self.best_bid = change.best_bid;
        self.best_ask = change.best_ask;
        if let (false, Some(bid), Some(ask)) = (self.declared, change.best_bid, change.best_ask) {
            let price = Price::from_micros((bid.micros() + ask.micros()).div_euclid(2));
            if price != self.price {
                self.price = price;
                self.note_minute(change.at, price);
            }
        }
    }

    fn note_minute(&mut self, at: VenueMs, price: Price) {
        let minute = |at: VenueMs| at.0.div_euclid(MINUTE);
        match self.minutes.back_mut() {
            Some(last) if minute(last.at) == minute(at) => *last = PricePoint { at, price },
            _ => self.minutes.push_back(PricePoint { at, price }),
        }
        while self
            .minutes
            .front()
            .is_some_and(|first| at.since(first.at) > MINUTES_KEPT_MS)
        {
            self.minutes.pop_front();
        }
    }

    /// The first outcome's price over time, oldest first: by the hour, and of the last day by the minutes in which it moved.
    pub(crate) fn prices(&self) -> Vec<PricePoint> {
        let mut points: Vec<PricePoint> = self.history.iter().chain(&self.minutes).copied().collect();
        points.sort_by_key(|point| point.at);
        points.dedup_by_key(|point| point.at);
        points
    }

    pub(crate) fn note_price(&mut self, at: VenueMs) {
        let price = self.price_of(0);
        if let Some(last) = self.history.last_mut().filter(|last| last.at == at) {
            last.price = price;
        } else {
            // The oldest goes: a market that lives on is told of up to now.
            if self.history.len() >= PRICE_POINTS {
                self.history.remove(0);
            }
            self.history.push(PricePoint { at, price });
        }
    }
}
