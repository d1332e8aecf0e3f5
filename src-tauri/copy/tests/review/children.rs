//! Children and their orders: what look-ups and refusals prove, and when an order waits or is over.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::Style;
use pilotfish_copy::ids::{ChildId, FollowId, RealMs, TradeId};
use pilotfish_copy::input::{
    Input, Liquidity, OrderReport, OwnTrade, PlaceOutcome, Refusal, RefusalCode, Settlement, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use super::shared::orders;
use crate::common::{Desk, HOUR, MINUTE, at, close_all, no, price, shares, yes};

fn missing(child: ChildId) -> Input {
    Input::OrderReport {
        child,
        report: OrderReport::Missing { matched: Shares::ZERO },
        looked_at: Some(RealMs(0)),
    }
}

#[test]
fn d10_two_look_ups_in_one_instant_do_not_prove_that_a_resting_order_ended_unfilled() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let child = desk.live().expect("a child");
    let hash = desk.core.state().children[&child].hash.clone().expect("a hash");
    // It was matched in full: the order is gone from the orders, its trade not yet in the trades.
    desk.vanished.insert(child);
    desk.give(missing(child));
    desk.give(missing(child));
    desk.pass(1_000);
    assert_eq!(desk.placements(), 1, "a second order for all of it, within a second");
    let now = desk.now;
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("late"),
        hash,
        token: yes(),
        side: Side::Buy,
        shares: shares("20"),
        price: price("0.58"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Matched,
        at: now,
    }));
}

#[test]
fn d10b_what_it_comes_to_filled_twice() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let first = desk.live().expect("a child");
    desk.vanished.insert(first);
    let hash = desk.core.state().children[&first].hash.clone().expect("a hash");
    desk.give(missing(first));
    desk.give(missing(first));
    desk.pass(40_000);
    assert_eq!(
        desk.live(),
        None,
        "no second child while the first's trades may still come"
    );
    let now = desk.now;
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("late"),
        hash,
        token: yes(),
        side: Side::Buy,
        shares: shares("20"),
        price: price("0.58"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Matched,
        at: now,
    }));
    desk.pass(HOUR);
    assert_eq!((desk.held(&yes()), desk.placements()), ("20".to_owned(), 1));
}

#[test]
fn d10c_a_sale_filled_twice_breaks_the_stores_constraint() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(30_000);
    let first = desk.live().expect("a child");
    desk.vanished.insert(first);
    let hash = desk.core.state().children[&first].hash.clone().expect("a hash");
    desk.give(missing(first));
    desk.give(missing(first));
    desk.pass(40_000);
    assert_eq!(desk.live(), None);
    let now = desk.now;
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("late"),
        hash,
        token: yes(),
        side: Side::Sell,
        shares: shares("10"),
        price: price("0.60"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Matched,
        at: now,
    }));
    let order = desk.core.state().orders.values().next_back().expect("an order");
    assert!(
        order.filled <= order.shares + shares("0.01"),
        "CHECK (side = 'BUY' OR filled <= shares + 10000): {} of {}",
        order.filled,
        order.shares
    );
}

#[test]
fn d11_what_the_venue_said_it_executed_is_not_forgotten_when_the_trades_lag() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.style = Style::Fast;
    desk.follow(settings);
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(4_000);
    let child = desk.core.unresolved_children().next().expect("a child").id;
    desk.give(Input::Placed {
        child,
        outcome: PlaceOutcome::Matched { shares: shares("20") },
    });
    desk.give(missing(child));
    desk.give(missing(child));
    desk.pass(10_000);
    assert_eq!(
        desk.placements(),
        1,
        "the venue's own answer was twenty executed; two look-ups without trades made that nothing"
    );
}

#[test]
fn d12_a_micro_share_between_report_and_trades_does_not_hold_the_slot_for_ever() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let child = desk.live().expect("a child");
    desk.fill("10");
    let closed = |matched: &str| Input::OrderReport {
        child,
        report: OrderReport::Closed {
            matched: shares(matched),
            status: "CANCELED".into(),
        },
        looked_at: Some(RealMs(0)),
    };
    desk.give(closed("10.000001"));
    desk.pass(4 * 24 * HOUR);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(HOUR);
    let selling = desk.core.state().orders.values().any(|order| order.side == Side::Sell);
    assert!(
        selling,
        "four days later the trader closes, and nothing is sold: {:?} {:?}",
        desk.core
            .state()
            .children
            .values()
            .map(|child| child.state)
            .collect::<Vec<_>>(),
        desk.core.state().reversals
    );
}

#[test]
fn d13_an_order_that_used_up_its_own_limit_ends() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.max_total = Usd::dollars(118);
    desk.follow(settings);
    desk.book("0.50", "0.51");
    desk.trades(Side::Buy, &yes(), "1000", "0.50");
    desk.pass(30_000);
    assert_eq!(orders(&desk)[0].1, "200");
    desk.book("0.58", "0.59");
    desk.pass(37 * HOUR);
    let order = desk.core.state().orders.values().next().expect("an order").clone();
    assert!(order.value > "99.9".parse().expect("USD"), "{order:?}");
    desk.pass(240 * HOUR);
    let order = desk.core.state().orders.values().next().cloned();
    assert_eq!(
        (desk.working(), desk.core.reserved().to_string()),
        (0, "0".to_owned()),
        "ten days on: {:?}",
        order.map(|order| (order.filled, order.value, order.status, order.waiting))
    );
}

