//! A demo and an account of the user's own in one program.

use std::sync::Arc;

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_engine::testing::venue::SeenRegion;
use pilotfish_engine::testing::{PATIENCE, is_live, own, until};
use pilotfish_engine::{Bus, EngineHandle, Mode};
use tokio::sync::broadcast::Receiver;

use super::program::Program as Around;
use super::{Stage, follow};
use crate::types::{EngineState, LanguageChoice, Mode as Shown, QuitChoice, Topic, Update};
use crate::{Added, Api, ApiOptions, Engines};

/// One program: its home is the demo's stage's; the account trades at a venue of its own.
struct Program {
    demo: Stage,
    venue: Stage,
    engines: Engines,
    demo_engine: EngineHandle,
    live_engine: EngineHandle,
}

async fn program() -> Program {
    around(None).await
}

async fn around(host: Option<Arc<Around>>) -> Program {
    let (demo, venue) = (Stage::new(), Stage::new());
    let demo_engine = demo.trading().await;
    let api = match host {
        None => demo.api(&demo_engine),
        Some(host) => {
            let api = Api::new(ApiOptions {
                home: demo.home(),
                mode: Mode::Demo,
                version: "0.0.0".to_owned(),
                bus: demo.bus.clone(),
                listens: false,
                host: Some(host),
            });
            api.attach(demo_engine.clone());
            api
        }
    };
    let engines = Engines::new(api);
    let account = own(1, venue.folder.path());
    let live_engine = venue
        .start_own(demo.home(), pilotfish_engine::testing::live(account))
        .await
        .unwrap();
    tokio::time::timeout(PATIENCE, live_engine.trading())
        .await
        .unwrap()
        .unwrap();
    let live = engines.add(Mode::Live, venue.bus.clone()).unwrap().api();
    live.attach(live_engine.clone());
    Program {
        demo,
        venue,
        engines,
        demo_engine,
        live_engine,
    }
}

