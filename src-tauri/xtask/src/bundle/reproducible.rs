//! What a release is compiled with so that two compilations of one commit are the same bytes, wherever and whenever they are made:
//! no path of the machine, no time but the commit's, and no memory of earlier compilations.
//!
//! What is not in here: the compiler (its version is `rust-version` of `Cargo.toml`), the packages (the lock files), the pages (vite names
//! its files by what is in them), and the system's linker and libraries, which are those of the machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::project;
use crate::process::{root, target};

/// Where the places of the machine are said to be.
const CARGO: &str = "/cargo";
const TARGET: &str = "/target";
const PROJECT: &str = "/pilotfish";
/// What cargo takes flags apart by: paths may have blanks.
const BETWEEN: &str = "\u{1f}";

/// The variables of a release's compilation.
///
/// # Errors
/// When neither the environment nor git says of when the commit is.
pub(super) fn environment() -> Result<Vec<(&'static str, String)>, String> {
    let places = places();
    let before = given();
    Ok(vec![
        ("CARGO_ENCODED_RUSTFLAGS", rust_flags(&before, &places)),
        ("CFLAGS", c_flags("CFLAGS", &places)),
        ("CXXFLAGS", c_flags("CXXFLAGS", &places)),
        ("CARGO_INCREMENTAL", "0".to_owned()),
        ("SOURCE_DATE_EPOCH", project::epoch()?.to_string()),
        ("TZ", "UTC".to_owned()),
    ])
}

/// Sets them for a command.
pub(super) fn set(command: &mut Command) -> Result<(), String> {
    command.envs(environment()?);
    Ok(())
}

/// The places of the machine and what they are called: of two that hold a path, the later counts.
fn places() -> Vec<(PathBuf, &'static str)> {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let target = std::path::absolute(target()).unwrap_or_else(|_| target());
    let places = [(Some(root()), PROJECT), (cargo, CARGO), (Some(target), TARGET)];
    places
        .into_iter()
        .filter_map(|(path, name)| Some((path?, name)))
        .collect()
}

/// Flags for the compiler that were given already.
fn given() -> Vec<String> {
    let split = |name: &str, between: &str| {
        let text = std::env::var(name).ok()?;
        let flags = text.split(between).filter(|flag| !flag.is_empty()).map(str::to_owned);
        Some(flags.collect::<Vec<_>>())
    };
    split("CARGO_ENCODED_RUSTFLAGS", BETWEEN)
        .or_else(|| split("RUSTFLAGS", " "))
        .unwrap_or_default()
}

fn rust_flags(before: &[String], places: &[(PathBuf, &str)]) -> String {
    let remapped = places
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .filter(|flag| !before.contains(flag));
    before.iter().cloned().chain(remapped).collect::<Vec<_>>().join(BETWEEN)
}

/// For what is compiled from C: libraries that write where they were compiled into their messages.
fn c_flags(name: &str, places: &[(PathBuf, &str)]) -> String {
    let before = std::env::var(name).unwrap_or_default();
    let mut flags: Vec<String> = before.split_whitespace().map(str::to_owned).collect();
    for (path, name) in places.iter().filter(|(path, _)| has_no_blank(path)) {
        let flag = format!("-ffile-prefix-map={}={name}", path.display());
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags.join(" ")
}

/// These flags are taken apart at blanks.
fn has_no_blank(path: &Path) -> bool {
    !path.to_string_lossy().contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_were_given_stay_and_none_is_given_twice() {
        let places = [
            (PathBuf::from("/srv/a b"), PROJECT),
            (PathBuf::from("/srv/a b/target"), TARGET),
        ];
        let once = rust_flags(&["-Cdebuginfo=0".to_owned()], &places);
        let flags: Vec<String> = once.split(BETWEEN).map(str::to_owned).collect();
        assert_eq!(
            flags,
            [
                "-Cdebuginfo=0",
                "--remap-path-prefix=/srv/a b=/pilotfish",
                "--remap-path-prefix=/srv/a b/target=/target"
            ]
        );
        assert_eq!(rust_flags(&flags, &places), once);
        // What takes its flags apart at blanks is not given such a path.
        assert!(!c_flags("PILOTFISH_NO_SUCH_FLAGS", &places).contains("/home"));
    }
}
