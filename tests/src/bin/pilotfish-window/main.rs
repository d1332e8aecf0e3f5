//! The window as a person has it, measured as lines `name value unit`: `cargo xtask bench window`.
//!
//! It is the real program in a real window of WebKitGTK on a virtual display, drawn by WebKit's own means as on any computer without a
//! graphics processor, driven by WebKitWebDriver on the simulated venue. What is timed is timed in the page, so that the driver's own way is in no figure. Figures are of what the window is
//! loaded with, of clicks in the rail, of frames while the demo runs at its fastest, of frames while 50,000 rows are scrolled, and of the
//! memory of the process that shows the page. The machine's load stands beside each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement may fail"
)]

use std::process::ExitCode;

#[cfg(target_os = "linux")]
mod bundle;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod frames;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod opened;
#[cfg(target_os = "linux")]
mod options;
#[cfg(target_os = "linux")]
mod rail;
#[cfg(target_os = "linux")]
mod record;
#[cfg(target_os = "linux")]
mod rows;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(asked) = options::Asked::read(&words) else {
        eprintln!("{}", options::USAGE);
        return ExitCode::FAILURE;
    };
    if asked.has("bundle") {
        bundle::print();
    }
    if asked.has("rail") || asked.has("frames") {
        let Some(opened) = opened::Opened::new().await else {
            return ExitCode::FAILURE;
        };
        if asked.has("rail") {
            rail::print(&opened, asked.rounds).await;
        }
        if asked.has("frames") {
            frames::print(&opened, asked.seconds).await;
        }
    }
    if asked.has("rows") {
        let Some(opened) = opened::Opened::on_a_record(asked.rows).await else {
            return ExitCode::FAILURE;
        };
        rows::print(&opened).await;
    }
    if asked.has("memory") {
        // A window of its own: what the other parts left is not in it.
        let Some(opened) = opened::Opened::new().await else {
            return ExitCode::FAILURE;
        };
        memory::print(&opened, asked.updates).await;
    }
    ExitCode::SUCCESS
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("the window is driven by WebKitWebDriver, and its memory read from /proc: this takes Linux");
    ExitCode::FAILURE
}
