//! The store through its public interface, on real files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod agreement;
mod by_hand;
mod commits;
mod common;
mod core_days;
mod core_rows;
mod decisions;
mod figures;
mod generated;
mod journal;
mod kept_totals;
mod killed;
mod ledger;
mod live;
mod opening;
mod promises;

mod shortfall;
mod snapshots;
mod window;
