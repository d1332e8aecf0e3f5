//! What the end-to-end tests share: the programs as processes, an account's view of the venue, the database, a browser's
//! remote control, a desktop with its bus, a network with its troubles, the killed program and its judge.
//!
//! Everything is looked at from outside: a program by its output, its files and its window, the venue by its wire. A piece
//! that fails panics with words, as a test does; there is deliberately no error type.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

pub mod account;
pub mod catalogue;
#[cfg(unix)]
pub mod commands;
pub mod crowd;
pub mod database;
#[cfg(target_os = "linux")]
pub mod desktop;
pub mod display;
pub mod files;
pub mod frames;
pub mod judges;
#[cfg(target_os = "linux")]
pub mod keyring;
#[cfg(unix)]
pub mod killing;
pub mod lines;
pub mod network;
pub mod process;
#[cfg(target_os = "linux")]
pub mod process_tree;
pub mod programs;
pub mod relay;
pub mod secret_scan;
#[cfg(unix)]
pub mod service_manager;
#[cfg(target_os = "linux")]
pub mod session_bus;
#[cfg(unix)]
pub mod small_disk;
#[cfg(target_os = "linux")]
pub mod terminal;
pub mod wait;
pub mod webdriver;
