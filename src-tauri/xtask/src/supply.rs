//! What the programs are made of, held to its rules without the network: where it comes from, under which terms, what there may be only
//! one of, that each part is wanted for something, and that there is a graph of it for every system. The rules are `deny.toml`'s, which
//! cargo-deny reads in the release workflow, with the advisories that only the network has.

mod packages;
mod rules;
mod table;
mod workflows;

use std::process::Command;

use serde_json::Value;

use crate::process::{cargo, root};

use packages::{Package, Pages};
use rules::Rules;

/// The systems there are installers for, each with a crate that its window is made with: a graph without it is not that system's.
const SYSTEMS: [(&str, &str); 4] = [
    ("x86_64-unknown-linux-gnu", "webkit2gtk"),
    ("aarch64-apple-darwin", "objc2-web-kit"),
    ("x86_64-apple-darwin", "objc2-web-kit"),
    ("x86_64-pc-windows-msvc", "webview2-com"),
];

/// Looks at all of it; every fault is told, not only the first.
pub(crate) fn check() -> Result<(), String> {
    let rules = Rules::read(&read("deny.toml")?)?;
    let mut faults = Vec::new();
    let mut all: Vec<Package> = Vec::new();
    for (system, window) in SYSTEMS {
        let graph = graph(system)?;
        if !graph.iter().any(|package| package.name == window) {
            faults.push(format!(
                "the graph for {system} has no {window}: it is none of a window there"
            ));
        }
        all.extend(graph);
    }
    all.sort();
    all.dedup();
    faults.extend(rules.faults(&all));
    let pages = ["ui", "tests/conformance/node"];
    let mut wanted = packages::wanted(&said(&mut cargo(&[
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--locked",
    ]))?)?;
    for folder in pages {
        let own = Pages::read(
            &read(&format!("{folder}/package.json"))?,
            &read(&format!("{folder}/package-lock.json"))?,
        )?;
        faults.extend(
            own.faults()
                .into_iter()
                .map(|fault| format!("{folder}/package-lock.json: {fault}")),
        );
        let settings = read(&format!("{folder}/.npmrc"))?;
        if !settings.lines().any(|line| line.trim() == "ignore-scripts=true") {
            faults.push(format!(
                "{folder}/.npmrc: packages may run scripts while they are installed: ignore-scripts=true"
            ));
        }
        wanted.extend(own.wanted);
    }
    faults.extend(table::faults(&read("CONTRIBUTING.md")?, &wanted));
    faults.extend(compiler()?);
    let folder = root().join(".github/workflows");
    let files = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for file in files.filter_map(Result::ok).map(|entry| entry.path()) {
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        faults.extend(
            workflows::faults(&text)
                .into_iter()
                .map(|fault| format!("{}: {fault}", file.display())),
        );
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.join("\n"))
}

/// Every crate that a build for that system takes, for the programs, their tests and what builds them.
fn graph(system: &str) -> Result<Vec<Package>, String> {
    let metadata = said(&mut cargo(&[
        "metadata",
        "--locked",
        "--all-features",
        "--format-version",
        "1",
        "--filter-platform",
        system,
    ]))?;
    let built = said(&mut cargo(&[
        "tree",
        "--locked",
        "--workspace",
        "--all-features",
        "--target",
        system,
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    // The metadata have crates too that a feature names and nothing switches on.
    let mut packages = packages::resolved(&metadata).map_err(|error| format!("{system}: {error}"))?;
    let built = packages::named(&built);
    packages.retain(|package| built.contains(&(package.name.as_str(), package.version.as_str())));
    Ok(packages)
}

/// The compiler that is asked for in the Cargo metadata, and the one that is there.
///
/// The toolchain file names a channel, since a version there must be installed under that very name, which nobody without a network can
/// do. So the version is looked at here, in what CI asks first.
fn compiler() -> Result<Option<String>, String> {
    let manifest: Value = toml::from_str(&read("Cargo.toml")?).map_err(|error| format!("Cargo.toml: {error}"))?;
    let due = manifest
        .pointer("/workspace/package/rust-version")
        .and_then(Value::as_str)
        .ok_or("Cargo.toml: there is no rust-version")?;
    let there = said(Command::new("rustc").current_dir(root()).arg("--version"))?;
    Ok(table::other_compiler(due, &there))
}

fn read(file: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"))
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
