//! Counts and sums that are kept: what they say is what the lists say, whatever changes under them.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use pilotfish_store::Reader;
use pilotfish_store::read::decisions::DecisionFilter;
use pilotfish_store::read::history::HistoryFilter;
use pilotfish_store::read::totals::HistoryTotals;

use crate::by_hand;
use crate::common::*;

/// A time before everything: with it a filter finds the same, but by reading it all.
const EVER: Option<VenueMs> = Some(VenueMs(i64::MIN));

async fn agree(reader: &Reader) {
    for trader in [None, Some(wallet(1)), Some(wallet(2)), Some(wallet(9))] {
        let kept = HistoryFilter {
            trader: trader.clone(),
            ..HistoryFilter::default()
        };
        let read = HistoryFilter {
            from: EVER,
            ..kept.clone()
        };
        assert_eq!(
            reader.history_totals(&kept).await.unwrap(),
            reader.history_totals(&read).await.unwrap(),
            "{trader:?}"
        );
    }
    let totals = reader.follow_totals().await.unwrap();
    for view in reader.follows().await.unwrap() {
        let figures = view.figures;
        let kept = totals.get(&view.follow.id).copied().unwrap_or_default().history;
        assert_eq!(
            (kept.fills, kept.bought, kept.sold, kept.slippage.usd()),
            (figures.fills, figures.bought, figures.sold, figures.slippage_usd)
        );
        assert_eq!(kept.slippage.bps(2).map(|bps| bps.normalize()), figures.slippage_bps);
    }
}

#[tokio::test]
async fn sums_of_fills_follow_every_settlement() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    by_hand::history(&store).await;
    agree(store.reader()).await;

    let other = tempfile::tempdir().unwrap();
    let store = open(other.path()).await;
    write(&store, &basis(1)).await.unwrap();
    write(&store, &[Change::Child(child(1, 1, ChildState::Final))])
        .await
        .unwrap();
    let part = |trade: &str, side, size: &str, ours: &str, settlement| Fill {
        side,
        shares: shares(size),
        price: price(ours),
        fee: usd("0.01"),
        realised: usd("0.5"),
        settlement,
        ..fill(trade, 1, 1, 1)
    };
    let (buy, sell) = (Side::Buy, Side::Sell);
    let steps = [
        part("a", buy, "5.000001", "0.591", Settlement::Matched),
        part("b", sell, "3.999999", "0.577", Settlement::Matched),
        part("a", buy, "5.000001", "0.591", Settlement::Confirmed),
        part("b", sell, "3.999999", "0.577", Settlement::Failed),
        // A fill that is corrected, one that failed at once, and one that is good after all.
        part("a", buy, "5.000001", "0.592", Settlement::Confirmed),
        part("c", buy, "7", "0.6", Settlement::Failed),
        part("b", sell, "3.999999", "0.577", Settlement::Confirmed),
    ];
    for step in steps {
        write(&store, &[Change::Fill(step.clone())]).await.unwrap();
        agree(store.reader()).await;
    }
    let totals = store.reader().history_totals(&HistoryFilter::default()).await.unwrap();
    assert_eq!((totals.fills, totals.failed), (2, 1));
}

#[tokio::test]
async fn counts_of_decisions_follow_every_decision() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let first = event(1, 1, told(&signal(2, 1), "0.58"));
    commit(&store, &basis(2), &[first], &[]).await.unwrap();
    let undecided = |id| Signal {
        decision: None,
        ..signal(id, 1)
    };
    let decided = |id, allowed: &str, order: Option<u64>, skipped| Signal {
        decision: Some(Decision {
            allowed: shares(allowed),
            order: order.map(CopyOrderId),
            skipped,
            ..signal(id, 1).decision.unwrap()
        }),
        ..signal(id, 1)
    };
    let steps = [
        vec![undecided(11), undecided(12), undecided(13)],
        vec![decided(11, "5", Some(11), None), decided(12, "1", Some(12), None)],
        vec![decided(13, "0", None, Some(SkipReason::Limit))],
        vec![decided(14, "0", None, Some(SkipReason::RoundsToNothing))],
    ];
    let mut seq = 1;
    for signals in steps {
        let mut events = Vec::new();
        for signal in &signals {
            if signal.decision.is_none() || signal.id == SignalId(14) {
                seq += 1;
                events.push(event(seq, seq.try_into().unwrap(), told(signal, "0.58")));
            }
        }
        for reason in [SkipReason::Redemption, SkipReason::TooOld] {
            seq += 1;
            let what = EventKind::Ignored {
                follow: FollowId(1),
                token: token(2),
                reason,
                shares: shares("1"),
            };
            events.push(event(seq, seq.try_into().unwrap(), what));
        }
        let rows: Vec<Change> = signals.into_iter().map(Change::Signal).collect();
        commit(&store, &rows, &events, &[]).await.unwrap();
        for trader in [None, Some(wallet(1)), Some(wallet(9))] {
            let kept = DecisionFilter {
                trader,
                ..DecisionFilter::default()
            };
            let read = DecisionFilter {
                from: EVER,
                ..kept.clone()
            };
            let reader = store.reader();
            assert_eq!(
                reader.decision_counts(&kept).await.unwrap(),
                reader.decision_counts(&read).await.unwrap(),
                "{kept:?}"
            );
        }
    }
    let reader = store.reader();
    let counts = reader.decision_counts(&DecisionFilter::default()).await.unwrap();
    assert_eq!((counts.copied, counts.adjusted, counts.refused), (2, 1, 1));
    assert_eq!((counts.skipped, counts.waiting), (5, 0));
    let totals = reader.follow_totals().await.unwrap()[&FollowId(1)];
    assert_eq!((totals.signals, totals.skips), (5, 0));
    assert_eq!(totals.last_event_at, Some(VenueMs(seq.try_into().unwrap())));
}

#[tokio::test]
async fn no_figure_of_a_venue_is_too_odd_to_be_written() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    write(&store, &[Change::Child(child(1, 1, ChildState::Final))])
        .await
        .unwrap();
    let extremes = [i64::MIN, -1, 0, 1, i64::MAX];
    for (n, size) in extremes.into_iter().enumerate() {
        for (m, ours) in extremes.into_iter().enumerate() {
            for settlement in [Settlement::Matched, Settlement::Failed, Settlement::Confirmed] {
                let odd = Fill {
                    shares: Shares::from_micros(size),
                    price: Price::from_micros(ours),
                    trader_price: Price::from_micros(-1),
                    settlement,
                    side: if n % 2 == 0 { Side::Buy } else { Side::Sell },
                    ..fill(&format!("{n}/{m}"), 1, 1, 1)
                };
                write(&store, &[Change::Fill(odd)]).await.unwrap();
            }
        }
    }
    let _: HistoryTotals = store.reader().history_totals(&HistoryFilter::default()).await.unwrap();
}
