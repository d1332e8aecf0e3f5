//! An account of the user's own beside the demo: paper, live, live without its key, and live where no orders are taken.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildState, FollowSettings, FollowStatus};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Percentage;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::live::{self, ChosenAccount, ChosenWallet, Evidence};
use pilotfish_engine::paper::{self, PaperTerms};
use pilotfish_engine::port::VenuePorts;
use pilotfish_engine::testing::venue::{Script, SeenRegion};
use pilotfish_engine::testing::{self, PATIENCE, is_live, until};
use pilotfish_engine::{EngineHandle, Mode, OwnAccount};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::memory::{InMemory, Trouble};
use pilotfish_vault::store::{KeyStore, SecretMode, StoreError};
use pilotfish_vault::{SecretKey, Signer};
use serde_json::json;

use super::around::Around;
use super::asks;
use super::demo;
use super::recorder::{Answers, Ask, Recorder};
use crate::types::EngineState;
use crate::{Api, ApiOptions, Engines};

/// A program with a demo and an account.
struct Program {
    venue: testing::Stage,
    engines: Engines,
    account: Api,
    engine: EngineHandle,
    demo: testing::Stage,
}

/// At what time its venue is: now, since an account lives in real time.
fn venue() -> Arc<Script> {
    let script = demo::venue_at(VenueMs(system_ms()));
    script.scene(|scene| scene.tells_orders = true);
    script
}

async fn program(mode: Mode) -> Program {
    let (demo, engines) = with_demo(None).await;
    let venue = testing::Stage {
        script: venue(),
        ..testing::Stage::new()
    };
    let engine = if mode == Mode::Live {
        let own = testing::own(7, venue.folder.path());
        venue.start_own(demo.home(), testing::live(own)).await.unwrap()
    } else {
        let ports = VenuePorts::at(&venue.script);
        paper::start(demo.home(), ports, PaperTerms::default(), venue.bus.clone())
            .await
            .unwrap()
    };
    Program::shows(demo, engines, venue, mode, engine).await
}

/// A program whose demo runs.
async fn with_demo(keys: Option<Arc<dyn KeyStore>>) -> (testing::Stage, Engines) {
    let demo = testing::Stage {
        script: demo::venue(),
        ..testing::Stage::new()
    };
    let demo_engine = demo.trading().await;
    let mut around = Around::of(demo.folder.path());
    around.keys = keys;
    let list = Api::new(ApiOptions {
        home: demo.home(),
        mode: Mode::Demo,
        version: "0.1.0".to_owned(),
        bus: demo.bus.clone(),
        listens: false,
        host: Some(Arc::new(around)),
    });
    list.attach(demo_engine);
    let mut settings = list.settings().await.unwrap();
    settings.preferences.welcomed = true;
    list.save_settings(settings).await.unwrap();
    (demo, Engines::new(list))
}

impl Program {
    /// The account beside the demo, once it trades; the window looks at it.
    async fn shows(
        demo: testing::Stage,
        engines: Engines,
        venue: testing::Stage,
        mode: Mode,
        engine: EngineHandle,
    ) -> Self {
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        let account = engines.add(mode, venue.bus.clone()).unwrap().api();
        account.attach(engine.clone());
        engines.show(mode).unwrap();
        until(&engine, "the cash is known", |core| core.state().control.cash.is_some()).await;
        Self {
            venue,
            engines,
            account,
            engine,
            demo,
        }
    }

    async fn follows(&self, name: &str, tenths: u16) {
        let follow = UserInput::Follow {
            trader: demo::wallet(name),
            name: name.to_owned(),
            // Nothing is waited for that belongs to the same trade: the time here is real.
            settings: FollowSettings {
                gather_ms: Some(0),
                ..FollowSettings::at(Percentage::from_tenths(tenths).unwrap())
            },
        };
        self.engine.ask(follow).await.unwrap();
        until(&self.engine, name, |core| {
            let follow = core.state().follow_of(&demo::wallet(name));
            follow.is_some_and(|follow| follow.status == FollowStatus::Active)
        })
        .await;
    }

