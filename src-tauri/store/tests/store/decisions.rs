//! The list of decisions: what became of each change, counted and found again.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_store::Store;
use pilotfish_store::read::decisions::{DecisionCounts, DecisionFilter, Noticed, Verdict};

use crate::common::*;

fn noted(reason: SkipReason) -> EventKind {
    EventKind::Ignored {
        follow: FollowId(1),
        token: token(2),
        reason,
        shares: shares("3000"),
    }
}

/// Follow 1: copied in full, cut to 2 of 5, under the minimum, past a limit, undecided, a redemption, and one that a snapshot
/// had counted. Follow 2: copied in full, in market 2.
async fn decided() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let with = |id, by, allowed: &str, order: Option<u64>, skipped| Signal {
        decision: Some(Decision {
            allowed: shares(allowed),
            order: order.map(CopyOrderId),
            skipped,
            ..signal(id, by).decision.unwrap()
        }),
        ..signal(id, by)
    };
    let signals = [
        with(1, 1, "5", Some(1), None),
        with(2, 1, "2", Some(2), None),
        with(3, 1, "0", None, Some(SkipReason::UnderMinimumSize)),
        with(4, 1, "0", None, Some(SkipReason::Limit)),
        Signal {
            decision: None,
            ..signal(5, 1)
        },
        Signal {
            token: token(4),
            condition: condition(2),
            ..with(6, 2, "5", Some(6), None)
        },
    ];
    let mut rows = vec![Change::Control(control())];
    rows.extend([follow(1), follow(2)].map(Change::Follow));
    rows.extend([market(1), market(2)].map(Change::Market));
    rows.extend(signals.iter().cloned().map(Change::Signal));
    let whats: Vec<EventKind> = signals
        .iter()
        .map(|signal| told(signal, "0.58"))
        .chain([SkipReason::Redemption, SkipReason::AlreadyCounted, SkipReason::TooOld].map(noted))
        .collect();
    let events: Vec<_> = (1..)
        .zip(whats)
        .map(|(seq, what)| event(seq, 10_000 + i64::try_from(seq).unwrap(), what))
        .collect();
    commit(&store, &rows, &events, &[]).await.unwrap();
    (home, store)
}

async fn seqs(store: &Store, filter: &DecisionFilter, before: Option<u64>, limit: u32) -> Vec<u64> {
    let page = store.reader().decisions(filter, before, limit).await.unwrap();
    page.items.iter().map(|item| item.seq).collect()
}

#[tokio::test]
async fn every_change_has_one_verdict() {
    let (_home, store) = decided().await;
    let items = store
        .reader()
        .decisions(&DecisionFilter::default(), None, 100)
        .await
        .unwrap()
        .items;
    let verdicts: Vec<(u64, Verdict)> = items.iter().map(|item| (item.seq, item.verdict)).collect();
    // EventKind a snapshot had counted and what is too old decide nothing.
    assert_eq!(
        verdicts,
        [
            (7, Verdict::Skipped),
            (6, Verdict::Copied),
            (5, Verdict::Waiting),
            (4, Verdict::Refused),
            (3, Verdict::Skipped),
            (2, Verdict::Adjusted),
            (1, Verdict::Copied),
        ]
    );
    let Noticed::Noted { reason, shares: moved } = &items[0].noticed else {
        panic!("{:?}", items[0].noticed);
    };
    assert_eq!((*reason, *moved), (SkipReason::Redemption, shares("3000")));
    let Noticed::Signal(cut) = &items[5].noticed else {
        panic!("{:?}", items[5].noticed);
    };
    assert_eq!((cut.id, cut.side, cut.before), (SignalId(2), Side::Buy, Shares::ZERO));
    assert_eq!(
        (items[5].at, items[5].trader_name.as_str()),
        (VenueMs(10_002), "trader 1")
    );
    assert_eq!(items[1].market.as_ref().unwrap().question, market(2).question);
}

