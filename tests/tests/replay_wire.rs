//! Replays through the real server at a finite speed: adapter, sockets, engine and store copy what virtual time copies.
//!
//! What timing explains is let pass, and said where: how rows are gathered, which round trip is over before it is seen, and
//! what the last minutes have no time for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

mod recording;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use pilotfish_tests::lines::{json_lines, micros, text};
use pilotfish_tests::process::run;
use pilotfish_tests::programs::cli;
use serde_json::Value;

use recording::{Recording, of_kind, recorded_row, traced};

/// An unoptimised build on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

const MINUTE_MS: i64 = 60_000;

/// Plays a stretch at a speed and gives what was printed.
fn play(speed: &str, files: &[String; 4], args: &[&str]) -> Vec<Value> {
    let user_home = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let mut command = cli(user_home.path());
    command
        .args(["demo", "--json", "--speed", speed, "--balance", "1000000"])
        .args(files)
        .args(args);
    let ended = run(&mut command, LIMIT);
    println!("{speed}: {:.1} s", begun.elapsed().as_secs_f32());
    ended.assert_success();
    let lines = json_lines(&ended.stdout);
    let summary = lines.last().expect("a summary");
    assert_eq!(text(summary, "kind"), "summary");
    if speed == "max" {
        assert_eq!(summary["invariant_violations"], 0, "{summary}");
    } else {
        let none: [&str; 0] = [];
        assert_eq!(summary["venue_violations"], serde_json::json!(none), "{summary}");
    }
    lines
}

/// What was decided on each signal: the shares of the order that it opened, or why there is none.
fn decisions(lines: &[Value]) -> BTreeMap<u64, String> {
    let mut decided = BTreeMap::new();
    for line in lines {
        let Some(signal) = line["signal"].as_u64() else {
            continue;
        };
        match text(line, "kind") {
            "order" if text(line, "step") == "opened" => {
                decided.insert(signal, format!("{} shares", text(line, "shares")));
            }
            "skip" => {
                decided.insert(signal, format!("skipped: {}", text(line, "reason")));
            }
            _ => {}
        }
    }
    decided
}

#[test]
fn recorded_traders_are_copied_over_the_wire_as_in_virtual_time_vectors() {
    let Some(recording) = Recording::find() else { return };
    let names = ["swisstony", "jtwyslljy", "Future-Tarot-Trader", "denizz"];
    let follows = names.map(|name| format!("{name}:0.1"));
    let mut args = vec!["--from", "2026-08-03T16:00Z", "--for", "10h", "--seed", "5"];
    args.extend(follows.iter().flat_map(|ask| ["--follow", ask.as_str()]));
    let files = recording.options();
    let (virtual_time, wire) = (play("max", &files, &args), play("1200", &files, &args));
    // Each signal of either run is of a recorded change, or of several that came close together.
    let changes = recording.changes_of(&names);
    assert!(traced(&virtual_time, &changes).len() >= 15, "choose a busier stretch");
    for signal in of_kind(&wire, "signal").filter(|signal| text(signal, "origin") == "trades") {
        let row = recorded_row(signal).unwrap_or_else(|| panic!("no recorded row is behind {signal}"));
        assert!(
            changes.contains_key(&row),
            "row {row} is no change of a followed trader"
        );
    }
    agree(&virtual_time, &wire, 20 * MINUTE_MS, (6, 10));
    let copied = decisions(&wire)
        .values()
        .filter(|decision| decision.ends_with("shares"))
        .count();
    assert!(copied >= 4, "{copied} were copied");
}

/// A trader's changes in one token, as a run told them.
#[derive(Debug, Default)]
struct Told {
    /// Micro-shares bought and sold.
    moved: [i64; 2],
    latest: i64,
    /// What was decided on purchases, by when they were traded and how many shares they were.
    bought: BTreeMap<(i64, i64), String>,
}

fn told_by_token(lines: &[Value]) -> BTreeMap<(String, String), Told> {
    let decided = decisions(lines);
    let traders: BTreeMap<i64, &str> = of_kind(lines, "follow")
        .map(|follow| (follow["follow"].as_i64().expect("an id"), text(follow, "trader")))
        .collect();
    let mut told: BTreeMap<(String, String), Told> = BTreeMap::new();
    for signal in of_kind(lines, "signal") {
        let key = (text(signal, "trader").to_owned(), text(signal, "token").to_owned());
        let moved = micros(signal, "after") - micros(signal, "before");
        let at = signal["traded_at"].as_i64().expect("an instant");
        let of = told.entry(key).or_default();
        of.moved[usize::from(moved < 0)] += moved;
        of.latest = of.latest.max(at);
        if moved > 0 {
            let id = signal["signal"].as_u64().expect("an id");
            of.bought
                .insert((at, moved), decided.get(&id).cloned().unwrap_or_default());
        }
    }
    // What was over before it was seen is no signal, and moved as much: what is seen when differs on a busy machine.
    for trip in of_kind(lines, "noted").filter(|noted| text(noted, "reason") == "round_trip") {
        let trader = traders[&trip["follow"].as_i64().expect("an id")];
        let of = told
            .entry((trader.to_owned(), text(trip, "token").to_owned()))
            .or_default();
        of.latest = of.latest.max(trip["at"].as_i64().expect("an instant"));
        of.moved[0] += micros(trip, "shares");
        of.moved[1] -= micros(trip, "shares");
    }
    told
}

/// What a trader did in a token adds up to the same in both runs, and purchases that were gathered alike were (nearly all)
/// decided alike. Rows of a token are gathered for 20 s of venue time, less than a tenth of a second here, so that they may be two
/// signals in one run and one in the other. What happened in the last minutes may be too late for either.
fn agree(virtual_time: &[Value], wire: &[Value], last_ms: i64, (least_tokens, least_purchases): (usize, usize)) {
    let (expected, found) = (told_by_token(virtual_time), told_by_token(wire));
    let summary = virtual_time.last().expect("a summary");
    let end = summary["to"].as_i64().expect("an instant");
    let (mut tokens, mut alike, mut same) = (0, 0, 0);
    for (key, expected) in &expected {
        if end - expected.latest < last_ms {
            continue;
        }
        let found = found
            .get(key)
            .unwrap_or_else(|| panic!("{key:?} was not seen over the wire"));
        assert_eq!(found.moved, expected.moved, "{key:?}");
        tokens += 1;
        for (signal, decision) in &expected.bought {
            if let Some(other) = found.bought.get(signal) {
                alike += 1;
                same += usize::from(other == decision);
                if other != decision {
                    println!("{key:?} {signal:?}: {decision}, over the wire {other}");
                }
            }
        }
    }
    println!("{tokens} tokens, {alike} purchases that were gathered alike, {same} decided alike");
    // After a turn-round a purchase is of what is missing, and what that is depends on what had filled by then.
    assert!(same * 10 >= alike * 9, "{same} of {alike} purchases were decided alike");
    assert!(
        tokens >= least_tokens && alike >= least_purchases,
        "{tokens} tokens, {alike} purchases"
    );
    assert!(of_kind(wire, "fill").next().is_some(), "{:?}", wire.last());
}

#[test]
fn recorded_books_are_copied_over_the_wire_as_in_virtual_time_vectors() {
    let Some(files) = recording::books() else { return };
    let follows = ["--follow", "tothebell:2", "--follow", "quarterhour:2"];
    let args = [&["--for", "2h", "--seed", "5"][..], &follows].concat();
    let (virtual_time, wire) = (play("max", &files, &args), play("300", &files, &args));
    agree(&virtual_time, &wire, 3 * MINUTE_MS, (10, 8));
}
