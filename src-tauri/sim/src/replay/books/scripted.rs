//! The scripted traders of a recording of books: who there is to follow. One row of figures each, as in the made-up world.

use crate::world_gen::trader_profiles::{TradingStyle, Trigger};

/// Their names: `quarterhour` buys what has risen in the last minute and is out again minutes later, sometimes on the
/// other side; `tothebell` buys the likelier outcome and holds it until it pays; `bothbooks` rests orders in both books,
/// trims, and makes and breaks up pairs.
pub const SCRIPTED: [&str; 3] = ["quarterhour", "tothebell", "bothbooks"];

const PLAIN: TradingStyle = TradingStyle {
    name: "",
    bio: "",
    every_min: 1,
    size: (40.0, 500.0),
    takes: 0.9,
    holds_h: 0.06,
    trims: 0.3,
    flips: 0.0,
    hedges: 0.0,
    converts: 0.0,
    positions: 2,
    categories: &[],
    band: (0.06, 0.94),
    trigger: Trigger::Any,
    skill: 0.0,
};

/// In the order of [`SCRIPTED`].
pub(super) const STYLES: [TradingStyle; SCRIPTED.len()] = [
    TradingStyle {
        name: SCRIPTED[0],
        bio: "a minute's strength",
        flips: 0.15,
        trigger: Trigger::Momentum,
        ..PLAIN
    },
    TradingStyle {
        name: SCRIPTED[1],
        bio: "holds to the bell",
        every_min: 3,
        size: (60.0, 400.0),
        takes: 0.7,
        holds_h: 0.0,
        positions: 4,
        band: (0.52, 0.93),
        ..PLAIN
    },
    TradingStyle {
        name: SCRIPTED[2],
        bio: "rests in both books",
        size: (20.0, 250.0),
        takes: 0.25,
        holds_h: 0.1,
        trims: 0.5,
        hedges: 0.25,
        converts: 0.1,
        positions: 4,
        ..PLAIN
    },
];
