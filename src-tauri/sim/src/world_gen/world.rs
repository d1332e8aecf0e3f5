//! The made-up world: its events in the order (time, sequence), and what each of them does.
//!
//! Every subject draws from a stream of its own and an event schedules its successor when it is worked off, so that what
//! happens in one market changes nobody's luck in another. A client changes books and fills and, through them, what
//! others find there; it never draws from anybody's stream.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::money::Tick;

use crate::venue::{Actor, VenueState};
use crate::world_gen::calendar::{HOUR, MINUTE};
use crate::world_gen::market_agent::MarketAgent;
use crate::world_gen::market_plan::slots::{Kind, Slot};
use crate::world_gen::neg_risk_event::NegRiskEvent;
use crate::world_gen::rng::SeededRng;
use crate::world_gen::roster::RosterEntry;
use crate::world_gen::scripted_trader::Step;
use crate::world_gen::sets::NoSet;
use crate::world_gen::trader_profiles::Choice;

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
    /// A step of the script.
    Step(Step),
    /// A market's ask is drawn somewhere: agent, ticks, half-way time, until.
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
    pub(super) rng: SeededRng,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(super) seed: u64,
    pub(super) start: VenueMs,
    pub(super) queue: BTreeMap<(VenueMs, u64), Event>,
    pub(super) sequence: u64,
    pub(super) slots: Vec<Slot>,
    pub(super) roster: Vec<RosterEntry>,
    pub(super) agents: Vec<MarketAgent>,
    /// The neg-risk events by their numbers: what each is called just now, and how it moves.
    pub(super) events: Vec<String>,
    pub(super) neg_risk_events: Vec<NegRiskEvent>,
    pub(super) traders: Vec<Trader>,
    pub(super) crowd: Vec<WalletAddress>,
    pub(super) rng: SeededRng,
    pub(super) plan_rng: SeededRng,
    pub(super) set_rng: SeededRng,
    /// How many markets were ever made, which numbers the next.
    pub(super) listed: usize,
    /// How many questions were asked again or about a day, which keeps their slugs apart.
    pub(super) rounds: usize,
}

impl Actor for World {
    /// When something happens next.
    fn next_at(&self) -> Option<VenueMs> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// Works off the earliest event.
    fn step(&mut self, state: &mut VenueState) {
        let Some((_, event)) = self.queue.pop_first() else {
            return;
        };
        match event {
            Event::Fair(key) => self.fair(state, key),
            Event::Requote(key) => self.requote(state, key),
            Event::Crowd(key) => self.crowd(state, key),
            Event::Trader(number) => self.trader(state, number),
            Event::Follow(number, choice) => self.carry_out(state, number, choice),
            Event::Step(step) => self.follow_script(state, step),
            Event::Pin(key, ticks, half_way_ms, until) => {
                if let Some(agent) = self.agents.get_mut(key) {
                    agent.pin_ask(ticks, half_way_ms, until);
                }
                self.soon(state.now.plus(1_000), key);
            }
            Event::Hour => {
                state.record.mark(state.now);
                self.schedule(state.now.plus(HOUR), Event::Hour);
            }
            Event::Resolve(key) => self.resolve(state, key),
            Event::Open(slot) => self.open_next(state, slot),
            Event::Kickoff(key) => {
                if let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) {
                    agent.quotes.forget();
                    agent.requote(state);
                }
            }
            Event::BuySet(number) => self.buy_set(state, number),
            Event::ConvertSet(number, set) => self.convert_set(state, number, &set),
        }
    }

    fn moved(&mut self, old: &WalletAddress, new: &WalletAddress, person: usize) -> bool {
        let trader = self.traders.iter_mut().find(|trader| trader.wallet == *old);
        trader.is_some_and(|trader| {
            trader.wallet = new.clone();
            trader.person = person;
            true
        })
    }

    fn successor(&mut self, state: &mut VenueState, condition: &ConditionId) -> Option<ConditionId> {
        self.list_successor(state, condition)
    }

    /// It should be never.
    #[cfg(test)]
    fn refused(&self) -> u64 {
        self.agents.iter().map(|agent| agent.quotes.refused).sum()
    }
}

