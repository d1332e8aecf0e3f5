//! The vault seen from outside: what it signs is judged by the rules of the contracts that will judge it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

mod contracts;
