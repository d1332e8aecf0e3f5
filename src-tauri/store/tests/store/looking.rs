//! No list looks at all there ever was: it says how far it looked, and goes on from there.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{Event, EventKind, SkipReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_store::Store;
use pilotfish_store::read::activity::{self, ActivityFilter};
use pilotfish_store::read::decisions::{self, DecisionFilter};
use pilotfish_store::read::history::{self, HistoryFilter};
use pilotfish_store::read::ledger_entries::LedgerFilter;

use crate::common::*;

fn noted(seq: u64, by: u64) -> Event {
    let what = EventKind::Ignored {
        follow: FollowId(by),
        token: token(2),
        reason: SkipReason::Redemption,
        shares: shares("1"),
    };
    event(seq, i64::try_from(seq).unwrap() * 1_000, what)
}

/// One change of follow 2, and after it so many of follow 1.
async fn long(more: u64) -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let rows = [
        Change::Control(control()),
        Change::Follow(follow(1)),
        Change::Follow(follow(2)),
        Change::Market(market(1)),
    ];
    write(&store, &rows).await.unwrap();
    let events: Vec<Event> = (1..=more + 1)
        .map(|seq| noted(seq, if seq == 1 { 2 } else { 1 }))
        .collect();
    for part in events.chunks(5_000) {
        commit(&store, &[], part, &[]).await.unwrap();
    }
    (home, store)
}

#[tokio::test]
async fn a_filtered_list_of_decisions_looks_so_far_and_goes_on_when_it_is_asked() {
    let looked = u64::from(decisions::LOOKED_AT_MOST);
    let (_home, store) = long(looked + 10).await;
    let reader = store.reader();
    let theirs = DecisionFilter {
        trader: Some(wallet(2)),
        ..DecisionFilter::default()
    };
    let named = DecisionFilter {
        text: "trader 2".to_owned(),
        ..DecisionFilter::default()
    };
    for filter in [theirs.clone(), named] {
        let first = reader.decisions(&filter, None, 50).await.unwrap();
        assert_eq!((first.items.len(), first.next), (0, Some(12)), "{filter:?}");
        let second = reader.decisions(&filter, first.next, 50).await.unwrap();
        let found: Vec<u64> = second.items.iter().map(|item| item.seq).collect();
        assert_eq!((found, second.next), (vec![1], None), "{filter:?}");
    }
    // A date leads there at once.
    let early = DecisionFilter {
        until: Some(VenueMs(3_000)),
        ..theirs.clone()
    };
    let page = reader.decisions(&early, None, 50).await.unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
    let late = DecisionFilter {
        from: Some(VenueMs(i64::try_from(looked).unwrap() * 1_000)),
        ..theirs
    };
    let page = reader.decisions(&late, None, 50).await.unwrap();
    assert_eq!(
        (page.items.len(), page.next),
        (0, None),
        "what is before its date is not looked at"
    );
    // Without a filter a page is full, and the last one says that it is.
    let all = reader.decisions(&DecisionFilter::default(), Some(3), 50).await.unwrap();
    assert_eq!((all.items.len(), all.next), (2, None));
    let page = reader.decisions(&DecisionFilter::default(), None, 50).await.unwrap();
    assert_eq!((page.items.len(), page.next), (50, Some(looked - 38)));
}

#[tokio::test]
async fn counts_with_a_date_are_of_the_newest_and_say_so() {
    let counted = u64::from(decisions::COUNTED_MOST);
    let (_home, store) = long(counted).await;
    let reader = store.reader();
    let since = |at: i64| DecisionFilter {
        from: Some(VenueMs(at)),
        ..DecisionFilter::default()
    };
    let counts = reader.decision_counts(&since(0)).await.unwrap();
    assert_eq!((counts.skipped, counts.more), (counted, true));
    let counts = reader.decision_counts(&since(2_000)).await.unwrap();
    assert_eq!(
        (counts.skipped, counts.more),
        (counted, false),
        "all that there are since then"
    );
    let counts = reader.decision_counts(&since(i64::MAX)).await.unwrap();
    assert_eq!((counts.skipped, counts.more), (0, false));
    let kept = reader.decision_counts(&DecisionFilter::default()).await.unwrap();
    assert_eq!(
        (kept.skipped, kept.more),
        (counted + 1, false),
        "those that are kept are whole"
    );
}

#[tokio::test]
async fn a_search_in_the_journal_looks_so_far_and_goes_on_when_it_is_asked() {
    let looked = u64::from(activity::LOOKED_AT_MOST);
    let (_home, store) = long(looked + 10).await;
    let reader = store.reader();
    let searched = |kinds: &[&str], follow: Option<u64>, text: &str| ActivityFilter {
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        follow: follow.map(FollowId),
        order: None,
        text: text.to_owned(),
    };
    let through = [
        searched(&[], None, "trader 2"),
        searched(&["noted", "skip"], None, "trader 2"),
        searched(&["noted"], None, "trader 2"),
    ];
    for filter in through {
        let first = reader.activity(&filter, None, 50).await.unwrap();
        assert_eq!((first.items.len(), first.next), (0, Some(12)), "{filter:?}");
        let second = reader.activity(&filter, first.next, 50).await.unwrap();
        assert_eq!((second.items.len(), second.next), (1, None), "{filter:?}");
    }
    // What an index leads to is found at once, however long ago it was.
    for filter in [searched(&[], Some(2), ""), searched(&["noted"], Some(2), "")] {
        let page = reader.activity(&filter, None, 50).await.unwrap();
        assert_eq!((page.items.len(), page.next), (1, None), "{filter:?}");
    }
    let none = reader.activity(&searched(&["fill"], None, ""), None, 50).await.unwrap();
    assert_eq!((none.items.len(), none.next), (0, None));
}

