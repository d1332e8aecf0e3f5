//! NO sets: what some traders do in neg-risk events. They buy the same number of NO shares of a few of an event's markets,
//! which is a bet on all the others, and mostly turn them into that: YES of the others and pUSD.

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Shares};

use crate::venue::VenueState;
use crate::world_gen::calendar::{HOUR, MINUTE};
use crate::world_gen::rng::hash_of;
use crate::world_gen::world::{Event, World};
use pilotfish_exchange::EventId;

/// Between two sets of one trader, on average.
const EVERY: i64 = 5 * HOUR;

/// How often a set is converted rather than kept.
const CONVERTED: f64 = 0.75;

/// A set that was bought.
#[derive(Debug, Clone)]
pub(super) struct NoSet {
    neg_risk_event: usize,
    /// The event's name then: another may have followed by the time the set is converted.
    name: String,
    agents: Vec<usize>,
}

impl World {
    /// The traders who do this: those who make and break up pairs too.
    pub(super) fn schedule_sets(&mut self) {
        let who: Vec<usize> = (0..self.roster.len())
            .filter(|number| {
                self.roster
                    .get(*number)
                    .is_some_and(|player| player.style.converts > 0.0)
            })
            .collect();
        for number in who {
            self.schedule_set(number, self.start);
        }
    }

    fn schedule_set(&mut self, number: usize, now: VenueMs) {
        let wait = self.set_rng.wait_ms(EVERY).max(20 * MINUTE);
        self.schedule(now.plus(wait), Event::BuySet(number));
    }

    /// The exchange's id of an event of that name.
    pub(super) fn event_id(&self, name: &str) -> EventId {
        EventId::new(&hash_of(self.seed, "neg-risk event", name))
    }

    /// Buys NO of two or three of an event's markets.
    pub(super) fn buy_set(&mut self, state: &mut VenueState, number: usize) {
        self.schedule_set(number, state.now);
        let neg_risk_event = self.set_rng.index(self.neg_risk_events.len());
        let (Some(run), Some(name)) = (
            self.neg_risk_events.get(neg_risk_event),
            self.events.get(neg_risk_event),
        ) else {
            return;
        };
        let mut left: Vec<usize> = run.agents.clone();
        let mut agents = Vec::new();
        let wanted = if self.set_rng.chance(0.5) { 2 } else { 3 };
        // Not all of them: NO of every market is no bet.
        while agents.len() < wanted && left.len() > 1 {
            let place = self.set_rng.index(left.len());
            agents.push(left.remove(place));
        }
        let shares = Shares::from_micros(self.set_rng.whole(8, 45) * 10 * MICRO);
        let convert_after = self.set_rng.whole(2 * MINUTE, 30 * MINUTE);
        let converts = self.set_rng.chance(CONVERTED);
        let set = NoSet {
            neg_risk_event,
            name: name.clone(),
            agents,
        };
        for key in &set.agents {
            let (Some(trader), Some(agent)) = (self.traders.get(number), self.agents.get(*key)) else {
                return;
            };
            if let Some(spot) = agent.spot(&trader.wallet, 1) {
                spot.take(state, Side::Buy, shares, 3);
            }
        }
        if converts {
            self.schedule(state.now.plus(convert_after), Event::ConvertSet(number, set));
        }
    }

    /// Converts as many of a set as there are of each.
    pub(super) fn convert_set(&mut self, state: &mut VenueState, number: usize, set: &NoSet) {
        if self.events.get(set.neg_risk_event) != Some(&set.name) {
            return;
        }
        let Some(trader) = self.traders.get(number) else { return };
        let mut shares: Option<Shares> = None;
        let mut conditions: Vec<ConditionId> = Vec::new();
        for key in &set.agents {
            let Some(agent) = self.agents.get(*key) else { return };
            let Some(spot) = agent.spot(&trader.wallet, 1) else {
                return;
            };
            spot.clear(state);
            let account = state.exchange.account(&trader.wallet);
            let held = account.map_or(Shares::ZERO, |account| account.shares(spot.token));
            shares = Some(shares.map_or(held, |least| least.at_most(held)));
            conditions.push(agent.condition.clone());
        }
        let Some(shares) = shares.map(Shares::floor_to_lot).filter(|shares| *shares > Shares::ZERO) else {
            return;
        };
        let event = self.event_id(&set.name);
        // Held a moment ago, of markets that are open: it is not refused; if it were, nothing would have happened.
        let _ = state.act(|exchange, now| exchange.convert(now, &trader.wallet, &event, &conditions, shares));
    }
}
