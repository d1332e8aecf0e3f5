//! The roster: the named traders of a world. The first twenty are always the same; more are drawn from the seed, each like
//! one of the twenty but busier or lazier, larger or smaller, with a made-up name of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::world_gen::names::pseudonym_of;
use crate::world_gen::rng::{SeededRng, to_f64, to_i64};
use crate::world_gen::trader_profiles::TradingStyle;
use crate::world_gen::traders::TRADERS;

/// A named trader.
#[derive(Debug, Clone)]
pub(crate) struct RosterEntry {
    pub(crate) name: Arc<str>,
    pub(crate) bio: Arc<str>,
    pub(crate) style: TradingStyle,
}

/// The world's traders.
pub(crate) fn roster(seed: u64, count: usize) -> Vec<RosterEntry> {
    let mut roster: Vec<RosterEntry> = TRADERS
        .iter()
        .map(|style| RosterEntry {
            name: Arc::from(style.name),
            bio: Arc::from(style.bio),
            style: *style,
        })
        .collect();
    let mut names: BTreeSet<Arc<str>> = roster.iter().map(|player| Arc::clone(&player.name)).collect();
    while roster.len() < count {
        let mut rng = SeededRng::of(seed, &format!("cast {}", roster.len()));
        // Not like the first: there is one script.
        let model = TRADERS.get(1 + rng.index(TRADERS.len() - 1)).copied();
        let Some(style) = model.map(|model| varied(model, &mut rng)) else {
            return roster;
        };
        let plain = pseudonym_of(&format!("cast {seed} {}", roster.len()))
            .replace('-', "")
            .to_lowercase();
        let name: Arc<str> = if names.contains(plain.as_str()) {
            Arc::from(format!("{plain}{}", roster.len()))
        } else {
            Arc::from(plain)
        };
        names.insert(Arc::clone(&name));
        roster.push(RosterEntry {
            name,
            bio: Arc::from(style.bio),
            style,
        });
    }
    roster
}

fn varied(model: TradingStyle, rng: &mut SeededRng) -> TradingStyle {
    let size = rng.log_between(0.5, 2.0);
    let pace = rng.log_between(0.6, 2.5);
    TradingStyle {
        every_min: to_i64(to_f64(model.every_min) * pace).max(10),
        size: (model.size.0 * size, model.size.1 * size),
        holds_h: model.holds_h * rng.log_between(0.6, 1.8),
        skill: model.skill * rng.between(0.3, 1.0),
        ..model
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_cast_has_the_twenty_and_names_of_its_own() {
        let players = roster(3, 120);
        assert_eq!(players.len(), 120);
        let names: BTreeSet<&str> = players.iter().map(|player| &*player.name).collect();
        assert_eq!(names.len(), 120);
        for (player, style) in players.iter().zip(&TRADERS) {
            assert_eq!(&*player.name, style.name);
        }
        let other = roster(4, 120);
        assert!(players.iter().zip(&other).any(|(a, b)| a.name != b.name));
    }
}
