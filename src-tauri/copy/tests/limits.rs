//! Every limit at the signal and at the child, with orders in one instant; reservations, the reserve, the day's spend, and what
//! ends a purchase.

use pilotfish_copy::entity::{ChildState, FollowSettings, FollowStatus, GateBasis, GateName, GlobalLimits, Style};
use pilotfish_copy::event::{Notice, SkipReason};
use pilotfish_copy::ids::{FollowId, OrderHash, TxHash};
use pilotfish_copy::input::{Input, Migration, OpenOrder, PlaceOutcome, Settlement, UserInput};
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::Usd;
use pilotfish_copy::risk::alone;

use crate::common::{Desk, HOUR, MINUTE, at, condition, no, other, trader, usd, yes};

/// The limits that hold over several orders.
const LIMITS: [GateName; 6] = [
    GateName::MarketLimit,
    GateName::FollowLimit,
    GateName::ExposureLimit,
    GateName::DailySpend,
    GateName::OpenOrders,
    GateName::Balance,
];

/// Wide but for one limit, of $15.
fn limited(gate: GateName) -> (FollowSettings, GlobalLimits, Usd) {
    let cash = if gate == GateName::Balance {
        usd("15")
    } else {
        Usd::dollars(10_000)
    };
    let only = |name: GateName, wide: i64| if gate == name { usd("15") } else { Usd::dollars(wide) };
    let mut settings = at("20");
    settings.max_market = only(GateName::MarketLimit, 9_000);
    settings.max_total = only(GateName::FollowLimit, 9_000);
    let limits = GlobalLimits {
        max_exposure: only(GateName::ExposureLimit, 9_000),
        max_daily_spend: only(GateName::DailySpend, 9_000),
        max_open_orders: if gate == GateName::OpenOrders { 1 } else { 500 },
        reserve_tenths: 0,
        max_daily_loss: None,
    };
    (settings, limits, cash)
}

fn desk_limited(gate: GateName) -> Desk {
    let (settings, limits, cash) = limited(gate);
    let mut desk = Desk::new();
    desk.core = pilotfish_copy::Core::new(pilotfish_copy::Intervals::default());
    desk.changes.clear();
    desk.forget_books();
    desk.balance(cash);
    desk.user(UserInput::SetLimits { limits });
    desk.follow(settings);
    desk
}

fn committed(desk: &Desk) -> Usd {
    desk.core.state().sums().committed()
}

#[test]
fn a_purchase_that_no_follow_is_behind_keeps_the_accounts_limits_beside_what_is_at_work() {
    let ask = |desk: &Desk, shares: &str| {
        let (shares, price) = (shares.parse().unwrap(), "0.1".parse().unwrap());
        let state = desk.core.state();
        alone::purchase(state, &listed(desk), shares, price, FeeSchedule::FREE, desk.core.now())
            .map_err(|gate| gate.gate)
    };
    let accounts = [
        GateName::ExposureLimit,
        GateName::DailySpend,
        GateName::OpenOrders,
        GateName::Balance,
    ];
    for gate in accounts {
        let mut desk = desk_limited(gate);
        // $5.80 at work, of $15; or the one order that may be open.
        let row = desk.row(pilotfish_copy::input::RowKind::Trade(Side::Buy), &yes(), "50", "0.58");
        desk.polls(vec![row]);
        desk.pass(6 * MINUTE);
        assert_eq!(desk.purchases().len(), 1, "{gate:?}");
        assert!(committed(&desk) >= usd("5.8"), "{gate:?}: {}", committed(&desk));
        assert_eq!(ask(&desk, "95"), Err(gate));
        assert_eq!(ask(&desk, "5").is_ok(), gate != GateName::OpenOrders, "{gate:?}");
    }
    let unread = Desk::new();
    let mut state = unread.core.state().clone();
    state.control.cash = None;
    let (shares, price) = ("5".parse().unwrap(), "0.1".parse().unwrap());
    let unknown = alone::purchase(&state, &[], shares, price, FeeSchedule::FREE, unread.core.now()).unwrap_err();
    assert_eq!((unknown.gate, unknown.basis), (GateName::Balance, GateBasis::Unknown));
}