    async fn trades(&self, name: &str, market: usize, shares: &str, price: &str, holds: fn(&Core) -> bool) {
        // After the follow began, whatever the millisecond.
        self.venue.script.stand_at(VenueMs(system_ms() + 1_000));
        let (trader, token) = (demo::wallet(name), demo::token(market, 0));
        let script = &self.venue.script;
        script.trader_trades(&trader, &token, Side::Buy, shares, price).await;
        until(&self.engine, name, holds).await;
        // Its ladder begins with the trade, which was a moment ahead.
        let began = script.now();
        while system_ms() <= began.0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn is(&self, state: EngineState) {
        let begun = Instant::now();
        while self.account.frame_now().state != state {
            assert!(begun.elapsed() < PATIENCE, "{:?}", self.account.frame_now());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn takes(&self, recorder: &mut Recorder, name: &str, over: Option<&str>, asks: fn(&Answers) -> Vec<Ask>) {
        let folder = self.demo.folder.path();
        let shown = self.engines.shown();
        recorder.take_list(&shown, folder, name, over, asks).await;
    }
}

/// An account that follows two traders, with one copy filled and one at work.
pub(super) async fn account(recorder: &mut Recorder, mode: Mode) {
    let name = if mode == Mode::Live { "live" } else { "paper" };
    let program = program(mode).await;
    // A paper account is another in each run.
    if let Some(wallet) = program.account.frame_now().wallet
        && mode == Mode::Paper
    {
        recorder.stands_for(wallet, "0x2a5e6672cc2fcbb11a9d7ccf408d13742ec86607");
    }
    program
        .takes(recorder, &format!("{name}-fresh"), None, asks::new_account)
        .await;
    program.follows("25usdc", 20).await;
    program.follows("kestrel", 50).await;
    program.trades("kestrel", 5, "1700", "0.64", is_live).await;
    if mode == Mode::Live {
        let hash = program.venue.script.scene(|scene| scene.posts[0].0.clone());
        program.venue.script.fill(&hash).await;
        until(&program.engine, "it is filled", |core| {
            !core.state().holdings.is_empty()
        })
        .await;
    }
    program.trades("25usdc", 0, "4000", "0.58", is_live).await;
    program.takes(recorder, name, None, asks::account).await;
    if mode == Mode::Live {
        program.engines.show(Mode::Demo).unwrap();
        program.takes(recorder, "demo-beside-live", None, asks::frame).await;
        program.engines.show(Mode::Live).unwrap();
        program.venue.script.scene(|scene| scene.region = SeenRegion::Blocked);
        let given = json!({});
        let _ = program.account.call("look_at_region", given).await;
        until(&program.engine, "it halts", |core| !core.state().halts.is_empty()).await;
        program.is(EngineState::Running).await;
        program
            .takes(recorder, "live-region", Some("live"), asks::account)
            .await;
    }
    program.engines.end().await;
}

/// A live account whose keychain is locked when the program starts again; copies of it are at the exchange.
pub(super) async fn keyless(recorder: &mut Recorder) {
    let keys = Arc::new(InMemory::default());
    let key = SecretKey::from_bytes(&[7; 32]).unwrap();
    let owner = Accounts::of(keys.as_ref(), SecretMode::Live).import(&key).unwrap();
    let (demo, engines) = with_demo(Some(Arc::<InMemory>::clone(&keys))).await;
    let chosen = ChosenAccount {
        owner,
        wallet: Some(ChosenWallet {
            wallet_type: WalletType::Deposit,
            address: Signer::new(&key).unwrap().wallet(WalletType::Deposit).unwrap(),
            evidence: Evidence::Derived,
        }),
        chosen_at: 1,
    };
    chosen.save(&demo.home()).unwrap();
    let venue = testing::Stage {
        script: venue(),
        ..testing::Stage::new()
    };
    let own = || OwnAccount {
        locks: venue.folder.path().join("locks"),
        ..live::account(&demo.home(), Arc::<InMemory>::clone(&keys)).unwrap()
    };
    let engine = venue.start_own(demo.home(), testing::live(own())).await.unwrap();
    let again = own();
    let mut program = Program::shows(demo, engines, venue, Mode::Live, engine).await;
    for name in ["25usdc", "kestrel"] {
        program.follows(name, 20).await;
    }
    program.trades("kestrel", 5, "1700", "0.64", is_live).await;
    program
        .trades("25usdc", 0, "4000", "0.58", |core| {
            core.unresolved_children()
                .filter(|child| child.state == ChildState::Live)
                .count()
                == 2
        })
        .await;
    program.engines.remove(Mode::Live).unwrap().shutdown().await;
    keys.set_trouble(Trouble::Fails(StoreError::Locked));
    let home = program.demo.home();
    program.engine = program.venue.start_own(home, testing::live(again)).await.unwrap();
    program.account = program
        .engines
        .add(Mode::Live, program.venue.bus.clone())
        .unwrap()
        .api();
    program.account.attach(program.engine.clone());
    program.engines.show(Mode::Live).unwrap();
    program.is(EngineState::NoKey).await;
    program.takes(recorder, "live-keyless", None, asks::account).await;
    program.engines.end().await;
}
