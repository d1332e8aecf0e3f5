//! From the trader's profit on paper to ours: worked out by hand, and exact whatever happened.

use pilotfish_copy::accounts::{Decided, Execution, Part, Shortfall, shortfall};
use pilotfish_copy::event::SkipReason;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use proptest::prelude::*;

use crate::common::{price, shares, usd};

fn percent(text: &str) -> Percentage {
    text.parse().unwrap()
}

/// 5 % of a purchase of 100 at 0.40, copied whole at once at the trader's price, free of fees.
fn purchase() -> Decided {
    Decided {
        token: TokenId::new("1"),
        side: Side::Buy,
        closes: false,
        by_user: false,
        percentage: percent("5"),
        change: shares("100"),
        price: price("0.40"),
        copy_price: price("0.40"),
        asked: shares("5"),
        allowed: shares("5"),
        held: None,
        skipped: None,
        executions: vec![execution("5", "0.40", "0.40")],
    }
}

fn sale() -> Decided {
    Decided {
        side: Side::Sell,
        held: Some(shares("5")),
        ..purchase()
    }
}

fn execution(of: &str, at: &str, trader: &str) -> Execution {
    Execution {
        shares: shares(of),
        price: price(at),
        trader_price: price(trader),
        fee: Usd::ZERO,
        crossed: false,
    }
}

/// At a mark of 0.50; what was booked is what the fills themselves say.
fn at_half(decided: &[Decided]) -> Shortfall {
    let mark = |_: &TokenId| Some(price("0.50"));
    let exact = -shortfall(decided, mark, Usd::ZERO).remainder;
    shortfall(decided, mark, exact)
}

/// The parts that are not nothing.
fn told(shortfall: &Shortfall) -> Vec<(Part, String, u64)> {
    let parts = shortfall.parts.iter();
    parts
        .filter(|portion| !portion.effect.is_zero())
        .map(|portion| (portion.part, portion.effect.to_string(), portion.count))
        .collect()
}

#[test]
fn a_perfect_copy_loses_nothing_on_the_way() {
    let bought = at_half(&[purchase()]);
    assert_eq!((bought.paper, bought.ours), (usd("0.5"), usd("0.5")));
    assert_eq!(told(&bought), []);
    let closed = Decided {
        closes: true,
        change: shares("100"),
        price: price("0.55"),
        copy_price: price("0.55"),
        executions: vec![execution("5", "0.55", "0.55")],
        ..sale()
    };
    let both = at_half(&[purchase(), closed]);
    assert_eq!((both.paper, both.ours), (usd("0.75"), usd("0.75")));
    assert_eq!(told(&both), []);
}

#[test]
fn a_purchase_loses_by_lots_limits_waiting_crossing_and_what_never_filled() {
    // 5 % of 100.1 is 5.005: 5 in lots, of which a limit left 4; 1 filled while waiting, 2 by crossing, 1 never.
    let mut crossed = execution("2", "0.45", "0.40");
    (crossed.crossed, crossed.fee) = (true, usd("0.01"));
    let copied = Decided {
        change: shares("100.1"),
        allowed: shares("4"),
        executions: vec![execution("1", "0.39", "0.40"), crossed],
        ..purchase()
    };
    let result = at_half(&[copied]);
    assert_eq!((result.paper, result.ours), (usd("0.5005"), usd("0.2")));
    let expected = [
        (Part::Waiting, "0.01", 1),
        (Part::Crossing, "-0.1", 1),
        (Part::Fees, "-0.01", 1),
        (Part::Limits, "-0.1", 1),
        (Part::Rounding, "-0.0005", 0),
        (Part::Unfilled, "-0.1", 1),
    ];
    assert_eq!(
        told(&result),
        expected.map(|(part, usd, count)| (part, usd.to_owned(), count))
    );
}

