//! The app on a desktop of its own, measured as lines `name value unit`: `cargo xtask bench desktop` and
//! `cargo xtask soak --background`.
//!
//! It is the real program in a real window on a virtual display, which renders in software: started as from the desktop's menu, closed
//! by the window's own button, spoken to over its socket, and driven by nothing that would be in its way. Tray and notifications are this
//! process's own and not counted, nor are the display and its window manager.
//!
//! Memory is the sum over the program and everything it started, WebKit's processes too, of each one's share (PSS): a page that two of
//! them share counts once. A MB is a million bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement may fail"
)]

use std::process::ExitCode;

#[cfg(target_os = "linux")]
mod background;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod running;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"figures", rest)) => figures::print(rest),
        Some((&"background", rest)) => background::print(rest),
        _ => {
            eprintln!("{}\n{}", figures::USAGE, background::USAGE);
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("memory and processor time are read from /proc: this takes Linux");
    ExitCode::FAILURE
}
