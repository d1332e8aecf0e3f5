//! Changes too small for an order, which wait until they are large enough.

use pilotfish_copy::entity::{BelowMinimum, CopySides, GlobalLimits, HaltReason};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{Input, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use crate::common::{Desk, HOUR, MINUTE, at, price, shares, usd, yes};

/// Why a purchase is not copied, one way each.
const WHY_NOT: [&str; 11] = [
    "winding down",
    "paused",
    "price band",
    "keyword",
    "category",
    "too old",
    "resolves soon",
    "closed only",
    "under the minimum",
    "order limit",
    "exposure",
];

fn prevent(desk: &mut Desk, why: &str) {
    let mut settings = at("20");
    match why {
        "winding down" => settings.copy = CopySides::Sells,
        "price band" => settings.price_max = price("0.55"),
        "keyword" => settings.exclude_keywords = vec!["trump".into()],
        "category" => settings.categories = vec!["sports".into()],
        "too old" => settings.max_purchase_age_ms = Some(1_000),
        "resolves soon" => {
            desk.market.end = Some(desk.now.plus(50 * MINUTE));
            let market = desk.market.clone();
            desk.give(Input::Market(market));
        }
        "paused" => desk.user(UserInput::Pause),
        "closed only" => desk.give(Input::HaltSeen {
            reason: HaltReason::ClosedOnly,
            until: None,
            words: String::new(),
        }),
        "order limit" => settings.max_order = usd("0.5"),
        "exposure" => desk.user(UserInput::SetLimits {
            limits: GlobalLimits {
                max_exposure: Usd::ZERO,
                ..GlobalLimits::default()
            },
        }),
        _ => {}
    }
    desk.update(settings);
}

fn accumulating(side: Side) -> Desk {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    let mut settings = at("20");
    settings.below_minimum = BelowMinimum::Accumulate;
    desk.follow(settings);
    if side == Side::Sell {
        desk.buy_and_fill("100", "20");
    }
    desk.trades(side, &yes(), "10", "0.58");
    desk.pass(31_000);
    let waits = if side == Side::Buy { "2" } else { "-2" };
    assert_eq!(desk.waiting_changes(), [waits]);
    desk
}

#[test]
fn what_waits_is_kept_whatever_refuses_the_next_change_and_over_a_restart() {
    for why in WHY_NOT {
        let mut desk = accumulating(Side::Buy);
        prevent(&mut desk, why);
        let mut settings = desk.core.state().follows[&FollowId(1)].settings.clone();
        settings.below_minimum = BelowMinimum::Accumulate;
        desk.update(settings);
        desk.restart();
        desk.trades(
            Side::Buy,
            &yes(),
            if why == "under the minimum" { "5" } else { "30" },
            "0.58",
        );
        desk.pass(31_000);
        let waits = desk.waiting_changes();
        assert!(
            waits == ["2"] || waits == ["3"] || waits == ["8"],
            "{why}: {waits:?} {:?}",
            desk.skips()
        );
        assert_eq!(desk.working(), 0, "{why}");
    }
}

#[test]
fn what_waits_to_be_sold_is_kept_and_joins_the_next_sale() {
    let mut desk = accumulating(Side::Sell);
    desk.restart();
    desk.trades(Side::Sell, &yes(), "20", "0.58");
    desk.pass(31_000);
    assert_eq!(
        (desk.sales()[0].shares.to_string(), desk.waiting_changes().len()),
        ("6".into(), 0)
    );
    assert_eq!(desk.target(1, &yes()), "14");
}

#[test]
fn what_waits_is_netted_with_the_opposite_and_dropped_at_close_resolution_and_switch_off() {
    let mut desk = accumulating(Side::Buy);
    desk.trades(Side::Sell, &yes(), "5", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.waiting_changes(), ["1"]);
    let mut desk = accumulating(Side::Buy);
    desk.trades(Side::Sell, &yes(), "10", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.waiting_changes().len(), 0, "the position closed");
    let mut desk = accumulating(Side::Sell);
    desk.resolves("1");
    assert_eq!(desk.waiting_changes().len(), 0, "resolved");
    let mut desk = accumulating(Side::Buy);
    desk.user(UserInput::SwitchFollow {
        follow: FollowId(1),
        on: false,
    });
    assert_eq!(desk.waiting_changes().len(), 0, "off");
}

#[test]
fn the_age_of_what_waited_begins_when_it_is_large_enough() {
    let mut desk = accumulating(Side::Buy);
    desk.pass(20 * HOUR);
    desk.trades(Side::Buy, &yes(), "20", "0.60");
    desk.pass(31_000);
    let order = desk.last_order();
    assert_eq!(order.shares, shares("6"));
    assert!(desk.now.since(order.age_from) < MINUTE);
    // 2 at 0.58 and 4 at 0.60.
    assert_eq!(order.trader_price.to_string(), "0.593333");
}
