//! The store through its public interface, on real files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod a_day;
mod agreement;
mod ahead;
mod by_hand;
mod commits;
mod common;
mod core_days;
mod core_rows;
mod decisions;
mod figures;
mod full;
mod generated;
mod growth;
mod journal;
mod kept_totals;
mod killed;
mod ledger;
mod live;
mod looking;
mod opening;
mod promises;

mod shortfall;
mod snapshots;
mod window;

/// The core with a venue in memory, as the core's own tests have it.
#[path = "../../../copy/tests/common/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of it is used here")]
mod desk;
