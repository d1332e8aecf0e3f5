//! `pilotfish-cli demo --speed max`: the whole main job in virtual time, and a stretch of the recording.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use pilotfish_copy::ids::TxHash;
use pilotfish_sim::replay::row_of;
use pilotfish_tests::lines::{json_lines, micros, text};
use pilotfish_tests::process::{Ended, run};
use pilotfish_tests::programs::{cli, recorded};
use serde_json::Value;

/// 2026-11-02T00:00Z, where a made-up world begins.
const START_MS: i64 = 1_793_577_600_000;
const HOUR_MS: i64 = 3_600_000;
/// An unoptimised build on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

fn demo(args: &[&str]) -> Ended {
    let user_home = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let ended = run(
        cli(user_home.path())
            .args(["demo", "--speed", "max", "--json"])
            .args(args),
        LIMIT,
    );
    println!("{args:?} took {:.1} s", begun.elapsed().as_secs_f32());
    ended.assert_success();
    let left: Vec<_> = std::fs::read_dir(user_home.path()).expect("the home").collect();
    assert!(left.is_empty(), "virtual time keeps nothing, but left {left:?}");
    ended
}

fn forty_hours(seed: &str) -> Ended {
    demo(&["--seed", seed, "--for", "40h", "--follow", "25usdc:5"])
}

fn of_kind<'a>(lines: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| text(line, "kind") == kind)
}

#[test]
fn forty_hours_show_the_whole_job() {
    let ended = forty_hours("7");
    let lines = json_lines(&ended.stdout);
    let summary = lines.last().expect("a summary");
    assert_eq!(text(summary, "kind"), "summary");
    assert_eq!(of_kind(&lines, "summary").count(), 1, "one summary, the last line");
    assert_eq!(summary["invariant_violations"], 0, "{summary}");
    everything_happened(&lines);
    the_summary_counts_the_lines(&lines, summary);
    the_numbers_have_no_gaps_and_time_never_goes_back(&lines);
}

fn everything_happened(lines: &[Value]) {
    let mut missing = Vec::new();
    let mut need = |what: String, there: bool| {
        if !there {
            missing.push(what);
        }
    };
    for change in ["NewPosition", "SizeIncrease", "SizeDecrease", "PositionClosed"] {
        let there = of_kind(lines, "signal").any(|signal| text(signal, "change") == change);
        need(format!("the signal {change}"), there);
    }
    for stage in [2, 3, 4] {
        let there = of_kind(lines, "price").any(|price| {
            let entered = price["stage"] == stage && price["previous_stage"].as_i64().is_some_and(|last| last < stage);
            entered && price["previous"].is_string() && price["previous"] != price["limit"]
        });
        need(format!("a reprice on entering stage {stage}"), there);
    }
    let partly = of_kind(lines, "fill").any(|fill| micros(fill, "filled") < micros(fill, "of"));
    need("a partial fill".to_owned(), partly);
    let turned = of_kind(lines, "cancel").any(|cancel| text(cancel, "reason") == "turned_round");
    need("a cancellation by turn-round".to_owned(), turned);
    for kind in ["conversion", "skip", "settlement", "resolution"] {
        need(kind.to_owned(), of_kind(lines, kind).next().is_some());
    }
    assert!(missing.is_empty(), "40 h show no {}", missing.join(", no "));
}

fn the_summary_counts_the_lines(lines: &[Value], summary: &Value) {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut skips: BTreeMap<&str, u64> = BTreeMap::new();
    for line in lines.iter().filter(|line| text(line, "kind") != "summary") {
        *counts.entry(text(line, "kind")).or_default() += 1;
        if text(line, "kind") == "skip" {
            *skips.entry(text(line, "reason")).or_default() += 1;
        }
    }
    assert_eq!(summary["counts"], serde_json::json!(counts), "counts by kind");
    assert_eq!(summary["skips"], serde_json::json!(skips), "skips by reason");
    // PnL is what it is made of, and slippage is told where something filled.
    let pnl = micros(summary, "realised") + micros(summary, "unrealised") - micros(summary, "fees");
    assert_eq!(micros(summary, "pnl"), pnl, "{summary}");
    assert!(summary["average_slippage_bps"].is_string(), "{summary}");
}