async fn next(updates: &mut Receiver<Update>) -> Update {
    tokio::time::timeout(PATIENCE, updates.recv()).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_window_asks_goes_to_the_engine_that_it_shows() {
    let Program {
        demo,
        venue,
        engines,
        demo_engine,
        live_engine,
    } = program().await;
    assert_eq!(engines.shown().frame_now().mode, Shown::Demo);
    engines.shown().pause().await.unwrap();
    assert!(demo_engine.core().state().is_paused() && !live_engine.core().state().is_paused());

    engines.show(Mode::Live).unwrap();
    let frame = engines.shown().frame_now();
    assert_eq!(
        (frame.mode, frame.state, frame.clock),
        (Shown::Live, EngineState::Running, None)
    );
    engines.shown().stop_all().await.unwrap();
    assert!(live_engine.core().state().is_stopped() && !demo_engine.core().state().is_stopped());
    let cancels = |stage: &Stage| {
        stage
            .script
            .scene(|scene| scene.calls.get("cancel_all").copied().unwrap_or(0))
    };
    assert_eq!((cancels(&venue), cancels(&demo)), (0, 0), "nothing was open");
    let refused = engines.shown().set_clock(Some(60), None).await.unwrap_err();
    assert_eq!(refused.code, "not_demo");
    let refused = engines.shown().reset_demo().await.unwrap_err();
    assert_eq!(refused.code, "not_demo");

    // Their data lie beside each other, and what belongs to the program is one.
    for mode in [Mode::Demo, Mode::Live] {
        assert!(demo.home().database(mode).exists(), "{mode}");
    }
    let mut settings = engines.shown().settings().await.unwrap();
    settings.preferences.language = LanguageChoice::Fr;
    engines.shown().save_settings(settings).await.unwrap();
    engines.show(Mode::Demo).unwrap();
    assert_eq!(engines.shown().preferences().language, "fr");
    assert_eq!(engines.shown().frame_now().state, EngineState::Paused);

    engines.end().await;
    for engine in [demo_engine, live_engine] {
        tokio::time::timeout(PATIENCE, engine.ended()).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_demo_and_one_account_are_all_that_a_program_runs() {
    let program = program().await;
    let engines = &program.engines;
    for mode in [Mode::Demo, Mode::Paper, Mode::Live] {
        let refused = engines.add(mode, Bus::new()).err().unwrap();
        assert_eq!(refused.code, "one_account", "{mode}");
    }
    let refused = engines.show(Mode::Paper).unwrap_err();
    assert_eq!(refused.code, "no_such_mode");
    assert_eq!(engines.shown().mode(), Mode::Demo);
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_that_is_shown_the_other_engine_reads_everything_again() {
    let program = program().await;
    let engines = &program.engines;
    let mut updates = engines.updates();
    let (demo, pump) = (engines.shown(), engines.clone());
    let pump = tokio::spawn(async move {
        tokio::join!(demo.run_updates(), pump.run_updates());
    });
    let before = next(&mut updates).await;
    assert_eq!((before.seq, before.frame.mode), (1, Shown::Demo));
    engines.show(Mode::Live).unwrap();
    let mut last = before.seq;
    let switched = loop {
        let update = next(&mut updates).await;
        if update.frame.mode == Shown::Live {
            break update;
        }
        last = update.seq;
    };
    assert_eq!(switched.touched, [Topic::All]);
    assert!(
        switched.seq > last + 1,
        "a gap in the numbers: {last}, then {}",
        switched.seq
    );
    // Nothing of the other is told from then on.
    program.demo_engine.ask(UserInput::Pause).await.unwrap();
    engines.show(Mode::Demo).unwrap();
    let back = next(&mut updates).await;
    assert_eq!((back.frame.mode, back.seq), (Shown::Demo, switched.seq + 2));
    assert_eq!(back.frame.state, EngineState::Paused);
    pump.abort();
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn which_engine_is_shown_is_a_command_and_stops_neither() {
    let program = program().await;
    let engines = &program.engines;
    let frame = engines.shown().show_mode(Shown::Live).await.unwrap();
    assert_eq!((frame.mode, frame.state), (Shown::Live, EngineState::Running));
    assert_eq!(engines.shown().mode(), Mode::Live);
    assert_eq!(frame.modes, [Shown::Demo, Shown::Live]);
    let refused = engines.shown().show_mode(Shown::Paper).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), engines.shown().mode()),
        ("no_such_mode", Mode::Live)
    );
    let frame = engines.shown().show_mode(Shown::Demo).await.unwrap();
    assert_eq!((frame.mode, frame.state), (Shown::Demo, EngineState::Running));
    let states: Vec<(Shown, EngineState)> = engines.frames().iter().map(|frame| (frame.mode, frame.state)).collect();
    assert_eq!(
        states,
        [(Shown::Live, EngineState::Running), (Shown::Demo, EngineState::Running)]
    );
    // The other one is never out of sight.
    let beside = &frame.beside;
    assert_eq!(
        beside.iter().map(|one| (one.mode, one.state)).collect::<Vec<_>>(),
        [(Shown::Live, EngineState::Running)]
    );
    assert_eq!(beside[0].working_orders, 0);
    // The tray's stop reaches both, whichever is looked at.
    engines.stop_all().await.unwrap();
    assert!(engines.frames().iter().all(|frame| frame.state == EngineState::Stopped));
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quitting_asks_about_both_engines_whichever_is_shown() {
    let host = Arc::new(Around::default());
    let program = around(Some(Arc::clone(&host))).await;
    let engines = &program.engines;
    // The demo copies, and its copy rests; then the account is looked at, where nothing works.
    follow(&engines.shown(), "5").await.unwrap();
    program.demo.copies(&program.demo_engine).await;
    program.demo.script.trades(Side::Buy, "100", "0.58").await;
    until(&program.demo_engine, "the copy rests", is_live).await;
    engines.show(Mode::Live).unwrap();
    engines.shown().quit().await.unwrap();
    assert_eq!(host.counts(), (1, 0), "it asks");
    for shown in [Mode::Live, Mode::Demo] {
        engines.show(shown).unwrap();
        let question = engines.shown().frame_now().quit.unwrap();
        let left: Vec<(Shown, u32)> = question.engines.iter().map(|left| (left.mode, left.orders)).collect();
        assert_eq!(
            (question.orders, left),
            (1, vec![(Shown::Demo, 1)]),
            "while {shown} is shown"
        );
    }
    engines.show(Mode::Live).unwrap();
    engines.shown().answer_quit(QuitChoice::Stay).await.unwrap();
    engines.show(Mode::Demo).unwrap();
    assert_eq!((host.counts(), engines.shown().frame_now().quit), ((1, 0), None));

    engines.show(Mode::Live).unwrap();
    engines.shown().quit().await.unwrap();
    engines.shown().answer_quit(QuitChoice::Cancel).await.unwrap();
    assert_eq!(host.counts(), (2, 1));
    assert!(
        !is_live(&program.demo_engine.core()),
        "the demo's order was cancelled first"
    );
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_taken_away_leaves_the_demo_on_the_screen_and_room_for_the_other() {
    let program = program().await;
    let engines = &program.engines;
    engines.show(Mode::Live).unwrap();
    assert!(engines.remove(Mode::Paper).is_none(), "none of that mode runs");
    assert_eq!(engines.shown().mode(), Mode::Live);
    let engine = engines.remove(Mode::Live).unwrap();
    engine.shutdown().await;
    let frame = engines.shown().frame_now();
    assert_eq!((frame.mode, frame.state), (Shown::Demo, EngineState::Running));
    assert_eq!(frame.modes, [Shown::Demo]);
    assert_eq!(engines.show(Mode::Live).unwrap_err().code, "no_such_mode");
    assert!(engines.account().is_none());
    // The list of the other mode is new, and this one's is made once.
    assert!(matches!(engines.add(Mode::Paper, Bus::new()), Ok(Added::New(_))));
    assert!(matches!(engines.add(Mode::Live, Bus::new()), Ok(Added::Again(_))));
    assert_eq!(
        engines.frames().len(),
        1,
        "a list without an engine is no mode of the program"
    );
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_we_are_is_asked_when_somebody_looks_and_an_answer_lifts_no_halt() {
    let program = program().await;
    let engines = &program.engines;
    let demo = engines.shown().region_standing().await.unwrap();
    assert!(!demo.matters && demo.blocked.is_none(), "the demo goes on everywhere");
    engines.show(Mode::Live).unwrap();
    let before = engines.shown().region_standing().await.unwrap();
    assert_eq!(
        (before.matters, before.blocked, before.country.as_str()),
        (true, Some(false), "CH")
    );
    program.venue.script.scene(|scene| scene.region = SeenRegion::Blocked);
    let asked = engines.shown().look_at_region().await.unwrap();
    assert_eq!((asked.blocked, asked.country.as_str()), (Some(true), "BE"));
    assert!(asked.allowed_at.is_some() && asked.allowed_at <= asked.asked_at);
    let halted = |core: &pilotfish_copy::Core| core.state().halts.contains_key(&HaltReason::Region);
    until(&program.live_engine, "the halt stands", halted).await;
    program.venue.script.scene(|scene| scene.region = SeenRegion::Allowed);
    let again = engines.shown().look_at_region().await.unwrap();
    assert_eq!(again.blocked, Some(false));
    assert!(halted(&program.live_engine.core()), "lifting it is the user's");
    engines.end().await;
}
