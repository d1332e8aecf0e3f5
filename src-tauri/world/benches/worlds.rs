//! How fast made-up worlds run: simulated hours a second, of the venue alone and with the core on top, in the default
//! breadth and with 50 markets and 100 traders. Criterion's elements are simulated hours.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench that cannot make its world has failed"
)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::{Venue, VenueOptions};
use pilotfish_sim::world_gen::Breadth;
use pilotfish_world::{World, WorldOptions};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const HOUR: i64 = 3_600_000;
/// Hours a run: the first hours are the itinerary's busiest, so some more than those.
const HOURS: i64 = 8;

const BREADTHS: [(&str, Breadth); 2] = [
    ("default", Breadth::LEAST),
    (
        "50 markets, 100 traders",
        Breadth {
            markets: 50,
            traders: 100,
        },
    ),
];

fn venue(c: &mut Criterion) {
    let mut group = c.benchmark_group("simulated hours of the venue");
    group.sample_size(10);
    group.throughput(Throughput::Elements(HOURS.unsigned_abs()));
    for (name, breadth) in BREADTHS {
        let options = VenueOptions {
            breadth,
            ..VenueOptions::seeded(7, START)
        };
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || Venue::new(options.clone()).unwrap(),
                |mut venue| {
                    for hour in 1..=HOURS {
                        venue.advance_to(START.plus(hour * HOUR));
                        venue.drain_events();
                    }
                    venue
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn world(c: &mut Criterion) {
    let mut group = c.benchmark_group("simulated hours with the core");
    group.sample_size(10);
    group.throughput(Throughput::Elements(HOURS.unsigned_abs()));
    for (name, breadth) in BREADTHS {
        let options = WorldOptions {
            seed: 7,
            start: START,
            length_ms: Some(HOURS * HOUR),
            balance: Usd::dollars(10_000),
            replay: None,
            breadth,
            habits: HabitSet::none(),
            follows: vec!["25usdc:5".parse().unwrap()],
            demo_limits: false,
            min_time_to_resolution_ms: None,
        };
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || World::new(options.clone()).unwrap(),
                |world| world.run(|_| ()).unwrap(),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, venue, world);
criterion_main!(benches);
