//! Staging: neg-risk events as they come, move and are decided.

use pilotfish_copy::ids::VenueMs;

use crate::venue::VenueState;
use crate::world_gen::calendar::MINUTE;
use crate::world_gen::market_plan::contests::Contest;
use crate::world_gen::market_plan::openings::Opening;
use crate::world_gen::market_plan::slots::{Kind, Slot};
use crate::world_gen::neg_risk_event::NegRiskEvent;
use crate::world_gen::rng::SeededRng;
use crate::world_gen::world::{Event, World, fit_tick};

impl World {
    /// The slots of an event, in its order.
    fn runners(&self, neg_risk_event: usize) -> Vec<(usize, Slot)> {
        let of_race = |slot: &Slot| matches!(slot.kind, Kind::Runner(number, _) if number == neg_risk_event);
        self.slots
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, slot)| of_race(slot))
            .collect()
    }

    /// Plans an event that ends at `end`: its questions, its prices, how they will move from `now` on. Gives its openings.
    pub(super) fn stage(
        &mut self,
        neg_risk_event: usize,
        opened_at: VenueMs,
        end: VenueMs,
        now: VenueMs,
    ) -> Vec<Opening> {
        let round = if neg_risk_event < self.events.len() {
            self.rounds
        } else {
            0
        };
        let name = format!("event {neg_risk_event} of round {round}");
        let mut rng = SeededRng::of(self.seed, &name);
        let contest = Contest::new(&mut rng, neg_risk_event, end, round);
        let runners = self.runners(neg_risk_event);
        let prices: Vec<f64> = runners
            .iter()
            .map(|(_, slot)| slot.shape.price * rng.between(0.92, 1.08))
            .collect();
        let unrest = runners.first().map_or(0.016, |(_, slot)| slot.shape.unrest);
        let mut run = NegRiskEvent::new(
            &prices,
            unrest,
            end,
            now,
            SeededRng::of(self.seed, &format!("race of {name}")),
        );
        let chances = run.step(now).to_vec();
        if let (Some(old_race), Some(old)) = (
            self.neg_risk_events.get_mut(neg_risk_event),
            self.events.get_mut(neg_risk_event),
        ) {
            (*old_race, *old) = (run, name);
        } else {
            self.neg_risk_events.push(run);
            self.events.push(name);
        }
        runners
            .into_iter()
            .zip(chances)
            .enumerate()
            .map(|(place, ((slot, runner), price))| Opening {
                slot,
                shape: runner.shape,
                kind: runner.kind,
                question: contest.question(place),
                opened_at,
                end,
                price,
            })
            .collect()
    }

    /// Lets the markets of an event move together.
    pub(super) fn run_neg_risk_event(&mut self, state: &mut VenueState, neg_risk_event: usize) {
        let Some(run) = self.neg_risk_events.get_mut(neg_risk_event) else {
            return;
        };
        let chances = run.step(state.now).to_vec();
        for (key, chance) in run.agents.clone().into_iter().zip(chances) {
            if let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) {
                agent.fair.lead(chance);
                agent.step(state.now);
                fit_tick(agent, state);
                agent.requote(state);
            }
        }
    }

    /// Resolves every market of an event, exactly one of them to Yes, and lets another event follow.
    pub(super) fn decide_neg_risk_event(&mut self, state: &mut VenueState, neg_risk_event: usize) {
        let Some(run) = self.neg_risk_events.get_mut(neg_risk_event) else {
            return;
        };
        run.step(state.now);
        let winner = run.winner();
        for (place, key) in run.agents.clone().into_iter().enumerate() {
            let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) else {
                continue;
            };
            agent.open = false;
            agent.quotes.withdraw_all(state);
            // Listed and never resolved before: it cannot be refused.
            let _ = state
                .exchange
                .resolve(state.now, &agent.condition, usize::from(place != winner));
            state.settle();
        }
        let next = state.now.plus(self.rng.whole(12, 45) * MINUTE);
        if let Some((slot, _)) = self.runners(neg_risk_event).first() {
            self.schedule(next, Event::Open(*slot));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use pilotfish_copy::money::Price;

    use super::*;
    use crate::venue::Actor as _;
    use crate::world_gen::breadth::Breadth;
    use pilotfish_exchange::EventId;

    #[test]
    fn an_event_is_decided_whole_and_followed_by_another() {
        let start = VenueMs(1_793_577_600_000);
        let mut state = VenueState::new(3, start);
        let mut world = World::begin(3, start, Breadth::default(), &mut state);
        let first: EventId = state.exchange.events().next().expect("an event").clone();
        let slugs = |state: &VenueState, event: &EventId| -> Vec<String> {
            let markets = state.exchange.event_markets(event);
            markets.map(|market| market.event_slug.clone()).collect()
        };
        let chances = world.neg_risk_events[0].step(start).to_vec();
        assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        world.decide_neg_risk_event(&mut state, 0);
        let markets: Vec<_> = state.exchange.event_markets(&first).cloned().collect();
        assert_eq!(markets.len(), 5);
        let paid = |payouts| markets.iter().filter(|market| market.payouts == Some(payouts)).count();
        assert_eq!(paid([Price::ONE, Price::ZERO]), 1);
        assert_eq!(paid([Price::ZERO, Price::ONE]), 4);
        // Within three quarters of an hour another follows in its place.
        let until = start.plus(46 * MINUTE);
        while let Some(at) = world.next_at().filter(|at| *at <= until) {
            state.now = state.now.max(at);
            state.advance();
            world.step(&mut state);
        }
        let events: Vec<EventId> = state.exchange.events().cloned().collect();
        assert_eq!(events.len(), 2);
        assert_eq!(state.exchange.event_markets(&events[1]).count(), 5);
        assert_ne!(slugs(&state, &events[0])[0], slugs(&state, &events[1])[0]);
        let wrong = [state.exchange.check_invariants(), state.record.check(&state.exchange)].concat();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
