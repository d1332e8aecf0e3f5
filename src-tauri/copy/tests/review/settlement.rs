//! Settlement and accounts: what failed, late and lost trades do to shares, profit, payouts and limits.

use pilotfish_copy::command::{ChildKind, Command};
use pilotfish_copy::ids::{FollowId, TradeId, TxHash, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Input, Liquidity, OwnTrade, RowKind, RowSource, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Usd};
use pilotfish_copy::{Core, Intervals};

use super::shared::{is_halted, orders};
use crate::common::{Desk, HOUR, MINUTE, at, condition, price, shares, yes};

#[test]
fn d01_a_failed_sale_gives_its_shares_back_though_the_purchase_is_long_final() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(15 * MINUTE);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(30_000);
    desk.fill("20");
    assert_eq!(desk.held(&yes()), "0");
    desk.pass(2 * MINUTE);
    desk.settle("t2", Settlement::Failed);
    assert_eq!(desk.held(&yes()), "20", "the venue gave the twenty shares back");
}

#[test]
fn d01b_the_same_without_a_pause_for_comparison() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t2", Settlement::Failed);
    assert_eq!(desk.held(&yes()), "20");
}

#[test]
fn d02_a_failed_fill_does_not_rewrite_the_profit_of_the_episode_before() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(15 * MINUTE);
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t2", Settlement::Confirmed);
    desk.pass(2 * MINUTE);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("10");
    desk.settle("t3", Settlement::Confirmed);
    desk.fill("5");
    let pair = (FollowId(1), yes());
    let before = desk.core.state().holdings[&pair].realised;
    assert_eq!(before.to_string(), "0.4");
    desk.settle("t4", Settlement::Failed);
    let holding = desk.core.state().holdings[&pair].clone();
    assert_eq!(holding.shares.to_string(), "10");
    assert_eq!(
        holding.realised, before,
        "a failed purchase changes no profit that was made before it"
    );
}

#[test]
fn d03_a_fill_that_fails_after_the_payout_leaves_the_rest_of_the_profit() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(15 * MINUTE);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.market.closed = true;
    desk.market.accepting_orders = false;
    desk.market.payouts = Some([Price::ONE, Price::ZERO]);
    desk.pass(6 * MINUTE);
    let pair = (FollowId(1), yes());
    let holding = desk.core.state().holdings[&pair].clone();
    assert_eq!(
        (holding.realised.to_string(), holding.paid_shares.to_string()),
        ("16.8".into(), "40".into())
    );
    desk.settle("t2", Settlement::Failed);
    let holding = desk.core.state().holdings[&pair].clone();
    assert_eq!(
        (holding.realised.to_string(), holding.paid_shares.to_string()),
        ("8.4".into(), "20".into()),
        "twenty shares were really held and paid one dollar each"
    );
}

#[test]
fn d04_provisional_fills_are_read_again_however_long_the_program_was_off() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    let matched_at = desk.now;
    // Off for three hours; the trade failed meanwhile.
    let mut core = Core::restore(Intervals::default(), &desk.changes);
    let at = matched_at.plus(3 * HOUR);
    let step = core.step(at, Input::VenueTime { at });
    let since = step
        .commands
        .iter()
        .find_map(|command| match command {
            Command::PollAccount { since } => Some(*since),
            _ => None,
        })
        .expect("the account is read");
    let looked_up = step
        .commands
        .iter()
        .any(|command| matches!(command, Command::LookUp { .. }));
    assert!(
        since <= matched_at || looked_up,
        "nothing asks what became of the fill of {matched_at:?}: trades are read since {since:?} only"
    );
}

#[test]
fn d04b_a_phantom_fill_is_not_found_by_reconciliation_either() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.pass(3 * HOUR);
    for _ in 0..10 {
        desk.pass(MINUTE);
        let now = desk.now;
        desk.give(Input::OwnPositions {
            requested_at: now,
            positions: vec![],
        });
    }
    assert!(
        is_halted(&desk),
        "the venue shows nothing of twenty booked shares, ten times, three hours after the match"
    );
}

