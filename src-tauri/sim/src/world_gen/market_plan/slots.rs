//! Slots: the places of a world's open markets. The first thirty are the shapes that everything else is tuned to; then
//! come a neg-risk event and a game; what a broader world has beyond them is drawn from the seed.

use crate::world_gen::market_plan::shapes::{FAR, NEAR, SHAPES, Shape, shape};
use crate::world_gen::rng::SeededRng;

/// What kind of market stands at a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A question of its own, CTF tokens.
    Plain,
    /// The same with protocol-V2 positions, on Exchange V3.
    Positions,
    /// A match: takers are delayed, and the book is cleared when it starts.
    Game,
    /// One market of the neg-risk event with that number, and its place there.
    Runner(usize, usize),
}

/// A place of an open market; a market that ends is followed by another of the same shape and kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) shape: Shape,
    pub(crate) kind: Kind,
}

/// Which of the thirty have protocol-V2 positions: four without a part, one of them near its end.
const POSITIONS: [usize; 4] = [4, 10, 15, 22];

/// The markets of the first event.
const RUNNERS: [Shape; 5] = [
    shape(0.420, 10_000, 1, 1_600.0, 5, 0.016, FAR, 6, None),
    shape(0.300, 10_000, 1, 1_200.0, 5, 0.016, FAR, 6, None),
    shape(0.170, 10_000, 1, 1_500.0, 5, 0.016, FAR, 8, None),
    shape(0.080, 10_000, 1, 2_500.0, 5, 0.016, FAR, 9, None),
    shape(0.030, 1_000, 2, 6_000.0, 5, 0.016, FAR, 10, None),
];

/// The match: it ends within a day or so and is followed by another.
const GAME: Shape = shape(0.560, 10_000, 1, 1_400.0, 5, 0.030, (20, 30), 5, None);

/// How many of each ten further markets are of an event.
const RUNNERS_IN_TEN: usize = 4;

/// The slots of a world with so many markets.
pub(crate) fn slots(seed: u64, count: usize) -> Vec<Slot> {
    let mut slots: Vec<Slot> = SHAPES
        .iter()
        .enumerate()
        .map(|(place, shape)| Slot {
            shape: *shape,
            kind: if POSITIONS.contains(&place) {
                Kind::Positions
            } else {
                Kind::Plain
            },
        })
        .collect();
    slots.extend(RUNNERS.iter().enumerate().map(|(place, shape)| Slot {
        shape: *shape,
        kind: Kind::Runner(0, place),
    }));
    slots.push(Slot {
        shape: GAME,
        kind: Kind::Game,
    });
    let mut rng = SeededRng::of(seed, "further slots");
    let mut neg_risk_events = 1;
    while slots.len() < count {
        let ten = (count - slots.len()).min(10);
        let runners = if ten > RUNNERS_IN_TEN { RUNNERS_IN_TEN } else { 0 };
        for place in 0..ten {
            let model = RUNNERS.get(place).filter(|_| place < runners);
            let slot = match model {
                Some(model) => Slot {
                    shape: *model,
                    kind: Kind::Runner(neg_risk_events, place),
                },
                None => further(&mut rng),
            };
            slots.push(slot);
        }
        neg_risk_events += usize::from(runners > 0);
    }
    slots
}

/// Like one of the thirty that plays no part, a little dearer or cheaper.
fn further(rng: &mut SeededRng) -> Slot {
    let mut model = GAME;
    // One in four plays a part: a few draws find another.
    for _ in 0..16 {
        model = rng.pick(&SHAPES).copied().unwrap_or(GAME);
        if model.role.is_none() {
            break;
        }
    }
    let kind = match rng.index(8) {
        0 => Kind::Positions,
        1 => Kind::Game,
        _ => Kind::Plain,
    };
    let shape = if kind == Kind::Game { GAME } else { model };
    let price = (shape.price * rng.between(0.85, 1.15)).clamp(0.05, 0.95);
    Slot {
        shape: Shape {
            price,
            role: None,
            end: if shape.end == FAR && rng.chance(0.3) {
                NEAR
            } else {
                shape.end
            },
            ..shape
        },
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world_gen::breadth::Breadth;

    #[test]
    fn every_kind_is_there_and_events_are_whole() {
        for count in [Breadth::LEAST.markets, 50, 137] {
            let slots = slots(2, count);
            assert_eq!(slots.len(), count);
            for kind in [Kind::Plain, Kind::Positions, Kind::Game, Kind::Runner(0, 4)] {
                assert!(slots.iter().any(|slot| slot.kind == kind), "{kind:?} of {count}");
            }
            let neg_risk_events: usize = slots
                .iter()
                .filter(|slot| matches!(slot.kind, Kind::Runner(_, 0)))
                .count();
            for neg_risk_event in 0..neg_risk_events {
                let runners = slots
                    .iter()
                    .filter(|slot| matches!(slot.kind, Kind::Runner(number, _) if number == neg_risk_event));
                assert!(runners.count() >= RUNNERS_IN_TEN, "race {neg_risk_event} of {count}");
            }
            assert!(slots.iter().skip(30).all(|slot| slot.shape.role.is_none()));
        }
    }
}
