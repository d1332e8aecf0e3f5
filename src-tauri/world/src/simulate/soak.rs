//! A long day with many traders: `examples/long_day.rs`.
//!
//! One seeded world of the simulation, only larger: as many traders as asked, each followed within the first hour, with the
//! venue's habits, faults of the wire, crashes, sleeps, and a user who closes, pauses and changes settings. In the loop are the
//! core, its rows through the store's model (each commit, and a whole comparison each hour), the signer, and the pure exchange.
//! Not in the loop are the engine's tasks, its HTTP and WebSocket adapter, and SQLite on a disk: `cargo xtask soak --sockets` has
//! those, in real time.
//!
//! *Missed* is what a trader did and a follow neither signalled nor gave a recorded reason for, an exit that nothing sells, and a
//! position that is not known at the end. *False* is a signal beyond what the trader did, a change taken from a list that proves
//! none, a round trip that was over before it was seen, and more than a change's share.
//!
//! *Memory* is what the core holds on the heap: at a full hour one is made of the rows that a start would load, and what is free again
//! once it is gone was its own. The process has more, which grows with the day by its purpose: the venue, the oracle and the store's
//! model keep all that ever happened, to judge by. That is told beside it, as `process`.

use std::process::ExitCode;

use pilotfish_copy::entity::Change;
use pilotfish_copy::money::Usd;
use pilotfish_copy::{Core, Intervals};

use super::process::Process;
use super::trace::Trace;
use super::{Detail, PlanOptions, plan, rows_for};

const USAGE: &str = "cargo xtask soak [--traders N] [--hours H] [--habits all|likely|none|NAME,…] [--seed S] \
                     [--markets-each N]";

/// Rules that a missed change breaks, besides those that are counted one by one.
const MISSED: [&str; 3] = ["observed", "exit", "decision"];
/// Rules that a signal without a change breaks.
const FALSE: [&str; 4] = ["signal", "list", "round trip", "share"];
/// From when on memory is said to be flat.
const SETTLED_AFTER_H: i64 = 2;

/// Bytes of the process's heap that are in use.
type Heap = fn() -> usize;

/// What stood at each full hour.
#[derive(Debug)]
pub(super) struct Hours {
    heap: Heap,
    marks: Vec<HourMark>,
}

/// What stood at a full hour.
#[derive(Debug, Clone, Copy)]
struct HourMark {
    hour: i64,
    /// Rows that the core holds in memory.
    core_rows: usize,
    core_bytes: usize,
    process_mb: Option<f64>,
}

impl Hours {
    const fn counted_by(heap: Heap) -> Self {
        Self {
            heap,
            marks: Vec::new(),
        }
    }

    /// Notes what that core holds, and how much memory one takes that starts with these rows.
    pub(super) fn mark(&mut self, hour: i64, core: &Core, rows: &[Change]) {
        let core_bytes = bytes_of_core(self.heap, rows);
        self.marks.push(HourMark {
            hour,
            core_rows: rows_of(core),
            core_bytes,
            process_mb: process_mb(),
        });
    }
}

/// What a core of these rows holds on the heap. The rows are taken through JSON first, so that it shares nothing with those who keep them.
fn bytes_of_core(heap: Heap, rows: &[Change]) -> usize {
    let Ok(text) = serde_json::to_vec(rows) else { return 0 };
    let Ok(own) = serde_json::from_slice::<Vec<Change>>(&text) else {
        return 0;
    };
    let core = Core::restore(Intervals::default(), &own);
    drop((text, own));
    let with = heap();
    drop(core);
    with.saturating_sub(heap())
}

fn rows_of(core: &Core) -> usize {
    let state = core.state();
    let known: usize = state.known.values().map(|known| known.len()).sum();
    let seen: usize = state.seen.values().map(|seen| seen.len()).sum();
    known
        + seen
        + state.markets.len()
        + state.pending.len()
        + state.signals.len()
        + state.targets.len()
        + state.orders.len()
        + state.children.len()
        + state.fills.len()
        + state.holdings.len()
        + state.claims.len()
}

