//! Seeded worlds with faults, judged by an oracle: see the crate's README.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == "soak" => pilotfish_world::simulate::soak(rest),
        _ => pilotfish_world::simulate::command_line(&arguments),
    }
}
