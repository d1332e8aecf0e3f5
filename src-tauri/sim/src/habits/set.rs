//! Which habits a venue has.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::habit::Habit;

/// Some habits. Written as `all`, `likely`, `none`, or names between commas (those words among them too).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HabitSet(BTreeSet<Habit>);

/// What a newcomer's demo has: all that the real venue does every day and that a copier lives with unnoticed. Nothing in
/// it stops copying for longer than two minutes, hides what a trader did, or moves the client's money.
const LIKELY: [Habit; 16] = [
    Habit::CachedPositions,
    Habit::CachedActivity,
    Habit::CachedGamma,
    Habit::LateTrades,
    Habit::LateBalances,
    Habit::RepeatedMessages,
    Habit::ReorderedMessages,
    Habit::MixedTimestamps,
    Habit::FeesPerMatch,
    Habit::MicroFills,
    Habit::FailedSettlements,
    Habit::LateRedemptions,
    Habit::PausedMarkets,
    Habit::ChangedTicks,
    Habit::Conversions,
    Habit::SplitsAndMerges,
];

impl HabitSet {
    /// Every habit but the stress variant, which is asked for by its name.
    #[must_use]
    pub fn all() -> Self {
        Habit::every()
            .filter(|habit| *habit != Habit::FailedSettlementsStress)
            .collect()
    }

    /// The everyday ones.
    #[must_use]
    pub fn likely() -> Self {
        LIKELY.into_iter().collect()
    }

    /// No habit: the venue is atomic and fresh.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether it is among them.
    #[must_use]
    pub fn has(&self, habit: Habit) -> bool {
        self.0.contains(&habit)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one.
    #[must_use]
    pub fn with(mut self, habit: Habit) -> Self {
        self.0.insert(habit);
        self
    }

    /// Takes one out.
    #[must_use]
    pub fn without(mut self, habit: Habit) -> Self {
        self.0.remove(&habit);
        self
    }

    /// Them, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = Habit> {
        self.0.iter().copied()
    }
}

impl FromIterator<Habit> for HabitSet {
    fn from_iter<T: IntoIterator<Item = Habit>>(habits: T) -> Self {
        Self(habits.into_iter().collect())
    }
}

/// A word that is no habit. It says which there are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no habit {name:?}; there are all, likely, none, and by name: {}", known())]
pub struct UnknownHabit {
    /// The word.
    pub name: String,
}

fn known() -> String {
    Habit::every().map(Habit::name).collect::<Vec<_>>().join(", ")
}

impl FromStr for HabitSet {
    type Err = UnknownHabit;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut set = Self::none();
        for word in text.split(',').map(str::trim) {
            match word {
                "all" => set.0.extend(Self::all().0),
                "likely" => set.0.extend(Self::likely().0),
                "none" => {}
                name => {
                    let unknown = || UnknownHabit { name: name.to_owned() };
                    set.0.insert(Habit::named(name).ok_or_else(unknown)?);
                }
            }
        }
        Ok(set)
    }
}

impl fmt::Display for HabitSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            f.write_str("none")
        } else if *self == Self::all() {
            f.write_str("all")
        } else if *self == Self::likely() {
            f.write_str("likely")
        } else {
            let names: Vec<&str> = self.iter().map(Habit::name).collect();
            f.write_str(&names.join(","))
        }
    }
}

impl TryFrom<String> for HabitSet {
    type Error = UnknownHabit;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<HabitSet> for String {
    fn from(set: HabitSet) -> Self {
        set.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_names_are_read_and_written_back() {
        for text in ["all", "likely", "none", "late-trades", "empty-positions,banned"] {
            assert_eq!(text.parse::<HabitSet>().unwrap().to_string(), text);
        }
        let stress: HabitSet = "all, failed-settlements-stress".parse().unwrap();
        assert!(stress.has(Habit::FailedSettlementsStress) && stress.has(Habit::Banned));
        assert_eq!("likely,none".parse(), Ok(HabitSet::likely()));
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_names_there_are() {
        let refused = "late-trades,nightly".parse::<HabitSet>().unwrap_err().to_string();
        for name in ["\"nightly\"", "likely", "stale-positions", "banned"] {
            assert!(refused.contains(name), "{refused}");
        }
        assert!("".parse::<HabitSet>().is_err());
    }

    #[test]
    fn a_newcomer_meets_nothing_that_stops_copying() {
        for habit in [
            Habit::Banned,
            Habit::VenueModes,
            Habit::EmptyPositions,
            Habit::HandOrders,
            Habit::RateLimits,
        ] {
            assert!(!HabitSet::likely().has(habit) && HabitSet::all().has(habit), "{habit}");
        }
        assert!(!HabitSet::all().has(Habit::FailedSettlementsStress));
    }
}
