//! Sales made smaller: by purchases, by closes, by settlements that failed, and what is still free beside them.

use pilotfish_copy::entity::{OrderStatus, SignalKind};
use pilotfish_copy::event::{EndReason, EventKind, SkipReason};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{
    CancelAnswer, CloseAmount, CloseHow, CloseRequest, CloseScope, Input, Liquidity, OwnTrade, Settlement, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::common::{self, AT_MARKET, Desk, MINUTE, at, close, percent, price, shares, usd, yes};

fn at_limit(text: &str) -> CloseHow {
    CloseHow::Limit { price: price(text) }
}

fn unanswered() -> Vec<CancelAnswer> {
    vec![CancelAnswer::Unknown { reason: "500".into() }; 100]
}

/// Twenty are held by two purchases of ten.
fn bought_twice() -> Desk {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("50", "10");
    desk.buy_and_fill("50", "10");
    assert_eq!(desk.held(&yes()), "20");
    desk
}

#[test]
fn a_close_that_is_ending_takes_no_cut_from_one_that_works() {
    let mut desk = bought_twice();
    let ten = || CloseAmount::Shares { shares: shares("10") };
    desk.user(close(1, &yes(), ten(), at_limit("0.70")));
    desk.pass(MINUTE);
    let first = desk.last_order().id;
    desk.user(close(1, &yes(), ten(), at_limit("0.71")));
    desk.pass(MINUTE);
    let second = desk.last_order().id;
    desk.cancel_answers = unanswered();
    desk.user(UserInput::CancelOrder { order: first });
    assert_eq!(desk.core.state().orders[&first].status, OrderStatus::Ending);
    // Ten are gone, and the close that is being cancelled may still sell ten.
    desk.settle("t2", Settlement::Failed);
    let second = desk.core.state().orders[&second].clone();
    assert_eq!(
        (second.status, second.end),
        (OrderStatus::Ending, Some(EndReason::NothingLeft))
    );
}

#[test]
fn an_ending_sale_holds_what_it_may_still_sell_and_no_more() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    desk.cancel_answers = unanswered();
    desk.books.clear();
    let cancels = desk.cancels();
    desk.trades(Side::Buy, &yes(), "50", "0.58");
    desk.pass(31_000);
    assert!(desk.cancels() > cancels, "too large a child goes at once, book or none");
    let order = desk.sales()[0].clone();
    assert_eq!(
        (order.remaining(), desk.row_of(desk.slot()).open_shares()),
        (shares("10"), shares("20"))
    );
    assert_eq!(desk.core.free_to_sell(FollowId(1), &yes()), shares("10"));
    desk.user(UserInput::CancelOrder { order: order.id });
    assert_eq!(desk.core.state().orders[&order.id].status, OrderStatus::Ending);
    assert_eq!(desk.core.free_to_sell(FollowId(1), &yes()), shares("10"));
}

#[test]
fn a_failure_leaves_an_order_that_is_over_as_it_was() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "10");
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    desk.pass(MINUTE);
    desk.settle("t1", Settlement::Failed);
    let order = desk.core.state().orders[&order].clone();
    assert_eq!((order.filled, order.released), (Shares::ZERO, Shares::ZERO));
    assert_eq!(
        (order.end, desk.target(1, &yes())),
        (Some(EndReason::CancelledByUser), "0".into())
    );
}

#[test]
fn a_failed_purchase_is_bought_again_up_to_the_very_end_of_its_age() {
    for (age_ms, target) in [(3_600_000, "20"), (3_600_001, "15")] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "5");
        let from = desk.last_order().signal_at;
        desk.pass_until(from.plus(age_ms));
        desk.settle("t1", Settlement::Failed);
        assert_eq!(desk.target(1, &yes()), target, "{age_ms}");
        assert_eq!(desk.last_order().remaining(), shares(target), "{age_ms}");
    }
}

#[test]
fn a_failed_sale_in_a_market_that_is_closed_is_not_sold_again() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill("20");
    assert_eq!(desk.working(), 0);
    desk.market.closed = true;
    let market = desk.market.clone();
    desk.give(Input::Market(market));
    let orders = desk.orders().len();
    desk.settle("t2", Settlement::Failed);
    assert_eq!((desk.working(), desk.orders().len()), (0, orders));
    assert_eq!((desk.held(&yes()), desk.target(1, &yes())), ("20".into(), "20".into()));
}

#[test]
fn a_close_of_a_follow_is_for_its_own_positions() {
    for follow in [1, 2] {
        let mut desk = Desk::holding();
        desk.follow_other(at("10"));
        desk.other_trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.fill("10");
        desk.user(UserInput::Close(CloseRequest {
            scope: CloseScope::Follow {
                follow: FollowId(follow),
            },
            amount: percent(100),
            how: AT_MARKET,
            despite_foreign_orders: false,
        }));
        desk.pass(MINUTE);
        let left = (desk.holds(1, &yes()), desk.holds(2, &yes()));
        let expected = if follow == 1 { ("0", "10") } else { ("20", "0") };
        assert_eq!(left, (expected.0.into(), expected.1.into()));
    }
}

