//! Five hundred seeded worlds of 48 hours, in each run of the tests: nothing that the oracle knows of may break.

use std::process::Command;

use pilotfish_world::simulate::{Detail, PlanOptions, plan, plants, play, rows_for};

const SEEDS: u64 = 500;

#[test]
fn five_hundred_worlds_break_no_rule() {
    let ran = Command::new(env!("CARGO_BIN_EXE_pilotfish-simulate"))
        .args(["--seeds", &SEEDS.to_string(), "--no-shrink"])
        .output()
        .expect("pilotfish-simulate runs");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    let last = told.lines().last().unwrap_or_default();
    assert!(last.starts_with(&format!("seeds {SEEDS}, ")), "{told}");
    assert!(ran.status.success() && last.contains(", failures 0, "), "{told}");
}

#[test]
fn a_seed_gives_the_same_bytes_twice_and_another_seed_gives_others() {
    let run = |seed| {
        let options = PlanOptions {
            hours: 12,
            ..PlanOptions::default()
        };
        let script = plan(seed, &options).expect("a plan");
        play(&script, Detail::All, rows_for(&script).expect("a store")).expect("a world")
    };
    assert!(run(3).trace == run(3).trace, "seed 3 gives two traces");
    assert!(run(3).hash != run(4).hash, "seeds 3 and 4 give one trace");
}

/// What is planted in the sources and what is named are the same.
#[test]
fn every_planted_fault_is_named_once_and_stands_in_the_sources() {
    let mut found = std::collections::BTreeSet::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root.join("copy/src"), root.join("world/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for part in text.split("planted!(\"").skip(1) {
                found.insert(part.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }
    let named: std::collections::BTreeSet<String> = plants::NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(found, named);
    assert!(
        named.len() == plants::NAMES.len() && named.len() >= 25,
        "{}",
        named.len()
    );
}

/// The programs that are shipped are built without them.
#[test]
fn what_is_shipped_has_no_planted_faults() {
    for program in ["pilotfish", "pilotfish-cli"] {
        let told = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--locked",
                "--offline",
                "--package",
                program,
                "--edges",
                "normal,features",
                "--format",
                "{p} {f}",
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo tree runs");
        let tree = String::from_utf8_lossy(&told.stdout);
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        assert!(tree.contains("pilotfish-copy"), "{program} is built with the core");
        assert!(
            !tree.contains("planted-faults"),
            "{program} is built with planted faults"
        );
    }
}
