//! EventKind the window's screens ask, on the history made by hand: positions, totals, the ledger and the figures of a period.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;
use pilotfish_store::read::history::HistoryFilter;
use pilotfish_store::read::ledger::Ledger;
use pilotfish_store::read::positions::CloseFate;
use pilotfish_store::{EquityPoint, FollowPoint, Store};

use crate::by_hand::{events, history};
use crate::common::*;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

async fn made() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    history(&store).await;
    (home, store)
}

#[tokio::test]
async fn a_holding_is_held_since_the_first_fill_after_nothing_was_left() {
    let (_home, store) = made().await;
    let since = store.reader().held_since().await.unwrap();
    // Follow 1 sold all of its first 5 shares: what it holds was bought at 23 s. The failed fill of 23.5 s counts nowhere.
    assert_eq!(
        since.into_iter().collect::<Vec<_>>(),
        vec![((FollowId(1), token(2)), VenueMs(23_000))]
    );
}

#[tokio::test]
async fn the_users_close_is_found_with_what_became_of_it() {
    let (_home, store) = made().await;
    let reader = store.reader();
    let closes = |id: u64, decision: Option<Decision>| Signal {
        key: format!("close-{id}"),
        side: Side::Sell,
        origin: SignalOrigin::User,
        decision,
        ..signal(id, 1)
    };
    let fate = |from: u64| {
        let reader = reader.clone();
        async move { reader.close_fate(FollowId(1), &token(2), SignalId(from)).await.unwrap() }
    };
    assert_eq!((fate(1).await, reader.closing_orders().await.unwrap().len()), (None, 0));

    write(&store, &[Change::Signal(closes(20, None))]).await.unwrap();
    assert_eq!(fate(20).await, Some(CloseFate::Undecided));
    let decided = |order: Option<u64>, skipped| Decision {
        order: order.map(CopyOrderId),
        skipped,
        ..signal(20, 1).decision.unwrap()
    };
    let sale = CopyOrder {
        side: Side::Sell,
        by_user: true,
        signal: SignalId(20),
        ..order(20, 1)
    };
    let rows = [
        Change::Signal(closes(20, Some(decided(Some(20), None)))),
        Change::Order(sale),
    ];
    write(&store, &rows).await.unwrap();
    assert_eq!(fate(20).await, Some(CloseFate::Order(CopyOrderId(20))));
    let closing = reader.closing_orders().await.unwrap();
    assert_eq!(closing.get(&(FollowId(1), token(2))), Some(&CopyOrderId(20)));

    let skipped = closes(21, Some(decided(None, Some(SkipReason::Stopped))));
    write(&store, &[Change::Signal(skipped)]).await.unwrap();
    assert_eq!(fate(20).await, Some(CloseFate::Skipped(SkipReason::Stopped)));
    assert_eq!(fate(22).await, None);
}

#[tokio::test]
async fn totals_are_those_worked_out_by_hand() {
    let (_home, store) = made().await;
    let reader = store.reader();
    let all = reader.history_totals(&HistoryFilter::default()).await.unwrap();
    // Bought 2.95 + 6 + 6, sold 3.40 + 0.86; realised 1.04 + 0.27; the failed purchase counts as failed only.
    assert_eq!((all.fills, all.failed), (5, 1));
    assert_eq!((all.bought, all.sold), (usd("14.95"), usd("4.26")));
    assert_eq!((all.fees, all.realised), (usd("0.30"), usd("1.31")));
    // Slipped 0.09 + 1 on 40 shares, whose traders' prices sum to 18.2: 0.02725 a share, 598.9 bps.
    let slippage = all.slippage;
    assert_eq!(
        (slippage.usd(), slippage.per_share()),
        (usd("1.09"), Some(price("0.02725")))
    );
    assert_eq!(slippage.bps(1), Some("598.9".parse().unwrap()));

    let sales = HistoryFilter {
        side: Some(Side::Sell),
        text: "question 1".to_owned(),
        ..HistoryFilter::default()
    };
    let sales = reader.history_totals(&sales).await.unwrap();
    assert_eq!((sales.fills, sales.bought, sales.sold), (2, Usd::ZERO, usd("4.26")));
    let nothing = HistoryFilter {
        trader: Some(wallet(9)),
        ..HistoryFilter::default()
    };
    let nothing = reader.history_totals(&nothing).await.unwrap();
    assert_eq!(
        (nothing.fills, nothing.slippage.per_share(), nothing.slippage.bps(1)),
        (0, None, None)
    );

    // The trader of follows 1 and 3 is called as the newest follow says, though that one has no fill.
    let names: Vec<String> = reader
        .history_traders()
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["trader 1 again", "trader 2"]);
}