fn the_numbers_have_no_gaps_and_time_never_goes_back(lines: &[Value]) {
    let events: Vec<&Value> = lines.iter().filter(|line| text(line, "kind") != "summary").collect();
    for pair in events.windows(2) {
        let (seq, at) = (pair[0]["seq"].as_i64().unwrap(), pair[0]["at"].as_i64().unwrap());
        assert_eq!(pair[1]["seq"].as_i64(), Some(seq + 1), "{}", pair[1]);
        assert!(pair[1]["at"].as_i64().unwrap() >= at, "{}", pair[1]);
    }
    // Every instant is the world's: nothing of the machine's clock is printed.
    let first = START_MS - 30 * 24 * HOUR_MS;
    let last = START_MS + 90 * HOUR_MS;
    for line in lines {
        instants(line, &mut |ms| {
            assert!((first..last).contains(&ms), "{ms} is no instant of this world: {line}")
        });
    }
}

/// Every number that could be a time in ms, wherever it stands.
fn instants(value: &Value, look: &mut impl FnMut(i64)) {
    match value {
        Value::Number(number) => number
            .as_i64()
            .filter(|ms| *ms > 1_000_000_000_000)
            .into_iter()
            .for_each(look),
        Value::Array(values) => values.iter().for_each(|value| instants(value, look)),
        Value::Object(fields) => fields.values().for_each(|value| instants(value, look)),
        _ => {}
    }
}

#[test]
fn the_same_command_gives_the_same_bytes_and_another_seed_others() {
    let args = |seed| demo(&["--seed", seed, "--for", "10h", "--follow", "25usdc:5"]).stdout;
    let first = args("7");
    assert!(first.lines().count() > 50, "little happened in 10 h: {first}");
    assert!(first == args("7"), "the same seed gave other bytes");
    assert!(first != args("8"), "another seed gave the same bytes");
}

#[test]
fn without_a_seed_it_is_one() {
    let without = demo(&["--for", "3h", "--follow", "25usdc:5"]).stdout;
    let with = demo(&["--seed", "1", "--for", "3h", "--follow", "25usdc:5"]).stdout;
    assert!(without == with);
}

#[test]
fn people_get_sentences_instead_of_json() {
    let user_home = tempfile::tempdir().expect("a folder");
    let args = [
        "demo", "--speed", "max", "--seed", "7", "--for", "6h", "--follow", "25usdc:5",
    ];
    let ended = run(cli(user_home.path()).args(args), LIMIT);
    ended.assert_success();
    assert!(
        ended.stdout.lines().all(|line| !line.trim_start().starts_with('{')),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("invariant violations 0"), "{}", ended.stdout);
}

/// A row of the recording that is a change.
struct Change {
    number: u64,
    at_s: String,
    condition: String,
    before: String,
    after: String,
}

/// The changes of one trader, and the name that only this trader ever had, with the stretch in which most of them happen.
struct Recording {
    changes: std::path::PathBuf,
    prices: std::path::PathBuf,
}

impl Recording {
    fn find() -> Option<Self> {
        let changes = recorded("recorded/positions", "changes_");
        let prices = recorded("recorded/positions", "prices_");
        let (Some(changes), Some(prices)) = (changes, prices) else {
            println!("skipped: the recording is not here");
            return None;
        };
        Some(Self { changes, prices })
    }

    fn changes_of(&self, name: &str) -> Vec<Change> {
        let mut text = String::new();
        let file = std::fs::File::open(&self.changes).expect("the recording");
        flate2::read::GzDecoder::new(file)
            .read_to_string(&mut text)
            .expect("the recording's text");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().expect("a header").clone();
        let place = |name: &str| columns.iter().position(|column| column == name).expect("a column");
        let [at, named, who, condition, kind, before, after] = [
            "observed_utc",
            "name",
            "wallet",
            "condition_id",
            "kind",
            "shares_before",
            "shares_after",
        ]
        .map(place);
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        // A wallet may have had several names; the follow is of the wallet.
        let wallet = rows
            .iter()
            .find(|row| &row[named] == name)
            .map(|row| row[who].to_owned());
        let wallet = wallet.unwrap_or_else(|| panic!("nobody is called {name} in the recording"));
        rows.iter()
            .zip(1_u64..)
            .filter(|(row, _)| row[who] == wallet && &row[kind] != "baseline")
            .map(|(row, number)| Change {
                number,
                at_s: row[at].to_owned(),
                condition: row[condition].to_lowercase(),
                before: row[before].to_owned(),
                after: row[after].to_owned(),
            })
            .collect()
    }

