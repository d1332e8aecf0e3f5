//! A real network's shape: live mode by TLS under names that only a proxy knows, with and without a sign-in, over IPv6, and on
//! lines that are slow, stall, swallow and break. The engine loses and doubles nothing; the venue's ledger judges.
//!
//! The simulated venue's authority is given in the endpoints file, as a user would give one; certificates are checked throughout.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "network/control.rs"]
mod control;
#[path = "network/copying.rs"]
mod copying;
#[path = "network/ipv6.rs"]
mod ipv6;
#[path = "network/named.rs"]
mod named;
#[path = "network/obstacles.rs"]
mod obstacles;
#[path = "network/official.rs"]
mod official;
#[path = "network/scene.rs"]
mod scene;
#[path = "trading/mod.rs"]
mod trading;
#[path = "network/troubles.rs"]
mod troubles;