/// Our own orders as the venue lists them.
fn listed(desk: &Desk) -> Vec<OpenOrder> {
    let children = desk.core.state().children.values();
    let live = children.filter(|child| child.state == ChildState::Live);
    live.filter_map(|child| {
        Some(OpenOrder {
            hash: child.hash.clone()?,
            token: yes(),
            side: child.side,
            price: child.kind.price(),
            open: child.size(),
        })
    })
    .collect()
}

#[test]
fn a_purchase_that_no_follow_is_behind_counts_what_was_placed_by_hand_and_ours_once() {
    let by_hand = |number: u64, side: Side, price: &str, open: &str| OpenOrder {
        hash: OrderHash::new(&format!("0xf{number:063x}")),
        token: no(),
        side,
        price: price.parse().unwrap(),
        open: open.parse().unwrap(),
    };
    let mut desk = Desk::new();
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_open_orders: 3,
            reserve_tenths: 0,
            ..GlobalLimits::default()
        },
    });
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let ours = listed(&desk);
    assert_eq!(ours.len(), 1, "it rests");
    let state = desk.core.state();
    let cash = state.control.cash.unwrap();
    // All that is left beside ours: what rests by hand takes the rest.
    let asks = |others: &[OpenOrder]| {
        let listed = [&ours, others].concat();
        let (shares, price) = ("5".parse().unwrap(), "0.1".parse().unwrap());
        alone::purchase(state, &listed, shares, price, FeeSchedule::FREE, desk.core.now())
    };
    let free = cash - desk.core.reserved();
    let most = free - usd("0.5");
    let rests = |usd: Usd| by_hand(1, Side::Buy, "1", &usd.to_string());
    assert!(asks(&[rests(most)]).is_ok(), "ours is not counted twice");
    let short = asks(&[rests(most + Usd::from_micros(1))]).unwrap_err();
    assert_eq!(
        (short.gate, short.basis),
        (
            GateName::Balance,
            GateBasis::Balance {
                free: usd("0.5") - Usd::from_micros(1),
                cash
            }
        )
    );
    // A sale takes no cash, and is an open order all the same.
    let sale = |number| by_hand(number, Side::Sell, "0.9", "1000000");
    assert!(asks(&[sale(1)]).is_ok());
    let full = asks(&[sale(1), sale(2)]).unwrap_err();
    assert_eq!(
        (full.gate, full.basis),
        (GateName::OpenOrders, GateBasis::Count { used: 3, limit: 3 })
    );
}

#[test]
fn two_orders_of_one_instant_keep_every_limit_together() {
    for gate in LIMITS {
        for restart in [false, true] {
            let mut desk = desk_limited(gate);
            // Both tokens of one market in one batch: $11.60 and $8.40.
            let rows = vec![
                desk.row(pilotfish_copy::input::RowKind::Trade(Side::Buy), &yes(), "100", "0.58"),
                desk.row(pilotfish_copy::input::RowKind::Trade(Side::Buy), &no(), "100", "0.42"),
            ];
            desk.polls(rows);
            desk.silent = true; // Decided, not placed yet.
            desk.pass(20_001);
            if restart {
                desk.restart();
            }
            desk.silent = false;
            desk.pass(6 * MINUTE);
            if gate == GateName::OpenOrders {
                assert_eq!(desk.purchases().len(), 1, "{restart}");
                assert_eq!(desk.last_skip(), Some(SkipReason::Limit));
            } else {
                assert!(
                    committed(&desk) <= usd("15"),
                    "{gate:?} {restart}: {}",
                    committed(&desk)
                );
                assert_eq!(desk.purchases().len(), 2, "{gate:?}: cut, not refused");
                let told = |notice: &Notice| matches!(notice, Notice::LimitReached { .. });
                assert!(desk.notices().iter().any(told), "{gate:?}: told when it cuts, too");
            }
        }
    }
}

#[test]
fn a_child_at_a_dearer_price_is_cut_by_every_limit_and_never_passes_it() {
    for gate in LIMITS {
        let mut desk = desk_limited(gate);
        desk.trades(Side::Buy, &yes(), "120", "0.58"); // 24 shares: $13.92
        desk.pass(31_000);
        desk.book("0.66", "0.665");
        for _ in 0..50 {
            desk.pass(HOUR);
            if gate != GateName::OpenOrders {
                // What waits for its next look reserves; what is held or on the venue never passes the limit.
                let used = if desk.holds_slots() > 0 {
                    committed(&desk)
                } else {
                    desk.core.state().sums().cost()
                };
                assert!(used <= usd("15"), "{gate:?}: {used}");
            }
        }
        let spent: Usd = desk.orders().iter().map(|order| order.value).sum();
        assert!(
            spent > usd("13"),
            "{gate:?}: cut, and bought: {spent} {:?}",
            desk.waits()
        );
    }
}

