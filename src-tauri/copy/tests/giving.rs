//! Shares that the account has beyond the books, given to a follow.

use pilotfish_copy::accounts::GivePlan;
use pilotfish_copy::entity::{GlobalLimits, HaltReason, Movement};
use pilotfish_copy::event::{CostBasis, EventKind};
use pilotfish_copy::ids::{FollowId, OrderHash, TradeId};
use pilotfish_copy::input::{CancelAnswer, Input, Liquidity, OwnTrade, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, close, percent, price, shares, usd, yes};

const GIVE_TO_FIRST: FollowId = FollowId(1);

fn unexplained() -> HaltReason {
    HaltReason::SharesUnexplained { token: yes() }
}

fn give(follow: FollowId) -> UserInput {
    UserInput::GiveDifference { token: yes(), follow }
}

/// The user trades YES on Polymarket, and the venue tells of it.
fn by_hand(desk: &mut Desk, id: &str, side: Side, size: &str, at: &str) {
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new(id),
        hash: OrderHash::new("0xhand"),
        token: yes(),
        side,
        shares: shares(size),
        price: price(at),
        fee: Some(usd("0.5")),
        liquidity: Liquidity::Taker,
        settlement: Settlement::Confirmed,
        at: desk.now,
    }));
}

/// Twenty YES are held for 11.6, of a balance of 10,000; forty more were bought by hand for 24.5, and the venue shows both.
fn bought_by_hand() -> Desk {
    let mut desk = Desk::settled();
    by_hand(&mut desk, "hand", Side::Buy, "40", "0.60");
    desk.venue_shows_twice(&[(yes(), "60")]);
    desk.balance_twice(usd("9963.9"));
    assert!(desk.has_halt(&unexplained()) && desk.has_halt(&HaltReason::CashMissing));
    desk
}

/// The book is seen, and its middle is 0.51.
fn show_book(desk: &mut Desk) {
    desk.book("0.50", "0.52");
    let book = desk.book_with(&yes(), &[("0.50", "100")], &[("0.52", "100")]);
    desk.give(book);
}

fn plan(desk: &Desk) -> Option<GivePlan> {
    desk.core.plan_give(&yes())
}

fn cost(desk: &Desk) -> Usd {
    desk.core.state().holdings[&(GIVE_TO_FIRST, yes())].cost
}

fn given(desk: &Desk) -> Vec<(Usd, Usd, CostBasis)> {
    let given = |event: &pilotfish_copy::event::Event| match &event.what {
        EventKind::Given { cost, cash, basis, .. } => Some((*cost, *cash, *basis)),
        _ => None,
    };
    desk.events.iter().filter_map(given).collect()
}

#[test]
fn what_was_bought_by_hand_is_held_at_what_it_cost_and_takes_the_missing_cash_along() {
    let mut desk = bought_by_hand();
    let planned = plan(&desk).expect("a plan");
    assert_eq!(
        (planned.shares, planned.cost, planned.fee, planned.basis, planned.cash),
        (shares("40"), usd("24"), usd("0.5"), CostBasis::Trades, usd("24.5"))
    );
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(
        (desk.held(&yes()), desk.target(1, &yes()), cost(&desk), desk.cash()),
        ("60".into(), "60".into(), usd("35.6"), usd("9963.9"))
    );
    assert_eq!((desk.halt_count(), desk.core.state().differences.len()), (0, 0));
    assert_eq!(desk.core.state().control.cash_difference, None);
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(given(&desk), [(usd("24"), usd("24.5"), CostBasis::Trades)], "once");
    desk.restart();
    desk.pass(HOUR);
    desk.venue_shows_twice(&[(yes(), "60")]);
    desk.balance_twice(usd("9963.9"));
    assert_eq!((desk.halt_count(), desk.held(&yes())), (0, "60".into()));
}

#[test]
fn given_shares_are_sold_when_the_trader_sells_and_by_the_users_close() {
    let mut desk = bought_by_hand();
    desk.user(give(GIVE_TO_FIRST));
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    let rests: Vec<String> = desk.resting().into_iter().map(|(_, _, size)| size).collect();
    assert_eq!(rests, ["60"], "the trader closed");

    let mut desk = bought_by_hand();
    desk.user(give(GIVE_TO_FIRST));
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(31_000);
    let rests: Vec<String> = desk.resting().into_iter().map(|(_, _, size)| size).collect();
    assert_eq!(rests, ["10"], "a fifth of what the trader sold, as ever");
    assert_eq!(desk.target(1, &yes()), "50");

    let mut desk = bought_by_hand();
    desk.user(give(GIVE_TO_FIRST));
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.pass(MINUTE);
    assert_eq!((desk.held(&yes()), desk.target(1, &yes())), ("0".into(), "0".into()));
}

