//! Staging: neg-risk events as they come, move and are decided.

use pilotfish_copy::ids::VenueMs;

use crate::life::calendar::MINUTE;
use crate::life::contests::Contest;
use crate::life::dice::Dice;
use crate::life::openings::Opening;
use crate::life::race::Race;
use crate::life::slots::{Kind, Slot};
use crate::life::world::{Event, World, fit_tick};
use crate::venue::Floor;

impl World {
    /// The slots of an event, in its order.
    fn runners(&self, race: usize) -> Vec<(usize, Slot)> {
        let of_race = |slot: &Slot| matches!(slot.kind, Kind::Runner(number, _) if number == race);
        self.slots
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, slot)| of_race(slot))
            .collect()
    }

    /// Plans an event that ends at `end`: its questions, its prices, how they will move from `now` on. Gives its openings.
    pub(super) fn stage(&mut self, race: usize, opened_at: VenueMs, end: VenueMs, now: VenueMs) -> Vec<Opening> {
        let round = if race < self.events.len() { self.rounds } else { 0 };
        let name = format!("event {race} of round {round}");
        let mut dice = Dice::of(self.seed, &name);
        let contest = Contest::new(&mut dice, race, end, round);
        let runners = self.runners(race);
        let prices: Vec<f64> = runners
            .iter()
            .map(|(_, slot)| slot.shape.price * dice.between(0.92, 1.08))
            .collect();
        let unrest = runners.first().map_or(0.016, |(_, slot)| slot.shape.unrest);
        let mut run = Race::new(
            &prices,
            unrest,
            end,
            now,
            Dice::of(self.seed, &format!("race of {name}")),
        );
        let chances = run.step(now).to_vec();
        if let (Some(old_race), Some(old)) = (self.races.get_mut(race), self.events.get_mut(race)) {
            (*old_race, *old) = (run, name);
        } else {
            self.races.push(run);
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
    pub(super) fn run_race(&mut self, floor: &mut Floor, race: usize) {
        let Some(run) = self.races.get_mut(race) else { return };
        let chances = run.step(floor.now).to_vec();
        for (key, chance) in run.arenas.clone().into_iter().zip(chances) {
            if let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) {
                arena.fair.lead(chance);
                arena.step(floor.now);
                fit_tick(arena, floor);
                arena.requote(floor);
            }
        }
    }

    /// Resolves every market of an event, exactly one of them to Yes, and lets another event follow.
    pub(super) fn decide_race(&mut self, floor: &mut Floor, race: usize) {
        let Some(run) = self.races.get_mut(race) else { return };
        run.step(floor.now);
        let winner = run.winner();
        for (place, key) in run.arenas.clone().into_iter().enumerate() {
            let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
                continue;
            };
            arena.open = false;
            arena.quotes.withdraw_all(floor);
            // Listed and never resolved before: it cannot be refused.
            let _ = floor
                .exchange
                .resolve(floor.now, &arena.condition, usize::from(place != winner));
            floor.settle();
        }
        let next = floor.now.plus(self.dice.whole(12, 45) * MINUTE);
        if let Some((slot, _)) = self.runners(race).first() {
            self.schedule(next, Event::Open(*slot));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use pilotfish_copy::money::Price;

    use super::*;
    use crate::exchange::EventId;
    use crate::life::breadth::Breadth;

    #[test]
    fn an_event_is_decided_whole_and_followed_by_another() {
        let start = VenueMs(1_793_577_600_000);
        let mut floor = Floor::new(3, start);
        let mut world = World::begin(3, start, Breadth::default(), &mut floor);
        let first: EventId = floor.exchange.events().next().expect("an event").clone();
        let slugs = |floor: &Floor, event: &EventId| -> Vec<String> {
            let markets = floor.exchange.event_markets(event);
            markets.map(|market| market.event_slug.clone()).collect()
        };
        let chances = world.races[0].step(start).to_vec();
        assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        world.decide_race(&mut floor, 0);
        let markets: Vec<_> = floor.exchange.event_markets(&first).cloned().collect();
        assert_eq!(markets.len(), 5);
        let paid = |payouts| markets.iter().filter(|market| market.payouts == Some(payouts)).count();
        assert_eq!(paid([Price::ONE, Price::ZERO]), 1);
        assert_eq!(paid([Price::ZERO, Price::ONE]), 4);
        // Within three quarters of an hour another follows in its place.
        let until = start.plus(46 * MINUTE);
        while let Some(at) = world.next_at().filter(|at| *at <= until) {
            floor.now = floor.now.max(at);
            floor.advance();
            world.step(&mut floor);
        }
        let events: Vec<EventId> = floor.exchange.events().cloned().collect();
        assert_eq!(events.len(), 2);
        assert_eq!(floor.exchange.event_markets(&events[1]).count(), 5);
        assert_ne!(slugs(&floor, &events[0])[0], slugs(&floor, &events[1])[0]);
        let wrong = [floor.exchange.check_invariants(), floor.record.check(&floor.exchange)].concat();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
