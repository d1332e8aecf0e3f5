//! How long one decision of the core takes: the inputs of a 40 h demo are recorded, then given to a fresh core one by one.
//!
//! Prints, by kind of input, how many there were and the median, 99th percentile and maximum of the time of `Core::step`; with
//! `--line`, the line `input_p99 value µs` alone.

#![allow(clippy::expect_used, clippy::print_stdout)]
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::Input;
use pilotfish_copy::{Core, Intervals};
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim::world_gen::Breadth;
use pilotfish_world::{Watch, World, WorldOptions};

/// 2026-11-02T00:00Z, where the demo in virtual time begins.
const START: VenueMs = VenueMs(1_793_577_600_000);
const HOUR_MS: i64 = 3_600_000;

#[derive(Default)]
struct Record(Vec<(VenueMs, Input)>);

impl Watch for Record {
    fn input(&mut self, at: VenueMs, input: &Input) {
        self.0.push((at, input.clone()));
    }
}

fn kind(input: &Input) -> String {
    let value = serde_json::to_value(input).expect("an input is JSON");
    value
        .get("input")
        .and_then(|tag| tag.as_str())
        .expect("a tag")
        .to_owned()
}

fn at(spans: &[Duration], permille: usize) -> f64 {
    let last = spans.len().saturating_sub(1);
    let span = spans.get(last * permille / 1_000).expect("a span");
    span.as_secs_f64() * 1e6
}

fn main() {
    let options = WorldOptions {
        seed: 7,
        start: START,
        length_ms: Some(40 * HOUR_MS),
        balance: VenueOptions::BALANCE,
        replay: None,
        breadth: Breadth::default(),
        habits: HabitSet::none(),
        follows: vec!["25usdc:5".parse().expect("a follow")],
        demo_limits: false,
        min_time_to_resolution_ms: None,
    };
    let mut record = Record::default();
    World::new(options)
        .expect("a world")
        .run_watched(&mut record)
        .expect("a run");

    let mut core = Core::new(Intervals::default());
    let mut spans: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    for (now, input) in record.0 {
        let name = kind(&input);
        let begun = Instant::now();
        let step = core.step(now, input);
        let span = begun.elapsed();
        std::hint::black_box(step);
        spans.entry(name).or_default().push(span);
        spans.entry("all".to_owned()).or_default().push(span);
    }
    if std::env::args().any(|arg| arg == "--line") {
        let mut all = spans.remove("all").unwrap_or_default();
        all.sort_unstable();
        println!("input_p99 {:.3} µs", at(&all, 990));
        return;
    }
    println!(
        "{:<16} {:>8} {:>10} {:>10} {:>10}  (µs)",
        "input", "count", "median", "p99", "max"
    );
    for (name, mut spans) in spans {
        spans.sort_unstable();
        let [median, p99, most] = [500, 990, 1_000].map(|permille| at(&spans, permille));
        println!("{name:<16} {:>8} {median:>10.1} {p99:>10.1} {most:>10.1}", spans.len());
    }
}
