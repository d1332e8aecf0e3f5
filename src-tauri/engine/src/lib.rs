//! The shell around the copy core: feeds, executor, recovery, command list.
//!
//! One task, the desk, owns the core and the store's writing side; everything else feeds it or carries out what it has
//! committed. The rules that hold: nothing is sent before the row that authorises it is on the disk; an order whose fate
//! is unknown is looked up and never signed a second time; a start looks every open order up before it trades; venue time
//! and real time are never mixed. It deliberately decides nothing: prices, sizes and limits are the core's.

mod accounts;
pub mod api;
mod board;
pub mod bus;
pub mod clock;
pub mod departure;
mod desk;
mod draft;
pub mod engine;
mod error;
mod executor;
pub mod feed_quality;
mod feeds;
mod figures;
mod gate;
pub mod home;
mod inbox;
pub mod journal;
mod link;
pub mod port;
pub mod preferences;
mod seat;
mod session;
#[cfg(test)]
mod tests;
pub mod venue;
mod view;
mod words;

pub use api::{Api, ApiOptions, Host};
pub use bus::Bus;
pub use engine::{Engine, EngineHandle, EngineOptions, Venue};
pub use error::EngineError;
pub use home::Home;
