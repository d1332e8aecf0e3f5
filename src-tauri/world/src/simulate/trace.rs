//! The trace of a run: what happened, a JSON line each, and its hash.

use std::fmt::Write as _;

use pilotfish_copy::Step;
use pilotfish_copy::command::{Command, PlaceChild};
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{Input, PlaceOutcome};
use serde::Serialize;
use serde_json::json;

use super::chance::mix;
use super::script::Line;

/// How much of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Nothing.
    None,
    /// Only its hash.
    Hash,
    /// Decisions and orders.
    Decisions,
    /// All of it.
    All,
}

/// A trace as it is written.
#[derive(Debug)]
pub(crate) struct Trace {
    detail: Detail,
    start: i64,
    text: String,
    hash: u64,
    lines: u64,
}

impl Trace {
    pub(crate) fn new(detail: Detail) -> Self {
        Self {
            detail,
            start: 0,
            text: String::new(),
            hash: 0xcbf2_9ce4_8422_2325,
            lines: 0,
        }
    }

    pub(crate) fn start(&mut self, start: i64) {
        self.start = start;
    }

    fn write(&mut self, at: i64, least: Detail, kind: &str, value: &impl Serialize) {
        if self.detail == Detail::None {
            return;
        }
        let line = json!({ "at": at - self.start, kind: value }).to_string();
        for byte in line.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self.hash = mix(self.hash);
        self.lines += 1;
        let kept = match self.detail {
            Detail::All => true,
            Detail::Decisions => least == Detail::Decisions,
            _ => false,
        };
        if kept {
            let _ = writeln!(self.text, "{line}");
        }
    }

    pub(crate) fn line(&mut self, at: i64, line: &Line) {
        self.write(at, Detail::All, "line", line);
    }

    pub(crate) fn input(&mut self, at: i64, input: &Input) {
        self.write(at, Detail::All, "input", input);
    }

    pub(crate) fn step(&mut self, at: i64, step: &Step) {
        if self.detail == Detail::None {
            return;
        }
        for change in &step.changes {
            self.write(at, Detail::All, "row", change);
        }
        for event in &step.events {
            self.write(at, Detail::Decisions, "event", event);
        }
    }

    pub(crate) fn command(&mut self, at: i64, command: &Command) {
        self.write(at, Detail::All, "command", command);
    }

    pub(crate) fn sent(&mut self, at: i64, place: &PlaceChild, hash: &OrderHash) {
        if self.detail == Detail::None {
            return;
        }
        self.write(at, Detail::Decisions, "sent", &json!({ "hash": hash, "order": place }));
    }

    pub(crate) fn answer(&mut self, at: i64, hash: &OrderHash, outcome: &PlaceOutcome) {
        if self.detail == Detail::None {
            return;
        }
        self.write(
            at,
            Detail::Decisions,
            "answered",
            &json!({ "hash": hash, "outcome": outcome }),
        );
    }

    pub(crate) fn note(&mut self, at: i64, words: &str) {
        self.write(at, Detail::Decisions, "note", &words);
    }

    pub(crate) fn value(&mut self, at: i64, kind: &str, value: &impl Serialize) {
        self.write(at, Detail::Decisions, kind, value);
    }

    /// The text that was kept.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its hash and number of lines.
    pub(crate) fn hash(&self) -> (u64, u64) {
        (self.hash, self.lines)
    }
}
