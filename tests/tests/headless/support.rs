//! A support bundle from a terminal: shown before it is written, with the same taken out of it whether a program runs or not; and a log
//! that is written as it is chosen in the settings.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::Value;

use super::commands::{running, venue};
use crate::{LIMIT, Place};

/// What looks like a private key.
const SECRET: &str = "0x5f1c0e7b9d3a2846c1f0e9d8b7a6958473625140f1e2d3c4b5a6978869504132";

fn logs(place: &Place) -> PathBuf {
    place.home.path().join("logs")
}

/// Shows a bundle, writes it, and looks at both.
fn is_shown_and_written(place: &Place, name: &str) {
    let path = place.user.path().join(name);
    let to = path.to_str().unwrap();
    let shown = place.ends(&["support", "-o", to, "--json"], 1);
    let shown: Value = serde_json::from_str(shown.stdout.trim()).unwrap();
    assert_eq!(shown["kind"], "support_preview");
    let files = shown["preview"]["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().filter_map(|file| file["name"].as_str()).collect();
    for part in ["about.json", "settings.json", "standing.json", "logs/pilotfish.log"] {
        assert!(names.contains(&part), "{part} is not in {names:?}");
    }
    let texts: String = files.iter().filter_map(|file| file["text"].as_str()).collect();
    for secret in [SECRET, "25usdc", place.home.path().to_str().unwrap()] {
        assert!(!texts.contains(secret), "{secret} is in {texts}");
    }
    assert!(
        texts.contains("a line of the log") && texts.contains("<trader 1>"),
        "{texts}"
    );
    let log = files.iter().find(|file| file["name"] == "logs/pilotfish.log").unwrap();
    assert!(log["hidden"].as_u64().is_some_and(|hidden| hidden >= 2), "{log}");

    // For people: a table, and with a word what is in the files. There is no terminal here, so that nobody can say yes.
    let table = place.ends(&["support", "-o", to, "--contents"], 1);
    assert!(table.stdout.contains("The program and the system"), "{}", table.stdout);
    assert!(table.stdout.contains("a line of the log"), "{}", table.stdout);
    assert!(table.stderr.contains("--yes"), "{}", table.stderr);
    let french = place.ends(&["support", "-o", to, "--language", "fr"], 1);
    assert!(
        french.stdout.contains("Le programme et le système"),
        "{}",
        french.stdout
    );
    assert!(!path.exists(), "it was not to be written");

    let written = place.object(&["support", "-o", to, "--yes", "--json"]);
    assert_eq!(written["kind"], "support_written");
    assert_eq!(written["files"].as_u64(), u64::try_from(files.len()).ok());
    let content = std::fs::read(&path).unwrap();
    assert!(content.starts_with(b"PK"), "it is no zip file");
    assert_eq!(
        path.metadata().unwrap().permissions().mode() & 0o077,
        0,
        "for its owner only"
    );
    let again = place.ends(&["support", "-o", to, "--yes"], 1);
    assert!(again.stderr.contains("already exists"), "{}", again.stderr);
    assert_eq!(std::fs::read(&path).unwrap(), content, "it was written over");
    // Nothing of it stays where the program that runs had put it.
    let left: Vec<_> = std::fs::read_dir(logs(place)).unwrap().filter_map(Result::ok).collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_bundle_is_shown_before_it_is_written_whether_a_program_runs_or_not() {
    let (place, venue) = (Place::new(), venue().await);
    std::fs::create_dir_all(logs(&place)).unwrap();
    let line = format!("WARN a line of the log about 25usdc and {SECRET}\n");
    std::fs::write(logs(&place).join("pilotfish.log"), line).unwrap();
    let program = running(&place, &venue);
    place.ends(&["follow", "25usdc", "-p", "5"], 0);
    is_shown_and_written(&place, "running.zip");
    program.terminate();
    program.finish(LIMIT).assert_success();
    is_shown_and_written(&place, "ended.zip");
    venue.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_logs_as_much_as_is_chosen_in_the_settings_unless_it_is_told_otherwise() {
    let (place, venue) = (Place::new(), venue().await);
    let said = |level: &str, variable: Option<&str>| {
        std::fs::write(
            place.home.path().join("settings.json"),
            format!(r#"{{"logLevel":"{level}"}}"#),
        )
        .unwrap();
        let mut command = place.command(&["run", "--venue", &venue.http_url(), "--seed", "7", "--for", "1m"]);
        command.envs(variable.map(|filter| ("PILOTFISH_LOG", filter)));
        let ended = pilotfish_tests::process::run(&mut command, LIMIT);
        ended.assert_success();
        ended.stderr
    };
    let (few, many) = (said("warnings", None), said("normal", None));
    assert!(!few.contains(" INFO ") && many.contains(" INFO "), "{few}\n---\n{many}");
    let told = said("normal", Some("error"));
    assert!(!told.contains(" INFO "), "{told}");
    venue.shutdown().await;
}
