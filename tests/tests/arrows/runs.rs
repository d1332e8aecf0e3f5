//! Nothing that looks like a test is left out of what is run.

use std::path::{Path, PathBuf};

use super::{packages, rust_files};

/// The targets of all members that are of this kind.
fn targets(kind: &str) -> Vec<serde_json::Value> {
    let all = packages();
    let all = all
        .iter()
        .flat_map(|package| package["targets"].as_array().expect("targets"));
    let is_kind = |target: &&serde_json::Value| target["kind"].as_array().is_some_and(|kinds| kinds[0] == kind);
    all.filter(is_kind).cloned().collect()
}

fn source(target: &serde_json::Value) -> PathBuf {
    PathBuf::from(target["src_path"].as_str().expect("a source file"))
}

/// The integration tests of most crates are one binary, and the compiler is silent about a file that it is not told of.
#[test]
fn every_file_of_tests_belongs_to_a_binary() {
    let mut wrong = Vec::new();
    let mut binaries = 0;
    for root in targets("test")
        .iter()
        .map(source)
        .filter(|root| root.ends_with("main.rs"))
    {
        binaries += 1;
        left_out(root.parent().expect("a folder"), &root, &mut wrong);
    }
    assert!(binaries > 3, "only {binaries} are made of several files");
    assert!(wrong.is_empty(), "no module of its folder: {wrong:?}");
}

/// The files in this folder, and in those below it, of which the file that names the folder's modules does not tell.
fn left_out(folder: &Path, names_them: &Path, wrong: &mut Vec<PathBuf>) {
    let text = std::fs::read_to_string(names_them).expect("a source file");
    for entry in std::fs::read_dir(folder).expect("a folder of tests") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        if path.is_dir() && !rust_files(&path).is_empty() {
            let (inside, beside) = (path.join("mod.rs"), path.with_extension("rs"));
            left_out(&path, if inside.exists() { &inside } else { &beside }, wrong);
        } else if path != names_them && path.extension().is_some_and(|extension| extension == "rs") {
            let named = format!("mod {name};");
            let names_it = |line: &str| line == named || line == format!("pub(crate) {named}");
            if !text.lines().any(names_it) {
                wrong.push(path);
            }
        }
    }
}

/// Examples in comments are compiled for a library that asks for it; these do not, which spares a run for each that has none.
#[test]
fn no_library_that_skips_examples_in_comments_has_any() {
    let mut wrong = Vec::new();
    let libraries = targets("lib");
    for library in libraries.iter().filter(|library| library["doctest"] == false) {
        for path in rust_files(source(library).parent().expect("a folder")) {
            let text = std::fs::read_to_string(&path).expect("a source file");
            if has_example(&text) {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "examples that nobody compiles: {wrong:?}");
}

/// Whether a comment of documentation has a block that is Rust: one that says nothing else.
fn has_example(text: &str) -> bool {
    let comment = |line: &'_ str| {
        let line = line.trim_start();
        line.strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"))
            .map(|said| said.trim().to_owned())
    };
    let fences = text.lines().filter_map(comment).filter(|said| said.starts_with("```"));
    // Every other fence ends a block.
    fences.step_by(2).any(|fence| {
        !matches!(
            fence.trim_start_matches('`'),
            "text" | "json" | "jsonl" | "sql" | "sh" | "toml"
        )
    })
}

#[test]
fn a_block_is_an_example_unless_it_says_what_else_it_is() {
    assert!(has_example("/// ```\n/// f();\n/// ```"));
    assert!(has_example(
        "    //! ```text\n//! x\n//! ```\n//! ```no_run\n//! f();\n//! ```"
    ));
    assert!(!has_example("/// ```text\n/// x\n/// ```\n// ```\nlet text = \"```\";"));
}
