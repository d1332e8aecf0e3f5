//! What is taken and what is loaded again: odd facts of the venue, old provisional fills, forgotten markets.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::EndReason;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Market;
use pilotfish_copy::money::Shares;
use pilotfish_store::StoreError;

use crate::common::*;

/// What the venue did is written down, whatever it is; what the core promises is in `promises.rs`.
#[tokio::test]
async fn facts_of_the_venue_are_taken_however_odd() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    let odd = [
        Change::Market(Market {
            min_size: shares("-5"),
            payouts: Some([price("1.2"), price("-0.2")]),
            outcomes: [market(1).outcomes[0].clone(), market(1).outcomes[0].clone()],
            ..market(1)
        }),
        Change::Signal(Signal {
            before: shares("-3"),
            price: price("1.0001"),
            ..signal(1, 1)
        }),
        Change::Order(CopyOrder {
            trader_price: price("1.01"),
            filled: shares("40"),
            value: usd("-1"),
            fees: usd("-0.01"),
            ..order(1, 1)
        }),
        Change::Child(ChildOrder {
            filled: shares("40"),
            ..child(1, 1, ChildState::Live)
        }),
        Change::Fill(Fill {
            shares: Shares::ZERO,
            price: price("1.5"),
            fee: usd("-0.1"),
            ..fill("t", 1, 1, 1)
        }),
        Change::Holding(Holding {
            shares: shares("-20"),
            fees: usd("-0.1"),
            payout: Some(price("1.5")),
            ..holding(1, 2)
        }),
    ];
    write(&store, &odd).await.unwrap();
    let rows = store.load().await.unwrap();
    for row in odd {
        assert!(rows.contains(&row), "{row:?}");
    }
    let too_large = Change::Follow(Follow {
        id: FollowId(u64::MAX),
        ..follow(1)
    });
    assert!(matches!(
        write(&store, &[too_large]).await,
        Err(StoreError::OutOfRange { .. })
    ));
}

/// A fill that may still fail is loaded with its order and child, however long ago that was.
#[tokio::test]
async fn a_provisional_fill_is_loaded_however_old() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let old = CopyOrder {
        status: OrderStatus::Ended,
        end: Some(EndReason::Filled),
        ended_at: Some(VenueMs(1)),
        ..order(1, 1)
    };
    let mut rows = basis(1);
    let done = child(1, 1, ChildState::Final);
    let provisional = Fill {
        settlement: Settlement::Retrying,
        ..fill("t", 1, 1, 1)
    };
    rows.extend([
        Change::Order(old.clone()),
        Change::Child(done.clone()),
        Change::Fill(provisional.clone()),
    ]);
    write(&store, &rows).await.unwrap();
    let loaded = store.load().await.unwrap();
    for row in [
        Change::Order(old),
        Change::Child(done),
        Change::Fill(provisional.clone()),
    ] {
        assert!(loaded.contains(&row), "{row:?}");
    }
    let failed = Fill {
        settlement: Settlement::Failed,
        ..provisional
    };
    write(&store, &[Change::Fill(failed)]).await.unwrap();
    let loaded = store.load().await.unwrap();
    let past = |row: &Change| matches!(row, Change::Order(_) | Change::Child(_) | Change::Fill(_));
    assert!(!loaded.iter().any(past), "{loaded:?}");
}

#[tokio::test]
async fn a_forgotten_market_is_not_loaded_and_still_names_what_happened_in_it() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let mut rows = basis(1);
    rows.push(Change::Market(market(2)));
    rows.push(Change::MarketForgotten(condition(1)));
    write(&store, &rows).await.unwrap();
    let markets = |rows: Vec<Change>| -> Vec<ConditionId> {
        let of = |row| match row {
            Change::Market(market) => Some(market.condition),
            _ => None,
        };
        rows.into_iter().filter_map(of).collect()
    };
    assert_eq!(markets(store.load().await.unwrap()), [condition(2)]);
    let working = store.reader().working_orders().await.unwrap();
    assert_eq!(working[0].market.as_ref().unwrap().slug, "question-1");
    // It is needed again.
    write(&store, &[Change::Market(market(1))]).await.unwrap();
    assert_eq!(markets(store.load().await.unwrap()), [condition(1), condition(2)]);
}
