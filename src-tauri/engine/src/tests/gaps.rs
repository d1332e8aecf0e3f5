//! What is read after a stream was away, and while it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::entity::{Change, Follow, FollowSettings, FollowStatus};
use pilotfish_copy::ids::{FollowId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Percentage;
use pilotfish_copy::{Core, Intervals};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::Bus;
use crate::clock::{RealClock, VenueClock};
use crate::connectivity::Connectivity;
use crate::executor::Executor;
use crate::feed_health::FeedHealth;
use crate::feeds::{Feeds, Wants};
use crate::inbox::{Outlet, inbox};
use crate::order_signer::AccountSource;
use crate::port::{Feed, FeedEvent};
use crate::send_gate::SendGate;
use crate::stop::StopPath;
use crate::testing::venue::Script;
use crate::testing::{Stage, is_live, seen, until};
use crate::view::{Phase, View};

const TRADERS: u32 = 3;

/// Feeds alone, with a few traders whose activity is copied.
struct Bench {
    script: Arc<Script>,
    stop: CancellationToken,
    _outlet: Outlet,
}

fn follow(number: u32) -> Change {
    Change::Follow(Follow {
        id: FollowId(u64::from(number)),
        trader: wallet(number),
        name: String::new(),
        settings: FollowSettings::at(Percentage::from_tenths(50).unwrap()),
        status: FollowStatus::Active,
        created_at: VenueMs(1),
        started_at: VenueMs(1),
        baseline_at: None,
        activity_through: VenueMs(10_000_000),
        activity_gap_at: None,
        moved_to: None,
    })
}

fn wallet(number: u32) -> WalletAddress {
    WalletAddress::parse(&format!("0x{number:040x}")).unwrap()
}

async fn bench() -> Bench {
    bench_of(Script::new()).await
}

async fn bench_of(script: Arc<Script>) -> Bench {
    let ports = script.ports();
    let clock = Arc::new(VenueClock::demo(VenueMs(1)));
    let (sender, outlet) = inbox();
    let (bus, stop, feed_health) = (Bus::new(), CancellationToken::new(), Arc::new(FeedHealth::default()));
    let connectivity = Connectivity::new(
        Arc::clone(&ports.standing),
        sender.clone(),
        Arc::clone(&clock),
        Arc::clone(&feed_health),
        bus.clone(),
        stop.clone(),
    );
    let rows: Vec<Change> = (1..=TRADERS).map(follow).collect();
    let view = View {
        core: Arc::new(Core::restore(Intervals::default(), &rows)),
        phase: Phase::Running,
    };
    let (_, view) = watch::channel(Arc::new(view));
    let clock_of_demo = ports.demo_clock.clone().unwrap();
    let account = AccountSource::Demo {
        seed: 7,
        clock: clock_of_demo,
    };
    let (trading, standing) = (Arc::clone(&ports.trading), Arc::clone(&ports.standing));
    let stop_path = Arc::new(StopPath::new(trading, standing, account, Path::new("")));
    let executor = Executor::new(
        ports.clone(),
        sender.clone(),
        Arc::clone(&clock),
        Arc::new(SendGate::default()),
        connectivity,
        Arc::clone(&feed_health),
        RealClock::default(),
        view.clone(),
        stop_path,
    );
    let feeds = Feeds {
        traders: ports.traders,
        market_data: ports.market_data,
        trading: ports.trading,
        wants: Wants::new(),
        inbox: sender,
        executor,
        feed_health,
        clock,
        bus,
        view,
        stop: stop.clone(),
    };
    tokio::spawn(feeds.run());
    seen(&script, "the streams run", |scene| scene.listens()).await;
    Bench {
        script,
        stop,
        _outlet: outlet,
    }
}

impl Bench {
    fn polls(&self) -> u32 {
        self.script
            .scene(|scene| scene.calls.get("activity").copied().unwrap_or(0))
    }

    async fn polls_come_to(&self, count: u32) {
        seen(&self.script, "polls", |scene| {
            scene.calls.get("activity").is_some_and(|polls| *polls >= count)
        })
        .await;
        assert_eq!(self.polls(), count);
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn down(feed: Feed) -> FeedEvent {
    FeedEvent::Down(feed, "scripted".to_owned())
}

#[tokio::test(start_paused = true)]
async fn while_the_traders_stream_is_down_their_activity_is_read_every_fifteen_seconds_and_once_more_when_it_is_back() {
    let bench = bench().await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(bench.polls(), 0, "nothing was missed");
    bench.script.say(down(Feed::Trades)).await;
    bench.polls_come_to(TRADERS).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(bench.polls(), TRADERS);
    tokio::time::sleep(Duration::from_secs(7)).await;
    bench.polls_come_to(2 * TRADERS).await;
    bench.script.say(FeedEvent::Up(Feed::Trades)).await;
    bench.polls_come_to(3 * TRADERS).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(bench.polls(), 3 * TRADERS, "and no more after that");
    let since = bench.script.scene(|scene| scene.activity_since.clone());
    assert!(
        since.iter().all(|since| *since == VenueMs(10_000_000 - 1_800_000)),
        "{since:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_trader_of_whom_the_stream_only_hints_is_read_now_and_when_the_cached_list_is_gone() {
    let bench = bench().await;
    bench.script.say(FeedEvent::Moved(wallet(2))).await;
    bench.polls_come_to(1).await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert_eq!(bench.polls(), 1);
    tokio::time::sleep(Duration::from_secs(2)).await;
    bench.polls_come_to(2).await;
    bench.script.say(FeedEvent::Moved(wallet(77))).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(bench.polls(), 2, "of somebody who is not followed nothing is read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_stream_of_books_was_away_the_books_of_working_orders_are_read() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    // Nothing is due any more: whatever is read from here on was asked for by the stream.
    stage.script.stand_still();
    let clocks = stage.script.scene(|scene| scene.calls["clock"]);
    seen(&stage.script, "the clock stands", |scene| {
        scene.calls["clock"] > clocks + 1
    })
    .await;
    stage.script.say(down(Feed::Books)).await;
    let before = stage.script.scene(|scene| scene.log.len());
    stage.script.say(FeedEvent::Up(Feed::Books)).await;
    seen(&stage.script, "its book is read", |scene| {
        scene.log[before..].contains(&"book")
    })
    .await;
    engine.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_falls_over_is_down_and_begun_again() {
    let script = Script::new();
    // Each of the three once.
    script.scene(|scene| scene.streams_to_fall = 3);
    let bench = bench_of(script).await;
    seen(&bench.script, "all of them run", |scene| scene.streams == 3).await;
    assert_eq!(bench.script.scene(|scene| scene.streams_to_fall), 0);
    bench.polls_come_to(TRADERS).await;
}
