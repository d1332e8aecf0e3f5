//! Long runs: `cargo xtask soak`, a day in virtual time, some minutes over sockets, or a day of the app without its window. The first is
//! built for speed, the others are the programs as they ship.

use std::process::Command;

use crate::process::{cargo, root, run, target};

/// Which of them.
const SOCKETS: &str = "--sockets";
const BACKGROUND: &str = "--background";
/// Profiles of `Cargo.toml`, and the folders of what is built with them.
const SHIPPED: &str = "release";
const FOR_SPEED: &str = "simulation";

/// Builds what is asked for and hands on to it.
pub(crate) fn soak(args: &[String]) -> Result<(), String> {
    if args.iter().any(|word| word == BACKGROUND) {
        let rest: Vec<String> = args.iter().filter(|word| *word != BACKGROUND).cloned().collect();
        return crate::desktop::background(&rest);
    }
    if args.iter().any(|word| word == SOCKETS) {
        let rest: Vec<&String> = args.iter().filter(|word| *word != SOCKETS).collect();
        let what = [
            "--package",
            "pilotfish-cli",
            "--bin",
            "pilotfish-cli",
            "--package",
            "pilotfish-tests",
            "--bin",
            "pilotfish-soak",
        ];
        build(SHIPPED, &what)?;
        let program = folder(SHIPPED).join("pilotfish-soak");
        let mut soak = Command::new(program);
        return run(soak
            .current_dir(root())
            .args(rest)
            .env("PILOTFISH_BIN", folder(SHIPPED)));
    }
    build(FOR_SPEED, &["--package", "pilotfish-world", "--example", "long_day"])?;
    run(program("examples/long_day").args(args))
}

/// Builds the simulation for speed.
pub(crate) fn simulation() -> Result<(), String> {
    build(
        FOR_SPEED,
        &["--package", "pilotfish-world", "--bin", "pilotfish-simulate"],
    )
}

fn build(profile: &str, what: &[&str]) -> Result<(), String> {
    run(cargo(&["build", "--locked", "--quiet", "--profile", profile]).args(what))
}

fn folder(profile: &str) -> std::path::PathBuf {
    target().join(profile)
}

/// A program that was built for speed.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(folder(FOR_SPEED).join(name));
    command.current_dir(root());
    command
}
