//! Virtual time: the copy core and the pure exchange in one thread.
//!
//! Time jumps from one deadline to the next, so that days pass in seconds, and the same options give the same bytes. Orders are
//! signed, hashed and decoded as in earnest; there are no sockets. It decides nothing: the core does.
//!
//! [`World`] runs the whole simulated venue (the demo at full speed, replays); [`simulate`] runs small seeded worlds with faults,
//! through a store, judged by an oracle of its own.

mod checks;
mod instant_venue;
mod options;
mod run;
pub mod simulate;
mod summary;
mod views;

pub use options::{FollowAsk, WorldError, WorldOptions};
pub use run::{Watch, World};
pub use summary::Summary;
