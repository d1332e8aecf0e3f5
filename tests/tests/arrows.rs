//! The rooms of the repository: which crate may use which, what the core may not know, what lies at the top, and what no
//! committed file may name; and that every test which is written is run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "arrows/code.rs"]
mod code;
#[path = "arrows/runs.rs"]
mod runs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use pilotfish_tests::programs::repository;
use serde_json::Value;

use code::{code_of, has_float, words};

/// Every crate of ours and which of ours it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("pilotfish-copy", &[]),
    ("pilotfish-store", &["pilotfish-copy"]),
    ("pilotfish-vault", &["pilotfish-copy"]),
    ("pilotfish-polymarket", &["pilotfish-copy", "pilotfish-vault"]),
    ("pilotfish-exchange", &["pilotfish-copy"]),
    ("pilotfish-paper", &["pilotfish-copy"]),
    ("pilotfish-sim", &["pilotfish-copy", "pilotfish-exchange"]),
    (
        "pilotfish-sim-server",
        &["pilotfish-copy", "pilotfish-exchange", "pilotfish-sim"],
    ),
    (
        "pilotfish-world",
        &[
            "pilotfish-copy",
            "pilotfish-exchange",
            "pilotfish-sim",
            "pilotfish-store",
            "pilotfish-vault",
        ],
    ),
    (
        "pilotfish-engine",
        &[
            "pilotfish-copy",
            "pilotfish-paper",
            "pilotfish-store",
            "pilotfish-vault",
            "pilotfish-polymarket",
        ],
    ),
    (
        "pilotfish-api",
        &[
            "pilotfish-copy",
            "pilotfish-store",
            "pilotfish-vault",
            "pilotfish-polymarket",
            "pilotfish-engine",
        ],
    ),
    (
        "pilotfish",
        &[
            "pilotfish-copy",
            "pilotfish-api",
            "pilotfish-engine",
            "pilotfish-polymarket",
            "pilotfish-sim",
            "pilotfish-sim-server",
            "pilotfish-vault",
        ],
    ),
    (
        "pilotfish-cli",
        &[
            "pilotfish-copy",
            "pilotfish-store",
            "pilotfish-api",
            "pilotfish-engine",
            "pilotfish-polymarket",
            "pilotfish-sim",
            "pilotfish-sim-server",
            "pilotfish-vault",
            "pilotfish-world",
        ],
    ),
    ("xtask", &[]),
];

/// Uses whatever it tests, and is used by nobody.
const TESTS: &str = "pilotfish-tests";

/// Crates of others that only some of ours may use (normal dependencies).
const RESERVED: &[(&str, &[&str])] = &[
    ("polymarket_client_sdk_v2", &["pilotfish-polymarket", "pilotfish-vault"]),
    ("sqlx", &["pilotfish-store", TESTS]),
    ("tauri", &["pilotfish"]),
    ("reqwest", &["pilotfish-polymarket", TESTS]),
    // The app's is the development host's, behind a feature that is never shipped; the api's offers metrics to this computer.
    ("axum", &["pilotfish-sim-server", "pilotfish-api", "pilotfish"]),
];

/// All that the core may use of others.
const CORE_USES: &[&str] = &["rust_decimal", "serde", "thiserror"];

/// Words that bring chance, clocks, input and output, unordered maps or floats into the core.
const CORE_FORBIDS: &[&str] = &[
    "HashMap",
    "HashSet",
    "RandomState",
    "SystemTime",
    "Instant",
    "f32",
    "f64",
    "async",
    "await",
    "tokio",
    "sqlx",
    "reqwest",
    "rand",
    "unsafe",
    "println",
    "eprintln",
];

/// Parts of the standard library that the core does without.
const CORE_FORBIDS_OF_STD: &[&str] = &[
    "std::net",
    "std::fs",
    "std::io",
    "std::env",
    "std::thread",
    "std::process",
    "std::time",
];

/// What may lie at the top.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src-tauri",
    "ui",
    "migrations",
    "icons",
    "tests",
    "tauri.conf.json",
    "README.md",
    "ARCHITECTURE.md",
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "SECURITY.md",
    "rustfmt.toml",
    "clippy.toml",
    "deny.toml",
    "rust-toolchain.toml",
];

/// Features that make a crate a test's, and are in no program; who has each.
const TESTS_FEATURES: &[(&str, &[&str])] = &[
    ("test-util", &["pilotfish-engine", "pilotfish-store", "pilotfish-vault"]),
    ("kill-points", &["pilotfish-store"]),
    ("scripted-answers", &["pilotfish"]),
];

struct Dependency {
    name: String,
    is_normal: bool,
    features: Vec<String>,
}

/// One member of the workspace: what it depends on directly, and what its own features switch on.
struct Member {
    dependencies: Vec<Dependency>,
    features: BTreeMap<String, Vec<String>>,
}

