//! The user's own close belongs to the user: all or a part, of a position, of a follow, of everything, at the market or at a limit.

use pilotfish_copy::entity::{Execution, OrderStatus};
use pilotfish_copy::event::{EndReason, SkipReason};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{
    CloseAmount, CloseHow, CloseRequest, CloseScope, Input, RefusalCode, RowKind, Settlement, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Tick};

use crate::common::{AT_MARKET, Desk, HOUR, MINUTE, at, close, no, percent, price, refused, shares, yes};

fn at_limit(text: &str) -> CloseHow {
    CloseHow::Limit { price: price(text) }
}

fn scope(scope: CloseScope) -> UserInput {
    UserInput::Close(CloseRequest {
        scope,
        amount: percent(100),
        how: AT_MARKET,
        despite_foreign_orders: false,
    })
}

#[test]
fn a_part_is_sold_in_whole_lots_and_never_more_than_is_held() {
    for (amount, left) in [
        (percent(50), "10"),
        (percent(33), "13.4"),
        (percent(100), "0"),
        (percent(255), "0"),
        (
            CloseAmount::Shares {
                shares: shares("7.123456"),
            },
            "12.88",
        ),
        (CloseAmount::Shares { shares: shares("900") }, "0"),
    ] {
        for limit in [false, true] {
            let mut desk = Desk::holding();
            let how = if limit { at_limit("0.60") } else { AT_MARKET };
            let plan = desk.core.plan_close(FollowId(1), &yes(), amount, how).expect("a plan");
            desk.user(close(1, &yes(), amount, how));
            let target = desk.target(1, &yes());
            assert_eq!(target, left, "{amount:?}: the target is lowered at once");
            if limit {
                let size = desk.resting()[0].2.clone();
                assert_eq!(shares(&size), plan.shares, "{amount:?}: as planned");
                desk.fill(&size);
            }
            desk.pass(MINUTE);
            assert_eq!(
                (desk.held(&yes()), desk.target(1, &yes())),
                (left.into(), left.into()),
                "{amount:?} {limit}"
            );
        }
    }
}

#[test]
fn a_follow_and_everything_are_closed_position_by_position_with_what_a_removed_follow_left() {
    for everything in [false, true] {
        for restart in [false, true] {
            let mut desk = Desk::holding();
            // After a restart, the last list is what is known of a price.
            desk.listed_price.insert(no(), price("0.415"));
            desk.trades(Side::Buy, &no(), "100", "0.42");
            desk.pass(31_000);
            desk.fill("20");
            desk.follow_other(at("10"));
            desk.other_trades(Side::Buy, &yes(), "100", "0.58");
            desk.pass(31_000);
            desk.fill("10");
            desk.user(UserInput::Unfollow { follow: FollowId(2) });
            if restart {
                desk.restart();
            }
            desk.user(scope(if everything {
                CloseScope::Everything
            } else {
                CloseScope::Follow { follow: FollowId(1) }
            }));
            desk.pass(10 * MINUTE);
            assert_eq!((desk.holds(1, &yes()), desk.holds(1, &no())), ("0".into(), "0".into()));
            assert_eq!(desk.holds(2, &yes()), if everything { "0" } else { "10" });
        }
    }
}

#[test]
fn it_takes_over_what_a_slower_sale_holds_and_leaves_what_is_beyond_it() {
    for (part, exit_left) in [
        (percent(100), "0"),
        (percent(75), "0"),
        (percent(50), "0"),
        (percent(25), "5"),
    ] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "50", "0.70");
        desk.pass(31_000);
        desk.user(close(1, &yes(), part, at_limit("0.65")));
        desk.pass(6 * MINUTE);
        let exits = |desk: &Desk| -> Shares {
            desk.sales()
                .iter()
                .filter(|order| !order.by_user)
                .map(|order| order.remaining())
                .sum()
        };
        assert_eq!(exits(&desk).to_string(), exit_left, "{part:?}");
        let all: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
        assert!(all <= shares("20"), "{part:?}: {all}");
    }
}

#[test]
fn it_ends_that_follows_purchases_of_the_token_and_no_others() {
    let mut desk = Desk::holding();
    desk.follow_other(at("10"));
    desk.trades(Side::Buy, &yes(), "50", "0.58");
    desk.trades(Side::Buy, &no(), "50", "0.42");
    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.purchases().len(), 3);
    desk.user(close(1, &yes(), percent(50), AT_MARKET));
    desk.pass(MINUTE);
    let left: Vec<_> = desk
        .purchases()
        .iter()
        .map(|order| (order.follow.0, order.token.clone()))
        .collect();
    assert_eq!(left, [(1, no()), (2, yes())]);
    assert!(desk.ended().contains(&EndReason::ClosedByUser));
}

