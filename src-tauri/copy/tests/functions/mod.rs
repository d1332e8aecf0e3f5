//! The copy core's pure functions (ladder, fees, conversion, self-cross, accounts), held to vectors made elsewhere
//! and to properties of product.md §6 and §8.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on panics")]

mod accounts;
mod common;
mod conversion;
mod fee_vectors;
mod fees;
mod ladder;
mod ladder_schedule;
mod self_cross;
mod shortfall;
mod shortfall_exact;
mod shortfall_gathered;
mod vectors;
