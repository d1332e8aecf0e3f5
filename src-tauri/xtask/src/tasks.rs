//! The tasks themselves.

use crate::debian;
use crate::display::Display;
use crate::process::{cargo, root, run as carry_out, target};
use crate::web;

/// Everything that `run` and `test` need.
pub(crate) fn setup() -> Result<(), String> {
    let all: Vec<&str> = [debian::BUILD, debian::DISPLAY, debian::TEST].concat();
    debian::ensure(&all)?;
    web::packages()
}

/// Builds and starts the app.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    debian::ensure(debian::BUILD)?;
    let headless = std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none();
    if headless && cfg!(target_os = "linux") {
        debian::ensure(debian::DISPLAY)?;
    }
    web::build()?;
    carry_out(&mut cargo(&["build", "--locked", "--package", "pilotfish"]))?;
    let display = Display::ensure()?;
    let mut app = display.command(&target().join("debug/pilotfish"));
    carry_out(app.args(args).current_dir(root()))
}

/// Everything.
pub(crate) fn test() -> Result<(), String> {
    setup()?;
    web::build()?;
    carry_out(&mut crate::process::npm(&["run", "--silent", "test"]))?;
    carry_out(&mut crate::process::npm(&["run", "--silent", "e2e"]))?;
    // The programs that the end-to-end tests start; with the tests, so that both share what they are built from.
    carry_out(&mut cargo(&["build", "--locked", "--workspace", "--bins", "--tests"]))?;
    let display = Display::ensure()?;
    let mut tests = display.command(std::path::Path::new(&cargo_program()));
    tests
        .current_dir(root())
        .args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    carry_out(tests.env("PILOTFISH_BIN", target().join("debug")))
}

/// Formatting, lints, types, and bindings that are up to date.
pub(crate) fn lint() -> Result<(), String> {
    debian::ensure(debian::BUILD)?;
    web::build()?;
    crate::licences::check()?;
    carry_out(&mut cargo(&["fmt", "--all", "--check"]))?;
    carry_out(&mut cargo(&[
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    carry_out(&mut crate::process::npm(&["run", "--silent", "check"]))
}

/// The benchmarks.
pub(crate) fn bench() -> Result<(), String> {
    let packages = ["--package", "pilotfish-copy", "--package", "pilotfish-world"];
    carry_out(cargo(&["bench", "--locked", "--benches"]).args(packages))
}

/// Writes the UI's bindings; a test of the app compares them with what is committed.
pub(crate) fn bindings() -> Result<(), String> {
    web::build()?;
    let mut test = cargo(&["test", "--locked", "--package", "pilotfish", "bindings"]);
    carry_out(test.env("PILOTFISH_WRITE_BINDINGS", "1"))
}

/// A run in virtual time.
pub(crate) fn simulate(args: &[String]) -> Result<(), String> {
    let mut command = cargo(&[
        "run",
        "--locked",
        "--release",
        "--package",
        "pilotfish-cli",
        "--",
        "demo",
        "--speed",
        "max",
    ]);
    carry_out(command.args(args))
}

fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
