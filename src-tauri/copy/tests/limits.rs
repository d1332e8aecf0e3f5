//! Every limit at the signal and at the child, with orders in one instant; reservations, the reserve, the day's spend, and what
//! ends a purchase.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on panics"
)]

mod common;

use common::{AT_MARKET, Desk, HOUR, MINUTE, at, close, no, percent, price, refused, shares, usd, yes};
use pilotfish_copy::entity::{CopySides, FollowSettings, GateName, GlobalLimits, OrderStatus, Style};
use pilotfish_copy::event::{EndReason, EventKind, Notice, OrderStep, SkipReason, WaitReason};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{Input, PlaceOutcome, RefusalCode, Settlement, UserInput};
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::Usd;

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
                assert!(committed(&desk) <= usd("15"), "{gate:?}: {}", committed(&desk));
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
fn an_order_whose_own_limit_is_used_up_ends_and_reserves_nothing() {
    for (style, limit) in [(Style::Ladder, "20"), (Style::Fast, "20"), (Style::Fast, "11.5")] {
        let mut settings = at("20");
        settings.style = style;
        settings.max_order = usd(limit);
        let mut desk = Desk::with(settings);
        desk.trades(Side::Buy, &yes(), "1000", "0.58");
        desk.pass(31_000);
        desk.book("0.64", "0.65");
        desk.pass(70 * HOUR);
        let order = desk.last_order();
        assert!(order.value <= usd(limit), "{style:?}: {}", order.value);
        assert_eq!(
            (order.status, desk.core.reserved()),
            (OrderStatus::Ended, Usd::ZERO),
            "{style:?} {order:?}"
        );
    }
}

#[test]
fn a_purchase_that_nobody_fills_ends_a_day_after_its_ladder_and_a_sale_never() {
    for (after_ms, shrunk) in [(None, false), (Some(HOUR), false), (None, true)] {
        let mut settings = at("20");
        settings.purchase_ends_after_ms = after_ms;
        let mut desk = Desk::new();
        if shrunk {
            desk.market.end = Some(desk.now.plus(36 * HOUR)); // The ladder takes 18 h.
        }
        desk.follow(settings);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.book("0.90", "0.91");
        let ladder = if shrunk { 18 } else { 36 };
        let more = after_ms.unwrap_or(24 * HOUR);
        desk.pass(ladder * HOUR + more - HOUR);
        assert_eq!(desk.working(), 1, "{after_ms:?} {shrunk}");
        desk.pass(HOUR + 6 * MINUTE);
        assert_eq!(desk.ended(), [EndReason::Expired], "{after_ms:?} {shrunk}");
    }
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.58");
    desk.book("0.20", "0.21");
    desk.pass(60 * 24 * HOUR);
    assert_eq!(desk.sales().len(), 1, "a sale stays at its bound");
    desk.book("0.50", "0.51");
    desk.pass(HOUR);
    assert_eq!(desk.held(&yes()), "0");
}

fn working_purchase_then(change: impl FnOnce(&mut Desk)) -> Desk {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    change(&mut desk);
    desk.pass(6 * MINUTE);
    desk
}

#[test]
fn band_time_filter_and_winding_down_end_a_working_purchase_and_no_exit() {
    type Change = fn(&mut Desk);
    let cases: [(Change, EndReason); 5] = [
        (
            |desk| {
                let mut settings = at("20");
                settings.copy = CopySides::Sells;
                desk.update(settings);
            },
            EndReason::SideNotCopied,
        ),
        (
            |desk| {
                let mut settings = at("20");
                settings.exclude_keywords = vec!["TRUMP".into()];
                desk.update(settings);
            },
            EndReason::Filtered,
        ),
        (
            |desk| {
                let mut settings = at("20");
                settings.categories = vec!["crypto".into()];
                desk.update(settings);
            },
            EndReason::Filtered,
        ),
        (
            |desk| {
                let mut settings = at("20");
                settings.price_max = price("0.57");
                desk.update(settings);
            },
            EndReason::PriceBand,
        ),
        (
            |desk| {
                desk.market.end = Some(desk.now.plus(HOUR));
                let market = desk.market.clone();
                desk.give(Input::Market(market));
            },
            EndReason::TooCloseToResolution,
        ),
    ];
    for (change, end) in cases {
        let mut desk = working_purchase_then(change);
        assert_eq!(desk.ended(), [end]);
        assert_eq!((desk.holds_slots(), desk.target(1, &yes())), (0, "0".into()), "{end:?}");
        desk.pass(40 * HOUR);
        assert_eq!(desk.held(&yes()), "0");
        let mut exiting = Desk::holding();
        exiting.trades(Side::Sell, &yes(), "50", "0.70");
        exiting.pass(31_000);
        change(&mut exiting);
        exiting.pass(6 * MINUTE);
        assert_eq!(exiting.sales().len(), 1, "{end:?} binds purchases only");
    }
}