#[test]
fn d05_a_trade_that_comes_after_the_payout_is_paid_too() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("10");
    desk.settle("t1", Settlement::Confirmed);
    let child = desk.live().expect("a child");
    let row = desk.core.state().children[&child].clone();
    desk.market.closed = true;
    desk.market.accepting_orders = false;
    desk.market.payouts = Some([Price::ONE, Price::ZERO]);
    desk.pass(11 * MINUTE);
    let pair = (FollowId(1), yes());
    assert_eq!(desk.core.state().holdings[&pair].paid_shares.to_string(), "10");
    let now = desk.now;
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("late"),
        hash: row.hash.expect("a hash"),
        token: yes(),
        side: Side::Buy,
        shares: shares("5"),
        price: price("0.58"),
        liquidity: Liquidity::Maker,
        fee: None,
        settlement: Settlement::Confirmed,
        at: now.plus(-10 * MINUTE),
    }));
    desk.pass(HOUR);
    let holding = desk.core.state().holdings[&pair].clone();
    assert_eq!(
        (holding.shares.to_string(), holding.paid_shares.to_string()),
        ("0".into(), "15".into()),
        "{holding:?}"
    );
}

#[test]
fn d06_a_sale_is_not_worked_for_shares_that_a_failed_purchase_took_back() {
    let mut desk = Desk::following("20");
    // A second follow of somebody else holds twenty of the same token.
    let other = WalletAddress::parse("0x1111111111111111111111111111111111111111").expect("an address");
    desk.give(Input::User(UserInput::Follow {
        trader: other.clone(),
        name: "other".into(),
        settings: at("20"),
    }));
    desk.positions.clear();
    desk.pass(61_000);
    let row = ActivityRow {
        tx: TxHash::new("0xother"),
        token: yes(),
        condition: condition(),
        kind: RowKind::Trade(Side::Buy),
        shares: shares("100"),
        price: price("0.58"),
        at: desk.now,
    };
    desk.give(Input::Rows {
        trader: other,
        rows: vec![row],
        source: RowSource::Stream,
    });
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(30_000);
    assert_eq!(desk.resting(), [(Side::Sell, "0.7".into(), "20".into())]);
    desk.settle("t2", Settlement::Failed);
    assert_eq!(desk.held(&yes()), "0", "the first follow holds nothing any more");
    desk.pass(90_000);
    assert_eq!(
        desk.resting(),
        [],
        "only shares held through that follow are sold; these twenty are the other follow's"
    );
}

#[test]
fn d72_the_reserve_is_not_eaten_by_one_purchase_after_the_other() {
    let mut desk = Desk::new();
    let now = desk.now;
    desk.give(Input::Account {
        cash: Usd::dollars(100),
        requested_at: now,
    });
    desk.user(UserInput::SetLimits {
        limits: pilotfish_copy::entity::GlobalLimits {
            reserve_tenths: 500,
            max_daily_spend: Usd::dollars(10_000),
            ..Default::default()
        },
    });
    desk.follow(at("20"));
    for _ in 0..4 {
        desk.trades(Side::Buy, &yes(), "1000", "0.58");
        desk.pass(30_000);
        if let Some(child) = desk.live() {
            let ChildKind::Resting { shares: size, .. } = desk.core.state().children[&child].kind else {
                continue;
            };
            desk.fill_child(child, &size.to_string());
        }
    }
    let cash = desk.core.state().control.cash.expect("cash");
    assert!(
        cash >= Usd::dollars(50),
        "half of $100 is never to be spent; {cash} is left"
    );
}

#[test]
fn d74_a_limit_on_one_trader_is_not_reset_by_following_anew() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.max_total = Usd::dollars(12);
    desk.follow(settings.clone());
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.user(UserInput::Unfollow { follow: FollowId(1) });
    desk.follow(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    println!("{:?} {:?}", orders(&desk), desk.skips());
}