#[test]
fn d13b_what_it_reserves_keeps_other_purchases_out() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.max_total = Usd::dollars(118);
    desk.follow(settings);
    desk.book("0.50", "0.51");
    desk.trades(Side::Buy, &yes(), "1000", "0.50");
    desk.pass(30_000);
    desk.book("0.58", "0.59");
    desk.pass(240 * HOUR);
    desk.trades(Side::Buy, &no(), "100", "0.42");
    desk.pass(30_000);
    assert_eq!(
        desk.skips(),
        [],
        "$100 of $118 are invested; 20 shares at 0.42 are $8.40"
    );
}

#[test]
fn d13c_three_orders_that_the_market_ran_away_from_do_not_end_all_copying() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.max_market = Usd::dollars(1_000);
    settings.max_total = Usd::dollars(1_000);
    desk.follow(settings);
    for _ in 0..3 {
        desk.trades(Side::Buy, &yes(), "1000", "0.58");
        desk.pass(30_000);
    }
    desk.book("0.80", "0.81"); // beyond p0 + 10 cents, and it stays there
    desk.pass(30 * 24 * HOUR);
    assert_eq!(desk.core.state().control.spent_on(desk.now.utc_day()), Usd::ZERO);
    desk.trades(Side::Buy, &no(), "100", "0.19");
    desk.pass(30_000);
    assert_eq!(
        desk.skips(),
        [],
        "a month later, nothing was ever bought; reserved {} of $300 a day",
        desk.core.reserved()
    );
}

#[test]
fn d14_a_rest_that_can_never_be_worth_a_dollar_ends_at_the_ladders_end() {
    let mut desk = Desk::following("5");
    desk.market.min_size = shares("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("4.5");
    desk.book("0.89", "0.90"); // beyond the bound of 0.68
    desk.pass(90 * 24 * HOUR);
    assert_eq!(
        desk.working(),
        0,
        "half a share at 0.68 at most is $0.34; ninety days later: {:?}",
        orders(&desk)
    );
}

#[test]
fn d15_a_venue_that_restarts_does_not_turn_fast_into_36_hours() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.answers.push(PlaceOutcome::Refused(Refusal {
        code: RefusalCode::Unavailable,
        text: "restarting".into(),
        retry_after_ms: None,
    }));
    desk.user(close_all(FollowId(1), &yes()));
    desk.pass(HOUR);
    assert_eq!(
        (desk.held(&yes()), desk.resting()),
        ("0".to_owned(), vec![]),
        "the user's Close is `fast`; the venue refused once because it restarted"
    );
}

#[test]
fn d16_a_banned_account_is_not_tried_every_five_minutes_for_ever() {
    let mut desk = Desk::following("20");
    for _ in 0..1_000 {
        desk.answers.push(PlaceOutcome::Refused(Refusal {
            code: RefusalCode::Restricted,
            text: "address banned".into(),
            retry_after_ms: None,
        }));
    }
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(24 * HOUR);
    let notices = desk
        .commands
        .iter()
        .filter(|command| matches!(command, Command::Notify(_)))
        .count();
    assert!(
        desk.placements() <= 3,
        "{} orders sent and {notices} notices in a day for one order",
        desk.placements()
    );
}

#[test]
fn d78_an_exit_waits_while_the_market_takes_no_orders_for_a_moment() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.market.accepting_orders = false; // neither closed nor resolved: a game is about to start
    desk.pass(6 * MINUTE);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(30_000);
    desk.market.accepting_orders = true;
    desk.pass(HOUR);
    assert!(
        desk.working() == 1,
        "an exit is stopped only by kill, pause, the venue's minimum or its slippage bound: {:?}, held {}",
        desk.skips(),
        desk.held(&yes())
    );
}

#[test]
fn d79_a_cancellation_that_a_stale_list_does_not_show_yet_is_not_hammered() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let order = *desk.core.state().orders.keys().next().expect("an order");
    let mut core = desk.core.clone();
    let now = desk.now;
    let mut waiting = vec![Input::User(UserInput::CancelOrder { order })];
    let (mut cancels, mut look_ups) = (0, 0);
    for _ in 0..1_000 {
        let Some(input) = waiting.pop() else { break };
        for command in core.step(now, input).commands {
            match command {
                Command::Cancel { child, .. } => {
                    cancels += 1;
                    waiting.push(Input::CancelAnswer {
                        child,
                        answer: pilotfish_copy::input::CancelAnswer::Cancelled,
                    });
                }
                Command::LookUp { child, .. } => {
                    look_ups += 1;
                    waiting.push(Input::OrderReport {
                        child,
                        report: OrderReport::Open { matched: Shares::ZERO },
                        looked_at: Some(RealMs(0)),
                    });
                }
                _ => {}
            }
        }
    }
    assert!(
        cancels <= 3,
        "{cancels} cancellations and {look_ups} look-ups in one instant"
    );
}