#[tokio::test]
async fn the_users_own_close_is_a_verdict_of_its_own_and_no_news_of_a_trader() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let signals = [
        signal(1, 1),
        Signal {
            origin: SignalOrigin::User,
            side: Side::Sell,
            ..signal(2, 1)
        },
    ];
    let mut rows = vec![
        Change::Control(control()),
        Change::Follow(follow(1)),
        Change::Market(market(1)),
    ];
    rows.extend(signals.iter().cloned().map(Change::Signal));
    let events = [
        event(1, 10_001, told(&signals[0], "0.58")),
        event(2, 10_002, told(&signals[1], "0.58")),
    ];
    commit(&store, &rows, &events, &[]).await.unwrap();
    let reader = store.reader();
    let all = DecisionFilter::default();
    let page = reader.decisions(&all, None, 9).await.unwrap();
    let verdicts: Vec<(u64, Verdict)> = page.items.iter().map(|item| (item.seq, item.verdict)).collect();
    assert_eq!(verdicts, [(2, Verdict::Yours), (1, Verdict::Copied)]);
    let of = |verdict| DecisionFilter {
        verdict: Some(verdict),
        ..DecisionFilter::default()
    };
    assert_eq!(seqs(&store, &of(Verdict::Yours), None, 9).await, [2]);
    assert_eq!(seqs(&store, &of(Verdict::Copied), None, 9).await, [1]);
    let counted = DecisionCounts {
        copied: 1,
        yours: 1,
        ..DecisionCounts::default()
    };
    assert_eq!(reader.decision_counts(&all).await.unwrap(), counted, "as they are kept");
    let dated = DecisionFilter {
        from: Some(VenueMs(0)),
        ..DecisionFilter::default()
    };
    assert_eq!(
        reader.decision_counts(&dated).await.unwrap(),
        counted,
        "as they are counted"
    );
    assert_eq!(reader.last_change_at().await.unwrap(), Some(VenueMs(10_001)));
}

#[tokio::test]
async fn filters_find_and_counts_agree_with_the_lists() {
    let (_home, store) = decided().await;
    let all = DecisionFilter::default();
    assert_eq!(seqs(&store, &all, None, 3).await, [7, 6, 5]);
    assert_eq!(seqs(&store, &all, Some(5), 3).await, [4, 3, 2]);
    assert_eq!(seqs(&store, &all, Some(2), 3).await, [1]);
    let of = |verdict| DecisionFilter {
        verdict: Some(verdict),
        ..DecisionFilter::default()
    };
    assert_eq!(seqs(&store, &of(Verdict::Skipped), None, 9).await, [7, 3]);
    assert_eq!(seqs(&store, &of(Verdict::Skipped), Some(7), 9).await, [3]);
    let counted = DecisionCounts {
        copied: 2,
        yours: 0,
        adjusted: 1,
        skipped: 2,
        refused: 1,
        waiting: 1,
        more: false,
    };
    let reader = store.reader();
    assert_eq!(reader.decision_counts(&all).await.unwrap(), counted);
    // The counts stand beside the choice of a verdict: they are of all of them.
    assert_eq!(reader.decision_counts(&of(Verdict::Copied)).await.unwrap(), counted);

    let theirs = DecisionFilter {
        trader: Some(wallet(2)),
        ..DecisionFilter::default()
    };
    assert_eq!(seqs(&store, &theirs, None, 9).await, [6]);
    let there = DecisionFilter {
        condition: Some(market(2).condition),
        ..DecisionFilter::default()
    };
    assert_eq!(seqs(&store, &there, None, 9).await, [6]);
    let within = DecisionFilter {
        from: Some(VenueMs(10_002)),
        until: Some(VenueMs(10_004)),
        ..DecisionFilter::default()
    };
    assert_eq!(seqs(&store, &within, None, 9).await, [3, 2]);
    for (text, found) in [
        ("question 2", vec![6]),
        ("TRADER 2", vec![6]),
        ("100% yes", vec![7, 6, 5, 4, 3, 2, 1]),
    ] {
        let filter = DecisionFilter {
            text: text.to_owned(),
            ..DecisionFilter::default()
        };
        assert_eq!(seqs(&store, &filter, None, 9).await, found, "{text}");
    }
}
