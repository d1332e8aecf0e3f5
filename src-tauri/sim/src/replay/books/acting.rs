//! How the scripted traders look around and carry out what they choose, by ordinary orders on the recorded books.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use super::LEAST_LEVEL;
use super::player::{Act, BookPlayer};
use super::scripted::HABITS;
use crate::life::calendar::MINUTE;
use crate::life::deeds::Spot;
use crate::life::habits::{Choice, Deed, Seen};
use crate::venue::Floor;

/// How long before a market's end nobody starts anything in it.
const LAST_CALL: i64 = 45_000;

impl BookPlayer {
    pub(super) fn look(&mut self, floor: &mut Floor, number: usize) {
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

    pub(super) fn carry_out(&mut self, floor: &mut Floor, number: usize, choice: Choice) {
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
            delayed: false,
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
