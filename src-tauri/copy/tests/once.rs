//! One real change, one signal; one slot, one order; one failure, one give-back.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{ChildState, FollowSettings, GateName, SignalOrigin};
use pilotfish_copy::event::{EventKind, OrderStep, SkipReason, WaitReason};
use pilotfish_copy::ids::{FollowId, OrderHash, TradeId};
use pilotfish_copy::input::{
    ActivityRow, CloseAmount, CloseHow, Input, Liquidity, ListQuality, OrderReport, OwnTrade, PlaceOutcome, Poll,
    RowKind, RowSource, Settlement, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_copy::{Core, Intervals};

use crate::common::{Desk, HOUR, close_all, price, shares, trader, yes};

#[test]
fn stream_poll_and_snapshot_of_one_trade_make_one_signal() {
    let mut desk = Desk::following("5");
    let row = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    for polled in [false, false, true, true] {
        let source = if polled { desk.poll() } else { RowSource::Stream };
        desk.give(Input::Rows {
            trader: trader(),
            rows: vec![row.clone()],
            source,
        });
        desk.pass(25_000);
    }
    desk.pass(HOUR); // A dozen snapshots show the hundred shares.
    assert_eq!(desk.signals(), 1);
}

#[test]
fn a_trade_that_only_lists_show_needs_two_of_them_while_activity_fails_and_its_late_row_adds_nothing() {
    let mut desk = Desk::following("5");
    desk.pass(1_800_000);
    desk.activity_answers = false;
    desk.pass(10_000);
    desk.give(Input::PollFailed {
        poll: Poll::Activity { trader: trader() },
        reason: "502".into(),
    });
    let late = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    desk.pass(310_000);
    assert_eq!(desk.signals(), 0, "seen by one list only");
    desk.pass(120_000);
    assert_eq!(desk.signals(), 1);
    let origin = desk.events.iter().find_map(|event| match event.what {
        EventKind::Signal { origin, .. } => Some(origin),
        _ => None,
    });
    assert_eq!(origin, Some(SignalOrigin::Snapshot));
    let source = desk.poll();
    desk.give(Input::Rows {
        trader: trader(),
        rows: vec![late],
        source,
    });
    desk.pass(HOUR);
    assert_eq!(desk.signals(), 1);
}

/// The first list may have been short, or half an hour old.
#[test]
fn what_the_first_list_may_have_lacked_is_not_bought_though_activity_fails() {
    let mut desk = Desk::following("5");
    desk.activity_answers = false;
    desk.pass(10_000);
    desk.give(Input::PollFailed {
        poll: Poll::Activity { trader: trader() },
        reason: "502".into(),
    });
    desk.positions.insert(yes(), shares("100"));
    desk.pass(430_000);
    assert_eq!((desk.signals(), desk.ignored()), (0, vec![SkipReason::CameIn]));
}

#[test]
fn what_came_without_a_trade_while_activity_was_read_is_told_and_not_bought() {
    let mut desk = Desk::following("5");
    desk.pass(10_000);
    desk.positions.insert(yes(), shares("100"));
    desk.pass(HOUR);
    assert_eq!(desk.signals(), 0);
    assert_eq!(desk.ignored(), [SkipReason::CameIn]);
}

#[test]
fn what_left_without_a_trade_while_activity_was_read_is_told_and_not_sold() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.pass(HOUR);
    desk.positions.clear();
    desk.pass(HOUR);
    assert_eq!((desk.signals(), desk.held(&yes())), (1, "20".to_owned()));
    assert_eq!(desk.ignored(), [SkipReason::MovedAway]);
    desk.positions.insert(yes(), shares("100"));
    desk.pass(HOUR);
    assert_eq!(desk.signals(), 1, "what returns is no purchase");
}

#[test]
fn rows_of_one_sweep_are_one_signal_at_their_average() {
    let mut desk = Desk::following("5");
    let mut rows = vec![
        desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58"),
        desk.row(RowKind::Trade(Side::Buy), &yes(), "300", "0.60"),
    ];
    for row in &mut rows {
        row.tx = pilotfish_copy::ids::TxHash::new("0xaa");
    }
    desk.give(Input::Rows {
        trader: trader(),
        rows,
        source: RowSource::Poll {
            requested_at: desk.now,
            complete: true,
        },
    });
    desk.pass(30_000);
    let (size, at) = desk
        .events
        .iter()
        .find_map(|event| match &event.what {
            EventKind::Signal {
                before, after, price, ..
            } => Some((*after - *before, *price)),
            _ => None,
        })
        .expect("a signal");
    assert_eq!((size, at), (shares("400"), price("0.595")));
    assert_eq!(desk.signals(), 1);
}

