//! Seeded worlds with faults, judged by an oracle: see the crate's README.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    pilotfish_world::simulate::command_line(&arguments)
}
