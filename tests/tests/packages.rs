//! The packages of Linux, made of the programs of this test run. That for Debian and Ubuntu is tried in a clean root folder: what it
//! brings, that it starts and copies there, that dpkg updates it from a lower version and takes it away, and that neither touches the
//! user's data.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "packages/clean_root.rs"]
mod clean_root;
#[path = "packages/contents.rs"]
mod contents;
#[path = "packages/icons.rs"]
mod icons;
#[path = "packages/manager.rs"]
mod manager;
#[path = "packages/service.rs"]
mod service;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pilotfish_tests::commands::frame;
use pilotfish_tests::display::has;
use pilotfish_tests::files;
use pilotfish_tests::process::{Ended, Running, run};
use pilotfish_tests::programs::{folder, program};
use pilotfish_tests::wait::wait_until;

use clean_root::CleanRoot;

/// For a busy machine: making a package copies some hundred megabytes.
const LIMIT: Duration = Duration::from_secs(600);

/// Lower than whatever this version is.
const LOWER: &str = "0.0.1-beta.1";

/// What making and trying a package takes. A machine without it says so.
fn can_be_tried() -> bool {
    let missing: Vec<&str> = ["dpkg", "dpkg-deb", "dpkg-shlibdeps", "strip", "gzip"]
        .into_iter()
        .filter(|tool| !has(tool))
        .collect();
    if !missing.is_empty() {
        println!("skipped: no package is made here: {} not installed", missing.join(", "));
    }
    missing.is_empty()
}

/// Makes a package as `cargo xtask bundle` does, of the programs under test, and holds the line that is printed to what is there.
fn bundle(kind: &str, into: &Path, version: &str) -> PathBuf {
    let mut task = Command::new(program("xtask"));
    task.args(["bundle", kind, "--trial", "--version", version, "--binaries"])
        .arg(folder())
        .arg("--into")
        .arg(into);
    let made = run(&mut task, LIMIT);
    made.assert_success();
    let lines: Vec<&str> = made.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "a line a package: {}", made.stdout);
    let words: Vec<&str> = lines[0].rsplitn(3, ' ').collect();
    let (sum, bytes, package) = (words[0], words[1], PathBuf::from(words[2]));
    assert_eq!(bytes, package.metadata().unwrap().len().to_string());
    let counted = run(Command::new("sha256sum").arg(&package), LIMIT);
    assert!(counted.stdout.starts_with(&format!("{sum} ")), "{}", counted.stdout);
    package
}

/// The same package as an earlier version: what is in it is the same, what dpkg knows of it is not.
fn as_lower(package: &Path, into: &Path) -> PathBuf {
    let (unpacked, lower) = (into.join("unpacked"), into.join("lower.deb"));
    run(
        Command::new("dpkg-deb")
            .arg("--raw-extract")
            .arg(package)
            .arg(&unpacked),
        LIMIT,
    )
    .assert_success();
    let control = unpacked.join("DEBIAN/control");
    let text = std::fs::read_to_string(&control).unwrap();
    let version = text.lines().find(|line| line.starts_with("Version: ")).unwrap();
    std::fs::write(&control, text.replace(version, "Version: 0.0.1~beta.1")).unwrap();
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "-Znone", "--build"])
        .arg(&unpacked)
        .arg(&lower);
    run(&mut pack, LIMIT).assert_success();
    std::fs::remove_dir_all(&unpacked).unwrap();
    lower
}

/// The version of this build.
fn this_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The program of the package at work in a clean root, as somebody who installed it starts it.
fn start(root: &CleanRoot, arguments: &[&str]) -> Running {
    Running::start(&mut root.command("pilotfish-cli", arguments))
}

fn said(root: &CleanRoot, name: &str, arguments: &[&str]) -> Ended {
    let ended = run(&mut root.command(name, arguments), LIMIT);
    ended.assert_success();
    ended
}

/// Lets it copy in the demo until it has worked on an order, then ends it as a system that shuts down does.
fn copies_in_the_demo(root: &CleanRoot, more: &[&str]) {
    let mut program = start(
        root,
        &[&["run", "--mode", "demo", "--speed", "600", "--json"][..], more].concat(),
    );
    let data = root.data();
    wait_until(LIMIT, "it copies in the demo", || {
        let worked = frame(&data).is_some_and(|frame| frame["state"] == "running")
            && program.stdout().contains("\"kind\":\"order\"");
        assert!(worked || program.ended().is_none(), "it ended: {}", program.stderr());
        worked
    });
    program.terminate();
    program.finish(LIMIT).assert_success();
}

