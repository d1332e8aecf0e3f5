//! Seeded worlds with faults: `cargo xtask simulate`. With `--plant` a second binary is built, into a folder of its own, so that
//! what is built for anything else never has a deliberate fault in it.

use std::path::PathBuf;

use crate::process::{cargo, run, target};

const PROGRAM: &str = "pilotfish-simulate";

/// Starts from which each planted fault must be found.
const FIRSTS: [&str; 5] = ["1", "1001", "20001", "300001", "4000001"];

/// Builds the simulation and hands on to it.
pub(crate) fn simulate(args: &[String]) -> Result<(), String> {
    let plants = args.iter().any(|word| word == "--plant");
    let program = if plants { planted()? } else { clean()? };
    let mut command = std::process::Command::new(program);
    command.args(args);
    if plants && !args.iter().any(|word| word == "--seeds" || word == "list") {
        command.args(["--seeds", "300"]);
    }
    run(&mut command)
}

/// Looks for every planted fault from each of the stated starts.
pub(crate) fn plants() -> Result<(), String> {
    let program = planted()?;
    let listed = std::process::Command::new(&program)
        .args(["--plant", "list"])
        .output()
        .map_err(|error| format!("{PROGRAM}: {error}"))?;
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut missed = Vec::new();
    for name in names.lines() {
        for first in FIRSTS {
            let told = std::process::Command::new(&program)
                .args(["--plant", name, "--seeds", "300", "--first", first])
                .output()
                .map_err(|error| format!("{PROGRAM}: {error}"))?;
            let found = told.status.code() == Some(1);
            println!("{name} from {first}: {}", if found { "found" } else { "missed" });
            if !found {
                missed.push(format!("{name} from {first}"));
            }
        }
    }
    if missed.is_empty() {
        Ok(())
    } else {
        Err(format!("not found: {}", missed.join(", ")))
    }
}

fn clean() -> Result<PathBuf, String> {
    run(&mut cargo(&[
        "build",
        "--locked",
        "--quiet",
        "--package",
        "pilotfish-world",
        "--bin",
        PROGRAM,
    ]))?;
    Ok(target().join("debug").join(PROGRAM))
}

fn planted() -> Result<PathBuf, String> {
    let folder = target().join("planted-faults");
    let mut build = cargo(&[
        "build",
        "--locked",
        "--quiet",
        "--package",
        "pilotfish-world",
        "--bin",
        PROGRAM,
        "--features",
        "planted-faults",
    ]);
    run(build.env("CARGO_TARGET_DIR", &folder))?;
    Ok(folder.join("debug").join(PROGRAM))
}
