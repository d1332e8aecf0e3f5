//! Whole worlds in virtual time. One binary, since linking costs more than running: a file beside this one is a module of it,
//! and runs only if it is named here.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on panics"
)]

mod core_alone;
mod first_ten_minutes;
mod scripts;
mod shortfall;
mod simulate;
