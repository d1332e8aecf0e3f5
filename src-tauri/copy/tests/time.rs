//! Time that jumps, sleeps, goes back or turns a day.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{FollowSettings, FollowStatus, HaltReason, Style};
use pilotfish_copy::event::{Notice, SkipReason};
use pilotfish_copy::ids::{FollowId, VenueMs, WalletAddress};
use pilotfish_copy::input::{Input, RowKind, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Usd};
use pilotfish_copy::{Core, Intervals};

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, bare_row, close, percent, shares, usd, yes};

/// Inputs stamped ahead while the venue's clock is not read, then right again.
fn jumps_and_comes_back(desk: &mut Desk, ahead: i64) {
    let right = desk.now;
    for seconds in 0..30 {
        let step = desk.core.step(right.plus(ahead + seconds * 1_000), Input::Tick);
        let acts = |command: &&Command| !matches!(command, Command::FetchTime | Command::Notify(_));
        assert_eq!(
            step.commands.iter().find(acts),
            None,
            "nothing falls due in a time that is doubted"
        );
        desk.note(step);
    }
    desk.now = right.plus(30_000);
    desk.give(Input::Tick);
}

#[test]
fn a_jump_that_is_taken_back_does_no_harm_in_any_state() {
    for ahead in [11 * MINUTE, 2 * HOUR, 26 * HOUR, 400 * 24 * HOUR] {
        let mut desk = Desk::holding();
        let spent = desk.core.state().control.spend.clone();
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.trades(Side::Buy, &yes(), "50", "0.58"); // Being gathered.
        let before = desk.placements();
        jumps_and_comes_back(&mut desk, ahead);
        assert_eq!(desk.halt_count(), 0, "{ahead}: the clock is right again");
        assert_eq!(desk.core.state().control.spend, spent, "{ahead}");
        desk.pass(31_000);
        assert_eq!(desk.placements(), before + 1, "{ahead}: what was gathered is copied");
        assert_eq!(desk.purchases().len(), 2, "{ahead}: nothing expired, nothing converted");
        let polls = |desk: &Desk| {
            let poll =
                |command: &&Command| matches!(command, Command::PollPositions { .. } | Command::PollActivity { .. });
            desk.commands.iter().filter(poll).count()
        };
        let polled = polls(&desk);
        desk.pass(10 * MINUTE);
        assert!(polls(&desk) >= polled + 10, "{ahead}");
        desk.pass(7 * HOUR);
        assert_eq!(desk.resting().len(), 2, "{ahead}: and managed");
    }
}

#[test]
fn while_the_clock_is_doubted_nothing_is_placed_and_the_next_question_is_near() {
    let mut desk = Desk::holding();
    let ahead = desk.now.plus(3 * HOUR);
    desk.user(close(1, &yes(), percent(50), AT_MARKET));
    let step = desk.core.step(ahead, Input::Tick);
    assert!(step.commands.contains(&Command::FetchTime));
    assert!(desk.core.state().halts.contains_key(&HaltReason::Clock));
    let next = desk.core.next_deadline().expect("a question");
    assert!(
        next > ahead && next.since(ahead) <= 10_000,
        "no spinning: {}",
        next.since(ahead)
    );
    let ask = close(1, &yes(), percent(50), AT_MARKET);
    let step = desk.core.step(ahead.plus(1_000), Input::User(ask));
    assert!(!step.commands.iter().any(|command| matches!(command, Command::Place(_))));
    // The venue's clock says that it was a sleep.
    desk.now = ahead.plus(2_000);
    desk.give(Input::VenueTime { at: desk.now });
    desk.pass(MINUTE);
    assert_eq!(
        (desk.held(&yes()), desk.halt_count()),
        ("0".into(), 0),
        "asked for, waited, done"
    );
}

/// A clock that comes back by less than what the venue is asked about: the time that is trusted stands until it has caught up.
#[test]
fn a_follow_that_is_made_while_the_clock_catches_up_begins_as_soon_as_it_has() {
    for back in [30_000, 45_000, 59_000] {
        let mut desk = Desk::new();
        desk.pass(HOUR);
        desk.positions.insert(yes(), shares("100"));
        let stood = desk.now;
        desk.now = stood.plus(-back);
        desk.user(UserInput::Follow {
            trader: common::trader(),
            name: "25usdc".into(),
            settings: at("20"),
        });
        let status = |desk: &Desk| desk.core.state().follows.values().next().expect("a follow").status;
        desk.pass(back);
        assert_eq!(status(&desk), FollowStatus::Starting, "{back}: not by a list of before");
        desk.pass(1_000);
        assert_eq!(status(&desk), FollowStatus::Active, "{back}");
        desk.trades(Side::Buy, &yes(), "50", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.placements(), 1, "{back}: and copies");
    }
}

