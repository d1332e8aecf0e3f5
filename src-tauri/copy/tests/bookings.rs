//! Bookings undo themselves: failed settlements in every order, what comes late, payouts and their corrections, claims and cash.
//! (The desk compares books with the ledger's rows after every step.)

use std::collections::BTreeMap;

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{Change, Fill, Movement};
use pilotfish_copy::ids::{FollowId, TokenId, TradeId, TxHash, VenueMs};
use pilotfish_copy::input::{Input, Liquidity, OwnMovement, OwnMovementKind, OwnTrade, Settlement};
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use proptest::prelude::*;

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, close, no, percent, price, shares, usd, yes};

/// The fills as they stand last, failed ones left out.
fn standing(desk: &Desk) -> Vec<Fill> {
    let mut fills: BTreeMap<(TradeId, _), Fill> = BTreeMap::new();
    for change in &desk.changes {
        if let Change::Fill(fill) = change {
            fills.insert((fill.trade.clone(), fill.hash.clone()), fill.clone());
        }
    }
    fills
        .into_values()
        .filter(|fill| fill.settlement != Settlement::Failed)
        .collect()
}

/// What those fills come to: shares and the money they moved, without fees.
fn oracle(desk: &Desk, token: &TokenId) -> (Shares, Usd) {
    let (mut held, mut money) = (Shares::ZERO, Usd::ZERO);
    for fill in standing(desk).iter().filter(|fill| fill.token == *token) {
        match fill.side {
            Side::Buy => {
                held += fill.shares;
                money -= fill.shares.value(fill.price, Rounding::Up);
            }
            Side::Sell => {
                held -= fill.shares;
                money += fill.shares.value(fill.price, Rounding::Down);
            }
        }
    }
    (held, money)
}

#[derive(Debug, Clone)]
enum Deed {
    Trade(bool, u32),
    Fill(u32),
    Settle(usize, bool),
    Resolve(u8),
    Pass(u32),
    Restart,
    Late(u32),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (any::<bool>(), 10_u32..300).prop_map(|(buys, size)| Deed::Trade(buys, size)),
        6 => (1_u32..=10).prop_map(Deed::Fill),
        4 => (0_usize..6, any::<bool>()).prop_map(|(nth, fails)| Deed::Settle(nth, fails)),
        1 => (0_u8..=4).prop_map(Deed::Resolve),
        3 => (1_u32..200).prop_map(Deed::Pass),
        1 => Just(Deed::Restart),
        1 => (1_u32..5).prop_map(Deed::Late),
    ]
}

