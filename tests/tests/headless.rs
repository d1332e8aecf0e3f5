//! The program without a window, as a server has it: run by a service manager, killed and started again, commanded from a terminal, read
//! by scripts.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "headless/commands.rs"]
mod commands;
#[path = "headless/service.rs"]
mod service;
#[path = "headless/support.rs"]
mod support;

use std::process::Command;
use std::time::Duration;

use pilotfish_tests::process::{Ended, run};
use pilotfish_tests::programs::cli;
use serde_json::Value;
use tempfile::TempDir;

/// For a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// A user's folders.
struct Place {
    home: TempDir,
    user: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().expect("a folder"),
            user: tempfile::tempdir().expect("a folder"),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = cli(self.user.path());
        for colours in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(colours);
        }
        command
            .env("LC_ALL", "C")
            .args(args)
            .arg("--home")
            .arg(self.home.path());
        command
    }

    /// Runs a command to its end, whatever that is.
    fn run(&self, args: &[&str]) -> Ended {
        let ended = run(&mut self.command(args), LIMIT);
        ended.assert_tidy();
        ended
    }

    /// Runs a command that is to end with that code.
    fn ends(&self, args: &[&str], code: i32) -> Ended {
        let ended = self.run(args);
        assert_eq!(ended.code, Some(code), "{args:?}: {}{}", ended.stderr, ended.stdout);
        ended
    }

    /// The objects that a command prints, which is to succeed.
    fn objects(&self, args: &[&str]) -> Vec<Value> {
        pilotfish_tests::lines::json_lines(&self.ends(args, 0).stdout)
    }

    /// The one object that a command prints.
    fn object(&self, args: &[&str]) -> Value {
        let mut objects = self.objects(args);
        assert_eq!(objects.len(), 1, "{args:?}: {objects:?}");
        objects.remove(0)
    }
}

/// The names of an object's fields, in the order of the alphabet.
fn fields(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// That an object has these fields, whatever else it has.
fn assert_has(value: &Value, names: &[&str]) {
    let fields = fields(value);
    for name in names {
        assert!(fields.contains(name), "no {name} in {value}");
    }
}