#[test]
fn a_purchase_whose_price_leaves_the_band_ends_when_the_market_comes_to_know_its_outcome() {
    let mut desk = working_purchase_then(|desk| desk.book("0.985", "0.989"));
    let mut settings = at("20");
    settings.max_slippage = price("0.5");
    desk.update(settings);
    desk.pass(30 * HOUR);
    assert_eq!(desk.held(&yes()), "0");
    assert!(desk.resting().iter().all(|(_, at, _)| price(at) <= price("0.98")));
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

#[test]
fn nothing_is_rounded_up_to_a_minimum_and_no_sale_is_cut_below_it_into_dust() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "24", "0.58"); // 4.8
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::UnderMinimumSize));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("20");
    desk.trades(Side::Sell, &yes(), "24", "0.60");
    desk.pass(31_000);
    assert_eq!(
        (desk.last_skip(), desk.target(1, &yes())),
        (Some(SkipReason::UnderMinimumSize), "20".into())
    );
    // A limit that leaves less than the minimum refuses: the minimum is not forced through it.
    let mut settings = at("20");
    settings.max_order = usd("2");
    desk.update(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!((desk.last_skip(), desk.working()), (Some(SkipReason::Limit), 0));
}

#[test]
fn a_rest_that_can_never_be_worth_a_dollar_ends_on_every_book() {
    for (bid, ask) in [("0.89", "0.90"), ("0.58", "0.59"), ("", "0.95"), ("0.30", "")] {
        let mut desk = Desk::new();
        desk.market.min_size = shares("5");
        desk.follow(at("5"));
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.fill("4.5");
        desk.book(bid, ask);
        desk.pass(40 * HOUR);
        assert_eq!((desk.working(), desk.core.reserved()), (0, Usd::ZERO), "{bid}/{ask}");
    }
    // A sale's rest can be worth a dollar only where the price may rise to it.
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("5"));
    desk.buy_and_fill("100", "5");
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill("4.5");
    desk.pass(40 * HOUR);
    assert_eq!((desk.working(), desk.held(&yes())), (0, "0.5".into()));
}

#[test]
fn a_transient_refusal_costs_no_attempt_and_waits_as_long_as_the_venue_says() {
    for code in [
        RefusalCode::Unavailable,
        RefusalCode::RateLimited,
        RefusalCode::Tick,
        RefusalCode::Local,
    ] {
        for kind in ["fast", "close"] {
            let mut settings = at("20");
            settings.style = Style::Fast;
            let mut desk = Desk::with(settings);
            if kind == "close" {
                desk.trades(Side::Buy, &yes(), "100", "0.58");
                desk.pass(10_000);
            }
            desk.answers = vec![refused(code), refused(code)];
            if kind == "close" {
                desk.user(close(1, &yes(), percent(100), AT_MARKET));
            } else {
                desk.trades(Side::Buy, &yes(), "100", "0.58");
            }
            desk.pass(4 * MINUTE);
            assert_eq!(
                (desk.working(), desk.resting().len()),
                (0, 0),
                "{code:?} {kind}: stays at once"
            );
        }
    }
    let mut desk = Desk::following("20");
    desk.answers = vec![PlaceOutcome::Refused(pilotfish_copy::input::Refusal {
        code: RefusalCode::RateLimited,
        text: "429".into(),
        retry_after_ms: Some(20 * MINUTE),
    })];
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(19 * MINUTE);
    assert_eq!(desk.placements(), 1);
    desk.pass(3 * MINUTE);
    assert_eq!(desk.placements(), 2);
}

#[test]
fn no_refusal_is_answered_by_a_newly_signed_order_every_few_minutes() {
    use RefusalCode as Code;
    for code in [
        Code::Balance,
        Code::Allowance,
        Code::MinimumSize,
        Code::MinimumValue,
        Code::Crosses,
        Code::Expiration,
        Code::Precision,
        Code::MarketClosed,
        Code::Authentication,
        Code::ClosedOnly,
        Code::Restricted,
        Code::Region,
        Code::Version,
        Code::Local,
        Code::Other,
    ] {
        for side in [Side::Buy, Side::Sell] {
            let mut desk = if side == Side::Buy {
                Desk::following("20")
            } else {
                Desk::holding()
            };
            let before = desk.placements();
            desk.answers = vec![refused(code); 5_000];
            let noticed = desk.notices().len();
            desk.trades(side, &yes(), "100", "0.58");
            desk.pass(24 * HOUR);
            let (sent, told) = (desk.placements() - before, desk.notices().len() - noticed);
            assert!(sent <= 36, "{code:?} {side:?}: {sent} orders in a day");
            assert!(told <= 4, "{code:?} {side:?}: told {told} times");
        }
    }
}

#[test]
fn the_trace_names_what_bound_and_a_wait_says_why() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.market.accepting_orders = false;
    let market = desk.market.clone();
    desk.give(Input::Market(market));
    desk.pass(31_000);
    assert_eq!(desk.waits(), [WaitReason::VenueUnavailable]);
    let opened = |event: &pilotfish_copy::event::Event| matches!(&event.what, EventKind::Order { step: OrderStep::Opened { gates, .. }, .. } if !gates.is_empty());
    assert!(desk.events.iter().any(opened));
}
