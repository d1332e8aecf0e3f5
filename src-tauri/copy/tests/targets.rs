//! Targets: what moves them and what does not, reversals, failed settlements, and changes that wait to be large enough.

use pilotfish_copy::entity::{CopySides, GlobalLimits, HaltReason, OrderStatus};
use pilotfish_copy::event::{EndReason, SkipReason};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{Input, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use crate::common::{AT_MARKET, Desk, HOUR, MINUTE, at, close, no, percent, price, shares, usd, yes};

/// Twenty are held of a trader's hundred, and a sale of ten rests.
fn exiting() -> Desk {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(30_000);
    assert_eq!(desk.resting(), [(Side::Sell, "0.7".into(), "10".into())]);
    desk
}

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

#[test]
fn a_purchase_that_is_not_copied_moves_no_target_and_cancels_no_exit_whatever_the_reason() {
    for why in WHY_NOT {
        for restart in [false, true] {
            let mut desk = exiting();
            prevent(&mut desk, why);
            if restart {
                desk.restart();
            }
            let exit = desk.sales()[0].id;
            let target = desk.target(1, &yes());
            let size = if why == "under the minimum" { "1" } else { "300" };
            let limit = matches!(why, "order limit" | "exposure");
            desk.trades(Side::Buy, &yes(), size, "0.58");
            desk.pass(31_000);
            let sale = &desk.core.state().orders[&exit];
            if limit {
                // The part that is only sold less needs no limit; nothing is bought.
                assert_eq!(desk.purchases().len(), 0, "{why}");
                continue;
            }
            assert_eq!(sale.status, OrderStatus::Working, "{why} {restart}: {:?}", desk.skips());
            assert_eq!(sale.remaining(), shares("10"), "{why} {restart}");
            assert_eq!(desk.target(1, &yes()), target, "{why} {restart}");
            assert_eq!(desk.purchases().len(), 0, "{why} {restart}: {:?}", desk.skips());
        }
    }
}

#[test]
fn a_sale_that_is_not_copied_cancels_no_purchase_and_one_of_the_other_token_neither() {
    let mut settings = at("20");
    settings.copy = CopySides::Buys;
    let mut desk = Desk::with(settings);
    desk.buy_and_fill("100", "5");
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::SideNotCopied));
    assert_eq!((desk.purchases().len(), desk.target(1, &yes())), (1, "20".into()));

    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "5");
    desk.trades(Side::Buy, &no(), "100", "0.42");
    desk.trades(Side::Sell, &no(), "100", "0.42");
    desk.pass(31_000);
    assert_eq!((desk.purchases().len(), desk.target(1, &yes())), (1, "20".into()));
}

#[test]
fn a_purchase_while_a_sale_works_sells_less_first_and_buys_only_what_is_missing() {
    for (bought, sells, buys, target) in [("25", "5", "0", "15"), ("50", "0", "0", "20"), ("100", "0", "10", "30")] {
        let mut desk = exiting();
        let age = desk.sales()[0].age_from;
        desk.trades(Side::Buy, &yes(), bought, "0.58");
        desk.pass(31_000);
        let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
        let more: Shares = desk.purchases().iter().map(|order| order.remaining()).sum();
        assert_eq!(
            (left.to_string(), more.to_string()),
            (sells.into(), buys.into()),
            "{bought}"
        );
        assert_eq!(desk.target(1, &yes()), target, "{bought}");
        if let Some(sale) = desk.sales().first() {
            assert_eq!(
                (sale.trader_price, sale.age_from),
                (price("0.70"), age),
                "same p0, same age"
            );
        }
    }
}

#[test]
fn of_two_sales_the_newer_is_cut_first_and_partial_fills_count() {
    let mut desk = exiting();
    desk.fill("4");
    desk.trades(Side::Sell, &yes(), "25", "0.71");
    desk.pass(31_000);
    assert_eq!(desk.target(1, &yes()), "5");
    desk.trades(Side::Buy, &yes(), "30", "0.58");
    desk.pass(31_000);
    let left: Vec<String> = desk.sales().iter().map(|order| order.remaining().to_string()).collect();
    assert_eq!((left, desk.target(1, &yes())), (vec!["5".to_owned()], "11".into()));
}

#[test]
fn nothing_is_bought_back_after_a_reversal_and_each_signal_asks_for_its_own_share() {
    for (sold, bought, restart) in [
        ("10", "10", false),
        ("10", "10", true),
        ("50", "25", false),
        ("30", "10", true),
    ] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "2");
        let child = desk.live().expect("a child");
        desk.silent = true;
        desk.trades(Side::Sell, &yes(), sold, "0.60");
        desk.pass(21_000);
        desk.trades(Side::Buy, &yes(), bought, "0.59");
        desk.pass(21_000);
        if restart {
            desk.restart();
        }
        desk.silent = false;
        desk.pass(2 * MINUTE);
        assert!(!desk.row_of(child).state.holds_slot());
        let asked = Shares::from_micros(shares(bought).micros() / 5).to_string();
        let buys: Vec<String> = desk.purchases().iter().map(|order| order.shares.to_string()).collect();
        assert_eq!(buys, [asked], "sold {sold}, bought {bought}: nothing is bought back");
    }
}

