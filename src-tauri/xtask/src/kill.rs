//! The killed program: `cargo xtask kill`. Built with the whole workspace, as the tests are: only there the points are compiled
//! in at which a program ends itself.

use std::process::Command;

use crate::debian;
use crate::process::{cargo, run, target};
use crate::web;

const PROGRAM: &str = "pilotfish-kill";

/// Builds the programs and hands on to the harness.
pub(crate) fn kill(args: &[String]) -> Result<(), String> {
    debian::ensure(debian::BUILD)?;
    web::build()?;
    // With a test, so that it is built of the same parts as those that `cargo xtask test` makes.
    let build = [
        "build",
        "--locked",
        "--quiet",
        "--workspace",
        "--bins",
        "--test",
        "kill",
    ];
    run(cargo(&build).args(crate::tasks::HOST))?;
    let programs = target().join("debug");
    run(Command::new(programs.join(PROGRAM))
        .args(args)
        .env("PILOTFISH_BIN", &programs))
}
