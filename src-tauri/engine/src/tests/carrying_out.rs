//! The executor alone: the last gate, and what is under way only once.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::ids::{ChildId, OrderHash, RealMs, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Input, PlaceOutcome, RefusalCode, RowKind, RowSource};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use pilotfish_copy::{Core, Intervals};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::Bus;
use crate::clock::{RealClock, VenueClock};
use crate::connectivity::Connectivity;
use crate::executor::{Executor, Job, Sought};
use crate::feed_health::FeedHealth;
use crate::inbox::{Message, Outlet, inbox};
use crate::order_signer::AccountSource;
use crate::send_gate::{SendGate, StopsTaken};
use crate::stop::StopPath;
use crate::testing::venue::{Posting, Script, condition, trader, yes};
use crate::testing::{PATIENCE, seen};
use crate::view::{Phase, View};

pub(super) struct Bench {
    pub(super) script: Arc<Script>,
    send_gate: Arc<SendGate>,
    pub(super) executor: Executor,
    pub(super) feed_health: Arc<FeedHealth>,
    outlet: Outlet,
}

fn bench() -> Bench {
    bench_of(Script::new(), Core::new(Intervals::default()))
}

/// The executor of that venue, beside that core.
pub(super) fn bench_of(script: Arc<Script>, core: Core) -> Bench {
    let ports = script.ports();
    let clock = Arc::new(VenueClock::demo(VenueMs(1_000_000)));
    let send_gate = Arc::new(SendGate::default());
    let (sender, outlet) = inbox();
    let feed_health = Arc::new(FeedHealth::default());
    let connectivity = Connectivity::new(
        Arc::clone(&ports.standing),
        sender.clone(),
        Arc::clone(&clock),
        Arc::clone(&feed_health),
        Bus::new(),
        CancellationToken::new(),
    );
    let blank = View {
        core: Arc::new(core),
        phase: Phase::Running,
    };
    let (_, view) = watch::channel(Arc::new(blank));
    let clock_of_demo = ports.demo_clock.clone().unwrap();
    let account = AccountSource::Demo {
        seed: 7,
        clock: clock_of_demo,
    };
    let (trading, standing) = (Arc::clone(&ports.trading), Arc::clone(&ports.standing));
    let stop_path = Arc::new(StopPath::new(trading, standing, account, Path::new("")));
    let executor = Executor::new(
        ports,
        sender,
        clock,
        Arc::clone(&send_gate),
        connectivity,
        Arc::clone(&feed_health),
        RealClock::default(),
        view,
        stop_path,
    );
    Bench {
        script,
        send_gate,
        executor,
        feed_health,
        outlet,
    }
}

const BODY: &str =
    r#"{"order":{"tokenId":"7","side":"BUY","makerAmount":"580000","takerAmount":"1000000"},"orderType":"GTD"}"#;

fn post(decided: StopsTaken, send_before: RealMs) -> Job {
    Job::Post {
        child: ChildId(1),
        hash: OrderHash::new("0x1"),
        body: Arc::from(BODY),
        decided,
        send_before,
    }
}

/// In time, however slow this machine is.
fn in_time() -> RealMs {
    RealClock::default().at_the_latest().plus(3_600_000)
}

/// What becomes of posting it.
async fn placed(bench: &mut Bench, job: Job) -> PlaceOutcome {
    bench.executor.take(job);
    match next(&mut bench.outlet).await {
        Message::Input(Input::Placed { outcome, .. }) => outcome,
        other => panic!("{other:?}"),
    }
}

fn is_kept_in(outcome: &PlaceOutcome) -> bool {
    matches!(outcome, PlaceOutcome::Refused(refusal) if refusal.code == RefusalCode::Local)
}