#[test]
fn two_follows_share_what_is_global_and_not_what_is_theirs() {
    for gate in [
        GateName::ExposureLimit,
        GateName::DailySpend,
        GateName::Balance,
        GateName::FollowLimit,
    ] {
        let mut desk = desk_limited(gate);
        let (settings, ..) = limited(gate);
        desk.follow_other(settings);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.other_trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        let together = committed(&desk);
        if gate == GateName::FollowLimit {
            assert_eq!(together.to_string(), "23.2");
        } else {
            assert!(together <= usd("15"), "{gate:?}: {together}");
        }
    }
}

#[test]
fn an_order_reserves_no_more_than_it_may_spend_and_nothing_while_it_waits_without_a_child() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "1000", "0.58");
    desk.pass(31_000);
    let most = usd("100");
    for (bid, ask) in [
        ("0.58", "0.59"),
        ("0.64", "0.65"),
        ("0.90", "0.91"),
        ("", ""),
        ("0.60", "0.61"),
    ] {
        desk.book(bid, ask);
        desk.pass(8 * HOUR);
        assert!(desk.core.reserved() <= most, "{bid}: {}", desk.core.reserved());
        if desk.holds_slots() == 0 {
            assert_eq!(desk.core.reserved(), Usd::ZERO, "{bid}: {:?}", desk.waits());
        }
    }
}

#[test]
fn a_child_of_unknown_fate_reserves_all_it_may_spend_over_a_restart() {
    for style in [Style::Ladder, Style::Fast] {
        let mut settings = at("20");
        settings.style = style;
        let mut desk = Desk::with(settings);
        desk.silent = true;
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        let child = desk.slot();
        desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
        let order = desk.last_order().id;
        desk.user(UserInput::CancelOrder { order });
        desk.restart();
        assert!(
            desk.core.reserved() >= usd("11.6"),
            "{style:?}: {}",
            desk.core.reserved()
        );
    }
}

#[test]
fn the_reserve_is_a_share_of_the_capital_that_purchases_do_not_shrink() {
    for restart in [false, true] {
        let mut desk = Desk::new();
        desk.user(UserInput::SetLimits {
            limits: GlobalLimits {
                reserve_tenths: 990,
                max_exposure: Usd::dollars(50_000),
                max_daily_spend: Usd::dollars(50_000),
                ..GlobalLimits::default()
            },
        });
        let mut settings = at("20");
        settings.max_total = Usd::dollars(5_000);
        settings.max_market = Usd::dollars(5_000);
        desk.follow(settings);
        for _ in 0..4 {
            desk.trades(Side::Buy, &yes(), "2000", "0.58");
            desk.pass(31_000);
            if let Some(child) = desk.live() {
                let size = desk.row_of(child).size().to_string();
                desk.fill_child(child, &size);
            }
            if restart {
                desk.restart();
            }
        }
        assert!(desk.cash() >= Usd::dollars(9_900), "{restart}: {}", desk.cash());
        desk.resolves("1");
        let kept = pilotfish_copy::risk::headroom::reserve(desk.core.state()).expect("a balance");
        assert!(kept > Usd::dollars(9_900), "claims count: {kept}");
    }
}

#[test]
fn the_days_spend_counts_fees_gives_back_what_failed_and_survives_restarts_and_clock_steps() {
    let mut desk = Desk::new();
    desk.market.fee = FeeSchedule {
        rate_micros: 100_000,
        exponent: 1,
    };
    let mut settings = at("20");
    settings.style = Style::Fast;
    desk.follow(settings);
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_daily_spend: usd("12"),
            ..GlobalLimits::default()
        },
    });
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(10_000);
    let day = desk.now.utc_day();
    let spent = desk.core.state().control.spent_on(day);
    let fees = desk.book_of(1, &yes()).fees;
    assert!(fees > Usd::ZERO && spent <= usd("12"), "{spent} of which {fees}");
    desk.restart();
    // Back a day and again: what the venue's clock says counts.
    let now = desk.now;
    for at in [now.plus(-24 * HOUR), now] {
        desk.now = at;
        desk.give(Input::VenueTime { at });
    }
    assert_eq!(desk.core.state().control.spent_on(day), spent);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(10_000);
    assert!(desk.core.state().control.spent_on(day) + desk.core.reserved() <= usd("12"));
    // A failed settlement of yesterday's gives nothing of today's back.
    desk.pass(25 * HOUR);
    let today = desk.now.utc_day();
    desk.settle("t1", Settlement::Failed);
    assert!(desk.core.state().control.spent_on(day) < spent);
    assert_eq!(desk.core.state().control.spent_on(today), Usd::ZERO);
}