#[test]
fn hours_of_sleep_are_an_outage_old_purchases_are_skipped_and_exits_begin_now() {
    for style in [Style::Ladder, Style::Fast] {
        for restart in [false, true] {
            let mut settings = at("20");
            settings.style = style;
            settings.max_slippage = common::price("0.2");
            let mut desk = Desk::with(settings);
            desk.trades(Side::Buy, &yes(), "100", "0.58");
            desk.pass(31_000);
            if style == Style::Ladder {
                desk.fill("20");
            }
            assert_eq!(desk.held(&yes()), "20");
            let slept = desk.now;
            desk.activity_answers = false; // What happened meanwhile comes with the first answer.
            desk.now = slept.plus(40 * HOUR);
            if restart {
                desk.core = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes);
            }
            desk.give(Input::VenueTime { at: desk.now });
            let bought = bare_row("0xb", Side::Buy, &yes(), "60", slept.plus(2 * HOUR));
            let sold = bare_row("0xs", Side::Sell, &yes(), "110", slept.plus(3 * HOUR));
            desk.polls(vec![sold, bought]);
            desk.pass(31_000);
            // Bought and sold again unseen: a round trip; what was sold beyond it lowers the target.
            assert_eq!(desk.target(1, &yes()), "10", "{style:?} {restart}: {:?}", desk.skips());
            assert_eq!(desk.purchases().len(), 0);
            let exit = desk.last_order();
            assert!(
                desk.now.since(exit.age_from) < 2 * MINUTE,
                "its age counts from the decision"
            );
            assert_eq!(exit.side, Side::Sell);
        }
    }
}

#[test]
fn a_purchase_seen_too_late_is_skipped_with_its_reason_and_an_exit_never() {
    for (style, late, copied) in [
        (Style::Ladder, 50 * MINUTE, true),
        (Style::Ladder, 61 * MINUTE, false),
        (Style::Fast, 4 * MINUTE, true),
        (Style::Fast, 6 * MINUTE, false),
    ] {
        let mut settings = at("20");
        settings.style = style;
        let mut desk = Desk::with(settings);
        desk.pass(2 * HOUR);
        let row = bare_row("0xb", Side::Buy, &yes(), "100", desk.now.plus(-late));
        desk.polls(vec![row]);
        desk.pass(31_000);
        assert_eq!(desk.skips().is_empty(), copied, "{style:?} {late}: {:?}", desk.skips());
        if !copied {
            assert_eq!(desk.skips(), [SkipReason::TooOld]);
        }
        let missed = |notice: &Notice| {
            matches!(
                notice,
                Notice::Skipped {
                    reason: SkipReason::TooOld,
                    ..
                }
            )
        };
        assert_eq!(desk.notices().iter().any(missed), !copied, "{style:?} {late}: told");
    }
    let mut desk = Desk::holding();
    desk.pass(30 * HOUR);
    let row = bare_row("0xs", Side::Sell, &yes(), "100", desk.now.plus(-23 * HOUR));
    desk.polls(vec![row]);
    desk.pass(31_000);
    assert_eq!(desk.target(1, &yes()), "0");
}

#[test]
fn a_round_trip_that_is_over_before_it_is_seen_is_not_copied_and_its_rest_is() {
    for (bought, sold, signals, target) in [("100", "100", 0, "20"), ("100", "60", 1, "28"), ("100", "200", 1, "0")] {
        for one_by_one in [false, true] {
            let mut desk = Desk::holding();
            let mut rows = vec![
                desk.row(RowKind::Trade(Side::Buy), &yes(), bought, "0.58"),
                desk.row(RowKind::Trade(Side::Sell), &yes(), sold, "0.58"),
            ];
            rows[1].at = rows[0].at.plus(1_000);
            let before = desk.signals();
            if one_by_one {
                for row in rows {
                    desk.streams(row);
                }
            } else {
                rows.reverse();
                desk.polls(rows);
            }
            desk.pass(31_000);
            assert_eq!(desk.signals() - before, signals, "{bought} {sold}");
            assert_eq!(desk.target(1, &yes()), target, "{bought} {sold} {one_by_one}");
        }
    }
}

