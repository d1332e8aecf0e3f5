//! The lock of the window: what it lets through, what it hides, and what opens it again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use pilotfish_engine::testing::{PATIENCE, until};
use pilotfish_engine::{Bus, EngineHandle, Mode};

use super::Stage;
use super::program::Program as Around;
use crate::risk::COMMANDS;
use crate::risk::asking::Terminal;
use crate::types::{LockAfter, PassphraseStanding, Update};
use crate::{Api, ApiOptions, Engines};

struct Desk {
    stage: Stage,
    around: Arc<Around>,
    engines: Engines,
    engine: EngineHandle,
}

impl Desk {
    /// A program whose engine knows its cash.
    async fn new() -> Self {
        let stage = Stage::new();
        let engine = stage.trading().await;
        until(&engine, "the cash is known", |core| core.state().control.cash.is_some()).await;
        let around = Arc::new(Around::default());
        let api = list(&stage, &around, stage.bus.clone());
        api.attach(engine.clone());
        Self {
            engines: Engines::new(api),
            stage,
            around,
            engine,
        }
    }

    fn keeps_a_passphrase(&self, kept: bool) {
        self.around.has_passphrase.store(kept, Ordering::SeqCst);
    }

    fn gives_it(&self, gives: bool) {
        self.around.proves.store(gives, Ordering::SeqCst);
    }

    /// What the window asks.
    async fn asks(&self, command: &str) -> Result<serde_json::Value, String> {
        let list = self
            .engines
            .for_window(command)
            .map_err(|error| error.code.to_string())?;
        let answer = list.call(command, serde_json::json!({})).await;
        answer.map_err(|error| match error {
            crate::CallError::Refused(error) => error.code.to_string(),
            other => other.to_string(),
        })
    }

    async fn locks_after(&self, lock_after: LockAfter) -> Result<(), String> {
        let api = self.engines.for_window("save_settings").unwrap();
        let mut settings = api.settings().await.unwrap();
        settings.preferences.lock_after = lock_after;
        let saved = api.save_settings(settings).await;
        saved.map(drop).map_err(|error| error.code.to_string())
    }
}