impl World {
    pub(super) fn schedule(&mut self, at: VenueMs, event: Event) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), event);
    }

    pub(super) fn schedule_agent(&mut self, now: VenueMs, key: usize) {
        let Some(agent) = self.agents.get_mut(key) else { return };
        let fair = now.plus(agent.crowd.whole(5_000, 120_000));
        let crowd = now.plus(agent.crowd.wait_ms(agent.shape.crowd * MINUTE));
        // An event's markets move together, with the first.
        if !matches!(agent.kind, Kind::Runner(_, 1..)) {
            self.schedule(fair, Event::Fair(key));
        }
        self.schedule(crowd, Event::Crowd(key));
    }

    pub(super) fn schedule_trader(&mut self, now: VenueMs, number: usize) {
        let (Some(trader), Some(player)) = (self.traders.get_mut(number), self.roster.get(number)) else {
            return;
        };
        let at = now.plus(trader.rng.wait_ms(player.style.every_min * MINUTE).max(20_000));
        self.schedule(at, Event::Trader(number));
    }

    fn fair(&mut self, state: &mut VenueState, key: usize) {
        let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) else {
            return;
        };
        let led_by = match agent.kind {
            Kind::Runner(neg_risk_event, _) => Some(neg_risk_event),
            Kind::Plain | Kind::Positions | Kind::Game => None,
        };
        if let Some(price) = self.price_to_follow(key) {
            self.lead(key, price);
        }
        let Some(agent) = self.agents.get_mut(key) else { return };
        if led_by.is_none() {
            agent.step(state.now);
            fit_tick(agent, state);
            agent.requote(state);
        }
        let next = state.now.plus(agent.crowd.whole(MINUTE, 3 * MINUTE));
        self.schedule(next, Event::Fair(key));
        if let Some(neg_risk_event) = led_by {
            self.run_neg_risk_event(state, neg_risk_event);
        }
    }

    fn requote(&mut self, state: &mut VenueState, key: usize) {
        let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) else {
            return;
        };
        agent.requote_due = false;
        agent.step(state.now);
        agent.requote(state);
    }

    /// Lets the maker of a market react at `at`, unless it is about to anyway.
    pub(super) fn soon(&mut self, at: VenueMs, key: usize) {
        let Some(agent) = self.agents.get_mut(key).filter(|agent| !agent.requote_due) else {
            return;
        };
        agent.requote_due = true;
        self.schedule(at, Event::Requote(key));
    }

    fn resolve(&mut self, state: &mut VenueState, key: usize) {
        let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) else {
            return;
        };
        if let Kind::Runner(neg_risk_event, _) = agent.kind {
            return self.decide_neg_risk_event(state, neg_risk_event);
        }
        agent.step(state.now);
        let winner = match agent.follows.clone() {
            // The same question has the same answer; its own market resolved just before.
            Some(old) => self.winner_of(&old),
            None => agent.fair.winner(),
        };
        let Some(agent) = self.agents.get_mut(key) else { return };
        agent.winner = Some(winner);
        agent.open = false;
        agent.quotes.withdraw_all(state);
        let (condition, slot, follows) = (agent.condition.clone(), agent.slot, agent.follows.is_some());
        state.resolve(&condition, winner);
        if follows {
            return;
        }
        let next = state.now.plus(self.rng.whole(12, 45) * MINUTE);
        self.schedule(next, Event::Open(slot));
    }
}

/// Near the edges the venue halves its step and more: 0.001 over 0.96 and under 0.04.
pub(super) fn fit_tick(agent: &mut MarketAgent, state: &mut VenueState) {
    let price = agent.fair.price();
    if agent.tick == Tick::MILLI || (0.04..=0.96).contains(&price) {
        return;
    }
    if state
        .exchange
        .set_tick(state.now, &agent.condition, Tick::MILLI)
        .is_ok()
    {
        agent.tick = Tick::MILLI;
    }
    state.settle();
}
