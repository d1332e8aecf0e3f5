//! Running other programs, in the repository's root, with what they print going through.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or_else(|| here.clone(), PathBuf::from)
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let shown = show(command);
    eprintln!("» {shown}");
    let status = command
        .status()
        .map_err(|error| format!("could not start {shown}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("failed ({status}): {shown}"))
    }
}

/// Runs a command to its end beside others: what it printed is shown in one piece when it is over.
pub(crate) fn run_aside(command: &mut Command) -> Result<(), String> {
    run_aside_reading(command).map_err(|failure| failure.message)
}

/// A command that failed.
pub(crate) struct Failure {
    /// How it ended, and the command itself.
    pub message: String,
    /// What it had printed.
    pub printed: String,
}

/// As [`run_aside`]; of a failure, what was printed is given too.
pub(crate) fn run_aside_reading(command: &mut Command) -> Result<(), Failure> {
    let shown = show(command);
    let output = command.stdin(Stdio::null()).output().map_err(|error| Failure {
        message: format!("could not start {shown}: {error}"),
        printed: String::new(),
    })?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    eprintln!("» {shown}\n{printed}{}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        Ok(())
    } else {
        Err(Failure {
            message: format!("failed ({}): {shown}", output.status),
            printed,
        })
    }
}

/// Runs a command to its end, shows each line that it prints, and gives what it printed where it failed.
pub(crate) fn run_reading(command: &mut Command) -> Result<(), Failure> {
    let shown = show(command);
    eprintln!("» {shown}");
    let failure = |message: String, printed: String| Failure { message, printed };
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failure(format!("could not start {shown}: {error}"), String::new()))?;
    let mut printed = String::new();
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|from| BufReader::new(from).split(b'\n'))
    {
        let Ok(line) = line else { break };
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        printed.push_str(&line);
        printed.push('\n');
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failure(format!("failed ({status}): {shown}"), printed)),
        Err(error) => Err(failure(format!("{shown}: {error}"), printed)),
    }
}

/// Whether a program is on the PATH.
pub(crate) fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Cargo, in the root.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(args);
    command
}

/// Npm, in `ui`.
pub(crate) fn npm(args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root().join("ui")).args(args);
    command
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn show(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}
