//! The paper venue from outside: by hand, against an independent model on recorded books, and with whatever comes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

mod by_hand;
mod common;
mod properties;
mod recorded;
