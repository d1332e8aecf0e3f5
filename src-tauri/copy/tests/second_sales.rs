//! Several sales of one holding, copied and the user's own: which of them is cut, what each waits for, and what a failure sells again.

use pilotfish_copy::entity::OrderStatus;
use pilotfish_copy::event::{CutReason, EndReason, OrderStep, SkipReason, WaitReason};
use pilotfish_copy::ids::{CopyOrderId, FollowId};
use pilotfish_copy::input::{CancelAnswer, CloseHow, Settlement, UserInput};
use pilotfish_copy::market::Side;

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, close, closed, percent, price, shares, yes};

fn at_limit(text: &str) -> CloseHow {
    CloseHow::Limit { price: price(text) }
}

fn left_of(desk: &Desk, order: CopyOrderId) -> String {
    desk.core.state().orders[&order].remaining().to_string()
}

#[test]
fn a_close_waits_for_the_child_that_it_takes_over() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    let child = desk.live().expect("a child");
    desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 100];
    let placed = desk.placements();
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.pass(6 * MINUTE);
    let order = desk.last_order();
    assert!(order.by_user);
    assert_eq!(
        (order.waiting, desk.placements()),
        (Some(WaitReason::SharesBusy), placed)
    );
    desk.cancel_answers.clear();
    desk.looks(child, closed("0"));
    desk.pass(6 * MINUTE);
    assert_eq!((desk.placements(), desk.held(&yes())), (placed + 1, "0".into()));
}

#[test]
fn a_second_close_lowers_the_target_by_its_own_shares() {
    let mut desk = Desk::holding();
    desk.user(close(1, &yes(), percent(25), at_limit("0.70")));
    assert_eq!(desk.target(1, &yes()), "15");
    desk.user(close(1, &yes(), percent(50), at_limit("0.71")));
    assert_eq!(desk.target(1, &yes()), "5");
}

#[test]
fn a_purchase_cuts_copied_sales_that_work_and_no_others() {
    // A close of a quarter takes five over from the sale of ten.
    for (newer, left) in [("a close of the user's", "3"), ("a sale that is ending", "8")] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "50", "0.70");
        desk.pass(31_000);
        let works = desk.last_order().id;
        if newer == "a close of the user's" {
            desk.user(close(1, &yes(), percent(25), at_limit("0.71")));
            desk.pass(MINUTE);
        } else {
            desk.trades(Side::Sell, &yes(), "25", "0.71");
            desk.pass(31_000);
            desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 100];
            let order = desk.last_order().id;
            desk.user(UserInput::CancelOrder { order });
            assert_eq!(desk.last_order().status, OrderStatus::Ending);
        }
        let other = desk.last_order().id;
        assert_ne!(other, works);
        desk.trades(Side::Buy, &yes(), "10", "0.58");
        desk.pass(31_000);
        assert_eq!(
            (left_of(&desk, works), left_of(&desk, other)),
            (left.into(), "5".into()),
            "{newer}"
        );
        let told = OrderStep::Cut {
            shares: shares(left),
            reason: CutReason::TargetRaised,
        };
        assert!(desk.steps().contains(&told), "{newer}");
    }
}

#[test]
fn a_close_whose_sale_failed_is_closed_again_though_the_follow_is_off() {
    let mut desk = Desk::holding();
    desk.user(close(1, &yes(), percent(100), at_limit("0.70")));
    desk.pass(MINUTE);
    desk.fill("20");
    assert_eq!(desk.working(), 0);
    desk.user(UserInput::SwitchFollow {
        follow: FollowId(1),
        on: false,
    });
    desk.settle("t2", Settlement::Failed);
    desk.pass(MINUTE);
    assert_eq!(desk.resting(), [(Side::Sell, "0.7".into(), "20".into())]);
    assert!(desk.last_order().by_user);
}

#[test]
fn a_limit_between_two_ticks_is_never_undercut() {
    let mut desk = Desk::new();
    desk.market.tick = pilotfish_copy::money::Tick::CENT;
    desk.follow(common::at("20"));
    desk.buy_and_fill("100", "20");
    desk.user(close(1, &yes(), percent(100), at_limit("0.705")));
    desk.pass(MINUTE);
    assert_eq!(desk.resting(), [(Side::Sell, "0.71".into(), "20".into())]);
}

#[test]
fn an_order_says_whether_its_market_closed_or_resolved() {
    for (pays, reason) in [(false, EndReason::MarketClosed), (true, EndReason::MarketResolved)] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "100", "0.70");
        desk.pass(31_000);
        if pays {
            desk.resolves("1");
        } else {
            desk.market.closed = true;
            let market = desk.market.clone();
            desk.give(pilotfish_copy::input::Input::Market(market));
        }
        desk.pass(MINUTE);
        assert_eq!(desk.last_order().end, Some(reason));
    }
}

#[test]
fn a_sale_behind_a_reversal_waits_however_long_the_markets_facts_cannot_be_read() {
    let mut desk = Desk::holding();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 1_000];
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(31_000);
    desk.trades(Side::Sell, &yes(), "25", "0.60");
    desk.pass(31_000);
    let reversal = desk.core.state().reversals.values().next().expect("a reversal");
    assert_eq!(reversal.signals.len(), 2);
    desk.facts_fail = true;
    desk.pass(5 * HOUR);
    assert_eq!(desk.skips(), []);
    desk.cancel_answers.clear();
    let child = desk.slot();
    desk.looks(child, closed("0"));
    desk.pass(MINUTE);
    // The first was about the purchase that it ended; the second sells its own share.
    assert_eq!(
        (desk.skips(), desk.target(1, &yes())),
        (vec![SkipReason::TurnedRound], "15".into())
    );
}

#[test]
fn signals_that_waited_for_a_markets_facts_are_decided_one_behind_the_other() {
    let mut desk = Desk::following("20");
    desk.facts_fail = true;
    for (side, size) in [(Side::Buy, "200"), (Side::Sell, "50"), (Side::Sell, "25")] {
        desk.trades(side, &yes(), size, "0.58");
        desk.pass(31_000);
    }
    assert_eq!((desk.signals(), desk.skips().len(), desk.working()), (3, 0, 0));
    let market = desk.market.clone();
    desk.give(pilotfish_copy::input::Input::Market(market));
    // At once. The purchase is ended by the first sale, before any of it was bought.
    assert_eq!(desk.skips(), [SkipReason::TurnedRound, SkipReason::NothingHeld]);
    assert_eq!(
        (desk.core.state().signals.len(), desk.core.state().reversals.len()),
        (0, 0)
    );
}

#[test]
fn a_child_that_is_over_on_the_venue_keeps_no_other_order_at_a_distance() {
    for over in [false, true] {
        let mut desk = Desk::holding();
        desk.book("0.57", "0.60");
        desk.user(close(1, &yes(), percent(100), at_limit("0.58")));
        let child = desk.live().expect("a child");
        if over {
            // Five matched, whose trades lag: nothing more of it can execute.
            desk.looks(child, closed("5"));
        }
        desk.follow_other(common::at("10"));
        desk.other_trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        let bids: Vec<_> = desk
            .resting()
            .into_iter()
            .filter(|(side, ..)| *side == Side::Buy)
            .collect();
        let at = if over { "0.58" } else { "0.579" };
        assert_eq!(bids, [(Side::Buy, at.into(), "10".into())]);
    }
}