#[test]
fn what_was_left_out_and_would_have_lost_counts_as_a_gain() {
    let skipped = |skipped, price| Decided {
        price,
        copy_price: price,
        allowed: Shares::ZERO,
        skipped: Some(skipped),
        executions: Vec::new(),
        ..purchase()
    };
    let result = at_half(&[
        skipped(SkipReason::PriceBand, price("0.90")),
        skipped(SkipReason::UnderMinimumSize, price("0.20")),
    ]);
    assert_eq!((result.paper, result.ours), (usd("-0.5"), Usd::ZERO));
    let expected = [(Part::Limits, "2", 1), (Part::Rounding, "-1.5", 1)];
    assert_eq!(
        told(&result),
        expected.map(|(part, usd, count)| (part, usd.to_owned(), count))
    );
}

#[test]
fn a_sale_loses_by_its_price_and_by_what_was_not_held() {
    // Paper holds 10 and sells 5 at 0.60; ours holds 2 and gets 0.55 for them.
    let bought = Decided {
        change: shares("200"),
        asked: shares("10"),
        allowed: shares("10"),
        executions: vec![execution("2", "0.40", "0.40")],
        ..purchase()
    };
    let sold = Decided {
        price: price("0.60"),
        copy_price: price("0.60"),
        allowed: shares("2"),
        held: Some(shares("2")),
        executions: vec![execution("2", "0.55", "0.60")],
        ..sale()
    };
    let result = at_half(&[bought.clone(), sold.clone()]);
    assert_eq!((result.paper, result.ours), (usd("1.5"), usd("0.3")));
    // Of the 8 that never filled, 3 would have gone at 0.60 and 5 are worth 0.50.
    let expected = [(Part::Unfilled, "-1.1", 1), (Part::Exit, "-0.1", 1)];
    assert_eq!(
        told(&result),
        expected.map(|(part, usd, count)| (part, usd.to_owned(), count))
    );

    // Paused meanwhile: the two that were held are the switch's, the other three were not there to sell.
    let paused = Decided {
        skipped: Some(SkipReason::Paused),
        allowed: Shares::ZERO,
        executions: Vec::new(),
        ..sold.clone()
    };
    let result = at_half(&[bought.clone(), paused]);
    let expected = [(Part::Limits, "-0.2", 1), (Part::Unfilled, "-1.1", 1)];
    assert_eq!(
        told(&result),
        expected.map(|(part, usd, count)| (part, usd.to_owned(), count))
    );

    // Nobody buys them: that is a part of its own.
    let unsold = Decided {
        executions: Vec::new(),
        ..sold
    };
    let result = at_half(&[bought, unsold]);
    let expected = [(Part::Unfilled, "-1.1", 1), (Part::Unsold, "-0.2", 1)];
    assert_eq!(
        told(&result),
        expected.map(|(part, usd, count)| (part, usd.to_owned(), count))
    );
}

#[test]
fn what_is_over_on_both_sides_does_not_move_with_the_mark() {
    // 10 on paper: a limit left 6 of them, 4 filled; half of paper is sold, of which we sell 2, and then all.
    let bought = Decided {
        change: shares("200.1"),
        asked: shares("10"),
        allowed: shares("6"),
        executions: vec![execution("4", "0.41", "0.40")],
        ..purchase()
    };
    let half = Decided {
        price: price("0.60"),
        copy_price: price("0.60"),
        held: Some(shares("4")),
        executions: vec![execution("2", "0.58", "0.60")],
        ..sale()
    };
    let rest = Decided {
        closes: true,
        asked: shares("2"),
        allowed: shares("2"),
        price: price("0.30"),
        copy_price: price("0.30"),
        held: Some(shares("2")),
        executions: vec![execution("2", "0.30", "0.30")],
        ..sale()
    };
    let all = [bought, half, rest];
    let at = |mark: &str| {
        let mark = price(mark);
        let exact = -shortfall(&all, |_| Some(mark), Usd::ZERO).remainder;
        shortfall(&all, |_| Some(mark), exact)
    };
    assert_eq!(at("0"), at("1"));
    // Paper: 10.005 for 4.002, sold for 3 + 5.005 × 0.30; ours: 4 for 1.64, sold for 1.16 + 0.60.
    assert_eq!((at("0").paper, at("0").ours), (usd("0.4995"), usd("0.12")));
}

