//! The slow proofs, one after the other: `cargo xtask prove`. What each printed is kept under `prove/` of the build folder.

use std::process::{Command, Stdio};

use crate::process::{cargo, root, target};
use crate::soak;

/// A proof: its name, and the task with its words that makes it.
const PROOFS: [(&str, &[&str]); 13] = [
    ("simulate", &["simulate", "--seeds", "20000"]),
    ("plants", &["plants"]),
    ("kill", &["kill", "--runs", "200"]),
    (
        "soak",
        &["soak", "--traders", "200", "--hours", "24", "--habits", "all"],
    ),
    ("sockets", &["soak", "--sockets", "--traders", "200", "--minutes", "10"]),
    ("live", &["live"]),
    ("live-window", &["live-window"]),
    ("looks", &["looks"]),
    ("core", &["bench", "core"]),
    ("path", &["bench", "path"]),
    ("desktop", &["bench", "desktop"]),
    ("window", &["bench", "window"]),
    ("background", &["soak", "--background"]),
];

/// Makes every proof, or those that are named; a proof that fails keeps no other from being made.
pub(crate) fn prove(names: &[String]) -> Result<(), String> {
    let folder = target().join("prove");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if let Some(unknown) = names.iter().find(|name| PROOFS.iter().all(|(known, _)| known != name)) {
        let known: Vec<&str> = PROOFS.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no proof {unknown}: {}", known.join(", ")));
    }
    let mut failed = Vec::new();
    for (name, words) in PROOFS {
        if !names.is_empty() && !names.iter().any(|asked| asked == name) {
            continue;
        }
        let (told, holds) = carry_out(words)?;
        let file = folder.join(format!("{name}.txt"));
        std::fs::write(&file, &told).map_err(|error| format!("{}: {error}", file.display()))?;
        let last = told.lines().rfind(|line| !line.trim().is_empty());
        let last = last.unwrap_or("it printed nothing");
        println!("{name}: {last}{}", if holds { "" } else { " (FAILED)" });
        if !holds {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("not proved: {}; see {}", failed.join(", "), folder.display()))
    }
}

/// What a task printed, and whether it ended well.
fn carry_out(words: &[&str]) -> Result<(String, bool), String> {
    if let ["simulate", rest @ ..] = words {
        // Built for speed, which `cargo xtask simulate` does without.
        soak::simulation()?;
        return heard(soak::program("pilotfish-simulate").args(rest));
    }
    // The whole main job with real orders, for each kind of wallet: minutes, and too much for a machine that does anything else.
    match words {
        ["live"] => return left_out("live", None),
        ["live-window"] => {
            crate::web::bundle()?;
            return left_out("desktop", Some("whole_job_in_the_window"));
        }
        ["looks"] => return looks(),
        _ => {}
    }
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    heard(Command::new(this).current_dir(root()).args(words))
}

/// The tests of that binary which a run of all tests leaves out; with words, those whose names hold them.
fn left_out(binary: &str, words: Option<&str>) -> Result<(String, bool), String> {
    crate::process::run(cargo(&["build", "--locked", "--workspace", "--bins"]).args(crate::tasks::HOST))?;
    let mut tests = cargo(&["test", "--locked", "--workspace", "--test", binary]);
    tests
        .args(crate::tasks::HOST)
        .args(["--", "--ignored", "--nocapture"])
        .args(words);
    heard(tests.env("PILOTFISH_BIN", target().join("debug")))
}

/// Every page in both languages and every look, where a run of all tests looks at each in one language.
fn looks() -> Result<(String, bool), String> {
    crate::process::run(cargo(&["build", "--locked", "--workspace", "--bins"]).args(crate::tasks::HOST))?;
    let mut told = String::new();
    let mut holds = true;
    for suite in ["e2e", "e2e:engine"] {
        let mut suite = crate::tasks::browser_suite(suite);
        let (said, well) = heard(suite.env("PILOTFISH_ALL_LOOKS", "1"))?;
        told.push_str(&said);
        holds &= well;
    }
    Ok((told, holds))
}

fn heard(command: &mut Command) -> Result<(String, bool), String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
    Ok((
        String::from_utf8_lossy(&output.stdout).into_owned(),
        output.status.success(),
    ))
}
