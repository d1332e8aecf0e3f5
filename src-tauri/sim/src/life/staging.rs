//! Staging: neg-risk events as they come, move and are decided.

use pilotfish_copy::ids::VenueMs;

use crate::life::calendar::MINUTE;
use crate::life::contests::Contest;
use crate::life::dice::Dice;
use crate::life::founding::Opening;
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
