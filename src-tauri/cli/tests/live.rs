//! `live` in a folder in which nobody has gone the way to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn called(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pilotfish-cli"))
        .args(words)
        .arg("--home")
        .arg(folder.join("home"))
        .env("HOME", folder)
        .env_remove("XDG_DATA_HOME")
        .env_remove("PILOTFISH_HOME")
        .env_remove("CREDENTIALS_DIRECTORY")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn refused(folder: &Path, words: &[&str]) -> String {
    let output = called(folder, words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
    assert!(output.stdout.is_empty(), "{words:?}");
    said
}

#[test]
fn nothing_of_live_runs_where_nobody_has_enabled_it() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["enable", "run"] {
        let said = refused(folder.path(), &["live", command, "--store", "keystore"]);
        assert!(said.contains("there is no encrypted keystore in this folder"), "{said}");
    }
    let said = refused(folder.path(), &["live", "disable"]);
    assert!(said.contains("no account was chosen for live trading"), "{said}");
    let status = called(folder.path(), &["live", "status"]);
    let said = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(
        status.status.success() && said.contains("live is not enabled"),
        "{said}"
    );
    assert!(
        !folder.path().join("home/live/pilotfish.db").exists(),
        "nothing was made"
    );
}

#[test]
fn an_account_that_cannot_be_understood_is_not_taken_for_none() {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("home/live");
    std::fs::create_dir_all(&live).unwrap();
    std::fs::write(live.join("account.json"), r#"{"owner": "0x1"}"#).unwrap();
    for command in ["status", "disable"] {
        let said = refused(folder.path(), &["live", command]);
        assert!(said.contains("account.json does not name an account"), "{said}");
    }
}
