//! How well traders are seen, from the streams and polls to the command list.

use std::time::{Duration, Instant};

use pilotfish_copy::market::Side;
use pilotfish_engine::testing::PATIENCE;
use pilotfish_engine::testing::venue::trader;
use pilotfish_polymarket::UnreadableRows;

use super::Stage;
use crate::Api;
use crate::types::{FeedReport, FeedVerdict, Ms, RowSource};

/// Waits until the report is so.
async fn reported(api: &Api, what: &str, holds: impl Fn(&FeedReport) -> bool) -> FeedReport {
    let begun = Instant::now();
    loop {
        let report = api.feed_report().await.unwrap();
        if holds(&report) {
            return report;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: {report:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trade_is_counted_by_each_source_and_one_that_is_not_followed_any_more_is_not_reported() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let before = api.feed_report().await.unwrap();
    assert_eq!(
        before.traders.len(),
        1,
        "a trader of whom nothing was seen is there, too"
    );
    assert_eq!(before.traders[0].verdict, FeedVerdict::Quiet);
    assert_eq!(before.traders[0].address, trader().to_string());
    assert_eq!(before.unreadable, []);

    stage.script.trades(Side::Buy, "100", "0.5").await;
    let report = reported(&api, "both show it", |report| report.traders[0].matched == 1).await;
    let row = &report.traders[0];
    assert_eq!((row.trader.as_str(), row.stream.seen, row.list.seen), ("25usdc", 1, 1));
    assert!(
        row.stream.delay.is_some() && row.verdict != FeedVerdict::Quiet,
        "{row:?}"
    );

    api.switch_follow(row.follow, false).await.unwrap();
    reported(&api, "nobody is copied", |report| report.traders.is_empty()).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_could_not_be_read_are_told_with_their_source_and_a_sample() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let rows = UnreadableRows {
        source: pilotfish_polymarket::RowSource::UserStream,
        count: 4,
        last_at_ms: 1,
        sample: "a fill without a price: {}".to_owned(),
    };
    stage.script.scene(|scene| scene.unreadable = vec![rows]);
    let report = api.feed_report().await.unwrap();
    let told = &report.unreadable[0];
    assert_eq!((told.source, told.count), (RowSource::UserStream, 4));
    assert!(told.last_ago > Ms(0) && told.sample.contains("without a price"));
    engine.shutdown().await;
}
