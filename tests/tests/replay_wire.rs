//! Replays through the real server at a finite speed: adapter, sockets, engine and store copy what virtual time copies.
//!
//! What is exact, and does not depend on how fast this machine is: everything a trader did since the follow began, as the
//! venue itself has it on record, is told once, no share more and none less; and before a trader's first sale in a token, a
//! purchase asks for its share of what they bought. Recorded traders do the same in every run. Those that are made up on
//! recorded books do not: they trade on the exchange on which our orders rest, so that they may sell to a copy that rests
//! later, or find what a copy took first. What they did in virtual time is then something else, and each run is held to its own
//! venue's record.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

mod recording;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;
use pilotfish_sim::replay::{BookReplay, Recording as Played, Replay};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::account::Account;
use pilotfish_tests::lines::{json_lines, micros, text};
use pilotfish_tests::process::{Running, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_until;
use serde_json::Value;
use tempfile::TempDir;

use recording::{Recording, of_kind, recorded_row, traced};

/// An unoptimised build on a busy machine; only a test that fails waits so long.
const LIMIT: Duration = Duration::from_secs(600);
const SEED: u64 = 5;
/// Enough that no purchase lacks money.
const BALANCE: Usd = Usd::dollars(1_000_000);
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// A lot, micro-shares.
const LOT: i64 = 10_000;
/// After the recording's end: what is still under way is told within seconds.
const AFTERWARDS: Speed = Speed::times(60);

/// A trader and a token.
type Pair = (String, String);

/// A run in virtual time.
fn in_virtual_time(files: &[String; 4], args: &[&str]) -> Vec<Value> {
    let user_home = tempfile::tempdir().expect("a folder");
    let (seed, balance) = (SEED.to_string(), BALANCE.to_string());
    let mut command = cli(user_home.path());
    command
        .args([
            "demo",
            "--json",
            "--speed",
            "max",
            "--seed",
            &seed,
            "--balance",
            &balance,
        ])
        .args(files)
        .args(args);
    let ended = run(&mut command, LIMIT);
    ended.assert_success();
    let lines = json_lines(&ended.stdout);
    let summary = lines.last().expect("a summary");
    assert_eq!(text(summary, "kind"), "summary");
    assert_eq!(summary["invariant_violations"], 0, "{summary}");
    lines
}

/// A recording that is served, and the program that copies in it.
struct Wire {
    server: ServerHandle,
    account: Account,
    program: Running,
    _home: TempDir,
    _user: TempDir,
}

impl Wire {
    /// Follows from the recording's first instant, however long the program takes to start, and plays it to its end.
    async fn play(recording: Played, speed: Speed, follows: &[&str], more: &[&str]) -> Self {
        let end = recording.end();
        let server = serve(ServerOptions {
            speed: Speed::REAL,
            ..ServerOptions::new(VenueOptions {
                balance: BALANCE,
                ..VenueOptions::recorded(SEED, recording)
            })
        })
        .await
        .expect("a served recording");
        server.set_clock(None, Some(true)).expect("a clock that stands");
        let account = Account::at(&server.http_url(), SEED).await;
        let (home, user) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (url, seed) = (server.http_url(), SEED.to_string());
        let mut command = cli(user.path());
        command
            .args(["demo", "--json", "--venue", &url, "--seed", &seed, "--home"])
            .arg(home.path())
            .args(asked(follows))
            .args(more);
        let mut program = Running::start(&mut command);
        wait_until(LIMIT, "it follows", || {
            assert!(program.ended().is_none(), "it ended: {}", program.stderr());
            of_kind(&whole_lines(&program.stdout()), "follow").count() >= follows.len()
        });
        let begun = Instant::now();
        server.set_clock(Some(speed), Some(false)).expect("a clock that runs");
        wait_until(LIMIT, "the recording is over", || {
            server.clock().expect("a clock").now >= end
        });
        println!("{:.1} s", begun.elapsed().as_secs_f32());
        server.set_clock(Some(AFTERWARDS), None).expect("a calmer clock");
        Self {
            server,
            account,
            program,
            _home: home,
            _user: user,
        }
    }

    /// Waits until what was told is what the venue has on record and is decided on, ends the program, and gives both.
    async fn told_in_full(mut self) -> (Vec<Value>, BTreeMap<Pair, Traded>) {
        let begun = Instant::now();
        let traded = loop {
            // They are compared at one instant of the venue's.
            self.server.set_clock(None, Some(true)).expect("a clock that stands");
            let lines = whole_lines(&self.program.stdout());
            let traded = self.traded(&lines).await;
            let differences = differences(&moved(&traded), &told(&lines));
            let decided = decisions(&lines);
            let undecided = of_kind(&lines, "signal").filter(|signal| !decided.contains_key(&id_of(signal)));
            let undecided = undecided.count();
            if differences.is_empty() && undecided == 0 {
                break traded;
            }
            assert!(
                begun.elapsed() < LIMIT && self.program.ended().is_none(),
                "{undecided} signals are undecided, {differences:#?}\n{}",
                self.program.stderr()
            );
            self.server.set_clock(None, Some(false)).expect("a clock that runs");
            tokio::time::sleep(Duration::from_millis(250)).await;
        };
        self.program.terminate();
        let ended = self.program.finish(LIMIT);
        ended.assert_success();
        let lines = json_lines(&ended.stdout);
        assert_eq!(differences(&moved(&traded), &told(&lines)), Vec::<String>::new());
        assert_eq!(self.server.check_invariants().expect("a venue"), Vec::<String>::new());
        (lines, traded)
    }

    /// What the venue has on record of each followed trader's trades since the follow began.
    async fn traded(&self, lines: &[Value]) -> BTreeMap<Pair, Traded> {
        let mut traded: BTreeMap<Pair, Traded> = BTreeMap::new();
        for follow in of_kind(lines, "follow").filter(|follow| text(follow, "action") == "started") {
            let (trader, begun) = (text(follow, "trader"), follow["at"].as_i64().expect("an instant"));
            for row in self.trades_since(trader, begun.div_euclid(1_000)).await {
                let at = row["timestamp"].as_i64().expect("seconds") * 1_000;
                if at <= begun {
                    continue;
                }
                let of = traded
                    .entry((trader.to_owned(), text(&row, "token_id").to_owned()))
                    .or_default();
                let shares = micro_shares(row["size"].as_f64().expect("a size"));
                match text(&row, "side") {
                    "BUY" => of.moved[0] += shares,
                    "SELL" => of.moved[1] -= shares,
                    other => panic!("{other}: {row}"),
                }
                of.newest = of.newest.max(at);
            }
        }
        traded
    }

    async fn trades_since(&self, trader: &str, start_s: i64) -> Vec<Value> {
        let (start, mut cursor) = (start_s.to_string(), String::new());
        let mut rows = Vec::new();
        loop {
            let filters = [
                ("user", trader),
                ("type", "TRADE"),
                ("start", &start),
                ("limit", "1000"),
                ("cursor", &cursor),
            ];
            let given: Vec<_> = filters.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            let page = self.account.public("/v2/activity", &given).await;
            rows.extend(page["data"].as_array().expect("rows").iter().cloned());
            match page["pagination"]["next_cursor"].as_str() {
                Some(next) if page["pagination"]["has_more"] == true => next.clone_into(&mut cursor),
                _ => return rows,
            }
        }
    }
}

fn asked<'a>(follows: &[&'a str]) -> Vec<&'a str> {
    follows.iter().flat_map(|ask| ["--follow", ask]).collect()
}

