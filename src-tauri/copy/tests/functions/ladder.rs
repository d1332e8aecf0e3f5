//! The ladder's prices: the worked example of product.md §6, its edges, and what holds on every book.

use pilotfish_copy::ladder::{LadderInput, PriceKind, Regime, Stage, price as ladder_price};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Tick};
use proptest::prelude::*;

use super::common::{any_price, price, side, tick};

const HOUR: i64 = 3_600_000;

fn buy(trader: &str, bid: Option<&str>, ask: Option<&str>, tick: Tick, hours: i64) -> LadderInput {
    LadderInput {
        side: Side::Buy,
        trader_price: price(trader),
        best_bid: bid.map(price),
        best_ask: ask.map(price),
        tick,
        age_ms: hours * HOUR,
        time_to_resolution_ms: None,
        last_limit: None,
        max_slippage: price("0.10"),
    }
}

fn mirrored(input: &LadderInput) -> LadderInput {
    LadderInput {
        side: input.side.opposite(),
        trader_price: input.trader_price.complement(),
        best_bid: input.best_ask.map(Price::complement),
        best_ask: input.best_bid.map(Price::complement),
        last_limit: input.last_limit.map(Price::complement),
        ..*input
    }
}

#[test]
fn the_worked_example() {
    let cases = [
        (0, "0.58"),
        (6, "0.581"),
        (9, "0.581"),
        (12, "0.585"),
        (24, "0.59"),
        (36, "0.68"),
    ];
    for (hours, limit) in cases {
        let decision = ladder_price(&buy("0.58", Some("0.58"), Some("0.59"), Tick::MILLI, hours));
        assert_eq!(decision.limit, price(limit), "{hours} h");
        assert_eq!(decision.regime, Regime::Normal);
        assert_eq!(decision.kind == PriceKind::Market, hours == 36, "{hours} h");
        assert_eq!(decision.bound, price("0.68"));
        assert!(!decision.refused);
    }
}

#[test]
fn a_sale_is_the_mirror_image() {
    let cases = [
        (0, "0.59"),
        (6, "0.589"),
        (9, "0.588"),
        (12, "0.585"),
        (24, "0.58"),
        (36, "0.49"),
    ];
    for (hours, limit) in cases {
        let input = LadderInput {
            side: Side::Sell,
            ..buy("0.59", Some("0.58"), Some("0.59"), Tick::MILLI, hours)
        };
        // At 9 h: 0.59 − 15 % of 0.01 = 0.5885, rounded up, away from the market.
        let limit = if hours == 9 { "0.589" } else { limit };
        assert_eq!(ladder_price(&input).limit, price(limit), "{hours} h");
    }
}

#[test]
fn regime_boundaries_are_normal() {
    // (bid, ask, regime): spreads of exactly 2 % and 0.5 %, and just beside them.
    let cases = [
        ("0.495", "0.505", Regime::Normal),
        ("0.4949", "0.505", Regime::Wide),
        ("0.399", "0.401", Regime::Normal),
        ("0.3991", "0.401", Regime::Tight),
        ("0.5", "0.5", Regime::Tight),
    ];
    for (bid, ask, regime) in cases {
        let decision = ladder_price(&buy("0.4", Some(bid), Some(ask), Tick::TENTH_MILLI, 0));
        assert_eq!(decision.regime, regime, "{bid}/{ask}");
    }
}

#[test]
fn stage_three_rounds_by_regime_and_never_falls_behind_stage_two() {
    // (trader's price, bid, ask, tick, limit at 12 h)
    let cases = [
        // Normal: the middle 0.505 is rounded away from the market.
        ("0.45", "0.50", "0.51", Tick::CENT, "0.50"),
        // Wide: the middle 0.515 is rounded towards it.
        ("0.45", "0.50", "0.53", Tick::CENT, "0.52"),
        // The trader bought at the bid's far side: stage 2 ended at 0.40 + 20 % of 0.20 = 0.44, over the middle 0.32.
        ("0.40", "0.04", "0.60", Tick::CENT, "0.44"),
        // The market came to us: p0's own tick.
        ("0.58", "0.40", "0.42", Tick::CENT, "0.58"),
    ];
    for (trader, bid, ask, tick, limit) in cases {
        let decision = ladder_price(&buy(trader, Some(bid), Some(ask), tick, 12));
        assert_eq!(decision.stage, Stage::Mid);
        assert_eq!(decision.limit, price(limit), "{trader} on {bid}/{ask}");
    }
}