#[test]
fn an_order_of_unknown_fate_is_looked_up_and_never_signed_again() {
    let mut desk = Desk::following("5");
    desk.answers.push(PlaceOutcome::Unknown {
        reason: "timeout".into(),
    });
    desk.silent = false;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(21_000);
    assert_eq!(desk.placements(), 1);
    desk.pass(30_000);
    assert_eq!(desk.placements(), 1, "found by its hash, resting");
    assert_eq!(desk.resting().len(), 1);
}

#[test]
fn unknown_never_ages_into_refused_while_nothing_answers() {
    let mut desk = Desk::following("5");
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(40 * HOUR);
    assert_eq!(desk.placements(), 1);
    let slot = desk.core.unresolved_children().next().expect("its slot is held");
    assert_eq!(slot.state, ChildState::Prepared);
}

#[test]
fn never_placed_only_after_two_look_ups_and_the_authentication_window() {
    let mut desk = Desk::following("5");
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(21_000);
    let child = desk.core.unresolved_children().next().expect("a child").id;
    let missing = |desk: &Desk| Input::OrderReport {
        child,
        report: OrderReport::Missing { matched: shares("0") },
        looked_at: Some(desk.real()),
    };
    desk.give(missing(&desk));
    desk.give(missing(&desk));
    assert_eq!(desk.core.unresolved_children().count(), 1, "twice, but too soon");
    desk.pass(61_000);
    desk.silent = false;
    desk.give(missing(&desk));
    desk.pass(301_000);
    assert_eq!(desk.placements(), 2, "certain now: a new order may be signed");
}

#[test]
fn a_failed_settlement_gives_back_exactly_once() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let child = desk.live().expect("a child");
    let hash = desk.core.state().children[&child].hash.clone().expect("a hash");
    let cash = desk.core.state().control.cash;
    let leg = |settlement| OwnTrade {
        trade: TradeId::new("x"),
        hash: hash.clone(),
        token: yes(),
        side: Side::Buy,
        shares: shares("3"),
        price: price("0.58"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement,
        at: desk.now,
    };
    let (matched, failed) = (leg(Settlement::Matched), leg(Settlement::Failed));
    desk.give(Input::OwnTrade(matched.clone()));
    assert_eq!(desk.held(&yes()), "3");
    for trade in [failed.clone(), failed, matched] {
        desk.give(Input::OwnTrade(trade));
        assert_eq!(desk.held(&yes()), "0");
        assert_eq!(desk.core.state().control.cash, cash);
    }
    let order = desk.core.state().orders.values().next().expect("the order");
    assert_eq!(order.remaining(), shares("5"));
}

#[test]
fn a_child_whose_trade_failed_is_over_and_its_order_goes_on() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let child = desk.live().expect("a child");
    let hash = desk.core.state().children[&child].hash.clone().expect("a hash");
    // Seen for the first time when it has failed: the venue says five were matched, the books never held them.
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("x"),
        hash,
        token: yes(),
        side: Side::Buy,
        shares: shares("5"),
        price: price("0.58"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Failed,
        at: desk.now,
    }));
    assert_eq!(desk.held(&yes()), "0");
    desk.pass(10_000);
    assert_eq!(desk.placements(), 2, "what failed is bought again by a new child");
}

#[test]
fn a_fill_reported_twice_is_booked_once_and_a_stranger_never() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let child = desk.live().expect("a child");
    let hash = desk.core.state().children[&child].hash.clone().expect("a hash");
    for (trade, hash) in [("a", hash.clone()), ("a", hash), ("b", OrderHash::new("0xother"))] {
        desk.give(Input::OwnTrade(OwnTrade {
            trade: TradeId::new(trade),
            hash,
            token: yes(),
            side: Side::Buy,
            shares: shares("2"),
            price: price("0.58"),
            liquidity: Liquidity::Maker,
            fee: None,
            settlement: Settlement::Confirmed,
            at: desk.now,
        }));
    }
    assert_eq!(desk.held(&yes()), "2");
}

