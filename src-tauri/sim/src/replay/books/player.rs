//! The player of recorded books: shows each book at its time, opens and resolves the markets, lets the traders act.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use pilotfish_copy::ids::{TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::{MICRO, Tick, Usd};

use super::card::card_of;
use super::scripted::HABITS;
use super::standing::Standing;
use super::{BookMarket, BookReplay};
use crate::exchange::{AccountKind, MarketSpec};
use crate::life::calendar::{HOUR, MINUTE};
use crate::life::dice::{Dice, to_f64};
use crate::life::habits::Choice;
use crate::life::names::{maker_profile, trader_profile};
use crate::venue::{Floor, VenueEvent};

/// What the makers have: enough for every level of every book at once.
const MAKER_CASH: Usd = Usd::dollars(2_000_000_000);
/// What each trader has.
const TRADER_CASH: Usd = Usd::dollars(1_000_000);
/// How far back a price change is looked at.
const TRAIL: i64 = MINUTE;

/// A listed market.
#[derive(Debug)]
pub(super) struct Stage {
    /// Its place in the record.
    place: usize,
    pub(super) market: usize,
    pub(super) tokens: [TokenId; 2],
    pub(super) tick: Tick,
    pub(super) end: VenueMs,
    standing: Standing,
    /// Prices of the last minute, oldest first.
    pub(super) trail: VecDeque<(VenueMs, f64)>,
    noted: VenueMs,
}

#[derive(Debug)]
pub(super) struct Trader {
    pub(super) person: usize,
    pub(super) wallet: WalletAddress,
    pub(super) dice: Dice,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    /// A trader looks around.
    Look(usize),
    /// The second half of a turn-round.
    Second(usize, Choice),
}

/// A recording of books at some point of its playing.
#[derive(Debug)]
pub(crate) struct BookPlayer {
    pub(super) replay: BookReplay,
    maker: WalletAddress,
    pub(super) stages: Vec<Stage>,
    pub(super) traders: Vec<Trader>,
    acts: BTreeMap<(VenueMs, u64), Act>,
    sequence: u64,
    next_book: usize,
    next_hour: VenueMs,
    /// Levels refused in markets that are over.
    refused: u64,
}

impl BookPlayer {
    /// Opens the accounts and takes in the books as they stood at the start.
    pub(crate) fn begin(seed: u64, replay: BookReplay, floor: &mut Floor) -> Self {
        let start = replay.start();
        floor.now = start;
        let makers = maker_profile(seed, 0, start);
        let maker = makers.wallet.clone();
        floor.open_account(&maker, AccountKind::Agent, MAKER_CASH);
        floor.record.add_crowd(makers);
        let mut player = Self {
            replay,
            maker,
            stages: Vec::new(),
            traders: Vec::new(),
            acts: BTreeMap::new(),
            sequence: 0,
            next_book: 0,
            next_hour: start.plus(HOUR),
            refused: 0,
        };
        for (number, habit) in HABITS.iter().enumerate() {
            let profile = trader_profile(seed, habit.name, habit.bio, start);
            let wallet = profile.wallet.clone();
            floor.open_account(&wallet, AccountKind::Agent, TRADER_CASH);
            let person = floor.record.add_person(profile);
            let dice = Dice::of(seed, &format!("books trader {}", habit.name));
            player.traders.push(Trader { person, wallet, dice });
            player.schedule_look(start, number);
        }
        player.carry_in(floor, start);
        floor.record.mark(start);
        player
    }

    pub(crate) fn end(&self) -> VenueMs {
        self.replay.end()
    }

    /// When something happens next; nothing after the end.
    pub(crate) fn next_at(&self) -> Option<VenueMs> {
        let act = self.acts.keys().next().map(|(at, _)| *at);
        [self.book_at(), act, Some(self.next_hour)]
            .into_iter()
            .flatten()
            .min()
            .filter(|at| *at <= self.replay.end())
    }

    /// Lets the next thing happen: at one instant books first, then traders, then the hour.
    pub(crate) fn step(&mut self, floor: &mut Floor) {
        let Some(at) = self.next_at() else { return };
        if self.book_at() == Some(at) {
            let number = self.next_book;
            self.next_book += 1;
            self.show(floor, number);
        } else if let Some(entry) = self.acts.first_entry().filter(|entry| entry.key().0 == at) {
            match entry.remove() {
                Act::Look(number) => self.look(floor, number),
                Act::Second(number, choice) => self.carry_out(floor, number, choice),
            }
        } else {
            floor.record.mark(at);
            self.next_hour = at.plus(HOUR);
        }
    }