#[test]
fn a_missing_side_keeps_the_last_limit() {
    // (bid, ask, last limit, hours, limit)
    let cases = [
        (Some("0.50"), None, Some("0.53"), 7, "0.53"),
        (Some("0.50"), None, None, 7, "0.5"),
        (None, Some("0.60"), Some("0.53"), 13, "0.53"),
        (None, Some("0.58"), Some("0.53"), 25, "0.59"),
        (None, Some("0.60"), None, 7, "0.52"),
        (None, None, Some("0.53"), 30, "0.53"),
        // Stage 1 asks nothing of the book.
        (None, None, Some("0.53"), 1, "0.5"),
        // A limit of a finer tick is brought to today's, away from the market.
        (None, None, Some("0.5377"), 30, "0.53"),
    ];
    for (bid, ask, last, hours, limit) in cases {
        let input = LadderInput {
            last_limit: last.map(price),
            ..buy("0.50", bid, ask, Tick::CENT, hours)
        };
        let decision = ladder_price(&input);
        assert_eq!(
            decision.limit,
            price(limit),
            "{bid:?}/{ask:?} after {last:?} at {hours} h"
        );
        assert_eq!(decision.regime, Regime::Wide);
    }
}

#[test]
fn a_bound_that_the_tick_cannot_keep_is_refused() {
    let tight = LadderInput {
        max_slippage: price("0.002"),
        ..buy("0.004", None, None, Tick::CENT, 0)
    };
    let decision = ladder_price(&tight);
    assert_eq!(
        (decision.limit, decision.bound, decision.refused),
        (price("0.01"), price("0.006"), true)
    );
    let sale = ladder_price(&mirrored(&tight));
    assert_eq!(
        (sale.limit, sale.bound, sale.refused),
        (price("0.99"), price("0.994"), true)
    );
    let enough = LadderInput {
        max_slippage: price("0.006"),
        ..tight
    };
    assert!(!ladder_price(&enough).refused);
}

#[test]
fn the_bound_cuts_the_market_price() {
    let far = LadderInput {
        max_slippage: price("0.025"),
        ..buy("0.50", Some("0.60"), Some("0.61"), Tick::CENT, 25)
    };
    assert_eq!(ladder_price(&far).limit, price("0.52"));
    let sale = LadderInput {
        side: Side::Sell,
        ..far
    };
    assert_eq!(ladder_price(&sale).limit, price("0.50"), "the market came to the sale");
}

