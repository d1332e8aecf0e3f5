//! The made-up world: its events in the order (time, sequence), and what each of them does.
//!
//! Every subject draws from a stream of its own and an event schedules its successor when it is worked off, so that what
//! happens in one market changes nobody's luck in another. A client changes books and fills and, through them, what
//! others find there; it never draws from anybody's stream.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::Tick;

use crate::life::arena::Arena;
use crate::life::calendar::{HOUR, MINUTE};
use crate::life::cast::Player;
use crate::life::dice::Dice;
use crate::life::habits::Choice;
use crate::life::itinerary::Step;
use crate::life::race::Race;
use crate::life::sets::NoSet;
use crate::life::slots::{Kind, Slot};
use crate::venue::Floor;

/// Everything that can happen next.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// A market's fair value moves on.
    Fair(usize),
    /// A market's maker reacts to a trade.
    Requote(usize),
    /// One of the crowd acts in a market.
    Crowd(usize),
    /// A named trader looks around.
    Trader(usize),
    /// The second half of a turn-round.
    Follow(usize, Choice),
    /// A step of the itinerary.
    Step(Step),
    /// A market's ask is drawn somewhere: arena, ticks, half-way time, until.
    Pin(usize, i64, i64, VenueMs),
    /// The hour is full: prices and profits are noted.
    Hour,
    /// A market ends.
    Resolve(usize),
    /// Another market opens in its place.
    Open(usize),
    /// A game starts: its book was cleared, its maker comes back.
    Kickoff(usize),
    /// A trader buys NO of some of an event's markets.
    BuySet(usize),
    /// A trader converts such a set.
    ConvertSet(usize, NoSet),
}

/// A named trader at work.
#[derive(Debug)]
pub(super) struct Trader {
    /// The place in the record.
    pub(super) person: usize,
    pub(super) wallet: WalletAddress,
    pub(super) dice: Dice,
}

/// The world.
#[derive(Debug)]
pub(crate) struct World {
    pub(super) seed: u64,
    pub(super) start: VenueMs,
    pub(super) queue: BTreeMap<(VenueMs, u64), Event>,
    pub(super) sequence: u64,
    pub(super) slots: Vec<Slot>,
    pub(super) cast: Vec<Player>,
    pub(super) arenas: Vec<Arena>,
    /// The neg-risk events by their numbers: what each is called just now, and how it moves.
    pub(super) events: Vec<String>,
    pub(super) races: Vec<Race>,
    pub(super) traders: Vec<Trader>,
    pub(super) crowd: Vec<WalletAddress>,
    pub(super) dice: Dice,
    pub(super) plan_dice: Dice,
    pub(super) set_dice: Dice,
    /// How many markets were ever made, which numbers the next.
    pub(super) listed: usize,
    /// How many questions were asked again or about a day, which keeps their slugs apart.
    pub(super) rounds: usize,
}

impl World {
    /// When something happens next.
    pub(crate) fn next_at(&self) -> Option<VenueMs> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// Works off the earliest event.
    pub(crate) fn step(&mut self, floor: &mut Floor) {
        let Some((_, event)) = self.queue.pop_first() else {
            return;
        };
        match event {
            Event::Fair(key) => self.fair(floor, key),
            Event::Requote(key) => self.requote(floor, key),
            Event::Crowd(key) => self.crowd(floor, key),
            Event::Trader(number) => self.trader(floor, number),
            Event::Follow(number, choice) => self.carry_out(floor, number, choice),
            Event::Step(step) => self.itinerary(floor, step),
            Event::Pin(key, ticks, half_way_ms, until) => {
                if let Some(arena) = self.arenas.get_mut(key) {
                    arena.pin_ask(ticks, half_way_ms, until);
                }
                self.soon(floor.now.plus(1_000), key);
            }
            Event::Hour => {
                floor.record.mark(floor.now);
                self.schedule(floor.now.plus(HOUR), Event::Hour);
            }
            Event::Resolve(key) => self.resolve(floor, key),
            Event::Open(slot) => self.open_next(floor, slot),
            Event::Kickoff(key) => {
                if let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) {
                    arena.quotes.forget();
                    arena.requote(floor);
                }
            }
            Event::BuySet(number) => self.buy_set(floor, number),
            Event::ConvertSet(number, set) => self.convert_set(floor, number, &set),
        }
    }

    pub(super) fn schedule(&mut self, at: VenueMs, event: Event) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), event);
    }

    pub(super) fn schedule_arena(&mut self, now: VenueMs, key: usize) {
        let Some(arena) = self.arenas.get_mut(key) else { return };
        let fair = now.plus(arena.crowd.whole(5_000, 120_000));
        let crowd = now.plus(arena.crowd.wait_ms(arena.shape.crowd * MINUTE));
        // An event's markets move together, with the first.
        if !matches!(arena.kind, Kind::Runner(_, 1..)) {
            self.schedule(fair, Event::Fair(key));
        }
        self.schedule(crowd, Event::Crowd(key));
    }

    pub(super) fn schedule_trader(&mut self, now: VenueMs, number: usize) {
        let (Some(trader), Some(player)) = (self.traders.get_mut(number), self.cast.get(number)) else {
            return;
        };
        let at = now.plus(trader.dice.wait_ms(player.habit.every_min * MINUTE).max(20_000));
        self.schedule(at, Event::Trader(number));
    }

    fn fair(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        let led_by = match arena.kind {
            Kind::Runner(race, _) => Some(race),
            Kind::Plain | Kind::Positions | Kind::Game => None,
        };
        if led_by.is_none() {
            arena.step(floor.now);
            fit_tick(arena, floor);
            arena.requote(floor);
        }
        let next = floor.now.plus(arena.crowd.whole(MINUTE, 3 * MINUTE));
        self.schedule(next, Event::Fair(key));
        if let Some(race) = led_by {
            self.run_race(floor, race);
        }
    }

    fn requote(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        arena.requote_due = false;
        arena.step(floor.now);
        arena.requote(floor);
    }

    /// Lets the maker of a market react at `at`, unless it is about to anyway.
    pub(super) fn soon(&mut self, at: VenueMs, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| !arena.requote_due) else {
            return;
        };
        arena.requote_due = true;
        self.schedule(at, Event::Requote(key));
    }

    fn resolve(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        if let Kind::Runner(race, _) = arena.kind {
            return self.decide_race(floor, race);
        }
        arena.step(floor.now);
        let winner = arena.fair.winner();
        arena.open = false;
        arena.quotes.withdraw_all(floor);
        let (condition, slot) = (arena.condition.clone(), arena.slot);
        // Listed and never resolved before: it cannot be refused.
        let _ = floor.exchange.resolve(floor.now, &condition, winner);
        floor.settle();
        let next = floor.now.plus(self.dice.whole(12, 45) * MINUTE);
        self.schedule(next, Event::Open(slot));
    }

    /// How often makers' quotes were refused; it should be never.
    #[cfg(test)]
    pub(crate) fn refused_quotes(&self) -> u64 {
        self.arenas.iter().map(|arena| arena.quotes.refused).sum()
    }
}

/// Near the edges the venue halves its step and more: 0.001 over 0.96 and under 0.04.
pub(super) fn fit_tick(arena: &mut Arena, floor: &mut Floor) {
    let price = arena.fair.price();
    if arena.tick == Tick::MILLI || (0.04..=0.96).contains(&price) {
        return;
    }
    if floor
        .exchange
        .set_tick(floor.now, &arena.condition, Tick::MILLI)
        .is_ok()
    {
        arena.tick = Tick::MILLI;
    }
    floor.settle();
}
