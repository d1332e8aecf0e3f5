//! `pilotfish-cli`, the program. All of it is in the library beside, of which man pages and completions are made too.

use std::process::ExitCode;

fn main() -> ExitCode {
    pilotfish_cli::start()
}
