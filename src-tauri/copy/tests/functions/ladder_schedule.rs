//! The ladder's clock: stages, boundaries, expiries and the plan ahead.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::ladder::{
    LadderInput, PriceKind, Stage, next_boundary, plan, price as ladder_price, resting_expiry, stage_at, stage_starts,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Tick;
use proptest::prelude::*;

use super::common::price;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

#[test]
fn a_boundary_belongs_to_the_later_stage() {
    let starts = [
        (6, Stage::Toward),
        (12, Stage::Mid),
        (24, Stage::Best),
        (36, Stage::Market),
    ];
    let mut before = Stage::Trader;
    for (hours, stage) in starts {
        assert_eq!(stage_at(hours * HOUR - 1, None), before, "just before {hours} h");
        assert_eq!(stage_at(hours * HOUR, None), stage, "{hours} h");
        before = stage;
    }
    assert_eq!(stage_at(-5, None), Stage::Trader);
    assert_eq!(stage_at(i64::MAX, None), Stage::Market);
}

#[test]
fn the_ladder_shrinks_only_under_72_hours_that_are_known_and_ahead() {
    // (time to resolution, when stage 5 begins)
    let cases = [
        (None, 36 * HOUR),
        (Some(0), 36 * HOUR),
        (Some(-HOUR), 36 * HOUR),
        (Some(72 * HOUR), 36 * HOUR),
        (Some(1_000 * HOUR), 36 * HOUR),
        (Some(24 * HOUR), 12 * HOUR),
        (Some(HOUR), HOUR / 2),
        // Half of an odd number of milliseconds: the first whole one that is not before it.
        (Some(HOUR + 1), HOUR / 2 + 1),
    ];
    for (left, begins) in cases {
        let starts = stage_starts(VenueMs(1_000), left);
        assert_eq!(starts[4], VenueMs(1_000 + begins), "{left:?}");
        assert_eq!(starts[0], VenueMs(1_000));
    }
}

#[test]
fn at_a_boundary_the_next_one_is_the_stage_after() {
    let at = |hours: i64| VenueMs(7 + hours * HOUR);
    let cases = [(0, Some(6)), (6, Some(12)), (12, Some(24)), (24, Some(36)), (36, None)];
    for (hours, next) in cases {
        assert_eq!(next_boundary(at(0), None, at(hours)), next.map(at), "{hours} h");
    }
    assert_eq!(
        next_boundary(at(0), None, at(-1)),
        Some(at(0)),
        "a clock that stepped back"
    );
}

#[test]
fn expiries_follow_the_stage_and_keep_their_least_life() {
    let now = VenueMs(1_000_000);
    assert_eq!(
        resting_expiry(now, now.plus(6 * HOUR), 5 * MINUTE),
        now.plus(6 * HOUR + 11 * MINUTE)
    );
    assert_eq!(resting_expiry(now, now.plus(MINUTE), MINUTE), now.plus(4 * MINUTE));
    assert_eq!(resting_expiry(now, now.plus(1_000), 1_000), now.plus(4 * MINUTE));
}

#[test]
fn the_plan_says_what_comes_next_if_the_book_stays() {
    let input = LadderInput {
        side: Side::Buy,
        trader_price: price("0.58"),
        best_bid: Some(price("0.58")),
        best_ask: Some(price("0.59")),
        tick: Tick::MILLI,
        age_ms: 13 * HOUR,
        time_to_resolution_ms: None,
        last_limit: Some(price("0.581")),
        max_slippage: price("0.10"),
    };
    let plan = plan(&input, VenueMs(0));
    let limits: Vec<_> = plan.iter().map(|step| step.limit).collect();
    assert_eq!(
        limits,
        [
            None,
            None,
            Some(price("0.585")),
            Some(price("0.59")),
            Some(price("0.68"))
        ]
    );
    assert_eq!(plan.map(|step| step.starts_at), stage_starts(VenueMs(0), None));
    assert_eq!(
        plan.map(|step| step.kind == PriceKind::Market),
        [false, false, false, false, true]
    );
}

#[test]
fn a_plan_on_a_one_sided_book_carries_its_limit_on() {
    let input = LadderInput {
        side: Side::Buy,
        trader_price: price("0.50"),
        best_bid: None,
        best_ask: Some(price("0.60")),
        tick: Tick::CENT,
        age_ms: 0,
        time_to_resolution_ms: None,
        last_limit: None,
        max_slippage: price("0.05"),
    };
    let limits = plan(&input, VenueMs(0)).map(|step| step.limit);
    let expected = ["0.5", "0.52", "0.52", "0.55", "0.55"].map(|limit| Some(price(limit)));
    assert_eq!(limits, expected);
}

fn resolution() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        Just(None),
        (-HOUR..100 * HOUR).prop_map(Some),
        (1_i64..10_000).prop_map(Some)
    ]
}

proptest! {
    #[test]
    fn stages_begin_when_they_are_said_to(left in resolution(), at in 0..1_000_000_000_i64, age in 0..40 * HOUR) {
        let starts = stage_starts(VenueMs(at), left);
        prop_assert!(starts.is_sorted());
        for (start, stage) in starts.iter().zip(Stage::ALL) {
            let age = start.since(VenueMs(at));
            prop_assert!(stage_at(age, left) >= stage);
            prop_assert!(stage_at(age - 1, left) < stage || stage == Stage::Trader);
        }
        let (now, stage) = (VenueMs(at + age), stage_at(age, left));
        match next_boundary(VenueMs(at), left, now) {
            None => prop_assert_eq!(stage, Stage::Market),
            Some(next) => {
                prop_assert!(next > now);
                prop_assert!(stage_at(next.since(VenueMs(at)), left) > stage);
                prop_assert_eq!(stage_at(next.since(VenueMs(at)) - 1, left), stage);
            }
        }
    }

    #[test]
    fn the_plan_of_the_present_stage_is_the_price_now(age_ms in 0..40 * HOUR, left in resolution()) {
        let input = LadderInput {
            side: Side::Sell,
            trader_price: price("0.30"),
            best_bid: Some(price("0.27")),
            best_ask: Some(price("0.29")),
            tick: Tick::HALF_CENT,
            age_ms,
            time_to_resolution_ms: left,
            last_limit: None,
            max_slippage: price("0.10"),
        };
        let decision = ladder_price(&input);
        let planned = plan(&input, VenueMs(0)).into_iter().find(|step| step.stage == decision.stage);
        prop_assert_eq!(planned.and_then(|step| step.limit), Some(decision.limit));
    }
}