/// Does what the arguments say: 0 where nothing was missed, false or broken. `heap` gives the bytes of the heap that are in use.
#[must_use]
pub fn soak(words: &[String], heap: Heap) -> ExitCode {
    match run(words, heap) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn read(words: &[String]) -> Result<(u64, PlanOptions), String> {
    let (mut seed, mut traders) = (1_u64, 200_usize);
    let mut options = PlanOptions {
        hours: 24,
        all_on_pages: true,
        ..PlanOptions::default()
    };
    for pair in words.chunks(2) {
        let [word, value] = pair else {
            return Err(USAGE.to_owned());
        };
        let wrong = |_| format!("{word} takes a whole number, not {value:?}");
        match word.as_str() {
            "--traders" => traders = value.parse().map_err(wrong)?,
            "--markets-each" => options.markets_each = Some(value.parse().map_err(wrong)?),
            "--hours" => options.hours = value.parse().map_err(wrong)?,
            "--seed" => seed = value.parse().map_err(wrong)?,
            "--habits" => options.habits.clone_from(value),
            _ => return Err(USAGE.to_owned()),
        }
    }
    options.traders = Some(traders);
    options.markets = Some((traders / 4).clamp(4, 60));
    options.cash = Some(Usd::dollars(i64::try_from(traders).unwrap_or(1).saturating_mul(150)));
    Ok((seed, options))
}

fn run(words: &[String], heap: Heap) -> Result<bool, String> {
    let (seed, options) = read(words)?;
    let script = plan(seed, &options)?;
    let mut process = Process::new(&script, Trace::new(Detail::None), rows_for(&script)?)?;
    process.hours = Some(Hours::counted_by(heap));
    process.run();
    let missed = process.oracle.missed(process.venue.now, &process.venue);
    for what in missed.iter().take(20) {
        println!("missed: {what}");
    }
    let violations = process.oracle.violations();
    for violation in violations.iter().take(20) {
        println!("{} at {}: {}", violation.rule, violation.at, violation.what);
    }
    let broken = |rules: &[&str]| violations.iter().filter(|found| rules.contains(&found.rule)).count();
    let (known_missed, false_signals) = (broken(&MISSED), broken(&FALSE));
    let marks = process.hours.as_ref().map_or(&[][..], |hours| &hours.marks);
    tell(&process, marks, options.hours);
    let others = violations.len() - known_missed - false_signals;
    if others > 0 {
        println!("other_rules_broken {others} rules");
    }
    println!(
        "missed {}, false {false_signals}, memory_mb {:.1}, cpu_s {:.1}",
        missed.len() + known_missed,
        marks.last().map_or(0.0, |mark| megabytes(mark.core_bytes)),
        cpu_s().unwrap_or_default()
    );
    Ok(missed.is_empty() && violations.is_empty())
}

/// What the day was like, as lines `name value unit`.
fn tell(process: &Process, marks: &[HourMark], hours: i64) {
    let traded: usize = process.venue.traders.values().map(|trader| trader.changes.len()).sum();
    let said = process.oracle.said();
    println!("simulated {} h", process.simulated_ms() / 3_600_000);
    println!("inputs {} inputs", process.inputs);
    println!("changes_of_traders {traded} changes");
    println!("signals {} signals", said.signals.len());
    println!("orders {} orders", said.orders.len());
    println!("orders_sent {} orders", said.children.len());
    println!("fills {} fills", said.fills.len());
    let mut told = None;
    for hour in [SETTLED_AFTER_H, 6, 12, 18].into_iter().chain((24..=hours).step_by(24)) {
        // The program may have been off at the full hour.
        let Some(mark) = marks.iter().rfind(|mark| mark.hour <= hour.min(hours)) else {
            continue;
        };
        if told == Some(mark.hour) {
            continue;
        }
        told = Some(mark.hour);
        println!("core_rows_{}h {} rows", mark.hour, mark.core_rows);
        println!("memory_{}h {:.1} MB", mark.hour, megabytes(mark.core_bytes));
        if let Some(process_mb) = mark.process_mb {
            println!("process_{}h {process_mb:.1} MB", mark.hour);
        }
    }
}

/// Of 1,048,576 bytes each.
fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes / 1_024).unwrap_or(u32::MAX)) / 1_024.0
}

/// Memory of this process that is its own and present, where the system says so.
fn process_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u32 = line.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kib) / 1_024.0)
}

/// Processor time of this process, where the system says so.
fn cpu_s() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name may hold anything; what follows it is numbers.
    let numbers: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |place: usize| -> Option<u32> { numbers.get(place)?.parse().ok() };
    Some(f64::from(ticks(11)? + ticks(12)?) / 100.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_day_misses_nothing_and_what_is_not_answered_counts_as_missed() {
        let words = ["--traders", "12", "--hours", "8"].map(str::to_owned);
        let (seed, options) = read(&words).unwrap();
        let script = plan(seed, &options).unwrap();
        let mut process = Process::new(&script, Trace::new(Detail::None), rows_for(&script).unwrap()).unwrap();
        process.hours = Some(Hours::counted_by(|| 0));
        process.run();
        let violations = process.oracle.violations();
        assert!(violations.is_empty(), "{violations:?}");
        let missed = process.oracle.missed(process.venue.now, &process.venue);
        assert!(missed.is_empty(), "{missed:?}");
        assert!(process.hours.as_ref().unwrap().marks.len() >= 8);
        process.oracle.forget_answers();
        assert!(!process.oracle.missed(process.venue.now, &process.venue).is_empty());
    }
}