/// Any input: any tick, books on or off it, one-sided, crossed or empty, any age and time to resolution.
fn any_input() -> impl Strategy<Value = LadderInput> {
    let near = any_price().prop_flat_map(|p0| {
        let close =
            (-30_000_i64..30_000).prop_map(move |apart| Price::from_micros((p0.micros() + apart).clamp(1, 999_999)));
        let level = prop_oneof![3 => close, 1 => any_price()];
        (
            Just(p0),
            prop::option::weighted(0.85, level.clone()),
            prop::option::weighted(0.85, level),
        )
    });
    let resolution = prop_oneof![Just(None), (-HOUR..100 * HOUR).prop_map(Some)];
    let slippage = (0_i64..300_000).prop_map(Price::from_micros);
    (
        side(),
        near,
        tick(),
        any::<bool>(),
        -HOUR..60 * HOUR,
        resolution,
        prop::option::of(any_price()),
        slippage,
    )
        .prop_map(
            |(
                side,
                (trader_price, one, other),
                tick,
                snap,
                age_ms,
                time_to_resolution_ms,
                last_limit,
                max_slippage,
            )| {
                let snapped = |price: Price| if snap { tick.clamp(tick.floor(price)) } else { price };
                let (one, other) = (one.map(snapped), other.map(snapped));
                let (best_bid, best_ask) = match (one, other) {
                    (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                    sides => sides,
                };
                LadderInput {
                    side,
                    trader_price,
                    best_bid,
                    best_ask,
                    tick,
                    age_ms,
                    time_to_resolution_ms,
                    last_limit,
                    max_slippage,
                }
            },
        )
}

/// How far a price is towards the market: higher for a purchase, lower for a sale.
fn towards(side: Side, limit: Price) -> i64 {
    match side {
        Side::Buy => limit.micros(),
        Side::Sell => limit.complement().micros(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn as_age_grows_on_an_unchanged_book_the_limit_never_moves_away(
        input in any_input(),
        mut ages in prop::collection::vec(0..80 * HOUR, 2..40),
    ) {
        ages.sort_unstable();
        let mut last: Option<Price> = None;
        for age_ms in ages {
            let decision = ladder_price(&LadderInput { age_ms, last_limit: last, ..input });
            if let Some(last) = last {
                prop_assert!(
                    towards(input.side, decision.limit) >= towards(input.side, last),
                    "{last} to {} at {age_ms} ms", decision.limit
                );
            }
            last = Some(decision.limit);
        }
    }

    #[test]
    fn every_limit_is_valid_and_within_its_bound_unless_refused(input in any_input()) {
        let decision = ladder_price(&input);
        let (limit, tick) = (decision.limit, input.tick);
        prop_assert!(tick.divides(limit));
        prop_assert!((tick.lowest()..=tick.highest()).contains(&limit));
        let within = towards(input.side, limit) <= towards(input.side, decision.bound);
        prop_assert_eq!(decision.refused, !within);
        prop_assert_eq!(decision.kind == PriceKind::Market, decision.stage == Stage::Market);
    }

    #[test]
    fn no_limit_is_on_the_passive_side_of_the_traders_tick_but_by_the_ends_of_the_scale(input in any_input()) {
        let limit = ladder_price(&input).limit;
        let (own, end) = match input.side {
            Side::Buy => (input.tick.floor(input.trader_price), input.tick.highest()),
            Side::Sell => (input.tick.ceil(input.trader_price), input.tick.lowest()),
        };
        // The slippage bound is never on p0's passive side: rounded away, it is p0's tick at the least.
        prop_assert!(towards(input.side, limit) >= towards(input.side, own) || limit == end);
    }

    #[test]
    fn a_sale_mirrors_a_purchase(input in any_input()) {
        let (decision, mirror) = (ladder_price(&input), ladder_price(&mirrored(&input)));
        prop_assert_eq!(decision.stage, mirror.stage);
        // A spread is relative to its own middle, so the regime alone is not symmetric.
        prop_assume!(decision.regime == mirror.regime);
        prop_assert_eq!(decision.limit, mirror.limit.complement());
        prop_assert_eq!(decision.bound, mirror.bound.complement());
        prop_assert_eq!(decision.refused, mirror.refused);
    }

    #[test]
    fn the_same_share_of_the_time_left_is_the_same_price(
        input in any_input(), left in HOUR..72 * HOUR, step in 0..72_i64,
    ) {
        // Ages that are whole 72nds of the time left sit at the same place of the ladder as whole hours of a full one.
        let left = left - left % 72;
        let shrunk = LadderInput { age_ms: left / 72 * step, time_to_resolution_ms: Some(left), ..input };
        let full = LadderInput { age_ms: HOUR * step, time_to_resolution_ms: None, ..input };
        prop_assert_eq!(ladder_price(&shrunk), ladder_price(&full));
    }
}