#[test]
fn two_clicks_on_close_and_sales_of_what_nobody_knew_give_no_key_twice() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    for _ in 0..2 {
        desk.user(close_all(FollowId(1), &yes()));
    }
    // More is sold than was ever seen bought: the known position is at zero before and after.
    let mut first = desk.row(RowKind::Trade(Side::Sell), &yes(), "150", "0.57");
    first.tx = pilotfish_copy::ids::TxHash::new("0xsame");
    let second = ActivityRow {
        shares: shares("30"),
        ..first.clone()
    };
    for row in [first, second] {
        desk.give(Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        });
        desk.pass(30_000);
    }
    let mut keys: Vec<String> = desk
        .events
        .iter()
        .filter_map(|event| match &event.what {
            EventKind::Signal { key, .. } => Some(key.clone()),
            _ => None,
        })
        .collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!((all, keys.len()), (5, 5));
}

#[test]
fn what_closing_would_do_is_what_it_does() {
    let mut desk = Desk::following("20");
    let plan = |desk: &Desk| {
        let all = CloseAmount::Percent { percent: 100 };
        desk.core
            .plan_close(FollowId(1), &yes(), all, CloseHow::Market { max_slippage: None })
    };
    assert_eq!(plan(&desk), None, "nothing is held");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    let planned = plan(&desk).expect("something is held");
    assert_eq!((planned.shares, planned.problem), (shares("20"), None));
    assert_eq!(planned.bound, planned.price - price("0.10"));
    desk.user(UserInput::StopAll);
    assert_eq!(
        plan(&desk).expect("it is held").problem,
        None,
        "the user may close after a stop"
    );
    desk.user(UserInput::StartAgain);
    desk.user(close_all(FollowId(1), &yes()));
    let order = desk
        .core
        .state()
        .orders
        .values()
        .next_back()
        .cloned()
        .expect("an order");
    assert_eq!(
        (order.side, order.shares, order.trader_price),
        (Side::Sell, planned.shares, planned.price)
    );
    let again = plan(&desk).expect("it is held");
    assert_eq!(
        (again.shares, again.problem),
        (Shares::ZERO, Some(SkipReason::NothingToSell))
    );
}

