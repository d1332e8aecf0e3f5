//! What a price decision and a fee cost: both are taken for every working order on every change of its book.

#![allow(clippy::expect_used)]
#![allow(missing_docs, reason = "the bench harness generates public functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pilotfish_copy::fees::taker_fee;
use pilotfish_copy::ladder::{LadderInput, plan, price};
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{Price, Shares, Tick};
use pilotfish_copy::{ids::VenueMs, ladder::Stage};

const HOUR: i64 = 3_600_000;

fn input(age_ms: i64) -> LadderInput {
    let at = |text: &str| text.parse::<Price>().expect("a price");
    LadderInput {
        side: Side::Sell,
        trader_price: at("0.5433"),
        best_bid: Some(at("0.53")),
        best_ask: Some(at("0.54")),
        tick: Tick::QUARTER_CENT,
        age_ms,
        time_to_resolution_ms: Some(50 * HOUR),
        last_limit: Some(at("0.545")),
        max_slippage: at("0.10"),
    }
}

fn ladder(c: &mut Criterion) {
    let mut group = c.benchmark_group("ladder");
    for (stage, hours) in Stage::ALL.into_iter().zip([0, 5, 10, 18, 30]) {
        let input = input(hours * HOUR);
        group.bench_function(format!("price in stage {}", stage.number()), |b| {
            b.iter(|| price(black_box(&input)))
        });
    }
    let whole = input(0);
    group.bench_function("plan", |b| b.iter(|| plan(black_box(&whole), VenueMs(0))));
    group.finish();
}

fn fees(c: &mut Criterion) {
    let mut group = c.benchmark_group("fees");
    let (shares, at) = (Shares::from_micros(155_030_000), Price::from_micros(86_450));
    for exponent in [1, 2] {
        let schedule = FeeSchedule {
            rate_micros: 40_000,
            exponent,
        };
        group.bench_function(format!("taker fee, exponent {exponent}"), |b| {
            b.iter(|| taker_fee(black_box(&schedule), black_box(shares), black_box(at)));
        });
    }
    group.finish();
}

criterion_group!(benches, ladder, fees);
criterion_main!(benches);