    fn play(&self, args: &[&str]) -> String {
        let path = |path: &Path| path.to_str().expect("a path").to_owned();
        let (changes, prices) = (path(&self.changes), path(&self.prices));
        let mut all = vec!["--replay", &changes, "--prices", &prices, "--balance", "1000000"];
        all.extend(args);
        demo(&all).stdout
    }
}

/// Micro-shares of a recorded decimal, which may have more places than the venue's six.
fn recorded_micros(text: &str) -> i64 {
    let cut: String = text.split_once('.').map_or_else(
        || text.to_owned(),
        |(whole, part)| format!("{whole}.{}", part.chars().take(6).collect::<String>()),
    );
    pilotfish_tests::lines::parse_micros(&cut).unwrap_or_else(|| panic!("{text} is no number of shares"))
}

#[test]
fn a_replayed_stretch_traces_every_change_both_ways_vectors() {
    let Some(recording) = Recording::find() else { return };
    let (from, length, end) = ("2026-07-30", "10d", "2026-08-09");
    let args = ["--from", from, "--for", length, "--follow", "swisstony:0.1"];
    let printed = recording.play(&args);
    let lines = json_lines(&printed);
    let changes = recording.changes_of("swisstony");
    let in_stretch: Vec<&Change> = changes
        .iter()
        .filter(|change| change.at_s.as_str() >= from && change.at_s.as_str() < end)
        .collect();
    println!(
        "{} recorded changes of {} lie in the stretch",
        in_stretch.len(),
        changes.len()
    );
    assert!(
        !in_stretch.is_empty(),
        "the trader has no change there: choose another stretch"
    );
    assert_eq!(
        lines.last().expect("a summary")["invariant_violations"],
        0,
        "{}",
        lines.last().unwrap()
    );

    let by_row: BTreeMap<u64, &Change> = changes.iter().map(|change| (change.number, change)).collect();
    let mut traced: BTreeMap<u64, &Value> = BTreeMap::new();
    for signal in of_kind(&lines, "signal").filter(|signal| text(signal, "origin") == "trades") {
        let row = recorded_row(signal).unwrap_or_else(|| panic!("no recorded row is behind {signal}"));
        let change = by_row
            .get(&row)
            .unwrap_or_else(|| panic!("row {row} is no change of this trader: {signal}"));
        assert_eq!(text(signal, "condition"), change.condition, "row {row}");
        let told = micros(signal, "after") - micros(signal, "before");
        let recorded = recorded_micros(&change.after) - recorded_micros(&change.before);
        assert_eq!(told, recorded, "row {row} moved other shares: {signal}");
        assert!(traced.insert(row, signal).is_none(), "row {row} became two signals");
    }
    let silent: Vec<u64> = in_stretch
        .iter()
        .map(|change| change.number)
        .filter(|row| !traced.contains_key(row))
        .collect();
    assert!(silent.is_empty(), "these recorded changes led to nothing: {silent:?}");
    every_signal_was_decided(&lines);
    assert!(printed == recording.play(&args), "the same replay gave other bytes");
}

/// The row in the pseudo transaction that the signal's key holds.
fn recorded_row(signal: &Value) -> Option<u64> {
    text(signal, "key")
        .split('/')
        .find_map(|part| row_of(&TxHash::new(part)))
}

fn every_signal_was_decided(lines: &[Value]) {
    let decided: BTreeSet<u64> = lines
        .iter()
        .filter(|line| {
            text(line, "kind") == "skip" || (text(line, "kind") == "order" && text(line, "step") == "opened")
        })
        .filter_map(|line| line["signal"].as_u64())
        .collect();
    for signal in of_kind(lines, "signal") {
        let id = signal["signal"].as_u64().expect("an id");
        // A turn-round that waits for final fills when the run ends has decided nothing yet.
        let is_last_minute =
            lines.iter().rev().nth(1).is_some_and(|last| {
                last["at"].as_i64().unwrap_or(0) - signal["at"].as_i64().unwrap_or(0) < 10 * 60_000
            });
        assert!(
            decided.contains(&id) || is_last_minute,
            "nothing was decided on {signal}"
        );
    }
}