#[tokio::test]
async fn the_ledger_reads_each_fill_once_and_starts_again_when_one_fails() {
    let (_home, store) = made().await;
    let reader = store.reader();
    let mut ledger = Ledger::default();
    reader.refresh(&mut ledger).await.unwrap();
    let net = |ledger: &Ledger| -> Vec<(u64, Usd)> {
        let mut episodes: Vec<_> = ledger
            .closed_episodes()
            .iter()
            .map(|episode| (episode.follow.0, episode.net))
            .collect();
        episodes.sort();
        episodes
    };
    assert_eq!(ledger.fills().len(), 5);
    assert_eq!(net(&ledger), vec![(1, usd("1.21")), (2, usd("-6.2"))]);
    reader.refresh(&mut ledger).await.unwrap();
    assert_eq!(ledger.fills().len(), 5, "nothing is taken in twice");

    let sale = Fill {
        side: Side::Sell,
        shares: shares("10"),
        price: price("0.70"),
        trader_price: price("0.70"),
        at: VenueMs(60_000),
        ..fill("g", 3, 3, 1)
    };
    write(&store, &[Change::Fill(sale.clone())]).await.unwrap();
    reader.refresh(&mut ledger).await.unwrap();
    assert_eq!(net(&ledger), vec![(1, usd("1")), (1, usd("1.21")), (2, usd("-6.2"))]);

    let failed = EventKind::Settlement {
        trade: sale.trade.clone(),
        hash: sale.hash.clone(),
        order: sale.order,
        settlement: Settlement::Failed,
        shares: sale.shares,
    };
    let next = events().len() as u64 + 1;
    let row = Change::Fill(Fill {
        settlement: Settlement::Failed,
        ..sale
    });
    commit(&store, &[row], &[event(next, 70_000, failed)], &[])
        .await
        .unwrap();
    reader.refresh(&mut ledger).await.unwrap();
    assert_eq!(ledger.fills().len(), 5);
    assert_eq!(net(&ledger), vec![(1, usd("1.21")), (2, usd("-6.2"))]);
    assert_eq!(reader.failed_since(VenueMs(70_000)).await.unwrap(), 1);
    assert_eq!(reader.failed_since(VenueMs(70_001)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_period_begins_at_the_last_hourly_reading_before_it() {
    let (_home, store) = made().await;
    let reader = store.reader();
    assert_eq!(reader.period_start(Some(VenueMs(9 * HOUR))).await.unwrap().at, None);
    let reading = |follow: u64, realised: &str| FollowPoint {
        follow: FollowId(follow),
        realised: usd(realised),
        unrealised: usd("0.5"),
        fees: usd("0.1"),
    };
    let equity = |at, cash: i64| EquityPoint {
        at: VenueMs(at),
        cash: Usd::dollars(cash),
        claims: usd("3"),
        holdings_value: usd("7"),
        realised: usd("1"),
        unrealised: Usd::ZERO,
        fees: Usd::ZERO,
    };
    for (at, cash) in [(2 * HOUR, 100), (2 * HOUR + MINUTE, 90), (3 * HOUR, 80), (4 * HOUR, 95)] {
        keep_equity(&store, equity(at, cash)).await;
    }
    let first = [reading(1, "1"), reading(2, "2")];
    keep_follows(&store, 2 * HOUR + MINUTE, &first).await;
    // Later in the same hour, by a new start: the first reading stands.
    keep_follows(&store, 2 * HOUR + 9 * MINUTE, &[reading(1, "7")]).await;
    keep_follows(&store, 3 * HOUR, &[reading(1, "3")]).await;

    // The reading of an hour may lie after `from` while that hour lasts: only one of an hour that is over will do.
    let start = reader.period_start(Some(VenueMs(3 * HOUR + 5))).await.unwrap();
    assert_eq!(start.at, Some(VenueMs(2 * HOUR + MINUTE)));
    assert_eq!(start.follows.values().copied().collect::<Vec<_>>(), first.to_vec());
    assert_eq!(start.equity, Some(equity(2 * HOUR + MINUTE, 90)));
    let start = reader.period_start(Some(VenueMs(4 * HOUR))).await.unwrap();
    assert_eq!((start.at, start.follows.len()), (Some(VenueMs(3 * HOUR)), 1));
    let start = reader.period_start(None).await.unwrap();
    assert_eq!((start.at, start.equity), (None, Some(equity(2 * HOUR, 100))));

    let heights = reader.heights(2 * 60).await.unwrap();
    assert_eq!(
        heights.iter().map(|one| (one.minute, one.equity)).collect::<Vec<_>>(),
        vec![(121, usd("100")), (180, usd("90")), (240, usd("105"))]
    );
    assert_eq!(heights[0].net, usd("1"));
}

#[tokio::test]
async fn a_sampled_curve_is_even_in_time_and_ends_with_the_newest_point() {
    let (_home, store) = made().await;
    let reader = store.reader();
    assert!(reader.equity_sampled(None, 10).await.unwrap().is_empty());
    for minute in (0..1_000).filter(|minute| !(300..600).contains(minute)) {
        let point = EquityPoint {
            at: VenueMs(minute * MINUTE),
            cash: Usd::dollars(minute),
            claims: Usd::ZERO,
            holdings_value: Usd::ZERO,
            realised: Usd::ZERO,
            unrealised: Usd::ZERO,
            fees: Usd::ZERO,
        };
        keep_equity(&store, point).await;
    }
    let minutes = |points: Vec<EquityPoint>| points.iter().map(|point| point.at.0 / MINUTE).collect::<Vec<_>>();
    let whole = minutes(reader.equity_sampled(None, 10).await.unwrap());
    // Every 111 minutes; where nothing was kept, the last point before stands once.
    assert_eq!(whole, [0, 111, 222, 299, 666, 777, 888, 999]);
    let part = minutes(reader.equity_sampled(Some(VenueMs(990 * MINUTE)), 100).await.unwrap());
    assert_eq!(part, (990..1_000).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_ended_and_what_was_skipped_lately_is_counted() {
    let (_home, store) = made().await;
    let reader = store.reader();
    let ended = reader.ended_since(VenueMs(i64::MIN)).await.unwrap();
    assert_eq!((ended.ended, ended.filled), (5, 1));
    let later = reader.ended_since(VenueMs(40_000)).await.unwrap();
    assert_eq!((later.ended, later.filled), (4, 1));
    let skips = reader.skips_since(VenueMs(30_000), 10).await.unwrap();
    let reasons: Vec<SkipReason> = skips.iter().map(|skip| skip.reason).collect();
    assert_eq!(
        reasons,
        [
            SkipReason::Limit,
            SkipReason::UnderOneDollar,
            SkipReason::UnderOneDollar
        ]
    );
    assert_eq!(skips[0].follow, Some(FollowId(1)));
    assert!(reader.skips_since(VenueMs(30_001), 10).await.unwrap().is_empty());
}
