//! Where the programs under test and the recorded data lie.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder that holds the built programs: `PILOTFISH_BIN`, else cargo's debug folder.
#[must_use]
pub fn folder() -> PathBuf {
    if let Some(given) = std::env::var_os("PILOTFISH_BIN") {
        return PathBuf::from(given);
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from);
    target.join("debug")
}

/// A built program.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let path = folder().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is missing: build it first with `cargo build --workspace --bins`",
        path.display()
    );
    path
}

/// The headless program, in an environment that says nothing to it and with a home of its own.
#[must_use]
pub fn cli(user_home: &Path) -> Command {
    let mut command = Command::new(program("pilotfish-cli"));
    command.env_remove("PILOTFISH_HOME").env_remove("PILOTFISH_LOG");
    command.env("HOME", user_home).env_remove("XDG_DATA_HOME");
    // A panic shows where it was; the tests look for it.
    command.env("RUST_BACKTRACE", "0");
    command
}

/// The repository's root.
#[must_use]
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.to_owned(), Path::to_owned)
}

/// The one file of a kind among the recorded data, whatever dates or numbers its name holds; none where there are no data.
#[must_use]
pub fn recorded(folder: &str, prefix: &str) -> Option<PathBuf> {
    let data = std::env::var_os("PILOTFISH_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let mut found: Vec<PathBuf> = std::fs::read_dir(data.join(folder))
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(prefix))
        })
        .collect();
    found.sort();
    found.into_iter().next()
}
