//! The command list: what it refuses, what it shows, what it keeps.

use pilotfish_copy::market::Side;

use pilotfish_engine::testing::venue::trader;
use pilotfish_engine::testing::{is_live, seen, until};

use super::{Stage, follow};
use crate::types::{
    ActivityEvent, ActivityKind, ActivityQuery, EndReason, FollowAction, FollowDraft, Id, LanguageChoice, LeaderOrder,
    LeaderboardQuery, OrderStepView, OrdersQuery, Period, SignalKind, Topic,
};

fn activity(kinds: &[ActivityKind]) -> ActivityQuery {
    ActivityQuery {
        before: None,
        follow: None,
        kinds: kinds.to_vec(),
        text: None,
        limit: 100,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_gets_its_word_and_changes_nothing() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let draft = api.follow_defaults("25usdc".to_owned()).await.unwrap();
    assert_eq!(draft.percentage, "2");
    let with = |percentage: &str| FollowDraft {
        percentage: percentage.to_owned(),
        ..draft.clone()
    };

    let own = engine.wallet().unwrap().to_string();
    stage.script.scene(|scene| {
        let mut mine = scene.profiles[0].clone();
        mine.wallet = scene.wallet.clone().unwrap();
        mine.name = "me".to_owned();
        scene.profiles.push(mine);
    });
    let nobody = "0x00000000000000000000000000000000000000ff";
    let cases: [(&str, FollowDraft, &str); 6] = [
        ("nobody-at-all", with("5"), "unknown_trader"),
        (nobody, with("5"), "unknown_trader"),
        ("twin", with("5"), "ambiguous_trader"),
        (own.as_str(), with("5"), "own_address"),
        ("25usdc", with("20.1"), "percentage_out_of_range"),
        (
            "25usdc",
            FollowDraft {
                max_order: "0".to_owned(),
                ..with("5")
            },
            "out_of_range",
        ),
    ];
    for (who, draft, code) in cases {
        let error = api.follow(who.to_owned(), draft).await.unwrap_err();
        assert_eq!(error.code, code, "{who}: {}", error.detail);
    }
    let ambiguous = api.follow("TWIN".to_owned(), with("5")).await.unwrap_err().detail;
    assert!(
        ambiguous.contains(&"a".repeat(40)) && ambiguous.contains(&"b".repeat(40)),
        "{ambiguous}"
    );
    for (code, asked) in [
        (
            "not_found",
            api.switch_follow(Id(9), false).await.map(|_| ()).unwrap_err(),
        ),
        ("not_found", api.unfollow(Id(9)).await.unwrap_err()),
        ("not_found", api.cancel_order(Id(9)).await.unwrap_err()),
        ("not_found", api.order(Id(9)).await.map(|_| ()).unwrap_err()),
        (
            "speed_out_of_range",
            api.set_clock(Some(601), None).await.map(|_| ()).unwrap_err(),
        ),
        ("cannot_reset", api.reset_demo().await.map(|_| ()).unwrap_err()),
    ] {
        assert_eq!(asked.code, code, "{}", asked.detail);
    }
    assert!(api.follows().await.unwrap().is_empty());
    assert_eq!(api.activity(activity(&[])).await.unwrap().entries, []);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_the_clock_was_set_and_when_a_trade_was_last_seen_are_known_after_a_restart() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let seen = api.frame().await.unwrap().last_trade_seen;
    assert!(seen.is_some());
    stage.script.stand_still();
    api.set_clock(Some(600), None).await.unwrap();
    engine.shutdown().await;
    // Whoever starts the venue begins it so.
    let kept = stage.home().demo_clock();
    assert_eq!((kept.speed, kept.paused), (600, true));

    // Nothing of the traders is told any more.
    stage.script.scene(|scene| scene.rows.clear());
    let engine = stage.trading().await;
    let known = stage.api(&engine).frame().await.unwrap().last_trade_seen;
    // When it was taken in, not when it was made.
    assert!(known.map(|at| at.0) >= seen.map(|at| at.0), "{known:?}");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn following_again_changes_the_follow_and_makes_no_other() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    follow(&api, "7.5").await.unwrap();
    let follows = api.follows().await.unwrap();
    assert_eq!(follows.len(), 1);
    assert_eq!(follows[0].settings.percentage, "7.5");
    assert_eq!(
        (follows[0].name.as_str(), follows[0].address.as_str()),
        ("25usdc", trader().as_str())
    );
    assert_eq!(
        api.follow_defaults("25usdc".to_owned()).await.unwrap().percentage,
        "7.5"
    );
    let off = api.switch_follow(follows[0].id, false).await.unwrap();
    assert_eq!(off.status, "off");
    api.unfollow(follows[0].id).await.unwrap();
    assert!(api.follows().await.unwrap().is_empty());
    let actions: Vec<FollowAction> = api
        .activity(activity(&[ActivityKind::Follow]))
        .await
        .unwrap()
        .entries
        .into_iter()
        .filter_map(|entry| match entry.event {
            ActivityEvent::Follow { action, .. } => Some(action),
            _ => None,
        })
        .collect();
    assert_eq!(actions, ["removed", "off", "changed", "baseline", "started"]);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_shown_in_the_list_with_its_story_and_in_the_frame() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let orders = api.orders(OrdersQuery { ended: true }).await.unwrap();
    assert_eq!(orders.len(), 1);
    let row = &orders[0];
    let shown = [
        row.trader.as_str(),
        row.market.as_str(),
        row.outcome.as_str(),
        row.side.as_str(),
        row.shares.as_str(),
        row.first_price.as_str(),
        row.bound.as_str(),
    ];
    assert_eq!(shown, ["25usdc", "Will it rain?", "Yes", "BUY", "5", "0.58", "0.68"]);
    assert_eq!(
        (row.status.as_str(), row.child.as_str(), row.stage),
        ("working", "resting", 1)
    );
    assert_eq!((row.bid.as_deref(), row.ask.as_deref()), (Some("0.58"), Some("0.59")));
    assert_eq!(row.reserved, "2.9");
    let frame = api.frame().await.unwrap();
    assert_eq!((frame.sums.working_orders, frame.follows), (1, 1));
    assert_eq!(
        (frame.sums.reserved.as_str(), frame.sums.exposure.as_str()),
        ("2.9", "2.9")
    );
    assert_eq!(frame.sums.balance.as_deref(), Some("10000"));
    assert!(frame.last_trade_seen.is_some());

    let detail = api.order(row.id).await.unwrap();
    assert_eq!(detail.hashes.len(), 1);
    let story: Vec<&ActivityEvent> = detail.events.iter().rev().map(|entry| &entry.event).collect();
    use self::{ActivityEvent as Event, OrderStepView as Step};
    assert!(
        matches!(
            story[..],
            [
                Event::Signal {
                    change: SignalKind::NewPosition,
                    ..
                },
                Event::Order {
                    step: Step::Opened { .. }
                },
                Event::Price { .. },
                Event::Order {
                    step: Step::Placed { rests: true, .. }
                },
                Event::Order {
                    step: Step::Live { .. }
                },
            ]
        ),
        "{story:?}"
    );
    assert!(
        detail
            .events
            .iter()
            .all(|entry| entry.trader.as_deref() == Some("25usdc"))
    );

    let follows = api.follows().await.unwrap();
    assert_eq!(
        (follows[0].signals, follows[0].skips, follows[0].working_orders),
        (1, 0, 1)
    );
    assert_eq!(api.cancel_all_orders().await.unwrap(), 1);
    seen(&stage.script, "it is cancelled", |scene| scene.cancels.len() == 1).await;
    until(&engine, "it is over", |core| {
        core.state()
            .orders
            .values()
            .all(|order| order.status == pilotfish_copy::entity::OrderStatus::Ended)
    })
    .await;
    let orders = api.orders(OrdersQuery { ended: true }).await.unwrap();
    assert_eq!(orders[0].end, Some(EndReason::CancelledByUser));
    assert!(api.orders(OrdersQuery { ended: false }).await.unwrap().is_empty());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_is_paged_without_a_gap() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let all: Vec<u64> = api
        .activity(activity(&[]))
        .await
        .unwrap()
        .entries
        .iter()
        .map(|entry| entry.seq.0)
        .collect();
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let page = api
            .activity(ActivityQuery {
                before,
                limit: 2,
                ..activity(&[])
            })
            .await
            .unwrap();
        paged.extend(page.entries.iter().map(|entry| entry.seq.0));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
    assert!(all.len() >= 6);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_go_round_and_limits_reach_the_core() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let settings = api.settings().await.unwrap();
    let mut wanted = settings;
    wanted.preferences.language = LanguageChoice::Fr;
    wanted.preferences.notify_fills = false;
    wanted.limits.max_exposure = "2000".to_owned();
    wanted.limits.reserve = "7.5".to_owned();
    assert_eq!(api.save_settings(wanted.clone()).await.unwrap(), wanted);
    assert_eq!(engine.core().state().control.limits.reserve_tenths, 75);
    let mut bad = wanted.clone();
    bad.preferences.quiet_from = "25:00".to_owned();
    assert_eq!(api.save_settings(bad).await.unwrap_err().code, "unknown_choice");
    engine.shutdown().await;
    let engine = stage.trading().await;
    assert_eq!(
        stage.api(&engine).settings().await.unwrap(),
        wanted,
        "kept over a restart"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trader_is_found_by_name_address_and_profile_url() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    for text in ["25usdc", "@25USDC", trader().as_str(), "https://polymarket.com/@25usdc"] {
        let page = api.trader(text.to_owned()).await.unwrap();
        assert_eq!(
            (page.name.as_str(), page.address.as_str()),
            ("25usdc", trader().as_str()),
            "{text}"
        );
        assert_eq!(page.follow.unwrap().settings.percentage, "5");
    }
    let query = |search: Option<&str>| LeaderboardQuery {
        window: Period::Month,
        order: LeaderOrder::Pnl,
        category: None,
        search: search.map(str::to_owned),
    };
    let board = api.leaderboard(query(None)).await.unwrap();
    assert_eq!(board.rows.len(), 4);
    assert_eq!(
        (board.rows[0].percentage.as_deref(), board.rows[0].follow_on),
        (Some("5"), true)
    );
    let found = api.leaderboard(query(Some("twin"))).await.unwrap();
    assert_eq!(
        found.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["twin", "Twin"]
    );
    assert_eq!(
        stage.script.scene(|scene| scene.calls["leaderboard"]),
        1,
        "read once a minute"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_say_what_was_touched_and_the_journal_misses_nothing() {
    let stage = Stage::new();
    let mut journal = stage.bus.journal();
    let (engine, api) = stage.copying().await;
    let mut updates = api.updates();
    let pump = api.clone();
    let pump = tokio::spawn(async move { pump.run_updates().await });
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let mut touched = std::collections::BTreeSet::new();
    let mut last = 0;
    while !touched.contains(&Topic::Orders) {
        let update = tokio::time::timeout(pilotfish_engine::testing::PATIENCE, updates.recv())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(update.seq, last + 1);
        last = update.seq;
        touched.extend(update.touched);
    }
    pump.abort();
    engine.shutdown().await;
    let mut seqs = Vec::new();
    while let Ok(events) = journal.try_recv() {
        seqs.extend(events.iter().map(|event| event.seq));
    }
    assert_eq!(seqs, (1..=u64::try_from(seqs.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_can_be_read_from_the_beginning_while_it_grows_and_ends_with_the_engine() {
    let stage = Stage::new();
    let (engine, _api) = stage.copying().await;
    let mut journal = engine.journal(None);
    let reading = tokio::spawn(async move {
        let mut seqs = Vec::new();
        while let Some(event) = journal.next().await.unwrap() {
            seqs.push(event.seq);
        }
        seqs
    });
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let last = engine.core().state().control.next_event - 1;
    engine.shutdown().await;
    let seqs = tokio::time::timeout(pilotfish_engine::testing::PATIENCE, reading)
        .await
        .unwrap()
        .unwrap();
    assert!(seqs.len() as u64 >= last);
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
}
