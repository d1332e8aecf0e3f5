//! Long runs: `cargo xtask soak`, a day in virtual time, some minutes over sockets, or a day of the app without its window. All are built
//! for speed.

use std::process::Command;

use crate::process::{cargo, root, run, target};

/// Which of them.
const SOCKETS: &str = "--sockets";
const BACKGROUND: &str = "--background";

/// Builds what is asked for and hands on to it.
pub(crate) fn soak(args: &[String]) -> Result<(), String> {
    if args.iter().any(|word| word == BACKGROUND) {
        let rest: Vec<String> = args.iter().filter(|word| *word != BACKGROUND).cloned().collect();
        return crate::desktop::background(&rest);
    }
    if args.iter().any(|word| word == SOCKETS) {
        let rest: Vec<&String> = args.iter().filter(|word| *word != SOCKETS).collect();
        build(&[
            "--package",
            "pilotfish-cli",
            "--bin",
            "pilotfish-cli",
            "--package",
            "pilotfish-tests",
            "--bin",
            "pilotfish-soak",
        ])?;
        return run(program("pilotfish-soak").args(rest).env("PILOTFISH_BIN", folder()));
    }
    simulation()?;
    run(program("pilotfish-simulate").arg("soak").args(args))
}

/// Builds the simulation for speed.
pub(crate) fn simulation() -> Result<(), String> {
    build(&["--package", "pilotfish-world", "--bin", "pilotfish-simulate"])
}

fn build(what: &[&str]) -> Result<(), String> {
    run(cargo(&["build", "--locked", "--quiet", "--release"]).args(what))
}

fn folder() -> std::path::PathBuf {
    target().join("release")
}

/// A program that was built for speed.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(folder().join(name));
    command.current_dir(root());
    command
}