fn act(desk: &mut Desk, deed: &Deed) {
    match deed {
        Deed::Trade(buys, size) => {
            let held = desk.positions.get(&yes()).copied().unwrap_or_default();
            let size = Shares::from_micros(i64::from(*size) * 1_000_000);
            let (side, size) = if *buys {
                (Side::Buy, size)
            } else {
                (Side::Sell, size.min(held))
            };
            if size > Shares::ZERO && !desk.market.closed {
                desk.trades(side, &yes(), &size.to_string(), if *buys { "0.58" } else { "0.61" });
                desk.pass(31_000);
            }
        }
        Deed::Fill(tenths) => {
            if let Some(child) = desk.live() {
                let part = desk.row_of(child).open_shares().micros() / 10 * i64::from(*tenths);
                let size = Shares::from_micros(part);
                if size > Shares::ZERO {
                    desk.fill_child(child, &size.to_string());
                }
            }
        }
        Deed::Settle(nth, fails) => {
            let fills: Vec<TradeId> = desk
                .core
                .state()
                .provisional_fills()
                .map(|fill| fill.trade.clone())
                .collect();
            if let Some(trade) = fills.get(nth % fills.len().max(1)) {
                let to = if *fails {
                    Settlement::Failed
                } else {
                    Settlement::Confirmed
                };
                desk.settle(trade.as_str(), to);
            }
        }
        Deed::Resolve(quarters) => desk.resolves(["0", "0.25", "0.5", "0.75", "1"][usize::from(*quarters)]),
        Deed::Pass(minutes) => desk.pass(i64::from(*minutes) * MINUTE),
        Deed::Restart => desk.restart(),
        Deed::Late(size) => {
            let child = desk.core.state().children.values().next_back().map(|child| child.id);
            if let Some(child) = child.filter(|child| desk.row_of(*child).hash.is_some()) {
                let trade = format!("late{}", desk.changes.len());
                desk.late_trade(child, &trade, &size.to_string(), Settlement::Matched);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever settles, fails, comes late or resolves, and in whatever order: the books are what stands.
    #[test]
    fn books_are_what_stands_of_the_trades(deeds in prop::collection::vec(deed(), 1..50)) {
        let mut desk = Desk::following("20");
        for deed in &deeds {
            act(&mut desk, deed);
            let (held, money) = oracle(&desk, &yes());
            let fees: Usd = standing(&desk).iter().map(|fill| fill.fee).sum();
            prop_assert_eq!(desk.cash(), Usd::dollars(10_000) + money - fees, "{:?}: cash", deed);
            let pair = (FollowId(1), yes());
            let Some(holding) = desk.core.state().holdings.get(&pair).cloned() else { continue };
            prop_assert_eq!(holding.shares + holding.paid_shares, held, "{:?}: shares", deed);
            prop_assert_eq!(holding.fees, fees);
            let claim = desk.core.state().claims.get(&pair).map_or(Usd::ZERO, |claim| claim.usd);
            prop_assert_eq!(holding.realised - holding.cost, money + claim, "{:?}: profit and cost", deed);
            if let Some(payout) = holding.payout {
                let owed = held.value(payout, Rounding::Down);
                prop_assert!((claim - owed).micros().abs() <= 20, "{deed:?}: claim {claim}, owed {owed}");
            }
        }
    }
}

#[test]
fn a_failed_sale_gives_back_whatever_happened_between() {
    for between in ["nothing", "pruned", "restart", "pruned and restart", "another episode"] {
        for by_user in [false, true] {
            let mut desk = Desk::holding();
            desk.pass(2 * HOUR);
            if by_user {
                desk.user(close(1, &yes(), percent(100), AT_MARKET));
                desk.pass(10_000);
            } else {
                desk.trades(Side::Sell, &yes(), "100", "0.60");
                desk.pass(31_000);
                desk.fill("20");
            }
            assert_eq!(desk.held(&yes()), "0", "{between}");
            if between.contains("pruned") {
                desk.pass(3 * HOUR);
            }
            if between.contains("restart") {
                desk.restart();
            }
            let mut held = "20";
            if between == "another episode" {
                desk.trades(Side::Buy, &yes(), "50", "0.58");
                desk.pass(31_000);
                desk.fill("10");
                desk.pass(3 * HOUR);
                held = "30";
            }
            desk.silent = true;
            desk.settle("t2", Settlement::Failed);
            assert_eq!(desk.held(&yes()), held, "{between} {by_user}");
            desk.settle("t2", Settlement::Failed);
            assert_eq!(desk.held(&yes()), held, "{between} {by_user}: once");
        }
    }
}

#[test]
fn profits_of_episodes_that_are_over_stay_whatever_fails_later() {
    for fails in ["purchase", "sale"] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "100", "0.60");
        desk.pass(31_000);
        desk.fill("20");
        desk.settle("t2", Settlement::Confirmed);
        desk.pass(3 * HOUR);
        desk.buy_and_fill("100", "20");
        desk.pass(3 * HOUR);
        desk.restart();
        if fails == "sale" {
            desk.settle("t3", Settlement::Confirmed);
            desk.trades(Side::Sell, &yes(), "100", "0.70");
            desk.pass(31_000);
            desk.fill("20");
            assert_eq!(desk.book_of(1, &yes()).realised.to_string(), "2.8");
            desk.settle("t4", Settlement::Failed);
        } else {
            desk.settle("t3", Settlement::Failed);
        }
        assert_eq!(desk.book_of(1, &yes()).realised.to_string(), "0.4", "{fails}");
    }
}

fn redemption(id: &str, desk: &Desk, token: &TokenId, money: &str) -> OwnMovement {
    OwnMovement {
        id: TxHash::new(id),
        at: desk.now,
        kind: OwnMovementKind::Redemption {
            condition: common::condition(),
            token: token.clone(),
            usd: usd(money),
        },
    }
}

#[test]
fn provisional_fills_are_asked_about_since_the_oldest_and_final_ones_no_more() {
    for side in [Side::Buy, Side::Sell] {
        for days in [0, 1, 9] {
            let mut desk = Desk::holding();
            if side == Side::Sell {
                desk.trades(Side::Sell, &yes(), "50", "0.60");
            } else {
                desk.trades(Side::Buy, &yes(), "50", "0.58");
            }
            desk.pass(31_000);
            desk.fill("10");
            let matched = desk.now;
            desk.pass(days * 24 * HOUR + 2 * HOUR);
            desk.restart();
            let since = |desk: &Desk| {
                let polls = desk.commands.iter().rev();
                let mut since = polls.filter_map(|command| match command {
                    Command::PollAccount { since } => Some(*since),
                    _ => None,
                });
                since.next().expect("polled")
            };
            assert!(since(&desk) < matched, "{side:?} {days}");
            desk.settle("t2", Settlement::Confirmed);
            desk.pass(2 * MINUTE);
            assert!(since(&desk) > matched, "{side:?} {days}: final");
        }
    }
}

#[test]
fn settlement_goes_forwards_only_and_failed_is_booked_once_in_any_order_of_messages() {
    use Settlement::{Confirmed, Failed, Matched, Mined, Retrying};
    for (messages, held) in [
        (vec![Retrying, Failed, Retrying, Matched], "0"),
        (vec![Mined, Confirmed, Failed], "20"),
        (vec![Failed, Confirmed], "0"),
        (vec![Confirmed, Retrying, Failed, Failed], "20"),
        (vec![Retrying, Mined, Retrying, Failed, Failed], "0"),
    ] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "20");
        for (n, message) in messages.iter().enumerate() {
            if n % 2 == 1 {
                desk.restart();
            }
            desk.settle("t1", *message);
        }
        assert_eq!(desk.held(&yes()), held, "{messages:?}");
    }
}

