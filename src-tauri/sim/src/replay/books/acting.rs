//! How the scripted traders look around and carry out what they choose, by ordinary orders on the recorded books.

use super::LEAST_LEVEL;
use super::scripted::STYLES;
use super::tape::{Act, BookTape};
use crate::venue::VenueState;
use crate::world_gen::actions::{Manner, Spot};
use crate::world_gen::calendar::MINUTE;
use crate::world_gen::trader_profiles::{Choice, Seen};

/// How long before a market's end nobody starts anything in it.
const LAST_CALL: i64 = 45_000;

/// Minutes are long here: markets last a quarter of an hour.
const MANNER: Manner = Manner {
    patience_ms: (MINUTE / 2, 5 * MINUTE),
    second_after_ms: (5_000, 30_000),
    reach_ticks: 3,
};

impl BookTape {
    pub(super) fn look(&mut self, state: &mut VenueState, number: usize) {
        self.schedule_look(state.now, number);
        let seen = self.seen_by(state, number);
        let (Some(trader), Some(style)) = (self.traders.get_mut(number), STYLES.get(number)) else {
            return;
        };
        if let Some(choice) = style.choose(state.now, &seen, &mut trader.rng) {
            self.carry_out(state, number, choice);
        }
    }

    fn seen_by(&self, state: &VenueState, number: usize) -> Vec<Seen> {
        let person = self
            .traders
            .get(number)
            .and_then(|trader| state.record.people.get(trader.person));
        let Some(ledger) = person.map(|person| &person.ledger) else {
            return Vec::new();
        };
        let open = self
            .stages
            .iter()
            .filter(|stage| stage.end.since(state.now) > LAST_CALL);
        open.map(|stage| {
            let (held, since) = ledger.held(&stage.tokens);
            let price = stage.price(state);
            Seen {
                key: stage.market,
                price,
                change: price - stage.trail.front().map_or(price, |(_, before)| *before),
                news: None,
                category: "crypto",
                held,
                since,
                better: None,
            }
        })
        .collect()
    }

    pub(super) fn carry_out(&mut self, state: &mut VenueState, number: usize, choice: Choice) {
        let stage = self.stages.iter().find(|stage| stage.market == choice.key);
        let (Some(stage), Some(trader)) = (stage, self.traders.get_mut(number)) else {
            return;
        };
        let drawn = MANNER.draw(&mut trader.rng);
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
            delayed: false,
        };
        if let Some(second) = choice.carry_out(state, &spot, drawn).second {
            self.schedule(state.now.plus(drawn.delay_ms), Act::Second(number, second));
        }
    }
}
