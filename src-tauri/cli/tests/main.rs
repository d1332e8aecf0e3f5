//! The program as it is called: what it refuses, in which words, and with which code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets what it did not expect has failed"
)]

mod live;
