//! The twenty named traders: one row of figures each.

use crate::world_gen::trader_profiles::{TradingStyle, Trigger};

const PLAIN: TradingStyle = TradingStyle {
    name: "",
    bio: "",
    every_min: 120,
    size: (50.0, 800.0),
    takes: 0.7,
    holds_h: 30.0,
    trims: 0.35,
    flips: 0.05,
    hedges: 0.03,
    converts: 0.0,
    positions: 8,
    categories: &[],
    band: (0.06, 0.92),
    trigger: Trigger::Any,
    skill: 0.0,
};

/// The first is the one that the demo's guide suggests to follow; it has an script too.
pub(crate) const TRADERS: [TradingStyle; 20] = [
    TradingStyle {
        name: "25usdc",
        bio: "generalist",
        every_min: 60,
        size: (110.0, 3_200.0),
        takes: 0.75,
        holds_h: 16.0,
        flips: 0.08,
        hedges: 0.05,
        positions: 10,
        skill: 0.72,
        ..PLAIN
    },
    TradingStyle {
        name: "quietmoney",
        bio: "size, slowly",
        every_min: 95,
        size: (2_500.0, 9_000.0),
        takes: 0.5,
        holds_h: 120.0,
        trims: 0.6,
        positions: 6,
        band: (0.15, 0.85),
        skill: 0.42,
        ..PLAIN
    },
    TradingStyle {
        name: "tern",
        bio: "in and out",
        every_min: 22,
        size: (60.0, 500.0),
        takes: 0.85,
        holds_h: 1.2,
        trims: 0.1,
        flips: 0.15,
        positions: 3,
        skill: 0.4,
        ..PLAIN
    },
    TradingStyle {
        name: "bothsides",
        bio: "quotes for a living",
        every_min: 30,
        size: (150.0, 900.0),
        takes: 0.08,
        holds_h: 5.0,
        trims: 0.5,
        converts: 0.12,
        positions: 9,
        skill: 0.1,
        ..PLAIN
    },
    TradingStyle {
        name: "pairwise",
        bio: "YES and NO",
        every_min: 90,
        size: (200.0, 1_500.0),
        holds_h: 40.0,
        hedges: 0.35,
        converts: 0.08,
        skill: 0.3,
        ..PLAIN
    },
    TradingStyle {
        name: "kestrel",
        bio: "holds to the end",
        every_min: 260,
        size: (150.0, 1_800.0),
        holds_h: 0.0,
        positions: 18,
        band: (0.2, 0.9),
        skill: 0.6,
        ..PLAIN
    },
    TradingStyle {
        name: "slowtrim",
        bio: "sells in slices",
        every_min: 110,
        size: (400.0, 2_400.0),
        holds_h: 20.0,
        trims: 0.92,
        positions: 6,
        skill: 0.42,
        ..PLAIN
    },
    TradingStyle {
        name: "upandto",
        bio: "buys strength",
        every_min: 75,
        size: (100.0, 1_200.0),
        takes: 0.95,
        holds_h: 8.0,
        trigger: Trigger::Momentum,
        skill: 0.15,
        ..PLAIN
    },
    TradingStyle {
        name: "fadethis",
        bio: "buys weakness",
        every_min: 75,
        size: (100.0, 1_400.0),
        takes: 0.6,
        holds_h: 14.0,
        trigger: Trigger::Contrarian,
        skill: 0.25,
        ..PLAIN
    },
    TradingStyle {
        name: "headline",
        bio: "reads fast",
        every_min: 14,
        size: (250.0, 1_800.0),
        takes: 1.0,
        holds_h: 5.0,
        trigger: Trigger::News,
        skill: 0.35,
        ..PLAIN
    },
    TradingStyle {
        name: "onceaweek",
        bio: "patience",
        every_min: 2_600,
        size: (300.0, 2_500.0),
        takes: 0.4,
        holds_h: 200.0,
        positions: 4,
        skill: 0.6,
        ..PLAIN
    },
    TradingStyle {
        name: "longshot",
        bio: "cheap tickets",
        every_min: 130,
        size: (800.0, 6_000.0),
        holds_h: 90.0,
        positions: 12,
        band: (0.02, 0.16),
        skill: 0.08,
        ..PLAIN
    },
    TradingStyle {
        name: "ninetycents",
        bio: "picks up the rest",
        every_min: 150,
        size: (300.0, 4_000.0),
        takes: 0.4,
        holds_h: 0.0,
        positions: 14,
        band: (0.8, 0.97),
        skill: 0.5,
        ..PLAIN
    },
    TradingStyle {
        name: "touchline",
        bio: "sports only",
        every_min: 85,
        size: (100.0, 1_500.0),
        holds_h: 12.0,
        categories: &["sports"],
        positions: 5,
        skill: 0.5,
        ..PLAIN
    },
    TradingStyle {
        name: "blocktime",
        bio: "crypto only",
        every_min: 70,
        size: (120.0, 2_000.0),
        takes: 0.8,
        holds_h: 9.0,
        categories: &["crypto"],
        flips: 0.12,
        positions: 5,
        skill: 0.12,
        ..PLAIN
    },
    TradingStyle {
        name: "backbench",
        bio: "politics",
        every_min: 160,
        size: (100.0, 1_200.0),
        holds_h: 70.0,
        categories: &["politics", "geopolitics"],
        positions: 7,
        skill: 0.55,
        ..PLAIN
    },
    TradingStyle {
        name: "basispoint",
        bio: "rates and prices",
        every_min: 120,
        size: (200.0, 2_600.0),
        takes: 0.6,
        holds_h: 36.0,
        categories: &["economics", "finance"],
        positions: 7,
        skill: 0.45,
        ..PLAIN
    },
    TradingStyle {
        name: "flatbynight",
        bio: "no position overnight",
        every_min: 45,
        size: (100.0, 900.0),
        holds_h: 3.0,
        trims: 0.15,
        positions: 4,
        skill: 0.3,
        ..PLAIN
    },
    TradingStyle {
        name: "flipflop",
        bio: "changes sides",
        every_min: 100,
        size: (150.0, 1_300.0),
        holds_h: 10.0,
        flips: 0.45,
        positions: 5,
        skill: 0.1,
        ..PLAIN
    },
    TradingStyle {
        name: "doubledown",
        bio: "averages",
        every_min: 90,
        size: (120.0, 1_600.0),
        holds_h: 60.0,
        positions: 4,
        trigger: Trigger::Contrarian,
        skill: 0.08,
        ..PLAIN
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twenty_traders_with_names_of_their_own() {
        let mut names: Vec<&str> = TRADERS.iter().map(|style| style.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 20);
        assert_eq!(TRADERS[0].name, "25usdc");
    }
}