#[test]
fn a_fee_comes_back_with_its_failed_fill_and_leaves_the_days_spend() {
    for fee in [None, Some("0.05")] {
        let mut desk = Desk::new();
        desk.market.fee = FeeSchedule {
            rate_micros: 40_000,
            exponent: 1,
        };
        desk.follow(at("20"));
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        let child = desk.row_of(desk.live().expect("a child"));
        let trade = OwnTrade {
            trade: TradeId::new("t1"),
            hash: child.hash.clone().expect("a hash"),
            token: yes(),
            side: Side::Buy,
            shares: shares("20"),
            price: price("0.58"),
            liquidity: Liquidity::Taker,
            fee: fee.map(usd),
            settlement: Settlement::Matched,
            at: desk.now,
        };
        desk.give(Input::OwnTrade(trade.clone()));
        let paid = desk.book_of(1, &yes()).fees;
        assert!(paid > Usd::ZERO);
        assert_eq!(desk.cash(), usd("9988.4") - paid);
        let day = desk.now.utc_day();
        assert_eq!(desk.core.state().control.spent_on(day), usd("11.6") + paid);
        desk.give(Input::OwnTrade(OwnTrade {
            settlement: Settlement::Failed,
            ..trade
        }));
        assert_eq!((desk.cash(), desk.book_of(1, &yes()).fees), (usd("10000"), Usd::ZERO));
        assert_eq!(desk.core.state().control.spent_on(day), Usd::ZERO);
    }
}

#[test]
fn a_trade_that_cannot_be_true_is_told_and_not_booked() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let child = desk.row_of(desk.live().expect("a child"));
    let right = OwnTrade {
        trade: TradeId::new("bad"),
        hash: child.hash.expect("a hash"),
        token: yes(),
        side: Side::Buy,
        shares: shares("20"),
        price: price("0.58"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Matched,
        at: desk.now,
    };
    let wrong = [
        OwnTrade {
            side: Side::Sell,
            ..right.clone()
        },
        OwnTrade {
            token: no(),
            ..right.clone()
        },
        OwnTrade {
            shares: shares("-1"),
            ..right.clone()
        },
        OwnTrade {
            shares: Shares::ZERO,
            ..right.clone()
        },
        OwnTrade {
            price: Price::from_micros(1_000_001),
            ..right.clone()
        },
        OwnTrade {
            fee: Some(usd("-1")),
            ..right.clone()
        },
        // Twenty shares, in millionths; and far more than the order was for.
        OwnTrade {
            shares: shares("20000000"),
            ..right.clone()
        },
        OwnTrade {
            shares: shares("22.02"),
            ..right.clone()
        },
    ];
    for (number, trade) in wrong.into_iter().enumerate() {
        let trade = OwnTrade {
            trade: TradeId::new(&format!("bad {number}")),
            ..trade
        };
        let told = desk.notices().len();
        for _ in 0..3 {
            desk.give(Input::OwnTrade(trade.clone()));
            assert_eq!(desk.held(&yes()), "0", "{trade:?}");
        }
        assert_eq!(desk.notices().len(), told + 1, "told once: {trade:?}");
    }
    desk.give(Input::OwnTrade(right));
    assert_eq!(desk.held(&yes()), "20");
}

