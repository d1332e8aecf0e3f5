//! Turn-rounds: what works while the trader, or the user, changes course.

use pilotfish_copy::entity::CopySides;
use pilotfish_copy::ids::{FollowId, TxHash};
use pilotfish_copy::input::{ActivityRow, Input, PlaceOutcome, Refusal, RefusalCode, RowKind, RowSource, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;
use pilotfish_copy::{Core, Intervals};

use super::shared::{baseline, orders};
use crate::common::{Desk, HOUR, MINUTE, START, at, close_all, condition, price, shares, trader, yes};

#[test]
fn d20_a_tiny_purchase_does_not_cancel_a_large_exit_for_good() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(30_000);
    assert_eq!(desk.resting(), [(Side::Sell, "0.7".into(), "10".into())]);
    desk.trades(Side::Buy, &yes(), "1", "0.58");
    desk.pass(48 * HOUR);
    // The trader holds 51: a fifth is 10.2. We hold 20.
    assert!(
        desk.held(&yes()) != "20" || desk.working() > 0,
        "held {}, orders {:?}, skips {:?}",
        desk.held(&yes()),
        orders(&desk),
        desk.skips()
    );
}

fn exit_then_uncopied_purchase(case: &str) {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    let mut settings = at("20");
    match case {
        "winding down" => settings.copy = CopySides::Sells,
        "price band" => settings.price_max = price("0.55"),
        _ => {}
    }
    desk.user(UserInput::UpdateFollow {
        follow: FollowId(1),
        settings,
    });
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(30_000);
    assert_eq!(desk.resting().len(), 1, "{case}");
    if case == "paused" {
        desk.user(UserInput::Pause);
    }
    desk.trades(Side::Buy, &yes(), "30", "0.58");
    desk.pass(HOUR);
    assert_eq!(
        desk.working(),
        1,
        "{case}: the exit is gone, {:?} {:?}",
        orders(&desk),
        desk.skips()
    );
}

#[test]
fn d21_a_purchase_that_is_not_copied_cancels_no_exit() {
    exit_then_uncopied_purchase("winding down");
}

#[test]
fn d21b_nor_while_paused() {
    exit_then_uncopied_purchase("paused");
}

#[test]
fn d21c_nor_by_the_price_band() {
    exit_then_uncopied_purchase("price band");
}

#[test]
fn d22_the_users_own_close_is_not_cancelled_by_a_trader() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.answers.push(PlaceOutcome::Refused(Refusal {
        code: RefusalCode::NoMatch,
        text: "no orders found to match".into(),
        retry_after_ms: None,
    }));
    desk.user(close_all(FollowId(1), &yes()));
    desk.pass(30_000);
    assert_eq!(desk.working(), 1);
    desk.trades(Side::Buy, &yes(), "1", "0.58");
    desk.pass(30_000);
    assert_eq!(
        (desk.working(), desk.held(&yes())),
        (1, "20".into()),
        "the user asked to sell all of it: {:?}",
        orders(&desk)
    );
}

#[test]
fn d23_a_signal_buys_no_more_than_its_own_share_after_a_turn() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("2");
    desk.silent = true; // The cancellation's answer takes a while.
    desk.trades(Side::Sell, &yes(), "10", "0.60");
    desk.pass(21_000);
    desk.trades(Side::Buy, &yes(), "10", "0.59");
    desk.pass(21_000);
    desk.silent = false;
    desk.pass(MINUTE);
    let newest = desk.core.state().orders.values().next_back().expect("an order");
    assert!(
        newest.side == Side::Buy && newest.shares == shares("2"),
        "the trader bought 10 (our fifth is 2); ordered {}, and nothing is bought back",
        newest.shares
    );
}

#[test]
fn d24_the_percentage_is_that_of_the_signals_time() {
    let desk = Desk::new();
    let mut core = Core::new(Intervals::default());
    let at_ms = START;
    core.step(
        at_ms,
        Input::Account {
            cash: Usd::dollars(10_000),
            requested_at: at_ms,
        },
    );
    core.step(
        at_ms,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings: at("1"),
        }),
    );
    baseline(&mut core, at_ms);
    let at_ms = at_ms.plus(MINUTE);
    let row = ActivityRow {
        tx: TxHash::new("0x1"),
        token: yes(),
        condition: condition(),
        kind: RowKind::Trade(Side::Buy),
        shares: shares("500"),
        price: price("0.58"),
        at: at_ms.plus(5_000),
    };
    core.step(
        at_ms.plus(5_000),
        Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        },
    );
    core.step(at_ms.plus(30_000), Input::Tick);
    core.step(
        at_ms.plus(31_000),
        Input::User(UserInput::UpdateFollow {
            follow: FollowId(1),
            settings: at("20"),
        }),
    );
    core.step(at_ms.plus(32_000), Input::Market(desk.market.clone()));
    let order = core.state().orders.values().next().expect("an order");
    assert_eq!(
        order.shares,
        shares("5"),
        "a changed percentage applies to later signals only"
    );
}

#[test]
fn d73_a_wish_of_the_user_is_kept_when_a_follow_is_switched_off_and_on() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.copy_existing = true;
    desk.follow(settings.clone());
    let made = desk.core.state().follows[&FollowId(1)].created_at;
    desk.pass(HOUR);
    for on in [false, true] {
        desk.user(UserInput::SwitchFollow {
            follow: FollowId(1),
            on,
        });
    }
    let follow = &desk.core.state().follows[&FollowId(1)];
    assert_eq!(
        (follow.settings.clone(), follow.created_at),
        (settings, made),
        "`created_at`: when the user made it"
    );
}

#[test]
fn d76_winding_down_buys_no_more() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let mut settings = at("20");
    settings.copy = CopySides::Sells;
    desk.user(UserInput::UpdateFollow {
        follow: FollowId(1),
        settings,
    });
    desk.pass(37 * HOUR);
    assert_eq!(desk.held(&yes()), "0", "sales are copied but no more purchases");
}
