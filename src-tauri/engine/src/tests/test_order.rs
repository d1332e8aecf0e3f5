//! The test order against the scripted venue: there and back, and every step that can fail.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pilotfish_copy::entity::GlobalLimits;
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{Refusal, RefusalCode};
use pilotfish_store::{Store, TestEnding};
use tokio::sync::watch;

use crate::engine::EngineHandle;
use crate::error::EngineError;
use crate::port::VenuePorts;
use crate::test_order::{Cut, Pace, TestDrive, TestFact, TestPlan, TestRecord};
use crate::testing::venue::{Posting, SeenRegion, market};
use crate::testing::{Stage, live, own, seen};
use crate::{Mode, going_live};

/// The trap's words (polymarket-api §3.3).
const TRAP: &str = "the order signer address has to be the address of the API KEY";

pub(super) struct Driving {
    pub(super) stage: Stage,
    pub(super) drive: TestDrive,
    tell: watch::Sender<TestRecord>,
}

impl Driving {
    async fn confirmed() -> Self {
        let this = Self::unconfirmed();
        this.confirm().await;
        this
    }

    /// With limits that are saved.
    async fn confirm(&self) {
        let (home, own) = (&self.drive.home, &self.drive.own);
        let limits = GlobalLimits::default();
        going_live::save_limits(home, own, &limits).await.unwrap();
        going_live::confirm(home, own).await.unwrap();
    }

    pub(super) fn unconfirmed() -> Self {
        let stage = Stage::new();
        stage.script.scene(|scene| scene.tells_orders = true);
        let drive = TestDrive {
            home: stage.home(),
            own: own(1, &stage.folder.path().join("locks")),
            ports: VenuePorts::at(&stage.script),
            pace: Pace {
                rests: Duration::from_millis(5),
                patience: Duration::from_millis(400),
                every: Duration::from_millis(2),
            },
            cut: Cut::default(),
        };
        Self {
            stage,
            drive,
            tell: watch::Sender::new(TestRecord::default()),
        }
    }

    pub(super) async fn run(&self) -> Result<TestRecord, EngineError> {
        let plan = self.drive.plan().await?;
        self.drive.run(&plan, &self.tell).await
    }

    async fn failed_at(&self) -> (String, String) {
        let record = self.run().await.unwrap();
        match &record.ended {
            Some((_, TestEnding::Failed { step, code })) => {
                assert!(record.has(|fact| *fact == TestFact::Withdrawn), "{record:?}");
                (step.clone(), code.clone())
            }
            other => panic!("{other:?}: {record:?}"),
        }
    }

    /// Whether it is confirmed, and tested.
    pub(super) async fn standing(&self) -> (bool, bool) {
        let reader = Store::open_read_only(&self.drive.home.mode(Mode::Live)).await.unwrap();
        let (confirmed, tested) = (reader.live_confirmed_at().await, reader.live_tested_at().await);
        (confirmed.unwrap().is_some(), tested.unwrap().is_some())
    }

    fn open_orders(&self) -> usize {
        let open = |scene: &mut crate::testing::venue::Scene| scene.orders.values().filter(|order| order.open).count();
        self.stage.script.scene(open)
    }

    async fn start(&self) -> Result<EngineHandle, EngineError> {
        let venue = live(self.drive.own.clone());
        self.stage.start_unconfirmed(self.drive.home.clone(), venue).await
    }
}