/// The lines that are there in full: a program that runs may be in the midst of one.
fn whole_lines(printed: &str) -> Vec<Value> {
    json_lines(printed.rsplit_once('\n').map_or("", |(whole, _)| whole))
}

#[expect(clippy::cast_possible_truncation, reason = "a figure of a test")]
fn micro_shares(size: f64) -> i64 {
    (size * 1e6).round() as i64
}

/// A trader's trades in one token.
#[derive(Debug, Default)]
struct Traded {
    /// Micro-shares bought and sold (negative).
    moved: [i64; 2],
    newest: i64,
}

fn moved(traded: &BTreeMap<Pair, Traded>) -> BTreeMap<Pair, [i64; 2]> {
    let moved = traded.iter().map(|(pair, traded)| (pair.clone(), traded.moved));
    moved.collect()
}

/// Micro-shares bought and sold by trader and token, as a run told them: signals, and round trips, which were over before they
/// were seen.
fn told(lines: &[Value]) -> BTreeMap<Pair, [i64; 2]> {
    let mut told: BTreeMap<Pair, [i64; 2]> = BTreeMap::new();
    for signal in of_kind(lines, "signal") {
        assert_eq!(text(signal, "origin"), "trades", "{signal}");
        let moved = moved_by(signal);
        told.entry(pair_of(signal)).or_default()[usize::from(moved < 0)] += moved;
    }
    for (pair, shares) in round_trips(lines) {
        let of = told.entry(pair).or_default();
        of[0] += shares;
        of[1] -= shares;
    }
    told
}