    /// How often the exchange refused a recorded level; seldom.
    #[cfg(test)]
    pub(crate) fn refused(&self) -> u64 {
        let open = self.stages.iter().map(|stage| stage.standing.refused);
        self.refused + open.sum::<u64>()
    }

    fn book_at(&self) -> Option<VenueMs> {
        self.replay.books().get(self.next_book).map(|book| book.at)
    }

    pub(super) fn schedule(&mut self, at: VenueMs, act: Act) {
        self.sequence += 1;
        self.acts.insert((at, self.sequence), act);
    }

    pub(super) fn schedule_look(&mut self, now: VenueMs, number: usize) {
        let (Some(trader), Some(habit)) = (self.traders.get_mut(number), HABITS.get(number)) else {
            return;
        };
        let at = now.plus(trader.dice.wait_ms(habit.every_min * MINUTE).max(5_000));
        self.schedule(at, Act::Look(number));
    }

    /// The last book before the start of each market that goes on after it.
    fn carry_in(&mut self, floor: &mut Floor, start: VenueMs) {
        let mut latest: BTreeMap<usize, usize> = BTreeMap::new();
        while self.book_at().is_some_and(|at| at < start) {
            if let Some(book) = self.replay.books().get(self.next_book) {
                latest.insert(book.market, self.next_book);
            }
            self.next_book += 1;
        }
        for (market, book) in latest {
            let over = self.replay.markets().get(market).is_none_or(|m| m.closes_at < start);
            if !over {
                self.show(floor, book);
            }
        }
    }

    /// Shows a recorded book; a market's first one opens it, its last one resolves it.
    fn show(&mut self, floor: &mut Floor, number: usize) {
        let (books, markets) = (Arc::clone(&self.replay.books), Arc::clone(&self.replay.markets));
        let Some(book) = books.get(number) else { return };
        let Some(market) = markets.get(book.market) else {
            return;
        };
        let known = self.stages.iter().position(|stage| stage.market == book.market);
        let Some(place) = known.or_else(|| self.open(floor, book.market, market)) else {
            return;
        };
        if book.at >= market.closes_at {
            return self.resolve(floor, place, market);
        }
        let Some(stage) = self.stages.get_mut(place) else {
            return;
        };
        if stage.tick != Tick::MILLI && market.fine_from.is_some_and(|from| from <= book.at) {
            stage.tick = Tick::MILLI;
            // The market is listed: it has a step to change.
            let _ = floor.exchange.set_tick(floor.now, &market.condition, Tick::MILLI);
            floor.settle();
        }
        stage.standing.show(floor, &book.bids, &book.asks);
        stage.note(floor);
    }

    fn open(&mut self, floor: &mut Floor, number: usize, market: &BookMarket) -> Option<usize> {
        let card = card_of(market, number, floor.now);
        let tokens = card.market.outcomes.clone().map(|outcome| outcome.token);
        let spec = MarketSpec::plain(card.market.clone(), floor.now);
        floor.exchange.add_market(spec).ok()?;
        let place = floor.record.add_market(Arc::clone(&card), crate::life::ledger::HALF);
        floor.settle();
        floor.tell(VenueEvent::MarketOpened(card));
        self.stages.push(Stage {
            place,
            market: number,
            standing: Standing::new(self.maker.clone(), tokens.clone()),
            tokens,
            tick: Tick::CENT,
            end: market.end,
            trail: VecDeque::new(),
            noted: VenueMs(0),
        });
        Some(self.stages.len() - 1)
    }

    fn resolve(&mut self, floor: &mut Floor, place: usize, market: &BookMarket) {
        self.refused += self.stages.remove(place).standing.refused;
        // Listed and resolved only here: it cannot be refused.
        let _ = floor
            .exchange
            .resolve_paying(floor.now, &market.condition, market.payouts);
        floor.settle();
    }
}

impl Stage {
    /// The price of the first outcome.
    pub(super) fn price(&self, floor: &Floor) -> f64 {
        let micros = floor.record.price(self.place, 0).micros();
        to_f64(micros) / to_f64(MICRO)
    }

    /// Remembers the price, and puts it on record about once a minute.
    fn note(&mut self, floor: &mut Floor) {
        let (now, price) = (floor.now, self.price(floor));
        self.trail.push_back((now, price));
        while self.trail.front().is_some_and(|(at, _)| now.since(*at) > TRAIL) {
            self.trail.pop_front();
        }
        if now.since(self.noted) >= MINUTE
            && let Some(file) = floor.record.files.get_mut(self.place)
        {
            self.noted = now;
            file.note_price(now);
        }
    }
}
