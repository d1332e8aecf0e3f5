//! The copy core: a state machine without I/O, clock, randomness or async.
//!
//! It takes one timestamped [`input::Input`] at a time, changes its rows ([`entity`]), and returns what to record
//! ([`event`], [`entity::Change`]) and what to do ([`command`]). Everything else in the program feeds it or carries out
//! what it says. It deliberately knows neither the venue's wire nor the database.

pub mod accounts;
mod child;
mod close;
pub mod command;
pub mod conversion;
mod core;
mod decide;
pub mod entity;
pub mod event;
pub mod fees;
pub mod ids;
pub mod input;
pub mod ladder;
mod limits;
pub mod market;
pub mod money;
mod order_life;
mod own_orders;
mod place;
mod schedule;
pub mod self_cross;
mod signals;
pub mod state;
mod take;
mod trade;
mod user;
mod work;

pub use crate::close::{ClosePlan, Visible};
pub use crate::core::{Core, Intervals, Step};
pub use crate::own_orders::Touch;
pub use crate::take::{TakePlan, Taken};