fn pair_of(signal: &Value) -> Pair {
    (text(signal, "trader").to_owned(), text(signal, "token").to_owned())
}

fn moved_by(signal: &Value) -> i64 {
    micros(signal, "after") - micros(signal, "before")
}

fn round_trips(lines: &[Value]) -> Vec<(Pair, i64)> {
    let traders: BTreeMap<i64, &str> = of_kind(lines, "follow")
        .map(|follow| (follow["follow"].as_i64().expect("an id"), text(follow, "trader")))
        .collect();
    of_kind(lines, "noted")
        .filter(|noted| text(noted, "reason") == "round_trip")
        .map(|trip| {
            let trader = traders[&trip["follow"].as_i64().expect("an id")];
            (
                (trader.to_owned(), text(trip, "token").to_owned()),
                micros(trip, "shares"),
            )
        })
        .collect()
}

fn differences(expected: &BTreeMap<Pair, [i64; 2]>, found: &BTreeMap<Pair, [i64; 2]>) -> Vec<String> {
    let pairs: BTreeSet<&Pair> = expected.keys().chain(found.keys()).collect();
    let differing = pairs.into_iter().filter(|pair| expected.get(*pair) != found.get(*pair));
    differing
        .map(|pair| {
            format!(
                "{pair:?}: {:?} on record, {:?} told",
                expected.get(pair),
                found.get(pair)
            )
        })
        .collect()
}

/// What was decided on a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decision {
    /// Micro-shares that the follow asked for.
    asked: i64,
    /// The order's shares, or why there is none.
    outcome: String,
}

impl Decision {
    fn is_copied(&self) -> bool {
        self.outcome.ends_with("shares")
    }

    /// Whether it was decided too late to be copied: how late that is depends on this machine.
    fn came_late(&self) -> bool {
        ["too_old", "too_close_to_resolution", "market_closed", "resolved"].contains(&self.outcome.as_str())
    }
}

fn id_of(signal: &Value) -> u64 {
    signal["signal"].as_u64().expect("an id")
}

/// What was decided, by the signal's id.
fn decisions(lines: &[Value]) -> BTreeMap<u64, Decision> {
    let mut decided: BTreeMap<u64, Decision> = BTreeMap::new();
    for line in lines {
        let Some(signal) = line["signal"].as_u64() else {
            continue;
        };
        let outcome = match text(line, "kind") {
            "order" if text(line, "step") == "opened" => format!("{} shares", text(line, "shares")),
            "skip" => text(line, "reason").to_owned(),
            _ => continue,
        };
        let asked = micros(line, "asked");
        decided.insert(signal, Decision { asked, outcome });
    }
    decided
}

/// A purchase by what was gathered: trader, token, when it began, micro-shares, price.
type Purchase = (Pair, i64, i64, String);

/// What was decided on each purchase before the trader's first sale in its token. After one, what is asked for is what is
/// missing, and that depends on what had filled by then.
fn first_purchases(lines: &[Value]) -> BTreeMap<Purchase, Decision> {
    let decided = decisions(lines);
    // Round trips are not told in the order of the signals around them: with one, nothing is known of the token.
    let mut sold: BTreeSet<Pair> = round_trips(lines).into_iter().map(|(pair, _)| pair).collect();
    let mut purchases = BTreeMap::new();
    for signal in of_kind(lines, "signal") {
        let (pair, moved) = (pair_of(signal), moved_by(signal));
        if moved < 0 {
            sold.insert(pair);
        } else if !sold.contains(&pair) {
            let at = signal["traded_at"].as_i64().expect("an instant");
            let purchase = (pair, at, moved, text(signal, "price").to_owned());
            if let Some(decision) = decided.get(&id_of(signal)) {
                purchases.insert(purchase, decision.clone());
            }
        }
    }
    purchases
}