#[test]
fn a_reversal_that_waits_for_its_final_fills_sells_what_they_bring() {
    for restart in [false, true] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "2");
        let child = desk.live().expect("a child");
        desk.silent = true;
        desk.trades(Side::Sell, &yes(), "100", "0.60");
        desk.pass(21_000);
        desk.late_trade(child, "more", "6", Settlement::Matched);
        if restart {
            desk.restart();
        }
        desk.silent = false;
        desk.pass(2 * MINUTE);
        let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
        assert_eq!((left.to_string(), desk.target(1, &yes())), ("8".into(), "0".into()));
    }
}

#[test]
fn what_waits_in_a_reversal_is_not_sold_after_the_follow_was_switched_off() {
    for removed in [false, true] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "12");
        desk.silent = true;
        desk.trades(Side::Sell, &yes(), "100", "0.60");
        desk.pass(21_000);
        desk.user(if removed {
            UserInput::Unfollow { follow: FollowId(1) }
        } else {
            UserInput::SwitchFollow {
                follow: FollowId(1),
                on: false,
            }
        });
        desk.silent = false;
        desk.pass(10 * MINUTE);
        assert_eq!(
            (desk.working(), desk.held(&yes())),
            (0, "12".into()),
            "{removed}: off sells nothing"
        );
    }
}

#[test]
fn the_users_close_during_a_reversal_takes_everything_once() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "12");
    desk.silent = true;
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(21_000);
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.silent = false;
    desk.pass(HOUR);
    assert_eq!(
        (desk.held(&yes()), desk.working(), desk.target(1, &yes())),
        ("0".into(), 0, "0".into())
    );
}

#[test]
fn the_percentage_is_that_of_the_signal_for_sales_that_waited_too() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "12");
    desk.silent = true;
    desk.trades(Side::Sell, &yes(), "5", "0.60");
    desk.pass(21_000);
    desk.trades(Side::Sell, &yes(), "20", "0.60");
    desk.pass(21_000);
    desk.update(at("1"));
    desk.silent = false;
    desk.pass(2 * MINUTE);
    // Bought 12 of 20: after the first sale the target is 19, and what is held (12) is less; the second lowers it to 8.
    assert_eq!(desk.target(1, &yes()), "8", "{:?}", desk.skips());
}

#[test]
fn a_failed_purchase_cuts_every_kind_of_sale_to_what_is_held() {
    for kind in ["exit", "limit close", "exit and close"] {
        for failed in ["t2", "both"] {
            let mut desk = Desk::following("20");
            desk.buy_and_fill("50", "10");
            desk.buy_and_fill("50", "10");
            if kind != "exit" {
                let how = pilotfish_copy::input::CloseHow::Limit { price: price("0.80") };
                let part = if kind == "limit close" {
                    percent(100)
                } else {
                    percent(50)
                };
                desk.user(close(1, &yes(), part, how));
            }
            if kind != "limit close" {
                desk.trades(Side::Sell, &yes(), "100", "0.79");
            }
            desk.pass(31_000);
            desk.settle("t2", Settlement::Failed);
            if failed == "both" {
                desk.settle("t1", Settlement::Failed);
            }
            desk.pass(2 * MINUTE);
            let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
            assert_eq!(left.to_string(), desk.held(&yes()), "{kind} {failed}");
            let rests: Shares = desk.resting().iter().map(|(_, _, size)| shares(size)).sum();
            assert!(rests <= left, "{kind} {failed}: {rests} rests");
        }
    }
}

#[test]
fn a_failed_purchase_is_bought_again_only_while_its_order_works_and_is_young() {
    for (pass, filled, again) in [(0, "10", true), (2 * HOUR, "10", false), (0, "20", false)] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", filled);
        desk.pass(pass);
        desk.settle("t1", Settlement::Failed);
        desk.pass(6 * MINUTE);
        let wanted = if again {
            "20"
        } else if filled == "20" {
            "0"
        } else {
            "10"
        };
        assert_eq!(desk.target(1, &yes()), wanted, "{pass} {filled}");
        let buys: Shares = desk.purchases().iter().map(|order| order.remaining()).sum();
        assert_eq!(buys.to_string(), wanted, "{pass} {filled}");
    }
}

#[test]
fn a_failed_purchase_that_was_being_sold_lowers_no_target_of_what_was_bought_since() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "20");
    let limit = pilotfish_copy::input::CloseHow::Limit { price: price("0.60") };
    desk.user(close(1, &yes(), percent(90), limit));
    desk.trades(Side::Buy, &yes(), "50", "0.58");
    desk.pass(MINUTE);
    assert_eq!(desk.target(1, &yes()), "12");
    desk.settle("t1", Settlement::Failed);
    desk.pass(MINUTE);
    let sells: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
    assert_eq!(
        (desk.held(&yes()), sells.to_string(), desk.target(1, &yes())),
        ("0".into(), "0".into(), "10".into())
    );
}