#[test]
fn a_package_is_installed_updated_and_removed_and_the_users_data_stay_as_they_are() {
    if !can_be_tried() {
        return;
    }
    let made = tempfile::tempdir().unwrap();
    let current = bundle("deb", made.path(), this_version());
    let lower = as_lower(&current, made.path());
    let root = CleanRoot::for_package(&current);

    root.dpkg(&["--install", &lower.to_string_lossy()]);
    assert_eq!(root.status().as_deref(), Some("install ok installed 0.0.1~beta.1"));
    contents::are_right(&root);
    let version = format!("pilotfish-cli {}", this_version());
    assert_eq!(said(&root, "pilotfish-cli", &["--version"]).stdout.trim(), version);
    assert!(said(&root, "pilotfish", &["--help"]).stdout.starts_with("pilotfish "));
    copies_in_the_demo(&root, &["--follow", "25usdc:5"]);

    let before = files::contents(&root.user());
    assert!(before.len() > 3, "the user has data: {:?}", before.keys());
    root.dpkg(&["--install", &current.to_string_lossy()]);
    let now = format!("install ok installed {}", this_version().replacen('-', "~", 1));
    assert_eq!(root.status(), Some(now));
    assert!(
        files::contents(&root.user()) == before,
        "the update touched the user's data"
    );
    contents::are_right(&root);
    // The follow of the lower version is there: nobody is named a second time.
    copies_in_the_demo(&root, &[]);
    let followed = said(&root, "pilotfish-cli", &["status", "--mode", "demo", "--json"]);
    assert!(followed.stdout.contains("25usdc"), "{}", followed.stdout);

    let before = files::contents(&root.user());
    root.dpkg(&["--purge", "pilotfish"]);
    assert_eq!(root.status(), None);
    assert!(
        files::contents(&root.user()) == before,
        "taking it away touched the user's data"
    );
    assert_eq!(root.left(), Vec::<PathBuf>::new(), "something of the package is left");
}

#[test]
fn two_packages_of_the_same_programs_are_the_same_bytes() {
    if !can_be_tried() {
        return;
    }
    for kind in ["deb", "rpm"] {
        if kind == "rpm" && !has("rpmbuild") {
            println!("skipped: rpmbuild is not installed");
            continue;
        }
        // In folders of different lengths, at different times.
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let longer = other.path().join("a").join("folder").join("below");
        let one = bundle(kind, one.path(), this_version());
        let other = bundle(kind, &longer, this_version());
        let compared = compare(&one, &other);
        assert_eq!(compared.code, Some(0), "{}", compared.stdout);
        assert_eq!(compared.stdout.trim(), "identical: the same bytes");
    }
}

/// Compares two packages as `cargo xtask bundle --compare` does.
fn compare(one: &Path, other: &Path) -> Ended {
    let mut task = Command::new(program("xtask"));
    task.args(["bundle", "--compare"]).arg(one).arg(other);
    run(&mut task, LIMIT)
}

#[test]
fn where_two_packages_differ_it_is_said_in_which_file_and_in_what() {
    if !can_be_tried() {
        return;
    }
    let made = tempfile::tempdir().unwrap();
    let current = bundle("deb", made.path(), this_version());
    let unpacked = made.path().join("unpacked");
    let extract = run(
        Command::new("dpkg-deb")
            .arg("--raw-extract")
            .arg(&current)
            .arg(&unpacked),
        LIMIT,
    );
    extract.assert_success();
    let icon = unpacked.join("usr/share/icons/hicolor/16x16/apps/pilotfish.png");
    std::fs::remove_file(&icon).unwrap();
    let entry = unpacked.join("usr/share/applications/pilotfish.desktop");
    let text = std::fs::read_to_string(&entry).unwrap();
    std::fs::write(&entry, format!("{text}X-More=1\n")).unwrap();
    let other = made.path().join("other.deb");
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "-Znone", "--build"])
        .arg(&unpacked)
        .arg(&other);
    run(&mut pack, LIMIT).assert_success();
    let compared = compare(&current, &other);
    assert_eq!(compared.code, Some(1), "{}", compared.stdout);
    let told = |name: &str, words: &str| {
        let mut lines = compared.stdout.lines().skip_while(|line| *line != name).skip(1);
        let found = lines
            .by_ref()
            .take_while(|line| line.starts_with("  "))
            .any(|line| line.contains(words));
        assert!(found, "{name}: {words}: {}", compared.stdout);
    };
    told("usr/share/icons/hicolor/16x16/apps/pilotfish.png", "only in the first");
    told("usr/share/applications/pilotfish.desktop", "+ X-More=1");
}

#[test]
fn the_package_of_fedora_and_opensuse_brings_the_same_and_asks_for_its_libraries() {
    if !can_be_tried() {
        return;
    }
    if !has("rpmbuild") {
        println!("skipped: rpmbuild is not installed");
        return;
    }
    let made = tempfile::tempdir().unwrap();
    let package = bundle("rpm", made.path(), LOWER);
    let asked = |what: &[&str]| {
        let said = run(Command::new("rpm").arg("-qp").args(what).arg(&package), LIMIT);
        said.assert_success();
        said.stdout
    };
    assert_eq!(
        asked(&["--queryformat", "%{NAME} %{VERSION} %{LICENSE}"]),
        "pilotfish 0.0.1~beta.1 MIT OR Apache-2.0"
    );
    let files = asked(&["--list"]);
    for file in contents::FILES {
        // Where zsh looks is another folder there.
        let file = file.replace("zsh/vendor-completions", "zsh/site-functions");
        assert!(
            files.lines().any(|line| line == format!("/{file}")),
            "{file} is missing: {files}"
        );
    }
    let owners = asked(&[
        "--queryformat",
        "[%{FILEUSERNAME}:%{FILEGROUPNAME}:%{FILEMODES:octal}\\n]",
    ]);
    for owner in owners.lines() {
        assert!(["root:root:100644", "root:root:100755"].contains(&owner), "{owner}");
    }
    let libraries = asked(&["--requires"]);
    assert!(libraries.contains("libwebkit2gtk-4.1.so.0"), "{libraries}");
    assert_eq!(asked(&["--scripts"]), "", "nothing runs as root while it is installed");
}
