//! From the wire's amounts to prices: decimals, implied prices, ids.

use pilotfish_copy::market::Side;

use super::*;
use crate::{check_amounts, decoded_amount, implied_price};

#[test]
fn amounts_with_too_many_decimals_are_refused_in_the_venues_words() {
    let market_buy = "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals";
    let market_sell = "invalid amounts, the market sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals";
    let limit_buy = "invalid amounts, the buy orders maker amount supports a max accuracy of 5 decimals, taker amount a max of 2 decimals";
    let (fak, gtc) = (OrderKind::Fak, OrderKind::Gtc);
    let cases = [
        (
            "$5 at 0.523, floored to 4 decimals",
            fak,
            Side::Buy,
            5_000_000,
            9_560_200,
            Tick::MILLI,
            None,
        ),
        (
            "$5 at 0.523 as the SDK builds it: 5 decimals",
            fak,
            Side::Buy,
            5_000_000,
            9_560_220,
            Tick::MILLI,
            Some(market_buy),
        ),
        (
            "limit builder sent as FAK: dollars of 5 decimals",
            fak,
            Side::Buy,
            4_999_880,
            9_560_000,
            Tick::MILLI,
            Some(market_buy),
        ),
        (
            "FOK has the same rule",
            OrderKind::Fok,
            Side::Buy,
            4_999_880,
            9_560_000,
            Tick::MILLI,
            Some(market_buy),
        ),
        (
            "sale, dollars of 4 decimals",
            fak,
            Side::Sell,
            9_560_000,
            4_999_800,
            Tick::MILLI,
            None,
        ),
        (
            "sale, dollars of 5 decimals",
            fak,
            Side::Sell,
            9_560_000,
            4_999_880,
            Tick::MILLI,
            Some(market_sell),
        ),
        (
            "sale, shares of 3 decimals",
            fak,
            Side::Sell,
            9_561_000,
            4_999_800,
            Tick::MILLI,
            Some(market_sell),
        ),
        (
            "a limit order may have dollars of 5 decimals",
            gtc,
            Side::Buy,
            4_999_880,
            9_560_000,
            Tick::MILLI,
            None,
        ),
        (
            "but not of 6",
            gtc,
            Side::Buy,
            4_999_881,
            9_560_000,
            Tick::MILLI,
            Some(limit_buy),
        ),
        (
            "nor shares of 3",
            gtc,
            Side::Buy,
            4_999_880,
            9_561_000,
            Tick::MILLI,
            Some(limit_buy),
        ),
        (
            "6 on the finest tick",
            OrderKind::Gtd,
            Side::Buy,
            4_999_881,
            9_560_000,
            Tick::TENTH_MILLI,
            None,
        ),
        (
            "and on a quarter cent",
            gtc,
            Side::Sell,
            10_010_000,
            25_025,
            Tick::QUARTER_CENT,
            None,
        ),
        (
            "nothing",
            fak,
            Side::Buy,
            0,
            100,
            Tick::CENT,
            Some("Invalid order payload"),
        ),
    ];
    for (name, kind, side, maker, taker, tick, refusal) in cases {
        let checked = check_amounts(kind, side, maker, taker, tick);
        assert_eq!(
            checked.err().map(|reject| reject.to_string()).as_deref(),
            refusal,
            "{name}"
        );
    }
}

#[test]
fn the_implied_price_is_the_tick_that_was_meant() {
    let cases = [
        ("exact", Side::Buy, 5_230_000, 10_000_000, Tick::MILLI, Some("0.523")),
        (
            "a hair over, shares were floored",
            Side::Buy,
            5_000_000,
            9_560_200,
            Tick::MILLI,
            Some("0.523"),
        ),
        (
            "a dollar's worth",
            Side::Buy,
            1_000_000,
            1_010_100,
            Tick::CENT,
            Some("0.99"),
        ),
        (
            "shares rounded up: under the tick meant",
            Side::Buy,
            5_000_000,
            9_561_000,
            Tick::MILLI,
            None,
        ),
        ("between ticks", Side::Buy, 5_235_000, 10_000_000, Tick::MILLI, None),
        (
            "sale, exact",
            Side::Sell,
            10_000_000,
            5_230_000,
            Tick::MILLI,
            Some("0.523"),
        ),
        (
            "sale, dollars were floored",
            Side::Sell,
            9_560_000,
            4_999_800,
            Tick::MILLI,
            Some("0.523"),
        ),
        (
            "small sale at a fine price",
            Side::Sell,
            10_010_000,
            25_000,
            Tick::QUARTER_CENT,
            Some("0.0025"),
        ),
        ("at one", Side::Buy, 10_000_000, 10_000_000, Tick::CENT, None),
        ("at nothing", Side::Sell, 10_000_000, 50, Tick::CENT, None),
        ("no shares", Side::Sell, 0, 50, Tick::CENT, None),
    ];
    for (name, side, maker, taker, tick, expected) in cases {
        let implied = implied_price(&hash(1), side, maker, taker, tick);
        assert_eq!(implied.ok(), expected.map(price), "{name}");
    }
}

#[test]
fn every_tick_survives_the_safe_recipe() {
    for tick in Tick::ALL {
        let mut limit = tick.lowest();
        while limit <= tick.highest() {
            for budget in [1_000_000, 4_990_000, 123_450_000] {
                let bought = crate::budget_buys(Usd::from_micros(budget), limit).micros();
                let implied = implied_price(&hash(1), Side::Buy, budget, bought, tick);
                assert_eq!(implied, Ok(limit), "{budget} at {limit} tick {tick}");
            }
            for size in [10_000_i64, 5_000_000, 77_770_000] {
                let usd = size / 100 * limit.micros() / 10_000 / 100 * 100;
                if usd > 0 && size >= 1_000_000 {
                    assert_eq!(
                        implied_price(&hash(1), Side::Sell, size, usd, tick),
                        Ok(limit),
                        "{size} at {limit}"
                    );
                }
            }
            limit += tick.step();
        }
    }
}

#[test]
fn decoded_amounts_are_budgets_only_for_immediate_purchases() {
    let (maker, taker) = (5_000_000, 9_560_200);
    let cases = [
        (OrderKind::Fak, Side::Buy, Amount::Budget(usd("5"))),
        (OrderKind::Fok, Side::Buy, Amount::Budget(usd("5"))),
        (OrderKind::Gtc, Side::Buy, Amount::Shares(shares("9.5602"))),
        (OrderKind::Fak, Side::Sell, Amount::Shares(shares("5"))),
    ];
    for (kind, side, amount) in cases {
        assert_eq!(decoded_amount(kind, side, maker, taker), amount, "{kind:?} {side:?}");
    }
}

#[test]
fn ids_look_like_the_venues_and_depend_on_the_seed() {
    let ids = |seed| {
        let mut ids = super::super::ids::Ids::new(seed);
        (ids.trade(), ids.trade(), ids.transaction())
    };
    let (first, second, transaction) = ids(1);
    assert_ne!(first, second);
    let lengths: Vec<_> = first.as_str().split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    assert!(transaction.as_str().len() == 66 && transaction.as_str().starts_with("0x"));
    assert_eq!(ids(1), (first.clone(), second, transaction));
    assert_ne!(ids(2).0, first);
}