#[test]
fn taking_now_waits_for_the_resting_child_and_goes_through_the_gates_once() {
    let mut desk = Desk::following("20");
    desk.book("0.58", "0.59");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let order = *desk.core.state().orders.keys().next_back().expect("an order");
    let resting = desk.live().expect("it rests");
    let plan = desk.core.plan_take(order).expect("it can be taken");
    let taken = plan.visible.expect("there is a book");
    assert_eq!((taken.shares, taken.price), (shares("20"), price("0.59")));
    assert_eq!(
        (taken.value, taken.against_limit),
        ("11.8".parse().expect("USD"), Some("0.2".parse().expect("USD")))
    );
    assert_eq!((plan.bound, plan.problem), (price("0.68"), None));
    // Asking twice changes nothing the second time.
    for _ in 0..2 {
        desk.user(UserInput::TakeNow { order });
    }
    desk.pass(30_000);
    let hastened = desk.events.iter().filter(|event| {
        matches!(
            &event.what,
            EventKind::Order {
                step: OrderStep::TakenNow {},
                ..
            }
        )
    });
    assert_eq!(hastened.count(), 1);
    let attempts: Vec<u32> = desk
        .events
        .iter()
        .filter_map(|event| match &event.what {
            EventKind::Sweep { attempt, .. } => Some(*attempt),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [1], "one fill-and-kill");
    assert!(
        desk.core
            .state()
            .children
            .get(&resting)
            .is_none_or(|child| !child.state.holds_slot())
    );
    assert_eq!(desk.held(&yes()), "20");
    assert_eq!(desk.core.plan_take(order), None, "it is over");
}

#[test]
fn what_taking_does_not_fill_goes_on_with_the_ladder_and_nothing_is_taken_while_stopped() {
    let mut desk = Desk::following("20");
    desk.book("0.58", "0.70");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    let order = *desk.core.state().orders.keys().next_back().expect("an order");
    let plan = desk.core.plan_take(order).expect("it works");
    assert_eq!((plan.visible, plan.problem), (None, Some(WaitReason::BeyondBound)));
    let conversions = |desk: &Desk| {
        let all = desk.events.iter();
        all.filter(|event| matches!(event.what, EventKind::Sweep { .. }))
            .count()
    };
    desk.user(UserInput::TakeNow { order });
    desk.pass(600_000);
    assert_eq!(conversions(&desk), 0, "0.70 is beyond 0.68");
    assert!(desk.live().is_some(), "its ladder goes on");
    desk.user(UserInput::StopAll);
    desk.user(UserInput::TakeNow { order });
    desk.book("0.58", "0.59");
    desk.pass(600_000);
    assert_eq!((conversions(&desk), desk.working()), (0, 0));
}

#[test]
fn the_kill_switch_cancels_everything_and_nothing_is_placed_until_started_again() {
    let mut desk = Desk::following("5");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.user(UserInput::StopAll);
    assert_eq!(desk.working(), 0);
    let placed = desk.placements();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(HOUR);
    assert_eq!(desk.placements(), placed);
    desk.user(UserInput::StartAgain);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    assert_eq!(desk.placements(), placed + 1);
}

#[test]
fn a_market_without_a_book_blocks_the_order_says_so_and_is_copied_once_it_has_one() {
    let mut desk = Desk::following("5");
    let books = std::mem::take(&mut desk.books);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(600_000);
    assert_eq!(desk.placements(), 0, "nothing is sent without a book");
    let waits = desk.events.iter().filter(|event| {
        matches!(
            &event.what,
            EventKind::Order {
                step: OrderStep::Waiting {
                    reason: WaitReason::NoBook,
                    ..
                },
                ..
            }
        )
    });
    assert_eq!(waits.count(), 1, "the reason is recorded, once");
    desk.books = books;
    desk.pass(600_000);
    assert_eq!(desk.placements(), 1);
}

#[test]
fn a_full_count_of_orders_holds_back_purchases_and_no_exit() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    let limits = pilotfish_copy::entity::GlobalLimits {
        max_open_orders: 0,
        ..Default::default()
    };
    desk.user(UserInput::SetLimits { limits });
    let before = desk.placements();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    assert_eq!(desk.placements(), before, "no purchase");
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(30_000);
    assert_eq!(desk.placements(), before + 1, "the exit goes out");
}

#[test]
fn each_limit_cuts_and_the_gate_that_bound_is_named() {
    type Narrow = fn(&mut FollowSettings);
    let cases: [(&str, Narrow); 3] = [
        ("order", |settings| settings.max_order = Usd::dollars(10)),
        ("market", |settings| settings.max_market = Usd::dollars(10)),
        ("follow", |settings| settings.max_total = Usd::dollars(10)),
    ];
    for (name, change) in cases {
        let mut desk = Desk::new();
        let mut settings = FollowSettings::at("20".parse().expect("a percentage"));
        settings.max_order = Usd::dollars(1_000);
        settings.max_market = Usd::dollars(1_000);
        settings.max_total = Usd::dollars(1_000);
        change(&mut settings);
        desk.follow(settings);
        desk.trades(Side::Buy, &yes(), "1000", "0.50");
        desk.pass(30_000);
        let order = desk.core.state().orders.values().next().expect("an order");
        assert_eq!(order.shares, shares("20"), "{name}: $10 at 0.50");
        let bound = desk.events.iter().find_map(|event| match &event.what {
            EventKind::Order {
                step: pilotfish_copy::event::OrderStep::Opened { gates, .. },
                ..
            } => gates.iter().rev().find(|gate| gate.cut()).map(|gate| gate.gate),
            _ => None,
        });
        let expected = match name {
            "order" => GateName::OrderLimit,
            "market" => GateName::MarketLimit,
            _ => GateName::FollowLimit,
        };
        assert_eq!(bound, Some(expected));
    }
}

#[test]
fn the_daily_limit_counts_fills_and_reservations_and_turns_with_the_utc_day() {
    let mut desk = Desk::new();
    let mut settings = FollowSettings::at("20".parse().expect("a percentage"));
    settings.max_order = Usd::dollars(200);
    settings.max_market = Usd::dollars(1_000);
    settings.max_total = Usd::dollars(1_000);
    desk.follow(settings);
    for _ in 0..3 {
        desk.trades(Side::Buy, &yes(), "1000", "0.58");
        desk.pass(30_000);
    }
    let wanted: Usd = desk
        .core
        .state()
        .orders
        .values()
        .map(|order| {
            order
                .remaining()
                .value(price("0.58"), pilotfish_copy::money::Rounding::Up)
        })
        .sum();
    assert!(wanted <= Usd::dollars(300) && wanted > Usd::dollars(290), "{wanted}");
}