#[test]
fn no_signal_of_the_traders_cancels_it() {
    for what in ["buys a little", "buys much", "sells", "closes", "merges", "moves away"] {
        for limit in [false, true] {
            for restart in [false, true] {
                let mut desk = Desk::holding();
                if !limit {
                    desk.answers = vec![refused(RefusalCode::NoMatch); 3];
                }
                let how = if limit { at_limit("0.70") } else { AT_MARKET };
                desk.user(close(1, &yes(), percent(100), how));
                desk.pass(30_000);
                let id = desk.last_order().id;
                match what {
                    "buys a little" => desk.trades(Side::Buy, &yes(), "1", "0.58"),
                    "buys much" => desk.trades(Side::Buy, &yes(), "300", "0.58"),
                    "sells" => desk.trades(Side::Sell, &yes(), "40", "0.60"),
                    "closes" => desk.trades(Side::Sell, &yes(), "100", "0.60"),
                    "merges" => {
                        let row = desk.row(RowKind::Merge, &yes(), "50", "0");
                        desk.streams(row);
                    }
                    _ => desk.positions.clear(),
                }
                if restart {
                    desk.restart();
                }
                desk.pass(31_000);
                let order = desk.core.state().orders[&id].clone();
                assert_eq!(
                    order.status,
                    OrderStatus::Working,
                    "{what} {limit} {restart}: {:?}",
                    order.end
                );
                assert_eq!(order.remaining(), shares("20"), "{what}");
                if !limit && what != "buys much" {
                    desk.pass(30 * MINUTE);
                    assert_eq!(
                        desk.core.state().orders[&id].filled,
                        shares("20"),
                        "{what}: at market until it is done"
                    );
                }
            }
        }
    }
}

#[test]
fn what_the_user_sold_is_never_bought_back() {
    for then in [
        "restart",
        "failed purchase",
        "late purchase",
        "trader sells",
        "trader buys",
        "list again",
    ] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "14");
        let child = desk.live().expect("a child");
        desk.user(close(1, &yes(), percent(100), AT_MARKET));
        desk.pass(MINUTE);
        assert_eq!((desk.held(&yes()), desk.target(1, &yes())), ("0".into(), "0".into()));
        let placed = desk.placements();
        let mut wanted = "0";
        match then {
            "failed purchase" => desk.settle("t1", Settlement::Failed),
            "late purchase" => desk.late_trade(child, "late", "3", Settlement::Matched),
            "trader sells" => desk.trades(Side::Sell, &yes(), "50", "0.60"),
            "trader buys" => {
                desk.trades(Side::Buy, &yes(), "50", "0.58");
                wanted = "10";
            }
            _ => {}
        }
        desk.restart();
        desk.pass(10 * HOUR);
        let buys: Shares = desk.purchases().iter().map(|order| order.remaining()).sum();
        assert_eq!(buys.to_string(), wanted, "{then}");
        assert!(wanted != "0" || desk.placements() == placed, "{then}");
    }
}

#[test]
fn a_limit_rests_at_its_price_is_renewed_and_ends_filled_or_by_the_user_alone() {
    for restart in [false, true] {
        let mut desk = Desk::holding();
        desk.user(close(1, &yes(), percent(100), at_limit("0.72")));
        for _ in 0..10 {
            desk.pass(7 * HOUR);
            if restart {
                desk.restart();
            }
            let rests = desk.resting();
            assert_eq!(rests, [(Side::Sell, "0.72".into(), "20".into())], "{restart}");
            let child = desk.row_of(desk.live().expect("a child"));
            let pilotfish_copy::command::ChildKind::Resting { expires_at, .. } = child.kind else {
                panic!("it rests");
            };
            assert!(expires_at > desk.now, "it dies only if the program does");
        }
        assert_eq!(desk.last_order().execution, Execution::Limit { price: price("0.72") });
        let order = desk.last_order().id;
        desk.user(UserInput::CancelOrder { order });
        desk.pass(MINUTE);
        assert_eq!(
            (desk.working(), desk.target(1, &yes())),
            (0, "20".into()),
            "taken back by the user"
        );
    }
}

#[test]
fn what_cannot_be_closed_says_why_and_moves_nothing() {
    for (case, reason) in [
        ("twice", SkipReason::NothingToSell),
        ("little", SkipReason::UnderOneDollar),
        ("closed", SkipReason::MarketClosed),
        ("small", SkipReason::UnderMinimumSize),
    ] {
        let mut desk = Desk::holding();
        let mut ask = close(1, &yes(), percent(100), at_limit("0.70"));
        match case {
            "twice" => desk.user(ask.clone()),
            "little" => ask = close(1, &yes(), CloseAmount::Shares { shares: shares("1.5") }, AT_MARKET),
            "small" => {
                desk.market.min_size = shares("5");
                let market = desk.market.clone();
                desk.give(Input::Market(market));
                ask = close(1, &yes(), percent(20), at_limit("0.70"));
            }
            _ => {
                desk.market.closed = true;
                let market = desk.market.clone();
                desk.give(Input::Market(market));
            }
        }
        let target = desk.target(1, &yes());
        desk.user(ask);
        assert_eq!(
            (desk.last_skip(), desk.target(1, &yes())),
            (Some(reason), target),
            "{case}"
        );
    }
    let mut desk = Desk::following("20");
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.user(close(7, &yes(), percent(100), AT_MARKET));
    assert_eq!((desk.signals(), desk.working()), (0, 0), "nothing is held");
}