/// The program ends while a purchase is gathered, and the trader sells it again meanwhile: the sale is read first.
#[test]
fn a_purchase_on_its_way_that_was_sold_again_while_the_program_was_off_is_not_copied() {
    for (sold, signals, target) in [("100", 0, "0"), ("60", 1, "8")] {
        let mut desk = Desk::following("20");
        let bought = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
        let mut sale = desk.row(RowKind::Trade(Side::Sell), &yes(), sold, "0.58");
        sale.at = bought.at.plus(60_000);
        desk.streams(bought.clone());
        desk.activity_answers = false;
        desk.now = desk.now.plus(10 * MINUTE);
        desk.restart();
        desk.pass(1_000);
        assert_eq!(desk.signals(), 0, "it waits for what is read");
        desk.polls(vec![sale, bought]);
        desk.pass(31_000);
        assert_eq!(desk.signals(), signals, "{sold}");
        assert_eq!(desk.target(1, &yes()), target, "{sold}");
    }
}

/// Where nothing answers after a start, it waits for one interval of polls and no longer.
#[test]
fn a_purchase_on_its_way_at_a_start_is_copied_where_activity_does_not_answer() {
    let mut desk = Desk::following("20");
    let bought = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    desk.streams(bought);
    desk.activity_answers = false;
    desk.now = desk.now.plus(10 * MINUTE);
    desk.restart();
    desk.pass(1_000);
    assert_eq!(desk.signals(), 0);
    desk.pass(pilotfish_copy::Intervals::default().activity_poll_ms + 1_000);
    assert_eq!(desk.signals(), 1);
    assert_eq!(desk.target(1, &yes()), "20");
}

/// The sale's row comes before that of its purchase.
#[test]
fn a_round_trip_whose_sale_is_listed_first_is_not_copied_and_its_rest_is() {
    for (bought, sold, held, known, target) in [
        ("100", "100", false, "0", "0"),
        ("100", "60", false, "40", "8"),
        ("100", "200", true, "0", "0"),
    ] {
        for apart in [1_000, 40_000] {
            let mut desk = if held { Desk::holding() } else { Desk::following("20") };
            let bought = desk.row(RowKind::Trade(Side::Buy), &yes(), bought, "0.58");
            let mut sold = desk.row(RowKind::Trade(Side::Sell), &yes(), sold, "0.58");
            sold.at = bought.at.plus(1_000);
            desk.streams(sold);
            desk.pass(apart);
            desk.streams(bought);
            desk.pass(31_000);
            let row = desk.core.state().known_position(&(FollowId(1), yes()));
            assert_eq!(row.map(|row| row.shares), Some(shares(known)), "{known} {apart}");
            assert_eq!(desk.target(1, &yes()), target, "{known} {apart}");
            // A purchase after it is one.
            desk.trades(Side::Buy, &yes(), "50", "0.58");
            desk.pass(31_000);
            let wanted = shares(target) + shares("10");
            assert_eq!(desk.target(1, &yes()), wanted.to_string(), "{known} {apart}");
        }
    }
}

/// The percentage was lowered since: a closing sale after a round trip still closes everything.
#[test]
fn a_sale_that_closes_after_a_round_trip_closes_everything() {
    let mut desk = Desk::holding();
    desk.update(at("5"));
    let mut rows = vec![
        desk.row(RowKind::Trade(Side::Buy), &yes(), "40", "0.58"),
        desk.row(RowKind::Trade(Side::Sell), &yes(), "140", "0.58"),
    ];
    rows[1].at = rows[0].at.plus(1_000);
    desk.polls(rows);
    desk.pass(31_000);
    assert_eq!(desk.target(1, &yes()), "0");
}

#[test]
fn a_day_back_gives_no_second_limit_and_midnight_gives_the_next() {
    for restart in [false, true] {
        let mut desk = Desk::following("20");
        let mut limits = desk.core.state().control.limits.clone();
        limits.max_daily_spend = usd("12");
        desk.user(UserInput::SetLimits { limits });
        desk.buy_and_fill("100", "20");
        let now = desk.now;
        for at in [now.plus(-24 * HOUR), now] {
            desk.now = at;
            if restart {
                desk.core = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes);
            }
            desk.give(Input::VenueTime { at });
        }
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.last_skip(), Some(SkipReason::Limit), "{restart}");
        let midnight = VenueMs((desk.now.utc_day() + 1) * 24 * HOUR);
        desk.pass_until(midnight.plus(-1_000));
        assert_eq!(desk.core.state().control.spent_on(desk.now.utc_day()), usd("11.6"));
        desk.pass(2_000);
        assert_eq!(desk.core.state().control.spent_on(desk.now.utc_day()), Usd::ZERO);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.purchases().len(), 1);
    }
}

