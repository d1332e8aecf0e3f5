//! The list of what is built into the programs that are shipped and under which terms: `src-tauri/app/licences.txt`, a line a part (name, version,
//! licence, with tabs between), which the app shows in About.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use crate::process::{cargo, root};

/// Prints a line for every JavaScript package that is not only for development.
const PACKAGES: &str = r#"
const { packages } = JSON.parse(require("fs").readFileSync("package-lock.json", "utf8"));
for (const [path, one] of Object.entries(packages)) {
  if (path && !one.dev && !one.devOptional && one.license) {
    console.log([path.slice(path.lastIndexOf("node_modules/") + 13), one.version, one.license].join("\t"));
  }
}
"#;

/// What neither lock file names.
const OTHERS: [&str; 2] = ["Inter (typeface)\t4.1.1\tOFL-1.1", "SQLite\t3\tblessing"];

/// Writes the list.
pub(crate) fn write() -> Result<(), String> {
    let list = list()?;
    std::fs::write(file(), list).map_err(|error| format!("{}: {error}", file().display()))
}

/// Whether the list is the one that follows from the lock files.
pub(crate) fn check() -> Result<(), String> {
    let committed = std::fs::read_to_string(file()).unwrap_or_default();
    if committed == list()? {
        return Ok(());
    }
    Err("src-tauri/app/licences.txt is out of date: run `cargo xtask licences`".to_owned())
}

fn file() -> PathBuf {
    root().join("src-tauri/app/licences.txt")
}

fn list() -> Result<String, String> {
    // Of every system, so that the list is the same wherever it is made.
    let rust = said(&mut cargo(&[
        "tree",
        "--locked",
        "--package",
        "pilotfish",
        "--package",
        "pilotfish-cli",
        "--edges",
        "normal",
        "--target",
        "all",
        "--prefix",
        "none",
        "--format",
        "{p}\t{l}",
    ]))?;
    let scripts = said(
        Command::new("node")
            .current_dir(root().join("ui"))
            .args(["-e", PACKAGES]),
    )?;
    let mut lines: BTreeSet<String> = rust.lines().filter_map(crate_line).collect();
    lines.extend(scripts.lines().map(str::to_owned));
    lines.extend(OTHERS.map(str::to_owned));
    let mut sorted: Vec<String> = lines.into_iter().collect();
    sorted.sort_by_key(|line| line.to_lowercase());
    Ok(sorted.join("\n") + "\n")
}

/// A line of `cargo tree` as one of ours: name, version and terms between tabs; our own crates, which lie in a folder, are left out.
fn crate_line(line: &str) -> Option<String> {
    let (package, licence) = line.split_once('\t')?;
    if package.contains("(/") || package.contains(":\\") {
        return None;
    }
    let (name, rest) = package.split_once(" v")?;
    let version = rest.split(' ').next()?;
    let licence = licence.trim_end_matches(" (*)").replace('/', " OR ");
    Some(format!(
        "{name}\t{version}\t{}",
        licence.split_whitespace().collect::<Vec<_>>().join(" ")
    ))
}

fn said(command: &mut Command) -> Result<String, String> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("could not start {shown}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{shown}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{shown}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_others_are_told_and_our_own_are_not() {
        assert_eq!(
            crate_line("serde v1.0.2 (*)\tMIT/Apache-2.0").as_deref(),
            Some("serde\t1.0.2\tMIT OR Apache-2.0")
        );
        assert_eq!(
            crate_line("serde v1.0.2\tMIT OR Apache-2.0 (*)").as_deref(),
            Some("serde\t1.0.2\tMIT OR Apache-2.0")
        );
        assert_eq!(crate_line("pilotfish-copy v0.1.0 (/src/copy)\tMIT OR Apache-2.0"), None);
        assert_eq!(crate_line(""), None);
    }
}
