//! Fees: exact to the unit, and bounded by what is reserved for them.

use pilotfish_copy::fees::{break_even, taker_fee, worst_fee, worst_fee_of_budget};
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd};
use proptest::prelude::*;

use super::common::{any_price, price, shares, side, usd};

fn schedule() -> impl Strategy<Value = FeeSchedule> {
    (0_i64..=300_000, 0_u32..5).prop_map(|(rate_micros, exponent)| FeeSchedule { rate_micros, exponent })
}

fn size() -> impl Strategy<Value = Shares> {
    (1_i64..1_000_000_000_000).prop_map(Shares::from_micros)
}

#[test]
fn the_smallest_fees() {
    let politics = FeeSchedule {
        rate_micros: 40_000,
        exponent: 1,
    };
    // (shares, price, fee): at 0.50 a share costs 0.01.
    let cases = [
        ("1", "0.5", "0.01"),
        ("0.001", "0.5", "0.00001"),
        // 0.000015 is rounded half up.
        ("0.0015", "0.5", "0.00002"),
        ("0.001499", "0.5", "0.00001"),
        // Under the least fee nothing is charged, however near it.
        ("0.000999", "0.5", "0"),
        ("100", "0", "0"),
        ("100", "1", "0"),
        ("0", "0.5", "0"),
        ("-5", "0.5", "0"),
    ];
    for (held, at, fee) in cases {
        assert_eq!(
            taker_fee(&politics, shares(held), price(at)),
            usd(fee),
            "{held} at {at}"
        );
    }
    assert_eq!(
        taker_fee(&FeeSchedule::FREE, shares("1000000"), price("0.5")),
        Usd::ZERO
    );
}

#[test]
fn reservations_are_rounded_up_and_know_where_the_fee_peaks() {
    let politics = FeeSchedule {
        rate_micros: 40_000,
        exponent: 1,
    };
    // (side, shares, limit, fee): bought at 0.90 or better may be bought at 0.50; bought at 0.10 or better may not.
    let cases = [
        (Side::Buy, "100", "0.9", "1"),
        (Side::Buy, "100", "0.1", "0.36"),
        (Side::Sell, "100", "0.1", "1"),
        (Side::Sell, "100", "0.9", "0.36"),
        (Side::Buy, "0.000001", "0.5", "0.00001"),
    ];
    for (side, held, limit, fee) in cases {
        assert_eq!(
            worst_fee(&politics, side, shares(held), price(limit)),
            usd(fee),
            "{side:?} {held} at {limit}"
        );
    }
    // $10 at 0.90 buys 11.11 shares, each 0.0036 in fees.
    assert_eq!(worst_fee_of_budget(&politics, usd("10"), price("0.9")), usd("0.04"));
}

#[test]
fn huge_exponents_and_sizes_neither_hang_nor_overflow() {
    let extreme = FeeSchedule {
        rate_micros: i64::MAX,
        exponent: u32::MAX,
    };
    assert_eq!(
        taker_fee(&extreme, Shares::from_micros(i64::MAX), price("0.5")),
        Usd::ZERO
    );
    let steep = FeeSchedule {
        exponent: 63,
        ..extreme
    };
    assert_eq!(
        taker_fee(&steep, Shares::from_micros(i64::MAX), price("0.5")),
        Usd::ZERO
    );
    let dear = FeeSchedule { exponent: 1, ..extreme };
    assert_eq!(
        taker_fee(&dear, Shares::from_micros(i64::MAX), price("0.5")),
        Usd::from_micros(i64::MAX)
    );
}

/// The fee as a plain fraction with the exponent 1, rounded half up to units of 0.00001.
fn plain(rate_micros: i64, held: Shares, at: Price) -> Usd {
    let product = i128::from(held.micros())
        * i128::from(rate_micros)
        * i128::from(at.micros())
        * i128::from(at.complement().micros());
    let unit = 10_i128.pow(19);
    let units = if product < unit {
        0
    } else {
        (2 * product + unit) / (2 * unit)
    };
    Usd::from_micros(i64::try_from(units).expect("in range") * 10)
}

proptest! {
    #[test]
    fn with_the_exponent_one_it_is_the_plain_formula(rate in 0_i64..=300_000, held in size(), at in any_price()) {
        let schedule = FeeSchedule { rate_micros: rate, exponent: 1 };
        prop_assert_eq!(taker_fee(&schedule, held, at), plain(rate, held, at));
    }

    #[test]
    fn both_outcomes_pay_the_same(schedule in schedule(), held in size(), at in any_price()) {
        prop_assert_eq!(taker_fee(&schedule, held, at), taker_fee(&schedule, held, at.complement()));
    }

    #[test]
    fn no_execution_at_the_limit_or_better_costs_more_than_was_reserved(
        schedule in schedule(), side in side(), held in size(),
        limit in any_price(), at in any_price(), part in 0_i64..=100,
    ) {
        let at = match side {
            Side::Buy => at.min(limit),
            Side::Sell => at.max(limit),
        };
        let filled = Shares::from_micros(held.micros() / 100 * part);
        prop_assert!(taker_fee(&schedule, filled, at) <= worst_fee(&schedule, side, held, limit));
    }

    #[test]
    fn no_spending_of_a_budget_costs_more_than_was_reserved(
        schedule in schedule(), cents in 100_i64..10_000_000, best in any_price(), at in any_price(),
    ) {
        let budget = Usd::from_micros(cents * 10_000);
        let at = at.max(best);
        let bought = i128::from(budget.micros()) * i128::from(MICRO) / i128::from(at.micros());
        let bought = Shares::from_micros(i64::try_from(bought).expect("in range"));
        prop_assert!(taker_fee(&schedule, bought, at) <= worst_fee_of_budget(&schedule, budget, best));
    }
}

#[test]
fn from_its_break_even_on_a_sale_loses_nothing_and_a_tenth_of_a_cent_under_it_does() {
    for (rate_micros, cost) in [
        (40_000, "0.64"),
        (50_000, "0.581"),
        (70_000, "0.5"),
        (40_000, "0.01"),
        (0, "0.3"),
        (72_000, "0.93"),
    ] {
        let schedule = FeeSchedule {
            rate_micros,
            exponent: 1,
        };
        let even = break_even(&schedule, price(cost)).expect("a price");
        let net = |at: Price| {
            let many = shares("1000000");
            many.value(at, Rounding::Down) - taker_fee(&schedule, many, at)
        };
        let paid = shares("1000000").value(price(cost), Rounding::Down);
        assert!(net(even) >= paid, "{cost} at {even}");
        assert!(net(even - Price::from_micros(1_000)) < paid, "{cost} at {even}");
    }
    let free = FeeSchedule::FREE;
    assert_eq!(break_even(&free, price("0.3")), Some(price("0.3")));
    assert_eq!(break_even(&free, price("1")), None, "nothing is sold for a dollar");
}
