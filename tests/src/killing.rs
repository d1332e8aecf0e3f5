//! The killed program: run over real HTTP, WebSocket and SQLite files against the simulated venue, ended at named points,
//! started again, and judged by what the venue itself has written down.
//!
//! `cargo xtask kill` and `tests/tests/kill.rs` share all of it: [`plan`] says when each run is killed, [`scene`] is a venue, a
//! wire to it and a program, [`campaign`] kills, and [`oracle`] judges.

pub mod campaign;
pub mod dice;
pub mod many_orders;
pub mod oracle;
pub mod plan;
pub mod scene;
