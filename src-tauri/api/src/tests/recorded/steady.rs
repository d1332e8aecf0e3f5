//! What is another in each run, and means the same: made the same.
//!
//! Hashes of orders carry a random number, folders are temporary, sizes and durations are this machine's. Nothing that a page decides
//! or adds up is touched.

use std::collections::BTreeMap;

use pilotfish_engine::clock::system_ms;
use serde_json::{Value, json};

/// Where a user's data are, in what is recorded.
const FOLDER: &str = "/data/pilotfish";
/// The instant that stands for the real time of the recording: 12 October 2026, 9:30 UTC.
pub(super) const REAL_NOW: i64 = 1_791_797_400_000;
/// Real times of one recording are of one instant, as far as they lie less apart.
const GRAIN_MS: i64 = 600_000;
/// What lies further from the recording's real time is no real time.
const REAL_MOST_MS: i64 = 400 * 86_400_000;

/// Figures of this machine, by the name of their field: sizes in bytes and kilobytes, durations, memory.
const MEASURED: [(&str, i64); 13] = [
    ("databaseBytes", 4_194_304),
    ("running", 3_600_000),
    ("median", 180),
    ("slow", 920),
    ("most", 2_400),
    ("commits", 214),
    ("requests", 1_432),
    ("memory", 148_000),
    ("database", 4_096),
    ("snapshots", 512),
    ("logs", 96),
    ("bytes", 2_048),
    ("count", 40),
];

/// When the second source is read is a matter of real time: no trade was seen by either.
fn is_quiet(report: &mut Value) {
    for trader in report["traders"].as_array_mut().into_iter().flatten() {
        for source in ["stream", "list"] {
            trader[source] = json!({ "seen": 0, "due": 0, "missing": 0, "delay": null });
        }
        trader["matched"] = json!(0);
        trader["verdict"] = json!("quiet");
    }
}

/// How long after its signal an order was priced is a matter of real time: where that took longer than an instant, the signal's own comes
/// before, without a price.
fn begins_with_its_price(path: &mut Value) {
    if let Some(points) = path["points"].as_array_mut()
        && points.len() > 1
        && points[0]["bid"].is_null()
    {
        points.remove(0);
    }
}

/// Renames what differs from run to run.
#[derive(Clone)]
pub(super) struct Steady {
    folder: String,
    /// Names of this run, and what stands for them.
    names: Vec<(String, &'static str)>,
    began: i64,
    /// Whether the venue's time is this machine's: what is left of something is told in real time then.
    in_real_time: bool,
    /// Whether no time is this machine's.
    in_venue_time: bool,
    hashes: BTreeMap<String, String>,
    known: Vec<String>,
}

impl Steady {
    pub(super) fn of(known: Vec<String>) -> Self {
        Self {
            folder: "no folder yet".to_owned(),
            names: Vec::new(),
            began: system_ms(),
            in_real_time: false,
            in_venue_time: false,
            hashes: BTreeMap::new(),
            known,
        }
    }

    /// The same of accounts, which live in real time.
    pub(super) fn in_real_time(known: Vec<String>) -> Self {
        Self {
            in_real_time: true,
            ..Self::of(known)
        }
    }

    /// The same of a demo, in which all times are the venue's: they are what they are.
    pub(super) fn in_venue_time(known: Vec<String>) -> Self {
        Self {
            in_venue_time: true,
            ..Self::of(known)
        }
    }

    /// Another folder from now on.
    pub(super) fn folder_is(&mut self, folder: &std::path::Path) {
        self.folder = folder.display().to_string();
    }

    /// What this run calls so is called otherwise in what is recorded.
    pub(super) fn stands_for(&mut self, name: String, stands: &'static str) {
        self.names.push((name, stands));
    }

    pub(super) fn answer(&mut self, command: &str, mut answer: Value) -> Value {
        if command == "feed_report" {
            is_quiet(&mut answer);
        }
        if command == "order_path" && self.in_real_time {
            begins_with_its_price(&mut answer);
        }
        self.walk(command, "", &mut answer);
        answer
    }

    fn walk(&mut self, command: &str, key: &str, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Number(number) => {
                if let Some(number) = number.as_i64() {
                    *value = json!(self.number(command, key, number));
                }
            }
            Value::Array(values) => {
                values.iter_mut().for_each(|value| self.walk(command, key, value));
                // How often a figure was looked at in real time.
                if key == "curve" && self.in_real_time {
                    values.dedup();
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    self.walk(command, key, value);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn number(&self, command: &str, key: &str, number: i64) -> i64 {
        let measured = MEASURED.iter().find(|(name, _)| *name == key);
        match (command, key, measured) {
            // The program's own clock.
            ("hosts", "now", _) => REAL_NOW,
            // How long ago in real time: what was recorded was read just now.
            (_, "age", _) => 200,
            // Of a market's time: as much as there was when the recording began.
            (_, "left", _) if self.in_real_time => (number + GRAIN_MS / 2).div_euclid(GRAIN_MS) * GRAIN_MS,
            // How long the test order's answer took this machine.
            ("test_order", "after", _) => 0,
            ("diagnostics" | "data_paths" | "preview_support", _, Some((_, figure))) => *figure,
            _ => self.instant(number),
        }
    }

    /// A real time as it would be at [`REAL_NOW`].
    fn instant(&self, number: i64) -> i64 {
        if self.in_venue_time {
            return number;
        }
        let after = number - self.began;
        // The beginning itself may be a moment after what is told: a grain has its middle there.
        let grains = (after + GRAIN_MS / 2).div_euclid(GRAIN_MS);
        if after.abs() < REAL_MOST_MS && number > REAL_NOW + 20 * 86_400_000 {
            REAL_NOW + grains * GRAIN_MS
        } else {
            number
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut text = text.replace(&self.folder, FOLDER);
        for (name, stands) in &self.names {
            text = text.replace(name, stands);
        }
        let is_hash =
            text.len() == 66 && text.starts_with("0x") && text[2..].bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash || self.known.contains(&text) || text.starts_with("0x00000000") {
            return text;
        }
        let number = self.hashes.len() + 1;
        let name = self
            .hashes
            .entry(text)
            .or_insert_with(|| format!("0x{number:02x}{}", "5eed".repeat(15) + "00"));
        name.clone()
    }
}
