//! The copy core: a state machine without I/O, clock, randomness or async.
//!
//! It takes one timestamped [`input::Input`] at a time, changes its rows ([`entity`]), and returns what to record
//! ([`event`], [`entity::Change`]) and what to do ([`command`]). Everything else in the program feeds it or carries out
//! what it says. It deliberately knows neither the venue's wire nor the database.

pub mod planted;

pub mod accounts;
mod clock;
pub mod command;
mod copying;
mod core;
mod deadlines;
pub mod entity;
pub mod event;
pub mod fees;
pub mod final_sweep;
mod halts;
pub mod ids;
pub mod input;
pub mod ladder;
pub mod market;
mod markets;
pub mod money;
mod observed;
mod orders;
pub mod risk;
pub mod self_cross;
mod shared;
pub mod state;
mod step;
mod table;
mod traders;
pub mod wallet;

pub use crate::copying::close::{Bid, ClosePlan, Visible};
pub use crate::core::{Core, Intervals};
pub use crate::orders::{BestPrices, TakePlan, Taken};
pub use crate::step::{BookLook, Step};
pub use crate::table::Table;
