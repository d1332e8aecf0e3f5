//! World generation: what makes the simulated venue move, all of it drawn from the world's seed.
//!
//! Markets with fair values, market makers who quote around them, a crowd that trades at random, named traders
//! with their ways, and the thirty days before the demo. All of them act on the exchange through ordinary orders only; they know
//! the future of no market that the demo will see (the days before it were drawn first, so those they know).

mod acting;
pub(crate) mod actions;
mod bootstrap;
mod breadth;
pub mod calendar;
pub(crate) mod catalog;
mod crowd;
mod fair;
mod generated_history;
pub mod ledger;
mod listing;
pub(crate) mod makers;
mod market_agent;
mod market_plan;
pub(crate) mod names;
mod neg_risk_event;
pub mod rng;
mod roster;
mod runs;
mod scripted_trader;
mod sets;
mod staging;
mod successors;
pub(crate) mod trader_profiles;
mod traders;
pub(crate) mod world;

pub use breadth::Breadth;
