//! The cast: the named traders of a world. The first twenty are always the same; more are drawn from the seed, each like
//! one of the twenty but busier or lazier, larger or smaller, with a made-up name of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::life::dice::{Dice, to_f64, to_i64};
use crate::life::habits::Habit;
use crate::life::names::pseudonym_of;
use crate::life::traders::TRADERS;

/// A named trader.
#[derive(Debug, Clone)]
pub(crate) struct Player {
    pub(crate) name: Arc<str>,
    pub(crate) bio: Arc<str>,
    pub(crate) habit: Habit,
}

/// The world's traders.
pub(crate) fn cast(seed: u64, count: usize) -> Vec<Player> {
    let mut cast: Vec<Player> = TRADERS
        .iter()
        .map(|habit| Player {
            name: Arc::from(habit.name),
            bio: Arc::from(habit.bio),
            habit: *habit,
        })
        .collect();
    let mut names: BTreeSet<Arc<str>> = cast.iter().map(|player| Arc::clone(&player.name)).collect();
    while cast.len() < count {
        let mut dice = Dice::of(seed, &format!("cast {}", cast.len()));
        // Not like the first: there is one itinerary.
        let model = TRADERS.get(1 + dice.index(TRADERS.len() - 1)).copied();
        let Some(habit) = model.map(|model| varied(model, &mut dice)) else {
            return cast;
        };
        let plain = pseudonym_of(&format!("cast {seed} {}", cast.len()))
            .replace('-', "")
            .to_lowercase();
        let name: Arc<str> = if names.contains(plain.as_str()) {
            Arc::from(format!("{plain}{}", cast.len()))
        } else {
            Arc::from(plain)
        };
        names.insert(Arc::clone(&name));
        cast.push(Player {
            name,
            bio: Arc::from(habit.bio),
            habit,
        });
    }
    cast
}

fn varied(model: Habit, dice: &mut Dice) -> Habit {
    let size = dice.log_between(0.5, 2.0);
    let pace = dice.log_between(0.6, 2.5);
    Habit {
        every_min: to_i64(to_f64(model.every_min) * pace).max(10),
        size: (model.size.0 * size, model.size.1 * size),
        holds_h: model.holds_h * dice.log_between(0.6, 1.8),
        skill: model.skill * dice.between(0.3, 1.0),
        ..model
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_cast_has_the_twenty_and_names_of_its_own() {
        let players = cast(3, 120);
        assert_eq!(players.len(), 120);
        let names: BTreeSet<&str> = players.iter().map(|player| &*player.name).collect();
        assert_eq!(names.len(), 120);
        for (player, habit) in players.iter().zip(&TRADERS) {
            assert_eq!(&*player.name, habit.name);
        }
        let other = cast(4, 120);
        assert!(players.iter().zip(&other).any(|(a, b)| a.name != b.name));
    }
}
