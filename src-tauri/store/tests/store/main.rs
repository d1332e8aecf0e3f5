//! The store through its public interface, on real files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod by_hand;
mod commits;
mod common;
mod core_rows;
mod decisions;
mod figures;
mod generated;
mod journal;
mod killed;
mod opening;
mod round_trip;
mod shortfall;
mod window;