async fn next(outlet: &mut Outlet) -> Message {
    tokio::time::timeout(PATIENCE, outlet.next()).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_order_that_is_committed_does_not_leave_once_a_stop_is_asked_for() {
    let mut bench = bench();
    bench.send_gate.stop_asked();
    let outcome = placed(&mut bench, post(StopsTaken(0), in_time())).await;
    assert!(is_kept_in(&outcome), "{outcome:?}");
    bench.send_gate.committed(StopsTaken(1));
    let outcome = placed(&mut bench, post(StopsTaken(0), in_time())).await;
    assert!(is_kept_in(&outcome), "it was decided before the stop: {outcome:?}");
    assert!(bench.script.scene(|scene| scene.posts.is_empty()));
    let outcome = placed(&mut bench, post(StopsTaken(1), in_time())).await;
    assert_eq!(outcome, PlaceOutcome::Live, "the user's own close, asked for after it");
}

#[tokio::test]
async fn an_order_that_waited_too_long_does_not_leave() {
    let mut bench = bench();
    let late = RealClock::default().at_the_latest().plus(-1);
    let outcome = placed(&mut bench, post(StopsTaken(0), late)).await;
    assert!(is_kept_in(&outcome), "{outcome:?}");
    assert!(bench.script.scene(|scene| scene.posts.is_empty()));
}

#[tokio::test]
async fn a_book_that_is_being_read_is_not_read_a_second_time() {
    let mut bench = bench();
    let slow = bench.script.slow.write().await;
    assert!(bench.executor.take(Job::Book { token: yes() }));
    for _ in 0..5 {
        assert!(!bench.executor.take(Job::Book { token: yes() }));
    }
    drop(slow);
    assert!(matches!(next(&mut bench.outlet).await, Message::Input(Input::Book(_))));
    bench.executor.finish().await;
    assert_eq!(bench.script.scene(|scene| scene.calls["book"]), 1);
}

#[tokio::test]
async fn a_look_up_asked_for_during_another_is_run_once_after_it() {
    let mut bench = bench();
    let hash = OrderHash::new("0x1");
    let job = || {
        Job::LookUp(Sought {
            child: ChildId(1),
            hash: hash.clone(),
            since: VenueMs(0),
        })
    };
    let slow = bench.script.slow.write().await;
    bench.executor.take(job());
    seen(&bench.script, "it runs", |scene| scene.calls.contains_key("look_up")).await;
    assert!(bench.executor.take(job()));
    assert!(!bench.executor.take(job()));
    drop(slow);
    for _ in 0..2 {
        let message = next(&mut bench.outlet).await;
        assert!(
            matches!(message, Message::Input(Input::OrderReport { looked_at: Some(_), .. })),
            "{message:?}"
        );
    }
    bench.executor.finish().await;
    assert_eq!(bench.script.scene(|scene| scene.calls["look_up"]), 2);
}

fn post_of(child: u64) -> Job {
    Job::Post {
        child: ChildId(child),
        hash: OrderHash::new(&format!("0x{child}")),
        body: Arc::from(BODY),
        decided: StopsTaken(0),
        send_before: in_time(),
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_whose_turn_never_comes_is_not_sent_and_not_unknown() {
    let mut bench = bench();
    bench.script.scene(|scene| scene.no_turn = true);
    let outcome = placed(&mut bench, post(StopsTaken(0), in_time())).await;
    assert!(is_kept_in(&outcome), "{outcome:?}");
    assert!(bench.script.scene(|scene| scene.posts.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_left_and_is_not_answered_is_unknown() {
    let mut bench = bench();
    bench.script.scene(|scene| scene.posting = Posting::Hangs);
    let outcome = placed(&mut bench, post(StopsTaken(0), in_time())).await;
    assert!(matches!(outcome, PlaceOutcome::Unknown { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_cancellation_does_not_wait_behind_posts_that_hang() {
    let mut bench = bench();
    bench.script.scene(|scene| scene.posting = Posting::Hangs);
    for child in 1..=40 {
        bench.executor.take(post_of(child));
    }
    seen(&bench.script, "posts hang", |scene| !scene.posts.is_empty()).await;
    let hash = OrderHash::new("0x99");
    bench.executor.take(Job::Cancel {
        child: ChildId(99),
        hash: hash.clone(),
    });
    let message = next(&mut bench.outlet).await;
    assert!(
        matches!(message, Message::Input(Input::CancelAnswer { .. })),
        "{message:?}"
    );
}

#[tokio::test]
async fn what_an_order_needs_to_know_does_not_wait_behind_the_polls_of_many_traders() {
    let mut bench = bench();
    let slow = bench.script.slow_polls.write().await;
    for number in 0..200 {
        let trader = WalletAddress::parse(&format!("0x{number:040x}")).unwrap();
        let since = VenueMs(0);
        bench.executor.take(Job::Activity { trader, since });
    }
    seen(&bench.script, "polls hang", |scene| {
        scene.calls.contains_key("activity")
    })
    .await;
    bench.executor.take(Job::Book { token: yes() });
    let message = next(&mut bench.outlet).await;
    assert!(matches!(message, Message::Input(Input::Book(_))), "{message:?}");
    drop(slow);
}

#[tokio::test]
async fn an_activity_longer_than_a_reading_is_handed_in_in_parts_and_gone_on_with() {
    let mut bench = bench();
    let mut rows = Vec::new();
    for number in 0..17_i64 {
        rows.push(ActivityRow {
            tx: TxHash::new(&format!("0x{number}")),
            token: yes(),
            condition: condition(),
            kind: RowKind::Trade(Side::Buy),
            shares: Shares::from_micros(1_000_000),
            price: Price::from_micros(500_000),
            at: VenueMs(1_000 * (number + 1)),
        });
    }
    bench
        .script
        .scene(|scene| (scene.rows, scene.rows_at_once) = (rows, Some(3)));
    let poll = || Job::Activity {
        trader: trader(),
        since: VenueMs(0),
    };
    bench.executor.take(poll());
    let mut through = VenueMs(0);
    for _ in 0..5 {
        match next(&mut bench.outlet).await {
            Message::Input(Input::Rows {
                source: RowSource::Poll { requested_at, complete },
                ..
            }) => {
                assert!(complete && requested_at > through, "{requested_at:?}");
                through = requested_at;
            }
            other => panic!("{other:?}"),
        }
    }
    // The next poll asks from where the core thinks it is, and goes on from where it was.
    while !bench.executor.take(poll()) {
        tokio::task::yield_now().await;
    }
    while through < VenueMs(17_000) {
        match next(&mut bench.outlet).await {
            Message::Input(Input::Rows {
                source: RowSource::Poll { requested_at, .. },
                ..
            }) => through = requested_at,
            other => panic!("{other:?}"),
        }
    }
    let asked = bench.script.scene(|scene| scene.activity_since.clone());
    assert!(asked.is_sorted() && asked.len() == 8, "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_look_up_leaves_a_venue_alone_for_as_long_as_it_says() {
    let bench = bench();
    bench
        .script
        .scene(|scene| scene.busy = Some(std::time::Duration::from_secs(40)));
    let job = || {
        Job::LookUp(Sought {
            child: ChildId(1),
            hash: OrderHash::new("0x1"),
            since: VenueMs(0),
        })
    };
    bench.executor.take(job());
    let began = tokio::time::Instant::now();
    seen(&bench.script, "it is asked", |scene| {
        scene.calls.contains_key("look_up")
    })
    .await;
    bench.executor.take(job());
    while bench.script.scene(|scene| scene.calls["look_up"]) < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    assert!(
        began.elapsed() >= std::time::Duration::from_secs(40),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn when_it_finishes_nothing_new_leaves() {
    let bench = bench();
    bench.executor.finish().await;
    assert!(!bench.executor.take(post(StopsTaken(0), in_time())));
    assert!(bench.script.scene(|scene| scene.posts.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn the_account_is_read_once_at_a_time() {
    let bench = bench();
    let slow = bench.script.slow_account.write().await;
    let reading = |executor: &Executor| {
        let executor = executor.clone();
        tokio::spawn(async move { executor.read_account_now(VenueMs(0)).await })
    };
    let readings = [reading(&bench.executor), reading(&bench.executor)];
    bench.executor.take(Job::Account { since: VenueMs(0) });
    let begun = || {
        bench
            .script
            .scene(|scene| scene.calls.get("own_trades").copied().unwrap_or(0))
    };
    // Time goes on only when nobody can do anything any more.
    tokio::time::sleep(PATIENCE).await;
    assert_eq!(begun(), 1, "the others wait for it");
    drop(slow);
    for reading in readings {
        let read = reading.await.unwrap();
        assert!(read.failed.is_none() && read.listed.is_some(), "{:?}", read.failed);
    }
    bench.executor.finish().await;
    assert_eq!(begun(), 3, "each is made in its turn");
}
