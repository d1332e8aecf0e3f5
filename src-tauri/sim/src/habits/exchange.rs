//! The habits that the exchange itself has.

use pilotfish_exchange::Frictions;

use super::{Habit, HabitSet};

/// How many of a million settlements that a client takes part in fail late: rare on the real venue, and one in ten where a
/// test wants to see many.
const FAILURES: u32 = 3_000;
const FAILURES_STRESS: u32 = 100_000;

/// How many of a million completing fills are off by millionths.
const MICRO_FILLS: u32 = 150_000;

/// What the exchange is told of a set of habits.
pub(crate) fn frictions_of(habits: &HabitSet) -> Frictions {
    let rate = |habit, micros| if habits.has(habit) { micros } else { 0 };
    Frictions {
        fee_per_match: habits.has(Habit::FeesPerMatch),
        micro_fills_micros: rate(Habit::MicroFills, MICRO_FILLS),
        late_failures_micros: rate(Habit::FailedSettlements, FAILURES)
            .max(rate(Habit::FailedSettlementsStress, FAILURES_STRESS)),
        // A hand in the account places what the client's program would not.
        own_matches_expected: habits.has(Habit::HandOrders) || habits.has(Habit::HandTrades),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_habit_leaves_the_exchange_plain_and_stress_is_stronger() {
        assert_eq!(frictions_of(&HabitSet::none()), Frictions::default());
        let failures = |habit| frictions_of(&HabitSet::none().with(habit)).late_failures_micros;
        assert_eq!(failures(Habit::FailedSettlements), 3_000);
        assert_eq!(failures(Habit::FailedSettlementsStress), 100_000);
        assert!(frictions_of(&HabitSet::none().with(Habit::FeesPerMatch)).fee_per_match);
    }
}