/// The test order that is on the disk, read by somebody else.
fn stored(folder: &Path) -> Option<(OrderHash, String)> {
    let folder = folder.to_owned();
    let read = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let reader = Store::open_read_only(&folder).await.unwrap();
            let kept = reader.open_test_order().await.unwrap()?;
            Some((kept.order.hash, kept.order.body))
        })
    });
    read.join().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_and_back_leaves_the_account_tested_and_a_live_engine_starts() {
    let driving = Driving::confirmed().await;
    let (found, folder) = (Arc::new(Mutex::new(Vec::new())), driving.drive.home.mode(Mode::Live));
    let kept = Arc::clone(&found);
    driving.stage.script.on_post(move |hash, body| {
        kept.lock()
            .unwrap()
            .push((stored(&folder), hash.clone(), body.to_owned()))
    });
    assert_eq!(driving.start().await.unwrap_err().code(), "live_not_tested");

    let plan = driving.drive.plan().await.unwrap();
    assert_eq!(
        (
            plan.price.to_string(),
            plan.shares.to_string(),
            plan.worst_case().to_string()
        ),
        ("0.001".to_owned(), "5".to_owned(), "0.005".to_owned())
    );
    let record = driving.run().await.unwrap();
    assert!(matches!(record.ended, Some((_, TestEnding::Passed))), "{record:?}");
    let facts: Vec<&str> = record
        .log
        .iter()
        .map(|line| match line.fact {
            TestFact::Written { .. } => "written",
            TestFact::Accepted { .. } => "accepted",
            TestFact::SeenOpen | TestFact::SeenOnChannel => "seen",
            TestFact::CancelSent => "cancel",
            TestFact::Gone { .. } => "gone",
            TestFact::Balance { .. } => "balance",
            _ => "other",
        })
        .collect();
    assert_eq!(
        facts,
        ["written", "accepted", "seen", "seen", "cancel", "gone", "balance"]
    );
    assert!(
        crate::test_order::TestStep::ALL
            .into_iter()
            .all(|step| record.is_done(step))
    );

    let found = found.lock().unwrap().clone();
    let [(on_disk, hash, sent)] = found.as_slice() else {
        panic!("one order: {found:?}");
    };
    let (kept_hash, kept_body) = on_disk.clone().expect("it was on the disk when it was sent");
    assert_eq!(kept_hash, *hash);
    let mut body: serde_json::Value = serde_json::from_str(&kept_body).unwrap();
    body["owner"] = crate::testing::venue::OWNER.into();
    assert_eq!(serde_json::to_string(&body).unwrap(), *sent);
    assert_eq!((&body["postOnly"], &body["orderType"]), (&true.into(), &"GTD".into()));

    assert_eq!((driving.standing().await, driving.open_orders()), ((true, true), 0));
    driving.start().await.unwrap().shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_where_it_may_not_be() {
    let driving = Driving::unconfirmed();
    assert_eq!(driving.run().await.unwrap_err().code(), "live_not_confirmed");
    driving.confirm().await;
    for (region, code) in [
        (SeenRegion::Blocked, "region_blocked"),
        (SeenRegion::Silent, "region_blocked"),
    ] {
        driving.stage.script.scene(|scene| scene.region = region);
        assert_eq!(driving.run().await.unwrap_err().code(), code, "{region:?}");
    }
    driving.stage.script.scene(|scene| scene.region = SeenRegion::Allowed);
    // What was shown is another order by now.
    let plan = driving.drive.plan().await.unwrap();
    let other = TestPlan {
        shares: plan.shares + plan.shares,
        ..plan
    };
    let changed = driving.drive.run(&other, &driving.tell).await.unwrap_err();
    assert_eq!(changed.code(), "test_order_changed");
    driving
        .stage
        .script
        .scene(|scene| scene.stray_cash = "-10000".parse().unwrap());
    assert_eq!(driving.run().await.unwrap_err().code(), "no_balance");
    driving
        .stage
        .script
        .scene(|scene| scene.stray_cash = "0".parse().unwrap());
    let mut closed = market();
    closed.accepting_orders = false;
    driving.stage.script.scene(|scene| scene.first_market = Some(closed));
    assert_eq!(driving.run().await.unwrap_err().code(), "no_test_market");
    driving.stage.script.scene(|scene| scene.first_market = None);
    std::fs::write(driving.drive.home.mode(Mode::Live).join("stopped"), "").unwrap();
    assert_eq!(driving.run().await.unwrap_err().code(), "live_stopped");
    assert_eq!(driving.stage.posts(), 0);
    assert_eq!(driving.standing().await, (true, false), "nothing was taken back");
    // A new word starts it again.
    going_live::confirm(&driving.drive.home, &driving.drive.own)
        .await
        .unwrap();
    driving.run().await.unwrap();
    assert_eq!(driving.standing().await, (true, true));
    // While an engine runs, the account is its own.
    let engine = driving.start().await.unwrap();
    assert_eq!(driving.run().await.unwrap_err().code(), "account_in_use");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_says_its_step_and_takes_the_confirmation_back() {
    for (words, code) in [(TRAP, "key_trap"), ("not enough balance / allowance", "refused")] {
        let driving = Driving::confirmed().await;
        let refusal = Refusal {
            code: RefusalCode::Authentication,
            text: words.to_owned(),
            retry_after_ms: None,
        };
        driving.stage.script.scene(|scene| scene.refusal = Some(refusal));
        assert_eq!(driving.failed_at().await, ("resting".to_owned(), code.to_owned()));
        assert_eq!(driving.standing().await, (false, false));
        assert_eq!(driving.start().await.unwrap_err().code(), "live_not_confirmed");
        assert_eq!(driving.stage.posts(), 1, "once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_was_not_answered_is_looked_up_and_taken_back_and_never_sent_again() {
    // It arrived: the rest of the way is seen as ever.
    let driving = Driving::confirmed().await;
    driving.stage.script.scene(|scene| scene.posting = Posting::AnswerLost);
    let record = driving.run().await.unwrap();
    assert!(matches!(record.ended, Some((_, TestEnding::Passed))), "{record:?}");
    assert_eq!((driving.stage.posts(), driving.open_orders()), (1, 0));
    // It did not.
    let driving = Driving::confirmed().await;
    driving.stage.script.scene(|scene| scene.posting = Posting::Lost);
    assert_eq!(
        driving.failed_at().await,
        ("resting".to_owned(), "not_answered".to_owned())
    );
    assert_eq!(driving.standing().await, (false, false));
    let asked = driving
        .stage
        .script
        .scene(|scene| (scene.posts.len(), scene.cancels.len(), scene.look_ups.len()));
    assert!(asked.0 == 1 && asked.1 >= 1 && asked.2 >= 1, "{asked:?}");
    // It did, under another name.
    let driving = Driving::confirmed().await;
    driving.stage.script.scene(|scene| scene.posting = Posting::Misnamed);
    assert_eq!(driving.failed_at().await, ("resting".to_owned(), "misnamed".to_owned()));
    assert_eq!(driving.open_orders(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_not_seen_or_fills_or_moves_the_balance_is_no_proof() {
    let driving = Driving::confirmed().await;
    driving.stage.script.scene(|scene| scene.tells_orders = false);
    assert_eq!(driving.failed_at().await, ("resting".to_owned(), "not_seen".to_owned()));
    assert_eq!(driving.open_orders(), 0);

    let driving = Driving::confirmed().await;
    driving
        .stage
        .script
        .scene(|scene| scene.executes = Some("2".parse().unwrap()));
    let (step, code) = driving.failed_at().await;
    assert_eq!((step.as_str(), code.as_str()), ("resting", "filled"));
    let record = driving.tell.borrow().clone();
    let filled = record.has(|fact| matches!(fact, TestFact::Gone { filled, .. } if filled.to_string() == "2"));
    assert!(filled, "{record:?}");
    assert_eq!(driving.open_orders(), 0);

    let driving = Driving::confirmed().await;
    let script = Arc::clone(&driving.stage.script);
    driving
        .stage
        .script
        .on_post(move |_, _| script.scene(|scene| scene.stray_cash = "-1".parse().unwrap()));
    assert_eq!(
        driving.failed_at().await,
        ("balanced".to_owned(), "balance_changed".to_owned())
    );
    assert_eq!(driving.standing().await, (false, false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_that_is_not_answered_ends_in_the_stop_path() {
    let driving = Driving::confirmed().await;
    driving.stage.script.scene(|scene| scene.cancels_to_fail = 3);
    assert_eq!(
        driving.failed_at().await,
        ("cancelled".to_owned(), "not_cancelled".to_owned())
    );
    assert_eq!(driving.standing().await, (false, false));
    assert_eq!(driving.open_orders(), 0, "the stop path cancelled it");
    let many = driving
        .stage
        .script
        .scene(|scene| scene.calls.get("cancel_many").copied());
    assert_eq!(many, Some(1));
    assert!(
        driving.drive.home.mode(Mode::Live).join("stopped").exists(),
        "and stopped the account"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_cut_short_is_cancelled_at_once_and_is_no_proof() {
    let mut driving = Driving::confirmed().await;
    // It would rest for an hour.
    driving.drive.pace.rests = Duration::from_secs(3_600);
    let cut = driving.drive.cut.clone();
    let mut told = driving.tell.subscribe();
    let short = tokio::spawn(async move {
        let resting = |record: &TestRecord| record.has(|fact| *fact == TestFact::SeenOnChannel);
        told.wait_for(resting).await.unwrap();
        cut.short();
    });
    assert_eq!(driving.failed_at().await, ("resting".to_owned(), "stopped".to_owned()));
    short.await.unwrap();
    assert_eq!((driving.open_orders(), driving.stage.posts()), (0, 1));
    assert_eq!(driving.standing().await, (false, false));
    // Cut short before it was sent, it is not.
    driving.confirm().await;
    assert_eq!(driving.run().await.unwrap_err().code(), "live_stopped");
    assert_eq!((driving.stage.posts(), driving.standing().await), (1, (true, false)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_a_crash_left_open_is_taken_back_before_anything_else() {
    for posting in [Posting::ArrivesAndHangs, Posting::Hangs] {
        let driving = Driving::confirmed().await;
        driving.stage.script.scene(|scene| scene.posting = posting);
        let plan = driving.drive.plan().await.unwrap();
        // It is given up in the midst of it, as a killed program gives it up.
        tokio::select! {
            done = driving.drive.run_here(&plan, &driving.tell) => panic!("{done:?}"),
            () = seen(&driving.stage.script, "it was sent", |scene| scene.posts.len() == 1) => {}
        }
        assert_eq!(driving.start().await.unwrap_err().code(), "live_not_tested");

        // Nobody can be reached: it stays open, and nothing else is sent.
        driving.stage.script.scene(|scene| scene.unreachable = true);
        assert!(driving.drive.clear_up(&driving.tell).await.is_err());
        driving.stage.script.scene(|scene| {
            scene.unreachable = false;
            scene.posting = Posting::Rests;
        });
        let record = driving
            .drive
            .clear_up(&driving.tell)
            .await
            .unwrap()
            .expect("one was open");
        let ended = record.ended.clone().map(|(_, ending)| ending);
        assert!(
            matches!(&ended, Some(TestEnding::Failed { code, .. }) if code == "interrupted"),
            "{record:?}"
        );
        assert_eq!((driving.open_orders(), driving.stage.posts()), (0, 1), "{posting:?}");
        assert_eq!(driving.standing().await, (false, false));
        assert!(driving.drive.clear_up(&driving.tell).await.unwrap().is_none());
    }
}
