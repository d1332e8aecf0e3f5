//! The shell around the copy core: feeds, executor, recovery.
//!
//! One task, the core loop, owns the core and the store's writing side; everything else feeds it or carries out what it has
//! committed. The rules that hold: nothing is sent before the row that authorises it is on the disk; an order whose fate
//! is unknown is looked up and never signed a second time; a start looks every open order up before it trades; venue time
//! and real time are never mixed. It deliberately decides nothing: prices, sizes and limits are the core's.

pub mod accounts;
pub mod bus;
pub mod clock;
mod commit_batch;
mod connectivity;
mod core_loop;
pub mod departure;
mod disk;
mod down;
pub mod engine;
mod error;
mod error_code;
mod executor;
mod feed_health;
pub mod feed_quality;
mod feeds;
pub mod gauges;
pub mod going_live;
pub mod home;
mod inbox;
pub mod journal;
mod key_wait;
pub mod latency;
pub mod live;
mod live_watch;
pub mod log_filter;
pub mod log_levels;
pub mod log_repeats;
mod login;
mod notice;
mod order_signer;
pub mod paper;
pub mod port;
pub mod relayer_requests;
mod send_gate;
mod session;
mod sleep;
mod snapshots;
mod stop;
pub mod test_order;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod time_source;
pub mod venue;
pub mod view;

pub use bus::{Bus, Topic};
pub use disk::Room;
pub use down::{Down, DownCause};
pub use engine::{Engine, EngineHandle, EngineOptions, Venue};
pub use error::{EngineError, Failure};
pub use error_code::ErrorCode;
pub use feed_health::{FeedKind, FeedStanding};
pub use home::Home;
pub use key_wait::{KEY_AGAIN, KeyMissing};
pub use live_watch::REGION_EVERY;
pub use notice::NamedNotice;
pub use order_signer::{KeySource, OwnAccount};
pub use pilotfish_store::Mode;
pub use send_gate::{HeldOrders, RegionAnswer, RegionRecord};
pub use stop::StopReport;
