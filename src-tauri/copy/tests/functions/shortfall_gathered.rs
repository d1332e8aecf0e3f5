//! From paper to ours where small changes were gathered: what waited is owed by nobody later, and told apart from what was kept.

use pilotfish_copy::accounts::{Decided, Part};
use pilotfish_copy::event::SkipReason;
use pilotfish_copy::money::Shares;

use super::common::{price, shares, usd};
use super::shortfall::{assert_told, at_half, execution, purchase, purchase_of_ten, sale, told};

#[test]
fn a_sale_that_was_gathered_is_given_back_by_the_sale_that_contains_it_and_is_owed_by_nobody_later() {
    let at_sixty = || Decided {
        price: price("0.60"),
        copy_price: price("0.60"),
        held: Some(shares("10")),
        executions: Vec::new(),
        ..sale()
    };
    let waits = Decided {
        change: shares("20"),
        asked: shares("1"),
        allowed: Shares::ZERO,
        skipped: Some(SkipReason::Accumulating),
        ..at_sixty()
    };
    let contains = Decided {
        asked: shares("6"),
        allowed: shares("6"),
        executions: vec![execution("6", "0.60", "0.60")],
        ..at_sixty()
    };
    let closes = Decided {
        closes: true,
        change: shares("80"),
        price: price("0.70"),
        copy_price: price("0.70"),
        asked: shares("4"),
        allowed: shares("4"),
        held: Some(shares("4")),
        executions: vec![execution("4", "0.70", "0.70")],
        ..sale()
    };
    let result = at_half(&[purchase_of_ten(), waits.clone(), contains, closes]);
    assert_eq!((result.paper, result.ours), (usd("2.4"), usd("2.4")));
    assert_eq!(told(&result), []);
    // Closed while one still waited: that one is sold later than on paper, and for more.
    let closes = Decided {
        closes: true,
        change: shares("180"),
        price: price("0.70"),
        copy_price: price("0.70"),
        asked: shares("10"),
        allowed: shares("10"),
        executions: vec![execution("10", "0.70", "0.70")],
        ..at_sixty()
    };
    let result = at_half(&[purchase_of_ten(), waits, closes]);
    assert_eq!((result.paper, result.ours), (usd("2.9"), usd("3")));
    assert_eq!(told(&result), [(Part::Rounding, "0.1".to_owned(), 1)]);
}

#[test]
fn what_a_switch_and_what_gathering_kept_are_told_apart_when_the_trader_closes() {
    let skipped = |change: &str, asked: &str, held: &str, skipped| Decided {
        change: shares(change),
        price: price("0.60"),
        copy_price: price("0.60"),
        asked: shares(asked),
        allowed: Shares::ZERO,
        held: Some(shares(held)),
        skipped: Some(skipped),
        executions: Vec::new(),
        ..sale()
    };
    let closes = |change: &str, all: &str| Decided {
        closes: true,
        change: shares(change),
        price: price("0.70"),
        copy_price: price("0.70"),
        asked: shares(all),
        allowed: shares(all),
        held: Some(shares(all)),
        executions: vec![execution(all, "0.70", "0.70")],
        ..sale()
    };
    // One waits and is sold with the next five; two are kept by a pause, and sold at the end for more.
    let contains = Decided {
        price: price("0.60"),
        copy_price: price("0.60"),
        asked: shares("6"),
        allowed: shares("6"),
        held: Some(shares("10")),
        executions: vec![execution("6", "0.60", "0.60")],
        ..sale()
    };
    let result = at_half(&[
        purchase_of_ten(),
        skipped("20", "1", "10", SkipReason::Accumulating),
        contains,
        skipped("40", "2", "4", SkipReason::Paused),
        closes("40", "4"),
    ]);
    assert_eq!((result.paper, result.ours), (usd("2.2"), usd("2.4")));
    assert_eq!(told(&result), [(Part::Limits, "0.2".to_owned(), 1)]);
    // Two are kept by a pause, one waits, and then all are sold.
    let result = at_half(&[
        purchase_of_ten(),
        skipped("40", "2", "10", SkipReason::Paused),
        skipped("20", "1", "10", SkipReason::Accumulating),
        closes("140", "10"),
    ]);
    assert_eq!((result.paper, result.ours), (usd("2.7"), usd("3")));
    let expected = [(Part::Limits, "0.2", 1), (Part::Rounding, "0.1", 1)];
    assert_told(&result, expected);
}

#[test]
fn what_is_sold_with_the_next_is_not_taken_for_what_a_switch_kept() {
    let sells = |change: &str, asked: &str, held: &str| Decided {
        change: shares(change),
        price: price("0.60"),
        copy_price: price("0.60"),
        asked: shares(asked),
        allowed: shares(asked),
        held: Some(shares(held)),
        executions: vec![execution(asked, "0.60", "0.60")],
        ..sale()
    };
    let skipped = |change: &str, asked: &str, reason| Decided {
        allowed: Shares::ZERO,
        skipped: Some(reason),
        executions: Vec::new(),
        ..sells(change, asked, "10")
    };
    let closes = Decided {
        closes: true,
        price: price("0.70"),
        copy_price: price("0.70"),
        executions: vec![execution("4", "0.70", "0.70")],
        ..sells("40", "4", "4")
    };
    // Two are kept by a pause; one waits and is sold with the next five; the two are sold at the end for more.
    let result = at_half(&[
        purchase_of_ten(),
        skipped("40", "2", SkipReason::Paused),
        skipped("20", "1", SkipReason::Accumulating),
        sells("100", "6", "10"),
        closes,
    ]);
    assert_eq!((result.paper, result.ours), (usd("2.2"), usd("2.4")));
    assert_eq!(told(&result), [(Part::Limits, "0.2".to_owned(), 1)]);
    // What rounding down to lots leaves is not counted as unsold.
    let result = at_half(&[purchase_of_ten(), sells("100.1", "5", "10")]);
    assert_eq!((result.paper, result.ours), (usd("1.5005"), usd("1.5")));
    assert_eq!(told(&result), [(Part::Rounding, "-0.0005".to_owned(), 0)]);
}

#[test]
fn a_lot_that_was_not_there_is_counted() {
    let sold = Decided {
        price: price("0.60"),
        copy_price: price("0.60"),
        held: Some(shares("4.99")),
        executions: vec![execution("4.99", "0.60", "0.60")],
        ..sale()
    };
    let result = at_half(&[purchase(), sold]);
    assert_eq!(told(&result), [(Part::Unsold, "-0.001".to_owned(), 1)]);
}
