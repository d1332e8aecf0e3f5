//! `pilotfish-cli demo --speed max`: the whole main job in virtual time, and a stretch of the recording.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

mod recording;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pilotfish_tests::lines::{json_lines, micros, text};
use pilotfish_tests::process::{Ended, run};
use pilotfish_tests::programs::cli;
use serde_json::Value;

use recording::{Change, Recording, of_kind, traced};

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
    assert!(ended.stdout.contains("broken invariants: 0"), "{}", ended.stdout);
}

/// Plays a recording without a server.
fn play(recording: &[String; 4], args: &[&str]) -> String {
    let mut all: Vec<&str> = recording.iter().map(String::as_str).collect();
    all.extend(["--balance", "1000000"]);
    all.extend(args);
    demo(&all).stdout
}

#[test]
fn a_replayed_stretch_gives_the_same_bytes_vectors() {
    let Some(recording) = Recording::find() else { return };
    let args = ["--from", "2026-07-30", "--for", "10d", "--follow", "swisstony:0.1"];
    let printed = play(&recording.options(), &args);
    assert!(printed.lines().count() > 100, "{printed}");
    assert!(
        printed == play(&recording.options(), &args),
        "the same replay gave other bytes"
    );
}

#[test]
fn the_whole_recording_traces_every_change_both_ways_vectors() {
    let Some(recording) = Recording::find() else { return };
    // The busiest of the recording, and those who sell most.
    let names = ["swisstony", "jtwyslljy", "Future-Tarot-Trader", "denizz"];
    let follows = names.map(|name| format!("{name}:0.1"));
    let args: Vec<&str> = follows.iter().flat_map(|ask| ["--follow", ask.as_str()]).collect();
    let printed = play(&recording.options(), &args);
    let lines = json_lines(&printed);
    let summary = lines.last().expect("a summary");
    assert_eq!(summary["invariant_violations"], 0, "{summary}");
    let changes = recording.changes_of(&names);
    assert!(changes.len() > 200, "{} changes", changes.len());

    // Every signal comes from a recorded change, and every recorded change became a signal.
    let signals = traced(&lines, &changes);
    let silent: Vec<&Change> = changes
        .values()
        .filter(|change| !signals.contains_key(&change.number))
        .collect();
    assert!(silent.is_empty(), "these recorded changes led to nothing: {silent:?}");
    every_signal_was_decided(&lines);

    // Every order comes from a signal, and every fill from an order.
    let known: BTreeSet<u64> = of_kind(&lines, "signal")
        .filter_map(|line| line["signal"].as_u64())
        .collect();
    let opened = || of_kind(&lines, "order").filter(|order| text(order, "step") == "opened");
    let orders: BTreeSet<u64> = opened().filter_map(|order| order["order"].as_u64()).collect();
    for order in opened() {
        assert!(
            order["signal"].as_u64().is_some_and(|signal| known.contains(&signal)),
            "no signal is behind {order}"
        );
    }
    for fill in of_kind(&lines, "fill") {
        assert!(
            fill["order"].as_u64().is_some_and(|order| orders.contains(&order)),
            "no order is behind {fill}"
        );
    }
    println!(
        "{} changes, {} orders, {} fills",
        changes.len(),
        orders.len(),
        of_kind(&lines, "fill").count()
    );
    assert!(orders.len() > 50, "only {} orders", orders.len());
}

#[test]
fn recorded_books_are_copied_on_to_their_end_vectors() {
    let Some(books) = recording::books() else { return };
    let args = ["--follow", "quarterhour:5", "--follow", "tothebell:5", "--seed", "3"];
    let printed = play(&books, &args);
    let lines = json_lines(&printed);
    let summary = lines.last().expect("a summary");
    assert_eq!(summary["invariant_violations"], 0, "{summary}");
    for (kind, least) in [("signal", 50), ("fill", 20), ("settlement", 40), ("resolution", 5)] {
        let count = of_kind(&lines, kind).count();
        assert!(count >= least, "only {count} of {kind}: {summary}");
    }
    every_signal_was_decided(&lines);
    assert!(printed == play(&books, &args), "the same replay gave other bytes");
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

#[test]
fn the_simulated_spreads_are_the_measured_ones_within_a_third() {
    let user_home = tempfile::tempdir().expect("a folder");
    let ended = run(
        cli(user_home.path()).args(["sim", "stats", "--seed", "7", "--for", "6h", "--json"]),
        LIMIT,
    );
    ended.assert_success();
    let lines = json_lines(&ended.stdout);
    let [stats] = lines.as_slice() else {
        panic!("one object: {}", ended.stdout)
    };
    for name in ["p10", "median", "p75"] {
        let measured = stats["measured_spread_bps"][name].as_i64().expect("a figure") * 100;
        let found = stats["simulated"]["spread_centibps"][name].as_i64().expect("a figure");
        assert!(
            (found - measured).abs() * 3 <= measured,
            "{name}: {found}, measured {measured}"
        );
    }
    let people = run(cli(user_home.path()).args(["sim", "stats", "--for", "1h"]), LIMIT);
    people.assert_success();
    assert!(people.stdout.contains("spread, bps: measured"), "{}", people.stdout);
}
