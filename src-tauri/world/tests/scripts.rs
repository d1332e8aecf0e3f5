//! Every script in `tests/scripts` holds: each is a world that once went wrong, or that somebody wrote by hand.

use pilotfish_world::simulate::{Detail, Script, play, rows_for};

#[test]
fn every_kept_script_holds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scripts");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of scripts")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no scripts in {folder}");
    let mut broken = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a script");
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
            .to_owned();
        let script = match Script::read(&text) {
            Ok(script) => script,
            Err(error) => {
                broken.push(format!("{name}: {error}"));
                continue;
            }
        };
        let outcome = play(&script, Detail::None, rows_for(&script).expect("a store")).expect("a world");
        if let Some(violation) = outcome.violations.first() {
            broken.push(format!("{name}: {}: {}", violation.rule, violation.what));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_example_of_the_readme_is_read() {
    let readme = include_str!("../README.md");
    let mut lines = 0;
    for block in readme.split("```jsonl").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        let script = Script::read(block).expect("the README's examples are lines of a script");
        lines += script.lines.len();
        let again = Script::read(&script.write()).expect("what is written is read");
        assert_eq!(script, again);
    }
    assert!(lines > 60, "{lines} examples");
}