#[test]
fn a_clock_set_right_by_the_venue_pulls_every_deadline_near() {
    for restart in [false, true] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "50", "0.70");
        desk.pass(31_000);
        let right = desk.now;
        // The program began with a clock a day ahead.
        desk.now = right.plus(24 * HOUR);
        desk.core = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes);
        desk.give(Input::Tick);
        if restart {
            desk.core = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes);
        }
        desk.now = right;
        desk.give(Input::VenueTime { at: right });
        let next = desk.core.next_deadline().expect("a deadline");
        assert!(next.since(right) <= 5 * MINUTE, "{restart}: {}", next.since(right));
        let look = desk.core.next_check(desk.last_order().id).expect("a check");
        assert!(look.since(right) <= 5 * MINUTE, "{restart}: {}", look.since(right));
        let from = desk.commands.len();
        desk.pass(6 * MINUTE);
        let polled = |command: &Command| matches!(command, Command::PollPositions { .. });
        assert!(desk.commands[from..].iter().any(polled), "{restart}");
        let account = |command: &Command| matches!(command, Command::PollAccount { .. });
        assert!(desk.commands[from..].iter().any(account), "{restart}");
        assert_eq!(desk.sales().len(), 1, "{restart}");
    }
}

/// A start with a clock that is a day ahead, and polls that are answered before the venue's clock is: no row may count as read up
/// to an instant that is still to come.
#[test]
fn a_start_with_a_clock_that_is_ahead_loses_no_row() {
    for hours in [1, 25, 400] {
        for first in [false, true] {
            let mut desk = Desk::holding();
            let right = desk.now;
            desk.now = right.plus(hours * HOUR);
            desk.core = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes);
            desk.core.step(desk.now, Input::Tick);
            if first {
                // Whoever answers stamps the requests by the wrong clock, too.
                desk.core.step(
                    desk.now,
                    Input::Rows {
                        trader: common::trader(),
                        rows: Vec::new(),
                        source: desk.poll(),
                    },
                );
            }
            desk.now = right.plus(MINUTE);
            desk.give(Input::VenueTime { at: desk.now });
            desk.pass(MINUTE);
            desk.trades(Side::Sell, &yes(), "100", "0.58");
            desk.pass(31_000);
            assert_eq!(desk.target(1, &yes()), "0", "{hours} {first}: {:?}", desk.ignored());
            assert_eq!(desk.sales().len(), 1, "{hours} {first}");
        }
    }
}

/// A first start: there is no row yet to doubt the clock by. What was begun in the future begins now.
#[test]
fn a_follow_that_began_by_a_clock_that_is_ahead_begins_when_it_is_set_right() {
    for hours in [1, 25] {
        let mut desk = Desk::bare();
        let right = desk.now;
        desk.now = right.plus(hours * HOUR);
        desk.positions.insert(yes(), shares("50"));
        desk.user(UserInput::Follow {
            trader: common::trader(),
            name: "25usdc".into(),
            settings: at("20"),
        });
        desk.now = right;
        desk.give(Input::VenueTime { at: right });
        desk.give(Input::Account {
            cash: usd("10000"),
            requested_at: right,
        });
        desk.pass(6 * MINUTE);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.target(1, &yes()), "20", "{hours}: {:?}", desk.ignored());
        desk.pass(7 * HOUR);
        assert_eq!(desk.resting()[0].1, "0.581", "{hours}: its ladder goes on");
    }
}

#[test]
fn an_order_works_over_its_stages_through_a_sleep_of_any_length() {
    for hours in [3, 7, 13, 25, 40] {
        let mut desk = Desk::following("20");
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.now = desk.now.plus(hours * HOUR);
        desk.restart();
        desk.give(Input::VenueTime { at: desk.now });
        desk.pass(10 * MINUTE);
        let (resting, held) = (desk.resting(), desk.held(&yes()));
        match hours {
            3 => assert_eq!(resting[0].1, "0.58"),
            7 => assert_eq!(resting[0].1, "0.581"),
            13 => assert_eq!(resting[0].1, "0.585"),
            25 => assert_eq!(resting[0].1, "0.59"),
            _ => assert_eq!(held, "20"),
        }
    }
}

