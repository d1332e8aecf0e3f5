//! Defects that a line-by-line review of the first core found, each as the situation it was found in and what is expected of it.
#![allow(clippy::expect_used, reason = "a test that cannot go on panics")]

mod accumulation;
mod children;
#[path = "../common/mod.rs"]
mod common;
mod growth;
mod settlement;
mod shared;
mod signals;
mod time;
mod turn_rounds;
