//! Everything Polymarket on the wire: public data, books, streams, our own orders.
//!
//! It turns HTTP and WebSocket answers into the core's words and back, and classifies what it cannot know as unknown.
//! It deliberately decides nothing, retries no write, keeps no state that matters, and never reads the key: what must be
//! signed is asked of the vault. The same code talks to Polymarket and to the simulated venue on loopback.

mod answer;
pub mod chain;
pub mod checks;
pub mod demo_clock;
mod egress;
pub mod endpoints;
mod error;
mod fields;
mod instants;
mod json;
mod pacing;
pub mod public;
pub mod relayer;
pub mod releases;
pub mod streams;
pub mod trading;
pub mod transport;
mod unreadable;
pub mod wallets;

pub use chain::ChainApi;
pub use egress::{HostUse, RefusedBecause, RefusedContact};
pub use endpoints::{Endpoints, EndpointsError, Proxy, Purpose};
pub use error::{Advice, Error};
pub use pacing::{Budget, BudgetKind, RateLimits};
pub use public::PublicApi;
pub use relayer::RelayerApi;
pub use trading::TradingApi;
pub use transport::{MayLeave, RequestTimeouts, Transport};
pub use unreadable::{RowSource, UnreadableRows};