#[test]
fn limits_remember_a_trader_who_was_unfollowed_and_followed_again() {
    for restart in [false, true] {
        for market in [false, true] {
            let mut settings = at("20");
            let limit = usd("15");
            if market {
                settings.max_market = limit;
            } else {
                settings.max_total = limit;
            }
            let mut desk = Desk::with(settings.clone());
            desk.buy_and_fill("100", "20");
            desk.user(UserInput::Unfollow { follow: FollowId(1) });
            if restart {
                desk.restart();
            }
            desk.follow(settings);
            desk.trades(Side::Buy, &no(), "100", "0.42");
            desk.pass(31_000);
            assert!(committed(&desk) <= limit, "{restart} {market}: {}", committed(&desk));
            assert!(desk.purchases().iter().all(|order| order.follow == FollowId(2)));
        }
    }
}

#[test]
fn limits_remember_earlier_follows_of_both_wallets_of_a_trader_who_moved() {
    for at_the_new_wallet in [false, true] {
        for restart in [false, true] {
            for market in [false, true] {
                let said = format!("{at_the_new_wallet} {restart} {market}");
                let limit = usd("15");
                let mut settings = at("20");
                if market {
                    settings.max_market = limit;
                } else {
                    settings.max_total = limit;
                }
                let mut desk = Desk::new();
                if at_the_new_wallet {
                    desk.follow_other(settings.clone());
                    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
                    desk.pass(30_000);
                    desk.fill("20");
                } else {
                    desk.follow(settings.clone());
                    desk.buy_and_fill("100", "20");
                    let moved = desk.positions.clone();
                    desk.of_others.insert(other(), moved);
                }
                desk.user(UserInput::Unfollow { follow: FollowId(1) });
                desk.follow(settings);
                desk.give(Input::Migration {
                    trader: trader(),
                    tx: TxHash::new("0xw"),
                    at: desk.now,
                    moved: Migration::Wallet { to: other() },
                });
                desk.user(UserInput::Relink { follow: FollowId(2) });
                if restart {
                    desk.restart();
                }
                desk.pass(3 * MINUTE);
                assert_eq!(
                    desk.core.state().follows[&FollowId(2)].status,
                    FollowStatus::Active,
                    "{said}"
                );
                desk.other_trades(Side::Buy, &no(), "100", "0.42");
                desk.pass(31_000);
                assert!(committed(&desk) <= limit, "{said}: {}", committed(&desk));
                let bought: Vec<FollowId> = desk.purchases().iter().map(|order| order.follow).collect();
                assert_eq!(bought, [FollowId(2)], "{said}: cut, not refused");
                // What is counted does not hang on whether it was counted before a start or after it.
                let counts = |desk: &Desk| {
                    let sums = desk.core.state().sums();
                    let (trader, market) = (sums.committed_by_trader(FollowId(2)), condition());
                    (trader, sums.committed_in_market(FollowId(2), &market))
                };
                let before = counts(&desk);
                desk.restart();
                assert_eq!(counts(&desk), before, "{said}");
            }
        }
    }
}

#[test]
fn an_order_being_repriced_keeps_its_place_in_the_count_and_one_that_waits_has_none() {
    let mut desk = Desk::new();
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_open_orders: 1,
            ..GlobalLimits::default()
        },
    });
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.book("0.60", "0.61");
    desk.pass(8 * HOUR);
    assert_eq!(desk.resting().len(), 1);
    desk.trades(Side::Buy, &no(), "100", "0.39");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::Limit));
    desk.pass(6 * HOUR);
    assert_eq!(desk.purchases().len(), 1, "it was repriced and kept its place");
    let price_of_rest = |desk: &Desk| desk.resting().first().map(|(_, at, _)| at.clone());
    assert!(price_of_rest(&desk).is_some());
}