#[tokio::test]
async fn a_filtered_history_looks_so_far_and_goes_on_when_it_is_asked() {
    let looked = i64::from(history::LOOKED_AT_MOST);
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(2)).await.unwrap();
    write(&store, &basis(1)).await.unwrap();
    write(&store, &[Change::Follow(follow(2))]).await.unwrap();
    write(
        &store,
        &[
            Change::Child(child(1, 1, ChildState::Final)),
            Change::Child(child(2, 2, ChildState::Final)),
        ],
    )
    .await
    .unwrap();
    let at = |n: i64, by: u64| {
        Change::Fill(Fill {
            at: VenueMs(n),
            ..fill(&format!("t{n}"), by, by, by)
        })
    };
    let mut rows = vec![at(1, 2)];
    rows.extend((2..=looked + 5).map(|n| at(n, 1)));
    for part in rows.chunks(5_000) {
        write(&store, part).await.unwrap();
    }
    let reader = store.reader();
    let filter = HistoryFilter {
        follow: Some(FollowId(2)),
        ..HistoryFilter::default()
    };
    let first = reader.history(&filter, None, 50).await.unwrap();
    assert_eq!(first.items.len(), 0);
    assert_eq!(first.next.map(|place| place.at), Some(VenueMs(6)));
    let second = reader.history(&filter, first.next, 50).await.unwrap();
    assert_eq!((second.items.len(), second.next), (1, None));
    let early = HistoryFilter {
        until: Some(VenueMs(10)),
        ..filter
    };
    assert_eq!(reader.history(&early, None, 50).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_balance_is_right_on_both_sides_of_a_thousand_entries() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let rows: Vec<Change> = (1..=2_500)
        .map(|seq| {
            Change::Ledger(LedgerEntry {
                seq,
                at: VenueMs(1),
                movement: Movement::Deposit,
                follow: None,
                token: None,
                condition: None,
                shares: shares("0"),
                cash: usd(if seq % 7 == 0 { "-2" } else { "1.5" }),
                claim: usd("0"),
                realised: usd("0"),
            })
        })
        .collect();
    write(&store, &rows).await.unwrap();
    let mut balance = usd("0");
    let expected: Vec<_> = rows
        .iter()
        .map(|row| {
            let Change::Ledger(entry) = row else { unreachable!() };
            balance += entry.cash;
            balance
        })
        .collect();
    let page = store
        .reader()
        .ledger_entries(&LedgerFilter::default(), None, 2_500)
        .await
        .unwrap();
    let found: Vec<_> = page.iter().rev().map(|item| item.balance).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_record_that_is_brought_up_to_date_is_the_record_read_whole() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    write(&store, &[Change::Child(child(1, 1, ChildState::Final))])
        .await
        .unwrap();
    let waits = |id: u64| Signal {
        decision: None,
        ..signal(id, 1)
    };
    let decided = |id: u64, order: Option<u64>| Signal {
        decision: Some(Decision {
            order: order.map(CopyOrderId),
            ..signal(id, 1).decision.unwrap()
        }),
        ..signal(id, 1)
    };
    let part = |trade: &str, of: u64| Change::Fill(fill(trade, of, of, 1));
    let settled = |trade: &str, of: u64| {
        Change::Fill(Fill {
            settlement: Settlement::Failed,
            ..fill(trade, of, of, 1)
        })
    };
    let steps: Vec<Vec<Change>> = vec![
        vec![part("a", 1)],
        // Two that wait, and one after them that is decided and filled at once.
        vec![
            Change::Signal(waits(2)),
            Change::Signal(waits(3)),
            Change::Signal(decided(4, Some(4))),
            Change::Order(order(4, 1)),
            Change::Child(child(4, 4, ChildState::Final)),
            part("b", 4),
        ],
        vec![Change::Signal(decided(3, None)), part("c", 4)],
        vec![part("d", 1)],
        vec![Change::Signal(decided(2, None))],
        vec![],
        vec![Change::Signal(decided(5, None)), part("e", 4)],
        vec![settled("b", 4)],
    ];
    let mut known = None;
    let mut seq = 0;
    for (n, rows) in steps.into_iter().enumerate() {
        let mut events = Vec::new();
        if rows
            .iter()
            .any(|row| matches!(row, Change::Fill(fill) if fill.settlement == Settlement::Failed))
        {
            seq += 1;
            events.push(event(seq, 1, failed("b", 4)));
        }
        commit(&store, &rows, &events, &[]).await.unwrap();
        let reader = store.reader();
        known = reader.known_record(FollowId(1), known).await.unwrap();
        let whole = reader.follow_record(FollowId(1)).await.unwrap().unwrap();
        assert_eq!(*known.as_ref().unwrap().record(), whole, "step {n}");
    }
    let fills: usize = known
        .unwrap()
        .record()
        .decided
        .iter()
        .map(|one| one.executions.len())
        .sum();
    assert_eq!(fills, 4, "the failed one does not count any more");
}

fn failed(trade: &str, of: u64) -> EventKind {
    EventKind::Settlement {
        order: CopyOrderId(of),
        trade: TradeId::new(trade),
        hash: hash(of),
        settlement: Settlement::Failed,
        shares: shares("1"),
    }
}
