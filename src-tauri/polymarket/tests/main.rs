//! The adapter against a venue of a few lines, over real sockets. One binary, since linking costs more than running: a file
//! beside this one is a module of it, and runs only if it is named here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on panics"
)]

mod checks;
mod common;
mod connections;
mod egress;
mod public;
mod relayer;
mod stream_life;
mod stream_news;
mod trading;