#[test]
fn a_trade_that_is_told_again_under_another_name_counts_when_the_first_has_failed() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let child = desk.live().expect("a child");
    desk.late_trade(child, "t1", "20", Settlement::Retrying);
    assert_eq!(desk.held(&yes()), "20");
    desk.late_trade(child, "t2", "20", Settlement::Matched);
    assert_eq!(desk.held(&yes()), "20", "one of the two is the other");
    desk.settle("t1", Settlement::Failed);
    assert_eq!(desk.held(&yes()), "0");
    desk.late_trade(child, "t2", "20", Settlement::Confirmed);
    assert_eq!(desk.held(&yes()), "20");
}

#[test]
fn a_stamp_that_cannot_be_a_trades_counts_for_today_and_has_no_years_read() {
    for at in [VenueMs(1_000), VenueMs(4_102_444_800_000)] {
        let mut desk = Desk::following("20");
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        let hash = desk.row_of(desk.live().expect("a child")).hash.expect("a hash");
        desk.give(Input::OwnTrade(OwnTrade {
            trade: TradeId::new("stamped"),
            hash,
            token: yes(),
            side: Side::Buy,
            shares: shares("20"),
            price: price("0.58"),
            liquidity: Liquidity::Maker,
            fee: None,
            settlement: Settlement::Matched,
            at,
        }));
        assert_eq!(desk.held(&yes()), "20");
        let spent = desk.core.state().control.spent_on(desk.now.utc_day());
        assert_eq!(spent, usd("11.6"), "{at:?}");
        let since = desk.core.account_since(desk.now);
        assert!(desk.now.since(since) < 2 * HOUR, "{at:?}: {since:?}");
        desk.restart();
        desk.pass(MINUTE);
        assert!(desk.halt_count() == 0, "the clock is not doubted for it");
    }
}

#[test]
fn dust_is_kept_and_shown_and_keeps_nothing_open_until_it_is_paid() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let child = desk.live().expect("a child");
    desk.late_trade(child, "t1", "20.004827", Settlement::Confirmed);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(2 * HOUR);
    assert_eq!(desk.held(&yes()), "0.004827");
    assert!(desk.core.wanted_books().is_empty());
    assert!(
        desk.core
            .plan_close(FollowId(1), &yes(), percent(100), AT_MARKET)
            .is_none()
    );
    desk.buy_and_fill("100", "20");
    let result = pilotfish_copy::accounts::episode_result(&desk.book_of(1, &yes()));
    assert_eq!(result, Usd::ZERO, "a new episode");
    desk.resolves("1");
    assert_eq!(desk.book_of(1, &yes()).paid_shares.to_string(), "20.004827");
}

#[test]
fn every_kind_of_movement_has_a_row_of_its_own() {
    let mut desk = Desk::holding();
    desk.settle("t1", Settlement::Confirmed);
    desk.buy_and_fill("100", "20");
    desk.settle("t2", Settlement::Failed);
    desk.resolves("1");
    desk.resolves("0.5");
    let moved = |id: &str, kind| OwnMovement {
        id: TxHash::new(id),
        at: desk.now,
        kind,
    };
    let rows = vec![
        redemption("0xr", &desk, &yes(), "10"),
        moved("0xd", OwnMovementKind::Deposit { usd: usd("50") }),
        moved("0xw", OwnMovementKind::Withdrawal { usd: usd("30") }),
    ];
    desk.give(Input::OwnMovements { rows: rows.clone() });
    desk.give(Input::OwnMovements { rows });
    let kinds = |wanted: fn(&Movement) -> bool| {
        let rows = desk
            .changes
            .iter()
            .filter(|change| matches!(change, Change::Ledger(row) if wanted(&row.movement)));
        rows.count()
    };
    assert_eq!(kinds(|movement| matches!(movement, Movement::Opening)), 1);
    assert_eq!(kinds(|movement| matches!(movement, Movement::Fill { .. })), 2);
    assert_eq!(kinds(|movement| matches!(movement, Movement::Reversal { .. })), 1);
    assert_eq!(kinds(|movement| matches!(movement, Movement::Payout)), 1);
    assert_eq!(kinds(|movement| matches!(movement, Movement::PayoutCorrection)), 1);
    assert_eq!(kinds(|movement| matches!(movement, Movement::Redemption)), 1);
    assert_eq!(kinds(|movement| matches!(movement, Movement::Deposit)), 1);
    assert_eq!(kinds(|movement| matches!(movement, Movement::Withdrawal)), 1);
    assert_eq!(desk.cash().to_string(), "10018.4");
}