#[test]
fn a_sale_of_the_baseline_is_on_neither_side() {
    let of_baseline = Decided {
        allowed: Shares::ZERO,
        held: Some(Shares::ZERO),
        skipped: Some(SkipReason::NothingHeld),
        executions: Vec::new(),
        ..sale()
    };
    let result = at_half(&[of_baseline]);
    assert_eq!((result.paper, result.ours), (Usd::ZERO, Usd::ZERO));
    assert_eq!(told(&result), []);
}

#[test]
fn a_close_of_the_users_own_is_its_own_part_against_the_traders_price_once_the_trader_has_sold() {
    let closed = Decided {
        by_user: true,
        closes: true,
        price: price("0.48"),
        copy_price: price("0.48"),
        executions: vec![execution("5", "0.46", "0.48")],
        ..sale()
    };
    let result = at_half(&[purchase(), closed.clone()]);
    assert_eq!((result.paper, result.ours), (usd("0.5"), usd("0.3")));
    assert_eq!(told(&result), [(Part::Closed, "-0.2".to_owned(), 1)]);

    let later = Decided {
        closes: true,
        price: price("0.42"),
        copy_price: price("0.42"),
        allowed: Shares::ZERO,
        held: Some(Shares::ZERO),
        skipped: Some(SkipReason::NothingHeld),
        executions: Vec::new(),
        ..sale()
    };
    let result = at_half(&[purchase(), closed, later]);
    assert_eq!((result.paper, result.ours), (usd("0.1"), usd("0.3")));
    // 5 sold at 0.46, and by the trader at 0.42.
    assert_eq!(told(&result), [(Part::Closed, "0.2".to_owned(), 1)]);
}

#[test]
fn what_was_gathered_is_given_back_by_the_copy_that_contains_it() {
    let first = Decided {
        price: price("0.38"),
        copy_price: price("0.38"),
        allowed: Shares::ZERO,
        skipped: Some(SkipReason::Accumulating),
        executions: Vec::new(),
        ..purchase()
    };
    let second = Decided {
        copy_price: price("0.39"),
        asked: shares("10"),
        allowed: shares("10"),
        executions: vec![execution("10", "0.39", "0.39")],
        ..purchase()
    };
    let result = at_half(&[first, second]);
    assert_eq!((result.paper, result.ours), (usd("1.1"), usd("1.1")));
    assert_eq!(told(&result), []);
}

#[test]
fn without_a_price_a_signal_is_left_out_on_both_sides_unless_it_filled() {
    let unfilled = Decided {
        token: TokenId::new("2"),
        executions: Vec::new(),
        ..purchase()
    };
    let result = shortfall(&[unfilled.clone(), purchase(), unfilled], |_| None, Usd::ZERO);
    assert_eq!(
        (result.unpriced, result.paper, result.remainder),
        (2, Usd::ZERO, Usd::ZERO)
    );
}

#[test]
fn in_cents_the_figures_still_add_up() {
    let mut copied = purchase();
    copied.change = shares("100.1");
    copied.executions = vec![execution("4.99", "0.4037", "0.40")];
    let shown = at_half(&[copied]).in_cents();
    assert_eq!((shown.paper, shown.ours), (usd("0.5"), usd("0.48")));
    assert_adds_up(&shown);
}

fn assert_adds_up(shortfall: &Shortfall) {
    let parts: Usd = shortfall.parts.iter().map(|portion| portion.effect).sum();
    assert_eq!(shortfall.paper + parts, shortfall.ours);
    assert_eq!(shortfall.parts.len(), Part::ALL.len());
}

