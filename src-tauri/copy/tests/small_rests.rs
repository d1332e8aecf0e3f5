//! What is left of an order when it is little: too little for the venue, for the order's own limit, or for one more try.

use pilotfish_copy::entity::{FollowSettings, GlobalLimits, Style};
use pilotfish_copy::event::{EndReason, WaitReason};
use pilotfish_copy::input::{PlaceOutcome, UserInput};
use pilotfish_copy::market::Side;

use crate::common::{self, Desk, HOUR, MINUTE, at, closed, price, shares, usd, yes};

/// A purchase of twenty shares at 0.58 in a market with that least size, of which so much has filled, and whose child the venue
/// then drops.
fn dropped_after(settings: FollowSettings, least: &str, filled: &str, before: impl FnOnce(&mut Desk)) -> Desk {
    let mut desk = Desk::new();
    desk.market.min_size = shares(least);
    desk.follow(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill(filled);
    before(&mut desk);
    let child = desk.live().expect("a child");
    desk.looks(child, closed(filled));
    desk
}

#[test]
fn a_rest_under_the_markets_size_is_not_placed_again() {
    let mut desk = dropped_after(at("20"), "5", "17", |_| {});
    assert_eq!((desk.placements(), desk.holds_slots()), (1, 0), "three are left");
    assert_eq!(desk.waits(), [WaitReason::RestBelowMinimum]);
    desk.pass(HOUR);
    assert_eq!(desk.placements(), 1);
    let mut desk = dropped_after(at("20"), "3", "17", |_| {});
    assert_eq!((desk.placements(), desk.waits().len()), (2, 0), "of just that size");
    desk.pass(MINUTE);
    assert_eq!(desk.resting()[0].2, "3");
}

#[test]
fn a_rest_under_a_dollar_is_placed_only_where_it_does_not_meet_the_book() {
    for (ask, placed) in [("0.58", 1), ("0.59", 2)] {
        let desk = dropped_after(at("20"), "1", "18.5", |desk| desk.book("0.57", ask));
        assert_eq!(desk.placements(), placed, "a purchase at 0.58, ask {ask}");
        let waits: &[WaitReason] = if placed == 1 {
            &[WaitReason::RestBelowMinimum]
        } else {
            &[]
        };
        assert_eq!(desk.waits(), waits);
    }
    for (bid, placed) in [("0.60", 2), ("0.59", 3)] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "100", "0.60");
        desk.pass(31_000);
        desk.fill("18.5");
        desk.book(bid, "0.61");
        let child = desk.live().expect("a child");
        desk.looks(child, closed("18.5"));
        assert_eq!(desk.placements(), placed, "a sale at 0.60, bid {bid}");
    }
}

#[test]
fn a_rest_of_just_a_dollar_may_meet_the_book() {
    let mut settings = at("20");
    settings.max_slippage = price("0.2");
    let mut desk = Desk::with(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.50");
    desk.pass(31_000);
    desk.fill("18");
    desk.book("0.49", "0.50");
    let child = desk.live().expect("a child");
    desk.looks(child, closed("18"));
    assert_eq!((desk.placements(), desk.waits().len()), (2, 0), "2 at 0.50");
}

/// After seven hours the order asks a little more than at first, and what its limit leaves buys less than what is left of it.
fn cut_when_dearer(narrow: fn(&mut FollowSettings)) -> Desk {
    let mut settings = at("20");
    narrow(&mut settings);
    dropped_after(settings, "5", "16", |desk| {
        desk.book("0.64", "0.65");
        desk.pass(7 * HOUR);
    })
}

#[test]
fn a_rest_that_a_limit_cuts_under_the_minimum_ends_by_the_orders_own_limit_and_waits_for_another() {
    let own = cut_when_dearer(|settings| settings.max_order = usd("10"));
    assert_eq!((own.ended(), own.working()), (vec![EndReason::LimitUsedUp], 0));
    assert_eq!(own.waits(), [], "what is over waits for nothing");
    let other = cut_when_dearer(|settings| settings.max_total = usd("10"));
    assert_eq!(
        (other.ended().len(), other.waits()),
        (0, vec![WaitReason::Limit]),
        "another limit may leave more again"
    );
}

/// At the ladder's end so much of twenty shares is executed at once.
fn converted(least: &str, executed: &str) -> Desk {
    let mut desk = Desk::new();
    desk.market.min_size = shares(least);
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.book("0.64", "0.65");
    desk.pass(35 * HOUR + 55 * MINUTE);
    desk.answers = vec![PlaceOutcome::Matched {
        shares: shares(executed),
    }];
    desk.pass(6 * MINUTE);
    assert_eq!(desk.last_order().attempts, 1, "it came to its end");
    desk
}

#[test]
fn a_rest_under_the_markets_size_had_its_one_market_order_and_ends() {
    let mut desk = converted("5", "17");
    let placed = desk.placements();
    desk.pass(20 * MINUTE);
    assert_eq!(desk.ended(), [EndReason::RestBelowMinimum], "three are left");
    assert_eq!((desk.placements(), desk.held(&yes())), (placed, "17".into()));
    let mut desk = converted("5", "12");
    desk.pass(20 * MINUTE);
    assert_eq!(
        (desk.ended(), desk.held(&yes())),
        (vec![EndReason::Filled], "20".into()),
        "eight can be tried again"
    );
}

#[test]
fn a_fast_purchase_that_another_limit_cuts_under_a_dollar_goes_on() {
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    desk.books.clear();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(3_000);
    assert_eq!(desk.waits(), [WaitReason::NoBook]);
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_exposure: usd("0.8"),
            ..GlobalLimits::default()
        },
    });
    desk.book("0.58", "0.59");
    desk.pass(6 * MINUTE);
    assert_eq!(desk.ended(), [], "its own limit leaves enough");
    // Eighty cents are too few to take at once; on the ladder they may rest.
    assert_eq!(desk.resting(), [(Side::Buy, "0.58".into(), "1.37".into())]);
}

#[test]
fn a_small_rest_that_no_limit_cuts_waits_though_the_limit_leaves_less_than_a_dollar() {
    let mut settings = at("20");
    settings.max_order = usd("11.6");
    let desk = dropped_after(settings, "5", "19", |_| {});
    assert_eq!(
        (desk.ended(), desk.waits()),
        (vec![], vec![WaitReason::RestBelowMinimum])
    );
}

#[test]
fn an_order_that_got_nothing_at_its_ladders_end_is_tried_again_whatever_the_markets_size() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.book("0.64", "0.65");
    desk.pass(35 * HOUR + 55 * MINUTE);
    desk.answers = vec![common::refused(pilotfish_copy::input::RefusalCode::NoMatch)];
    desk.market.min_size = shares("25");
    let market = desk.market.clone();
    desk.give(pilotfish_copy::input::Input::Market(market));
    desk.pass(15 * MINUTE);
    assert_eq!((desk.last_order().attempts, desk.held(&yes())), (1, "20".into()));
}