#[test]
fn shares_whose_cost_nobody_knows_count_at_the_price_now_and_move_no_cash() {
    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "60")]);
    desk.balance_twice(usd("9963.9"));
    show_book(&mut desk);
    let planned = plan(&desk).expect("a plan");
    assert_eq!(
        (planned.cost, planned.fee, planned.basis, planned.cash),
        (usd("20.4"), Usd::ZERO, CostBasis::Market, Usd::ZERO)
    );
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!((cost(&desk), desk.cash()), (usd("32"), usd("9988.4")));
    assert!(desk.has_halt(&HaltReason::CashMissing), "that is another difference");
    assert!(!desk.has_halt(&unexplained()));
}

#[test]
fn trades_by_hand_tell_the_cost_only_where_the_newest_come_to_the_surplus() {
    let basis = |trades: &[(&str, Side, &str)]| {
        let mut desk = Desk::settled();
        for (id, side, size) in trades {
            by_hand(&mut desk, id, *side, size, "0.60");
            desk.pass(1_000);
        }
        desk.venue_shows_twice(&[(yes(), "60")]);
        show_book(&mut desk);
        plan(&desk).expect("a plan").basis
    };
    use Side::{Buy, Sell};
    assert_eq!(basis(&[("a", Buy, "15"), ("b", Buy, "25")]), CostBasis::Trades);
    assert_eq!(
        basis(&[("old", Buy, "7"), ("a", Buy, "15"), ("b", Buy, "25")]),
        CostBasis::Trades,
        "older ones are something else"
    );
    assert_eq!(basis(&[("a", Buy, "39")]), CostBasis::Market);
    assert_eq!(basis(&[("a", Buy, "41")]), CostBasis::Market);
    assert_eq!(basis(&[("a", Buy, "40"), ("b", Sell, "10")]), CostBasis::Market);
}

#[test]
fn a_trade_by_hand_tells_the_cost_of_one_surplus_only() {
    let mut desk = bought_by_hand();
    desk.user(give(GIVE_TO_FIRST));
    by_hand(&mut desk, "hand", Side::Buy, "40", "0.60"); // Told again, as each reading does.
    desk.pass(HOUR);
    desk.venue_shows_twice(&[(yes(), "100")]);
    show_book(&mut desk);
    assert_eq!(plan(&desk).map(|plan| plan.basis), Some(CostBasis::Market));
}

#[test]
fn a_trade_that_may_be_of_an_order_of_ours_that_was_forgotten_tells_no_cost() {
    let mut desk = Desk::settled();
    let at = desk.now;
    desk.pass(HOUR);
    let trade = OwnTrade {
        trade: TradeId::new("old"),
        hash: OrderHash::new("0xold"),
        token: yes(),
        side: Side::Buy,
        shares: shares("40"),
        price: price("0.60"),
        fee: None,
        liquidity: Liquidity::Maker,
        settlement: Settlement::Confirmed,
        at,
    };
    desk.give(Input::OwnTrade(trade));
    assert_eq!(desk.core.account_readings().trades_of(&yes()).count(), 0);
    by_hand(&mut desk, "new", Side::Buy, "40", "0.60");
    assert_eq!(desk.core.account_readings().trades_of(&yes()).count(), 1);
}

#[test]
fn cash_that_was_accepted_as_gone_leaves_no_second_time_and_more_that_is_missing_stays_missing() {
    let mut desk = bought_by_hand();
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!(desk.cash(), usd("9963.9"));
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!((desk.cash(), cost(&desk)), (usd("9963.9"), usd("35.6")));
    desk.balance_twice(usd("9963.9"));
    assert_eq!(desk.halt_count(), 0);

    let mut desk = bought_by_hand();
    desk.balance(usd("9960")); // Now 28.4 are missing.
    desk.pass(61_000);
    desk.balance(usd("9960"));
    desk.user(give(GIVE_TO_FIRST));
    let missing = |desk: &Desk| {
        desk.core
            .state()
            .halts
            .get(&HaltReason::CashMissing)
            .and_then(|halt| halt.usd)
    };
    let left = missing(&desk).unwrap_or_default();
    desk.pass(61_000);
    desk.balance_twice(usd("9960"));
    assert!(missing(&desk).is_some(), "the rest of it is missing: {left}");
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!(desk.cash(), usd("9960"), "and both together are what is there");
}

