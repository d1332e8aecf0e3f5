//! The executor alone: the last gate, and what is under way only once.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::ids::{ChildId, OrderHash, RealMs, VenueMs};
use pilotfish_copy::input::{Input, PlaceOutcome, RefusalCode};
use pilotfish_copy::{Core, Intervals};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::Bus;
use crate::board::Board;
use crate::clock::{RealClock, VenueClock};
use crate::executor::{Executor, Job};
use crate::gate::{Gate, StopsTaken};
use crate::inbox::{Message, Outlet, inbox};
use crate::link::Link;
use crate::port::VenuePort;
use crate::session::AccountSource;
use crate::stop::StopPath;
use crate::testing::venue::{Script, yes};
use crate::testing::{PATIENCE, seen};
use crate::view::{Phase, View};

struct Bench {
    script: Arc<Script>,
    gate: Arc<Gate>,
    executor: Executor,
    outlet: Outlet,
}

fn bench() -> Bench {
    let script = Script::new();
    let port: Arc<dyn VenuePort> = Arc::clone(&script) as Arc<dyn VenuePort>;
    let clock = Arc::new(VenueClock::demo(VenueMs(1)));
    let gate = Arc::new(Gate::default());
    let (sender, outlet) = inbox();
    let link = Link::new(
        Arc::clone(&port),
        sender.clone(),
        Arc::clone(&clock),
        Bus::new(),
        CancellationToken::new(),
    );
    let board = Arc::new(Board::default());
    let blank = View {
        core: Arc::new(Core::new(Intervals::default())),
        phase: Phase::Running,
    };
    let (_, view) = watch::channel(Arc::new(blank));
    let account = AccountSource::Demo { seed: 7 };
    let stop_path = Arc::new(StopPath::new(Arc::clone(&port), account, Path::new("")));
    let executor = Executor::new(
        port,
        sender,
        clock,
        Arc::clone(&gate),
        link,
        board,
        RealClock::default(),
        view,
        stop_path,
    );
    Bench {
        script,
        gate,
        executor,
        outlet,
    }
}

const BODY: &str = r#"{"order":{"side":"BUY","makerAmount":"580000","takerAmount":"1000000"},"orderType":"GTD"}"#;

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
    bench.gate.stop_asked();
    let outcome = placed(&mut bench, post(StopsTaken(0), in_time())).await;
    assert!(is_kept_in(&outcome), "{outcome:?}");
    bench.gate.committed(StopsTaken(1));
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
    let job = || Job::LookUp {
        child: ChildId(1),
        hash: hash.clone(),
        since: VenueMs(0),
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

#[tokio::test]
async fn when_it_finishes_nothing_new_leaves() {
    let bench = bench();
    bench.executor.finish().await;
    assert!(!bench.executor.take(post(StopsTaken(0), in_time())));
    assert!(bench.script.scene(|scene| scene.posts.is_empty()));
}