#[test]
fn a_core_restored_from_its_rows_is_the_same_core() {
    let mut desk = Desk::new();
    let mut rows = Vec::new();
    let mut give = |core: &mut Core, at, input| {
        let step = core.step(at, input);
        rows.extend(step.changes);
        step.commands
    };
    let settings = FollowSettings::at("5".parse().expect("a percentage"));
    let at = desk.now;
    let mut core = Core::new(Intervals::default());
    give(
        &mut core,
        at,
        Input::Account {
            cash: Usd::dollars(1_000),
            requested_at: at,
        },
    );
    give(&mut core, at, Input::Market(desk.market.clone()));
    give(
        &mut core,
        at,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings,
        }),
    );
    for at in [at, at.plus(61_000)] {
        give(
            &mut core,
            at,
            Input::Snapshot {
                trader: trader(),
                requested_at: at,
                quality: ListQuality::FULL,
                positions: vec![],
            },
        );
    }
    desk.now = at.plus(65_000);
    let row = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    give(
        &mut core,
        desk.now,
        Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        },
    );
    let commands = give(&mut core, at.plus(90_000), Input::Tick);
    assert!(
        commands
            .iter()
            .any(|command| matches!(command, Command::FetchBook { .. }))
    );
    let restored = Core::restore(Intervals::default(), &rows);
    assert_eq!(restored.state(), core.state());
    assert_eq!(restored.state().orders.len(), 1);
    assert_eq!(restored.state().held(&(FollowId(1), yes())), shares("0"));
}

/// A child whose placement was answered with an error, of the given style.
fn of_unknown_fate(style: pilotfish_copy::entity::Style) -> (Desk, pilotfish_copy::ids::ChildId, OrderHash) {
    let mut desk = Desk::new();
    let mut settings = FollowSettings::at("20".parse().expect("a percentage"));
    settings.style = style;
    desk.follow(settings);
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(21_000);
    let child = desk.core.unresolved_children().next().expect("a child").clone();
    desk.vanished.insert(child.id);
    desk.silent = false;
    (desk, child.id, child.hash.expect("a hash"))
}

#[test]
fn a_cancellation_answered_matched_holds_the_slot_of_a_fill_and_kill_until_trades_say_how_much() {
    let (mut desk, child, hash) = of_unknown_fate(pilotfish_copy::entity::Style::Fast);
    desk.give(Input::CancelAnswer {
        child,
        answer: pilotfish_copy::input::CancelAnswer::Matched {
            reason: "matched orders can't be canceled".into(),
        },
    });
    desk.pass(HOUR);
    assert_eq!(desk.placements(), 1, "nobody said how much it matched");
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("late"),
        hash,
        token: yes(),
        side: Side::Buy,
        shares: shares("20"),
        price: price("0.58"),
        liquidity: Liquidity::Taker,
        fee: None,
        settlement: Settlement::Matched,
        at: desk.now,
    }));
    desk.pass(HOUR);
    assert_eq!((desk.placements(), desk.held(&yes())), (1, "20".to_owned()));
}

#[test]
fn an_order_booked_late_is_not_free_by_a_look_from_before_it_was_booked() {
    let (mut desk, child, _) = of_unknown_fate(pilotfish_copy::entity::Style::Ladder);
    desk.pass(5_000);
    // Looks found nothing, and its cancellation met nothing; then it is booked after all.
    desk.vanished.remove(&child);
    desk.pass(HOUR);
    desk.vanished.insert(child);
    let looks = |desk: &Desk| {
        let looks_up = |command: &&Command| matches!(command, Command::LookUp { .. });
        desk.commands.iter().filter(looks_up).count()
    };
    let before = looks(&desk);
    while looks(&desk) == before {
        desk.pass(1_000);
    }
    assert_eq!(
        desk.placements(),
        1,
        "the first look that finds nothing again frees nothing"
    );
}