fn reasons() -> impl Strategy<Value = Option<SkipReason>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(SkipReason::Accumulating)),
        1 => Just(Some(SkipReason::UnderOneDollar)),
        1 => Just(Some(SkipReason::Paused)),
        1 => Just(Some(SkipReason::NothingHeld)),
        1 => Just(Some(SkipReason::TurnedRound)),
    ]
}

prop_compose! {
    fn executions()(
        shares in 1_i64..2_000_000_000,
        price in 0_i64..=1_000_000,
        trader in 0_i64..=1_000_000,
        fee in 0_i64..5_000_000,
        crossed: bool,
    ) -> Execution {
        Execution {
            shares: Shares::from_micros(shares),
            price: Price::from_micros(price),
            trader_price: Price::from_micros(trader),
            fee: Usd::from_micros(fee),
            crossed,
        }
    }
}

prop_compose! {
    /// Anything at all, also what no core would decide.
    fn anything()(
        token in 0_u8..3,
        kind in (any::<bool>(), any::<bool>(), prop::bool::weighted(0.1)),
        tenths in 1_u16..=200,
        change in 0_i64..50_000_000_000,
        prices in (0_i64..=1_000_000, 0_i64..=1_000_000),
        sizes in (0_i64..3_000_000_000, 0_i64..3_000_000_000, prop::option::of(0_i64..3_000_000_000)),
        skipped in reasons(),
        executions in prop::collection::vec(executions(), 0..4),
    ) -> Decided {
        let (sells, closes, by_user) = kind;
        Decided {
            token: TokenId::new(&token.to_string()),
            side: if sells { Side::Sell } else { Side::Buy },
            closes,
            by_user,
            percentage: Percentage::from_tenths(tenths).unwrap(),
            change: Shares::from_micros(change),
            price: Price::from_micros(prices.0),
            copy_price: Price::from_micros(prices.1),
            asked: Shares::from_micros(sizes.0),
            allowed: Shares::from_micros(sizes.1),
            held: sizes.2.map(Shares::from_micros),
            skipped,
            executions,
        }
    }
}

proptest! {
    #[test]
    fn paper_and_parts_give_ours_exactly_whatever_was_decided_and_filled(
        decided in prop::collection::vec(anything(), 0..12_usize),
        marks in prop::array::uniform3(prop::option::of(0_i64..=1_000_000)),
        off in -50_i64..50,
    ) {
        let mark = |token: &TokenId| {
            let place: usize = token.as_str().parse().unwrap();
            marks[place].map(Price::from_micros)
        };
        let exact = -shortfall(&decided, mark, Usd::ZERO).remainder;
        // The fills' own profit, worked out apart from how the parts are found, in 10^-12 USD.
        let last = |token: &TokenId| {
            let mut fills = decided.iter().filter(|one| one.token == *token).filter_map(|one| one.executions.last());
            fills.next_back().map(|fill| fill.price)
        };
        let mut profit = 0_i128;
        for one in &decided {
            let Some(worth) = mark(&one.token).or_else(|| last(&one.token)) else { continue };
            for fill in &one.executions {
                let a_share = i128::from(worth.micros() - fill.price.micros());
                let gain = i128::from(fill.shares.micros()) * a_share;
                profit += if one.side == Side::Buy { gain } else { -gain };
                profit -= i128::from(fill.fee.micros()) * 1_000_000;
            }
        }
        prop_assert!((i128::from(exact.micros()) * 1_000_000 - profit).abs() <= 500_000);
        let booked = exact + Usd::from_micros(off);
        let result = shortfall(&decided, mark, booked);
        prop_assert_eq!(result.ours, booked);
        prop_assert_eq!(result.remainder, Usd::from_micros(off));
        assert_adds_up(&result);
        let shown = result.in_cents();
        assert_adds_up(&shown);
        for (cents, exact) in shown.parts.iter().zip(&result.parts) {
            prop_assert_eq!(cents.effect.micros() % 10_000, 0);
            let most = if cents.part == Part::Rounding { 60_000 } else { 5_000 };
            prop_assert!((cents.effect - exact.effect).micros().abs() <= most);
        }
    }
}
