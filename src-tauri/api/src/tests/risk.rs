//! With real money, what widens what can be lost is asked about outside of the web view, and nothing gets round that.

use std::collections::BTreeSet;
use std::sync::Arc;

use pilotfish_copy::entity::{Follow, GlobalLimits};
use pilotfish_copy::ids::{TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{Migration, UserInput};
use pilotfish_engine::testing::venue::{trader, yes};
use pilotfish_engine::testing::{PATIENCE, live, own, until};
use pilotfish_engine::{Bus, EngineHandle, Mode, going_live};
use pilotfish_polymarket::public::MigrationRow;
use serde_json::{Value, json};

use super::Stage;
use super::program::{Person, Program};
use crate::socket::{self, SocketError};
use crate::types::EngineState;
use crate::{Api, ApiOptions, COMMANDS, CallError, Engines, Risk};

/// A list that speaks for that engine as one of that mode. The scripted engine is a demo, whose clock is fast; what is asked
/// follows from the mode that the list is told.
fn list(stage: &Stage, engine: &EngineHandle, mode: Mode, person: Option<&Arc<Person>>) -> Api {
    let program = Program {
        person: person.cloned(),
        ..Program::default()
    };
    let api = Api::new(ApiOptions {
        home: stage.home(),
        mode,
        version: "0.0.0".to_owned(),
        bus: stage.bus.clone(),
        listens: false,
        host: Some(Arc::new(program)),
    });
    api.attach(engine.clone());
    api
}

/// What a yes would change.
fn standing(engine: &EngineHandle) -> (Vec<Follow>, GlobalLimits, bool, bool) {
    let core = engine.core();
    let state = core.state();
    let follows = state.follows.values().map(|follow| Follow::clone(follow)).collect();
    (
        follows,
        state.control.limits.clone(),
        state.is_paused(),
        state.is_stopped(),
    )
}

/// The follow's settings at another percentage, as the window's sheet sends them.
async fn at_percentage(api: &Api, percentage: &str) -> Value {
    let draft = api.follow_defaults(trader().to_string()).await.unwrap();
    let mut draft = serde_json::to_value(draft).unwrap();
    draft["percentage"] = json!(percentage);
    json!({ "address": trader().to_string(), "draft": draft })
}

async fn with_exposure(api: &Api, usd: &str) -> Value {
    let mut settings = serde_json::to_value(api.settings().await.unwrap()).unwrap();
    settings["limits"]["maxExposure"] = json!(usd);
    json!({ "settings": settings })
}

/// Those of the way to live, which have no live engine yet: what they ask is tried in `setup.rs` and with the relayer's requests.
const BEFORE_LIVE: [&str; 5] = [
    "delete_key",
    "save_live_limits",
    "confirm_live",
    "enter_live",
    "send_approvals",
];

/// Gives the command in live: with a no, which changes nothing, then with a yes.
async fn is_asked(stage: &Stage, engine: &EngineHandle, command: &'static str, arguments: Value) -> &'static str {
    let person = Arc::new(Person::default());
    let before = standing(engine);
    let refused = list(stage, engine, Mode::Live, Some(&person))
        .call(command, arguments.clone())
        .await;
    assert!(
        matches!(&refused, Err(CallError::Refused(error)) if error.code == "not_confirmed"),
        "{command}: {refused:?}"
    );
    assert_eq!(standing(engine), before, "{command} without a yes");
    let asked = person.asked();
    assert_eq!(asked.len(), 1, "{command}: {asked:?}");
    for words in [&asked[0].title, &asked[0].text, &asked[0].yes, &asked[0].no] {
        assert!(!words.en.is_empty() && !words.fr.is_empty(), "{command}: {asked:?}");
    }
    // Where nobody can be asked the answer is no.
    let nobody = list(stage, engine, Mode::Live, None)
        .call(command, arguments.clone())
        .await;
    assert!(
        matches!(&nobody, Err(CallError::Refused(error)) if error.code == "cannot_confirm"),
        "{command}: {nobody:?}"
    );
    assert_eq!(standing(engine), before, "{command} without anybody");
    person.says(true);
    let done = list(stage, engine, Mode::Live, Some(&person))
        .call(command, arguments)
        .await;
    assert!(done.is_ok(), "{command}: {done:?}");
    assert_eq!(person.asked(), asked, "{command}: the same question");
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_live_each_command_that_widens_asks_and_a_no_changes_nothing() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let mut asked = BTreeSet::new();

    asked.insert(is_asked(&stage, &engine, "follow", at_percentage(&api, "20").await).await);
    asked.insert(is_asked(&stage, &engine, "save_settings", with_exposure(&api, "8001").await).await);
    api.pause().await.unwrap();
    asked.insert(is_asked(&stage, &engine, "resume", json!({})).await);

    let follow = engine.core().state().follow_of(&trader()).unwrap().id.0;
    api.switch_follow(crate::types::Id(follow), false).await.unwrap();
    let on = json!({ "follow": follow, "on": true });
    asked.insert(is_asked(&stage, &engine, "switch_follow", on).await);
    stage.copies(&engine).await;

    stage.script.scene(|scene| scene.stray_shares = "7".parse().unwrap());
    let token = json!(yes().to_string());
    until(&engine, "the shares are seen", |core| core.plan_give(&yes()).is_some()).await;
    let give = json!({ "token": token, "follow": follow });
    asked.insert(is_asked(&stage, &engine, "give_difference", give).await);
    stage.script.scene(|scene| scene.stray_shares = "14".parse().unwrap());
    let halted = |core: &pilotfish_copy::Core| {
        core.state()
            .halts
            .keys()
            .any(|halt| halt.word() == "shares_unexplained")
    };
    until(&engine, "more of them are seen", halted).await;
    asked.insert(is_asked(&stage, &engine, "accept_difference", json!({ "token": token })).await);

    stage.script.scene(|scene| scene.key_refused = true);
    let refused = |core: &pilotfish_copy::Core| core.state().halts.keys().any(|halt| halt.word() == "authentication");
    until(&engine, "the key is refused", refused).await;
    let lift = json!({ "halt": "authentication", "token": null, "order": null });
    asked.insert(is_asked(&stage, &engine, "lift_halt", lift).await);
    stage.script.scene(|scene| scene.key_refused = false);

    let row = MigrationRow {
        tx: TxHash::new("0x77"),
        at: VenueMs(stage.script.now().0),
        moved: Migration::Wallet {
            to: WalletAddress::parse("0x0000000000000000000000000000000000000026").unwrap(),
        },
        from_condition: None,
    };
    stage.script.scene(|scene| scene.migrations = vec![row]);
    let moved = |core: &pilotfish_copy::Core| core.state().follows.values().any(|follow| follow.moved_to.is_some());
    until(&engine, "the move is seen", moved).await;
    asked.insert(is_asked(&stage, &engine, "relink", json!({ "follow": follow })).await);

    api.stop_all().await.unwrap();
    asked.insert(is_asked(&stage, &engine, "start_again", json!({})).await);
    let listed: BTreeSet<&str> = COMMANDS
        .iter()
        .filter(|command| command.risk == Risk::More)
        .map(|command| command.name)
        .filter(|name| !BEFORE_LIVE.contains(name))
        .collect();
    assert_eq!(asked, listed, "each of the table is tried here");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_takes_back_and_everything_in_demo_and_paper_asks_in_the_window_alone() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let person = Arc::new(Person::default());
    let live = list(&stage, &engine, Mode::Live, Some(&person));
    for (command, arguments) in [
        ("follow", at_percentage(&api, "1").await),
        ("save_settings", with_exposure(&api, "1000").await),
        ("resume", json!({})),
        ("pause", json!({})),
        ("cancel_orders", json!({ "orders": [] })),
        ("stop_all", json!({})),
        ("switch_follow", json!({ "follow": 1, "on": false })),
        ("unfollow", json!({ "follow": 1 })),
    ] {
        let done = live.call(command, arguments).await;
        assert!(done.is_ok(), "{command}: {done:?}");
        assert_eq!(person.asked(), [], "{command}");
    }
    for mode in [Mode::Demo, Mode::Paper] {
        let pretend = list(&stage, &engine, mode, Some(&person));
        for (command, arguments) in [
            ("start_again", json!({})),
            ("resume", json!({})),
            (
                "follow",
                at_percentage(&api, if mode == Mode::Demo { "10" } else { "20" }).await,
            ),
            (
                "save_settings",
                with_exposure(&api, if mode == Mode::Demo { "9000" } else { "10000" }).await,
            ),
            ("stop_all", json!({})),
        ] {
            let done = pretend.call(command, arguments).await;
            assert!(done.is_ok(), "{mode} {command}: {done:?}");
        }
    }
    assert_eq!(person.asked(), []);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_question_at_a_time_and_none_soon_after_a_no() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let person = Arc::new(Person::default());
    let live = list(&stage, &engine, Mode::Live, Some(&person));
    let thinking = person.thinks.lock().await;
    let (first, again) = (live.clone(), with_exposure(&live, "9000").await);
    let first = tokio::spawn(async move { first.call("save_settings", again).await });
    person.is_asked().await;
    let second = live.start_again().await.unwrap_err();
    assert_eq!(second.code, "already_asking");
    drop(thinking);
    assert!(matches!(first.await.unwrap(), Err(CallError::Refused(error)) if error.code == "not_confirmed"));
    let soon = live.start_again().await.unwrap_err();
    assert_eq!((soon.code.as_str(), person.asked().len()), ("asked_just_now", 1));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_holds_only_for_what_was_asked() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let person = Arc::new(Person::default());
    person.says(true);
    let live = list(&stage, &engine, Mode::Live, Some(&person));
    let thinking = person.thinks.lock().await;
    let (raise, to) = (live.clone(), with_exposure(&live, "9000").await);
    let raise = tokio::spawn(async move { raise.call("save_settings", to).await });
    person.is_asked().await;
    // Somebody lowers it meanwhile: 9,000 instead of 8,000 is not what would happen any more.
    let limits = GlobalLimits {
        max_exposure: "1000".parse().unwrap(),
        ..GlobalLimits::default()
    };
    engine
        .ask(UserInput::SetLimits { limits: limits.clone() })
        .await
        .unwrap();
    drop(thinking);
    assert!(matches!(raise.await.unwrap(), Err(CallError::Refused(error)) if error.code == "changed_meanwhile"));
    assert_eq!(engine.core().state().control.limits, limits);
    engine.shutdown().await;
}

/// Until it listens.
async fn asked_over_its_socket(stage: &Stage, command: &str) -> Result<Value, SocketError> {
    let begun = std::time::Instant::now();
    loop {
        match socket::ask(&stage.home().mode(Mode::Live), command, json!({})).await {
            Err(SocketError::Nobody(_)) if begun.elapsed() < PATIENCE => tokio::task::yield_now().await,
            answer => return answer,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_is_asked_at_its_terminal_where_the_program_has_no_screen() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let folder = stage.home().mode(Mode::Live);
    std::fs::create_dir_all(&folder).unwrap();
    let api = Api::new(ApiOptions {
        home: stage.home(),
        mode: Mode::Live,
        version: "0.0.0".to_owned(),
        bus: stage.bus.clone(),
        listens: true,
        host: None,
    });
    api.attach(engine.clone());
    asked_over_its_socket(&stage, "pause").await.unwrap();
    let Err(SocketError::Asks(question)) = asked_over_its_socket(&stage, "resume").await else {
        panic!("it is not asked about");
    };
    assert!(question.text.en.contains("$8,000"), "{question:?}");
    assert!(engine.core().state().is_paused());
    // A yes to another question is none.
    let mut other = Box::new(crate::Question::clone(&question));
    other.text.en = other.text.en.replace("$8,000", "$15");
    let again = socket::ask_confirmed(&folder, "resume", json!({}), *other).await;
    assert!(matches!(again, Err(SocketError::Asks(_))), "{again:?}");
    assert!(engine.core().state().is_paused());
    let resumed = socket::ask_confirmed(&folder, "resume", json!({}), *question).await;
    assert_eq!(resumed.unwrap()["state"], "running");
    api.detach();
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_is_no_way_round_the_screen_of_a_program_that_has_one() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    std::fs::create_dir_all(stage.home().mode(Mode::Live)).unwrap();
    let person = Arc::new(Person::default());
    let api = Api::new(ApiOptions {
        home: stage.home(),
        mode: Mode::Live,
        version: "0.0.0".to_owned(),
        bus: stage.bus.clone(),
        listens: true,
        host: Some(Arc::new(Program {
            person: Some(Arc::clone(&person)),
            ..Program::default()
        })),
    });
    api.attach(engine.clone());
    asked_over_its_socket(&stage, "pause").await.unwrap();
    let refused = asked_over_its_socket(&stage, "resume").await;
    assert!(matches!(refused, Err(SocketError::Refused(error)) if error.code == "not_confirmed"));
    // Nor is what was asked there a yes when it is handed in.
    let question = person.asked().remove(0);
    assert!(
        question.text.en.starts_with("Another program on this computer"),
        "{question:?}"
    );
    let refused = socket::ask_confirmed(&stage.home().mode(Mode::Live), "resume", json!({}), question).await;
    assert!(matches!(refused, Err(SocketError::Refused(_))), "{refused:?}");
    assert!(engine.core().state().is_paused());
    api.detach();
    engine.shutdown().await;
}

/// Values that no command should be undone by, whatever it takes.
fn hostile() -> Vec<Value> {
    let long = "9".repeat(100_000);
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1e308),
        json!("NaN"),
        json!("-Infinity"),
        json!("1e300"),
        json!(long),
        json!("../../../../etc/passwd"),
        json!("%2e%2e%2f\u{0}"),
        json!("<img src=x onerror=alert(1)>"),
        json!("'; DROP TABLE follows; --"),
        json!("\u{202e}\u{feff}"),
        json!([]),
        json!([null, {}, -1]),
        json!({ "__proto__": { "polluted": true }, "constructor": { "prototype": {} } }),
        json!({ "percentage": "20", "maxOrder": "10000000" }),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_page_starts_nothing_in_live_and_raises_no_limit() {
    let stage = Stage::new();
    let account = own(3, stage.folder.path());
    let engine = stage.start_own(stage.home(), live(account)).await.unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    let person = Arc::new(Person::default());
    let live = list(&stage, &engine, Mode::Live, Some(&person));
    live.pause().await.unwrap();
    live.stop_all().await.unwrap();
    let before = standing(&engine);
    // A list that took it for something else would ask all the same.
    let mistaken = list(&stage, &engine, Mode::Demo, Some(&person)).start_again().await;
    assert_eq!(
        (mistaken.unwrap_err().code.as_str(), person.asked().len()),
        ("not_confirmed", 1)
    );
    // What is well made, and would widen everything.
    let mut widest = serde_json::to_value(live.follow_defaults(trader().to_string()).await.unwrap()).unwrap();
    for (field, value) in [
        ("percentage", "20"),
        ("maxOrder", "10000000"),
        ("maxMarket", "10000000"),
        ("maxTotal", "10000000"),
    ] {
        widest[field] = json!(value);
    }
    let mut settings = serde_json::to_value(live.settings().await.unwrap()).unwrap();
    for field in ["maxExposure", "maxDailySpend"] {
        settings["limits"][field] = json!("100000000");
    }
    settings["limits"]["reserve"] = json!("0");
    let well_made = [
        ("follow", json!({ "address": trader().to_string(), "draft": widest })),
        ("save_settings", json!({ "settings": settings })),
        ("start_again", json!({})),
        ("resume", json!({})),
        (
            "start_again",
            json!({ "confirmed": { "title": {}, "text": {} }, "__proto__": { "confirm": true } }),
        ),
        ("reset_demo", json!({})),
        ("set_clock", json!({ "speed": 600, "paused": false })),
    ];
    for (command, arguments) in well_made {
        let refused = live.call(command, arguments).await;
        assert!(matches!(refused, Err(CallError::Refused(_))), "{command}: {refused:?}");
        assert_eq!(standing(&engine), before, "{command}");
    }
    for command in COMMANDS {
        for value in hostile() {
            let given: serde_json::Map<String, Value> = command
                .arguments
                .iter()
                .map(|name| ((*name).to_owned(), value.clone()))
                .collect();
            // Whatever it answers: nothing of it comes true.
            let _ = live.call(command.name, Value::Object(given)).await;
            let _ = live.call(command.name, value).await;
            assert_eq!(standing(&engine), before, "{}", command.name);
        }
    }
    assert_eq!(stage.posts(), 0, "nothing was placed");
    assert!(!person.asked().is_empty(), "what would widen was asked about");
    assert_eq!(live.frame_now().state, EngineState::Stopped);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_live_is_a_persons_word_and_is_kept() {
    let stage = Stage::new();
    let demo = stage.trading().await;
    let account = own(5, stage.folder.path());
    let person = Arc::new(Person::default());
    let limits = GlobalLimits::default();
    let refused = list(&stage, &demo, Mode::Demo, Some(&person))
        .go_live(&account, &limits)
        .await;
    assert_eq!(refused.unwrap_err().code, "not_confirmed");
    let asked = person.asked().remove(0);
    let funder = account.account.funder.clone();
    assert!(
        asked.text.en.contains(funder.as_str()) && asked.text.en.contains("$1,500"),
        "{asked:?}"
    );
    assert!(!stage.home().database(Mode::Live).exists(), "nothing was kept");
    person.says(true);
    list(&stage, &demo, Mode::Demo, Some(&person))
        .go_live(&account, &limits)
        .await
        .unwrap();
    // The word alone is not enough.
    let untested = stage.start_unconfirmed(stage.home(), live(account.clone())).await;
    assert_eq!(untested.unwrap_err().code(), "live_not_tested");
    going_live::count_as_tested(&stage.home(), &account).await.unwrap();
    let engine = stage.start_unconfirmed(stage.home(), live(account)).await.unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    engine.shutdown().await;
    demo.shutdown().await;
}

#[tokio::test]
async fn a_program_without_live_takes_none() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let engines = Engines::without_live(stage.api(&engine));
    assert_eq!(engines.add(Mode::Live, Bus::new()).err().unwrap().code, "no_live_here");
    assert!(engines.add(Mode::Paper, Bus::new()).is_ok());
    engine.shutdown().await;
}