#[test]
fn nothing_is_given_where_there_is_nothing_to_give_or_nobody_to_take_it() {
    let mut desk = Desk::settled();
    desk.venue_shows(&[(yes(), "60")]);
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(desk.held(&yes()), "20", "one reading is no difference");
    desk.pass(61_000);
    desk.venue_shows(&[(yes(), "60")]);
    desk.user(give(FollowId(7)));
    assert_eq!(desk.held(&yes()), "20", "no such follow");
    desk.user(UserInput::Unfollow { follow: GIVE_TO_FIRST });
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(desk.held(&yes()), "20", "a follow that is removed");

    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "12")]);
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(desk.held(&yes()), "20", "shares that are missing");

    let mut desk = bought_by_hand();
    desk.market.closed = true;
    desk.market.accepting_orders = false;
    let market = desk.market.clone();
    desk.give(Input::Market(market));
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(
        (plan(&desk), desk.held(&yes())),
        (None, "20".into()),
        "a market that is over"
    );
}

#[test]
fn shares_that_are_given_while_the_trader_turns_round_are_not_sold_as_too_many() {
    let mut desk = Desk::holding();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 1_000];
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(31_000);
    desk.trades(Side::Sell, &yes(), "25", "0.60");
    desk.pass(31_000);
    assert_eq!(desk.core.state().reversals.len(), 1);
    by_hand(&mut desk, "hand", Side::Buy, "40", "0.60");
    desk.venue_shows_twice(&[(yes(), "60")]);
    desk.user(give(GIVE_TO_FIRST));
    assert_eq!(desk.held(&yes()), "60");
    desk.cancel_answers.clear();
    let child = desk.slot();
    desk.looks(child, common::closed("0"));
    desk.pass(MINUTE);
    assert_eq!(desk.target(1, &yes()), "55", "15, as without them, and 40");
}

#[test]
fn what_is_given_is_a_row_of_the_ledger_and_no_profit_of_the_day() {
    let mut desk = Desk::settled();
    let limits = GlobalLimits {
        max_daily_loss: Some(usd("3")),
        ..desk.core.state().control.limits.clone()
    };
    desk.user(UserInput::SetLimits { limits });
    desk.balance(usd("9988.4"));
    let opening = |desk: &Desk| desk.core.state().control.day_opening.expect("a day").equity;
    by_hand(&mut desk, "hand", Side::Buy, "40", "0.60");
    desk.venue_shows_twice(&[(yes(), "60")]);
    desk.balance_twice(usd("9963.9"));
    let (before, equity) = (opening(&desk), desk.core.equity().expect("equity"));
    desk.user(give(GIVE_TO_FIRST));
    let came = desk.core.equity().expect("equity") - equity;
    assert_eq!(opening(&desk) - before, came);
    let row = desk
        .changes
        .iter()
        .rev()
        .find_map(|change| match change {
            pilotfish_copy::entity::Change::Ledger(row) => Some(row.clone()),
            _ => None,
        })
        .expect("a row");
    assert_eq!(
        (row.movement, row.follow, row.shares, row.cash),
        (Movement::Correction, Some(GIVE_TO_FIRST), shares("40"), usd("-24.5"))
    );
}

#[test]
fn what_the_venue_last_said_is_kept_with_its_time_and_an_older_answer_takes_no_newer_ones_place() {
    let mut desk = Desk::settled();
    desk.own_orders(&[("0xhand", yes())]);
    desk.balance(usd("9988.4"));
    desk.venue_shows(&[(yes(), "20")]);
    let now = desk.now;
    desk.give(Input::Account {
        cash: usd("1"),
        requested_at: now.plus(-5_000),
    });
    let view = desk.core.view();
    let readings = view.account_readings();
    let cash = readings.cash.as_ref().expect("a balance");
    assert_eq!((cash.asked_at, cash.value), (now, usd("9988.4")));
    let held = readings.shares.as_ref().expect("a list");
    assert_eq!((held.asked_at, held.value[&yes()]), (now, shares("20")));
    let orders = &readings.orders.as_ref().expect("orders").value;
    assert_eq!(orders.len(), 1, "those that are not ours: {orders:?}");
    desk.restart();
    assert!(desk.core.account_readings().cash.is_none(), "read again after a start");
}
