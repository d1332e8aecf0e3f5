//! The player of recorded books: shows each book at its time, opens and resolves the markets, lets the traders act.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use pilotfish_copy::ids::{TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange as Contract, Market, Outcome, Side};
use pilotfish_copy::money::{MICRO, Shares, Tick, Usd};

use super::scripted::HABITS;
use super::standing::Standing;
use super::{BookMarket, BookReplay, LEAST_LEVEL};
use crate::exchange::{AccountKind, MarketSpec};
use crate::life::calendar::{HOUR, MINUTE};
use crate::life::catalog::fee_of;
use crate::life::deeds::Spot;
use crate::life::dice::{Dice, to_f64, token_of};
use crate::life::habits::{Choice, Deed, Seen};
use crate::life::names::{maker_profile, trader_profile};
use crate::venue::rows::MarketCard;
use crate::venue::{Floor, VenueEvent};

/// What the makers have: enough for every level of every book at once.
const MAKER_CASH: Usd = Usd::dollars(2_000_000_000);
/// What each trader has.
const TRADER_CASH: Usd = Usd::dollars(1_000_000);
/// Where Gamma's numbers begin.
const FIRST_ID: usize = 800_000;
/// How far back a price change is looked at.
const TRAIL: i64 = MINUTE;
/// How long before a market's end nobody starts anything in it.
const LAST_CALL: i64 = 45_000;

/// A listed market.
#[derive(Debug)]
struct Stage {
    /// Its place in the record.
    place: usize,
    market: usize,
    tokens: [TokenId; 2],
    tick: Tick,
    end: VenueMs,
    standing: Standing,
    /// Prices of the last minute, oldest first.
    trail: VecDeque<(VenueMs, f64)>,
    noted: VenueMs,
}

#[derive(Debug)]
struct Trader {
    person: usize,
    wallet: WalletAddress,
    dice: Dice,
}

#[derive(Debug, Clone, Copy)]
enum Act {
    /// A trader looks around.
    Look(usize),
    /// The second half of a turn-round.
    Second(usize, Choice),
}

/// A recording of books at some point of its playing.
#[derive(Debug)]
pub(crate) struct BookPlayer {
    replay: BookReplay,
    maker: WalletAddress,
    stages: Vec<Stage>,
    traders: Vec<Trader>,
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

    fn schedule(&mut self, at: VenueMs, act: Act) {
        self.sequence += 1;
        self.acts.insert((at, self.sequence), act);
    }

    fn schedule_look(&mut self, now: VenueMs, number: usize) {
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
        let spec = MarketSpec {
            market: card.market.clone(),
            listed_at: floor.now,
        };
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

    fn look(&mut self, floor: &mut Floor, number: usize) {
        self.schedule_look(floor.now, number);
        let seen = self.seen_by(floor, number);
        let (Some(trader), Some(habit)) = (self.traders.get_mut(number), HABITS.get(number)) else {
            return;
        };
        if let Some(choice) = habit.choose(floor.now, &seen, &mut trader.dice) {
            self.carry_out(floor, number, choice);
        }
    }

    fn seen_by(&self, floor: &Floor, number: usize) -> Vec<Seen> {
        let person = self
            .traders
            .get(number)
            .and_then(|trader| floor.record.people.get(trader.person));
        let Some(holdings) = person.map(|person| person.ledger.holdings()) else {
            return Vec::new();
        };
        let open = self
            .stages
            .iter()
            .filter(|stage| stage.end.since(floor.now) > LAST_CALL);
        open.map(|stage| {
            let held = stage.tokens.each_ref().map(|token| holdings.get(token));
            let price = stage.price(floor);
            Seen {
                key: stage.market,
                price,
                change: price - stage.trail.front().map_or(price, |(_, before)| *before),
                news: None,
                category: "crypto",
                held: held.map(|holding| holding.map_or(Shares::ZERO, |holding| holding.shares)),
                since: held.map(|holding| holding.map_or(VenueMs(0), |holding| holding.last_event_at)),
                better: None,
            }
        })
        .collect()
    }

    fn carry_out(&mut self, floor: &mut Floor, number: usize, choice: Choice) {
        let stage = self.stages.iter().find(|stage| stage.market == choice.key);
        let (Some(stage), Some(trader)) = (stage, self.traders.get_mut(number)) else {
            return;
        };
        let patience = floor.now.plus(trader.dice.whole(MINUTE / 2, 5 * MINUTE));
        let delay = trader.dice.whole(5_000, 30_000);
        let (Some(token), Some(market)) = (
            stage.tokens.get(choice.outcome),
            self.replay.markets().get(stage.market),
        ) else {
            return;
        };
        let spot = Spot {
            owner: &trader.wallet,
            condition: &market.condition,
            token,
            tick: stage.tick,
            min_size: LEAST_LEVEL,
        };
        let side = match choice.deed {
            Deed::Buy => Side::Buy,
            Deed::Sell | Deed::Flip => Side::Sell,
            Deed::Split | Deed::Merge => return spot.convert(floor, choice.deed == Deed::Split, choice.shares),
        };
        if !choice.takes && choice.deed != Deed::Flip {
            return spot.rest(floor, side, choice.shares, true, patience);
        }
        let taken = spot.take(floor, side, choice.shares, 3).is_some();
        if taken && choice.deed == Deed::Flip {
            let other = Choice {
                outcome: 1 - choice.outcome,
                deed: Deed::Buy,
                takes: true,
                ..choice
            };
            self.schedule(floor.now.plus(delay), Act::Second(number, other));
        }
    }
}

impl Stage {
    /// The price of the first outcome.
    fn price(&self, floor: &Floor) -> f64 {
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

fn card_of(market: &BookMarket, number: usize, opened_at: VenueMs) -> Arc<MarketCard> {
    let (fee, rebate_micros) = fee_of("crypto");
    let [first, second] = market.outcomes.clone();
    let outcome = |index: usize, name: String| Outcome {
        token: token_of(&market.condition, index),
        name,
    };
    Arc::new(MarketCard {
        market: Market {
            condition: market.condition.clone(),
            question: market.question.clone(),
            slug: market.slug.clone(),
            event_slug: market.slug.clone(),
            category: market.category.clone(),
            outcomes: [outcome(0, first), outcome(1, second)],
            tick: Tick::CENT,
            min_size: LEAST_LEVEL,
            fee,
            exchange: Contract::StandardV2,
            end: Some(market.end),
            accepting_orders: true,
            closed: false,
            payouts: None,
        },
        id: (FIRST_ID + number).to_string(),
        event_id: (FIRST_ID + number).to_string(),
        event_title: market.question.clone(),
        description: "A recorded market: its books and its payout are the venue's own.".to_owned(),
        rebate_micros,
        opened_at,
    })
}
