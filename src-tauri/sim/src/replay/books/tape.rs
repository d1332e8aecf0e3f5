//! What happens in a recording of books: the tape shows each book at its time, opens and resolves the markets, lets the traders act.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use pilotfish_copy::ids::{TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::{MICRO, Tick, Usd};

use super::card::card_of;
use super::resting_levels::RestingLevels;
use super::scripted::STYLES;
use super::{BookMarket, BookReplay};
use crate::replay::player::Tape;
use crate::venue::{VenueEvent, VenueState};
use crate::world_gen::calendar::MINUTE;
use crate::world_gen::names::{maker_profile, trader_profile};
use crate::world_gen::rng::{SeededRng, to_f64};
use crate::world_gen::trader_profiles::Choice;
use pilotfish_exchange::{AccountKind, MarketSpec};

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
    levels: RestingLevels,
    /// Prices of the last minute, oldest first.
    pub(super) trail: VecDeque<(VenueMs, f64)>,
    noted: VenueMs,
}

#[derive(Debug)]
pub(super) struct Trader {
    pub(super) person: usize,
    pub(super) wallet: WalletAddress,
    pub(super) rng: SeededRng,
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
pub(in crate::replay) struct BookTape {
    pub(super) replay: BookReplay,
    seed: u64,
    maker: WalletAddress,
    pub(super) stages: Vec<Stage>,
    pub(super) traders: Vec<Trader>,
    acts: BTreeMap<(VenueMs, u64), Act>,
    sequence: u64,
    next_book: usize,
    /// Levels refused in markets that are over.
    refused: u64,
}

impl Tape for BookTape {
    fn begin(&mut self, state: &mut VenueState, start: VenueMs) {
        self.open_accounts(state, start);
        self.carry_in(state, start);
    }

    fn next_at(&self) -> Option<VenueMs> {
        let act = self.acts.keys().next().map(|(at, _)| *at);
        [self.book_at(), act].into_iter().flatten().min()
    }

    /// At one instant books first, then traders.
    fn play(&mut self, state: &mut VenueState) {
        if self.book_at().is_some() && self.book_at() == self.next_at() {
            let number = self.next_book;
            self.next_book += 1;
            self.show(state, number);
        } else if let Some((_, act)) = self.acts.pop_first() {
            match act {
                Act::Look(number) => self.look(state, number),
                Act::Second(number, choice) => self.carry_out(state, number, choice),
            }
        }
    }

    #[cfg(test)]
    fn refused(&self) -> u64 {
        let open = self.stages.iter().map(|stage| stage.levels.refused);
        self.refused + open.sum::<u64>()
    }
}

impl BookTape {
    pub(in crate::replay) fn new(seed: u64, replay: BookReplay) -> Self {
        let maker = maker_profile(seed, 0, replay.extent.start).wallet;
        Self {
            replay,
            seed,
            maker,
            stages: Vec::new(),
            traders: Vec::new(),
            acts: BTreeMap::new(),
            sequence: 0,
            next_book: 0,
            refused: 0,
        }
    }

    fn open_accounts(&mut self, state: &mut VenueState, start: VenueMs) {
        state.open_account(&self.maker, AccountKind::Agent, MAKER_CASH);
        state.record.add_crowd(maker_profile(self.seed, 0, start));
        for (number, style) in STYLES.iter().enumerate() {
            let profile = trader_profile(self.seed, style.name, style.bio, start);
            let wallet = profile.wallet.clone();
            state.open_account(&wallet, AccountKind::Agent, TRADER_CASH);
            let person = state.record.add_person(profile);
            let rng = SeededRng::of(self.seed, &format!("books trader {}", style.name));
            self.traders.push(Trader { person, wallet, rng });
            self.schedule_look(start, number);
        }
    }

    fn book_at(&self) -> Option<VenueMs> {
        self.replay.books().get(self.next_book).map(|book| book.at)
    }

    pub(super) fn schedule(&mut self, at: VenueMs, act: Act) {
        self.sequence += 1;
        self.acts.insert((at, self.sequence), act);
    }

    pub(super) fn schedule_look(&mut self, now: VenueMs, number: usize) {
        let (Some(trader), Some(style)) = (self.traders.get_mut(number), STYLES.get(number)) else {
            return;
        };
        let at = now.plus(trader.rng.wait_ms(style.every_min * MINUTE).max(5_000));
        self.schedule(at, Act::Look(number));
    }

    /// The last book before the start of each market that goes on after it.
    fn carry_in(&mut self, state: &mut VenueState, start: VenueMs) {
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
                self.show(state, book);
            }
        }
    }

    /// Shows a recorded book; a market's first one opens it, its last one resolves it.
    fn show(&mut self, state: &mut VenueState, number: usize) {
        let (books, markets) = (Arc::clone(&self.replay.books), Arc::clone(&self.replay.markets));
        let Some(book) = books.get(number) else { return };
        let Some(market) = markets.get(book.market) else {
            return;
        };
        let known = self.stages.iter().position(|stage| stage.market == book.market);
        let Some(place) = known.or_else(|| self.open(state, book.market, market)) else {
            return;
        };
        if book.at >= market.closes_at {
            return self.resolve(state, place, market);
        }
        let Some(stage) = self.stages.get_mut(place) else {
            return;
        };
        if stage.tick != Tick::MILLI && market.fine_from.is_some_and(|from| from <= book.at) {
            stage.tick = Tick::MILLI;
            // The market is listed: it has a step to change.
            let _ = state.exchange.set_tick(state.now, &market.condition, Tick::MILLI);
            state.settle();
        }
        stage.levels.show(state, &book.bids, &book.asks);
        stage.note(state);
    }

    fn open(&mut self, state: &mut VenueState, number: usize, market: &BookMarket) -> Option<usize> {
        let card = card_of(market, number, state.now);
        let tokens = card.market.outcomes.clone().map(|outcome| outcome.token);
        let spec = MarketSpec::plain(card.market.clone(), state.now);
        state.exchange.add_market(spec).ok()?;
        let place = state
            .record
            .add_market(Arc::clone(&card), crate::world_gen::ledger::HALF);
        state.settle();
        state.tell(VenueEvent::MarketOpened(card));
        self.stages.push(Stage {
            place,
            market: number,
            levels: RestingLevels::new(self.maker.clone(), tokens.clone()),
            tokens,
            tick: Tick::CENT,
            end: market.end,
            trail: VecDeque::new(),
            noted: VenueMs(0),
        });
        Some(self.stages.len() - 1)
    }

    fn resolve(&mut self, state: &mut VenueState, place: usize, market: &BookMarket) {
        self.refused += self.stages.remove(place).levels.refused;
        // Listed and resolved only here: it cannot be refused.
        let _ = state
            .exchange
            .resolve_paying(state.now, &market.condition, market.payouts);
        state.settle();
    }
}

impl Stage {
    /// The price of the first outcome.
    pub(super) fn price(&self, state: &VenueState) -> f64 {
        let micros = state.record.price(self.place, 0).micros();
        to_f64(micros) / to_f64(MICRO)
    }

    /// Remembers the price, and puts it on record about once a minute.
    fn note(&mut self, state: &mut VenueState) {
        let (now, price) = (state.now, self.price(state));
        self.trail.push_back((now, price));
        while self.trail.front().is_some_and(|(at, _)| now.since(*at) > TRAIL) {
            self.trail.pop_front();
        }
        if now.since(self.noted) >= MINUTE
            && let Some(file) = state.record.files.get_mut(self.place)
        {
            self.noted = now;
            file.note_price(now);
        }
    }
}
