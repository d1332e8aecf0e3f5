//! Life: what makes the simulated venue move, all of it drawn from the world's seed.
//!
//! Markets with fair values, market makers who quote around them, a crowd that trades at random, twenty named traders
//! with habits, and the thirty days before the demo. Life acts on the exchange through ordinary orders only; it knows
//! the future of no market that the demo will see (the days before it were drawn first, so those it knows).

mod acting;
mod arena;
pub mod calendar;
pub(crate) mod catalog;
mod crowd;
mod deeds;
pub mod dice;
mod fair;
mod founding;
mod habits;
mod itinerary;
pub mod ledger;
mod listing;
pub(crate) mod makers;
pub(crate) mod names;
mod past;
mod shapes;
mod traders;
pub(crate) mod world;
