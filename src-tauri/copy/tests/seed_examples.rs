//! The worked examples of the original request, on a market with minimum size 1 (product.md §5–§7).

use pilotfish_copy::entity::SignalKind;
use pilotfish_copy::event::{CancelReason, EndReason, EventKind, OrderStep, SkipReason};
use pilotfish_copy::market::Side;

use crate::common::{Desk, HOUR, START, no, price, shares, yes};

#[test]
fn five_percent_of_a_hundred_bought_at_58_rests_at_58_and_climbs_to_a_market_order() {
    let mut desk = Desk::following("5");
    let bought_at = desk.now;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    assert_eq!(desk.resting(), [(Side::Buy, "0.58".into(), "5".into())]);
    desk.pass_until(bought_at.plus(6 * HOUR + 1_000));
    assert_eq!(desk.resting(), [(Side::Buy, "0.581".into(), "5".into())]);
    desk.pass_until(bought_at.plus(12 * HOUR + 1_000));
    assert_eq!(desk.resting(), [(Side::Buy, "0.585".into(), "5".into())]);
    desk.pass_until(bought_at.plus(24 * HOUR + 1_000));
    assert_eq!(desk.resting(), [(Side::Buy, "0.59".into(), "5".into())]);
    assert_eq!(desk.held(&yes()), "0");
    desk.pass_until(bought_at.plus(36 * HOUR + 10_000));
    assert!(desk.events.iter().any(|event| matches!(
        event.what,
        EventKind::Sweep { bound, worst, .. } if bound == price("0.68") && worst == price("0.59")
    )));
    assert_eq!(desk.held(&yes()), "5", "a budget of $2.95 buys five at 0.59");
    assert_eq!(desk.working(), 0);
}

#[test]
fn a_sale_of_eighty_sells_four() {
    let mut desk = holding_five();
    desk.trades(Side::Sell, &yes(), "80", "0.85");
    desk.pass(30_000);
    assert_eq!(desk.resting(), [(Side::Sell, "0.85".into(), "4".into())]);
}

#[test]
fn closing_while_our_purchase_works_cancels_it_at_once_and_sells_nothing() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(HOUR);
    assert_eq!(desk.working(), 1);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(21_000);
    assert_eq!(desk.working(), 0);
    assert_eq!(desk.resting(), []);
    assert!(desk.events.iter().any(|event| matches!(
        event.what,
        EventKind::Cancel {
            reason: CancelReason::TurnedRound,
            ..
        }
    )));
    let closed = |event: &pilotfish_copy::event::Event| {
        matches!(
            event.what,
            EventKind::Signal {
                change: SignalKind::PositionClosed,
                ..
            }
        )
    };
    assert!(desk.events.iter().any(closed));
    assert_eq!(desk.skips(), [SkipReason::TurnedRound]);
}

#[test]
fn closing_after_a_partial_fill_cancels_and_then_sells_what_was_filled() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(HOUR);
    desk.fill("2");
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(21_000);
    assert_eq!(desk.resting(), [(Side::Sell, "0.6".into(), "2".into())]);
}

#[test]
fn under_one_dollar_is_skipped() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "30", "0.58");
    desk.pass(30_000);
    assert_eq!(
        desk.skips(),
        [SkipReason::UnderOneDollar],
        "1.5 shares at 0.58 are $0.87"
    );
    assert_eq!(desk.placements(), 0);
}

#[test]
fn after_a_partial_fill_the_rest_keeps_working() {
    let mut desk = holding_five();
    desk.trades(Side::Sell, &yes(), "80", "0.85");
    desk.pass(30_000);
    desk.fill("2");
    assert_eq!(desk.held(&yes()), "3");
    assert_eq!(desk.resting(), [(Side::Sell, "0.85".into(), "2".into())]);
    desk.pass(7 * HOUR);
    let resting = desk.resting();
    assert_eq!(resting.len(), 1);
    assert!(
        resting
            .iter()
            .all(|(side, limit, left)| *side == Side::Sell && left == "2" && limit != "0.85")
    );
}

#[test]
fn yes_and_no_of_one_market_are_both_copied() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.57");
    desk.trades(Side::Buy, &no(), "200", "0.41");
    desk.pass(30_000);
    let mut resting = desk.resting();
    resting.sort();
    assert_eq!(
        resting,
        [
            (Side::Buy, "0.41".into(), "10".into()),
            (Side::Buy, "0.57".into(), "5".into())
        ]
    );
}

#[test]
fn our_own_yes_and_no_orders_never_meet() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.trades(Side::Buy, &no(), "200", "0.42");
    desk.pass(30_000);
    let limits: Vec<String> = desk.resting().into_iter().map(|(_, limit, _)| limit).collect();
    assert_eq!(limits, ["0.58", "0.419"], "0.58 + 0.42 would be a trade with ourselves");
    assert!(
        desk.events
            .iter()
            .any(|event| matches!(event.what, EventKind::Price { held_short: true, .. }))
    );
}

#[test]
fn a_rest_below_the_minimum_stands_then_gets_one_market_order_or_ends() {
    let mut desk = Desk::following("5");
    desk.market.min_size = shares("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("4.5");
    desk.pass_until(START.plus(37 * HOUR));
    assert_eq!(desk.held(&yes()), "4.5", "half a share is worth less than $1");
    let ended = desk.events.iter().find_map(|event| match &event.what {
        EventKind::Order {
            step: OrderStep::Ended { reason, .. },
            ..
        } => Some(*reason),
        _ => None,
    });
    assert_eq!(ended, Some(EndReason::RestBelowMinimum));
}

#[test]
fn our_own_bid_in_the_book_does_not_lift_the_middle() {
    let mut desk = Desk::following("5");
    desk.shows_own = true;
    desk.book("0.58", "0.6");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    let bought_at = desk.now;
    desk.pass_until(bought_at.plus(20 * HOUR));
    assert_eq!(
        desk.resting(),
        [(Side::Buy, "0.59".into(), "5".into())],
        "(0.58 + 0.60) / 2 after eight hours in stage 3, not half-way again each cycle"
    );
}

fn holding_five() -> Desk {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("5");
    assert_eq!(desk.held(&yes()), "5");
    assert_eq!(desk.working(), 0);
    desk
}
