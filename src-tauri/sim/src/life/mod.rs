//! Life: what makes the simulated venue move, all of it drawn from the world's seed.
//!
//! Markets with fair values, market makers who quote around them, a crowd that trades at random, named traders
//! with habits, and the thirty days before the demo. Life acts on the exchange through ordinary orders only; it knows
//! the future of no market that the demo will see (the days before it were drawn first, so those it knows).

mod acting;
mod arena;
mod breadth;
pub mod calendar;
mod cast;
pub(crate) mod catalog;
mod contests;
mod crowd;
pub(crate) mod deeds;
pub mod dice;
mod fair;
mod founding;
pub(crate) mod habits;
mod itinerary;
pub mod ledger;
mod listing;
pub(crate) mod makers;
pub(crate) mod names;
mod openings;
mod past;
mod race;
mod sets;
mod shapes;
mod slots;
mod staging;
mod traders;
pub(crate) mod world;

pub use breadth::Breadth;