#[test]
fn a_closes_signal_says_what_stays_and_its_order_how_far_its_limit_lies() {
    let mut desk = Desk::holding();
    desk.user(close(1, &yes(), percent(25), at_limit("0.55")));
    let told = |event: &pilotfish_copy::event::Event| match event.what {
        EventKind::Signal {
            change, before, after, ..
        } => Some((change, before, after)),
        _ => None,
    };
    let newest = desk.events.iter().rev().find_map(told);
    assert_eq!(newest, Some((SignalKind::SizeDecrease, shares("20"), shares("15"))));
    let order = desk.last_order();
    assert_eq!(
        (order.trader_price, order.max_slippage),
        (price("0.585"), price("0.035"))
    );
    let mut desk = Desk::holding();
    desk.user(close(1, &yes(), percent(100), at_limit("0.65")));
    let newest = desk.events.iter().rev().find_map(told);
    assert_eq!(newest, Some((SignalKind::PositionClosed, shares("20"), Shares::ZERO)));
    assert_eq!(desk.last_order().max_slippage, price("0"), "no worse than it is now");
}

#[test]
fn a_close_under_a_dollar_by_a_hair_is_under_a_dollar() {
    for (ask, problem) in [("0.5848", Some(SkipReason::UnderOneDollar)), ("0.584802", None)] {
        let mut desk = Desk::holding();
        let book = desk.book_with(&yes(), &[("0.58479", "100")], &[(ask, "100")]);
        desk.give(book);
        // The middle is 0.584795: 1.71 are worth 0.99999945. At 0.584796 they are worth 1.00000116.
        let plan = desk.core.plan_close(
            FollowId(1),
            &yes(),
            CloseAmount::Shares { shares: shares("1.71") },
            AT_MARKET,
        );
        assert_eq!(plan.expect("a plan").problem, problem, "{ask}");
    }
}

#[test]
fn what_a_close_would_realise_is_never_overstated() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let row = desk.row_of(desk.live().expect("a child"));
    desk.give(Input::OwnTrade(OwnTrade {
        trade: pilotfish_copy::ids::TradeId::new("odd"),
        hash: row.hash.expect("a hash"),
        token: yes(),
        side: Side::Buy,
        shares: shares("19.99"),
        price: price("0.580001"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Matched,
        at: desk.now,
    }));
    assert_eq!(desk.book_of(1, &yes()).cost, usd("11.59422"));
    desk.depth = shares("7.01"); // Of which our own rest of a lot is one.
    desk.pass(6 * MINUTE);
    let plan = desk.core.plan_close(FollowId(1), &yes(), percent(100), AT_MARKET);
    let visible = plan.and_then(|plan| plan.visible).expect("a book");
    assert_eq!((visible.shares, visible.proceeds), (shares("7"), usd("4.06")));
    // 11.59422 × 7 ÷ 19.99 is 4.0600070…
    assert_eq!(visible.result(), usd("-0.000008"));
}

#[test]
fn at_the_market_a_close_may_be_under_the_markets_size_and_a_lot_that_stays_is_a_position() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("20"));
    desk.buy_and_fill("100", "20");
    let of = |size: &str| CloseAmount::Shares { shares: shares(size) };
    let problem = |desk: &Desk, how| {
        desk.core
            .plan_close(FollowId(1), &yes(), of("3"), how)
            .expect("a plan")
            .problem
    };
    assert_eq!(problem(&desk, AT_MARKET), None);
    assert_eq!(problem(&desk, at_limit("0.70")), Some(SkipReason::UnderMinimumSize));
    desk.user(close(1, &yes(), of("19.99"), at_limit("0.70")));
    let kind = |event: &pilotfish_copy::event::Event| match event.what {
        EventKind::Signal { change, .. } => Some(change),
        _ => None,
    };
    assert_eq!(desk.events.iter().rev().find_map(kind), Some(SignalKind::SizeDecrease));
}

#[test]
fn an_exit_that_waits_is_looked_at_as_soon_as_a_sale_of_it_fails() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill("5");
    let child = desk.live().expect("a child");
    let books = std::mem::take(&mut desk.books);
    desk.looks(child, common::closed("5"));
    assert_eq!(desk.holds_slots(), 0);
    desk.books = books;
    desk.settle("t2", Settlement::Failed);
    assert_eq!(desk.resting(), [(Side::Sell, "0.6".into(), "20".into())]);
}