/// Each purchase asked for its share, in whole lots; and what both runs gathered alike was decided alike, unless one of them came
/// too late. Rows of a token are gathered for 20 s of venue time, a moment here, so that they may be two signals in one run and one
/// in the other: how many were gathered alike depends on this machine.
fn decided_alike(virtual_time: &[Value], wire: &[Value], per_mille: i64) {
    let (expected, found) = (first_purchases(virtual_time), first_purchases(wire));
    let copied = |purchases: &BTreeMap<Purchase, Decision>| {
        let decisions = purchases.values();
        decisions.filter(|decision| decision.is_copied()).count()
    };
    assert!(
        expected.len() >= 20 && copied(&expected) >= 6,
        "choose a busier stretch: {} purchases, {} copied",
        expected.len(),
        copied(&expected)
    );
    for ((pair, at, moved, _), decision) in expected.iter().chain(&found) {
        let share = (moved * per_mille / 1_000).div_euclid(LOT) * LOT;
        assert_eq!(decision.asked, share, "{moved} of {pair:?} at {at}: {decision:?}");
    }
    let mut alike = 0;
    for (purchase, decision) in &found {
        let Some(expected) = expected.get(purchase) else {
            continue;
        };
        alike += 1;
        let late = decision.came_late() || expected.came_late();
        assert!(
            late || decision == expected,
            "{purchase:?}: {expected:?}, over the wire {decision:?}"
        );
    }
    println!(
        "{alike} of {} purchases were gathered alike, {} were copied",
        found.len(),
        copied(&found)
    );
    assert!(alike > 0 && copied(&found) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recorded_traders_are_copied_over_the_wire_as_in_virtual_time_vectors() {
    let Some(recording) = Recording::find() else { return };
    let names = ["swisstony", "jtwyslljy", "Future-Tarot-Trader", "denizz"];
    let follows = names.map(|name| format!("{name}:0.1"));
    let follows = follows.each_ref().map(String::as_str);
    let args = [&["--from", "2026-08-03T16:00Z", "--for", "10h"][..], &asked(&follows)].concat();
    let virtual_time = in_virtual_time(&recording.options(), &args);
    let summary = virtual_time.last().expect("a summary");
    let [from, to] = ["from", "to"].map(|name| summary[name].as_i64().expect("an instant"));

    let whole: Played = Replay::load(&recording.changes, &recording.prices).unwrap().into();
    let part = whole.cut(Some(VenueMs(from)), Some(10 * HOUR_MS)).unwrap();
    assert_eq!(part.end(), VenueMs(to));
    let wire = Wire::play(part, Speed::times(1_200), &follows, &[]).await;
    let (wire, traded) = wire.told_in_full().await;

    // Each signal of either run is of a recorded change, or of several that came close together.
    let changes = recording.changes_of(&names);
    assert!(traced(&virtual_time, &changes).len() >= 15, "choose a busier stretch");
    for signal in of_kind(&wire, "signal") {
        let row = recorded_row(signal).unwrap_or_else(|| panic!("no recorded row is behind {signal}"));
        assert!(
            changes.contains_key(&row),
            "row {row} is no change of a followed trader"
        );
    }
    // Virtual time ends with the recording: what was traded in its last minute may still be gathered then.
    let in_time = |pair: &Pair| traded.get(pair).is_none_or(|traded| to - traded.newest >= MINUTE_MS);
    let (mut expected, mut found) = (told(&virtual_time), told(&wire));
    expected.retain(|pair, _| in_time(pair));
    found.retain(|pair, _| in_time(pair));
    assert_eq!(found, expected);
    assert!(found.len() >= 6, "{} tokens", found.len());
    decided_alike(&virtual_time, &wire, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recorded_books_are_copied_over_the_wire_as_in_virtual_time_vectors() {
    let Some(files) = recording::books() else { return };
    let follows = ["tothebell:2", "quarterhour:2"];
    let args = [&["--for", "2h"][..], &asked(&follows)].concat();
    let virtual_time = in_virtual_time(&files, &args);

    let [_, books, _, markets] = &files;
    let whole: Played = BookReplay::load(books.as_ref(), markets.as_ref()).unwrap().into();
    let part = whole.cut(None, Some(2 * HOUR_MS)).unwrap();
    // As with a recording of books that the program plays itself: its markets last for a quarter of an hour.
    let more = ["--min-minutes-to-resolution", "1"];
    let wire = Wire::play(part, Speed::times(300), &follows, &more).await;
    let (wire, traded) = wire.told_in_full().await;

    assert!(traded.len() >= 10, "{} tokens", traded.len());
    decided_alike(&virtual_time, &wire, 20);
    assert!(of_kind(&wire, "fill").next().is_some(), "{:?}", wire.last());
}