fn list(stage: &Stage, around: &Arc<Around>, bus: Bus) -> Api {
    Api::new(ApiOptions {
        home: stage.home(),
        mode: Mode::Demo,
        version: "0.0.0".to_owned(),
        bus,
        listens: false,
        host: Some(Arc::clone(around) as Arc<dyn crate::Host>),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_passphrase_nothing_is_locked_since_nothing_would_open_it() {
    let desk = Desk::new().await;
    let refused = Err("no_app_passphrase".to_owned());
    assert_eq!(desk.locks_after(LockAfter::FiveMinutes).await, refused);
    assert_eq!(desk.asks("lock_window").await.map(drop), refused);
    let api = desk.engines.for_window("lock_standing").unwrap();
    let standing = api.lock_standing().await.unwrap();
    assert_eq!(
        (standing.locked, standing.after, standing.passphrase),
        (false, LockAfter::Never, PassphraseStanding::NotSet)
    );
    // Never is no lock: it is saved as ever.
    assert_eq!(desk.locks_after(LockAfter::Never).await, Ok(()));
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_window_may_look_at_the_engines_state_and_stop_and_nothing_else() {
    let desk = Desk::new().await;
    desk.keeps_a_passphrase(true);
    desk.asks("lock_window").await.unwrap();
    let may: Vec<&str> = COMMANDS
        .iter()
        .map(|command| command.name)
        .filter(|name| desk.engines.for_window(name).is_ok())
        .collect();
    assert_eq!(
        may,
        [
            "frame",
            "show_mode",
            "pause",
            "stop_all",
            "lock_standing",
            "lock_window",
            "unlock",
            "quit",
            "answer_quit",
            "note_edits",
            "answer_closing",
            "ready"
        ]
    );
    for refused in ["orders", "settings", "start_again", "resume", "follows", "positions"] {
        assert_eq!(desk.asks(refused).await, Err("window_locked".to_owned()), "{refused}");
    }
    let stopped = desk.asks("stop_all").await.unwrap();
    assert_eq!(
        (&stopped["state"], &stopped["locked"]),
        (&"stopped".into(), &true.into())
    );
    assert!(desk.engine.core().state().is_stopped(), "and it holds");
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_the_account_reaches_a_locked_window_whichever_way() {
    let desk = Desk::new().await;
    desk.keeps_a_passphrase(true);
    let before = desk.asks("frame").await.unwrap();
    assert!(before["balance"].is_string() && before["feeds"].as_array().is_some_and(|feeds| !feeds.is_empty()));
    let mut updates = desk.engines.updates();
    let (engines, api) = (desk.engines.clone(), desk.engines.shown());
    let pump = tokio::spawn(async move { tokio::join!(api.run_updates(), engines.run_updates()) });
    desk.asks("lock_window").await.unwrap();
    let locked: Update = loop {
        let update = tokio::time::timeout(PATIENCE, updates.recv()).await.unwrap().unwrap();
        if update.frame.locked {
            break update;
        }
    };
    pump.abort();
    let asked = desk.asks("frame").await.unwrap();
    for frame in [serde_json::to_value(&locked.frame).unwrap(), asked] {
        assert_eq!(frame["balance"], serde_json::Value::Null);
        assert_eq!((&frame["exposure"], &frame["pnl"]), (&"0".into(), &"0".into()));
        assert_eq!(frame["feeds"], serde_json::json!([]));
        assert_eq!((&frame["mode"], &frame["state"]), (&"demo".into(), &"running".into()));
    }
    assert!(locked.announcements.is_empty());
    // The program's own tray and another process of the same user are not the window.
    let shown = desk.engines.shown();
    assert!(shown.frame_now().sums.balance.is_some());
    let process = shown.for_process(Arc::new(Terminal::default()));
    assert!(process.frame().await.unwrap().sums.balance.is_some());
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_passphrase_opens_it_and_a_new_window_or_program_finds_it_locked() {
    let desk = Desk::new().await;
    desk.keeps_a_passphrase(true);
    assert_eq!(desk.locks_after(LockAfter::FifteenMinutes).await, Ok(()));
    assert!(!desk.engines.shown().is_locked(), "the time begins when it is set");
    desk.asks("lock_window").await.unwrap();
    desk.gives_it(false);
    assert_eq!(desk.asks("unlock").await, Err("not_unlocked".to_owned()));
    assert_eq!(desk.asks("window_used").await, Err("window_locked".to_owned()));
    assert_eq!(desk.asks("frame").await.unwrap()["locked"], true);
    // A window that is made anew asks the same lists.
    assert!(desk.engines.clone().shown().lock_standing().await.unwrap().locked);
    // A program that is started anew begins so.
    let again = list(&desk.stage, &desk.around, Bus::new());
    assert!(again.is_locked());
    assert_eq!(
        Engines::new(again).for_window("orders").err().unwrap().code,
        "window_locked"
    );
    desk.gives_it(true);
    let open = desk.asks("unlock").await.unwrap();
    assert_eq!((&open["locked"], open["balance"].is_string()), (&false.into(), true));
    assert_eq!(
        desk.around.proofs.load(Ordering::SeqCst),
        2,
        "each time it was asked for"
    );
    // Where it is open nothing is asked.
    desk.asks("unlock").await.unwrap();
    assert_eq!(desk.around.proofs.load(Ordering::SeqCst), 2);
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passphrase_that_is_removed_takes_the_lock_along() {
    let desk = Desk::new().await;
    desk.keeps_a_passphrase(true);
    assert_eq!(desk.locks_after(LockAfter::SixtyMinutes).await, Ok(()));
    desk.engines.shown().passphrase_removed().unwrap();
    assert_eq!(desk.engines.shown().preferences().lock_after, LockAfter::Never);
    let again = list(&desk.stage, &desk.around, Bus::new());
    assert!(!again.is_locked() && again.preferences().lock_after == LockAfter::Never);
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_locked_by_hand_is_locked_after_a_restart_also_where_it_never_locks_itself() {
    let desk = Desk::new().await;
    desk.keeps_a_passphrase(true);
    let again = || list(&desk.stage, &desk.around, Bus::new()).is_locked();
    assert_eq!(desk.engines.shown().preferences().lock_after, LockAfter::Never);
    assert!(!again(), "nobody locked it");
    desk.asks("lock_window").await.unwrap();
    assert!(again());
    desk.gives_it(false);
    assert_eq!(desk.asks("unlock").await, Err("not_unlocked".to_owned()));
    assert!(again(), "it was not opened");
    desk.gives_it(true);
    desk.asks("unlock").await.unwrap();
    assert!(!again(), "it was opened");
    // Nothing would open it without a passphrase.
    desk.asks("lock_window").await.unwrap();
    desk.engines.shown().passphrase_removed().unwrap();
    assert!(!again());
    assert!(desk.engines.shown().is_locked(), "this one stays as it is");
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_the_next_start_would_not_know_of_is_told_and_holds() {
    let desk = Desk::new().await;
    desk.keeps_a_passphrase(true);
    // A folder where the file would be.
    let file = desk.stage.home().settings();
    if file.exists() {
        std::fs::remove_file(&file).unwrap();
    }
    std::fs::create_dir(&file).unwrap();
    assert_eq!(desk.asks("lock_window").await, Err("folder".to_owned()));
    assert!(desk.engines.shown().is_locked());
    std::fs::remove_dir(&file).unwrap();
    desk.asks("lock_window").await.unwrap();
    assert!(list(&desk.stage, &desk.around, Bus::new()).is_locked());
    desk.engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_nothing_would_open_saves_nothing_of_what_came_with_it() {
    let desk = Desk::new().await;
    let api = desk.engines.for_window("save_settings").unwrap();
    let before = api.settings().await.unwrap();
    let mut wanted = before.clone();
    wanted.limits.max_exposure = "9000".to_owned();
    wanted.preferences.lock_after = LockAfter::FiveMinutes;
    assert_eq!(api.save_settings(wanted).await.unwrap_err().code, "no_app_passphrase");
    assert_ne!(before.limits.max_exposure, "9000");
    assert_eq!(api.settings().await.unwrap(), before);
    desk.engines.end().await;
}
