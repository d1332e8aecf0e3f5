//! The simulated Polymarket.
pub mod error;
pub mod exchange;
pub mod journal;
pub mod life;
pub mod replay;
pub mod server;
pub mod stats;
pub mod venue;
