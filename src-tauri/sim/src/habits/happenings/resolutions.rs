//! Resolutions that are not one and nothing, that are wrong at first, or whose shares are redeemed late.

use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::money::Price;

use super::{Ending, Happenings};
use crate::habits::{Draw, Habit};
use crate::venue::VenueState;
use crate::world_gen::calendar::HOUR;

/// How many of a million markets pay something in between, and how many are told wrong at first.
const SPLIT: u64 = 100_000;
const WRONG: u64 = 100_000;

/// How long a wrong resolution stands, and how long after its correction nothing is redeemed yet.
const WRONG_MS: (i64, i64) = (300_000, 3_600_000);
const SETTLED_MS: i64 = 600_000;

/// From a resolution to a late redemption.
const LATE_MS: (i64, i64) = (HOUR, 12 * HOUR);

const QUARTER: Price = Price::from_micros(250_000);
const HALF: Price = Price::from_micros(500_000);

/// What a market is said to pay when it resolves for an outcome.
pub(crate) fn first_payouts(state: &VenueState, condition: &ConditionId, winner: usize) -> [Price; 2] {
    let mut payouts = [Price::ONE, Price::ZERO];
    // The markets of a neg-risk event pay one or nothing.
    if state.exchange.event_of(condition).is_none() {
        if state.habits.has(Habit::SplitPayouts) {
            let mut draw = Draw::of(state.seed(), Habit::SplitPayouts, condition.as_str(), 0);
            if draw.chance(SPLIT) {
                let larger = if draw.between(0, 1) == 0 {
                    HALF
                } else {
                    QUARTER.complement()
                };
                payouts = [larger, larger.complement()];
            }
        }
        if is_wrong(state, condition) {
            payouts.reverse();
        }
    }
    if winner != 0 {
        payouts.reverse();
    }
    payouts
}

fn is_wrong(state: &VenueState, condition: &ConditionId) -> bool {
    let decided = state.wrong_at_first.get(condition).copied();
    decided.unwrap_or_else(|| {
        state.habits.has(Habit::CorrectedPayouts)
            && Draw::of(state.seed(), Habit::CorrectedPayouts, condition.as_str(), 0).chance(WRONG)
    })
}

impl Happenings {
    /// Enters what follows on the resolutions since the last call.
    pub(crate) fn follow_resolutions(&mut self, state: &mut VenueState) {
        for (condition, payouts) in state.take_resolved() {
            let mut redeemed_at = state.now;
            if state.habits.has(Habit::LateRedemptions) {
                let mut draw = Draw::of(self.seed, Habit::LateRedemptions, condition.as_str(), 0);
                redeemed_at = redeemed_at.plus(draw.between(LATE_MS.0, LATE_MS.1));
            }
            let [first, second] = payouts;
            if is_wrong(state, &condition) && first != second && state.exchange.event_of(&condition).is_none() {
                let mut draw = Draw::of(self.seed, Habit::CorrectedPayouts, condition.as_str(), 1);
                let wrong_ms = state.bounded(draw.between(WRONG_MS.0, WRONG_MS.1));
                let at = state.now.plus(wrong_ms);
                redeemed_at = redeemed_at.max(at.plus(SETTLED_MS));
                self.end_at(at, Ending::Correct(condition.clone(), [second, first]));
            }
            if redeemed_at > state.now {
                // It has just resolved and nothing is redeemed yet: it cannot be refused.
                let _ = state.act(|exchange, now| exchange.postpone_redemption(now, &condition, redeemed_at));
            }
        }
    }
}
