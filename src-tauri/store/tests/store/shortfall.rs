//! A follow's whole record, on rows made by hand.

use pilotfish_copy::accounts::Execution;
use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::SkipReason;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::{Settlement, SnapshotPosition};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_store::{PositionPage, Snapshots};

use crate::common::*;

/// A sale of all of it that a pause stopped, of which 3 were free to be sold.
fn stopped_sale() -> Signal {
    let gate = |gate, allowed: &str| Gate {
        gate,
        asked: shares("5"),
        allowed: shares(allowed),
        basis: GateBasis::Switch,
    };
    Signal {
        side: Side::Sell,
        kind: SignalKind::PositionClosed,
        before: shares("100"),
        after: Shares::ZERO,
        decision: Some(Decision {
            asked: shares("5"),
            allowed: Shares::ZERO,
            order: None,
            skipped: Some(SkipReason::Paused),
            gates: [gate(GateName::Held, "3"), gate(GateName::Paused, "0")].into(),
            ..signal(2, 1).decision.unwrap()
        }),
        percentage: "7.5".parse().unwrap(),
        ..signal(2, 1)
    }
}

#[tokio::test]
async fn a_follows_record_has_each_signal_at_its_own_terms_with_the_fills_that_count() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let sold = stopped_sale();
    // What `accumulate` kept back was weighed into the price of the decision; the signal's is the trader's own.
    let bought = Signal {
        price: price("0.57"),
        ..signal(1, 1)
    };
    let waits = Signal {
        decision: None,
        ..signal(3, 1)
    };
    let other = Signal {
        token: token(4),
        condition: condition(2),
        ..signal(4, 1)
    };
    let at_once = ChildOrder {
        kind: ChildKind::BuyNow {
            budget: usd("2"),
            price: price("0.68"),
        },
        ..child(2, 1, ChildState::Final)
    };
    let part = |trade, of_child, stage, settlement| Fill {
        shares: shares("1"),
        stage,
        settlement,
        ..fill(trade, of_child, 1, 1)
    };
    let rows = [
        Change::Control(control()),
        Change::Follow(follow(1)),
        Change::Follow(follow(2)),
        Change::Market(market(1)),
        Change::Market(market(2)),
        Change::Signal(bought),
        Change::Signal(sold),
        Change::Signal(waits),
        Change::Signal(other),
        Change::Signal(signal(5, 2)),
        Change::Order(order(1, 1)),
        Change::Child(child(1, 1, ChildState::Final)),
        Change::Child(at_once),
        Change::Fill(part("waited", 1, Stage::Mid, Settlement::Confirmed)),
        Change::Fill(part("crossed", 1, Stage::Best, Settlement::Matched)),
        Change::Fill(part("at once", 2, Stage::Trader, Settlement::Confirmed)),
        Change::Fill(part("undone", 1, Stage::Trader, Settlement::Failed)),
        Change::Holding(holding(1, 2)),
        Change::Holding(holding(2, 2)),
    ];
    write(&store, &rows).await.unwrap();
    let shown = SnapshotPosition {
        token: token(2),
        condition: condition(1),
        shares: shares("100"),
        average_cost: price("0.57"),
        current_price: price("0.61"),
        redeemable: false,
    };
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    for (at, positions) in [(600, vec![shown]), (900, Vec::new())] {
        let page = PositionPage {
            trader: wallet(1),
            at: VenueMs(at),
            positions,
        };
        snapshots.keep(&[page], &[]).await.unwrap();
    }

    let reader = store.reader();
    assert_eq!(reader.follow_record(FollowId(9)).await.unwrap(), None);
    let record = reader.follow_record(FollowId(1)).await.unwrap().unwrap();
    assert_eq!((record.follow.id, record.since), (FollowId(1), VenueMs(1_000)));
    assert_eq!(record.holdings, [holding(1, 2)]);
    assert_eq!(
        record.last_prices.into_iter().collect::<Vec<_>>(),
        [(token(2), price("0.61"))],
        "the newest that had one; none of the other token"
    );
    let decided = record.decided;
    assert_eq!(decided.len(), 3, "what waits for its decision is not among them");
    let first = &decided[0];
    assert_eq!(
        (first.percentage.to_string().as_str(), first.price, first.copy_price),
        ("5", price("0.57"), price("0.58"))
    );
    assert_eq!((first.change, first.held, first.skipped), (shares("100"), None, None));
    let crossed: Vec<bool> = first.executions.iter().map(|one| one.crossed).collect();
    assert_eq!(crossed, [false, true, true], "the failed one does not count");
    let expected = Execution {
        shares: shares("1"),
        price: price("0.59"),
        trader_price: price("0.58"),
        fee: usd("0"),
        crossed: false,
    };
    assert_eq!(first.executions[0], expected);
    let second = &decided[1];
    assert_eq!(second.percentage.to_string(), "7.5");
    assert_eq!(
        (second.held, second.skipped),
        (Some(shares("3")), Some(SkipReason::Paused))
    );
    assert!(second.closes && !second.by_user && second.executions.is_empty());
    assert_eq!(decided[2].percentage.to_string(), "5");
}
