//! From the trader's profit on paper to ours, worked out by hand.

use pilotfish_copy::accounts::{Decided, Execution, Part, Shortfall, shortfall};
use pilotfish_copy::event::SkipReason;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Shares, Usd};

use super::common::{price, shares, usd};

pub(crate) fn percent(text: &str) -> Percentage {
    text.parse().unwrap()
}

/// 5 % of a purchase of 100 at 0.40, copied whole at once at the trader's price, free of fees.
pub(crate) fn purchase() -> Decided {
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

/// Twice as large.
pub(crate) fn purchase_of_ten() -> Decided {
    Decided {
        change: shares("200"),
        asked: shares("10"),
        allowed: shares("10"),
        executions: vec![execution("10", "0.40", "0.40")],
        ..purchase()
    }
}

pub(crate) fn sale() -> Decided {
    Decided {
        side: Side::Sell,
        held: Some(shares("5")),
        ..purchase()
    }
}

pub(crate) fn execution(of: &str, at: &str, trader: &str) -> Execution {
    Execution {
        shares: shares(of),
        price: price(at),
        trader_price: price(trader),
        fee: Usd::ZERO,
        crossed: false,
    }
}

/// At a mark of 0.50; what was booked is what the fills themselves say.
pub(crate) fn at_half(decided: &[Decided]) -> Shortfall {
    let mark = |_: &TokenId| Some(price("0.50"));
    let exact = -shortfall(decided, mark, Usd::ZERO).remainder;
    shortfall(decided, mark, exact)
}

/// The parts that are not nothing.
pub(crate) fn told(shortfall: &Shortfall) -> Vec<(Part, String, u64)> {
    let parts = shortfall.parts.iter();
    parts
        .filter(|portion| !portion.effect.is_zero())
        .map(|portion| (portion.part, portion.effect.to_string(), portion.count))
        .collect()
}

/// The parts that are not nothing are these.
#[track_caller]
pub(crate) fn assert_told<const N: usize>(shortfall: &Shortfall, expected: [(Part, &str, u64); N]) {
    let expected = expected.map(|(part, usd, count)| (part, usd.to_owned(), count));
    assert_eq!(told(shortfall), expected);
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
    let counted = both.parts.iter().filter(|portion| portion.count > 0);
    let counted: Vec<_> = counted.map(|portion| (portion.part, portion.count)).collect();
    assert_eq!(
        counted,
        [(Part::Waiting, 1), (Part::Exit, 1)],
        "what loses nothing is counted all the same"
    );
    let asked_only = Decided {
        by_user: true,
        executions: Vec::new(),
        ..sale()
    };
    let closes = |shortfall: &Shortfall| {
        shortfall
            .parts
            .iter()
            .find(|portion| portion.part == Part::Closed)
            .unwrap()
            .count
    };
    assert_eq!(
        closes(&at_half(&[purchase(), asked_only])),
        0,
        "a close that sold nothing"
    );
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
    assert_told(&result, expected);
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
    assert_told(&result, expected);
}

#[test]
fn a_sale_loses_by_its_price_and_by_what_was_not_held() {
    // Paper holds 10 and sells 5 at 0.60; ours holds 2 and gets 0.55 for them.
    let bought = Decided {
        executions: vec![execution("2", "0.40", "0.40")],
        ..purchase_of_ten()
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
    assert_told(&result, expected);

    // Paused meanwhile: the two that were held are the switch's, the other three were not there to sell.
    let paused = Decided {
        skipped: Some(SkipReason::Paused),
        allowed: Shares::ZERO,
        executions: Vec::new(),
        ..sold.clone()
    };
    let result = at_half(&[bought.clone(), paused]);
    let expected = [(Part::Limits, "-0.2", 1), (Part::Unfilled, "-1.1", 1)];
    assert_told(&result, expected);

    // Nobody buys them: that is a part of its own.
    let unsold = Decided {
        executions: Vec::new(),
        ..sold
    };
    let result = at_half(&[bought, unsold]);
    let expected = [(Part::Unfilled, "-1.1", 1), (Part::Unsold, "-0.2", 1)];
    assert_told(&result, expected);
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
fn what_a_turn_round_cancelled_is_what_never_filled() {
    // 5 of 10 were bought when the trader sold 6: the other 5 are cancelled, and 1 is sold, so that both hold 4.
    let half = Decided {
        change: shares("200"),
        asked: shares("10"),
        allowed: shares("10"),
        ..purchase()
    };
    let turned = Decided {
        change: shares("120"),
        price: price("0.44"),
        copy_price: price("0.44"),
        asked: shares("1"),
        allowed: shares("1"),
        executions: vec![execution("1", "0.44", "0.44")],
        ..sale()
    };
    let result = at_half(&[half, turned]);
    assert_eq!((result.paper, result.ours), (usd("0.64"), usd("0.44")));
    assert_eq!(told(&result), [(Part::Unfilled, "-0.2".to_owned(), 1)]);
}

#[test]
fn what_is_kept_under_the_minimum_stays_the_roundings_however_often_the_trader_closes() {
    let kept = |change: &str, at: &str| Decided {
        closes: true,
        change: shares(change),
        price: price(at),
        copy_price: price(at),
        allowed: Shares::ZERO,
        held: Some(shares("5")),
        skipped: Some(SkipReason::UnderMinimumSize),
        executions: Vec::new(),
        ..sale()
    };
    let small = Decided {
        change: shares("16"),
        asked: shares("0.8"),
        allowed: Shares::ZERO,
        skipped: Some(SkipReason::UnderOneDollar),
        executions: Vec::new(),
        ..purchase()
    };
    // Paper sold 5 at 0.60 and made 0.1 on 0.8; ours are worth 0.50.
    let result = at_half(&[purchase(), kept("100", "0.60"), small, kept("16", "0.525")]);
    assert_eq!((result.paper, result.ours), (usd("1.1"), usd("0.5")));
    assert_eq!(told(&result), [(Part::Rounding, "-0.6".to_owned(), 3)]);
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

pub(crate) fn assert_adds_up(shortfall: &Shortfall) {
    let parts: Usd = shortfall.parts.iter().map(|portion| portion.effect).sum();
    assert_eq!(shortfall.paper + parts, shortfall.ours);
    assert_eq!(shortfall.parts.len(), Part::ALL.len());
}