#[test]
fn its_bound_is_the_users_or_the_follows_and_is_kept() {
    for (most, bid, sells) in [
        (Some("0.05"), "0.54", true),
        (Some("0.01"), "0.50", false),
        (None, "0.50", true),
        (None, "0.40", false),
    ] {
        let mut desk = Desk::holding();
        let how = CloseHow::Market {
            max_slippage: most.map(price),
        };
        desk.silent = true;
        desk.user(close(1, &yes(), percent(100), how));
        desk.silent = false;
        let p0 = desk.last_order().trader_price;
        assert_eq!(p0.to_string(), "0.585");
        let mut desk = Desk::holding();
        desk.books.clear();
        desk.user(close(1, &yes(), percent(100), how));
        desk.book(bid, "0.60");
        desk.pass(HOUR);
        assert_eq!(desk.held(&yes()) == "0", sells, "{most:?} {bid}");
    }
}

fn not_below(text: &str) -> CloseHow {
    CloseHow::NotBelow { price: price(text) }
}

#[test]
fn a_bound_of_the_users_own_holds_wherever_the_market_goes() {
    for (bound, bid, sells) in [
        ("0.54", "0.54", true),
        ("0.54", "0.53", false),
        // Above the market: it waits for it, and does not sell below.
        ("0.70", "0.69", false),
        ("0.70", "0.71", true),
    ] {
        let mut desk = Desk::holding();
        desk.books.clear();
        desk.user(close(1, &yes(), percent(100), not_below(bound)));
        assert_eq!(desk.last_order().bound(), price(bound), "{bound}");
        assert_eq!(desk.last_order().execution, Execution::Market);
        desk.book(bid, "0.90");
        desk.pass(HOUR);
        assert_eq!(desk.held(&yes()) == "0", sells, "{bound} {bid}");
    }
}

#[test]
fn what_is_shown_of_the_book_is_what_would_be_taken_of_it() {
    let desk = Desk::holding();
    let plan = |amount, how| desk.core.plan_close(FollowId(1), &yes(), amount, how).expect("a plan");
    for amount in [percent(25), percent(50), percent(100)] {
        for how in [AT_MARKET, not_below("0.5"), at_limit("0.5")] {
            let plan = plan(amount, how);
            let visible = plan.visible.expect("a book");
            let taken: Shares = plan.bids.iter().map(|bid| bid.taken).sum();
            assert_eq!(taken, visible.shares, "{amount:?} {how:?}");
            assert!(plan.bids.iter().all(|bid| bid.taken <= bid.shares), "{:?}", plan.bids);
            assert!(plan.bids.windows(2).all(|two| two[0].price > two[1].price));
            assert!(visible.shares <= plan.shares && visible.cost <= plan.cost);
            assert!(plan.book_at.is_some());
        }
    }
    // Nothing is bid within this bound: the best level stands there, and is not taken.
    let above = plan(percent(100), not_below("0.9"));
    assert!(above.bids.iter().all(|bid| bid.taken.is_zero()) && !above.bids.is_empty());
}

#[test]
fn a_limit_is_weighed_at_its_own_price() {
    let mut desk = Desk::holding();
    // 20 shares at four cents are under a dollar at the market, and eighteen dollars where they are to rest.
    desk.book("0.039", "0.041");
    desk.streams_the_book();
    let plan = |how| {
        let all = desk.core.plan_close(FollowId(1), &yes(), percent(100), how);
        all.expect("a plan").problem
    };
    assert_eq!(plan(AT_MARKET), Some(SkipReason::UnderOneDollar));
    assert_eq!(plan(at_limit("0.9")), None);
}

#[test]
fn a_price_over_the_highest_of_a_coarse_tick_sells_nothing_under_it() {
    for (tick, sells) in [(Tick::CENT, false), (Tick::MILLI, true)] {
        for how in [not_below("0.995"), at_limit("0.995")] {
            let mut desk = Desk::holding();
            desk.market.tick = tick;
            let market = desk.market.clone();
            desk.give(Input::Market(market));
            desk.book("0.99", "");
            desk.streams_the_book();
            let plan = desk
                .core
                .plan_close(FollowId(1), &yes(), percent(100), how)
                .expect("a plan");
            assert_eq!(
                plan.problem,
                (!sells).then_some(SkipReason::PriceBand),
                "{tick} {how:?}"
            );
            assert_eq!(plan.bound, price("0.995"), "{tick} {how:?}");
            assert!(plan.bids.iter().all(|bid| bid.taken.is_zero()) && !plan.bids.is_empty());
            let orders = desk.core.state().orders.len();
            desk.user(close(1, &yes(), percent(100), how));
            assert_eq!(desk.core.state().orders.len() > orders, sells, "{tick} {how:?}");
            assert_eq!(desk.held(&yes()), "20");
        }
    }
}
