//! The notification centre, the search and what is remembered, over the whole engine.

use std::sync::Arc;
use std::time::Instant;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_engine::testing::PATIENCE;
use pilotfish_engine::testing::venue::trader;

use super::Stage;
use crate::Api;
use crate::types::{
    ColumnLayout, ErrorCode, GlobalLimit, LeaderOrder, LeaderboardQuery, LimitsView, Ms, NoticeGroup, NoticeKind,
    NoticeRow, Period, Recent, TableLayout, TableName, TableView,
};

/// The first row of that kind, once there is one.
async fn row(api: &Api, what: &str, is: impl Fn(&NoticeKind) -> bool) -> NoticeRow {
    let begun = Instant::now();
    loop {
        let found = api.notices().await.unwrap().rows.into_iter().find(|row| is(&row.what));
        if let Some(row) = found {
            return row;
        }
        assert!(begun.elapsed() < PATIENCE, "no notice of {what}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_is_told_with_its_figure_and_the_way_to_raise_it_until_it_is_read() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let settings = api.settings().await.unwrap();
    let limits = LimitsView {
        max_daily_spend: "0".to_owned(),
        ..settings.limits.clone()
    };
    let room = api.preview_limits(limits.clone()).await.unwrap();
    assert_eq!(
        room.iter()
            .map(|room| (room.limit, room.after.as_str()))
            .collect::<Vec<_>>(),
        [(GlobalLimit::DailySpend, "0")]
    );
    api.save_settings(crate::types::Settings { limits, ..settings })
        .await
        .unwrap();
    stage.script.trades(Side::Buy, "1000", "0.58").await;
    let told = row(&api, "a limit", |what| matches!(what, NoticeKind::Limit { .. })).await;
    assert_eq!((told.new, told.group, told.count), (true, NoticeGroup::NeedsYou, 1));
    let NoticeKind::Limit {
        raise,
        traders,
        skipped,
        ..
    } = told.what
    else {
        unreachable!("it was found by that");
    };
    assert_eq!((skipped, traders.len()), (1, 1));
    assert_eq!(traders[0].trader.address, trader().to_string());
    assert_eq!(
        raise.map(|raise| (raise.limit, raise.now, raise.to)),
        Some((GlobalLimit::DailySpend, "0".to_owned(), "10".to_owned()))
    );

    let newest = api.notices().await.unwrap().newest;
    let read = api.read_notices(newest).await.unwrap();
    assert_eq!(read.unread, 0);
    assert!(read.rows.iter().all(|row| !row.new) && !read.rows.is_empty());
    // It is not taken back, and is there in a program that is started again.
    assert_eq!(api.read_notices(Ms(0)).await.unwrap().unread, 0);
    assert_eq!(stage.api(&engine).notices().await.unwrap().unread, 0);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_and_what_was_opened_are_there_after_a_restart() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let layout = TableLayout {
        table: TableName::Ledger,
        columns: vec![ColumnLayout {
            column: "cash".to_owned(),
            shown: false,
            width: Some(120),
        }],
    };
    api.remember_table(layout.clone()).await.unwrap();
    let view = TableView {
        table: TableName::Ledger,
        name: "Year’s end".to_owned(),
        columns: layout.columns.clone(),
    };
    api.remember_view(view.clone()).await.unwrap();
    for name in ["", " Tax", "a\tb", &"x".repeat(41)] {
        let bad = TableView {
            name: name.to_owned(),
            ..view.clone()
        };
        assert_eq!(
            api.remember_view(bad).await.unwrap_err().code,
            ErrorCode::OutOfRange,
            "{name:?}"
        );
    }
    let line = Recent::Line {
        text: "600x".to_owned(),
    };
    api.remember_recent(line.clone()).await.unwrap();
    let bad = TableLayout {
        columns: vec![ColumnLayout {
            column: "no name".to_owned(),
            shown: true,
            width: None,
        }],
        ..layout.clone()
    };
    assert_eq!(api.remember_table(bad).await.unwrap_err().code, ErrorCode::OutOfRange);
    let kept = stage.api(&engine).remembered().await.unwrap();
    assert_eq!(
        (kept.tables, kept.views, kept.recents),
        (vec![layout], vec![view], vec![line])
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traders_and_markets_are_found_also_where_nobody_follows_or_holds_them() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let by_name = api.search("25usdc".to_owned()).await.unwrap();
    assert_eq!(by_name.traders[0].address, trader().to_string());
    assert_eq!((by_name.traders[0].follow, by_name.trouble), (None, None));
    let by_title = api.search("will it RAIN".to_owned()).await.unwrap();
    assert_eq!(by_title.markets[0].question, "Will it rain?");
    assert_eq!(by_title.markets[0].held, None);
    let nothing = api.search("   ".to_owned()).await.unwrap();
    assert!(nothing.traders.is_empty() && nothing.markets.is_empty());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_records_are_read_again_once_the_journal_has_gone_on() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let connected = api.engine().unwrap();
    let reader = crate::reader(&connected).unwrap();
    let read = || connected.noticed.since(&reader, VenueMs(0));
    let (one, two) = (read().await.unwrap(), read().await.unwrap());
    assert_eq!(
        Arc::ptr_eq(&one, &two),
        one.of == two.of,
        "read once a state of the journal"
    );
    stage.script.trades(Side::Buy, "1000", "0.58").await;
    let begun = Instant::now();
    while read().await.unwrap().decisions.len() <= two.decisions.len() {
        assert!(begun.elapsed() < PATIENCE, "the decision is not seen");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_looks_like_a_private_key_is_neither_searched_for_nor_remembered() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let key = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    let typed = format!(" 0x{key} ");
    let board = LeaderboardQuery {
        window: Period::Month,
        order: LeaderOrder::Pnl,
        category: None,
        search: Some(typed.clone()),
    };
    let line = Recent::Line {
        text: format!("follow {key}"),
    };
    for error in [
        api.search(typed.clone()).await.unwrap_err(),
        api.trader(typed.clone()).await.unwrap_err(),
        api.follow_defaults(typed.clone()).await.unwrap_err(),
        api.leaderboard(board).await.unwrap_err(),
        api.remember_recent(line).await.unwrap_err(),
    ] {
        assert_eq!(error.code, ErrorCode::LooksLikeKey);
        assert!(!format!("{error:?}").contains(key));
    }
    assert_eq!(api.remembered().await.unwrap().recents, []);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_no_trade_to_skip_to_where_nobody_is_followed() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    assert_eq!(
        api.skip_to_next_trade().await.unwrap_err().code,
        ErrorCode::NobodyFollowed
    );
    // Without a skip there is nothing to end.
    assert!(
        api.cancel_skip()
            .await
            .unwrap()
            .clock
            .is_none_or(|clock| clock.skip.is_none())
    );
    engine.shutdown().await;
}