#[test]
fn a_child_of_unknown_fate_is_asked_about_soon_after_the_clock_was_set_right() {
    let mut desk = Desk::holding();
    desk.silent = true;
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(31_000);
    let child = desk.slot();
    let right = desk.now;
    // The program began with a clock a day ahead.
    desk.now = right.plus(24 * HOUR);
    desk.core = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes);
    desk.give(Input::Tick);
    desk.now = right;
    desk.give(Input::VenueTime { at: right });
    let from = desk.commands.len();
    desk.pass(6 * MINUTE);
    let looked = |command: &Command| matches!(command, Command::LookUp { child: of, .. } if *of == child);
    assert!(desk.commands[from..].iter().any(looked));
}

#[test]
fn polls_of_follows_that_began_together_are_spread_over_their_interval() {
    const TRADERS: u64 = 200;
    let mut desk = Desk::new();
    for id in 0..TRADERS {
        desk.user(UserInput::Follow {
            trader: WalletAddress::parse(&format!("0x{id:040x}")).expect("an address"),
            name: format!("trader {id}"),
            settings: FollowSettings::at("5".parse::<Percentage>().expect("a percentage")),
        });
    }
    desk.pass(20 * MINUTE); // The first lists, empty ones confirmed.
    let most_in_ten_seconds = |desk: &mut Desk| {
        let mut most = [0; 2];
        for _ in 0..60 {
            desk.commands.clear();
            desk.pass(10_000);
            let count = |wanted: fn(&Command) -> bool| desk.commands.iter().filter(|command| wanted(command)).count();
            most[0] = most[0].max(count(|command| matches!(command, Command::PollPositions { .. })));
            most[1] = most[1].max(count(|command| matches!(command, Command::PollActivity { .. })));
        }
        most
    };
    // 200 in 300 s are 7 in 10 s, 200 in 60 s are 34.
    let most = most_in_ten_seconds(&mut desk);
    assert!(most[0] <= 9 && most[1] <= 37, "{most:?}");
    desk.offline = true;
    desk.pass(10 * MINUTE); // All fail, and are tried again, together.
    desk.offline = false;
    desk.pass(6 * MINUTE);
    let most = most_in_ten_seconds(&mut desk);
    assert!(most[0] <= 9 && most[1] <= 37, "after an outage: {most:?}");
}

/// The program was off, or its key was not there, and nobody has read the venue's clock yet: the core stands at the last time that it
/// trusts. Whoever is asked for then begins when the time is known, not when it stood.
#[test]
fn who_is_followed_while_the_time_stands_is_copied_from_when_it_is_known() {
    for (switched_on, restarts) in [(false, false), (false, true), (true, false), (true, true)] {
        let said = format!("{switched_on} {restarts}");
        let mut desk = Desk::following("20");
        let asks = if switched_on {
            desk.follow_other(at("20"));
            let follow = FollowId(2);
            desk.user(UserInput::SwitchFollow { follow, on: false });
            UserInput::SwitchFollow { follow, on: true }
        } else {
            UserInput::Follow {
                trader: common::other(),
                name: "other".to_owned(),
                settings: at("20"),
            }
        };
        desk.pass(HOUR);
        desk.core = Core::restore(Intervals::default(), &desk.changes);
        desk.now = desk.now.plus(8 * HOUR);
        let bought_at = desk.now.plus(-30 * MINUTE);
        let before = desk.now;
        let step = desk.core.step(desk.now, Input::User(asks));
        desk.note(step);
        if restarts {
            desk.core = Core::restore(Intervals::default(), &desk.changes);
        }
        desk.now = desk.now.plus(10 * MINUTE);
        desk.of_others
            .entry(common::other())
            .or_default()
            .insert(yes(), shares("100"));
        desk.give(Input::VenueTime { at: desk.now });
        let follow = desk.core.state().follows[&FollowId(2)].clone();
        assert!(follow.started_at > before, "{said}: {:?}", follow.started_at);
        desk.pass(3 * MINUTE);
        desk.give(Input::Rows {
            trader: common::other(),
            rows: vec![bare_row("0xbefore", Side::Buy, &yes(), "100", bought_at)],
            source: desk.poll(),
        });
        desk.pass(31_000);
        assert_eq!(desk.purchases().len(), 0, "{said}: bought before the user's word");
        desk.other_trades(Side::Buy, &yes(), "50", "0.58");
        desk.pass(31_000);
        let copied: Vec<String> = desk.purchases().iter().map(|order| order.shares.to_string()).collect();
        assert_eq!(copied, ["10"], "{said}: {:?}", desk.skips());
    }
}
