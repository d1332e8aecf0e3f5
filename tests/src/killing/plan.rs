//! When each run of a program is killed: every named point equally often, in an order drawn from a seed.

use std::fmt;

use pilotfish_store::KillPoint;

use super::dice::Dice;
use crate::relay::Moment;

/// When a run is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// SIGKILL at a moment on the wire.
    At(Moment),
    /// The program ends itself at the so-many-th passing of a point inside it.
    Passing(KillPoint, u32),
    /// SIGKILL so long after the start, ms: in recovery, or anywhere.
    After(u64),
}

/// The moments on the wire that lead to a kill.
const MOMENTS: [Moment; 6] = [
    Moment::BeforePost,
    Moment::PostUnanswered,
    Moment::AfterPost,
    Moment::BeforeCancel,
    Moment::CancelUnanswered,
    Moment::BeforeLookUp,
];

impl fmt::Display for Kill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::At(Moment::BeforePost) => "wire: before an order",
            Self::At(Moment::PostUnanswered) => "wire: order unanswered",
            Self::At(Moment::AfterPost) => "wire: order answered",
            Self::At(Moment::BeforeCancel) => "wire: before a cancel",
            Self::At(Moment::CancelUnanswered) => "wire: cancel unanswered",
            Self::At(Moment::BeforeLookUp) => "wire: before a look-up",
            Self::At(Moment::PostHeld) => "wire: order held",
            Self::Passing(point, _) => point.name(),
            Self::After(_) => "any moment",
        })
    }
}

/// So many runs. Points and moments come round evenly; two of each round are killed at any moment.
#[must_use]
pub fn plan(seed: u64, runs: usize) -> Vec<Kill> {
    let mut dice = Dice::new(seed);
    let mut kills = Vec::with_capacity(runs);
    while kills.len() < runs {
        let mut round = round(&mut dice);
        dice.shuffle(&mut round);
        kills.extend(round);
    }
    kills.truncate(runs);
    kills
}

/// Every kind once.
fn round(dice: &mut Dice) -> Vec<Kill> {
    let mut kills: Vec<Kill> = MOMENTS.into_iter().map(Kill::At).collect();
    kills.extend(KillPoint::ALL.into_iter().map(|point| {
        // A migration passes its point hundreds of times, a start its own once; the others are passed with each order.
        let end = match point {
            KillPoint::Migrating => 600,
            KillPoint::Recovering => 2,
            _ => 3,
        };
        Kill::Passing(point, u32::try_from(dice.between(1, end)).unwrap_or(1))
    }));
    kills.push(Kill::After(dice.between(20, 400)));
    kills.push(Kill::After(dice.between(300, 2_500)));
    kills
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_comes_round_and_a_seed_gives_the_same_plan() {
        let kills = plan(7, 34);
        assert_eq!(kills, plan(7, 34));
        assert_ne!(kills, plan(8, 34));
        for point in KillPoint::ALL {
            let there = |kill: &&Kill| matches!(kill, Kill::Passing(other, _) if *other == point);
            assert_eq!(kills.iter().filter(there).count(), 2, "{point:?}");
        }
        for moment in MOMENTS {
            assert_eq!(kills.iter().filter(|kill| **kill == Kill::At(moment)).count(), 2);
        }
        assert_eq!(plan(7, 5).len(), 5);
    }
}