#[test]
fn a_failed_sale_makes_its_exit_due_again_each_of_its_fills_on_its_own() {
    for restart in [false, true] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "100", "0.60");
        desk.pass(31_000);
        desk.fill("8");
        desk.fill("12");
        assert_eq!((desk.held(&yes()), desk.working()), ("0".into(), 0));
        desk.pass(2 * HOUR);
        desk.settle("t2", Settlement::Failed);
        desk.pass(MINUTE);
        if restart {
            desk.restart();
        }
        desk.settle("t3", Settlement::Failed);
        desk.pass(MINUTE);
        let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
        assert_eq!(
            (left.to_string(), desk.target(1, &yes())),
            ("20".into(), "0".into()),
            "{restart}"
        );
    }
}

#[test]
fn what_a_failed_sale_gave_back_is_not_bought_by_a_purchase_that_works_and_sold_where_it_is_more() {
    for (bought, target, buys, sells) in [("50", "20", "0", "0"), ("100", "30", "10", "0"), ("25", "15", "0", "5")] {
        for restart in [false, true] {
            let mut desk = Desk::holding();
            desk.trades(Side::Sell, &yes(), "50", "0.60");
            desk.pass(31_000);
            desk.fill("10");
            desk.trades(Side::Buy, &yes(), bought, "0.58");
            desk.pass(MINUTE);
            desk.settle("t2", Settlement::Failed);
            if restart {
                desk.restart();
            }
            desk.pass(6 * MINUTE);
            let left = |orders: Vec<pilotfish_copy::entity::CopyOrder>| -> String {
                orders.iter().map(|order| order.remaining()).sum::<Shares>().to_string()
            };
            assert_eq!(
                (
                    desk.held(&yes()),
                    desk.target(1, &yes()),
                    left(desk.purchases()),
                    left(desk.sales())
                ),
                ("20".into(), target.into(), buys.into(), sells.into()),
                "{bought} {restart}"
            );
            let rests: Shares = desk.resting().iter().map(|(_, _, left)| shares(left)).sum();
            assert_eq!(
                rests.to_string(),
                if buys == "0" { sells } else { buys },
                "{bought} {restart}"
            );
        }
    }
}

#[test]
fn a_failed_sale_of_an_order_that_still_works_is_sold_by_it() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill("8");
    desk.settle("t2", Settlement::Failed);
    desk.pass(6 * MINUTE);
    let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
    assert_eq!((left.to_string(), desk.held(&yes())), ("20".into(), "20".into()));
}

#[test]
fn a_failed_close_of_the_users_is_closed_again_and_nothing_of_it_is_bought_back() {
    for limit in [false, true] {
        let mut desk = Desk::holding();
        let how = if limit {
            pilotfish_copy::input::CloseHow::Limit { price: price("0.60") }
        } else {
            AT_MARKET
        };
        desk.user(close(1, &yes(), percent(100), how));
        desk.pass(31_000);
        if limit {
            desk.fill("20");
        }
        assert_eq!(desk.held(&yes()), "0");
        desk.silent = true;
        desk.settle("t2", Settlement::Failed);
        desk.pass(MINUTE);
        assert_eq!(
            (desk.held(&yes()), desk.target(1, &yes())),
            ("20".into(), "0".into()),
            "{limit}"
        );
        assert!(
            desk.sales().iter().all(|order| order.by_user),
            "{limit}: it is still the user's"
        );
        assert_eq!(desk.sales().len(), 1, "{limit}");
        assert_eq!(desk.purchases().len(), 0);
    }
}

#[test]
fn a_failed_sale_of_a_follow_that_is_off_or_too_small_stays_held() {
    for small in [false, true] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "100", "0.60");
        desk.pass(31_000);
        desk.fill(if small { "19" } else { "10" });
        desk.fill(if small { "1" } else { "10" });
        if !small {
            desk.user(UserInput::SwitchFollow {
                follow: FollowId(1),
                on: false,
            });
        }
        desk.settle("t3", Settlement::Failed);
        desk.pass(MINUTE);
        assert_eq!(desk.working(), 0);
        assert_eq!(
            desk.target(1, &yes()),
            desk.held(&yes()),
            "shown, and a later exit takes it"
        );
    }
}

#[test]
fn an_order_that_the_user_cancels_leaves_the_target_at_what_is_there() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "5");
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    desk.pass(MINUTE);
    assert_eq!(desk.target(1, &yes()), "5");
    let mut desk = exiting();
    desk.fill("3");
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    desk.pass(MINUTE);
    assert_eq!((desk.target(1, &yes()), desk.held(&yes())), ("17".into(), "17".into()));
}

#[test]
fn end_reasons_say_what_ended_an_exit() {
    let mut desk = exiting();
    desk.trades(Side::Buy, &yes(), "50", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.ended().last(), Some(&EndReason::TurnedRound));
}