/// What cargo says of each member of the workspace.
fn packages() -> Vec<Value> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(repository())
        .output()
        .expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo's metadata as JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

/// Every member of the workspace with what it depends on directly.
fn members() -> BTreeMap<String, Member> {
    let dependency = |value: &Value| Dependency {
        name: value["name"].as_str().expect("a name").to_owned(),
        is_normal: value["kind"].is_null(),
        features: texts(&value["features"]),
    };
    let member = |package: &Value| {
        let dependencies = package["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            .map(dependency)
            .collect();
        let features = package["features"].as_object().expect("features").iter();
        let features = features.map(|(name, on)| (name.clone(), texts(on))).collect();
        let name = package["name"].as_str().expect("a name").to_owned();
        (name, Member { dependencies, features })
    };
    packages().iter().map(member).collect()
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// Which of our crates it may use in the end, over all arrows.
fn reachable(from: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(name) = waiting.pop() {
        let arrows = ARROWS
            .iter()
            .find(|(crate_name, _)| *crate_name == name)
            .map_or(&[][..], |(_, arrows)| arrows);
        waiting.extend(arrows.iter().filter(|to| found.insert(**to)));
    }
    found
}

#[test]
fn crates_use_only_what_their_room_may_use() {
    let members = members();
    let mut wrong = Vec::new();
    for (name, Member { dependencies, .. }) in &members {
        if name == TESTS {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| crate_name == name) else {
            wrong.push(format!("{name} has no room"));
            continue;
        };
        for dependency in dependencies
            .iter()
            .filter(|dependency| members.contains_key(&dependency.name))
        {
            let other = dependency.name.as_str();
            // A test may use a crate beside its own; never one that stands over it.
            let against = other == TESTS || reachable(other).contains(name.as_str());
            if (dependency.is_normal && !allowed.contains(&other)) || against {
                wrong.push(format!("{name} uses {other}"));
            }
        }
    }
    for (name, _) in ARROWS {
        assert!(members.contains_key(*name), "{name} is no member of the workspace");
    }
    assert!(wrong.is_empty(), "against the arrows: {}", wrong.join("; "));
}

/// Together with the two tests around it, which hold the arrows to what is compiled and axum to its rooms.
#[test]
fn the_world_compiles_no_server() {
    let used = reachable("pilotfish-world");
    let (_, servers) = RESERVED
        .iter()
        .find(|(name, _)| *name == "axum")
        .expect("a row of axum");
    assert!(servers.iter().all(|server| !used.contains(server)), "{used:?}");
    assert!(used.contains("pilotfish-sim"), "{used:?}");
}

#[test]
fn crates_of_others_stay_in_their_rooms() {
    let members = members();
    let mut wrong = Vec::new();
    for (name, Member { dependencies, .. }) in &members {
        for dependency in dependencies.iter().filter(|dependency| dependency.is_normal) {
            let reserved = RESERVED.iter().find(|(other, _)| *other == dependency.name);
            if reserved.is_some_and(|(_, users)| !users.contains(&name.as_str())) {
                wrong.push(format!("{name} uses {}", dependency.name));
            }
        }
    }
    assert!(wrong.is_empty(), "not their rooms: {}", wrong.join("; "));
    let core = &members["pilotfish-copy"];
    let uses: Vec<&str> = core
        .dependencies
        .iter()
        .filter(|used| used.is_normal)
        .map(|used| used.name.as_str())
        .collect();
    let unknown: Vec<&&str> = uses.iter().filter(|name| !CORE_USES.contains(name)).collect();
    assert!(unknown.is_empty(), "the core uses {unknown:?}");
}

/// A scripted venue or a point at which the process is ended must not be in a program that is shipped: no crate of ours has it
/// from a normal dependency, nor switches it on by a feature of its own. (The end-to-end tests have, and with them a build of the
/// whole workspace; what is shipped is built by itself, with `--package`.)
#[test]
fn the_features_of_tests_are_in_no_program() {
    let mut members = members();
    members.remove(TESTS).expect("the tests");
    let mut wrong = Vec::new();
    for (tests_feature, owners) in TESTS_FEATURES {
        let offered: Vec<&str> = members
            .iter()
            .filter(|(_, member)| member.features.contains_key(*tests_feature))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(offered, *owners, "{tests_feature}");
        for (name, member) in &members {
            for dependency in member.dependencies.iter().filter(|dependency| dependency.is_normal) {
                if dependency.features.iter().any(|feature| feature == tests_feature) {
                    wrong.push(format!("{name} has {} with {tests_feature}", dependency.name));
                }
            }
            // One such feature may bring its like of the crates below.
            let others = member.features.iter().filter(|(feature, _)| feature != tests_feature);
            for (feature, on) in others {
                let is_on = |on: &String| on == tests_feature || on.ends_with(&format!("/{tests_feature}"));
                if on.iter().any(is_on) {
                    wrong.push(format!("{name} switches {tests_feature} on by {feature}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "in a program: {}", wrong.join("; "));
}

#[test]
fn the_core_knows_no_clock_no_chance_no_floats_and_no_unordered_maps() {
    let mut wrong = Vec::new();
    for path in rust_files(&repository().join("src-tauri/copy/src")) {
        let text = std::fs::read_to_string(&path).expect("a source file");
        let code = code_of(&text);
        let found = words(&code).into_iter().filter(|word| CORE_FORBIDS.contains(word));
        wrong.extend(found.map(|word| format!("{word} in {}", path.display())));
        let parts = CORE_FORBIDS_OF_STD.iter().filter(|part| code.contains(**part));
        wrong.extend(parts.map(|part| format!("{part} in {}", path.display())));
        if has_float(&code) {
            wrong.push(format!("a float in {}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "the core is to be pure: {}", wrong.join("; "));
}

/// What makes a connection, and what makes something that does.
const CONNECTS: &[&str] = &[
    "TcpStream",
    "UdpSocket",
    "connect_async",
    "connect_async_with_config",
    "client_async",
    "client_async_tls_with_config",
    "ClientBuilder",
    "lookup_host",
    "hyper_util",
];

/// Hosts are checked at one place, which is worth as much as there is no other way out.
#[test]
fn only_the_egress_opens_connections() {
    let adapter = repository().join("src-tauri/polymarket/src");
    let mut wrong = Vec::new();
    let inside = rust_files(&adapter).into_iter();
    for path in inside.filter(|path| !path.starts_with(adapter.join("egress"))) {
        let text = std::fs::read_to_string(&path).expect("a source file");
        let code = code_of(&text);
        let found = words(&code).into_iter().filter(|word| CONNECTS.contains(word));
        wrong.extend(found.map(|word| format!("{word} in {}", path.display())));
        if code.contains("reqwest::Client") || code.contains("reqwest::get") {
            wrong.push(format!("a client in {}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "beside the egress: {}", wrong.join("; "));
    let members = members();
    let users = members
        .iter()
        .filter(|(name, _)| *name != TESTS && *name != "pilotfish-polymarket");
    for (name, Member { dependencies, .. }) in users {
        let connects = |used: &&Dependency| used.is_normal && ["reqwest", "hyper-util"].contains(&used.name.as_str());
        assert!(
            !dependencies.iter().any(|used| connects(&used)),
            "{name} has a client of its own"
        );
    }
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// What git knows of the repository, new files included; none outside a checkout.
fn files() -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(repository())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let names = String::from_utf8_lossy(&output.stdout);
    let there = names
        .split('\0')
        .filter(|name| !name.is_empty() && repository().join(name).exists());
    Some(there.map(str::to_owned).collect())
}

#[test]
fn the_top_holds_what_it_may_hold() {
    let Some(files) = files() else {
        println!("skipped: this is no git checkout");
        return;
    };
    let top: BTreeSet<&str> = files.iter().filter_map(|file| file.split('/').next()).collect();
    let allowed = |name: &&str| TOP.contains(name) || name.starts_with('.') || name.starts_with("LICENSE");
    let strange: Vec<&str> = top.iter().copied().filter(|name| !allowed(name)).collect();
    assert!(strange.is_empty(), "at the top: {strange:?}");
    for name in TOP {
        assert!(top.contains(name), "{name} is missing at the top");
    }
    assert!(
        top.iter().any(|name| name.starts_with("LICENSE")),
        "there is no licence"
    );
}

#[test]
fn no_file_names_a_registry_or_a_place_on_somebodys_machine() {
    let Some(files) = files() else {
        println!("skipped: this is no git checkout");
        return;
    };
    // In pieces, so that this file does not name them either.
    let hosts: Vec<String> = [
        ("crates", "io"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("yarnpkg", "com"),
    ]
    .iter()
    .map(|(name, end)| format!("{name}.{end}"))
    .collect();
    let places: Vec<String> = ["work", "root", "home", "Users"]
        .iter()
        .map(|name| format!("/{name}/"))
        .collect();
    let mut wrong = Vec::new();
    for name in &files {
        let Ok(text) = std::fs::read_to_string(repository().join(name)) else {
            continue;
        };
        // Cargo writes its own index's name into its lock file, and nobody can ask it not to.
        let named = hosts
            .iter()
            .filter(|host| name != "Cargo.lock" && text.contains(host.as_str()));
        wrong.extend(named.map(|host| format!("{host} in {name}")));
        let lies = places.iter().filter(|place| names_a_place(&text, place));
        wrong.extend(lies.map(|place| format!("{place} in {name}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}

/// Whether a path begins there: not in the middle of an address or of a relative path.
fn names_a_place(text: &str, place: &str) -> bool {
    text.match_indices(place).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before
            .is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '}' | '/' | '*' | ')'))
    })
}
