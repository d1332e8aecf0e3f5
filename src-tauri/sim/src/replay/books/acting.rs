//! How the scripted traders look around and carry out what they choose, by ordinary orders on the recorded books.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use super::LEAST_LEVEL;
use super::player::{Act, BookPlayer};
use super::scripted::STYLES;
use crate::venue::VenueState;
use crate::world_gen::actions::Spot;
use crate::world_gen::calendar::MINUTE;
use crate::world_gen::trader_profiles::{Action, Choice, Seen};

/// How long before a market's end nobody starts anything in it.
const LAST_CALL: i64 = 45_000;

impl BookPlayer {
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
        let Some(holdings) = person.map(|person| person.ledger.holdings()) else {
            return Vec::new();
        };
        let open = self
            .stages
            .iter()
            .filter(|stage| stage.end.since(state.now) > LAST_CALL);
        open.map(|stage| {
            let held = stage.tokens.each_ref().map(|token| holdings.get(token));
            let price = stage.price(state);
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

    pub(super) fn carry_out(&mut self, state: &mut VenueState, number: usize, choice: Choice) {
        let stage = self.stages.iter().find(|stage| stage.market == choice.key);
        let (Some(stage), Some(trader)) = (stage, self.traders.get_mut(number)) else {
            return;
        };
        let patience = state.now.plus(trader.rng.whole(MINUTE / 2, 5 * MINUTE));
        let delay = trader.rng.whole(5_000, 30_000);
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
        let side = match choice.action {
            Action::Buy => Side::Buy,
            Action::Sell | Action::Flip => Side::Sell,
            Action::Split | Action::Merge => return spot.convert(state, choice.action == Action::Split, choice.shares),
        };
        if !choice.takes && choice.action != Action::Flip {
            return spot.rest(state, side, choice.shares, true, patience);
        }
        let taken = spot.take(state, side, choice.shares, 3).is_some();
        if taken && choice.action == Action::Flip {
            let other = Choice {
                outcome: 1 - choice.outcome,
                action: Action::Buy,
                takes: true,
                ..choice
            };
            self.schedule(state.now.plus(delay), Act::Second(number, other));
        }
    }
}
