//! What a checklist came to, as a file: what was tried on a real account, when, with which versions, and how it came out.
//!
//! It can be handed on: there is no key, API secret, passphrase, address, amount of money or place of the user's in it, because nothing
//! that could hold one is ever put in. It is written anew after each step, so that an interrupted run leaves what was done.

use std::path::{Path, PathBuf};

use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::home::write_atomically;
use serde::Serialize;
use serde_json::Value;

use crate::error::CliError;
use crate::parse::show;

/// The form of the file.
const FORM: u32 = 1;

/// A step of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Everything that can be looked at without changing anything, with the stored key.
    ReadOnly,
    /// The test order: rests far from the book, and is cancelled.
    TestOrder,
    /// Approvals through the relayer.
    Approval,
    /// One small copy of a trader.
    Copy,
    /// Cancelling it.
    Cancel,
    /// Redemption of a resolved position through the relayer.
    Redemption,
}

impl Step {
    /// Every one, in its order.
    pub(super) const ALL: [Self; 6] = [
        Self::ReadOnly,
        Self::TestOrder,
        Self::Approval,
        Self::Copy,
        Self::Cancel,
        Self::Redemption,
    ];
}

/// How a step came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// As it should be.
    Passed,
    /// Not.
    Failed,
    /// The person did not want it, or did not name what it needs.
    Skipped,
    /// There was nothing to do it with.
    NothingToDo,
    /// A step before it failed.
    NotReached,
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Line {
    pub(super) step: Step,
    pub(super) outcome: Outcome,
    /// UTC.
    pub(super) began: String,
    /// How long it took, ms.
    pub(super) took_ms: i64,
    /// Why, in a stable word: an error's code, or why it was skipped.
    pub(super) why: Option<String>,
    /// Figures of it.
    pub(super) facts: Value,
}

#[derive(Debug, Serialize)]
struct Content {
    form: u32,
    program: &'static str,
    system: String,
    /// UTC.
    began: String,
    ended: Option<String>,
    wallet_kind: Option<String>,
    /// Whether the addresses were Polymarket's own.
    polymarket: bool,
    steps: Vec<Line>,
}

/// The report, and where it is written.
#[derive(Debug)]
pub(super) struct Report {
    path: PathBuf,
    content: Content,
}

impl Report {
    /// A new one in that file, which must not be there yet; without one, in a file of the folder that is named after the time.
    ///
    /// # Errors
    /// The file is there already, or cannot be written.
    pub(super) fn begin(file: Option<PathBuf>, folder: &Path, polymarket: bool) -> Result<Self, CliError> {
        let now = show(VenueMs(system_ms()));
        let name = format!("checklist-{}.json", now.replace([' ', ':'], "-"));
        let path = file.unwrap_or_else(|| folder.join(name));
        if path.exists() {
            return Err(CliError::Refused(format!(
                "{} already exists: name another file with --report",
                path.display()
            )));
        }
        let report = Self {
            path,
            content: Content {
                form: FORM,
                program: env!("CARGO_PKG_VERSION"),
                system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
                began: now,
                ended: None,
                wallet_kind: None,
                polymarket,
                steps: Vec::new(),
            },
        };
        report.write()?;
        Ok(report)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn wallet_kind(&mut self, kind: &str) {
        self.content.wallet_kind = Some(kind.to_owned());
    }

    /// Notes a step and writes the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn note(&mut self, line: Line) -> Result<(), CliError> {
        self.content.steps.push(line);
        self.write()
    }

    /// Ends it: steps that were not reached are in it as such. Says how many failed.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn end(&mut self) -> Result<usize, CliError> {
        let now = show(VenueMs(system_ms()));
        for step in Step::ALL {
            if !self.content.steps.iter().any(|line| line.step == step) {
                self.content.steps.push(Line {
                    step,
                    outcome: Outcome::NotReached,
                    began: now.clone(),
                    took_ms: 0,
                    why: None,
                    facts: Value::Null,
                });
            }
        }
        self.content.ended = Some(now);
        self.write()?;
        let failed = self.content.steps.iter().filter(|line| line.outcome == Outcome::Failed);
        Ok(failed.count())
    }

    fn write(&self) -> Result<(), CliError> {
        let text = serde_json::to_string_pretty(&self.content)?;
        Ok(write_atomically(&self.path, text.as_bytes())?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use serde_json::json;

    use super::*;

    fn line(step: Step, outcome: Outcome) -> Line {
        Line {
            step,
            outcome,
            began: "2026-11-02 00:00:00".to_owned(),
            took_ms: 12,
            why: None,
            facts: json!({ "calls": 2 }),
        }
    }

    #[test]
    fn what_was_done_is_on_the_disk_after_each_step_and_what_was_not_reached_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        let read = || -> Value { serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap() };
        let mut report = Report::begin(Some(file.clone()), folder.path(), false).unwrap();
        assert_eq!(read()["steps"], json!([]));
        report.note(line(Step::ReadOnly, Outcome::Passed)).unwrap();
        assert_eq!(read()["steps"][0]["outcome"], "passed");
        report.note(line(Step::TestOrder, Outcome::Failed)).unwrap();
        assert_eq!(report.end().unwrap(), 1);
        let told = read();
        assert_eq!(told["steps"].as_array().unwrap().len(), Step::ALL.len());
        assert_eq!(told["steps"][5]["outcome"], "not_reached");
        assert!(told["ended"].is_string() && told["program"] == env!("CARGO_PKG_VERSION"));
        // Nothing is written over.
        assert!(Report::begin(Some(file), folder.path(), false).is_err());
        let named = Report::begin(None, folder.path(), false).unwrap();
        assert!(named.path().starts_with(folder.path()));
    }
}
